"""What the tests share: real conversations, and hypothesis told to repeat itself."""

from __future__ import annotations

import gc
import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from headroom_lab.garbage import collection_paused

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("repeatable")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Keep the collector from what stays until the end: modules and the list of tests."""
    with collection_paused():
        found = yield
        gc.freeze()
    return found


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one worker take the files that share what is slow to start."""
    if config.getoption("dist") != "loadfile":
        return None
    from tests.scheduling import Together

    return Together(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Let a report that shows half a surrogate pair come over from a worker."""
    found = yield
    return _encodable(found)


def _encodable(value: Any) -> Any:
    """Return plain data with texts that can be encoded."""
    if isinstance(value, dict):
        return {key: _encodable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(_encodable, value))
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value


def shared_conversations() -> Iterator[dict[str, Any]]:
    """Yield every real conversation: {id, source, format, messages, …}; nothing where absent."""
    for path in sorted((SHARED / "traces").glob("*.jsonl")):
        if path.name == "needles.jsonl":
            continue
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


@pytest.fixture(scope="session")
def real_conversations() -> list[dict[str, Any]]:
    """All real conversations, or a skip with a message where they are not at hand."""
    found = list(shared_conversations())
    if not found:
        pytest.skip(f"no real conversations at {SHARED / 'traces'}")
    return found
