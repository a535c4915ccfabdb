from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from headroom_lab import RollingWindow, SmartCrusher
from headroom_lab.errors import HeadroomError
from headroom_lab.magic.naming import (
    message_variables,
    model_of,
    new_name,
    policies_of,
    policy_of,
    prices_of_word,
    text_of,
    unquoted,
    variable,
    whole_number,
)
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.presets import preset_names
from tests.magic.samples import GPT, MESSAGES

NAMES: dict[str, Any] = {
    "messages": MESSAGES,
    "trace": SimpleNamespace(messages=MESSAGES, fail=property()),
    "all": [MESSAGES, {"messages": MESSAGES}],
    "question": "why did it fail?",
    "model": GPT,
    "limit": 500,
    "mine": TransformPipeline([]),
    "name": "window",
    "_": MESSAGES,
}


@pytest.mark.parametrize(
    "path",
    [
        "messages",
        "$messages",
        "{messages}",
        "trace.messages",
        "all[0]",
        "all[-1]['messages']",
        'all[1]["messages"]',
        "{all[0]}",
        "all[:][0]",
    ],
)
def test_a_path_leads_to_what_a_variable_holds(path: str) -> None:
    assert variable(path, NAMES) is MESSAGES


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("mesages", "unknown variable 'mesages', did you mean 'messages'?"),
        ("zzz", "unknown variable 'zzz', messages are in: messages"),
        ("all[7]", "all\\[7\\]: IndexError"),
        ("trace.nothing", "AttributeError"),
        ("model['x']", "TypeError"),
        ("print(1)", "neither a variable nor a path"),
        ("all[len(all)]", "neither a variable nor a path"),
        ("a b", "is no variable"),
        ("[", "is no variable"),
    ],
)
def test_a_path_that_leads_nowhere_says_why(path: str, said: str) -> None:
    with pytest.raises(HeadroomError, match=said):
        variable(path, NAMES)


def test_quotes_hold_words_together_and_braces_name_a_variable() -> None:
    assert text_of('"a b"', NAMES) == "a b"
    assert text_of("$question", NAMES) == text_of("{question}", NAMES) == NAMES["question"]
    assert text_of("question", NAMES) == "question"
    assert [unquoted(w) for w in ("'a'", "'a\"", "'", "")] == ["a", "'a\"", "'", ""]


@pytest.mark.parametrize("word", ["500", "0500", "limit", "$limit", "{limit}", "5_00", "+500"])
def test_a_number_may_be_a_variables(word: str) -> None:
    assert whole_number("--max-tokens", word, NAMES) == 500


@pytest.mark.parametrize("word", ["0", "-5", "1.5", "many", "model", "$messages", "", "1e3"])
def test_what_is_no_number_of_tokens_is_refused(word: str) -> None:
    with pytest.raises(HeadroomError, match="whole number of at least 1"):
        whole_number("--max-tokens", word, NAMES)


def test_a_model_is_a_name_or_a_variable_that_says_one() -> None:
    assert [model_of(w, NAMES) for w in ("model", "$model", GPT, "my-model")] == [
        *(GPT, GPT, GPT, "my-model")
    ]
    assert model_of("o1", {"o1": "another"}) == "o1"
    with pytest.raises(HeadroomError, match="expected the name of a model"):
        model_of("$limit", NAMES)


def test_a_policy_is_a_preset_or_a_variable_that_holds_one() -> None:
    assert [policy_of(name, {}).name for name in preset_names()] == list(preset_names())
    for word in ("mine", "$mine"):
        mine = policy_of(word, NAMES)
        assert (mine.name, tuple(mine.pipeline)) == ("mine", tuple(NAMES["mine"]))
    assert [type(step).__name__ for step in policy_of("$name", NAMES).pipeline] == ["RollingWindow"]
    with pytest.raises(HeadroomError, match="unknown policy 'mne', did you mean 'mine'"):
        policy_of("mne", NAMES)
    with pytest.raises(HeadroomError, match="unknown policy 'windw', did you mean 'window'"):
        policy_of("windw", NAMES)


def test_steps_are_joined_by_plus_and_alternatives_by_commas() -> None:
    both = policy_of("crush+window", {})
    assert both.name == "crush+window"
    assert [type(step).__name__ for step in both.pipeline] == ["SmartCrusher", "RollingWindow"]
    held = {"steps": [SmartCrusher(), RollingWindow()], "one": SmartCrusher(), "policy": both}
    found = policies_of("lossless,steps,one+window,policy", held)
    names = ["lossless", "steps", "one+window", "policy"]
    assert [policy.name for policy in found] == names
    assert [len(tuple(policy.pipeline)) for policy in found[1:]] == [2, 2, 2]
    with pytest.raises(HeadroomError, match=r"found 'crush,window', expected one"):
        policy_of("crush,window", {})
    with pytest.raises(HeadroomError, match="unknown policy 'widow', did you mean 'window'"):
        policies_of("crush,balanced+widow", {})


@pytest.mark.parametrize("word", ["1a", "a.b", "class", "a b", "", "x-y"])
def test_a_result_is_stored_under_a_name_only(word: str) -> None:
    with pytest.raises(HeadroomError, match="expected the name of a variable"):
        new_name(word)


def test_variables_that_hold_messages_are_found() -> None:
    assert message_variables(NAMES) == ["messages"]


@pytest.mark.parametrize("word", ["ours", "$ours"])
def test_a_variable_that_holds_none_is_no_prices(word: str) -> None:
    with pytest.raises(HeadroomError, match=r"--prices \$?ours: found None, expected a discount"):
        prices_of_word(word, {"ours": None})
