"""The README's examples of replay and sweep say what these say today."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

README = Path(__file__).parents[2] / "README.md"
SECTION = (
    README.read_text(encoding="utf-8").partition("## Replay a session")[2].partition("\n## ")[0]
)
EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", SECTION, re.DOTALL)
NAMES: dict[str, Any] = {}  # one example goes on where the one before ended


@pytest.mark.parametrize(("code", "shown"), EXAMPLES, ids=["replay", "sweep"])
def test_an_example_shows_what_the_readme_says(code: str, shown: str) -> None:
    *lines, last = code.strip().split("\n")
    exec("\n".join(lines), NAMES)
    said = " ".join(eval(last, NAMES).to_text().split())
    for sentence in re.split(r"(?<=\.)\n|(?<=[\d)t])\n(?=\S)", shown.strip()):
        assert " ".join(sentence.split()) in said, "bring the README up to date"
