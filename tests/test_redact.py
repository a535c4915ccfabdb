"""Secrets are masked, other text is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.redact import redact

SECRETS = [
    "sk-ant-api03-abcdefghijklmnop1234",
    "sk-proj-ABCDEFGHIJKLMNOP1234567890",
    "ghp_abcdefghijklmnopqrstuvwxyz123456",
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "xoxb-1234567890-abcdefghij",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_keys_are_masked_wherever_they_stand(secret: str) -> None:
    masked = redact(f'{{"key": "{secret}", "n": 1}}')
    assert secret not in masked
    assert f"•••({len(secret)})" in masked
    assert '"n": 1' in masked


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Authorization: Bearer abcdef123456789012", "abcdef123456789012"),
        ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA=="),
        ("password=hunter2hunter2", "hunter2hunter2"),
        ("API_KEY: 'q1w2e3r4t5y6'", "q1w2e3r4t5y6"),
        ("postgres://app:s3cretpw@db/x", "s3cretpw"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "MIIE"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE cut off", "MIIE"),
    ],
)
def test_labelled_secrets_are_masked(text: str, gone: str) -> None:
    assert gone not in redact(text)


@pytest.mark.parametrize(
    "text", ["monkey business", "tokens_before: 12", "the secret of success", "https://a.example/b"]
)
def test_plain_words_stay(text: str) -> None:
    assert redact(text) == text


@given(st.text())
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_few_real_messages_hold_what_looks_like_a_secret(
    real_conversations: list[dict[str, Any]],
) -> None:
    texts = [m["content"] or "" for trace in real_conversations for m in trace["messages"]]
    touched = [text for text in texts if redact(text) != text]
    assert len(touched) <= 0.01 * len(texts)
