"""Fields of web APIs' answers that are for programs: which go, which stay."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headroom_lab import simulate
from headroom_lab.transforms.text_kinds.api_fields import addresses_of, is_for_programs
from headroom_lab.transforms.text_kinds.json_values import filled

ISSUE = {
    "url": "https://api.acme.dev/repos/shop/issues/317",
    "labels_url": "https://api.acme.dev/repos/shop/issues/317/labels{/name}",
    "events_url": "https://api.acme.dev/repos/shop/issues/317/events",
    "comment_url": "https://api.acme.dev/repos/shop/issues/317/comments/99812",
    "id": 2100000317,
    "node_id": "I_kwDOc386bbc4",
    "title": "The basket is empty",
    "user": {"login": "ana-k", "node_id": "MDQ6VXNlcj", "avatar_url": "https://a.acme.dev/u/7?v=4"},
    "reactions": {
        "url": "https://api.acme.dev/repos/shop/issues/317/reactions",
        "total_count": 0,
        "+1": 0,
        "heart": 0,
    },
}


def test_what_leads_to_lists_pictures_second_ids_and_defaults_fills_no_field() -> None:
    assert filled([ISSUE]) == {
        "url": None, "comment_url": None, "id": None, "title": None, "user": {"login": None},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "item", "record"),
    [
        ("node_id", "I_kwDOc386bbc4", {"node_id": "I_kwDOc386bbc4"}),  # the only id there is
        ("next", "https://api.acme.dev/items?page=2", {}),
        ("url", "https://api.acme.dev/items/7", {"self": "https://api.acme.dev/items"}),
        ("icon", "wrench", {"id": 1}),
        ("limits", {"cpu": 0, "memory": 4, "disk": None}, {}),
        ("size", {"width": 0, "height": 0}, {}),
        ("text", "see https://api.acme.dev/items{/name} there", {}),
    ],
)
def test_what_a_person_may_ask_for_stays(key: str, item: Any, record: dict[str, Any]) -> None:
    whole = {**record, key: item}
    assert not is_for_programs(key, item, whole, addresses_of(whole))


def test_one_record_that_fills_a_field_keeps_it_in_all() -> None:
    other = {**ISSUE, "reactions": {**ISSUE["reactions"], "heart": 3}}  # type: ignore[dict-item]
    assert filled([ISSUE, other])["reactions"] == {"total_count": None, "+1": None, "heart": None}


def test_the_fields_that_went_are_named_and_on_the_ledger() -> None:
    text = json.dumps([{**ISSUE, "id": number} for number in range(20)])
    messages: list[dict[str, Any]] = [{"role": "user", "content": "Which issues are open?"}]
    call = {"id": "c", "type": "function", "function": {"name": "list", "arguments": "{}"}}
    messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
    messages.append({"role": "tool", "tool_call_id": "c", "content": text})
    for number in range(12):
        messages.append({"role": "assistant", "content": f"I looked at {number}."})
        messages.append({"role": "user", "content": f"And {number + 1}?"})
    found = simulate(messages, "gpt-4o", policy="balanced")
    sent = found.messages[2]["content"]
    assert "node_id" in sent.partition('"_rows"')[0]
    assert "MDQ6VXNlcj" not in sent
    assert any("MDQ6VXNlcj" in removal.text for removal in found.removals)
