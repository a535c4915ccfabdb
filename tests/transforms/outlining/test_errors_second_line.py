"""A message that goes on below its error's first line stays; so do forms of a few programs."""

from __future__ import annotations

import pytest

from headroom_lab.transforms.outlining.errors import error_lines
from headroom_lab.transforms.outlining.tracebacks import CONTINUED, continued

FILLER = [f"info: Acme.Job[{number}] handled" for number in range(120)]


def _kept(lines: list[str], kind: str) -> set[str]:
    text = [*FILLER[:60], *lines, *FILLER[60:]]
    return {text[number] for number in error_lines(text, kind)}


@pytest.mark.parametrize("kind", ["log", "text"])
@pytest.mark.parametrize(
    "lines",
    [
        ["fail: Acme.Pay[3]", "      zeta gateway"],
        ["crit: Acme.Pay[3]", "      zeta gateway", "      of the north"],
        ["ERROR the gateway", "\tzeta"],
        ["  ERROR the gateway", "    zeta"],
        ["Error: the gateway", "  zeta", "    deeper", "  again"],
    ],
)
def test_what_is_more_indented_goes_on_with_an_error(lines: list[str], kind: str) -> None:
    assert set(lines) <= _kept(lines, kind)


def test_a_message_ends_with_a_blank_line_a_less_indented_one_or_its_length() -> None:
    assert continued(["error", "  a", "", "  b"], {0}) == {1}
    assert continued(["  error", "    a", "  b", "    c"], {0}) == {1}
    assert continued(["error", *["  a"] * 50], {0}) == set(range(1, CONTINUED + 1))
    assert continued(["error"], {0}) == set()


@pytest.mark.parametrize("kind", ["log", "source", "text"])
@pytest.mark.parametrize(
    "line",
    [
        "CMake Error at CMakeLists.txt:5 (find_package):",
        "CMake Error: The source directory does not exist.",
        " ! [rejected]        main -> main (non-fast-forward)",
        " ! [remote rejected] main -> main (pre-receive hook declined)",
        "zeta 1.0 requires x<2, but you have x 3 which is incompatible.",
        "zeta 1.0 requires x>=2, which is not installed.",
    ],
)
def test_forms_of_programs_are_errors(line: str, kind: str) -> None:
    assert line in _kept([line], kind)


@pytest.mark.parametrize("line", ["    Expected: 1", "    Received: 2", "            got: 2"])
def test_what_a_test_expected_and_got_stays(line: str) -> None:
    assert line in _kept([line], "log")
