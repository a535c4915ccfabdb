"""Cells that are kept: by what they depend on, in one file from several threads, in words where not."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest

from headroom_lab import compressor, load_example, sweep
from headroom_lab.errors import ConfigError, HeadroomError
from headroom_lab.policies.policy import policy_of
from headroom_lab.studies.prints import Untold, print_of
from tests.chat import user

GPT = "gpt-4o"
SHORT: list[Any] = [user("look"), user("again")]
SOURCE = """
import re
from functools import cache
WORD = re.compile("a+")
L = 10
NAMES = {"b": [1, 2]}
@cache
def helper(text):
    return text[:L]
def mine(messages):
    return [{**m, "content": (lambda t: helper(t))(WORD.sub("a", m["content"]))} for m in messages]
class Cuts:
    most = 3
    def compress(self, messages):
        return messages[:self.most]
"""


def written(**changes: Any) -> dict[str, Any]:
    """Return the names of a notebook whose cells say this."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(SOURCE, names)
    names.update(changes)
    return names


def print_in(name: str, **changes: Any) -> str:
    """Return the print of a policy made of what such a notebook calls by a name."""
    found = written(**changes)[name]
    return print_of(policy_of(compressor(found() if isinstance(found, type) else found)))


def test_what_a_functions_code_names_is_part_of_it() -> None:
    import re

    assert print_in("mine") == print_in("mine") == print_in("mine", NAMES={})
    others = [print_in("mine"), print_in("mine", L=500), print_in("mine", WORD=re.compile("b+"))]
    others.append(print_in("mine", helper=lambda text: text[3:]))
    assert len(set(others)) == 4
    larger = written()["Cuts"]
    larger.most = 4
    assert print_of(compressor(larger())) != print_of(compressor(written()["Cuts"]()))


def test_functions_that_call_each_other_have_a_print() -> None:
    found: dict[str, Any] = {"__name__": "__main__"}
    exec("def a(m): return b(m)\ndef b(m): return a(m) or len(m)\n", found)
    assert print_of(found["a"]) != print_of(found["b"])
    found["deep"] = deep = []
    for _ in range(2_000):
        deep.append([])
        deep = deep[0]
    exec("def c(m): return deep", found)
    with pytest.raises(Untold):
        print_of(found["c"])


def test_what_cannot_be_told_is_not_kept_and_said(tmp_path: Path) -> None:
    lock = threading.Lock()

    def mine(messages: list[Any]) -> list[Any]:
        with lock:
            return messages

    def run() -> Any:
        keep = tmp_path / "cells.duckdb"
        return sweep(SHORT, {"policy": ["off", mine]}, model=GPT, keep=keep, progress=False)

    run()
    again = run()
    assert again.provenance.reused == 4
    assert again.notes == ("not kept: cells of mine, which depends on a lock",)


def test_a_commands_script_is_part_of_its_key(tmp_path: Path) -> None:
    script = tmp_path / "cut.py"
    script.write_text("print(1)")
    first = print_of(compressor([sys.executable, str(script)]))
    assert first == print_of(compressor([sys.executable, str(script)]))
    script.write_text("print(2)")
    assert first != print_of(compressor([sys.executable, str(script)]))


def test_threads_share_a_file(tmp_path: Path) -> None:
    messages = load_example("log_hunt")[:6]
    grid = {"policy": ["off", "lossless"], "max_tokens": [10_000, 9_000, 8_000, 7_000]}
    begin = threading.Barrier(4)

    def run(_: int) -> Any:
        begin.wait()
        keep = tmp_path / "cells.duckdb"
        return sweep(messages, grid, model=GPT, keep=keep, progress=False)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(run, range(4)))
    assert all(one == found[0] for one in found)


def test_a_file_that_is_none_of_ours_is_said_in_one_line(tmp_path: Path) -> None:
    def run(keep: Any) -> None:
        sweep(SHORT, {"policy": ["off"]}, model=GPT, keep=keep, progress=False)

    with pytest.raises(ConfigError, match="keep: found 3, expected the path"):
        run(3)
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table cells (name varchar)")
    whole = tmp_path / "whole.duckdb"
    run(whole)
    cut = tmp_path / "cut.duckdb"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    for path in (other, cut):
        with pytest.raises(HeadroomError, match="can't be opened as a DuckDB file") as error:
            run(path)
        assert "\n" not in str(error.value)
