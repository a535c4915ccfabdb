"""What months and weekdays are called, in twenty languages: as words and as abbreviations.

Source: Unicode CLDR by way of Babel 2.19.0, in nominative and as in dates, read 2026-11-28: cs,
da, de, el, en, es, fi, fr, hu, id, it, nb, nl, pl, pt, ro, ru, sv, tr, uk, in this order.
"""

from __future__ import annotations


def _names(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())


MONTHS = _names(  # in lower case, without dots
    """
    březen března duben dubna květen května leden ledna listopad listopadu prosince prosinec
    srpen srpna září únor února červen července červenec června říjen října
    apr april aug august dec december feb februar jan januar jul juli jun juni maj mar marts
    nov november okt oktober sep september
    apr april aug august dez dezember feb februar jan januar jul juli jun juni jänner mai
    mrz mär märz nov november okt oktober sep sept september
    απρ απρίλιος απριλίου αυγ αυγούστου αύγ αύγουστος δεκ δεκέμβριος δεκεμβρίου ιαν
    ιανουάριος ιανουαρίου ιουλ ιουλίου ιουν ιουνίου ιούλ ιούλιος ιούν ιούνιος μάι μάιος μάρ
    μάρτιος μαΐ μαΐου μαρ μαρτίου νοέ νοέμβριος νοε νοεμβρίου οκτ οκτωβρίου οκτώβριος σεπ
    σεπτέμβριος σεπτεμβρίου φεβ φεβρουάριος φεβρουαρίου
    apr april aug august dec december feb february jan january jul july jun june mar march
    may nov november oct october sep sept september
    abr abril ago agosto dic diciembre ene enero feb febrero jul julio jun junio mar marzo
    may mayo nov noviembre oct octubre sept septiembre
    elokuu elokuuta heinä heinäkuu heinäkuuta helmi helmikuu helmikuuta huhti huhtikuu
    huhtikuuta joulu joulukuu joulukuuta kesäkuu kesäkuuta lokakuu lokakuuta maalis
    maaliskuu maaliskuuta marras marraskuu marraskuuta syyskuu syyskuuta tammi tammikuu
    tammikuuta touko toukokuu toukokuuta
    août avr avril déc décembre févr février janv janvier juil juillet juin mai mars nov
    novembre oct octobre sept septembre
    aug augusztus dec december febr február jan január júl július jún június máj május márc
    március nov november okt október szept szeptember ápr április
    agu agustus apr april des desember feb februari jan januari jul juli jun juni mar maret
    mei nov november okt oktober sep september
    ago agosto apr aprile dic dicembre feb febbraio gen gennaio giu giugno lug luglio mag
    maggio mar marzo nov novembre ott ottobre set settembre
    apr april aug august des desember feb februar jan januar jul juli jun juni mai mar mars
    nov november okt oktober sep september
    apr april aug augustus dec december feb februari jan januari jul juli jun juni maart mei
    mrt nov november okt oktober sep september
    cze czerwca czerwiec gru grudnia grudzień kwi kwiecień kwietnia lip lipca lipiec lis
    listopad listopada lut lutego luty maj maja mar marca marzec paź październik
    października sie sierpień sierpnia sty styczeń stycznia wrz wrzesień września
    abr abril ago agosto dez dezembro fev fevereiro jan janeiro jul julho jun junho mai maio
    mar março nov novembro out outubro set setembro
    apr aprilie aug august dec decembrie feb februarie ian ianuarie iul iulie iun iunie mai
    mar martie noiembrie nov oct octombrie sept septembrie
    авг август августа апр апрель апреля дек декабрь декабря июл июль июля июн июнь июня май
    мар март марта мая нояб ноябрь ноября окт октябрь октября сент сентябрь сентября февр
    февраль февраля янв январь января
    apr april aug augusti dec december feb februari jan januari juli juni maj mars nov
    november okt oktober sep september
    ara aralık ağu ağustos eki ekim eyl eylül haz haziran kas kasım mar mart may mayıs nis
    nisan oca ocak tem temmuz şub şubat
    бер березень березня вер вересень вересня груд грудень грудня жовт жовтень жовтня квіт
    квітень квітня лип липень липня лист листопад листопада лют лютий лютого серп серпень
    серпня січ січень січня трав травень травня черв червень червня
    """
)

WEEKDAYS = _names(  # likewise
    """
    ne neděle po pondělí pá pátek so sobota st středa út úterý čt čtvrtek
    fre fredag lør lørdag man mandag ons onsdag søn søndag tirs tirsdag tors torsdag
    di dienstag do donnerstag fr freitag mi mittwoch mo montag sa samstag so sonnabend
    sonntag
    δευ δευτέρα κυρ κυριακή πέμ πέμπτη παρ παρασκευή σάβ σάββατο τετ τετάρτη τρί τρίτη
    fri friday mon monday sat saturday sun sunday thu thur thurs thursday tue tues tuesday
    wed wednesday
    dom domingo jue jueves lun lunes mar martes mié miércoles sáb sábado vie viernes
    ke keskiviikko keskiviikkona la lauantai lauantaina ma maanantai maanantaina pe
    perjantai perjantaina su sunnuntai sunnuntaina ti tiistai tiistaina to torstai torstaina
    dim dimanche jeu jeudi lun lundi mar mardi mer mercredi sam samedi ven vendredi
    cs csütörtök hétfő kedd péntek sze szerda szo szombat vasárnap
    jum jumat kam kamis min minggu rab rabu sab sabtu sel selasa sen senin
    dom domenica gio giovedì lun lunedì mar martedì mer mercoledì sab sabato ven venerdì
    fre fredag lør lørdag man mandag ons onsdag søn søndag tir tirsdag tor torsdag
    di dinsdag do donderdag ma maandag vr vrijdag wo woensdag za zaterdag zo zondag
    czw czwartek niedz niedziela piątek pon poniedziałek pt sob sobota wt wtorek śr środa
    dom domingo qua quarta-feira qui quinta-feira seg segunda-feira sex sexta-feira sáb
    sábado ter terça-feira
    dum duminică joi lun luni mar marți mie miercuri sâm sâmbătă vin vineri
    воскресенье вс вт вторник пн понедельник пт пятница пятницу сб ср среда среду суббота
    субботу четверг чт
    fre fredag lör lördag mån måndag ons onsdag sön söndag tis tisdag tors torsdag
    cmt cum cuma cumartesi paz pazar pazartesi per perşembe pzt sal salı çar çarşamba
    вт вівторок нд неділя пʼятниця пн понеділок пт сб середа ср субота четвер чт
    """
)
