"""Make the example conversations of ``data/`` again: ``python data/make_traces.py [NAME ...]``.

Runs real tools in temporary folders and writes what they print, as a conversation, to
``data/<name>.json``. Needs git, bash, and an environment with the extras ``test`` and ``dev``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import toktok

HERE = Path(__file__).parent
NAMES = (
    "package_audit",
    "failing_test",
    "log_hunt",
    "data_query",
    "docs_page",
    "git_history",
    "long_session",
)


def make(name: str) -> None:
    """Record one conversation, store it and say how long it is."""
    document = importlib.import_module(f"sessions.{name}").record()
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    (HERE / f"{name}.json").write_text(text, "utf-8")
    tokens = sum(toktok.batch_count(list(_texts(document["messages"])), "o200k_base"))
    print(f"{name}: {len(document['messages'])} messages, {tokens:,} tokens of text")


def store_licences() -> None:
    """Copy the licences of the texts that the traces quote at length."""
    (HERE / "licences").mkdir(exist_ok=True)
    site = Path(sysconfig.get_path("purelib"))
    [iniconfig] = site.glob("iniconfig-*.dist-info/licenses/LICENSE")
    sources = {"python": Path(sysconfig.get_path("stdlib"), "LICENSE.txt"), "iniconfig": iniconfig}
    for name, source in sources.items():
        (HERE / "licences" / f"{name}.txt").write_text(source.read_text("utf-8"), "utf-8")


def _texts(value: Any) -> Iterator[str]:
    """Yield every string value of nested lists and objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def main(names: list[str]) -> None:
    """Make the named conversations, or all."""
    os.umask(0o022)
    store_licences()
    for name in names or NAMES:
        make(name)


if __name__ == "__main__":
    main(sys.argv[1:])
