"""Tables: like records written once as columns and rows, read back without loss."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.transforms.smart_crusher import decode_table

from .samples import crush, marker, rows, scalars


def table(value: Any, **settings_: Any) -> Any:
    return crush(
        value,
        output_format="table",
        min_tokens_to_crush=0,
        **{"max_items_after_crush": 10**6, **settings_},
    )


def test_records_become_columns_and_rows() -> None:
    result = table({"results": rows(30), "n": 30})
    assert result.strategy == "table"
    assert result.data["results"]["_columns"] == ["id", "name", "size"]
    assert result.data["results"]["_rows"][2] == [2, "ca item", 4]
    assert result.tokens_after < 0.8 * result.tokens_before
    assert decode_table(result.text) == {"results": rows(30), "n": 30}
    assert decode_table(result.data) == {"results": rows(30), "n": 30}


def test_null_is_not_absent() -> None:
    value = [{"a": i, "b": None} if i % 2 else {"a": i} for i in range(30)]
    result = table(value)
    assert "_columns" in result.text
    assert decode_table(result.text) == value


def test_numbers_in_tables_keep_their_spelling() -> None:
    text = json.dumps([{"a": "@", "name": f"thing {i}"} for i in range(30)])
    varied = json.dumps([{"a": "@" if i else "x", "name": f"thing {i}"} for i in range(30)])
    for number in ("1.10", "1E5", "12345678901234567890", "-0"):
        assert f'"_constant":{{"a":{number}}}' in table(text.replace('"@"', number)).text
        result = table(varied.replace('"@"', number), keep_first=30)
        assert result.text.count(f"[{number},") == 29


def test_what_is_the_same_in_all_records_stands_once() -> None:
    value = [{"id": i, "error": None, "zone": "eu-central-1", "tags": []} for i in range(30)]
    result = table(value, keep_first=30)
    assert result.data["_constant"] == {"error": None, "zone": "eu-central-1", "tags": []}
    assert result.data["_rows"] == [[i] for i in range(30)]
    assert decode_table(result.text) == value
    assert list(decode_table(result.text)[0]) == ["id", "error", "zone", "tags"]


def test_a_field_that_some_records_lack_is_not_the_same_in_all() -> None:
    value = [{"id": i, "zone": "eu-central-1"} if i else {"id": i} for i in range(30)]
    result = table(value, keep_first=30)
    assert "_constant" not in result.data
    assert decode_table(result.text) == value


def test_a_table_says_what_was_removed() -> None:
    result = table(rows(100), max_items_after_crush=10)
    assert len(result.data["_rows"]) == 10
    assert result.data["_headroom"].startswith("90 of 100")
    assert marker(decode_table(result.text)).startswith("90 of 100")
    assert result.strategy == "select, table"


def test_beside_the_list_in_an_object_what_was_removed_is_said() -> None:
    result = table({"results": rows(100), "n": 1}, max_items_after_crush=10)
    data = decode_table(result.text)
    assert list(data) == ["results", "_headroom_results", "n"]
    assert data["_headroom_results"].startswith("90 of 100")
    assert all(row in rows(100) for row in data["results"])


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1, "a": 2, "bbbb": 1}, {"a": 1, "bbbb": 3}]',
        '[{"aaaa": 1, "bbbb": 2}, {"bbbb": 3, "aaaa": 4}]',
        '[{"aaaa": 1}, {"bbbb": 2}, {"cccc": 3}, {"dddd": 4}]',
        '[{"aaaa": 1}, 5, {"aaaa": 2}]',
        "[[1, 2], [3, 4]]",
    ],
)
def test_what_is_no_table_is_only_made_compact(text: str) -> None:
    result = table(text)
    assert result.text == text.replace(" ", "")


def test_an_inner_cut_goes_before_an_outer_table() -> None:
    value = [{"name": f"n{i}", "rows": rows(60)} for i in range(9)]
    result = table(value, max_items_after_crush=12, keep_first=9)
    assert len(result.data) == 9
    assert [len(item["rows"]["_rows"]) for item in result.data] == [12] * 9


def test_a_key_that_cannot_be_sent_stays_escaped() -> None:
    value = [{"\ud800 key": i, "b": "word"} for i in range(20)]
    result = table(json.dumps(value))
    result.text.encode()
    assert decode_table(result.text) == value


def test_a_text_that_is_one_string_is_that_string() -> None:
    assert decode_table('"[1]"') == "[1]"


@settings(max_examples=80)
@given(
    st.lists(
        st.fixed_dictionaries({"a": scalars}, optional={"b": scalars, "größe": scalars}),
        min_size=9,
        max_size=30,
    ),
    st.dictionaries(st.sampled_from(("same", "zone", "")), scalars),
)
def test_tables_are_read_back_without_loss(
    value: list[dict[str, Any]], same: dict[str, Any]
) -> None:
    value = [{**record, **same} for record in value]
    result = table(value, keep_first=30)
    assert not result.removals
    assert json.dumps(decode_table(result.text), sort_keys=True) == json.dumps(
        value, sort_keys=True
    )


any_json = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=6), inner, max_size=5)
    ),
    max_leaves=30,
)


@settings(max_examples=150)
@given(any_json)
def test_any_json_is_read_back_without_loss(value: Any) -> None:
    text = table(json.dumps(value), keep_first=10**6).text
    assert json.dumps(decode_table(text)) == json.dumps(value)
