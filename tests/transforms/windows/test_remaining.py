"""A drop that would break alternate roles doesn't happen."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab.messages import read
from headroom_lab.transforms.windows.remaining import Remaining


def messages(roles: str) -> list[dict[str, Any]]:
    """Return Messages API messages: u(ser), a(ssistant), s(ystem)."""
    names = {"u": "user", "a": "assistant", "s": "system"}
    part = {"type": "text", "text": "hi", "cache_control": {"type": "ephemeral"}}
    return [{"role": names[role], "content": [part]} for role in roles]


@pytest.mark.parametrize(
    ("roles", "indices", "goes"),
    [
        ("uaua", (1, 2), True),
        ("uaua", (0, 1), True),
        ("uaua", (0, 3), False),
        ("uaua", (3,), True),
        ("uaua", (1,), False),
        ("uaua", (0,), False),
        ("suau", (1, 2), True),
        ("suau", (0,), True),
        ("usau", (2,), False),
        ("uauaua", (1, 4), False),
        ("uauaua", (1, 2, 3, 4), True),
        ("uuau", (1, 2), True),
        ("auau", (0,), True),
        ("ua", (0, 1), True),
    ],
)
def test_a_drop_keeps_roles_alternating(roles: str, indices: tuple[int, ...], goes: bool) -> None:
    remaining = Remaining(read(messages(roles)))
    assert remaining.drop(indices) == (indices if goes else ())
    assert remaining.dropped == (set(indices) if goes else set())


def test_what_went_already_does_not_go_twice() -> None:
    remaining = Remaining(read(messages("uauaua")))
    assert remaining.drop((1, 2)) == (1, 2)
    assert remaining.drop((1, 2, 3)) == ()
    assert remaining.drop((1, 2, 3, 4)) == (3, 4)


def test_chat_messages_need_not_alternate() -> None:
    plain = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}] * 2
    assert Remaining(read(plain)).drop((1,)) == (1,)
