"""The five kinds together: in tokens, none in two kinds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import read
from headroom_lab.results import WasteSignals
from headroom_lab.results.waste import KINDS
from headroom_lab.tokens import Tokenizer
from headroom_lab.waste.detect import clear_cache, detect_waste
from tests.strategies import FORMATS, conversations

RECORDS = [{"id": n, "name": f"item {n}", "state": "ok"} for n in range(30)]
PAGE = "<!doctype html><html><body><p class='a'>Hello you</p><script>f()</script></body></html>"
PROSE = (
    "The quick brown fox jumps over the lazy dog, and nobody minds.\nThat is all there is.\nBye.\n"
)
WASTEFUL = st.sampled_from(
    [
        PROSE,
        PAGE,
        "a   b    c   \n\n\n\n\nd",
        json.dumps(RECORDS[:4]),
        json.dumps(RECORDS[:4], indent=2),
        "\n".join(map(json.dumps, RECORDS[:4])),
        json.dumps({"page": PAGE, "rows": RECORDS[:3]}, indent=1),
        "Today is 2026-11-23T10:00:00Z.\n" * 4,
        "ok",
        "",
        "\ud800<|endoftext|>",
    ]
)
MESSAGES = st.lists(
    st.tuples(st.sampled_from(["system", "user", "assistant", "tool"]), WASTEFUL), min_size=1
).map(lambda pairs: [said(role, text) for role, text in pairs])


def said(role: str, text: str) -> dict[str, Any]:
    call = {"tool_call_id": "c"} if role == "tool" else {}
    return {"role": role, "content": text, **call}


def kinds(*messages: dict[str, Any]) -> dict[str, int]:
    """Return the kinds of waste that were found, with their tokens."""
    return {kind.name: kind.tokens for kind in detect_waste(list(messages)).kinds if kind.tokens}


def check(waste: WasteSignals) -> None:
    assert all(kind.tokens >= 0 for kind in waste.kinds)
    assert waste.tokens <= waste.total_tokens


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (said("tool", json.dumps(RECORDS)), "json_bloat_tokens"),
        (said("tool", PAGE), "html_noise_tokens"),
        (said("tool", "a   b    c" * 9), "whitespace_tokens"),
        (said("tool", json.dumps({"a": {"b": 1}}, indent=4)), "whitespace_tokens"),
        (said("system", "Current date: 2026-11-23\nBe brief."), "dynamic_date_tokens"),
        (said("user", PROSE * 2), "repetition_tokens"),
    ],
)
def test_each_kind_alone(message: dict[str, Any], kind: str) -> None:
    assert list(kinds(message)) == [kind]


def test_clean_text_has_none() -> None:
    messages = [said("system", "Be brief."), said("user", PROSE), said("assistant", "Done.")]
    assert kinds(*messages) == {}
    assert detect_waste(messages).total_tokens == Tokenizer().count_messages(messages)


def test_a_less_than_b_is_no_html() -> None:
    assert kinds(said("tool", "if a < b and c > d: pass")) == {}


def test_waste_is_tokens_not_characters() -> None:
    text = json.dumps({"a": {"b": 1}}, indent=4)
    tokenizer = Tokenizer()
    left = tokenizer.count_text('{"a": {"b": 1}}')
    assert kinds(said("tool", text)) == {"whitespace_tokens": tokenizer.count_text(text) - left}


def test_a_repeated_output_is_repetition_alone() -> None:
    text = json.dumps(RECORDS, indent=2)
    once, twice = kinds(said("tool", text)), kinds(said("tool", text), said("tool", text))
    assert twice == {**once, "repetition_tokens": Tokenizer().count_text(text)}


def test_records_sent_before_are_repetition_in_a_longer_list_too() -> None:
    found = kinds(said("tool", json.dumps(RECORDS[:20])), said("tool", json.dumps(RECORDS)))
    assert found["repetition_tokens"] > found["json_bloat_tokens"] / 3


def test_html_inside_json_counts_once() -> None:
    text = json.dumps([{"id": n, "page": PAGE.replace("you", f"you {n}")} for n in range(5)])
    found = kinds(said("tool", text))
    assert set(found) == {"json_bloat_tokens", "html_noise_tokens"}


def test_dates_count_in_the_system_messages_that_open_the_conversation() -> None:
    dated = "Current date: 2026-11-23. Be brief."
    assert kinds(said("user", dated)) == {}
    assert kinds(said("user", "Hi"), said("system", dated)) == {}
    assert list(kinds(said("system", dated), said("user", "Hi"))) == ["dynamic_date_tokens"]


def test_what_an_assistant_writes_is_no_html_noise() -> None:
    assert kinds(said("assistant", PAGE)) == {}


def test_calls_thinking_and_images_are_left_out() -> None:
    call = {"type": "tool_use", "id": "c", "name": "write", "input": {"text": PAGE + " " * 90}}
    thought = {"type": "thinking", "thinking": "so    it    is   \n" * 9, "signature": "s"}
    result = {"type": "tool_result", "tool_use_id": "c", "content": "written"}
    messages = [
        {"role": "user", "content": "Write the page"},
        {"role": "assistant", "content": [thought, call]},
        {"role": "user", "content": [result]},
    ]
    assert kinds(*messages) == {}


def test_a_conversation_may_be_given_and_is_not_changed() -> None:
    messages = [said("system", "Today is 2026-11-23."), said("tool", json.dumps(RECORDS))]
    copy = json.loads(json.dumps(messages))
    assert detect_waste(read(messages)) == detect_waste(messages)
    assert messages == copy


def test_a_counter_of_the_caller_counts() -> None:
    class Letters:
        def count_text(self, text: str) -> int:
            return len(text)

        def count_messages(self, messages: Any) -> int:
            return sum(len(message["content"]) for message in messages)

    waste = detect_waste([said("tool", "a     b")], tokenizer=Letters())
    assert (waste.whitespace_tokens, waste.total_tokens) == (4, 7)


def test_bad_input_is_named() -> None:
    with pytest.raises(InvalidMessagesError, match="role"):
        detect_waste([{"role": "nobody", "content": "x"}])


def test_the_same_with_and_without_what_is_remembered() -> None:
    messages = [said("tool", json.dumps(RECORDS, indent=2)), said("user", PAGE + " " * 20)]
    clear_cache()
    first = detect_waste(messages)
    assert detect_waste(messages) == first
    clear_cache()
    assert detect_waste(messages) == first


@given(MESSAGES)
def test_no_token_is_in_two_kinds(messages: list[dict[str, Any]]) -> None:
    check(detect_waste(messages))


@given(MESSAGES, MESSAGES)
def test_more_messages_never_mean_less_waste(
    first: list[dict[str, Any]], later: list[dict[str, Any]]
) -> None:
    short, long = detect_waste(first), detect_waste([*first, *later])
    pairs = zip(short.kinds, long.kinds, strict=True)
    assert all(before.tokens <= after.tokens for before, after in pairs)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=15)
@given(data=st.data())
def test_every_format(format: str, data: st.DataObject) -> None:
    check(detect_waste(data.draw(conversations(format))))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        " " * 1_000_000,
        "\n" * 1_000_000,
        "<" * 100_000,
        "[" * 1000 + "]" * 1000,
        '{"a":' * 1000 + "1" + "}" * 1000,
        "\ud800" * 1000,
        '[{"a": NaN}, {"a": Infinity}]',
        "<|endoftext|>" * 100,
        " \t" * 300_000,
        "{\n" * 200_000,
    ],
    ids=lambda text: ascii(text[:10]),
)
@pytest.mark.parametrize("role", ["system", "tool"])
def test_hostile_text(role: str, text: str) -> None:
    check(detect_waste([said(role, text)]))


def test_ten_thousand_messages() -> None:
    roles = ("user", "assistant")
    messages = [said(roles[n % 2], f"message {n} says what it says") for n in range(10_000)]
    assert detect_waste(messages).tokens == 0


def test_real_conversations(real_conversations: list[dict[str, Any]]) -> None:
    found = [detect_waste(each["messages"]) for each in real_conversations]
    for waste in found:
        check(waste)
    beside = ("unused_tool_tokens", "schema_tokens")  # of the tools, which aren't given here
    assert all(sum(getattr(w, kind) for w in found) > 0 for kind in KINDS if kind not in beside)
