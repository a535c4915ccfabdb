"""Stack frames: which lines below the line of an error belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST = 200  # lines of one traceback
CONTINUED = 10  # lines of one message
# Python's head stands alone or behind the head of a log line; the others' heads are errors' lines.
_PYTHON = re.compile(r".{0,160}Traceback \(most recent call last\)")
_LINKS = ("During handling of the above", "The above exception was", "  + ", "  | ", "    | ")
# Java, .NET, Node, Ruby, Go, Rust, PHP, C, Elixir, Julia, and what compilers quote of a source.
_FRAME = re.compile(
    r"\s+(?:at|in|from|by)\b\s?.*|\s*at .*(?:[:(]\d+\)?|\))\s*$|\s*\.\.\. \d+ (?:more|common frames)"
    r"|\s*(?:Caused by|Suppressed|Wrapped by|Stack trace|Stacktrace|stack backtrace|Backtrace)\b.*"
    r"|\s*#\d+\s.*|\s*\d+: +\S.*|\s*\[\d+\] \S.*|goroutine \d+ \[.*|created by .*"
    r"|[\w./*()\[\]{}-]+\(.*\)\s*|\t\S.*:\d+(?: \+0x[0-9a-f]+)?\s*|\[signal SIG.*|note: .*"
    r"|\s+thrown in .*|\s*--- End of .*|\s*-->.*|\s*\d*\s*\|(?:\s.*)?|\s*[~^]+[\s~^]*"
    r"|\s+\(\w+ [\d.]+\) .*|\s*File \".*\", line \d+.*|\s*= (?:note|help): .*|left: .*|right: .*"
    r"|\s+left: .*|\s+right: .*|thread '.*' panicked at .*|E {2,}.*"
)
_GO = re.compile(r"(?:panic|fatal error): ")


def frames(lines: Sequence[str], found: set[int]) -> set[int]:
    """Return the numbers of the lines that belong to the errors on the lines ``found``."""
    below: set[int] = set()
    for number in sorted(found):
        if number in below:
            continue
        below.update(_below(lines, number))
    return below


def continued(lines: Sequence[str], found: set[int]) -> set[int]:
    """Return the numbers of the lines that go on with the messages of the lines ``found``.

    Those are more indented than the first, up to a blank line or one that isn't.
    """
    below: set[int] = set()
    for number in found:
        first = _indent(lines[number])
        for other in range(number + 1, min(len(lines), number + 1 + CONTINUED)):
            if not lines[other].strip() or _indent(lines[other]) <= first:
                break
            below.add(other)
    return below


def tracebacks(lines: Sequence[str]) -> set[int]:
    """Return the numbers of the lines of Python's tracebacks, chained ones and groups too."""
    found: set[int] = set()
    inside = False
    for number, line in enumerate(lines):
        if "Traceback (" in line and _PYTHON.match(line):
            inside = True
            found.add(number)
        elif inside:
            found.add(number)
            inside = not line[:1].strip() or line.startswith("|")
        elif line.startswith(_LINKS[:2]):
            found.add(number)
    return found


def _indent(line: str) -> int:
    """Return how many blanks a line begins with."""
    return len(line) - len(line.lstrip())


def _below(lines: Sequence[str], start: int) -> range:
    """Return the lines below one that are its frames; a blank line may stand among Go's."""
    stop = start + 1
    blank = _GO.match(lines[start]) is not None
    while stop < min(len(lines), start + MOST):
        line = lines[stop]
        if not _FRAME.fullmatch(line):
            follows = stop + 1 < len(lines) and lines[stop + 1].startswith("goroutine ")
            if not (blank and not line.strip() and follows):
                break
        stop += 1
    return range(start + 1, stop)
