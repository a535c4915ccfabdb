"""A short session over package metadata: long JSON lists, few facts asked for."""

from __future__ import annotations

import json
from typing import Any

from recording.recorder import OpenAIChat
from recording.toolbox import Toolbox
from recording.workspace import SITE_PACKAGES, Workspace

from sessions.prompts import system_prompt

TOOLS = ("pip_list", "pip_inspect", "bash")
ASKED = ("Jinja2", "tornado", "pyzmq", "bleach")
FIELDS = "name,version,requires_python,license,installer"


def record() -> dict[str, Any]:
    """Record the session."""
    with Workspace("orderflow") as workspace:
        talk = OpenAIChat(
            Toolbox(workspace, TOOLS),
            name="package_audit",
            model="gpt-4o",
            system=system_prompt(
                "You are the release assistant of a small data team.",
                date="Friday, 2026-11-20 09:41:07 UTC",
                session="5b0c7d1e-93f4-4a5e-8d27-6a1f0be4c952",
                request="req-20261120-094107-31",
            ),
        )
        versions, records = _look(talk)
        _dependents(talk, versions)
        _interpreters(talk, records)
        return talk.document()


def _look(talk: OpenAIChat) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """Ask for four packages; return versions and metadata by name."""
    talk.user(
        "We freeze the environment for release 1.7 today. Which versions of Jinja2, tornado, "
        "pyzmq and bleach do we have, under which licences, and does pip see any conflict?"
    )
    listed, inspected, check = talk.assistant(
        "I'll list what is installed, read the metadata and let pip check the requirements.",
        ("pip_list", {}),
        ("pip_inspect", {"fields": FIELDS}),
        ("bash", {"command": "python -m pip check"}),
    )
    versions = {item["name"].lower(): item["version"] for item in json.loads(listed)}
    records = {item["name"].lower(): item for item in json.loads(inspected)}
    silent = [name for name in ASKED if not records[name.lower()]["license"]]
    files = " ".join(f"{name.lower()}-{versions[name.lower()]}" for name in silent)
    [licences] = talk.assistant(
        f"The licence field is empty for {', '.join(silent)}; newer packages state it in "
        "License-Expression, which this pip does not report. I'll read it from their METADATA.",
        ("bash", {"command": _grep_licences(files)}),
    )
    lines = [
        f"- {name} {versions[name.lower()]}: "
        + (records[name.lower()]["license"] or _stated_licence(name, licences))
        for name in ASKED
    ]
    talk.assistant("\n".join(lines) + f"\n\npip check says: {check.splitlines()[0]}")
    return versions, records


def _grep_licences(files: str) -> str:
    return (
        f"cd {SITE_PACKAGES} && for p in {files}; do "
        "grep -HE '^(License-Expression|Classifier: License)' $p.dist-info/METADATA; done"
    )


def _stated_licence(name: str, licences: str) -> str:
    """Take a package's licence out of the lines that grep found."""
    own = [line for line in licences.splitlines() if line.startswith(f"{name.lower()}-")]
    return own[0].split(": ")[-1].removeprefix("License :: ") if own else "not stated"


def _dependents(talk: OpenAIChat, versions: dict[str, str]) -> None:
    """Ask who needs tornado."""
    tornado = versions["tornado"]
    talk.user(
        f"Good. If tornado {tornado} had to go back to 6.4 for the old proxy, who would complain? "
        "I only need the packages that pin it."
    )
    [shown] = talk.assistant(
        "",
        ("bash", {"command": "python -m pip show tornado | grep -E '^(Name|Version|Required-by)'"}),
    )
    names = shown.split("Required-by:")[1].strip()
    [pins] = talk.assistant(
        f"{names} require it. Their exact requirements are in the metadata.",
        ("pip_inspect", {"fields": "name,version,requires_dist", "packages": names}),
    )
    needs = [
        f"- {item['name']} {item['version']}: `{line}`"
        for item in json.loads(pins)
        for line in item["requires_dist"]
        if line.lower().startswith("tornado") and "extra ==" not in line
    ]
    talk.assistant(
        f"Packages with a requirement on tornado (installed: {tornado}):\n"
        + "\n".join(needs)
        + "\n\nThose whose lower bound is above 6.4 would break; I did not try the downgrade."
    )


def _interpreters(talk: OpenAIChat, records: dict[str, dict[str, Any]]) -> None:
    """Ask something that the first answers already hold."""
    talk.user(
        "And which of the packages you listed need Python 3.11 or newer? "
        "I remember bleach and pyzmq being fine on 3.10."
    )
    recent = sorted(
        f"{item['name']} {item['version']} ({item['requires_python']})"
        for item in records.values()
        if (item["requires_python"] or "").startswith((">=3.11", ">=3.12"))
    )
    both = ", ".join(f"{n} {records[n]['requires_python']}" for n in ("bleach", "pyzmq"))
    talk.assistant(
        f"From the metadata read above: {both}. These need 3.11 or newer: {', '.join(recent)}."
    )
