"""A diff masks what it shows, and only that."""

from __future__ import annotations

import copy
import pickle

from headroom_lab import simulate
from headroom_lab.results.diff import Diff, MessageDiff
from tests.chat import call, result, said, user
from tests.timing import noisy, seconds

KEY = "AKIA" + "IOSFODNN7EXAMPLE"


def test_secrets_are_masked_wherever_a_diff_goes() -> None:
    rows = f'{{"id": 1, "key": "{KEY}"}}\n' * 80
    messages = [user(f"my key is {KEY}"), call("a"), result("a", rows), said()]
    diff = simulate(messages, model="gpt-4o", policy="lossless").diff()
    again = pickle.loads(pickle.dumps(diff))
    for one in (diff, again, copy.deepcopy(diff)):
        shown = [one.to_html(), one.to_text(), one.to_markdown(), str(one.to_dict())]
        shown += [one.to_frame().to_csv(), repr(list(one)), *(row.before for row in one)]
        assert not any(KEY in text for text in shown)
    assert KEY.encode() not in pickle.dumps(diff)
    assert [row.change for row in again] == [row.change for row in diff]


def test_what_is_not_shown_is_not_masked() -> None:
    asked: list[str] = []

    def mask(text: str) -> str:
        asked.append(text)
        return text

    rows = [MessageDiff(i, "user", None, 9, 9, f"text {i}", f"text {i}", mask) for i in range(50)]
    rows.append(MessageDiff(50, "tool", "t", 9, 3, "line\nother", "line", mask))
    Diff(rows).to_html()
    assert set(asked) == {"line\nother", "line"}


@noisy
def test_what_did_not_change_costs_less_than_comparing_it() -> None:
    """Forty megabytes unchanged: no more than a few times what telling their equality takes."""
    text = "a word, and a token=abc; " * 40_000
    pairs = [(f"{i} {text}", f"{i} {text}") for i in range(40)]

    def drawn() -> None:
        rows = (MessageDiff(i, "user", None, 1, 1, *pair) for i, pair in enumerate(pairs))
        Diff(rows).to_html()

    assert seconds(drawn) < 10 * seconds(lambda: [one.encode() for pair in pairs for one in pair])
