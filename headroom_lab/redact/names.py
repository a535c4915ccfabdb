"""What secrets are called: in configurations, code and headers, in the languages people use."""

from __future__ import annotations

import re
from functools import lru_cache

# How sure a name makes us that its value is a secret.
LENIENT = 1  # a password: any value that is no placeholder, word of a type or code
FIRM = 2  # a token or key: at least eight characters that are no plain words
STRICT = 3  # a session or signature: sixteen characters, letters and digits

_PASSWORDS = (
    *("password", "passwd", "passphrase", "passcode", "passwrd", "pswd", "userpass"),
    # German, French, Spanish, Italian, Portuguese, Dutch, Nordic, Polish, Czech, Turkish …
    *("passwort", "kennwort", "motdepasse", "contraseña", "contrasena", "contrasenya"),
    *("senha", "wachtwoord", "lösenord", "losenord", "passord", "adgangskode", "salasana"),
    *("hasło", "haslo", "heslo", "jelszó", "jelszo", "parola", "parolă", "şifre", "sifre"),
    *("пароль", "парола", "лозинка", "κωδικός", "סיסמה", "كلمة المرور", "كلمة السر", "رمز عبور"),
    *("密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "암호", "รหัสผ่าน", "पासवर्ड"),
    *("mật khẩu", "matkhau", "katasandi", "clavedeacceso", "palavrapasse"),
)
_SHORT = ("pass", "pwd", "pw", "psw", "psk", "clave")
_SHORT_OWNERS = (
    *("db", "user", "root", "admin", "my", "mysql", "pg", "postgres", "redis", "ftp", "smtp"),
    *("mail", "ssh", "auth", "login", "sudo", "mongo", "rabbitmq", "basic", "proxy", "http"),
    *("key", "store", "trust", "ldap", "sql", "imap", "wifi", "vpn"),
)
_SECRETS = ("secret", "token", "apikey", "geheimnis", "секрет", "токен", "密钥", "密鑰", "令牌")
_KEY_OWNERS = frozenset(
    (
        *("api", "access", "secret", "private", "auth", "account", "subscription", "encryption"),
        *("signing", "signature", "master", "shared", "storage", "consumer", "hmac", "webhook"),
        *("license", "licence", "deploy", "app", "application", "admin", "service", "client"),
        *("jwt", "sas", "aes", "cookie", "crypto", "security", "authorization"),
        *("server", "ssh", "gpg", "pgp", "ssl", "tls", "wallet", "vault", "integration", "write"),
        *("personal", "project", "rest", "resource", "host", "function", "cosmos", "bus"),
        *("openai", "anthropic", "claude", "azure", "aws", "gcp", "google", "gemini", "groq"),
        *("mistral", "cohere", "xai", "perplexity", "deepseek", "together", "replicate", "hf"),
        *("stripe", "twilio", "sendgrid", "mailgun", "mailchimp", "slack", "github", "gitlab"),
        *("datadog", "dd", "pinecone", "tavily", "serper", "serpapi", "maps", "weather", "algolia"),
        *("wandb", "langsmith", "langfuse", "elevenlabs", "deepgram", "supabase", "rapidapi"),
    )
)
_TOKENS_OF_TEXT = frozenset(
    (
        *("next", "page", "continuation", "pagination", "max", "min", "special", "pad", "eos"),
        *("bos", "unk", "mask", "cls", "sep", "bad", "stop", "start", "end", "first", "last"),
        *("input", "output", "prompt", "completion", "per", "cached", "image", "audio", "text"),
        *("num", "sync", "cancellation", "cancel", "current", "prev", "previous", "design"),
        *("by", "each", "every", "one", "single", "get", "of"),
    )
)
# Words behind the name proper: password_confirmation, TOKEN_BASE64, secret_value, password2.
_BEHIND = frozenset(
    (
        *("value", "b64", "base64", "plain", "plaintext", "raw", "encoded", "confirm", "new"),
        *("confirmation", "repeat", "again", "old", "prod", "production", "staging", "live"),
        *("hash", "hashed", "encrypted", "string", "text", "data", "default", "primary"),
        *("secondary", "backup", "pem", "dev"),
    )
)
_COMPOUNDS = {
    **dict.fromkeys(("totpseed", "otpseed", "mfaseed", "hotpseed", "twofaseed"), LENIENT),
    **dict.fromkeys(("onetimeseed", "seedphrase", "recoveryphrase", "mnemonic"), LENIENT),
    **dict.fromkeys(("mnemonicphrase", "secretphrase", "otpsecret", "backupphrase"), LENIENT),
    **dict.fromkeys(("backupcode", "recoverycode", "backupcodes", "recoverycodes"), LENIENT),
    **dict.fromkeys(("otp", "totp", "otpcode", "mfacode", "totpcode", "onetimecode"), LENIENT),
    **dict.fromkeys(("credential", "credentials", "creds", "auth"), FIRM),
    **dict.fromkeys(
        ("accesskeyid", "secretkeybase", "codeverifier", "clientassertion", "connectionstring"),
        FIRM,
    ),
    **dict.fromkeys(("secrets", "tokens", "apikeys", "passwords", "authcookie"), FIRM),
    **dict.fromkeys(("session", "sessionid", "sid", "sessid", "phpsessid"), STRICT),
    **dict.fromkeys(("jsessionid", "aspsessionid", "connectsid", "csrf", "xsrf"), STRICT),
    **dict.fromkeys(("sig", "signature"), STRICT),
    **dict.fromkeys(("amzsecuritytoken", "amzcredential"), STRICT),
}
# Where to look for a name: each name above holds one of these, in lower case.
HOOKS = (
    *("pass", "pwd", "pw", "psw", "psk", "pswd", "secret", "token", "key", "cred", "auth"),
    *("otp", "seed", "phrase", "mnemonic", "code", "sess", "sid", "sig", "csrf", "xsrf"),
    *("kennwort", "contrase", "senha", "wachtwoord", "senord", "adgangskode", "salasana", "clave"),
    *("haslo", "heslo", "jelsz", "parola", "sifre", "geheimnis", "assertion"),
    *("connectionstring", "connection_string", "matkhau", "mat_khau", "sandi", "verifier"),
)
FOREIGN = tuple(dict.fromkeys(word for word in (*_PASSWORDS, *_SECRETS) if not word.isascii()))

_JOINED = tuple(word.replace(" ", "") for word in _PASSWORDS)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APART = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def level_of(name: str) -> int | None:
    """Return how sure a name makes us: LENIENT, FIRM, STRICT, or None for any other name."""
    words = words_of(name)
    while len(words) > 1 and words[-1] in _BEHIND:
        words.pop()
    return _level(words) if words else None


def words_of(name: str) -> list[str]:
    """Return the words of a name in snake, kebab, camel or another case, in lower case."""
    parts = _APART.split(_CAMEL.sub("_", name))
    return [word for part in parts if (word := part.rstrip("0123456789").lower())]


def _level(words: list[str]) -> int | None:
    """Return the level of a name by its last words."""
    last, joined = words[-1], "".join(words)
    if joined.endswith(_JOINED) or _is_short(words):
        return LENIENT
    if last.endswith("token") and len(words) > 1 and words[-2] in _TOKENS_OF_TEXT:
        return None
    if joined.endswith(_SECRETS):
        return FIRM
    if last.endswith("key"):
        return FIRM if _is_key(words) else None
    pairs = ("".join(words[-n:]) for n in (3, 2, 1))
    return next((_COMPOUNDS[pair] for pair in pairs if pair in _COMPOUNDS), None)


def _is_short(words: list[str]) -> bool:
    """Return whether a name ends on a short word for a password: ``DB_PASS``, ``dbpass``."""
    last = words[-1]
    if last in _SHORT:
        return True
    owner = next((last[: -len(word)] for word in _SHORT if last.endswith(word)), "")
    return owner in _SHORT_OWNERS


def _is_key(words: list[str]) -> bool:
    """Return whether a name that ends on ``key`` is a secret's: by the word before it."""
    last = words[-1]
    owner = last[:-3] if len(last) > 3 else words[-2] if len(words) > 1 else ""
    return owner in _KEY_OWNERS or owner.endswith(("access", "secret", "private", "api"))
