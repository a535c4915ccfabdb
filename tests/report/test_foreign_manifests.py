"""A manifest of anyone's runs no program, writes no file and reads none but recorded sessions."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.errors import HeadroomError
from tests.chat import call, result, user

MESSAGES = [user("Is db-7 up?"), call("a"), result("a", "up " * 50), user("And db-9?")]


def edited(manifest: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    said = json.loads(manifest.read_text(encoding="utf-8"))
    change(said)
    manifest.write_text(json.dumps(said), encoding="utf-8")
    return manifest


def given(manifest: Path, **arguments: Any) -> Path:
    return edited(manifest, lambda said: said["call"]["arguments"].update(arguments))


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bundles of three kinds, written once, for they are drawn."""
    folder = tmp_path_factory.mktemp("bundles")
    hl.simulate(MESSAGES, "gpt-4o", policy="lossless").to_report(folder / "simulated")
    hl.compare(MESSAGES, ["off"], model="gpt-4o").to_report(folder / "compared")
    found = hl.sweep(MESSAGES, {"policy": ["off"]}, model="gpt-4o", progress=False)
    found.to_report(folder / "swept")
    return folder


@pytest.fixture
def simulated(bundles: Path, tmp_path: Path) -> Path:
    return shutil.copytree(bundles / "simulated", tmp_path / "simulated") / "manifest.json"


@pytest.fixture
def compared(bundles: Path, tmp_path: Path) -> Path:
    return shutil.copytree(bundles / "compared", tmp_path / "compared") / "manifest.json"


@pytest.fixture
def swept(bundles: Path, tmp_path: Path) -> Path:
    return shutil.copytree(bundles / "swept", tmp_path / "swept") / "manifest.json"


def refused(manifest: Path) -> str:
    with pytest.raises(HeadroomError) as raised:
        hl.rerun(manifest)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_no_program_is_run_wherever_policies_stand(
    simulated: Path, compared: Path, swept: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    program = tmp_path / "program.py"
    program.write_text(f"open({str(mark)!r}, 'w')")
    command = [sys.executable, str(program)]
    touch = f'at_entry("{sys.executable}" + "{program}")'
    for policy in (command, [command], [["off"], command], touch, ["off", touch]):
        refused(given(simulated, policy=policy))
        refused(given(compared, policies=policy if isinstance(policy, list) else [policy]))
        refused(given(compared, policies={"mine": policy}))
        refused(given(swept, grid={"policy": [policy, "off"]}))
        refused(given(swept, grid={"policy": {"mine": policy}}))
        refused(given(swept, grid={"policy": ["off"]}, policy=policy))
    assert not mark.exists()


def test_a_text_that_spells_a_policy_names_no_program(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    program = tmp_path / "program.py"
    program.write_text(f"open({str(mark)!r}, 'w')")
    text: Any = f'at_entry("{sys.executable}" + "{program}")'
    with pytest.raises(HeadroomError, match="unknown policy"):
        hl.simulate(MESSAGES, "gpt-4o", policy=text)
    assert not mark.exists()
    text = "at_entry(lossless + crush)"
    hl.simulate(MESSAGES, "gpt-4o", policy=text)


def test_nothing_is_written_and_no_code_is_loaded(
    simulated: Path, swept: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "cells.duckdb"
    for name, value in (("keep", str(mark)), ("engine", "processes"), ("workers", 2)):
        assert "argument" in refused(given(swept, **{name: value}))
        edited(swept, lambda said, name=name: said["call"]["arguments"].pop(name))  # type: ignore[misc]
    assert not mark.exists()
    assert "embedding_model" in refused(given(swept, grid={"embedding_model": [str(tmp_path)]}))
    assert "tokenizer" in refused(given(simulated, tokenizer={"file": "/etc/passwd"}))


def test_files_are_read_where_the_person_names_them_alone(simulated: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("[]" + "s3cret")
    for name in ("prices", "tools"):
        said = refused(given(simulated, **{name: str(secret)}))
        assert f"give {name}=…" in said
        given(simulated, **{name: None})
    prices = tmp_path / "prices.json"
    prices.write_text('{"discount": 0.5}')
    assert hl.rerun(simulated, prices=prices).reasons == ("prices was given otherwise",)
    assert "s3cret" not in refused(
        edited(simulated, lambda m: m.update(inputs={"path": str(secret)}))
    )


def test_what_a_manifest_cant_say_is_asked_for_again(tmp_path: Path) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text('{"discount": 0.5}')
    echo: Any = [sys.executable, "-c", "import sys; print(sys.stdin.read())"]
    found = hl.simulate(MESSAGES, "gpt-4o", policy=echo, prices=str(prices))
    manifest = found.to_report(tmp_path / "bundle")
    assert json.loads(manifest.read_text())["call"]["to_be_given"] == ["policy", "prices"]
    assert hl.rerun(manifest, policy=echo, prices=prices).same


@pytest.mark.parametrize("part", ["call", "inputs", "tables", "versions", "prices"])
def test_a_part_of_another_kind_is_named(part: str, simulated: Path) -> None:
    whole = json.loads(simulated.read_text())
    values: list[Any] = [0, "x", [], [1], {}, {"path": 1}, True, None]
    for value in values:
        if (part, value) not in (("tables", []), ("versions", {})):
            simulated.write_text(json.dumps(whole | {part: value}))
            assert str(simulated) in refused(simulated)
    simulated.write_text(json.dumps({k: v for k, v in whole.items() if k != part}))
    assert str(simulated) in refused(simulated)


def test_arguments_of_another_kind_are_named(simulated: Path, swept: Path) -> None:
    values: list[Any] = [[{}], {"a": {}}, "x", -1, 0.5]
    for path in (simulated, swept):
        whole = path.read_text()
        for name in json.loads(whole)["call"]["arguments"]:
            for value in values:
                with suppress(HeadroomError):
                    hl.rerun(given(path, **{name: value}))
                path.write_text(whole)


def test_no_manifest_and_no_argument_of_the_call_are_told_in_one_line(simulated: Path) -> None:
    with pytest.raises(HeadroomError, match="unknown argument 'zork'"):
        hl.rerun(simulated, zork=3)
    with pytest.raises(HeadroomError, match="manifest: found 3"):
        hl.rerun(3)  # type: ignore[arg-type]
    (simulated.parent / "data" / "messages.parquet").unlink()
    assert str(simulated) in refused(simulated)
    simulated.write_text("[" * 100_000)
    assert "found no JSON" in refused(simulated)
