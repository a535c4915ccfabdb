"""A typed user gets completion, and is told of every mistake: by mypy and by pyright."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import headroom_lab
from headroom_lab import transforms

SCRIPT = Path(__file__).with_name("user_script.py")
ROOT = Path(__file__).resolve().parents[2]
PLANTED = [
    number
    for number, line in enumerate(SCRIPT.read_text(encoding="utf-8").splitlines(), start=1)
    if line.endswith("# planted")
]


def run(folder: Path, *words: str) -> str:
    """Return what a checker prints, run from a folder."""
    pytest.importorskip(words[0])
    command = [sys.executable, "-m", *words]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return found.stdout or found.stderr


def test_mypy_finds_what_is_planted_and_nothing_else() -> None:
    script = str(SCRIPT.relative_to(ROOT))
    options = ("--strict", "--no-error-summary", "--config-file", "pyproject.toml")
    out = run(ROOT, "mypy", *options, script)
    lines = [line for line in out.splitlines() if SCRIPT.name in line and "error:" in line]
    assert sorted({int(line.split(":")[1]) for line in lines}) == PLANTED, out


def test_pyright_finds_what_is_planted_and_nothing_else(tmp_path: Path) -> None:
    shutil.copy(SCRIPT, tmp_path)
    package = os.path.relpath(Path(headroom_lab.__file__).parents[1], tmp_path)
    config = {"include": [SCRIPT.name], "extraPaths": [package], "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")
    out = run(tmp_path, "pyright", "--outputjson", "-p", ".", "--pythonpath", sys.executable)
    found = json.loads(out[out.index("{") :])["generalDiagnostics"]
    errors = [each for each in found if each["severity"] == "error"]
    told = [f"{each['range']['start']['line'] + 1}: {each['message']}" for each in errors]
    assert sorted({each["range"]["start"]["line"] + 1 for each in errors}) == PLANTED, told


@pytest.mark.parametrize("module", [headroom_lab, transforms], ids=["package", "transforms"])
def test_a_stub_names_what_is_public(module: ModuleType) -> None:
    stub = Path(str(module.__file__)).with_suffix(".pyi").read_text(encoding="utf-8")
    lines = [line.removesuffix(",") for line in stub.splitlines() if " as " in line]
    assert {line.split(" as ")[1] for line in lines} == set(module.__all__) - {"__version__"}
