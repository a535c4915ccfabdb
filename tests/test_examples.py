"""The tutorials for who has no checkout: copied with their data, from a wheel too."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from headroom_lab.examples import copy_examples, main

ROOT = Path(__file__).parents[1]


def test_tutorials_and_data_are_copied_once(tmp_path: Path) -> None:
    written = copy_examples(tmp_path)
    names = {str(path.relative_to(tmp_path)) for path in written}
    assert {f"notebooks/{p.name}" for p in (ROOT / "notebooks").glob("*.ipynb")} <= names
    assert {"notebooks/local_server.py", "data/recorded/workday.jsonl.xz"} <= names
    assert copy_examples(tmp_path) == []


def test_the_command_says_what_to_do_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "t")]) == 0
    assert "jupyter lab" in capsys.readouterr().out
    assert main([]) == 2
    assert "usage" in capsys.readouterr().out


def test_a_wheel_holds_what_a_checkout_has(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    build = "from hatchling.build import build_wheel; import sys; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"headroom_lab/notebook_files/{notebook.name}" in names
    assert "headroom_lab/data_files/recorded/workday.jsonl.xz" in names
