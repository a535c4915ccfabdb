"""Release notes from a log, and a bisection with a real test run at each step (Anthropic)."""

from __future__ import annotations

import re
from typing import Any

from recording.history import order_project
from recording.recorder import AnthropicMessages
from recording.toolbox import Toolbox
from recording.workspace import Workspace

from sessions.prompts import system_prompt

LOG = "git log --format='%h %ad %an <%ae>%n    %s' --date=iso"


def record() -> dict[str, Any]:
    """Record the session."""
    with Workspace("orderflow") as workspace:
        order_project(workspace, [], [])
        talk = AnthropicMessages(
            Toolbox(workspace, ("bash", "read_file")),
            name="git_history",
            model="claude-haiku-4-5",
            system=system_prompt(
                "You keep the change log of a Python project.",
                date="2026-11-20T11:30:58Z",
                session="a90e3b7c-62d1-4c58-bf1e-7745d0c8e216",
                request="req-20261120-113058-44",
            ),
        )
        log = _notes(talk)
        _bisect(talk, log)
        _rates(talk)
        return talk.document()


def _notes(talk: AnthropicMessages) -> dict[str, str]:
    """Read the whole log; returns commit id by subject."""
    talk.user(
        "Write the release notes from 1.4.0 to today. The weekly rate updates are one line "
        "together, not one each."
    )
    log, _, people = talk.assistant(
        "",
        ("bash", {"command": f"{LOG} --stat"}),
        ("bash", {"command": "git status --short --branch"}),
        ("bash", {"command": "git shortlog -sn HEAD"}),
    )
    subjects = re.findall(r"^([0-9a-f]{7}) .*\n    (.*)$", log, re.MULTILINE)
    ids = {subject: commit for commit, subject in subjects}
    recent = [s for _, s in subjects[: [s for _, s in subjects].index("release 1.4.0")]]
    weeks = sorted(s.split("-")[-1] for s in recent if s.startswith("rates: 2026"))
    by_hand = [s for s in recent if not s.startswith("rates: 2026")]
    talk.assistant(
        f"Since 1.4.0 ({ids['release 1.4.0']}):\n"
        + "\n".join(f"- {subject} ({ids[subject]})" for subject in by_hand)
        + f"\n- exchange rates for {len(weeks)} weeks, {weeks[0]} to {weeks[-1]}\n\n"
        f"By number of commits:\n{people}"
    )
    return ids


def _bisect(talk: AnthropicMessages, ids: dict[str, str]) -> None:
    """Let git find the commit that turned the tests red."""
    talk.user(
        "Before that goes out: CI says HEAD is red, 1.4.0 was green. Bisect it, with the tests."
    )
    good = ids["release 1.4.0"]
    [found] = talk.assistant(
        f"I'll bisect between {good} and HEAD with pytest, stopping at the first failure.",
        (
            "bash",
            {
                "command": f"git bisect start HEAD {good} && git bisect run "
                "python -m pytest -x -q --tb=short; git bisect reset"
            },
        ),
    )
    bad = re.findall(r"^([0-9a-f]{40}) is the first bad commit", found, re.MULTILINE)[-1]
    tests = re.findall(r"^FAILED (\S+)", found, re.MULTILINE)
    talk.assistant(
        f"First bad commit: {bad[:7]}. {len(set(tests))} test is what the red steps stopped at: "
        f"{tests[-1]}. I'll look at the change.",
        ("bash", {"command": f"git show {bad[:7]}"}),
        ("read_file", {"path": "orderflow/money.py"}),
    )
    talk.assistant(
        f"{bad[:7]} rewrote parse_amount so that a comma always becomes a dot; amounts with a "
        "thousands separator then have two dots and are refused. I would not publish the notes "
        "for 1.6.0 as they are: either revert that commit first or name it as a known fault."
    )


def _rates(talk: AnthropicMessages) -> None:
    """Compare values far apart in one file."""
    talk.user("Add how far the pound moved over these weeks, first and last rate.")
    [pound] = talk.assistant("", ("bash", {"command": "grep -n GBP rates.csv"}))
    rows = [line.split(":")[1].split(",") for line in pound.splitlines()]
    since = next(row for row in rows if row[0] == "2026-W34")
    change = (float(rows[-1][2]) / float(since[2]) - 1) * 100
    talk.assistant(
        f"GBP was {since[2]} in {since[0]}, the week of 1.4.0, and is {rows[-1][2]} in "
        f"{rows[-1][0]}: {change:+.2f} %. The first rate in the file is {rows[0][2]} "
        f"({rows[0][0]})."
    )
