"""Passwords on command lines, each after the option that its tool's manual gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from headroom_lab.redact.between import value_begins
from headroom_lab.redact.headers import cookie_spans
from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.names import LENIENT
from headroom_lab.redact.quoted import closing
from headroom_lab.redact.values import is_secret

_ROOM = r"(?:\\\r?\n|[^\n|;]){0,300}?"


class Command(NamedTuple):
    """A way to give a password: hints in lower case, the pattern up to it, what it follows."""

    hints: tuple[str, ...]
    pattern: str
    after: str = ""  # the sign within the argument behind which the password begins


COMMANDS = (
    # https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html
    Command(
        ("mysql", "mariadb", "mycli"), rf"\b(?:mysql|mariadb|mycli)[\w-]*\b{_ROOM}\s-p(?=[^\s-])"
    ),
    # https://linux.die.net/man/1/sshpass
    Command(("sshpass",), rf"\bsshpass\b{_ROOM}\s-p\s*"),
    # https://docs.docker.com/reference/cli/docker/login/
    Command(
        (" login",),
        rf"\b(?:docker|podman|nerdctl|helm|oras|crane|buildah|skopeo|az|oc|cf|ibmcloud|registry)\b{_ROOM}"
        rf"\blogin\b{_ROOM}\s-p[ =]\s*",
    ),
    Command(("vault login",), r"\bvault login (?:-\S+ )*(?=[^\s-])"),
    # https://www.mongodb.com/docs/mongodb-shell/reference/options/
    Command(("mongo",), rf"\bmongo(?:sh|dump|restore|export|import)?\b{_ROOM}\s-p\s+"),
    # https://redis.io/docs/latest/develop/tools/cli/
    Command(("redis-cli",), rf"\bredis-cli\b{_ROOM}\s-a\s*"),
    Command(("requirepass", "masterauth"), r"\b(?:requirepass|masterauth)\s+"),
    # https://curl.se/docs/manpage.html#-u
    Command(
        ("curl", "wget", "http -a", "http --auth", "https -a"),
        rf"\b(?:curl|wget|https?|xh)\b{_ROOM}\s(?:-u|-U|-a|--user|--proxy-user|--auth)(?:[ =]|\\\n)?\s*",
        ":",
    ),
    # the same in a list of arguments: ["curl", "-u", "name:word"]
    Command(
        ('"-u', '"--user', "'-u", "'--user"),
        r"\\*[\"'](?:-u|--user|--proxy-user)\\*[\"']\s*,\s*(?=\\*[\"'])",
        ":",
    ),
    # https://www.openldap.org/software/man.cgi?query=ldapsearch
    Command(("ldap",), rf"\bldap\w+\b{_ROOM}\s-w\s*"),
    # https://www.samba.org/samba/docs/current/man-html/smbclient.1.html
    Command(("smbclient", "rpcclient", "mount.cifs"), rf"\b(?:smb|rpc)client\b{_ROOM}\s-U\s*", "%"),
    # https://docs.openssl.org/master/man1/openssl-passphrase-options/
    Command(("pass:",), r"-pass(?:in|out)?[ \t=]+pass:(?=\S)"),
    Command(("openssl",), rf"\bopenssl\b{_ROOM}\s-[kK]\s+"),
    # https://learn.microsoft.com/powershell/module/microsoft.powershell.security/convertto-securestring
    Command(
        ("convertto-securestring",),
        r"(?i)\bConvertTo-SecureString\s+(?:-AsPlainText\s+)?(?:-Force\s+)?(?:-String\s+)?(?=\\*[\"'])",
    ),
    # https://www.rfc-editor.org/rfc/rfc4616 as SMTP, IMAP and POP3 servers take it
    Command(("auth plain",), r"(?i)\bAUTH(?:ENTICATE)? PLAIN[ \t]+(?=[A-Za-z0-9+/]{12})"),
    Command((" -p",), rf"\b(?:un)?zip\b{_ROOM}\s-P\s*"),
    Command(("7z",), rf"\b7z[ar]?\b{_ROOM}\s-p(?=\S)"),
    # https://learn.microsoft.com/sql/tools/sqlcmd/sqlcmd-utility
    Command(("sqlcmd", "bcp", "sqlplus"), rf"\b(?:sqlcmd|bcp)\b{_ROOM}\s-P\s*"),
    Command(("sqlplus",), r"\bsqlplus\b[^\n|;/@]{0,100}(?=/\S+@)", "/"),
    # https://httpd.apache.org/docs/2.4/programs/htpasswd.html
    Command(("htpasswd",), r"\bhtpasswd\b[^\n|;]{0,80}?\s-\w*b\w*\s+\S+\s+\S+\s+"),
    Command(
        ("sudo -s", "--password-stdin", "passwd --stdin"),
        r"\b(?:echo|printf)\s+(?:-n\s+|'%s'\s+)?(?=[^|\n]{1,200}\|[^\n|]{0,80}(?:sudo -S|--password-stdin|--stdin))",
    ),
    Command(("chpasswd",), r"\becho\s+(?=[^|\n]{1,200}\|[^\n|]{0,40}chpasswd)", ":"),
    # https://kubernetes.io/docs/reference/kubectl/generated/kubectl_create/kubectl_create_secret_generic/
    Command(("--from-literal",), r"--from-literal[= ]", "="),
    Command(("net use",), r"(?i)\bnet use\b[^\n]{0,120}/user:\S+[ \t]+(?=[^/\s])"),
    Command(
        ("/pass:", "/password:", "/p:"),
        r"(?i)(?:cmdkey|runas|schtasks|net|xfreerdp|rdesktop)\b[^\n]{0,200}?\s/(?:pass(?:word)?|p):",
    ),
    # https://dev.mysql.com/doc/refman/8.4/en/create-user.html and others' SQL
    Command(
        ("identified by", "identified with"),
        r"(?i)\bidentified (?:with \S+ )?(?:by|as) (?:password )?(?=\\*[\"'])",
    ),
    Command(
        ("password '", 'password "'),
        r"(?i)\b(?:user|role|login)\b[^\n;]{0,120}?\bpassword\s+(?=\\*[\"'])",
    ),
    # https://requests.readthedocs.io/en/latest/user/authentication/
    Command(
        ("auth", ".login("),
        r"(?:auth\s?=\s?\(|[Aa]uth\(|\.login\()\s*\\*[\"'][^\"'\n]{0,64}[\"']\s*,\s*(?=\\*[\"'])",
    ),
)
_PATTERNS = tuple(
    (hint, pattern, command.after)
    for command, pattern in ((command, lazy(command.pattern)) for command in COMMANDS)
    for hint in command.hints
)
_ARGUMENT = lazy(r"[^\s\"'`|;<>)\\]+")
_CURL_COOKIE = lazy(
    rf"\bcurl\b{_ROOM}\s(?:-b|--cookie)[ =]?\s*\\*[\"']?(?P<pairs>[^\"'\\\n]+=[^\"'\\\n]+)"
)


def command_spans(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each password that a command is given."""
    for hint, pattern, after in _PATTERNS:
        if hint in lowered:
            for match in pattern.finditer(text):
                yield from _argument(text, match.end(), after)
    if "curl" in lowered:
        for match in _CURL_COOKIE.finditer(text):
            yield from cookie_spans(text, *match.span("pairs"))


def _argument(text: str, place: int, after: str) -> Iterator[tuple[int, int]]:
    """Yield the place of the password in the argument that begins at ``place``."""
    start, quote = value_begins(text, place)
    if quote:
        stop = closing(text, start, quote)
    else:
        match = _ARGUMENT.match(text, start)
        stop = match.end() if match else start
    if after:
        sign = text.find(after, start, stop)
        if sign < 0:
            return
        start = sign + len(after)
    value = text[start:stop]
    if is_secret(value, LENIENT, quoted=True) and not value.startswith("-"):
        yield start, stop
