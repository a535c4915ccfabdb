"""Arrays with the exact place of each item."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from headroom_lab.json_text.arrays import Array
from headroom_lab.json_text.reading import parse, read_json
from tests.transforms.smart_crusher import samples


def every(array: Array) -> list[Array]:
    """Return an array and all arrays found inside its items."""
    return [array, *(found for inner in array.inner for found in every(inner))]


def at(value: object, path: str) -> object:
    """Return what stands at a path of plain keys and indices."""
    for step in path.replace("[", ".[").split("."):
        if step.startswith("["):
            value = value[int(step[1:-1])]  # type: ignore[index]
        elif step:
            value = value[step]  # type: ignore[index]
    return value


@settings(max_examples=100)
@given(samples.texts)
def test_each_item_is_known_by_the_characters_it_is_written_in(text: str) -> None:
    document = parse(text)
    value = json.loads(text)
    assert (document is None) == (not isinstance(value, (dict, list)))
    for outer in document.arrays if document else ():
        for array in every(outer):
            whole = text[array.start : array.stop]
            assert json.dumps(json.loads(whole)) == json.dumps(array.values)
            assert [json.dumps(json.loads(s)) for s in array.slices] == list(
                map(json.dumps, array.values)
            )


def test_paths_lead_to_the_arrays() -> None:
    value = {
        "a": [[5] * 9, {"b": [list(range(9))], "long": "x" * 300}],
        "c": {"d": {"e": [1] * 9}, "f": [2]},
        "g": [{"h": [{"i": list(range(100, 180))}]}],
    }
    document = parse(json.dumps(value))
    assert document is not None
    found = {a.path: a for outer in document.arrays for a in every(outer)}
    assert {"a", "c.d.e", "g", "g[0].h", "a[1].b"} <= set(found)
    for path, array in found.items():
        assert array.values == at(value, path)


def test_deep_nesting_costs_linear_time_and_ends() -> None:
    text = '{"a":' * 90 + json.dumps(list(range(1000))) + "}" * 90
    assert parse(text) is not None


@pytest.mark.parametrize(
    "text",
    ["", "5", '"[1]"', "[1,", "[1 2]", '{"a" 1}', "{1: 2}", '{"a": 1,}', "[1,]", "[1] x", "nul"],
)
def test_what_is_no_json_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}\n{"a": 2}',
        '{"a": 1}\n\n{"a": 2}\n',
        ' {"a": 1} \r\n [2]\r\n',
    ],
)
def test_json_lines(text: str) -> None:
    document = parse(text)
    assert document is not None
    assert document.form == "lines"
    (array,) = document.arrays
    assert len(array) == 2
    assert array.slices == [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1} {"a": 2}',
        '{"a":\n1}\n{"a": 2}',
        '{"a": 1}\n5',
        '{"a": 1}\nDone.',
        '{"a": 1}\n{"a": ',
    ],
)
def test_what_only_looks_like_json_lines_is_none(text: str) -> None:
    assert parse(text) is None


@settings(max_examples=50)
@given(samples.texts)
def test_values_that_were_let_go_of_are_read_again(text: str) -> None:
    document = read_json(text)
    if document is None:
        return
    value = json.dumps(document.value)
    document.forget()
    assert not any("values" in array.__dict__ for array in document.arrays)
    assert json.dumps(document.value) == value
    assert read_json(text) is document


def test_lines_that_were_let_go_of_are_read_again() -> None:
    document = read_json('{"a": 1}\n{"a": 2}\n')
    assert document is not None
    document.forget()
    assert document.value == [{"a": 1}, {"a": 2}]


def test_only_the_values_read_last_are_held() -> None:
    texts = [json.dumps([{"id": i, "text": "x" * 400} for i in range(n, n + 40)]) for n in range(4)]
    documents = [read_json(text) for text in texts]
    held = ["values" in d.arrays[0].__dict__ for d in documents if d is not None]
    assert held == [False, False, False, True] or held == [False, False, True, True]
    assert documents[0] is not None
    assert documents[0].arrays[0].values == json.loads(texts[0])
