"""Docstrings of public names name every parameter and carry an example that runs."""

from __future__ import annotations

import inspect
import json
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest

import headroom_lab
from headroom_lab import load_example, simulate, transforms
from headroom_lab.results.record import Record
from tests.chat import call, result, user
from tests.traces.made import claude_session, kept_session


def public() -> dict[str, Any]:
    """Return every public function and class, and the public methods of results, by name."""
    found = {name: getattr(headroom_lab, name) for name in headroom_lab.__all__}
    found |= {f"transforms.{name}": getattr(transforms, name) for name in transforms.__all__}
    found = {name: each for name, each in found.items() if callable(each)}
    for kind in [each for each in found.values() if inspect.isclass(each)]:
        found |= {f.__qualname__: f for f in methods(kind) if issubclass(kind, Record)}
    return found


def methods(kind: type) -> Iterator[Callable[..., Any]]:
    """Yield the public methods of a class that are defined in the package."""
    for name in dir(kind):
        method = inspect.unwrap(getattr(kind, name)) if not name.startswith("_") else None
        function = getattr(method, "__func__", method)
        if inspect.isfunction(function) and function.__module__.startswith("headroom_lab"):
            yield function


def parameters(each: Any) -> list[str]:
    """Return the names of a signature's parameters, without the instance."""
    return [name for name in inspect.signature(each).parameters if name not in ("self", "cls")]


def example(each: Any) -> str:
    """Return the code of a docstring's example."""
    found = re.search(
        r"^Example::\n\n((?: {4}.*\n|\n)+)", inspect.getdoc(each) + "\n", re.MULTILINE
    )
    assert found, "the docstring has no 'Example::' block"
    return textwrap.dedent(found[1])


PUBLIC = public()


@pytest.mark.parametrize("name", PUBLIC)
def test_every_parameter_is_named(name: str) -> None:
    said = inspect.getdoc(PUBLIC[name]) or ""
    assert [p for p in parameters(PUBLIC[name]) if not re.search(rf"\b{p}\b", said)] == []


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """Return what an example may use: a conversation, a session, a result, public names."""
    rows = '[{"host": "db-%d", "state": "up", "message": "all is well"}]'
    outputs = [rows % n + "\n" * 3 for n in range(4)]
    messages = [{"role": "system", "content": "You watch hosts.\nToday is 2026-03-02."}]
    for n, text in enumerate(outputs):
        messages += [user(f"Is db-{n} up?"), call(f"c{n}"), result(f"c{n}", text)]
        messages += [{"role": "assistant", "content": f"Yes, db-{n} is up."}]
    known = {name: getattr(headroom_lab, name) for name in headroom_lab.__all__}
    vendors = {name: getattr(openai, name) for name in ("OpenAI", "AsyncOpenAI")}
    vendors |= {name: getattr(anthropic, name) for name in ("Anthropic", "AsyncAnthropic")}
    client = headroom_lab.HeadroomClient(openai.OpenAI(api_key="none"))
    more = {"messages": messages, "session": load_example("log_hunt"), "client": client}
    more["corpus"] = headroom_lab.Corpus({"first": messages})
    more["store"] = tried()
    found = simulate(messages, "gpt-4o", policy="balanced")
    tools = {"transforms": transforms, "Path": Path, "datetime": datetime, "UTC": UTC}
    return {**known, **vendors, **more, **tools, "result": found}


def tried() -> Any:
    """Return a store of four sessions in a trial."""
    store = headroom_lab.open_store()
    for number, arm in enumerate(["off", "thrifty"] * 2):
        more = {"session": f"s{number}", "trial": "thrifty-vs-off", "arm": arm}
        sizes = (900, 900 - number, 50, 0.002, 0.002)
        when = datetime(2026, 3, 2, tzinfo=UTC)
        store.record(headroom_lab.RequestMetrics(f"r{number}", when, "gpt-4o", *sizes, [], **more))
    return store


@pytest.mark.parametrize("name", PUBLIC)
def test_an_example_runs(
    name: str, names: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = map(json.dumps, claude_session(2))
    Path("session.jsonl").write_text("\n".join(lines), encoding="utf-8")
    kept_session(tmp_path, monkeypatch)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "none")
    with warnings.catch_warnings():
        warnings.simplefilter("error", headroom_lab.errors.HeadroomWarning)
        exec(compile(example(PUBLIC[name]), name, "exec"), dict(names))
