"""What stands before the date of today in a prompt, in languages other than English."""

from __future__ import annotations

_NAMES = (
    # Each with or without a colon behind it.
    r"(?:heutiges |aktuelles )?datum(?: und uhrzeit)?|(?:aktuelle |jetzige )?uhrzeit|heute(?: ist)?(?: der)?",
    r"date(?: et heure)? (?:du jour|actuelles?|d['’]aujourd['’]hui)|aujourd['’]hui(?:,? (?:nous sommes|c['’]est|on est))?|(?:nous sommes|on est)(?: aujourd['’]hui)?|heure actuelle",
    r"fecha(?: y hora)?(?: actual(?:es)?| de hoy)?|hoy(?: es)?|hora actual",
    r"data(?: e (?:hora|ora))?(?: atual| de hoje| odierna| attuale| di oggi| corrente)?|hoje(?: é)?|oggi(?: è)?",
    r"(?:huidige )?datum(?: van vandaag)?|vandaag(?: is het| is)?",
    r"(?:dzisiejsza|aktualna|bieżąca) data|dzisiaj jest|dziś jest|dzisiaj|dziś",
    r"текущ(?:ая|ие) дата(?: и время)?|сегодня(?:шняя дата)?|дата|поточна дата|сьогодні",
    r"bugünün tarihi|şu anki tarih|bugün|tarih",
    r"dagens dat(?:um|o)|(?:i ?dag)(?: är det| er det| er| är)?|tänään on|tämän päivän päivämäärä|dnes je|dnešní datum|aktuální datum|mai dátum|ma|data curentă|astăzi este|σήμερα(?: είναι)?|τρέχουσα ημερομηνία",
    r"tanggal(?: hari ini| saat ini)?|hari ini(?: adalah)?|ngày hiện tại|hôm nay là(?: ngày)?",
)
_CJK = (
    r"今天(?:是|的日期(?:是)?|日期)?|今日(?:の日付)?(?:は)?|[当當]前(?:的)?(?:日期|时间|時間)(?:和时间|與時間|是)?"
    r"|現在の?(?:日付|日時|時刻)(?:は)?|本日(?:は)?|日期|日付|日時|오늘(?:은| 날짜(?:는)?)?|현재 (?:날짜|시간|시각)(?:는|은)?"
)
_IS = r"[\"'`*_\])]{0,3}[ \t\u00a0]{0,3}(?:[:=：][ \t\u00a0]{0,3})?[\"'`*_\[(]{0,3}"
OTHER_LABELS = rf"(?:(?:{'|'.join(_NAMES)})(?=[\W_]){_IS}|(?:{_CJK}){_IS})"
