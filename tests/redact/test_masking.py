"""Secrets are masked, other text is left alone."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.redact import redact
from tests.redact.kinds import KINDS, PLAIN, TABLES
from tests.timing import noisy

PIECES = [text for text, _ in KINDS.values()] + list(PLAIN)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_masked_and_what_surrounds_it_stays(kind: str) -> None:
    text, secret = KINDS[kind]
    masked = redact(f"Before it.\n{text}\nAfter it.")
    assert secret not in masked
    assert "•••(" in masked
    assert masked.startswith("Before it.\n")
    assert masked.endswith("\nAfter it.") or "cut off" in kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_name_of_a_secret_stays(kind: str) -> None:
    text, secret = KINDS[kind]
    before = text.split(secret)[0].split()
    assert all(word in redact(text) for word in before[:1] if len(word) < 12)


WRAPPED: dict[str, Callable[[str], str]] = {
    "JSON": lambda text: json.dumps({"note": text, "x": 1}),
    "JSON in JSON": lambda text: json.dumps({"a": json.dumps({"note": text, "x": 1})}),
    "JSON as it is": lambda text: json.dumps({"note": text}, ensure_ascii=False),
    "a sentence": lambda text: f"found {text}, expected less",
    "Markdown": lambda text: f"- `{text}`",
    "a log": lambda text: f'2026-01-01T00:00:00Z INFO app msg="{text}"',
}


@pytest.mark.parametrize("around", WRAPPED)
def test_every_kind_is_masked_inside_something_else(around: str) -> None:
    texts = {kind: (redact(WRAPPED[around](text)), s) for kind, (text, s) in KINDS.items()}
    shown = [kind for kind, (masked, secret) in texts.items() if secret in masked]
    assert shown == []
    assert all(redact(masked) == masked for masked, _ in texts.values())


@pytest.mark.parametrize("around", [None, "JSON", "JSON in JSON", "JSON as it is"])
@pytest.mark.parametrize("kind", TABLES)
def test_a_column_that_is_called_a_secrets_name_holds_secrets(
    kind: str, around: str | None
) -> None:
    text, secret = TABLES[kind]
    masked = redact(WRAPPED[around](text) if around else f"Before.\n{text}\nAfter it.")
    assert secret not in masked
    assert masked.count("•••(") == 1
    assert redact(masked) == masked


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("kind", KINDS)
def test_masking_a_kind_twice_changes_nothing_more(kind: str) -> None:
    once = redact(KINDS[kind][0])
    assert redact(once) == once


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=6),
    st.sampled_from(["", " ", "\n", '"', "=", ":"]),
)
def test_masking_twice_changes_nothing_more(pieces: list[str], joint: str) -> None:
    once = redact(joint.join(pieces))
    assert redact(once) == once


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert redact(redact(text)) == redact(text)


HOSTILE = {
    "base64 of JSON": lambda n: "eyJpZCI6IDEsICJuYW1lIjogImFiYyJ9LCB7" * (n // 36),
    "eyJ": lambda n: "eyJ" * (n // 3),
    "eyJ in pieces": lambda n: "-eyJa" * (n // 5),
    "key blocks without an end": lambda n: "-----BEGIN PRIVATE KEY-----a" * (n // 28),
    "schemes": lambda n: "a://" * (n // 4),
    "users": lambda n: "a://b:" * (n // 6),
    "names": lambda n: "password" * (n // 8),
    "names with signs": lambda n: "password:" * (n // 9),
    "names with quotes": lambda n: 'password:"' * (n // 10),
    "names with deeper quotes": lambda n: 'password:"' + 'password=\\"x\\\\\\"' * (n // 16),
    "names with blanks": lambda n: "token " * (n // 6),
    "keys": lambda n: "key." * (n // 4),
    "backslashes": lambda n: "password" + "\\" * n,
    "backslashes and names": lambda n: "\\password" * (n // 9),
    "blanks": lambda n: "password" + " " * n,
    "commands": lambda n: "mysql " * (n // 6),
    "more commands": lambda n: "curl -u " * (n // 8),
    "headers": lambda n: "authorization:" * (n // 14),
    "cookies": lambda n: "cookie: a=" * (n // 10),
    "cluster secrets": lambda n: 'kind: Secret\ndata:\n' * (n // 19),
    "dots": lambda n: "a." * (n // 2),
    "escapes": lambda n: "\\u043f\\u0430" * (n // 12),
    "values of values": lambda n: "pass:" * (n // 10),
    "addresses of addresses": lambda n: "https://x/?token=" * (n // 17),
    "phrases": lambda n: "passphrase: " * (n // 12),
    "quotes that stay open": lambda n: "password: “" * (n // 11),
    "prefixes": lambda n: "AKIA" * (n // 4),
    "tokens without blanks": lambda n: ("dapi" + "0" * 32) * (n // 36),
    "heads of tables": lambda n: "user,password\n" * (n // 14),
    "rows": lambda n: "user,password\n" + "a1,b2\n" * (n // 6),
    "letters": lambda n: "a" * n,
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
@noisy
def test_twice_the_text_takes_about_twice_as_long(kind: str) -> None:
    make = HOSTILE[kind]
    redact(make(2_000))
    once, twice = (min(_seconds(make(size)) for _ in range(3)) for size in (40_000, 80_000))
    assert twice < 3.2 * once


def _seconds(text: str) -> float:
    """Return the processor time that masking takes."""
    text += str(random.random())  # what was masked once is known
    start = process_time()
    redact(text)
    return process_time() - start


def test_few_tokens_of_real_conversations_are_masked(
    real_conversations: list[dict[str, Any]],
) -> None:
    texts = list(_texts([trace["messages"] for trace in real_conversations]))
    masked = sum(redact(text).count("•••(") - text.count("•••(") for text in texts)
    tokens = sum(map(len, texts)) / 4
    # All that is masked there are signed tokens in the addresses of a shop.
    assert masked <= tokens / 10_000


def _texts(value: Any) -> Any:
    """Yield all texts in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
