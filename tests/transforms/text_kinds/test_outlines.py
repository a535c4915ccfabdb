"""Older outputs by kind of content: what stays, what stands for the rest."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import OlderConfig, retrieve
from headroom_lab.errors import ConfigError
from headroom_lab.messages.values import values
from headroom_lab.policies.information import outlines
from headroom_lab.transforms.outlining.facts import facts
from headroom_lab.transforms.outlining.older import forget_outlines
from headroom_lab.transforms.text_kinds import (
    Blobs,
    GridOutline,
    HitsOutline,
    HtmlText,
    JsonFields,
    JsonLists,
    ListingOutline,
    LogOutline,
    ProseOutline,
    SourceOutline,
    kind_of,
)

ALL = OlderConfig(keep_recent=0, stride=1)
SOURCE = "\n".join(
    [
        "import os",
        "",
        *(
            line
            for i in range(12)
            for line in (
                f"def step_{i}(path):",
                f"    value = os.path.join(path, 'part_{i}.json')",
                "    if value:",
                f"        return load_part(value, limit={i}0000)",
                "",
            )
        ),
    ]
)
LOG = "\n".join(
    [
        *(f"2026-11-23 10:00:{i:02d} INFO worker {i} picked job-{i}77x" for i in range(30)),
        "2026-11-23 10:00:31 ERROR worker 3 lost its lease on job-377x",
        "Traceback (most recent call last):",
        '  File "/app/worker.py", line 9, in run',
        "    job.renew()",
        "LeaseError: expired",
        *(f"2026-11-23 10:01:{i:02d} INFO worker {i} finished" for i in range(30)),
        "60 passed, 1 failed in 3.1s",
    ]
)
PAGE = (
    """<!DOCTYPE html><html><head><title>Rates</title><style>p{color:red}</style>
<script>var tracking = "b8e1f0c2"; send(tracking);</script></head><body>
<h1>Exchange rates</h1><p>See the <a class="x" href="https://example.org/rates/2026">table</a>.</p>
<table><tr><th>EUR</th><td>1.0842</td></tr><tr><th>GBP</th><td>0.8511</td></tr></table>
"""
    + "<div class='filler'><span></span></div>\n" * 20
    + "</body></html>"
)
PROSE = "# Report\n" + "\n".join(
    f"## Part {i}\nThe {i}th part tells of the harbour and of the people in it.\n"
    f"They said at length what everybody there had long known, namely `case-{i}42`.\n"
    "Nothing else was said for the rest of that long and quiet evening in town."
    for i in range(8)
)
TEXTS = {"source": SOURCE, "log": LOG, "html": PAGE, "prose": PROSE}


def conversation(text: str, answered: bool = True) -> list[dict[str, Any]]:
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": text},
    ]
    return [*messages, {"role": "assistant", "content": "Seen."}] if answered else messages


@pytest.mark.parametrize("kind", TEXTS)
def test_kinds_are_told_by_content(kind: str) -> None:
    assert kind_of(TEXTS[kind]) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"a": 1, "b": [1, 2]}', "json"),
        ("[1.5, 2, 3]", "json"),
        ("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b", "diff"),
        ("src/a.py\nsrc/b.py\nsrc/deep/c.py\ntests/d.py", "listing"),
        ("src/a.py:3:import os\nsrc/a.py:9:os.path\nsrc/b.py:1:import os", "hits"),
        ("name: x\nport: 80\nhost: example.org\nmode: fast", "key_values"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", "table"),
        ("     1→def f():\n     2→    return 1\n     3→\n     4→class A:", "source"),
        ("a.ts(28,2): error TS27: no\na.ts(30,3): error TS1: no\nb.ts(8,1): error TS2: no", "log"),
        ("x.c:3:1: error: a\nx.c:9:2: warning: b\n    int c;\n", "log"),
        ("=== RUN   TestA\n=== PAUSE TestA\n=== CONT  TestA\n    a_test.go:4: so", "log"),
        ("[lint:go] $ lint ./...\n[lint:sh] Finished in 1s\n[lint:go] 0 issues.", "log"),
        ("f05784b Add a part\n863d863 Mend it\n0b7b036 Begin", "log"),
        ("core.bare=false\ncore.editor=vi\nuser.name=Someone", "key_values"),
        ("done", "unknown"),
        ("", "unknown"),
        ("a < b and c > d", "unknown"),
        ("x" * 10_000, "unknown"),
    ],
)
def test_other_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize("kind", TEXTS)
def test_kept_lines_are_lines_of_the_original_in_their_order(kind: str) -> None:
    transform = next(t for t in outlines(ALL) if getattr(t, "kind", "") == kind)
    out = transform.apply(conversation(TEXTS[kind])).messages[2]["content"]
    assert out != TEXTS[kind]
    if kind == "html":
        return
    notes = re.compile(r"\[\d+ (?:of \d+ )?lines?\b.*\]")
    original = iter(TEXTS[kind].split("\n"))
    assert all(line in original for line in out.split("\n") if not notes.fullmatch(line))


@pytest.mark.parametrize("kind", TEXTS)
def test_the_original_is_named_and_can_be_had(kind: str) -> None:
    transform = next(t for t in outlines(ALL) if getattr(t, "kind", "") == kind)
    result = transform.apply(conversation(TEXTS[kind]))
    (name,) = {row.original for row in result.removals}
    assert retrieve(name) == TEXTS[kind]
    assert result.tokens_saved == (
        result.tokens_removed + result.tokens_reencoded - result.tokens_markers
    )


@pytest.mark.parametrize("kind", ["source", "log", "prose"])
def test_every_fact_of_what_went_is_indexed(kind: str) -> None:
    transform = next(t for t in outlines(ALL) if getattr(t, "kind", "") == kind)
    out = transform.apply(conversation(TEXTS[kind])).messages[2]["content"]
    assert [fact for fact in values(TEXTS[kind]) if fact not in out] == []


def test_of_older_search_hits_the_index_names_facts_not_each_place() -> None:
    hits = [f"src/views/list.py:{n}:    value_{n} = load_part({n})" for n in range(10, 40)]
    out = HitsOutline(ALL).apply(conversation("\n".join(hits))).messages[2]["content"]
    assert out.startswith(hits[0])
    assert out.count("list.py") == 2  # of the first hit and of the last
    assert all(f"value_{n}" in out for n in range(10, 40))


def test_of_search_hits_of_which_none_stays_the_index_names_each_file_once() -> None:
    names = ("src/views/list.py", "src/views/page.py", "src/end.py")
    hits = [f"{name}:{n}:    value = load_part({n})" for name in names for n in range(10, 40)]
    bare = HitsOutline(replace(ALL, headings=False))
    out = bare.apply(conversation("\n".join(hits))).messages[2]["content"]
    assert [out.count(name) for name in names[:2]] == [1, 1]
    none = HitsOutline(replace(ALL, headings=False, index=0))
    assert names[0] not in none.apply(conversation("\n".join(hits))).messages[2]["content"]


def test_a_path_that_only_lines_around_hits_name_stays() -> None:
    above = [f"/home/someone/app/src/list.py-{n}-    step({n})" for n in (10, 11, 12)]
    around = "\n".join(above)
    text = f"src/page.py:3:    value = 3\n--\n{around}\nsrc/list.py:13:    value = 13"
    out = HitsOutline(ALL).apply(conversation(f"{text}\n" * 9)).messages[2]["content"]
    assert [line for line in out.split("\n") if line in above] == above[:1]
    assert out.count("src/list.py:13:") == 9


def test_source_keeps_its_declarations() -> None:
    out = SourceOutline(ALL).apply(conversation(SOURCE)).messages[2]["content"]
    assert out.count("def step_") == 12
    assert "if value:" not in out


def test_errors_and_tracebacks_stay_verbatim() -> None:
    out = LogOutline(ALL).apply(conversation(LOG)).messages[2]["content"]
    lines = LOG.split("\n")
    assert "\n".join(lines[30:35]) in out
    assert lines[-1] in out
    assert len(out) < 0.55 * len(LOG)


def test_html_keeps_text_links_and_tables() -> None:
    out = HtmlText(ALL).apply(conversation(PAGE)).messages[2]["content"]
    for kept in ("Exchange rates", "https://example.org/rates/2026", "1.0842", "GBP"):
        assert kept in out
    for gone in ("<div", "color:red", "send("):
        assert gone not in out


def test_prose_keeps_its_headings() -> None:
    out = ProseOutline(ALL).apply(conversation(PROSE)).messages[2]["content"]
    assert [f"## Part {i}" in out for i in range(8)] == [True] * 8


def test_an_index_holds_no_word_that_an_escape_made() -> None:
    said = 'Args:\\n    city_name: Name\\nReturns:\\n    \\"two words\\" or none\\tEND_IT'
    assert facts(said) == ["city_name", "two words", "END_IT"]
    assert facts(r"C:\new_dir\table_1.csv and \n") == ["new_dir", "table_1.csv"]


def test_an_index_holds_nothing_from_between_two_quotes() -> None:
    assert facts('open(path, "r", encoding="utf-8", newline="")') == ["utf-8"]


def test_of_an_older_list_what_stands_out_and_what_was_used_stays() -> None:
    rows = [{"sku": f"part-{i}", "stock": 10 + i % 3} for i in range(200)]
    rows[70]["stock"] = 900
    messages = using(json.dumps(rows), "Order part-133 then.")
    out = json.loads(JsonLists(ALL).apply(messages).messages[2]["content"])
    assert rows[70] in out
    assert rows[133] in out
    assert len(out) < 60
    assert "_headroom" in out[-1]
    short = using(json.dumps(rows[:50]), "Order part-33 then.")
    assert JsonLists(ALL).apply(short).messages == short


def test_a_listing_keeps_all_names_though_they_stand_elsewhere() -> None:
    names = ["README.md", "app", "index.html", "js", *(f"folder-{i}" for i in range(12))]
    lines = [f"drwxr-xr-x@ 10 dain  staff    320 Nov 17 23:49 {name}" for name in names]
    text = "\n".join(["total 56", *lines, "-rw-r--r--  1 dain staff 12 Nov 17  2025 last one.txt"])
    messages = conversation(text)
    messages[0]["content"] = "README.md"
    out = ListingOutline(ALL).apply(messages).messages[2]["content"]
    assert [name for name in names if name not in out] == []
    marker = next(line for line in out.split("\n") if line.startswith("[13 lines left out: "))
    assert marker[20:].removesuffix("]").split(", ") == names[2:-1]


def test_a_table_keeps_the_headings_between() -> None:
    part = "| name | use |\n|---|---|\n" + "| `aCell` | some use of it here |\n" * 9
    text = "".join(f"## Part {i}\n\n{part}\n" for i in range(6))
    out = GridOutline(ALL).apply(conversation(text)).messages[2]["content"]
    assert re.findall(r"^## Part \d$", out, re.M) == [f"## Part {i}" for i in range(6)]


def test_an_index_of_tags_holds_the_values_of_attributes() -> None:
    page = PAGE.replace("<h1>", '<h1 class="page-head wide" onclick="go(1)">')
    out = HtmlText(ALL).apply(conversation(page)).messages[2]["content"]
    assert "page-head wide, go(1)" in out
    assert "onclick=" not in out


@pytest.mark.parametrize("kind", TEXTS)
def test_what_was_not_answered_stays(kind: str) -> None:
    messages = conversation(TEXTS[kind], answered=False)
    for transform in outlines(ALL):
        assert transform.apply(messages).messages == messages


@pytest.mark.parametrize(("keep", "stride"), [(0, 1), (1, 1), (4, 4), (8, 4), (3, 5)])
def test_what_was_reduced_stays_as_it_is(keep: int, stride: int) -> None:
    """What comes after the border passed an output changes nothing of it any more."""
    config = OlderConfig(keep_recent=keep, stride=stride)
    said = ["limit=30000", "part_5.json", "limit=90000", "60 passed", "job-377x", "case-142"] * 4
    messages: list[dict[str, Any]] = []
    for number, text in enumerate((*TEXTS.values(), SOURCE)):
        turn = conversation(text.replace("0000", f"{number}000"))
        messages += [
            *turn[:3],
            *({"role": "assistant", "content": said[number + i]} for i in (0, 1)),
        ]
    for transform in outlines(config):
        done: list[Any] = []
        for stop in range(1, len(messages) + 1):
            after = transform.apply(messages[:stop]).messages
            assert after[: len(done)] == done
            changed = [i for i, m in enumerate(after) if m != messages[i]]
            done = after[: max(changed) + 1] if changed else []


def test_the_border_moves_in_steps() -> None:
    base = conversation(SOURCE)
    config = OlderConfig(keep_recent=4, stride=4)
    tail = [{"role": ("user", "assistant")[i % 2], "content": f"{i}"} for i in range(9)]
    changed = [
        SourceOutline(config).apply([*base, *tail[:n]]).messages[2]["content"] != SOURCE
        for n in range(10)
    ]
    assert changed == [False] * 4 + [True] * 6


@pytest.mark.parametrize("kind", TEXTS)
def test_what_stands_before_counts_each_time(kind: str) -> None:
    """What was made of a text is made again where other facts stand before it."""
    config = OlderConfig(keep_recent=0, stride=1)
    befores = ["nothing", "LeaseError job-377x case-142 40000 load_part", TEXTS[kind], "nothing"]
    transform = next(t for t in outlines(config) if getattr(t, "kind", "") == kind)
    warm = [run_after(transform, before, TEXTS[kind]) for before in befores]
    cold = []
    for before in befores:
        forget_outlines()
        cold.append(run_after(transform, before, TEXTS[kind]))
    assert warm == cold
    assert warm[0] == warm[3]
    assert kind == "html" or warm[0] != warm[2]


def run_after(transform: Any, before: str, text: str) -> str:
    """Return what a transform makes of a tool output after a user said something."""
    messages = conversation(text)
    messages[0]["content"] = before
    out: str = transform.apply(messages).messages[2]["content"]
    return out


@pytest.mark.parametrize("kind", TEXTS)
def test_twice_is_once(kind: str) -> None:
    for transform in outlines(ALL):
        once = transform.apply(conversation(TEXTS[kind])).messages
        for other in outlines(ALL):
            if other.name == transform.name:
                assert other.apply(once).messages == once


def test_an_error_flag_in_an_envelope_keeps_what_it_holds() -> None:
    said = f'{{"content":"§1","isError": true}}\n§1\n{SOURCE}'
    messages = conversation(f'[text of "§1" below]\n{said}')
    assert SourceOutline(ALL).apply(messages).messages == messages


@pytest.mark.parametrize("bad", [{"keep_recent": -1}, {"stride": 0}, {"index": 1.5}])
def test_settings_out_of_range_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(bad))):
        OlderConfig(**bad)


def test_encoded_bytes_go_and_can_be_had() -> None:
    blob = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk9Q8A" * 9
    text = json.dumps({"type": "image", "data": blob, "note": "kept"})
    out = json.loads(Blobs().apply(conversation(text)).messages[2]["content"])
    assert out["note"] == "kept"
    assert out["data"] == f"[{len(blob)} characters of base64 left out]"


@pytest.mark.parametrize(
    "text", ["a" * 5_000, "/usr/lib/python/site/" * 30, "word " * 500, "=" * 999]
)
def test_long_runs_that_are_no_bytes_stay(text: str) -> None:
    assert Blobs().rewrite(text) is None


@given(st.lists(st.sampled_from(SOURCE.split("\n") + LOG.split("\n")), max_size=60).map("\n".join))
def test_never_longer(text: str) -> None:
    messages = conversation(text)
    for transform in outlines(ALL):
        result = transform.apply(messages)
        assert result.tokens_after <= result.tokens_before
        if result.tokens_saved == 0:
            assert result.messages == messages


def test_json_leaves_out_what_is_empty_everywhere_and_stays_json() -> None:
    rows = [
        {"id": f"row-{i}", "note": None, "mark": "x" if i == 3 else None, "text": "Word. " * 60}
        for i in range(8)
    ]
    result = JsonFields(ALL).apply(conversation(json.dumps(rows)))
    out = json.loads(result.messages[2]["content"])
    assert "note" in out["_left_out"]
    assert out["_items"][3] == {"id": "row-3", "mark": "x", "text": out["_items"][3]["text"]}
    assert out["_items"][0]["mark"] is None
    assert len(out["_items"][0]["text"]) < 80


@pytest.mark.parametrize("number", ["1e999", "0.12345678901234567891", "123456789012345678.5"])
def test_json_with_numbers_that_no_float_holds_stays(number: str) -> None:
    text = json.dumps([{"id": f"row-{i}", "note": None, "n": "@"} for i in range(20)])
    messages = conversation(text.replace('"@"', number))
    assert JsonFields(ALL).apply(messages).messages == messages


def test_json_with_facts_only() -> None:
    rows = [
        {"flight": f"HAT{i}45", "seats": i, "open": True, "at": "2026-11-23", "zero": 0}
        for i in range(10)
    ]
    config = OlderConfig(keep_recent=0, stride=1, facts_only=True)
    out = json.loads(
        JsonFields(config).apply(conversation(json.dumps(rows))).messages[2]["content"]
    )
    assert out["_items"][7] == {"flight": "HAT745", "at": "2026-11-23"}


def test_what_a_record_is_stays_though_it_is_no_fact() -> None:
    rows = [
        {"orderId": "HATHAU", "status": "late", "price": {"eur": 7, "usd": 8}, "seats": i, "a": "b"}
        for i in range(10)
    ]
    config = OlderConfig(keep_recent=0, stride=1, facts_only=True)
    out = json.loads(
        JsonFields(config).apply(conversation(json.dumps(rows))).messages[2]["content"]
    )
    assert out["_items"][7] == {
        "orderId": "HATHAU",
        "status": "late",
        "price": {"eur": 7, "usd": 8},
    }


def test_a_text_of_one_sentence_stays_whole() -> None:
    sentence = "Mount " + "very " * 30 + "high is a volcano (of Chile) in the Andes."
    rows = [{"id": f"row-{i}", "note": None, "text": sentence} for i in range(3)]
    out = JsonFields(ALL).apply(conversation(json.dumps(rows))).messages[2]["content"]
    assert out.count(sentence) == 3


def test_error_records_stay_as_they_are() -> None:
    rows: list[dict[str, Any]] = [{"id": f"row-{i}", "n": i, "ok": True} for i in range(40)]
    rows[5] = {"id": "row-5", "n": 5, "ok": False, "error": "no lease"}
    config = OlderConfig(keep_recent=0, stride=1, facts_only=True)
    out = json.loads(
        JsonFields(config).apply(conversation(json.dumps(rows))).messages[2]["content"]
    )
    assert out["_items"][5] == rows[5]
    error = json.dumps({"error": "x" * 600, "code": None, "hint": ""})
    assert JsonFields(config).apply(conversation(error)).tokens_saved == 0


def using(text: str, use: str) -> list[dict[str, Any]]:
    """Return a conversation in which the answer to a tool output says ``use``."""
    return [*conversation(text)[:3], {"role": "assistant", "content": use}]


def test_a_line_that_was_used_stays() -> None:
    line = "        return load_part(value, limit=70000)"
    out = SourceOutline(ALL).apply(using(SOURCE, "It stops at 70000.")).messages[2]["content"]
    assert line in out.split("\n")
    assert "        return load_part(value, limit=60000)" not in out.split("\n")
    off = OlderConfig(keep_recent=0, stride=1, keep_used=False)
    out = SourceOutline(off).apply(using(SOURCE, "It stops at 70000.")).messages[2]["content"]
    assert line not in out.split("\n")


def test_what_stands_in_many_lines_or_was_known_tells_of_no_line() -> None:
    plain = SourceOutline(ALL).apply(using(SOURCE, "Seen.")).messages[2]["content"]
    messages = using(SOURCE, "os.path it is, and 70000.")
    messages[0]["content"] = "What of 70000?"
    out = SourceOutline(ALL).apply(messages).messages[2]["content"]
    assert out.count("\n") == plain.count("\n")


def test_a_record_that_was_used_stays_whole() -> None:
    rows = [{"id": f"row-{i}", "seats": i, "open": None} for i in range(19)]
    config = OlderConfig(keep_recent=0, stride=1, facts_only=True)
    messages = using(json.dumps(rows), "Take row-4.")
    out = json.loads(JsonFields(config).apply(messages).messages[2]["content"])
    assert out["_items"][4] == rows[4]
    assert out["_items"][5] == {"id": "row-5"}
