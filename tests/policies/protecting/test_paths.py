"""What stands at a path stays whatever it is: whole lists and records too, and JSON stays JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headroom_lab import decode, protect, simulate
from headroom_lab.messages import read
from headroom_lab.policies.presets import preset_names
from tests.chat import call, result, said, user
from tests.policies.moments.streams import MODEL, contexts, sent_of

RECORDS = [{"id": i, "name": f"alpha{i}", "state": "open"} for i in range(40)]
LIST, HELD = json.dumps(RECORDS), json.dumps({"results": RECORDS})
LOG = "\n".join(f"10:00:{i:02} INFO step {i % 5} done" for i in range(60))
CASES = [
    (LIST, "$"),
    (LIST, "$[*]"),
    (LIST, "$[0]"),
    (LIST, "$[*].id"),
    (HELD, "$.results"),
    (HELD, "$.results[*]"),
    (HELD, "$.results[*].name"),
]


def session(*texts: str) -> list[dict[str, Any]]:
    """Return a session in which tools answer with those texts."""
    made = [user("look")]
    for number, text in enumerate(texts):
        made += [call(f"c{number}"), result(f"c{number}", text)]
    return [*made, said("ok"), user("and?")]


def outputs(messages: Any) -> list[str]:
    """Return what the tools answered."""
    return [b.text for b in read(messages).blocks if b.kind == "tool_result"]


@pytest.mark.parametrize(("text", "path"), CASES)
def test_lossless_keeps_the_way_back_and_never_grows(text: str, path: str) -> None:
    messages = session(text, LOG, text + "\nDone.", LOG, text)
    kept = protect("lossless", paths=path)
    found = simulate(messages, MODEL, policy=kept)
    assert decode(found.messages) == messages
    assert found.tokens_after <= found.tokens_before
    for context, sent in zip(contexts(messages), sent_of(kept, messages, {1, 2}), strict=True):
        assert decode(sent.messages) == context


@pytest.mark.parametrize("policy", preset_names())
@pytest.mark.parametrize(("text", "path"), CASES)
def test_no_output_grows_and_json_stays_json(policy: str, text: str, path: str) -> None:
    messages = session(*(text.replace("alpha", f"beta{n}") for n in range(6)))
    found = simulate(messages, MODEL, policy=protect(policy, paths=path))
    assert found.tokens_after <= found.tokens_before
    for before, after in zip(outputs(messages), outputs(found.messages), strict=True):
        assert len(after) <= len(before)
        if "[kept: " in after:
            with pytest.raises(json.JSONDecodeError):
                json.loads(after[: after.rindex("\n[kept: ")])


def test_references_behind_what_stays_still_lead_there() -> None:
    first = "\n".join([LOG, "the end of the first", *(f"only here {n}" for n in range(30))])
    again = "\n".join(["another", LOG, *(f"only here {n}" for n in range(30))])
    messages = session(LOG, first, "\n".join(f"only here {n}" for n in range(30)), again)
    for named in ({"messages": [4]}, {"matching": "end of the first"}):
        found = simulate(messages, MODEL, policy=protect("lossless", **named))  # type: ignore[arg-type]
        assert found.messages[4] == messages[4]
        assert decode(found.messages) == messages


def test_the_ledger_names_nothing_that_stayed() -> None:
    messages = session(*(LIST.replace("alpha", f"beta{n}") for n in range(6)))
    found = simulate(messages, MODEL, policy=protect("aggressive", paths="$[*]"))
    changed = {n for n, (a, b) in enumerate(zip(messages, found.messages, strict=True)) if a != b}
    assert {row.message for row in found.removals} <= changed
