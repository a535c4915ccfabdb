"""A vendor to call, and every test for each endpoint and each kind of client that it names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.client.faces import FACES, SIDES, Face, Side
from tests.client.server import Vendor, serving


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A server that speaks for the vendors."""
    with serving() as served:
        yield served


@pytest.fixture(params=FACES, ids=lambda face: face.name)
def face(request: pytest.FixtureRequest) -> Face:
    """Each endpoint."""
    found: Face = request.param
    return found


@pytest.fixture(params=SIDES, ids=lambda side: side.name)
def side(request: pytest.FixtureRequest) -> Side:
    """The sync and the async clients."""
    found: Side = request.param
    return found
