"""Long work: what an interrupt keeps, and when a bar is shown."""

from __future__ import annotations

import pytest

from headroom_lab import progress
from headroom_lab.progress import finished


def interrupted_at(stop: int, count: int) -> list[int]:
    """Do ``count`` steps of which one is interrupted."""

    def work(step: int) -> int:
        if step == stop:
            raise KeyboardInterrupt
        return step * step

    return finished(range(count), work, name="work", progress=False)


@pytest.mark.parametrize("stop", range(1, 6))
def test_an_interrupt_keeps_the_steps_before_it(stop: int) -> None:
    assert interrupted_at(stop, 6) == [step * step for step in range(stop)]


def test_an_interrupt_of_the_first_step_is_passed_on() -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted_at(0, 6)


def test_other_errors_pass_through() -> None:
    with pytest.raises(ZeroDivisionError):
        finished([1, 0], lambda step: 1 // step, name="work")


def test_a_bar_is_made_only_where_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert finished(range(9), abs, name="work") == list(range(9))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress, "BAR_AFTER", -1.0)
    assert finished(range(9), abs, name="work") == list(range(9))
    assert "work" in capsys.readouterr().err
    finished(range(9), abs, name="work", progress=False)
    assert capsys.readouterr().err == ""
