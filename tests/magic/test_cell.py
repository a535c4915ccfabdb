from __future__ import annotations

import asyncio
import threading
import traceback
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from headroom_lab.magic.cell import run_python


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 1", 2),
        ("x = 2\nx * 3", 6),
        ("x = 2\nx * 3;", 6),
        ("x = 2", None),
        ("# nothing", None),
        ("def f():\n    return {'a': '$x {y}'}\nf()", {"a": "$x {y}"}),
        ("import asyncio\nawait asyncio.sleep(0, 5)", 5),
        ("import asyncio\nx = await asyncio.sleep(0, 5)\nx + 1", 6),
        ("async def f():\n    return 7\nf()", 7),
        ("async def f(n):\n    return n\nt = asyncio.ensure_future(f(1))\nawait f(2) + await t", 3),
        ("echo = !echo here\nlist(echo)", ["here"]),
    ],
)
def test_the_last_expression_is_the_value(shell: InteractiveShell, text: str, value: Any) -> None:
    shell.user_ns["asyncio"] = asyncio
    assert run_python(shell, text) == value


def test_names_are_the_users(shell: InteractiveShell) -> None:
    run_python(shell, "seen = len(messages)")
    run_python(shell, "import asyncio\nseen += await asyncio.sleep(0, 10)")
    assert shell.user_ns["seen"] == len(shell.user_ns["messages"]) + 10


def test_a_running_loop_is_no_obstacle(shell: InteractiveShell) -> None:
    async def in_a_kernel() -> Any:
        return run_python(shell, "import asyncio\nawait asyncio.sleep(0.01, 'slept')")

    assert asyncio.run(in_a_kernel()) == "slept"


@pytest.mark.parametrize("text", ["x = 1\n1/0", "import asyncio\nawait asyncio.sleep(0)\n1/0"])
def test_an_error_is_the_users_own_with_the_line_of_the_cell(
    shell: InteractiveShell, text: str
) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        run_python(shell, text)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.lineno, last.line) == (text.count("\n") + 2, "1/0")


def test_a_syntax_error_names_the_line_of_the_cell(shell: InteractiveShell) -> None:
    with pytest.raises(SyntaxError) as caught:
        run_python(shell, "x = 1\nx = = 2")
    assert caught.value.lineno == 3


@pytest.mark.parametrize("text", ["raise KeyboardInterrupt", "await stop()"])
def test_an_interrupt_passes_through(shell: InteractiveShell, text: str) -> None:
    async def stop() -> None:
        raise KeyboardInterrupt

    shell.user_ns["stop"] = stop
    with pytest.raises(KeyboardInterrupt):
        run_python(shell, text)


def test_an_awaiting_cell_leaves_no_thread_behind(shell: InteractiveShell) -> None:
    run_python(shell, "import asyncio\nawait asyncio.sleep(0)")
    for thread in threading.enumerate():
        if thread.name.startswith("headroom-cell"):
            thread.join(10)
            assert not thread.is_alive()


@pytest.mark.parametrize("text", ["ls", "cat what is in my bag", "rm -rf build"])
def test_automagic_never_takes_prose_for_a_command(shell: InteractiveShell, text: str) -> None:
    with pytest.raises((NameError, SyntaxError)):
        run_python(shell, text)


def test_magics_written_as_such_run(shell: InteractiveShell) -> None:
    assert run_python(shell, "%config HistoryManager.enabled") is False
    assert run_python(shell, "here = %pwd\nhere")
