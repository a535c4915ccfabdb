"""What stands behind a secret's name: a secret, or a placeholder, a type, code, a plain word."""

from __future__ import annotations

from functools import lru_cache

from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.names import FIRM, LENIENT, level_of

MASK = "•••"

_PLACEHOLDER = lazy(
    r"""(?ix)
    \$[\w{(\[!]  | \{\{ | \{[\w.\[\]'"():!, -]*\}\}?$ | <[^<>]*>?$ | &lt; | %[A-Z_]{2,}% | %\(?\w*\)?[sdr]$
    | \#\{ | \[[\w .-]*(?:\]|$) | \*+$ | [x•*.\-_?#…]{2,}$ | [x*]{3,} | \.\.\. | …
    | (?:none|null|nil|undefined|true|false|n/?a|tbd|todo|nan)$
    | !ref\b | !sub\b | !vault\b | enc\[ | op:// | vault: | secretref | arn: | data:image/
    | (?:os\.|process\.|self\.|this\.|config\.|settings\.|secrets?\.|vars?\.|local\.|env\.|args\.)
    | (?:https?|file)://
    """
)
# Names of types, states and rules that stand where a password would.
_PLAIN = frozenset(
    (
        *("string", "str", "text", "bytes", "int", "integer", "number", "bool", "boolean", "any"),
        *("object", "optional", "required", "varchar", "char", "secretstr", "unknown", "never"),
        *("missing", "invalid", "incorrect", "wrong", "expired", "valid", "set", "unset", "yes"),
        *("no", "on", "off", "enabled", "disabled", "ok", "failed", "hidden", "empty", "changed"),
        *("reset", "protected", "sensitive", "redacted", "masked", "prompt", "ask", "input"),
        *("forgotten", "forgot", "show", "hide", "confirm", "enter", "new", "old", "current"),
        *("nullable", "readonly", "private", "public", "static", "const", "let", "var", "return"),
        *(
            "and",
            "or",
            "not",
            "is",
            "in",
            "if",
            "the",
            "a",
            "an",
            "for",
            "to",
            "of",
            "must",
            "with",
        ),
        *("field", "value", "key", "username", "user", "email", "name", "id", "type", "self"),
        *("deprecated", "default", "auto", "basic", "bearer", "digest", "oauth", "jwt", "void"),
    )
)
_EXAMPLE = frozenset(
    (
        *("your", "my", "example", "placeholder", "changeme", "dummy", "insert", "enter", "here"),
        *(
            "redacted",
            "sample",
            "replace",
            "provide",
            "paste",
            "votre",
            "dein",
            "ihr",
            "tu",
            "fake",
        ),
    )
)
_TOPIC = frozenset(("password", "passwords", "passwd", "token", "secret", "key", "passwort"))
_PHRASE = lazy(r"[^\W\d_]+(?:[\s'’_\-,.:/]+[^\W\d_]+)*[.:!?…]*")
_SPLIT = lazy(r"[^\w]+|_")
_PATH = lazy(r"(?:\.{0,2}/|~/|[A-Za-z]:\\+)[\w.@ -]{0,40}(?:[/\\]+[\w.@ -]{1,40})*[/\\]?")
_DOTTED = lazy(r"[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+")
_IDENTIFIER = lazy(r"[A-Za-z_][A-Za-z_]*")
_RUN = lazy(r"[A-Za-z0-9]{16,}")
_READ = 128  # characters that tell what a value is, however long it is
_BLANK = lazy(r"\s")


def is_secret(value: str, level: int, *, quoted: bool, name: str = "") -> bool:
    """Return whether a value behind a name of that level is a secret.

    ``quoted``: it stood in quotes, so it's no code; ``name`` is what it is called.
    """
    return _is_secret(value[:_READ], level, quoted, name)


@lru_cache(maxsize=8192)
def _is_secret(value: str, level: int, quoted: bool, name: str) -> bool:
    """Return whether the beginning of a value is a secret's: the same ones come again and again."""
    if len(value) < (3 if level == LENIENT else 8) or is_placeholder(value):
        return False
    if not any(map(str.isalnum, value)):
        return False
    if _is_words(value, name, quoted=quoted) or (not quoted and _DOTTED.fullmatch(value)):
        return False
    if _PATH.fullmatch(value) and (len(value) < 30 or level == LENIENT):
        return False
    if level == LENIENT:
        return True
    return is_strong(value) and (level == FIRM or _is_random(value))


def is_placeholder(value: str) -> bool:
    """Return whether a value stands for a secret (``$PASSWORD``, ``<your-key>``, ``***``)."""
    # A value that is read in part may end within a mask.
    return MASK[0] in value or _PLACEHOLDER.match(value) is not None


def is_strong(value: str) -> bool:
    """Return whether a value of eight characters and more is no word, number or identifier."""
    if len(value) < 8 or _BLANK.search(value):
        return False
    has_digit = any(char.isdigit() for char in value)
    letters = [char for char in value if char.isalpha()]
    if has_digit:
        return len(letters) >= 2
    if len(letters) == len(value):
        return len(value) >= 16
    return any(not char.isalnum() and char not in "_-.:/" for char in value)


def is_mixed(value: str) -> bool:
    """Return whether a value has both letters and digits, or a sign that words don't have."""
    return (any(c.isdigit() for c in value) and any(c.isalpha() for c in value)) or any(
        c in "!@#$%^&*+=~|?" for c in value[:-1]
    )


def _is_random(value: str) -> bool:
    """Return whether sixteen letters and digits stand in a row, as in no name or UUID."""
    return any(
        any(c.isdigit() for c in run.group()) and any(c.isalpha() for c in run.group())
        for run in _RUN.finditer(value)
    )


def _is_words(value: str, name: str, *, quoted: bool) -> bool:
    """Return whether a value is made of words that tell it isn't the secret itself."""
    if not _PHRASE.fullmatch(value):
        return False
    words = [word for word in _SPLIT.split(value.lower()) if word]
    if len(words) == 1:
        return (
            words[0] in _PLAIN
            or words[0] in _EXAMPLE
            or (level_of(value) is not None and (words[0] == name.lower() or words[0] in _TOPIC))
        )
    return bool(_EXAMPLE.intersection(words) or _TOPIC.intersection(words)) or (
        words[0] in _PLAIN or words[-1] in _PLAIN
    )
