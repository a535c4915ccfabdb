"""Secrets masked before a text is shown, exported or stored."""

from __future__ import annotations

import re

# Each pattern has one group: the secret itself. What stands before it stays readable.
_PATTERNS = (
    r"(sk-(?:ant-|proj-|live-|test-)?[A-Za-z0-9_\-]{16,})",
    r"((?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{16,})",
    r"(gh[pousr]_[A-Za-z0-9]{20,})",
    r"(github_pat_[A-Za-z0-9_]{20,})",
    r"(glpat-[A-Za-z0-9_\-]{16,})",
    r"(xox[abeoprs]-[A-Za-z0-9\-]{10,})",
    r"(hf_[A-Za-z0-9]{20,})",
    r"((?:AKIA|ASIA)[0-9A-Z]{16})",
    r"(AIza[0-9A-Za-z_\-]{30,})",
    r"(eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{4,})",
    r"(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{0,8192}?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z))",
    r"(?i:bearer\s+)([A-Za-z0-9._~+/\-]{12,}=*)",
    r"(?i:authorization[\"']?\s*[:=]\s*[\"']?basic\s+)([A-Za-z0-9+/]{8,}=*)",
    r"(?i:(?:api[_-]?key|secret|secret[_-]?key|access[_-]?token|auth[_-]?token|refresh[_-]?token"
    r"|client[_-]?secret|passwd|password)[\"']?\s*[:=]\s*[\"']?)([^\s\"',;&}]{8,})",
    r"(?i:[a-z][a-z0-9+.\-]{1,20}://[^\s:/@]{1,64}:)([^\s:/@]{3,})(?=@)",
)
_SECRET = re.compile("|".join(_PATTERNS))
_HINT = re.compile(
    r"(?i)sk-|_live_|_test_|gh[pousr]_|github_pat|glpat-|xox|hf_|AKIA|ASIA|AIza|eyJ|PRIVATE KEY"
    r"|bearer|basic|key|secret|token|passw|://"
)


def redact(text: str) -> str:
    """Return ``text`` with keys, tokens, passwords and bearer headers masked.

    A masked secret reads ``•••`` with its length, so that two of them can be told apart.
    """
    if not _HINT.search(text):
        return text
    return _SECRET.sub(_mask, text)


def _mask(match: re.Match[str]) -> str:
    """Return the match with its secret masked."""
    secret = next(group for group in match.groups() if group is not None)
    start = match.group(0).rindex(secret)
    whole = match.group(0)
    return f"{whole[:start]}•••({len(secret)}){whole[start + len(secret) :]}"
