"""The three kinds of store, each in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headroom_lab.store import Store, open_store

FILES = {"duckdb": "x.duckdb", "sqlite": "x.db"}


@pytest.fixture(params=["memory", "duckdb", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """The URL of a store that isn't there yet."""
    kind: str = request.param
    return None if kind == "memory" else f"{kind}:///{tmp_path / FILES[kind]}"


@pytest.fixture
def store(url: str | None) -> Iterator[Store]:
    """An empty store of each kind."""
    with open_store(url) as opened:
        yield opened


@pytest.fixture(params=["duckdb", "sqlite"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The file of a store on disk that isn't there yet."""
    return tmp_path / FILES[request.param]
