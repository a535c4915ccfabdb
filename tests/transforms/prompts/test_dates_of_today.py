"""The date of today moves behind what stays, however and in whatever language it is written."""

from __future__ import annotations

import time

import pytest

from headroom_lab import simulate
from headroom_lab.messages.volatile import find_volatile
from headroom_lab.transforms.prompts.cache_aligner import CacheAligner
from tests.timing import noisy

STABLE = "Be kind to all people. " * 60
DATES = (
    "Current date: Saturday, 28 November 2026",
    "Current date: Saturday, November 28, 2026",
    "Today is Saturday, November 28th, 2026.",
    "Heute ist Samstag, 28. November 2026.",
    "Heute ist Samstag, der 28. November 2026.",
    "Aktuelles Datum: Samstag, 28. November 2026",
    "Datum: 28.11.2026",
    "Nous sommes le samedi 28 novembre 2026.",
    "Date du jour : le 28 novembre 2026",
    "Date actuelle : samedi 28 novembre 2026 à 15h30",
    "Hoy es sábado, 28 de noviembre de 2026.",
    "Fecha actual: 28 de noviembre de 2026",
    "Data atual: sábado, 28 de novembro de 2026",
    "Oggi è sabato 28 novembre 2026",
    "Huidige datum: zaterdag 28 november 2026",
    "Dzisiaj jest sobota, 28 listopada 2026",
    "Текущая дата: 28 ноября 2026 г.",
    "Сегодня суббота, 28 ноября 2026 года",
    "今天是2026年11月28日，星期六。",
    "今天是2026年11月28日。",
    "当前日期：2026年11月28日",
    "現在の日時: 2026年11月28日 15時30分",
    "今日は2026年11月28日（土）です。",
    "오늘 날짜: 2026년 11월 28일 토요일",
    "Current date: 28/11/2026",
    "Current date: 11/28/2026",
    "Today's date is Nov 28th, 2026 at 3pm",
    "Current time: Sat Nov 28 15:04:05 UTC 2026",
    "Current date: Sat, 28 Nov 2026 15:04:05 GMT",
    "The current date and time is Saturday the 28th of November 2026, 3:04 PM.",
    "Date: 2026-11-28 (Saturday)",
    "Bugünün tarihi: 28 Kasım 2026 Cumartesi",
    "Dagens datum: lördag 28 november 2026",
    "Dagens dato: lørdag den 28. november 2026",
    "mai dátum: 2026. november 28., szombat",
    "Ngày hiện tại: ngày 28 tháng 11 năm 2026",
    "Current date: 20261128",
    "Today is Saturday, November 28",
    "Current date: Saturday 2026-11-28",
    "Current date: 28-Nov-2026",
    "Tänään on lauantaina 28. marraskuuta 2026",
    "Σήμερα είναι Σάββατο, 28 Νοεμβρίου 2026",
    "Current date: 2026 November 28",
    "It is now Saturday, 28 November 2026, 15:04 CET.",
    "Tanggal hari ini: Sabtu, 28 November 2026",
    "<current_date>Samstag, 28. November 2026</current_date>",
    "**Current date**: Saturday, 28 November 2026",
    "Current date: November 28, 2026 (Saturday)",
)


@pytest.mark.parametrize("line", DATES)
def test_a_line_that_says_what_day_it_is_moves(line: str) -> None:
    messages = [{"role": "system", "content": f"{line}\n{STABLE}"}]
    result = CacheAligner().align(messages)
    assert result.messages[0]["content"] == f"{STABLE.rstrip()}\n\n{line}"
    assert result.tokens_after <= result.tokens_before
    assert result.stable_prefix_freed is not None
    assert result.stable_prefix_freed > 300
    assert CacheAligner().align(result.messages).messages == result.messages


@pytest.mark.parametrize(
    "line",
    [
        "The law of 28 novembre 2026 says so.",
        "Am 28. November 2026 endet die Frist, danach gilt Paragraph 4.",
        "Der Kunde hat am Samstag, 28. November 2026 bestellt.",
        "合同于2026年11月28日生效，之后适用第四条。",
        "Mai 2026 was warm.",
        "Order 28 may 2026 items at most.",
        "Heute ist ein guter Tag.",
        "Hoy es importante ser amable.",
        "Data: see below.",
    ],
)
def test_a_date_in_prose_stays(line: str) -> None:
    messages = [{"role": "system", "content": f"{line}\n{STABLE.rstrip()}"}]
    assert CacheAligner().align(messages).messages == messages


def test_nothing_moves_where_it_would_only_cost() -> None:
    short = "Current date: 2026-11-28\n" + "Be kind. " * 4
    messages = [{"role": "system", "content": short.rstrip()}, {"role": "user", "content": "hi"}]
    assert CacheAligner().align(messages).messages == messages
    behind = [{"role": "system", "content": f"{STABLE}\n\nCurrent date: 2026-11-28"}]
    assert CacheAligner().align(behind).tokens_after <= CacheAligner().align(behind).tokens_before


def test_no_real_session_grows(real_conversations: list[dict[str, object]]) -> None:
    for conversation in real_conversations:
        result = simulate(conversation["messages"], model="gpt-4o", policy="align")
        assert result.tokens_after <= result.tokens_before, conversation["id"]


@pytest.mark.parametrize("unit", ["28 November 2026 ", "28 mot 2026 ", "Samstag, ", "2026年1月1日", "heute ist "])  # fmt: skip
@noisy
def test_it_takes_time_in_proportion(unit: str) -> None:
    def took(size: int) -> float:
        start = time.process_time()
        find_volatile(unit * (size // len(unit)))
        return time.process_time() - start

    short, long = (min(took(size) for _ in range(3)) for size in (50_000, 200_000))
    assert long < 8 * short
