"""Keys and punctuation that a table would not repeat."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.waste.json_bloat import json_forms

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=10)
NAMES = ("id", "name", "a b", "größe", "x.y", 'q"q', "back\\slash", "a,b", ":c")
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"id": st.integers(), "name": SCALARS},
        optional={name: SCALARS | st.lists(SCALARS, max_size=2) for name in NAMES[2:]},
    ),
    min_size=1,
    max_size=6,
)
LAYOUTS = st.sampled_from(
    [{}, {"indent": 2}, {"separators": (",", ":")}, {"separators": (", ", " : ")}]
)


def table(text: str) -> str:
    return json_forms(text)[1]


def test_each_column_is_named_once() -> None:
    text = json.dumps([{"id": 1, "name": "x"}, {"id": 2, "name": "y"}, {"id": 3, "name": "z"}])
    assert table(text) == '[{"id": 1, "name": "x"\n2, "y"\n3, "z"}]'


def test_pretty_and_minified_records_make_the_same_table() -> None:
    records = [{"id": n, "name": f"n{n}", "note": None} for n in range(5)]
    tables = {
        table(json.dumps(records, indent=2)).replace(": ", ":"),
        table(json.dumps(records, separators=(",", ":"))),
    }
    assert len(tables) == 1


def test_records_inside_an_object_and_what_stands_beside_them() -> None:
    text = json.dumps({"id": 9, "items": [{"id": 1, "n": 2}, {"id": 3, "n": 4}], "n": 2})
    assert table(text) == '{"id": 9, "items": [{"id": 1, "n": 2\n3, 4}], "n": 2}'


def test_records_inside_records() -> None:
    orders = [{"id": n, "lines": [{"sku": "a", "qty": 1}, {"sku": "b", "qty": 2}]} for n in (1, 2)]
    assert table(json.dumps(orders)) == (
        '[{"id": 1, "lines": [{"sku": "a", "qty": 1\n"b", 2}]\n2, [{"a", 1\n"b", 2}]}]'
    )


def test_objects_inside_records_keep_their_braces() -> None:
    users = [{"id": n, "home": {"city": "Rome", "zip": n}} for n in (1, 2)]
    assert table(json.dumps(users)) == (
        '[{"id": 1, "home": {"city": "Rome", "zip": 1}\n2, {"Rome", 2}}]'
    )


def test_a_column_that_comes_later_is_named_once_too() -> None:
    records = [{"id": 1, "a": 0}, {"id": 2, "a": 0, "e": "x"}, {"id": 3, "a": 0, "e": "y"}]
    assert table(json.dumps(records)) == '[{"id": 1, "a": 0\n2, 0, "e": "x"\n3, 0, "y"}]'


def test_json_lines() -> None:
    text = '{"id": 1, "name": "x"}\n{"id": 2, "name": "y"}\n'
    assert json_forms(text) == (text, '{"id": 1, "name": "x"\n2, "y"}\n')


def test_text_inside_a_value_that_looks_like_a_key_stays() -> None:
    notes = ['say "id": 5', "}, {", '","id":', ':id"', "\\", '\\"id', ":x", '"']
    records = [{"id": note, "list": [note, note]} for note in notes]
    left = table(json.dumps(records))
    assert left.split("\n")[1:-1] == [
        f"{json.dumps(note)}, {json.dumps([note, note])}" for note in notes[1:-1]
    ]


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        [{}],
        [{}, {}],
        [{"id": 1}],
        {"id": 1, "name": {"id": 2}},
        [1, 2, 3],
        ["id", "id"],
        [[1, 2], [3, 4]],
        [{"a": 1, "b": 2, "c": 3}, {"d": 1, "e": 2, "f": 3}, {"g": 1, "h": 2}],
        {"u1": {"age": 1}, "u2": {"age": 2}},
    ],
    ids=json.dumps,
)
def test_what_is_no_list_of_like_records_has_no_bloat(value: Any) -> None:
    assert json_forms(json.dumps(value)) == (json.dumps(value), json.dumps(value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[ERROR] it failed",
        "{'id': 1}",
        '[{"id": 1}, {"id": 2}] and more',
        '[{"id": 1}, {"id": 2}',
        '[{"id": 1}, {"id": 2},]',
        '{"a": [{"id": 1}, {"id": 2}],}',
        '{"a": [{"id": 1}, {"id": 2}]]',
        '{"a": [{"id": 1}, {"id": 2}] "b": 1}',
        '{"a" [{"id": 1}, {"id": 2}]}',
        '{1: [{"id": 1}, {"id": 2}]}',
        '{"id": 1}\n{"id": 2',
        '{"id": 1}, {"id": 3}\n{"id": 2}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "[" * 1000 + "]" * 1000,
        '"text"',
    ],
    ids=lambda text: text[:20],
)
def test_text_that_is_no_json_stays(text: str) -> None:
    assert json_forms(text) == (text, text)


def test_nan_big_integers_and_lone_surrogates_stay_as_written() -> None:
    text = '[{"v": NaN, "n": 123456789012345678901}, {"v": -Infinity, "n": 1.10, "s": "\ud800"}]'
    assert table(text) == (
        '[{"v": NaN, "n": 123456789012345678901\n-Infinity, 1.10, "s": "\ud800"}]'
    )


@given(RECORDS, LAYOUTS, st.booleans())
def test_layout_goes_without_a_change_of_value(
    records: list[Any], layout: dict[str, Any], ascii_only: bool
) -> None:
    for value in (records, {"items": records, "id": 7}, [[records]]):
        text = json.dumps(value, ensure_ascii=ascii_only, **layout)
        slim, cut = json_forms(text)
        assert json.loads(slim) == value
        assert len(cut) <= len(slim) <= len(text)


@given(RECORDS, LAYOUTS)
def test_every_value_is_left_as_written(records: list[Any], layout: dict[str, Any]) -> None:
    cut = table(json.dumps(records, **layout))
    place = 0
    for record in records:
        for value in record.values():
            for part in value if isinstance(value, list) else [value]:
                place = cut.index(json.dumps(part), place)


@given(RECORDS)
def test_the_first_record_stays_whole(records: list[Any]) -> None:
    first = json.dumps(records[0])
    assert table(json.dumps(records)).startswith(f"[{first[:-1]}")


@given(st.lists(st.fixed_dictionaries({"id": SCALARS, "a b": SCALARS}), min_size=2))
def test_lines_make_the_same_rows_as_a_list(records: list[Any]) -> None:
    lines = "\n".join(map(json.dumps, records))
    assert table(lines) == table(json.dumps(records))[1:-1]


def test_more_columns_than_one_pattern_takes() -> None:
    records = [{f"k{n}": n for n in range(300)} for _ in range(3)]
    assert table(json.dumps(records)).count('"k') == 300


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        '{"a": "' + " " * 500_000 + '"}\n{"a": 1}',
        '["' + '\\"' * 300_000 + '"]',
        '["' + '","' * 200_000 + '"]',
        "[" + "}" + " " * 300_000 + "]",
        "[" + ",".join(f'{{"k{n}": 1, "a": 2, "b": 3}}' for n in range(20_000)) + "]",
        '[{"a":' * 300 + "1" + '},{"a":2}]' * 300,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_ends(text: str) -> None:
    slim, cut = json_forms(text)
    assert len(cut) <= len(slim) <= len(text)
