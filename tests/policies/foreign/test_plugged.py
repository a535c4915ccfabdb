"""Policies that installed packages bring."""

from __future__ import annotations

import os
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from headroom_lab import RollingWindow, at_entry, compare
from headroom_lab.errors import UnknownNameError
from headroom_lab.policies.foreign import plugged
from headroom_lab.policies.foreign.calling import is_command
from headroom_lab.policies.policy import policy_of

HERE = __name__


def made() -> Any:
    """Make a policy."""
    return [at_entry("lossless"), RollingWindow()]


def last(messages: list[Any]) -> list[Any]:
    """Compress."""
    return messages[-1:]


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [EntryPoint(name, f"{HERE}:{value}", plugged.GROUP) for name, value in NAMES.items()]
    monkeypatch.setattr(
        plugged, "entry_points", lambda group: points if group == plugged.GROUP else []
    )


NAMES = {"made": "made", "brief": "last", "kind": "RollingWindow"}


def test_they_are_taken_by_name() -> None:
    assert policy_of("made").name == "made"
    assert [step.name for step in policy_of("kind").pipeline] == ["rolling_window"]
    messages = [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]
    found = compare(messages, ["brief", ["lossless", "brief"], "off"], model="gpt-4o")
    assert [row.dropped for row in found] == [1, 1, 0]


def test_a_program_called_like_a_policy_is_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lossless", "slim_tools", "keep_last(3)", "made"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\ncat\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        assert not is_command([name, "lossless"])
        assert not is_command([name])
        assert policy_of([name, "off"]).name == f"{name}+off"
    assert is_command([sys.executable])


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'brief'"):
        policy_of("breif")
