"""What systems of this kind get wrong in the field, each by its name."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from .samples import crush, kept, marker, reasons, rows


def with_one(count: int, place: int, **changes: Any) -> list[dict[str, Any]]:
    """Return plain records of which one is changed."""
    value = rows(count)
    value[place] = {**value[place], **changes}
    return value


def is_error(result: Any, place: int) -> bool:
    return reasons(result).get(place, "").startswith("error")


@pytest.mark.parametrize(
    "field",
    [
        {"error": None},
        {"error": ""},
        {"error": "none"},
        {"errors": 0},
        {"errors": []},
        {"failed": False},
        {"timeout": 30},
        {"error_rate": 0.0},
        {"status": "ok"},
        {"status": 200},
        {"exit_code": 0},
        {"message": "completed with no errors"},
        {"message": "12 passed, 0 failed"},
        {"path": "docs/error-handling.md"},
        {"error": {"code": 0, "message": ""}},
    ],
    ids=str,
)
def test_error_null_is_no_error(field: dict[str, Any]) -> None:
    result = crush(with_one(200, 77, **field), max_items_after_crush=8)
    assert not is_error(result, 77)


@pytest.mark.parametrize(
    "field",
    [
        {"error": "disk full"},
        {"error": {"code": 17}},
        {"errors": 3},
        {"failed": True},
        {"status": "FAILED"},
        {"status": "timed_out"},
        {"status_code": 503},
        {"exit_code": 1},
        {"success": False},
        {"level": "ERROR"},
        {"message": "Connection refused by peer"},
        {"log": "Traceback (most recent call last):\n  File 'x.py'"},
        {"detail": "requests.exceptions.HTTPError: 404"},
        {"steps": ["build", "tests failed"]},
    ],
    ids=str,
)
def test_an_error_among_1000_stays(field: dict[str, Any]) -> None:
    assert is_error(crush(with_one(1000, 617, **field), max_items_after_crush=8), 617)


def test_half_the_rows_failing_is_a_distribution() -> None:
    value = [{**row, "status": "failed" if row["id"] % 2 else "ok"} for row in rows(400)]
    result = crush(value, max_items_after_crush=20)
    assert len(kept(result)) == 20
    assert {row["status"] for row in result.data[:-1]} == {"failed", "ok"}


def test_preserve_errors_off_lets_errors_go() -> None:
    value = with_one(200, 77, message="it failed and so on")
    assert 77 in kept(crush(value, max_items_after_crush=6))
    settings = {"max_items_after_crush": 6, "preserve_errors": False}
    assert not is_error(crush(value, **settings), 77)


def test_an_error_document_is_kept_verbatim() -> None:
    for error in ({"error": "no such table"}, {"success": False}, {"error": {"code": 5}}):
        assert not crush({**error, "context": rows(200)}, max_items_after_crush=5).was_modified
    assert crush({"error": None, "context": rows(200)}, max_items_after_crush=5).was_modified


def test_numbers_come_back_as_they_were_written() -> None:
    written = [
        "1.10",
        "1e5",
        "1E+05",
        "-0",
        "-0.0",
        "NaN",
        "-Infinity",
        "12345678901234567890",
        "0.1000",
    ]
    items = [f'{{"i": {i}, "a": {n}, "b": "\\u00e9\\/"}}' for i, n in enumerate(written * 20)]
    text = f"[{', '.join(items)}]"
    result = crush(text, max_items_after_crush=5)
    assert result.was_modified
    stayed = [items[i] for i in kept(result)]
    assert result.text.startswith(f"[{', '.join(stayed)}, {{")
    compact = crush(text, max_items_after_crush=10**6, output_format="compact").text
    for n in written:
        assert f',"a":{n},"b":"\\u00e9\\/"}}' in compact


@pytest.mark.parametrize("odd", ["n/a", None, float("nan"), [1], {"x": 1}, True, 10**400], ids=repr)
def test_one_string_in_a_numeric_field_shifts_no_index(odd: Any) -> None:
    rng = random.Random(4)
    value = [{**row, "ms": rng.gauss(20, 2)} for row in rows(300)]
    value[40]["ms"] = odd
    value[201]["ms"] = 5000.0
    result = crush(value, max_items_after_crush=6)
    assert reasons(result)[201] == "anomaly: ms"
    far = [i for i, reason in reasons(result).items() if reason == "anomaly: ms"]
    assert far == [201]


def test_an_outlier_in_a_nested_object_stays() -> None:
    value = [{**row, "cpu": {"load": 0.5 + row["size"] / 100}} for row in rows(300)]
    value[150]["cpu"] = {"load": 17.0}
    assert reasons(crush(value, max_items_after_crush=6))[150] == "anomaly: cpu.load"


def test_counters_and_times_are_no_measures() -> None:
    value = [
        {"seq": 2**i % 10**9 if i > 250 else i, "ts": 1700000000 + i * i, "name": row["name"]}
        for i, row in enumerate(rows(250))
    ]
    stayed = reasons(crush(value, max_items_after_crush=8)).values()
    assert not [r for r in stayed if r.startswith(("anomaly", "change"))]


def test_a_change_point_stays() -> None:
    rng = random.Random(5)
    value = [{**row, "rps": rng.gauss(100 if row["id"] < 170 else 160, 4)} for row in rows(300)]
    assert reasons(crush(value, max_items_after_crush=6)).get(170) == "change point: rps"


def test_noise_has_no_change_points() -> None:
    rng = random.Random(6)
    value = [{**row, "a": rng.random(), "b": rng.gauss(0, 1)} for row in rows(400)]
    stayed = reasons(crush(value, max_items_after_crush=6, anomaly_std_threshold=9)).values()
    assert not [r for r in stayed if r.startswith("change")]


def test_a_rare_category_stays() -> None:
    value = [{**row, "state": "idle" if i == 123 else "busy"} for i, row in enumerate(rows(300))]
    assert reasons(crush(value, max_items_after_crush=6))[123] == "rare value: state"


def test_a_rare_structure_stays() -> None:
    value: list[dict[str, Any]] = rows(300)
    value[123] = {"id": 123, "moved_to": "elsewhere"}
    assert reasons(crush(value, max_items_after_crush=6))[123] == "rare structure"


def test_identical_items_are_represented_once_with_a_count() -> None:
    value = [{"level": "info", "text": "cache warm"}] * 40 + rows(5)
    result = crush(value)
    assert kept(result) == [0, 1, 2, *range(40, 45)]
    (row,) = result.removals
    assert (row.kind, row.count, row.reason) == ("duplicate", 37, "identical to item 0")
    assert marker(result.data).startswith("37 of 45 items removed, 37 of them like kept ones")


def test_near_identical_items_are_represented_once() -> None:
    value = [
        {
            "at": f"2026-01-01T10:{i:02d}:00Z",
            "level": "info",
            "text": f"took {i} ms for the job",
            "load": 0.5001 + i / 10**6,
        }
        for i in range(45)
    ]
    value[30]["text"] = "something else happened in here"
    result = crush(value)
    assert kept(result) == [0, 1, 2, 30, 43, 44]
    assert {r.reason for r in result.removals} == {"near-identical to item 0"}


def test_items_that_differ_in_all_they_have_are_not_alike() -> None:
    assert not crush([{"id": f"PR-{i}", "state": "open"} for i in range(45)]).was_modified
    assert not crush([f"src/module_{i}.py" for i in range(49)]).was_modified
    assert not crush([{"t": i, "price": 100 + i / 100} for i in range(45)]).was_modified


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("what about ORD-7012?", {"ref": "ord-7012"}),
        ("who has number 4217", {"n": 4217}),
        ("open src/app/main.py please", {"file": "/x/src/app/main.py"}),
        ('find "two words"', {"text": "holds two words here"}),
        ("is C:\\temp\\log.txt there", {"file": "C:\\temp\\log.txt"}),
        ("what did getUserName return", {"call": "getUserName"}),
        ("mail to ann@example.org", {"to": "ann@example.org"}),
    ],
    ids=lambda v: str(v),
)
def test_what_the_query_names_stays(query: str, field: dict[str, Any]) -> None:
    result = crush(with_one(500, 311, **field), query, max_items_after_crush=6)
    assert reasons(result)[311].startswith("holds")


def test_a_number_of_the_query_is_no_part_of_another() -> None:
    value = [
        {"port": 14200 + i, "share": 3.42 + i, "name": row["name"]}
        for i, row in enumerate(rows(200))
    ]
    stayed = reasons(crush(value, "what of 42?", max_items_after_crush=8)).values()
    assert not [r for r in stayed if r.startswith("holds")]


def test_an_item_relevant_to_the_query_stays() -> None:
    value = with_one(500, 311, note="refund for the stolen bicycle")
    result = crush(value, "was there a stolen bicycle?", max_items_after_crush=6)
    assert reasons(result)[311] == "relevant to the query"


def test_a_word_that_all_items_hold_is_no_signal() -> None:
    result = crush(rows(300), "show me the item size", max_items_after_crush=12)
    assert len(kept(result)) == 12


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 1000 + "]" * 1000,
        '{"a":' * 1000 + "1" + "}" * 1000,
        f"[{'1' * 5000}, 2]",
        json.dumps(["x" * 1_000_000]),
        json.dumps("y" * 1_000_000),
        '{"a": 1} trailing',
        "[1, 2",
        "[" + ", " * 500 + "]",
        "",
        "\ufeff[1, 2]",
        "[]",
        "{}",
    ],
    ids=lambda t: f"{t[:9]}…{len(t)}",
)
def test_what_cannot_be_read_or_cut_stays(text: str) -> None:
    assert crush(text, max_items_after_crush=1, min_tokens_to_crush=0).text == text


@pytest.mark.parametrize("unit", ["a", "A", "_", " ", "a.", "a/", "7", "e1 ", "'", '"', "\\", "é"])
def test_a_long_run_of_one_character_ends(unit: str) -> None:
    long = unit * (200_000 // len(unit))
    value = [
        *({**row, "text": f"an error of {row['id']}: {long}"} for row in rows(2)),
        *({**row, "text": f"and so on, {row['id']} failed"} for row in rows(40)),
    ]
    assert crush(value, f"{long} what of ORD-7 {long}", max_items_after_crush=8).was_modified


def test_a_deep_item_does_no_harm() -> None:
    deep = json.loads("[" * 90 + "]" * 90)
    value: list[Any] = [*rows(100), {"id": 5, "error": deep}, *rows(100)]
    assert crush(value, max_items_after_crush=6).was_modified


def test_special_tokens_and_lone_surrogates_stay() -> None:
    value = [{"i": i, "t": "<|endoftext|>", "s": "\ud800"} for i in range(200)]
    result = crush(value, max_items_after_crush=6)
    result.text.encode()
    assert result.data[0] == value[0]


def test_several_arrays_are_counted_each() -> None:
    result = crush({"a": rows(60), "b": rows(70)}, max_items_after_crush=10)
    assert marker(result.data, "a").startswith("50 of 60")
    assert marker(result.data, "b").startswith("60 of 70")
    assert {r.path[0] for r in result.removals} == {"a", "b"}


def test_an_odd_key_in_a_path_is_quoted() -> None:
    result = crush({"a b": {'"': rows(60)}}, max_items_after_crush=10)
    assert result.removals[0].path.startswith('["a b"]["\\""][')
