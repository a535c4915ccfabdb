"""The garbage collector rests while a simulation runs, and is afterwards as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from headroom_lab import simulate
from headroom_lab.garbage import collection_paused


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    """Leave the collector as it is by default."""
    gc.enable()
    yield
    gc.enable()


def test_the_collector_rests_inside_and_runs_afterwards() -> None:
    with collection_paused():
        assert not gc.isenabled()
        with collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_turned_it_off_finds_it_off() -> None:
    gc.disable()
    with collection_paused():
        pass
    assert not gc.isenabled()


def test_it_runs_again_after_an_error() -> None:
    with pytest.raises(ValueError), collection_paused():
        raise ValueError
    assert gc.isenabled()


def test_a_simulation_lets_it_rest() -> None:
    seen = []

    class Spy:
        """A transform that looks."""

        def apply(self, messages: Any, tokenizer: Any) -> Any:
            seen.append(gc.isenabled())
            raise LookupError

    with pytest.raises(LookupError):
        simulate([{"role": "user", "content": "Hello"}], model="gpt-4o", policy=[Spy()])
    assert seen == [False]
    assert gc.isenabled()
