"""The README's examples run, as a notebook runs them, without a network."""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from IPython.core.interactiveshell import InteractiveShell

from tests.conftest import ROOT
from tests.traces.made import kept_session

README = Path(__file__).parents[1] / "README.md"
CELLS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1_772_000_000,
    "model": "gpt-4o",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": "db-7 is down."},
        }
    ],
    "usage": {"prompt_tokens": 900, "completion_tokens": 6, "total_tokens": 906},
}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    """A shell in an empty folder, and a vendor that answers without a network."""
    monkeypatch.chdir(tmp_path)
    kept_session(tmp_path / "home", monkeypatch)
    shutil.copy(ROOT / "data" / "tools" / "mcp-server-git.json", tmp_path / "tools_list.json")
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=ANSWER))
    made = partial(openai.OpenAI, api_key="none", http_client=httpx.Client(transport=transport))
    monkeypatch.setattr(openai, "OpenAI", made)
    return InteractiveShell(history_manager=None)


def test_every_example_runs(shell: Any) -> None:
    for cell in CELLS:
        done = shell.run_cell(cell)
        done.raise_error()


def test_every_notebook_is_linked_and_every_picture_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    notebooks = {f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks == set(re.findall(r"\((notebooks/[^)]*[.]ipynb)\)", text))
    shown = re.findall(r'(?:src|srcset)="([^"]*)"', text)
    assert shown
    assert all((ROOT / path).is_file() for path in shown)
    kept = {f"notebooks/pictures/{path.name}" for path in (ROOT / "notebooks/pictures").iterdir()}
    assert kept == set(shown)
    assert text.count("<picture>") == len(re.findall(r'<img [^>]*alt="[^"]{20,}"', text))
