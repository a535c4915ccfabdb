from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from headroom_lab.config import MODES
from headroom_lab.magic.arguments import COMMANDS
from headroom_lab.magic.bodies import KINDS
from headroom_lab.magic.completion import offers
from headroom_lab.magic.settings import SETTINGS
from headroom_lab.policies.moments.spelled import MAKERS
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.presets import BY_NAME, preset_names
from headroom_lab.policies.settings import setting_types
from headroom_lab.providers.pricing import known_models
from tests.magic.samples import MESSAGES


def completed(shell: InteractiveShell, text: str) -> list[str]:
    """Return the lines that Tab makes of ``text``, cut at ``|`` where that marks the cursor."""
    before, _, after = text.partition("|")
    with provisionalcompleter():
        found = list(shell.Completer.completions(before + after, len(before)))
    assert all(0 <= c.start <= c.end == len(before) for c in found)
    return [before[: c.start] + c.text for c in found]


@pytest.mark.parametrize("line", ["%headroom ", "%%headroom ", "x = %headroom "])
def test_commands_complete(shell: InteractiveShell, line: str) -> None:
    names = [n for n, c in COMMANDS.items() if c.cell or "%%" not in line]
    assert completed(shell, line) == [line + name for name in names]
    assert completed(shell, f"{line}sim") == [f"{line}simulate"]


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("%headroom simulate mess", ["ages"]),
        ("%headroom simulate messages --pol", ["icy"]),
        ("%headroom simulate messages --policy wi", ["ndow"]),
        ("%headroom simulate messages --policy=wi", ["ndow"]),
        ("%headroom simulate --policy mi", ["ne"]),
        ("%%headroom simulate --a", ["s"]),
        ("%%headroom simulate --as j", ["son"]),
        ("%%headroom simulate --mode au", ["dit"]),
        ("%%headroom simulate --mode au|\nuser: hi", ["dit"]),
        ("%headroom config max", ["_tokens"]),
        ("%headroom replay mess", ["ages"]),
        ("%headroom sweep mess", ["ages", "ages_of_all"]),
        ("%headroom replay messages --policy loss", ["less"]),
        ("%headroom sweep messages --gr", ["id"]),
        ("%headroom sweep messages --grid max", ["_tokens=", "_items_after_crush="]),
        ("%headroom sweep messages --grid policy=wi", ["ndow"]),
        ("%headroom sweep messages --grid policy=off,mi", ["ne"]),
        ("%headroom sweep messages --grid=output_format=j", ["son"]),
        ("%%headroom sweep --grid preserve_errors=on,o", ["n", "ff"]),
        ("%headroom config redact o", ["n", "ff"]),
        ("%headroom help sc", ["ore"]),
        ("%headroom report --format m", ["arkdown"]),
        ("%headroom report --hel", ["p"]),
    ],
)
def test_tab_adds_what_is_missing(shell: InteractiveShell, line: str, rest: list[str]) -> None:
    shell.user_ns.update(mine=TransformPipeline([]), messages_of_all=[MESSAGES, MESSAGES])
    before = line.partition("|")[0]
    assert completed(shell, line) == [before + text for text in rest]


def test_every_choice_is_offered(shell: InteractiveShell) -> None:
    def words(line: str) -> list[str]:
        return [made.removeprefix(line) for made in completed(shell, line)]

    assert words("%headroom simulate x --mode ") == list(MODES)
    assert words("%%headroom simulate --as ") == list(KINDS)
    policies = [*preset_names(), *BY_NAME, *(f"{name}(" for name in MAKERS)]
    assert words("%headroom simulate x --policy ") == policies
    assert words("%headroom config ") == [*SETTINGS, "reset"]
    assert [f"claude-{rest}" for rest in words("%headroom simulate x -m claude-")] == [
        name for name in known_models() if name.startswith("claude-")
    ]
    assert "as" not in words("%headroom simulate x --")
    assert "as" in words("%%headroom simulate --")
    assert words("%headroom simulate ")[0] == "messages"
    assert words("%headroom sweep x --grid ") == [f"{name}=" for name in setting_types()]
    assert words("%headroom sweep x --grid policy=") == policies


@pytest.mark.parametrize(
    "text",
    ["%%headroom simulate\nmess", "messages.", "%time mess", "headroom = 1\nmess", "%headr"],
)
def test_other_lines_complete_as_ever(shell: InteractiveShell, text: str) -> None:
    mine = completed(shell, text)
    shell.run_line_magic("unload_ext", "headroom_lab")
    if text != "%headr":
        assert completed(shell, text) == mine
    shell.run_line_magic("load_ext", "headroom_lab")


@given(st.text("simulate- xo=pcyhqm'\"|$\t"), st.booleans())
def test_no_line_is_too_odd_to_complete(rest: str, cell: bool) -> None:
    *words, fragment = rest.split(" ")
    shortened, offered = offers([w for w in words if w], fragment, cell, {"messages": MESSAGES})
    assert fragment.endswith(shortened)
    assert all(isinstance(text, str) for text in offered)
