"""Every encoding gives its text back byte for byte, and is only used where it saves tokens."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headroom_lab import simulate
from headroom_lab.transforms.encodings.folded_lines import FoldedLines, unfolded
from headroom_lab.transforms.encodings.hit_paths import HitPaths, repathed
from headroom_lab.transforms.encodings.json_layout import JsonLayout, decoded
from headroom_lab.transforms.encodings.line_beginnings import LineBeginnings, rebegun
from headroom_lab.transforms.encodings.line_numbers import LineNumbers, renumbered
from headroom_lab.transforms.encodings.set_out import SetOutStrings, put_back
from headroom_lab.transforms.encodings.table_reading import untabled
from headroom_lab.transforms.encodings.tables import compact, tabled
from headroom_lab.transforms.output_transform import EachOutput
from tests.chat import call, result, said, user

WAYS_BACK: dict[str, tuple[EachOutput, Callable[[str], str]]] = {
    "json": (JsonLayout(), decoded),
    "numbers": (LineNumbers(), renumbered),
    "folded": (FoldedLines(), unfolded),
    "hits": (HitPaths(), repathed),
    "beginnings": (LineBeginnings(), rebegun),
    "strings": (SetOutStrings(), put_back),
}

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(("a\nb\nc\nd" * 20, 'say "hi"\n' * 30, "\\u00e9", "größe \ud800"))
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)
records = st.lists(
    st.fixed_dictionaries(
        {"id": st.integers(), "at": st.fixed_dictionaries({"x": scalars, "y": scalars})},
        optional={
            "note": scalars,
            "tags": st.lists(scalars, max_size=2),
            "by": st.fixed_dictionaries({"kind": st.just("user"), "name": scalars}),
            "parts": st.lists(
                st.fixed_dictionaries({"kind": st.just("part")}, optional={"text": scalars}),
                max_size=3,
            ),
        },
    ),
    max_size=8,
) | st.builds(
    lambda found, same: [{**record, **same} for record in found],
    st.lists(st.dictionaries(st.sampled_from(("id", "n")), scalars, min_size=2), min_size=2),
    st.dictionaries(st.sampled_from(("id", "kind", "of", "state")), scalars),
)
layouts = st.sampled_from(
    ({}, {"indent": 2}, {"indent": 4}, {"indent": "\t"}, {"separators": (",", ":")}, {"indent": 1})
)


@given(records | values, layouts, st.booleans(), st.sampled_from(("", " ", "\n", "\n\n")))
@example([{"_columns": [1], "_rows": []}, {"_columns": [2], "_rows": []}], {"indent": 2}, True, "")
def test_json_of_every_shape_and_layout_comes_back(
    value: Any, layout: dict[str, Any], ascii: bool, around: str
) -> None:
    text = around + json.dumps(value, ensure_ascii=ascii, **layout) + around
    found = JsonLayout().rewrite(text)
    assert decoded(found.text if found else text) == text
    if found and value == value:
        json.loads(found.text)


@given(records | values)
def test_a_table_holds_what_its_records_held(value: Any) -> None:
    if f'"{"_columns"}"' not in compact(value):
        assert compact(untabled(tabled(value))) == compact(value)


@given(records, layouts, st.integers(20, 400))
def test_json_cut_off_anywhere_comes_back(value: Any, layout: dict[str, Any], stop: int) -> None:
    text = json.dumps(value, **layout)[:stop]
    found = JsonLayout().rewrite(text)
    assert decoded(found.text if found else text) == text


@pytest.mark.parametrize(
    "number", ["1.10", "1E5", "-0.0", "12345678901234567890123", "1e999", "NaN", "0.1000000000001"]
)
def test_numbers_come_back_as_they_were_written(number: str) -> None:
    text = '[\n  {\n    "id": 1,\n    "n": ' + number + "\n  }\n]"
    found = JsonLayout().rewrite(text)
    assert found is not None
    assert number in found.text
    assert decoded(found.text) == text


def test_a_key_that_stands_twice_stays_twice() -> None:
    text = '{\n  "same key": 1,\n  "same key": 2\n}'
    found = JsonLayout().rewrite(text)
    assert found is not None
    assert found.text.count("same key") == 2
    assert decoded(found.text) == text


def test_like_records_write_their_keys_once() -> None:
    rows = [{"flight": f"HAT{i}", "seats": {"economy": i, "business": 2}} for i in range(9)]
    found = JsonLayout().rewrite(json.dumps(rows))
    assert found is not None
    assert found.text.count("economy") == 1
    assert json.loads(found.text)["_rows"][3] == ["HAT3", [3, 2]]


def test_what_is_the_same_in_all_records_stands_once() -> None:
    rows = [{"id": i, "state": "available", "seats": {"free": 2}, "n": 7} for i in range(20)]
    found = JsonLayout().rewrite(json.dumps(rows))
    assert found is not None
    table = json.loads(found.text)
    assert table["_constant"] == {"state": "available", "seats": {"free": 2}, "n": 7}
    assert table["_rows"] == [[i] for i in range(20)]
    assert decoded(found.text) == json.dumps(rows)


def test_lists_of_like_records_in_like_records_write_their_keys_once() -> None:
    labels = [{"name": name, "color": "d73a4a", "default": True} for name in "abcd"]
    rows = [{"id": i, "labels": labels[: i % 4], "by": {"type": "user", "n": i}} for i in range(9)]
    found = JsonLayout().rewrite(json.dumps(rows))
    assert found is not None
    table = json.loads(found.text)
    assert table["_columns"] == [
        "id",
        {
            "labels": {
                "_columns": ["name", "color", "default"],
                "_constant": {"color": "d73a4a", "default": True},
            }
        },
        {"by": ["type", "n"]},
    ]
    assert table["_constant"] == {"by": {"type": "user"}}
    assert table["_rows"][:3] == [[0, [], [0]], [1, [["a"]], [1]], [2, [["a"], ["b"]], [2]]]
    assert decoded(found.text) == json.dumps(rows)


def test_fields_that_few_records_have_stand_behind_their_rows() -> None:
    rows = [{"id": i, "title": f"t{i}", "state": i % 2} for i in range(12)]
    rows[3] = {"id": 3, "title": "t3", "draft": False, "state": 1, "merged_by": {"login": "m"}}
    rows[7] = {"id": 7, "pinned": 1, "title": "t7", "state": 1}
    found = JsonLayout().rewrite(json.dumps(rows))
    assert found is not None
    table = json.loads(found.text)
    assert ["draft"] in table["_columns"]
    assert table["_rows"][3] == [3, "t3", 1, {"draft": False, "merged_by": {"login": "m"}}]
    assert table["_rows"][4] == [4, "t4", 0]
    assert decoded(found.text) == json.dumps(rows)


def test_records_whose_keys_stand_in_no_one_order_make_no_table() -> None:
    rows = [{"first": i, "second": i} if i % 2 else {"second": i, "first": i} for i in range(20)]
    assert JsonLayout().rewrite(compact(rows)) is None


@pytest.mark.parametrize("other", [1.0, True, "1", -0.0, None])
def test_what_is_equal_but_written_otherwise_is_not_the_same(other: Any) -> None:
    first = 0 if other == 0 else 1
    rows = [{"id": i, "a_long_name": first, "state": "available"} for i in range(20)]
    rows[7]["a_long_name"] = other
    found = JsonLayout().rewrite(json.dumps(rows))
    assert found is not None
    assert "a_long_name" not in json.loads(found.text)["_constant"]
    assert decoded(found.text) == json.dumps(rows)


columns = st.recursive(
    st.sampled_from(("a", "b", "c")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("ab"), inner, max_size=1)
        | st.dictionaries(
            st.sampled_from("ab"), st.fixed_dictionaries({"_columns": inner}), max_size=1
        )
    ),
    max_leaves=6,
)
table_like = st.fixed_dictionaries(
    {"_columns": values | st.lists(columns | values, max_size=3)},
    optional={
        "_constant": values | st.dictionaries(st.sampled_from("ab"), scalars),
        "_rows": values | st.lists(values),
        "_groups": values,
        "_items": values,
    },
)


@given(table_like, st.integers(1, 6))
def test_what_only_looks_like_a_table_does_no_harm(value: Any, blanks: int) -> None:
    text = compact(value)
    assert isinstance(decoded(f"{text[0]}{' ' * blanks}{text[1:]}"), str)


@pytest.mark.parametrize(
    "text",
    ['{ "a": 1, "b": [1, 2, 3], "c": "d" }', '{ "a":1, "b":2, "ccccccccccccccc":3}', "[ 1, 2, 3 ]"],
)
def test_json_with_blanks_of_its_own_is_not_taken_for_encoded(text: str) -> None:
    assert decoded(text) == text


lines = st.lists(st.text(max_size=12).filter(lambda t: "\n" not in t), min_size=1, max_size=40)


@given(
    lines,
    st.integers(0, 10_000),
    st.sampled_from(("{:>6}→{}", "{:>6}\t{}", "{}:{}", "{}|{}", "{:>3}- {}")),
    lines,
    lines,
)
def test_line_numbers_come_back(
    body: list[str], first: int, form: str, before: list[str], after: list[str]
) -> None:
    numbered = [form.format(n, line) for n, line in enumerate(body, first)]
    text = "\n".join([*before, *numbered, *after])
    found = LineNumbers().rewrite(text)
    assert renumbered(found.text if found else text) == text
    told = form != "{}:{}" or not any(line[:1].isdecimal() for line in body)  # 1:2 may be a time
    assert found is not None or len(body) < 5 or not told


def test_lines_keep_their_words_without_their_numbers() -> None:
    text = "\n".join(f"{n:>6}→    x = {n}" for n in range(1, 30))
    found = LineNumbers().rewrite(text)
    assert found is not None
    head, *rest = found.text.split("\n")
    assert head == '[29 lines, numbers from "     1→" on left out]'
    assert rest == [f"    x = {n}" for n in range(1, 30)]


@given(st.lists(st.tuples(st.sampled_from(("a" * 30, "b", "", "ccc" * 9)), st.integers(1, 9))))
def test_folded_lines_come_back(runs: list[tuple[str, int]]) -> None:
    text = "\n".join(line for line, count in runs for _ in range(count))
    found = FoldedLines().rewrite(text)
    assert unfolded(found.text if found else text) == text


@given(
    st.lists(
        st.builds(
            lambda path, number, said: f"{path}{number}{said}",
            st.sampled_from(("src/app/views/list.ts:", "src/app/", "", "[3 lines, ")),
            st.integers(1, 3000),
            st.sampled_from((":x = 1", '"', " error: no", '" before each left out]')),
        )
    )
)
def test_beginnings_of_lines_come_back(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = LineBeginnings().rewrite(text)
    assert found is None or rebegun(found.text) == text


def test_what_hits_begin_with_is_said_once() -> None:
    text = "\n".join(f"src/app/views/list.ts:{n * 7}:  x = {n}" for n in range(30))
    found = LineBeginnings().rewrite(f"Found 30 lines\n{text}")
    assert found is not None
    top, head, *rest = found.text.split("\n")
    assert (top, head) == (
        "Found 30 lines",
        '[30 lines, "src/app/views/list.ts:" before each left out]',
    )
    assert rest == [f"{n * 7}:  x = {n}" for n in range(30)]


@given(
    st.lists(
        st.builds(
            lambda root, path, mark, number, said: f"{root}{path}{mark}{number}{mark}{said}",
            st.sampled_from(("", "", "/srv/app/")),
            st.sampled_from(
                ("src/views/list.ts", "src/a-1-b.py", "src/views/", "c:\\x.py", "12-a.b")
            ),
            st.sampled_from((":", "-")),
            st.integers(1, 300),
            st.sampled_from(("x = 1", "", "{a: 1}", " error: no", "x.py:3:4")),
        )
        | st.sampled_from(("--", "", "3:", "17-x", "Found 2 files", "src/views/list.ts")),
        max_size=12,
    )
)
def test_paths_of_hits_come_back(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = HitPaths().rewrite(text)
    assert found is None or repathed(found.text) == text


def test_the_path_of_hits_and_of_lines_around_them_is_said_once() -> None:
    root = "/home/someone/app/"  # a tool may shorten each line's path up to its first colon
    text = f"""Found 3 hits
src/views/list.ts:14:  x = 3;
{root}src/views/list.ts-15-  y = 4;
src/views/list.ts-16-  z: 5
--
{root}src/page.ts-2-
src/page.ts:3:  x = 6;"""
    found = HitPaths().rewrite(text)
    assert found is not None
    assert repathed(found.text) == text
    assert (
        found.text
        == f"""[each path stands once above its hits, hits themselves whole, lines around them without a colon under "{root}"]
Found 3 hits
src/views/list.ts:14:  x = 3;
15-  y = 4;
16-  z: 5
--
src/page.ts
2-
src/page.ts:3:  x = 6;"""
    )


@pytest.mark.parametrize("policy", ["lossless", "balanced", "aggressive"])
@pytest.mark.parametrize(
    "around", ["{path}-{n}-    total = {n}", "{path}-{n}-", "{path}-{n}-  # {path}:{n}"]
)
def test_hits_among_lines_around_them_stand_as_they_came(policy: str, around: str) -> None:
    hits = [f"src/{name}.py:{5 * n}:    env_map = payload[{n}]" for name in "ab" for n in range(20)]
    lines = [
        line
        for hit in hits
        for line in (hit, *(around.format(path=hit.split(":")[0], n=5 * n + 1) for n in range(4)))
    ]
    asked = [user(), call("a"), result("a", "\n".join(lines)), said(), user("and?")]
    sent = simulate(asked, "gpt-4o", policy=policy)
    text = sent.messages[2]["content"]
    assert [hit for hit in hits if hit not in text.split("\n")] == []
    assert sent.tokens_after < sent.tokens_before


def test_what_is_no_hit_stays_among_hits() -> None:
    hits = [f"/srv/app/src/{name}.py:{n}:  x = {n}" for name in "abc" for n in range(3)]
    text = "\n".join([*hits[:5], "[2 lines are left out here]", *hits[5:], "", "done at 12:30"])
    found = HitPaths().rewrite(text)
    assert found is not None
    lines = found.text.split("\n")
    assert lines[0] == '[each path stands once above its hits, all under "/srv/app/src/"]'
    assert lines[-3:] == ["2:  x = 2", "", "done at 12:30"]
    assert repathed(found.text) == text


@given(values, st.sampled_from(("json", "repr", "twice")), st.integers(1, 4000))
def test_strings_set_out_come_back_even_cut_off(value: Any, form: str, stop: int) -> None:
    inner = json.dumps({"content": [{"type": "text", "text": json.dumps(value, indent=2)}]})
    text = {
        "json": inner,
        "repr": f"meta=None content=[Text(text={inner!r})] isError=False",
        "twice": json.dumps({"again": inner}, indent=2),
    }[form][:stop]
    found = SetOutStrings().rewrite(text)
    assert put_back(found.text if found else text) == text


def test_text_inside_json_inside_a_repr_reads_plainly() -> None:
    said = 'Title: Irises\nArtist: Vincent van Gogh\nCredit: "Gift", 1958\n' * 3
    inner = json.dumps({"content": [{"type": "text", "text": said}], "again": said}, indent=2)
    text = f"content=[TextContent(type='text', text={inner!r}, annotations=None)]"
    found = SetOutStrings().rewrite(text)
    assert found is not None
    assert said in found.text
    assert found.text.endswith(f"[the first {len(said)} characters of §2 again]")
    assert put_back(found.text) == text


@pytest.mark.parametrize("name", WAYS_BACK)
@given(text=st.text(max_size=200))
@example(text="x" * 100_000)
@example(text="[" * 1_000 + "]" * 1_000)
@example(text='[text of "§1" below]\n"§1"\n§2\nx')
@example(text='[5 lines, numbers from "1:" on left out]')
@example(text="<|endoftext|> \ud800 [the line above 3 more times]")
def test_any_text_is_left_or_comes_back(name: str, text: str) -> None:
    transform, back = WAYS_BACK[name]
    found = transform.rewrite(text)
    if found is not None:
        assert back(found.text) == back(text)


def messages_with(text: str) -> list[dict[str, Any]]:
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    return [
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": text},
    ]


@pytest.mark.parametrize("name", WAYS_BACK)
@given(value=records)
def test_never_longer_and_nothing_the_second_time(name: str, value: Any) -> None:
    transform, _ = WAYS_BACK[name]
    once = transform.apply(messages_with(json.dumps(value, indent=2)))
    assert once.tokens_after <= once.tokens_before
    assert (once.messages[2] == messages_with(json.dumps(value, indent=2))[2]) == (
        once.tokens_saved == 0
    )
    twice = transform.apply(once.messages)
    assert twice.messages == once.messages
