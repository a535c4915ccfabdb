from __future__ import annotations

import subprocess
import sys
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

import headroom_lab

EXTENSION = "headroom_lab"


def snapshot(shell: InteractiveShell) -> dict[str, Any]:
    """Return all that an extension could leave behind."""
    return {
        "magics": {kind: sorted(table) for kind, table in shell.magics_manager.magics.items()},
        "registry": sorted(shell.magics_manager.registry),
        "matchers": list(shell.Completer.custom_matchers),
        "transformers": list(shell.input_transformers_cleanup),
        "configurables": list(shell.configurables),
    }


def test_unloading_leaves_nothing_behind(bare_shell: InteractiveShell) -> None:
    bare_shell.magics_manager.load_all_lazy_magics()
    before = snapshot(bare_shell)
    bare_shell.run_line_magic("load_ext", EXTENSION)
    assert snapshot(bare_shell) != before
    bare_shell.run_line_magic("unload_ext", EXTENSION)
    assert snapshot(bare_shell) == before


def test_loading_twice_is_loading_once(shell: InteractiveShell) -> None:
    once = {key: len(value) for key, value in snapshot(shell).items()}
    headroom_lab.load_ipython_extension(shell)
    shell.run_line_magic("load_ext", EXTENSION)
    assert {key: len(value) for key, value in snapshot(shell).items()} == once


def test_reloading_works_and_forgets_the_settings(shell: InteractiveShell) -> None:
    once = {key: len(value) for key, value in snapshot(shell).items()}
    shell.run_cell("%headroom config model o3").raise_error()
    shell.run_line_magic("reload_ext", EXTENSION)
    assert {key: len(value) for key, value in snapshot(shell).items()} == once
    assert shell.run_line_magic("headroom", "simulate messages").model == "gpt-4o"


def test_a_magic_of_that_name_that_another_registered_stays(shell: InteractiveShell) -> None:
    shell.register_magic_function(lambda line: "theirs", "line", "headroom")
    headroom_lab.unload_ipython_extension(shell)
    assert shell.run_line_magic("headroom", "") == "theirs"
    del shell.magics_manager.magics["line"]["headroom"]


def test_unloading_what_was_never_loaded_is_fine(bare_shell: InteractiveShell) -> None:
    before = snapshot(bare_shell)
    headroom_lab.unload_ipython_extension(bare_shell)
    assert snapshot(bare_shell) == before


def test_loading_imports_nothing_heavy() -> None:
    heavy = ("openai", "anthropic", "pandas", "duckdb", "genai_prices", "torch")
    code = (
        "import sys\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell()\n"
        f"before = {{m for m in {heavy!r} if m in sys.modules}}\n"
        f"shell.run_line_magic('load_ext', {EXTENSION!r})\n"
        f"print(sorted({{m for m in {heavy!r} if m in sys.modules}} - before))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
