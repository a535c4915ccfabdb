"""A red test run, two attempts at the fault, a green run (Anthropic, with ``is_error``)."""

from __future__ import annotations

import re
from typing import Any

from recording.history import BROKEN, SOUND, order_project
from recording.recorder import AnthropicMessages
from recording.toolbox import Toolbox
from recording.workspace import Workspace

from sessions.prompts import system_prompt

MONEY, TESTS = "orderflow/money.py", "tests/test_money.py"
PYTEST = {"command": "python -m pytest -q"}
#: Takes out the dots wherever there is a comma: right for 1.234,50, wrong for 1,234.50.
FIRST_TRY = """\
    cleaned = text.strip().replace("'", "").replace(" ", "")
    if "," in cleaned:
        cleaned = cleaned.replace(".", "").replace(",", ".")
    return Decimal(cleaned)
"""


def record() -> dict[str, Any]:
    """Record the session."""
    with Workspace("orderflow") as workspace:
        order_project(workspace, [], [])
        talk = AnthropicMessages(
            Toolbox(workspace, ("bash", "read_file", "edit_file")),
            name="failing_test",
            model="claude-sonnet-4-5",
            system=system_prompt(
                "You are a coding agent in a Python project.",
                date="2026-11-20T08:02:44Z",
                session="c2f4a7de-1b60-4c0e-9f38-0d7e52ab6114",
                request="req-20261120-080244-02",
            ),
        )
        _find(talk)
        _repair(talk)
        _explain(talk)
        return talk.document()


def _find(talk: AnthropicMessages) -> None:
    """See the failure, read the code."""
    talk.user("The tests of orderflow are red on main. Find out why and repair it, please.")
    _, run = talk.assistant(
        "I'll look at the project and run the tests.",
        ("bash", {"command": "ls -la . orderflow tests"}),
        ("bash", PYTEST),
    )
    failed = re.findall(r"^FAILED (\S+)", run, re.MULTILINE)
    talk.assistant(
        f"{len(failed)} tests fail, all behind parse_amount: amounts with a thousands separator "
        f"end in decimal.InvalidOperation, for example {failed[-1]}. Next: the function, "
        "its tests and what changed in it.",
        ("read_file", {"path": MONEY}),
        ("read_file", {"path": TESTS}),
        (
            "bash",
            {"command": f"git log --format='%h %as %an %s' -- {MONEY} && git log -1 -p {MONEY}"},
        ),
    )


def _repair(talk: AnthropicMessages) -> None:
    """Edit twice; the first attempt leaves a test red."""
    talk.assistant(
        "The last commit to money.py turned every comma into a dot and no longer removes the "
        "grouping ones, so 1.234,50 becomes 1.234.50. I'll take the dots out where a comma is "
        "present.",
        ("edit_file", {"path": MONEY, "old": BROKEN, "new": FIRST_TRY}),
    )
    [run] = talk.assistant("", ("bash", PYTEST))
    failed = re.findall(r"^FAILED (\S+)", run, re.MULTILINE)
    talk.assistant(
        f"Better, but not right: {', '.join(failed)}. English amounts such as 1,234.50 have the "
        "comma as the grouping sign, and mine turns them into 1.23450. The docstring gives the "
        "rule: the separator that stands last is the decimal one. I'll read the file as it is "
        "now and follow that.",
        ("read_file", {"path": MONEY}),
    )
    talk.assistant("", ("edit_file", {"path": MONEY, "old": FIRST_TRY, "new": SOUND}))
    talk.assistant(
        "",
        ("bash", PYTEST),
        ("read_file", {"path": MONEY}),
        ("bash", {"command": "git status --short && git diff --stat"}),
    )
    talk.assistant(
        "All tests pass. parse_amount decides by the last separator again: if it is a comma, dots "
        "are removed and the comma becomes the decimal point; otherwise commas are removed. Only "
        "orderflow/money.py changed; nothing is committed."
    )


def _explain(talk: AnthropicMessages) -> None:
    """Ask about the commit that brought the fault."""
    talk.user("Thanks. Which commit broke it, and in which release did that go out?")
    [log] = talk.assistant(
        "",
        ("bash", {"command": "git log --format='%h %as %an %s' -12"}),
    )
    lines = log.splitlines()
    broken = next(line for line in lines if "simplify decimal commas" in line)
    release = next(line for line in lines if " release " in line)
    talk.assistant(
        f"`{broken}` removed the grouping rule, and the next release after it is `{release}`: "
        "1.6.0 carries the fault, 1.4.0 does not. The tests for it were there all the time, so "
        "that commit must have gone in without a test run; I did not check the CI settings."
    )
