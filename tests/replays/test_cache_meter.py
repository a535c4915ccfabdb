"""The meter by itself: what two requests have in common, to the token."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import simulate
from headroom_lab.messages import read
from headroom_lab.providers import provider_for
from headroom_lab.replays.cache_meter import CacheMeter, Sent, as_cut, as_given
from headroom_lab.results import SimulationResult
from headroom_lab.results.transform import TransformResult
from headroom_lab.tokens import Tokenizer, as_tokenizer
from tests.chat import SYSTEM, call, result, said, user

GPT, CLAUDE = "gpt-4o", "claude-sonnet-4-5"
TEXTS = [SYSTEM, user("one " * 50), said("two " * 50), call("c"), result("c", "x " * 50)]


class Characters:
    """Counts a token a character, so that places in texts are numbers of tokens."""

    def count_text(self, text: str) -> int:
        """Return the characters."""
        return len(text)

    def count_messages(self, messages: Any) -> int:
        """Return the characters of all contents."""
        return sum(len(str(message)) for message in messages)


def meter(model: str = GPT) -> CacheMeter:
    """Return a meter that counts characters."""
    return CacheMeter(provider_for(model), model, as_tokenizer(Characters()))


def sent(*texts: str, beside: int = 0) -> Sent:
    """Return a request of messages with these texts, a token a character."""
    sizes = [len(text) for text in texts]
    messages = [{"role": "user", "content": text} for text in texts]
    return Sent(messages, sizes, texts, range(len(texts)), sum(sizes) + beside, beside)


def read_of(model: str, *requests: Sent) -> list[int]:
    """Return what each request of a session reads."""
    metered = meter(model)
    return [metered.bill(request).read for request in requests]


letters = st.text("ab", max_size=40)


@given(letters, letters, letters)
def test_automatic_caching_reads_the_common_beginning_but_its_last_token(
    same: str, one: str, other: str
) -> None:
    front = "f" * 1024
    first, second = f"{same}{one}", f"{same}{other}"
    metered = meter()
    metered.bill(sent(front, first))
    reading = metered.bill(sent(front, second))
    if first == second:
        common = 1024 + len(first)
    else:
        pairs = zip(first, second, strict=False)
        common = 1024 + max(sum(1 for _ in takewhile(lambda p: p[0] == p[1], pairs)) - 1, 0)
    assert reading.read == common - common % 128
    assert reading.rewritten == (None if first == second else 1)


@pytest.mark.parametrize("at", [0, 1, 127, 128, 129, 1023, 1024, 1025, 1151, 1152, 2999, 3000])
def test_texts_that_part_at_a_place_share_what_is_before_it(at: int) -> None:
    one, other = "a" * at + "b" * (3000 - at), "a" * at + "c" * (3001 - at)
    shared = max(at - 1, 0)
    expected = 0 if shared < 1024 else shared - shared % 128
    assert read_of(GPT, sent(one), sent(other)) == [0, expected]


@pytest.mark.parametrize("longer", ["first", "second"])
def test_a_text_that_another_begins_with(longer: str) -> None:
    short, long = "a" * 2001, "a" * 4000
    requests = [sent(short), sent(long)]
    if longer == "first":
        requests.reverse()
    assert read_of(GPT, *requests) == [0, 2000 - 2000 % 128]


def test_marks_read_whole_messages_only() -> None:
    one, other = "a" * 5000 + "b", "a" * 5000 + "c"
    assert read_of(CLAUDE, sent("f" * 2000, one), sent("f" * 2000, other)) == [0, 2000]
    assert read_of(GPT, sent("f" * 2000, one), sent("f" * 2000, other)) == [0, 6912]


@pytest.mark.parametrize("model", [GPT, CLAUDE])
def test_a_request_that_ends_earlier_reads_all_of_itself(model: str) -> None:
    metered = meter(model)
    metered.bill(sent("f" * 2048, "g" * 500))
    reading = metered.bill(sent("f" * 2048))
    assert (reading.read, reading.rewritten) == (2048, 1)


def test_tool_definitions_stand_first_and_are_read() -> None:
    one, other = sent("a" * 100, beside=3000), sent("b" * 100, beside=3000)
    assert read_of(CLAUDE, one, other) == [0, 3000]


def test_bills_by_hand() -> None:
    metered = meter(CLAUDE)
    first = metered.bill(sent("a" * 2000, "b" * 1000))
    assert (first.tokens, first.read, first.written) == (3000, 0, 3000)
    assert first.cost == pytest.approx(3000 * 3.75e-6)
    second = metered.bill(sent("a" * 2000, "b" * 1000, "c" * 500))
    assert (second.read, second.written) == (3000, 500)
    assert second.cost == pytest.approx(3000 * 0.3e-6 + 500 * 3.75e-6)
    third = metered.bill(sent("a" * 2000, "x" * 1000, "c" * 500))
    assert (third.read, third.written, third.rewritten) == (2000, 1500, 1)
    assert third.cost_sum == pytest.approx(
        (first.cost or 0) + (second.cost or 0) + (third.cost or 0)
    )


def test_what_is_too_short_is_neither_read_nor_written() -> None:
    metered = meter(CLAUDE)
    for _ in range(2):
        reading = metered.bill(sent("a" * 1023))
        assert (reading.read, reading.written) == (0, 0)
        assert reading.cost == pytest.approx(1023 * 3e-6)


@pytest.mark.filterwarnings("ignore::headroom_lab.errors.UnknownModelWarning")
def test_without_a_price_there_is_no_sum() -> None:
    metered = meter("my-own-model")
    reading = metered.bill(sent("a" * 2000))
    assert (reading.cost, reading.cost_sum) == (None, None)


class Step:
    """A transform of a caller's own that puts other messages in place of those it gets."""

    def __init__(self, keep: Sequence[int], added: Sequence[dict[str, Any]] = ()) -> None:
        self.keep = keep
        self.added = added

    def apply(self, messages: list[Any], tokenizer: Any = None) -> TransformResult:
        """Return the kept messages and the added ones behind them."""
        kept = [messages[i] for i in self.keep] + list(self.added)
        return TransformResult(kept, 0, 0, ["step"])


def cut(step: Step) -> tuple[SimulationResult, Sent]:
    """Return the simulation of a request under a step, and the request as cut."""
    simulated = simulate(TEXTS, model=GPT, policy=step)
    return simulated, as_cut(simulated, Tokenizer(model=GPT))


def sizes_of(messages: Sequence[Any]) -> list[int]:
    """Return the tokens of each message."""
    return list(Tokenizer(model=GPT).count_each(read(messages)))


def test_a_request_as_given_has_all_its_messages() -> None:
    simulated, _ = cut(Step(range(5)))
    given_ = as_given(simulated, TEXTS)
    assert list(given_.messages) == TEXTS
    assert list(given_.sizes) == sizes_of(TEXTS)
    assert list(given_.places) == [0, 1, 2, 3, 4]


def test_a_request_without_its_dropped_messages_keeps_the_others_places() -> None:
    simulated, request = cut(Step([0, 3, 4]))
    kept = [TEXTS[0], TEXTS[3], TEXTS[4]]
    assert list(request.messages) == kept
    assert list(request.sizes) == sizes_of(kept)
    assert list(request.places) == [0, 3, 4]  # of the list as it came
    assert list(request.texts) == [simulated.rows[i].after for i in (0, 3, 4)]
    assert request.tokens == simulated.tokens_after < simulated.tokens_before


def test_a_request_with_added_messages_is_counted_anew() -> None:
    added = [user("added " * 30), said("and " * 10)]
    simulated, request = cut(Step(range(5), added))
    sent_ = [*TEXTS, *added]
    assert list(request.messages) == sent_
    assert list(request.sizes) == sizes_of(sent_)
    assert list(request.places) == list(range(7))  # of the list as sent
    assert len(request.texts) == 7
    assert "added added" in request.texts[5]
    assert request.tokens == simulated.tokens_after > simulated.tokens_before


@pytest.mark.parametrize("keep", [[0, 1, 2, 3, 4], [0, 3, 4], [0, 1, 2]])
@pytest.mark.parametrize("more", [0, 1, 2])
def test_sizes_texts_and_places_are_as_many_as_messages(keep: list[int], more: int) -> None:
    _, request = cut(Step(keep, [user(f"more {n}") for n in range(more)]))
    count = len(keep) + more
    lists = (request.messages, request.sizes, request.texts, request.places)
    assert [len(one) for one in lists] == [count] * 4
    assert sum(request.sizes) <= request.tokens
