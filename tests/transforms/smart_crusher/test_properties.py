"""What holds of every JSON text, every setting and every query."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import SmartCrusher, SmartCrusherConfig, retrieve
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.smart_crusher import decode_table
from headroom_lab.transforms.smart_crusher.draft import clear_readings

from . import samples

COUNT = Tokenizer().count_text
some = settings(max_examples=60)
cases = given(samples.texts, samples.configs, samples.queries)


def is_marker(value: Any) -> bool:
    return isinstance(value, dict) and list(value) == ["_headroom"]


def markers(value: Any) -> list[str]:
    """Return what all markers in a value say, those of tables too."""
    if isinstance(value, list):
        return [note for item in value for note in markers(item)]
    if isinstance(value, dict):
        own = [item for key, item in value.items() if key.startswith("_headroom")]
        return own + [note for item in value.values() for note in markers(item)]
    return []


def written(value: Any) -> list[str]:
    """Return all markers in a value as objects of one key."""
    if isinstance(value, list):
        return [text for item in value for text in written(item)]
    if isinstance(value, dict):
        own = [{k: v} for k, v in value.items() if k.startswith("_headroom")]
        texts = [json.dumps(one, separators=(",", ":"), ensure_ascii=False) for one in own]
        return texts + [text for item in value.values() for text in written(item)]
    return []


@some
@cases
def test_json_stays_json_and_never_grows(text: str, config: SmartCrusherConfig, query: str) -> None:
    result = SmartCrusher(config).crush(text, query)
    json.loads(result.text)
    assert result.tokens_before == COUNT(text)
    assert result.tokens_after == COUNT(result.text)
    assert result.was_modified == (result.text != text)
    assert result.tokens_after < result.tokens_before or not result.was_modified


@some
@cases
def test_the_ledger_recounts(text: str, config: SmartCrusherConfig, query: str) -> None:
    result = SmartCrusher(config).crush(text, query)
    assert [r.tokens for r in result.removals] == [COUNT(r.text) for r in result.removals]
    assert all(r.text in text for r in result.removals)
    notes = markers(json.loads(result.text))
    gone = sum(int(note.split()[0]) for note in notes)
    assert gone == sum(r.count for r in result.removals)
    assert gone == sum(not item.kept for item in result.items)
    assert all(retrieve(r.original) == text for r in result.removals)
    if config.output_format != "table":
        texts = written(json.loads(result.text))
        assert result.tokens_markers == sum(map(COUNT, texts))


@some
@cases
def test_crushing_twice_changes_nothing(text: str, config: SmartCrusherConfig, query: str) -> None:
    crusher = SmartCrusher(config)
    once = crusher.crush(text, query)
    twice = crusher.crush(once.text, query)
    assert twice.text == once.text
    assert not twice.was_modified


@some
@cases
def test_kept_items_stand_there_as_they_were(
    text: str, config: SmartCrusherConfig, query: str
) -> None:
    result = SmartCrusher(config).crush(text, query)
    if config.output_format != "json" or not result.was_modified:
        return
    paths = {r.path.rpartition("[")[0] for r in result.removals}
    for path in paths:
        place = 0
        for item in result.items:
            if item.path == path and item.kept:
                place = result.text.index(item.text, place) + len(item.text)


@some
@cases
def test_the_same_again_from_scratch(text: str, config: SmartCrusherConfig, query: str) -> None:
    first = SmartCrusher(config).crush(text, query)
    SmartCrusher(config).crush(text, "another query")
    clear_readings()
    again = SmartCrusher(config).crush(text, query)
    assert (first.text, tuple(first.removals)) == (again.text, tuple(again.removals))


@some
@given(samples.documents, samples.configs, samples.queries)
def test_the_input_is_not_changed(value: Any, config: SmartCrusherConfig, query: str) -> None:
    before = copy.deepcopy(value)
    SmartCrusher(config).crush(value, query)
    assert json.dumps(value) == json.dumps(before)


@some
@given(samples.arrays, samples.configs)
def test_the_first_and_the_last_stay(value: list[Any], config: SmartCrusherConfig) -> None:
    result = SmartCrusher(config).crush(value)
    ends = set(range(config.keep_first)) | {len(value) - 1 - i for i in range(config.keep_last)}
    assert ends <= set(samples.kept(result))


@some
@given(samples.arrays, samples.configs)
def test_what_is_kept_is_a_subsequence(value: list[Any], config: SmartCrusherConfig) -> None:
    result = SmartCrusher(config).crush(value)
    out = decode_table(json.loads(result.text))
    out = out["_items"] if isinstance(out, dict) else out
    shown = [json.dumps(v, sort_keys=True) for v in out if not is_marker(v)]
    indices = samples.kept(result) or range(len(value))
    assert shown == [json.dumps(value[i], sort_keys=True) for i in indices]


@some
@given(samples.texts, st.sampled_from(["compact", "table"]))
def test_without_cuts_another_spelling_loses_nothing(text: str, spelling: Any) -> None:
    config = SmartCrusherConfig(
        output_format=spelling, max_items_after_crush=10**6, min_tokens_to_crush=0
    )
    result = SmartCrusher(config).crush(text)
    if not result.removals:
        assert json.dumps(decode_table(result.text), sort_keys=True) == json.dumps(
            json.loads(text), sort_keys=True
        )


@some
@given(samples.arrays, st.data())
def test_a_query_finds_its_needle(value: list[Any], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(value)))
    needle = {"id": 5, "kind": "cache", "n": 1, "ref": "INV-90210"}
    haystack = [*value[:place], needle, *value[place:]]
    result = samples.crush(haystack, "what is wrong with INV-90210?", max_items_after_crush=5)
    assert place in samples.kept(result)
