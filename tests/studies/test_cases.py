"""A conversation at a point: what a person names of it, and what is measured of it."""

from __future__ import annotations

from typing import Any

import orjson

from headroom_lab import RollingWindow, RollingWindowConfig, protect, replay, sweep
from headroom_lab.policies.policy import Policy
from headroom_lab.studies.cells import line_bytes
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.portable import item_from
from headroom_lab.transforms.output_transform import EachOutput, Rewritten
from tests.chat import call, result, user

GPT = "gpt-4o"


def talk() -> list[dict[str, Any]]:
    """Return messages each of which holds a value that the last one names."""
    values = [f"/srv/host-{at}/disk-{at}.img" for at in range(8)]
    turns = [
        [
            {"role": "user", "content": f"Where is the disk of host {at}? " + "Look it up. " * 20},
            {"role": "assistant", "content": f"It is {value}. " + "That is all. " * 20},
        ]
        for at, value in enumerate(values)
    ]
    messages = [message for turn in turns for message in turn]
    return [*messages, {"role": "assistant", "content": ", ".join(values)}]


def keeping(places: list[int]) -> Policy:
    return protect(RollingWindow(RollingWindowConfig(max_tokens=500)), messages=places)


def test_places_are_those_of_the_list_where_a_system_prompt_stands_beside() -> None:
    beside = Corpus({"talk": {"messages": talk(), "system": "You help."}})
    inside = Corpus({"talk": [{"role": "system", "content": "You help."}, *talk()]})
    sent = Corpus(item_from(orjson.loads(line_bytes(beside[0])), ""))
    study: dict[str, Any] = {"model": GPT, "progress": False}
    study["evaluators"] = ["tokens", "retention", "replay", said]
    expected = sweep(inside, {"policy": [keeping([1, 2])]}, **study).rows[0].numbers
    for corpus in (beside, sent):
        assert sweep(corpus, {"policy": [keeping([0, 1])]}, **study).rows[0].numbers == expected
    assert expected["said.first"] == expected["said.second"] == 1


class Counting(EachOutput):
    """Counts how often it is given a text."""

    name = "counting"

    def __init__(self) -> None:
        super().__init__()
        self.given = 0

    def rewrite(self, text: str) -> Rewritten | None:
        self.given += 1
        return None


def test_time_is_that_of_a_conversation_never_seen() -> None:
    counting = Counting()
    messages = [
        user("Is it up?"),
        call("c1"),
        result("c1", "It is up."),
        call("c2"),
        result("c2", "Yes."),
    ]
    study: dict[str, Any] = {"model": GPT, "progress": False, "engine": "here"}
    found = sweep(messages, {"policy": [counting]}, evaluators=["tokens"], **study)
    assert counting.given == 2
    found = sweep(messages, {"policy": [counting]}, evaluators=["tokens", "time"], **study)
    assert counting.given == 4
    assert (found.rows[0].numbers["seconds"] or 0) > 0


def said(_: Any, result: Any) -> dict[str, bool]:
    """Tell whether the first two messages of the list are still there."""
    text = str(result.messages)
    return {"first": "disk of host 0" in text, "second": "It is /srv/host-0" in text}


def test_a_replay_names_the_places_of_the_list_too() -> None:
    system = {"role": "system", "content": "You help."}
    found = [
        replay(body, keeping(places), model=GPT, progress=False).totals[-1]
        for body, places in (
            ({"messages": talk(), "system": "You help."}, [0, 1]),
            ([system, *talk()], [1, 2]),
        )
    ]
    assert found[0].tokens_after == found[1].tokens_after < found[0].tokens_before
