"""The house rules that a tool can hold: sizes, layers' costs, public names."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import headroom_lab

PACKAGE = Path(headroom_lab.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
HEAVY = ("pandas", "matplotlib", "duckdb", "openai", "anthropic", "torch", "sentence_transformers")


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_file_holds_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno + 1 > 50]
    assert long == []


def test_no_room_for_odds_and_ends() -> None:
    banned = {"utils", "helpers", "manager", "common", "util", "helper"}
    assert [p for p in SOURCES if p.stem in banned] == []


def test_importing_is_light() -> None:
    code = f"import sys, headroom_lab; print([m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_simulating_needs_no_heavy_package() -> None:
    code = (
        "import sys, headroom_lab as h\n"
        "r = h.simulate([{'role': 'user', 'content': 'hi'}], model='gpt-4o')\n"
        "r.to_text(), r.to_html()\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("name", headroom_lab.__all__)
def test_every_public_name_loads(name: str) -> None:
    assert getattr(headroom_lab, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = headroom_lab.nothing  # type: ignore[attr-defined]
