"""A bundle is read, checked and made again: the same figures, or which differ and why."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import html5lib
import pytest

import headroom_lab as hl
from headroom_lab import RollingWindow, RollingWindowConfig, Tokenizer
from headroom_lab.errors import ConfigError, HeadroomError
from tests.chat import call, result, user
from tests.traces.made import claude_session

ROWS = json.dumps([{"host": f"db-{n}", "state": "up", "load": n % 5} for n in range(40)])
MESSAGES = [user("Is db-7 up?"), call("a"), result("a", ROWS), user("And db-9?")]


def session(folder: Path) -> hl.Trace:
    path = folder / "session.jsonl"
    path.write_text("\n".join(map(json.dumps, claude_session(3))), encoding="utf-8")
    return hl.read_trace(path)


def made(kind: str, folder: Path) -> Any:
    if kind == "simulation":
        return hl.simulate(MESSAGES, "gpt-4o", policy="balanced")
    if kind == "comparison":
        return hl.compare(MESSAGES, ["off", ["lossless", "window"]], model="gpt-4o")
    if kind == "replay":
        return hl.replay(session(folder), ["lossless", hl.keep_last(2)])
    if kind == "sweep":
        return hl.sweep(MESSAGES, {"policy": ["off", "lossless"]}, model="gpt-4o")
    return session(folder)


KINDS = ("simulation", "comparison", "replay", "sweep", "trace")


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_comes_out_again(kind: str, tmp_path: Path) -> None:
    manifest = made(kind, tmp_path).to_report(tmp_path / "bundle")
    again = hl.rerun(manifest)
    assert again.changed == ()
    assert again.same
    assert again.reasons == ()
    assert again.figures > 0
    assert "The same" in again.to_text().splitlines()[0]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind != "sweep"]
)  # which another checkout makes below
def test_what_is_made_again_is_the_same_to_the_byte(kind: str, tmp_path: Path) -> None:
    first = made(kind, tmp_path).to_report(tmp_path / "one", inputs=True)
    second = hl.rerun(first).result.to_report(tmp_path / "two", inputs=True)
    names = sorted(str(p.relative_to(first.parent)) for p in first.parent.rglob("*") if p.is_file())
    assert len(names) > 3
    moments = [json.loads(path.read_text())["made"] for path in (first, second)]
    for name in names:
        one, two = ((path.parent / name).read_bytes() for path in (first, second))
        if not name.startswith("inputs"):
            assert one.replace(moments[0].encode(), moments[1].encode()) == two, name


_ELSEWHERE = """
import json, sys
import headroom_lab as hl
again = hl.rerun(sys.argv[1])
cheaper = hl.rerun(sys.argv[1], prices=0.5)
again.result.to_report(sys.argv[2], inputs=True)
print(json.dumps([hl.__file__, again.same, [[row.column, row.before, row.after] for row in cheaper.changed]]))
"""


def test_another_checkout_in_another_process_makes_the_same_bytes(tmp_path: Path) -> None:
    package = Path(hl.__file__).parent
    shutil.copytree(package, tmp_path / "checkout" / package.name)
    corpus = {"a": MESSAGES, "b": MESSAGES[:3], "c": [*MESSAGES, user("Why?")]}
    grid = {"policy": ["off", "lossless"]}
    first = hl.sweep(corpus, grid, model="gpt-4o", progress=False).to_report(tmp_path / "one")
    other = {"PYTHONPATH": str(tmp_path / "checkout"), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", _ELSEWHERE, str(first), str(tmp_path / "two")]
    ran = subprocess.run(
        command, env={**os.environ, **other}, cwd=tmp_path, stdout=subprocess.PIPE, check=True
    )
    path, same, changed = json.loads(ran.stdout)
    assert Path(path).is_relative_to(tmp_path)
    assert same
    moved = {column: (before, after) for column, before, after in changed}
    assert "cost" in moved
    assert all(after == pytest.approx(before / 2) for before, after in moved.values())
    second = tmp_path / "two" / first.name
    moments = [json.loads(path.read_text())["made"].encode() for path in (first, second)]
    names = [p.relative_to(first.parent) for p in first.parent.rglob("*") if p.is_file()]
    for name in names:
        one, two = ((path.parent / name).read_bytes() for path in (first, second))
        assert one.replace(*moments) == two, name


def test_the_page_is_whole_and_needs_nothing_from_outside(tmp_path: Path) -> None:
    manifest = made("simulation", tmp_path).to_report(tmp_path / "bundle")
    page = (manifest.parent / "index.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "<script" not in page
    assert "rerun" in page
    assert "rerun" in (manifest.parent / "report.md").read_text(encoding="utf-8")
    found = duckdb.read_parquet(str(manifest.parent / "data" / "messages.parquet"))
    assert found.columns == list(hl.simulate(MESSAGES, "gpt-4o").to_frame().columns)


def test_an_example_and_a_file_are_named_and_not_copied(tmp_path: Path) -> None:
    example = hl.simulate(hl.load_example("docs_page"), "gpt-4o").to_report(tmp_path / "a")
    assert json.loads(example.read_text())["inputs"]["example"] == "docs_page"
    read = made("replay", tmp_path).to_report(tmp_path / "b")
    assert json.loads(read.read_text())["inputs"]["path"].endswith("session.jsonl")
    assert not list(tmp_path.glob("*/inputs"))


def test_other_prices_say_which_figures_moved_and_by_how_much(tmp_path: Path) -> None:
    manifest = made("comparison", tmp_path).to_report(tmp_path / "bundle")
    again = hl.rerun(manifest, prices=0.5)
    assert not again.same
    assert again.reasons == ("prices was given otherwise",)
    moved = {row.column: row for row in again.changed}
    assert set(moved) == {"cost", "cached_cost"}
    assert moved["cost"].after == pytest.approx((moved["cost"].before or 0) / 2)
    assert moved["cost"].cells == 2
    assert "prices was given otherwise" in again.to_text()


def test_another_version_and_other_conversations_are_reasons(tmp_path: Path) -> None:
    manifest = made("simulation", tmp_path).to_report(tmp_path / "bundle", inputs=False)
    with pytest.raises(HeadroomError, match="aren't kept with it"):
        hl.rerun(manifest)
    assert hl.rerun(manifest, MESSAGES).same
    said = json.loads(manifest.read_text())
    said["versions"]["headroom_lab"] = "0.0.1"
    manifest.write_text(json.dumps(said))
    again = hl.rerun(manifest, [*MESSAGES, user("more")])
    assert again.reasons[0].startswith("headroom_lab 0.0.1 then")
    assert "the conversations differ" in again.reasons[1]
    assert [row.column for row in again.changed] == ["rows"]


def test_what_no_words_can_say_is_asked_for(tmp_path: Path) -> None:
    class Mine(RollingWindow):
        name = "mine"

    mine = Mine(RollingWindowConfig(max_tokens=120))
    counter = Tokenizer(model="gpt-4o")
    found = hl.simulate(MESSAGES, "gpt-4o", policy=mine, tokenizer=counter)
    manifest = found.to_report(tmp_path / "bundle")
    with pytest.raises(HeadroomError, match=r"give policy=…, tokenizer=…"):
        hl.rerun(manifest)
    assert hl.rerun(manifest, policy=mine, tokenizer=counter).same


def test_secrets_are_masked_in_all_that_is_written(tmp_path: Path) -> None:
    secret = "sk-proj-" + "aB3dE5gH7jK9mN1pQ3sT5vW7"
    found = hl.simulate([user(f"the key is {secret}")], "gpt-4o", query=secret)
    manifest = found.to_report(tmp_path / "bundle")
    for path in manifest.parent.rglob("*"):
        assert path.is_dir() or secret.encode() not in path.read_bytes()
    assert "secrets were masked" in " ".join(hl.rerun(manifest).reasons)


def test_a_result_from_a_pickle_says_that_it_cant_be_made_again(tmp_path: Path) -> None:
    found = pickle.loads(pickle.dumps(made("simulation", tmp_path)))
    manifest = found.to_report(tmp_path / "bundle")
    assert "can't be made again" in (manifest.parent / "report.md").read_text(encoding="utf-8")
    with pytest.raises(HeadroomError, match="isn't known"):
        hl.rerun(manifest)


def test_places_that_wont_do_are_named(tmp_path: Path) -> None:
    found = made("simulation", tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="found a file"):
        found.to_report(tmp_path / "file")
    with pytest.raises(HeadroomError, match="found no JSON"):
        hl.rerun(tmp_path / "file")
    with pytest.raises(HeadroomError, match="No such file"):
        hl.rerun(tmp_path / "nowhere.json")
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(HeadroomError, match="that to_report"):
        hl.rerun(tmp_path / "other.json")


@pytest.mark.parametrize("many", [True, False])
def test_what_a_path_holds_is_kept_where_that_is_asked_for(many: bool, tmp_path: Path) -> None:
    session(tmp_path)
    path = tmp_path / "session.jsonl"
    found = (
        hl.sweep(path, {"policy": ["off"]}, model="gpt-4o", progress=False)
        if many
        else hl.read_trace(path)
    )
    manifest = found.to_report(tmp_path / "bundle", inputs=True)
    assert (manifest.parent / "inputs").is_dir()
    path.unlink()
    if many:
        assert hl.rerun(manifest).same


def test_a_plot_of_two_names_is_drawn_once(tmp_path: Path) -> None:
    manifest = made("sweep", tmp_path).to_report(tmp_path / "bundle")
    drawn = [path.read_text() for path in (manifest.parent / "figures").iterdir()]
    assert len(drawn) == len(set(drawn)) > 1


def test_settings_and_policies_keep_their_order(tmp_path: Path) -> None:
    compared = hl.compare(MESSAGES, {"b": "lossless", "a": "off"}, model="gpt-4o")
    again = hl.rerun(compared.to_report(tmp_path / "compared"))
    assert again.same
    grid = {"policy": ["balanced", "aggressive"], "keep_recent": [8, 1]}
    swept = hl.sweep(MESSAGES, grid, model="gpt-4o", progress=False)
    assert hl.rerun(swept.to_report(tmp_path / "swept [1]")).same


def test_columns_and_tables_that_are_missing_are_differences(tmp_path: Path) -> None:
    manifest = made("simulation", tmp_path).to_report(tmp_path / "bundle")
    path = str(manifest.parent / "data" / "messages.parquet")
    with duckdb.connect() as connection:
        lacking, *kept = connection.read_parquet(path).columns
        left = connection.read_parquet(path).to_df()[kept]
        connection.from_df(left).write_parquet(path)
    again = hl.rerun(manifest)
    assert [(row.column, row.cells) for row in again.changed] == [(lacking, len(left))]
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(said | {"tables": []}))
    tables = {row.table: row.column for row in hl.rerun(manifest).changed}
    assert tables["messages"] == "rows"
    assert set(tables) == set(said["tables"])


def test_tables_that_cant_be_read_are_named(tmp_path: Path) -> None:
    manifest = made("simulation", tmp_path).to_report(tmp_path / "bundle")
    (manifest.parent / "data" / "broken.parquet").write_text("x")
    said = json.loads(manifest.read_text())
    for name in ("../data/messages", "/etc/passwd", "nowhere", "broken", "*"):
        manifest.write_text(json.dumps(said | {"tables": [name]}))
        with pytest.raises(HeadroomError, match="tables: ") as raised:
            hl.rerun(manifest)
        assert "\n" not in str(raised.value)


def test_what_no_report_wrote_is_left_as_it_is(tmp_path: Path) -> None:
    found = hl.read_trace(session(tmp_path).path)
    for name in ("index.html", "report.md", "data/x.csv", "manifest.json", "notes/own.txt"):
        place = tmp_path / name.replace("/", "-")
        (place / name).parent.mkdir(parents=True)
        (place / name).write_text("mine")
        with pytest.raises(ConfigError, match=name):
            found.to_report(place)
        assert [path.read_text() for path in place.rglob("*") if path.is_file()] == ["mine"]
    with pytest.raises(ConfigError, match="expected a folder"):
        found.to_report("")


def test_an_earlier_report_is_replaced_whole(tmp_path: Path) -> None:
    first = made("simulation", tmp_path).to_report(tmp_path / "bundle")
    before = set(first.parent.rglob("*"))
    assert first.parent / "inputs" in before
    said = json.loads(first.read_text())
    (tmp_path / "thesis.txt").write_text("mine")
    first.write_text(json.dumps(said | {"files": {**said["files"], "../thesis.txt": ""}}))
    manifest = session(tmp_path).to_report(first.parent)
    listed = set(json.loads(manifest.read_text())["files"])
    there = {p.relative_to(first.parent).as_posix() for p in first.parent.rglob("*") if p.is_file()}
    assert there == listed | {"index.html", "report.md", "manifest.json"}
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    (first.parent / "data" / "own.csv").write_text("mine")
    with pytest.raises(ConfigError, match=r"data/own\.csv"):
        session(tmp_path).to_report(first.parent)


def test_messages_that_were_added_since_are_in_no_bundle(tmp_path: Path) -> None:
    messages = list(MESSAGES)
    found = hl.simulate(messages, "gpt-4o", policy="lossless")
    messages.append(user("And db-11?"))
    assert hl.rerun(found.to_report(tmp_path / "bundle")).same
