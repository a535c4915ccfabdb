from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.error import UsageError

from headroom_lab.magic.arguments import COMMANDS, parse, split
from headroom_lab.magic.help import ask_for_help, command_help, full_help
from headroom_lab.policies.presets import preset_names

WORDS = st.text(st.characters(exclude_characters="\"'", categories=["L", "P"]), min_size=1)


@given(st.lists(WORDS | WORDS.map(lambda w: f'"{w} {w}"') | WORDS.map(lambda w: f"--q='{w} x'")))
def test_a_line_splits_at_blanks_outside_quotes(words: list[str]) -> None:
    assert split("  ".join(words)) == words


@given(st.text())
def test_any_line_parses_or_is_a_usage_error(line: str) -> None:
    for cell in (False, True):
        with suppress(UsageError):
            parse(line, cell)


def test_options_stand_before_or_after_the_variable() -> None:
    lines = ("simulate data['a b'] -m gpt-4o --max-tokens=5", "simulate -m gpt-4o data['a b']")
    for line in lines:
        values = parse(line, cell=False).values
        assert (values.variable, values.model) == ("data['a b']", "gpt-4o")
    compared = parse("compare --policy off --policy window", cell=True)
    assert compared.values.policy == ["off", "window"]
    swept = parse("sweep x --grid policy=off,window --grid 'query=a b,c'", cell=False)
    assert swept.values.grid == ["policy=off,window", "'query=a b,c'"]


@pytest.mark.parametrize(
    ("line", "cell", "said"),
    [
        ("simulat x", False, "unknown command 'simulat', did you mean 'simulate'?"),
        ("replya x", False, "unknown command 'replya', did you mean 'replay'?"),
        ("sweep x --gird a=1", False, "unknown option '--gird', did you mean '--grid'?"),
        ("simulate", False, "the following arguments are required: VAR"),
        ("simulate x y", False, "'y' is one word too many"),
        ("simulate x --modell y", False, "unknown option '--modell', did you mean '--model'?"),
        ("simulate x --max 5", False, "unknown option '--max', did you mean '--max-tokens'?"),
        ("simulate x -m", False, "expected one argument"),
        ("simulate x --as json", False, "--as is for cells: %%headroom simulate"),
        ("simulate x -q what's", False, "unclosed quote in: simulate x -q what's"),
        ("simulate x", True, "'x' is one word too many"),
        ("config model x", True, "config takes no cell: %headroom config"),
        ("report", True, "report takes no cell"),
    ],
)
def test_wrong_use_is_one_line_with_the_nearest_match(line: str, cell: bool, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(line, cell)
    assert type(caught.value) is UsageError
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_semicolon_at_the_end_is_no_part_of_the_line() -> None:
    call = parse("simulate x -q 'a;' ;", cell=False)
    assert (call.quiet, call.values.query) == (True, "'a;'")
    assert parse("simulate x;", cell=False).values.variable == "x"
    assert not parse("simulate x", cell=False).quiet


def test_the_help_is_made_from_the_parsers_and_complete() -> None:
    text = full_help()
    for command in COMMANDS.values():
        assert command.summary in text
        assert all(flag in command_help(command) for o in command.options for flag in o.flags)
    assert all(f"  {name} " in text for name in preset_names())
    assert all(len(line) <= 100 for line in text.splitlines())
    simulate = command_help(COMMANDS["simulate"])
    assert "%headroom simulate [" in simulate
    assert "%%headroom simulate [" in simulate
    assert "VAR" in simulate
    assert "auto, python, json, transcript" in simulate


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("%headroom simulate?", "simulate"),
        ("%%headroom simulate?", "simulate"),
        ("%headroom waste ??", "waste"),
        ("  ?%headroom score", "score"),
        ("headroom compare?", "compare"),
    ],
)
def test_a_question_mark_behind_a_command_asks_for_its_help(line: str, command: str) -> None:
    assert ask_for_help([f"{line}\n"]) == [f"%headroom help {command}\n"]


@pytest.mark.parametrize(
    "source",
    [
        "%headroom?",
        "simulate?",
        "%headroom simulate x",
        "%%headroom simulate\nwhat?",
        "x = 1\n%headroom simulate?",
        "",
    ],
)
def test_other_cells_are_left_alone(source: str) -> None:
    lines = source.splitlines(keepends=True)
    assert ask_for_help(lines) is lines
