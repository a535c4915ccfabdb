"""The git history of the orderflow project, with fixed dates, people and contents."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from recording.tables import shop_database, write_order_file
from recording.workspace import Workspace

MARA = "Mara Lind <mara@example.org>"
JONAS = "Jonas Weber <jonas@example.org>"
FIRST_DAY = datetime(2026, 3, 30, 8, 12, tzinfo=UTC)
#: Week numbers from the first commit on; the decimal comma breaks after week 44.
WEEKS = range(15, 48)
BROKEN_WEEK = 44
SOUND = """\
    cleaned = text.strip().replace("'", "").replace(" ", "")
    if cleaned.rfind(",") > cleaned.rfind("."):
        cleaned = cleaned.replace(".", "").replace(",", ".")
    else:
        cleaned = cleaned.replace(",", "")
    return Decimal(cleaned)
"""
BROKEN = """\
    cleaned = text.strip().replace("'", "").replace(" ", "")
    return Decimal(cleaned.replace(",", "."))
"""


@dataclass(frozen=True)
class Commit:
    """One commit: the files named by ``files`` take the given contents."""

    day: datetime
    author: str
    message: str
    files: dict[str, str] = field(hash=False)


def order_project(workspace: Workspace, nights_before: list[str], nights_after: list[str]) -> None:
    """Lay out the whole project: nights imported before and after the commit that breaks it."""
    database = shop_database()
    for night in [*nights_before, *nights_after]:
        write_order_file(database, night, workspace.root / "data" / "in")
    for night in nights_before:
        _import_night(workspace, night)
    write_history(workspace)
    for night in nights_after:
        _import_night(workspace, night)


def write_history(workspace: Workspace) -> None:
    """Make the repository; its newest commit holds the fault."""
    commits = _commits(workspace)
    for commit in commits:
        for name in commit.files:
            (workspace.root / name).unlink(missing_ok=True)
    workspace.must_run("git init --quiet --initial-branch main")
    for commit in commits:
        for name, text in commit.files.items():
            (workspace.root / name).write_text(text, "utf-8")
        _commit(workspace, commit)


def _import_night(workspace: Workspace, night: str) -> None:
    workspace.run(f"python -m orderflow data/in/orders-{night}.csv")


def _commit(workspace: Workspace, commit: Commit) -> None:
    name, mail = commit.author.rstrip(">").split(" <")
    who = " ".join(
        f"GIT_{role}_{key}={shlex.quote(value)}"
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", name), ("EMAIL", mail), ("DATE", commit.day.isoformat()))
    )
    files = " ".join(commit.files)
    message = shlex.quote(commit.message)
    workspace.must_run(f"git add {files} && {who} git commit --quiet -m {message}")


def _commits(workspace: Workspace) -> list[Commit]:
    """Return all commits, oldest first."""
    final = {
        str(path.relative_to(workspace.root)): path.read_text("utf-8")
        for path in sorted(workspace.root.rglob("*"))
        if path.is_file() and path.relative_to(workspace.root).parts[0] not in {"data", "logs"}
    }
    weekly = _weekly(final["rates.csv"])
    return sorted([*_steps(final), *weekly], key=lambda commit: commit.day)


def _steps(final: dict[str, str]) -> list[Commit]:
    """Return the commits that people made by hand."""

    def step(days: int, author: str, message: str, *names: str, **changed: str) -> Commit:
        files = {name: final[name] for name in names} | changed
        return Commit(FIRST_DAY + timedelta(days=days), author, message, files)

    def release(days: int, version: str) -> Commit:
        text = final["pyproject.toml"].replace("1.6.0", version)
        return step(days, MARA, f"release {version}", **{"pyproject.toml": text})

    money = "orderflow/money.py"
    broken = final[money].replace(SOUND, BROKEN)
    if broken == final[money]:
        raise SystemExit("history.SOUND is no longer a passage of orderflow/money.py")
    broken_day = (BROKEN_WEEK - 14) * 7 + 3
    skeleton = [".gitignore", "README.md", "orderflow/__init__.py"]
    return [
        step(0, MARA, "start the project", *skeleton),
        release(1, "1.0.0"),
        step(1, MARA, "money: read amounts as the shops write them", money),
        step(2, MARA, "money: tests for every spelling sent so far", "tests/test_money.py"),
        step(3, JONAS, "rates: read the weekly exchange rates", "rates.csv", "orderflow/rates.py"),
        step(9, MARA, "importer: set rejected rows aside", "orderflow/importer.py"),
        step(10, MARA, "importer: tests with good and bad rows", "tests/test_importer.py"),
        step(16, JONAS, "command line for one order file", "orderflow/__main__.py"),
        release(23, "1.1.0"),
        release(86, "1.2.0"),
        release(142, "1.4.0"),
        step(broken_day, JONAS, "money: simplify decimal commas", **{money: broken}),
        release(broken_day + 6, "1.6.0"),
    ]


def _weekly(first: str) -> list[Commit]:
    """Return one commit a week that adds the exchange rates."""
    text, commits = first, []
    for week in WEEKS:
        drift = (week * 37 % 23 - 11) / 1000
        for currency, euro in (("GBP", 1.1642), ("CHF", 1.0487), ("SEK", 0.0878)):
            text += f"2026-W{week},{currency},{euro * (1 + drift):.4f}\n"
        day = FIRST_DAY + timedelta(days=(week - 14) * 7, hours=-2)
        commits.append(Commit(day, JONAS, f"rates: 2026-W{week}", {"rates.csv": text}))
    return commits
