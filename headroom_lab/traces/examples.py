"""The example conversations that come with the package; ``data/README.md`` says how each was made.

In a checkout they lie in ``data/`` beside the package, in an installed one in ``data_files/``
inside it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from headroom_lab.errors import HeadroomError, UnknownNameError

PACKAGE = Path(__file__).parents[1]
PLACES = (PACKAGE / "data_files", PACKAGE.parent / "data")


def example_names() -> tuple[str, ...]:
    """Return the names that ``load_example`` takes, sorted.

    Raises ``HeadroomError`` where the installation has no examples.

    Example::

        [load_example(name) for name in example_names()]
    """
    return tuple(sorted(_files()))


def load_example(name: str) -> list[dict[str, Any]]:
    """Return one example as the list of messages that its vendor's API takes.

    OpenAI Chat examples hold their system message already; for Anthropic ones the ``system`` of
    the request is put before the messages as one with the role "system". Every call returns a
    new list.

    Args:
        name: one of ``example_names()``.

    Raises:
        UnknownNameError: for another name, with the nearest.

    Example::

        simulate(load_example("package_audit"), "gpt-4o")
    """
    files = _files()
    if name not in files:
        raise UnknownNameError("example", name, sorted(files))
    document: dict[str, Any] = json.loads(files[name].read_text("utf-8"))
    messages: list[dict[str, Any]] = document["messages"]
    if "system" in document:
        return [{"role": "system", "content": document["system"]}, *messages]
    return messages


def _files() -> dict[str, Path]:
    """Return name -> file from the first place that has any."""
    for place in PLACES:
        found = {path.stem: path for path in place.glob("*.json")}
        if found:
            return found
    raise HeadroomError(f"no example conversations in {' or '.join(map(str, PLACES))}")
