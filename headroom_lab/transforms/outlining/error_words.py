"""Words that speak of an error: levels, states, and what people write in their languages.

Levels are those of RFC 5424 (syslog), java.util.logging, log4j, Serilog, zap and glog; states
those of Docker, Kubernetes, systemd, Terraform, GitHub Actions and GitLab; names of failed system
calls those of errno(3); words of other languages those with which their editions of GNU gettext,
PostgreSQL and .NET name errors. All looked up in November 2026.
"""

from __future__ import annotations

LEVELS = frozenset(
    """error errors err fatal critical crit severe emerg emergency alert panic fail failed failure
    failures fehler erreur errore erro ошибка hata błąd fel chyba kritisch critique crítico
    """.split()
)
# States of a container or pod that came down (Kubernetes, Docker).
OUTAGES = frozenset(
    """
    oomkilled crashloopbackoff imagepullbackoff errimagepull backoff failedscheduling failedmount
    createcontainerconfigerror createcontainererror runcontainererror invalidimagename
    containercannotrun deadlineexceeded
    """.split()
)
STATES = OUTAGES | frozenset(
    """aborted broken cancelled canceled corrupt corrupted crashed crash deadlock deadlocked degraded
    denied died evicted exception exceptions expired exhausted forbidden hung interrupted invalid
    killed lost mismatch oom overflow panicked quarantined refused rejected rollback segfault
    sigabrt sigbus sigkill sigsegv stalled terminated throttled timedout timeout traceback
    unauthorized unavailable unbound undefined undeliverable unhandled unhealthy unknownhost
    unreachable unrecoverable unresolved unsuccessful unsupported uncaught violated violation
    errored failing unschedulable notready bsod coredump assertion abend incompatible unmerged
    """.split()
)
ERRNO = frozenset(
    """eacces eaddrinuse eaddrnotavail eai_again eagain ebadf ebusy econnaborted econnrefused
    econnreset eexist efault ehostdown ehostunreach eintr einval eio eisdir eloop emfile enametoolong
    enetunreach enodev enoent enoexec enolck enomem enospc enotconn enotdir enotempty enotfound enotsup
    eperm epipe eproto erofs esrch estale etimedout exdev elifecycle eresolve ebadengine eintegrity
    """.split()
)
FOREIGN = frozenset(
    """
    fehler fehlgeschlagen fehlerhaft gescheitert abgebrochen abgestürzt verweigert ungültig unerreichbar
    ausnahme misslungen
    erreur erreurs échec échoué échouée refusé refusée impossible invalide introuvable inaccessible
    interrompu plantage
    fallo falló fallido fallida fallos errores excepción denegado denegada rechazada rechazado inválido
    inaccesible inalcanzable imposible abortado caído
    falha falhou falhas erros exceção negado negada recusada recusado inválida inacessível inalcançável
    impossível abortada
    errori fallito fallita eccezione rifiutata rifiutato negato negata impossibile irraggiungibile
    interrotto
    fout fouten mislukt mislukte geweigerd geannuleerd ongeldig onbereikbaar uitzondering
    misslyckades misslyckad nekad avbruten ogiltig undantag
    fejl mislykkedes nægtet afbrudt ugyldig undtagelse
    feil mislyktes nektet avbrutt unntak
    virhe virheet epäonnistui epäonnistunut evätty keskeytetty virheellinen poikkeus
    błędy błędów niepowodzenie nieudane nieudany odmowa odrzucono przerwano nieprawidłowy wyjątek
    niepowodzeniem nieosiągalny
    chyby selhalo selhal selhání odepřen odmítnuto neplatný výjimka přerušeno zlyhalo zlyhanie odmietnuté
    nedostupný
    hiba hibás sikertelen elutasítva megszakítva érvénytelen kivétel meghiúsult
    eroare erori eșuat eșec refuzat întrerupt invalidă excepție
    hatası hatalı başarısız reddedildi geçersiz istisna kesildi ulaşılamıyor
    ошибки ошибок ошибкой сбой неудача неудачно отказ отказано отклонено прервано недоступен
    недоступна недоступно неверный исключение провал невозможно
    помилка помилки збій невдача невдало відмовлено відхилено перервано недоступний виняток
    грешка грешки неуспех неуспешно отказан прекъснато невалиден
    σφάλμα σφάλματα αποτυχία απέτυχε άκυρο διακόπηκε εξαίρεση
    greška greške pogreška neuspjeh neuspjelo odbijeno prekinuto neispravan iznimka neuspešno napaka
    klaida klaidos nepavyko kļūda neizdevās viga ebaõnnestus
    lỗi kesalahan galat gagal ditolak ralat
    خطأ فشل خطا שגיאה נכשל כשל
    """.split()
)
# Of scripts that put no blanks between words; looked for wherever they stand.
UNSPACED = (
    "错误", "失败", "异常", "拒绝", "超时", "崩溃", "无法", "中止", "致命",
    "錯誤", "失敗", "異常", "拒絕", "逾時", "無法", "當機",
    "エラー", "例外", "拒否", "タイムアウト", "異常終了", "できません", "致命的", "不正",
    "오류", "실패", "에러", "예외", "거부", "시간 초과", "중단",
    "त्रुटि", "विफल", "असफल", "ข้อผิดพลาด", "ล้มเหลว", "ผิดพลาด",
)  # fmt: skip
# Several words that only together speak of an error.
PHRASES = (
    "not found", "no such", "timed out", "time out", "out of memory", "disk full", "no space left",
    "connection reset", "broken pipe", "cannot", "can't", "could not", "couldn't", "unable to",
    "does not exist", "doesn't exist", "core dumped", "not permitted", "permission denied", "went away",
    "gave up", "giving up", "bad gateway", "internal server", "out of range", "out of bounds",
    "is a directory", "not a directory", "unexpected token", "unexpected end", "checksum mismatch",
    "stack overflow", "null pointer", "nil pointer", "rolled back", "must be owner", "too many open",
    "host is down", "no route", "kernel panic", "read-only file system", "quota exceeded",
    "limit exceeded", "not allowed", "did not return", "did not respond", "no response", "both modified", "not ready", "back-off", "not reachable",
    "nicht gefunden", "konnte nicht", "kann nicht", "kein zugriff", "introuvable", "n'a pas pu",
    "délai dépassé", "no se pudo", "no encontrado", "não foi possível", "não encontrado",
    "non trovato", "niet gevonden", "kan niet", "kunde inte", "nie można", "nie znaleziono",
    "nelze", "не удалось", "не найден", "не найдено", "не вдалося", "bulunamadı", "tidak dapat",
    "không thể", "nem sikerült", "nu s-a putut", "zaman aşımı",
)  # fmt: skip
# How a name of a class ends that is an error's.
ENDINGS = ("Error", "Errors", "Exception", "Failure", "Fault", "BackOff", "Killed", "Timeout", "Denied",
           "Refused", "Err", "Failed", "Panic", "Mismatch", "Unavailable", "NotFound")  # fmt: skip

ALL = LEVELS | STATES | ERRNO | FOREIGN
