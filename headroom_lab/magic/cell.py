"""Running a cell's body as Python in the user's namespace, for the value of its last line."""

from __future__ import annotations

import ast
import asyncio
import inspect
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from types import CodeType, TracebackType
from typing import Any

PATIENCE = 1.0  # seconds that an interrupted cell has to end its tasks


def run_python(shell: Any, text: str) -> Any:
    """Run Python and return the value of its last expression, None where it ends in none.

    IPython syntax and top-level ``await`` are taken. What the code raises passes through.
    """
    __tracebackhide__ = True
    codes = _compiled(shell, text)
    if any(code.co_flags & inspect.CO_COROUTINE for code in codes):
        return _in_thread(lambda runner: _evaluated(codes, shell.user_ns, runner.run))
    value = _evaluated(codes, shell.user_ns)
    if inspect.iscoroutine(value):
        return _in_thread(lambda runner: runner.run(value))
    return value


def _compiled(shell: Any, text: str) -> list[CodeType]:
    """Return the code of all statements but a last expression, then of that."""
    # One empty line stands for the line of the magic, so that tracebacks name the cell's lines.
    source = "\n" + (text if _is_plain(text) else _transformed(shell, text))
    name = shell.compile.cache(source, shell.execution_count - 1, raw_code=source)
    with shell.compile.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
        tree = shell.transform_ast(shell.compile.ast_parse(source, name))
        last = tree.body[-1] if tree.body else None
        parts: list[tuple[ast.AST, str]] = [(tree, "exec")]
        if isinstance(last, ast.Expr):
            rest = ast.Module(tree.body[:-1], tree.type_ignores)
            parts = [(rest, "exec"), (ast.Expression(last.value), "eval")]
        return [shell.compile(part, name, mode) for part, mode in parts]


def _is_plain(text: str) -> bool:
    """Tell whether a text is Python without IPython's additions."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return False
    return True


def _transformed(shell: Any, text: str) -> str:
    """Return a text with IPython syntax as Python; never automagic, which takes prose for it."""
    return str(shell.input_transformer_manager.transform_cell(text))


def _evaluated(
    codes: list[CodeType], names: dict[str, Any], drive: Callable[[Any], Any] | None = None
) -> Any:
    """Run one code after another and return the last one's value."""
    __tracebackhide__ = True
    value = None
    for code in codes:
        value = eval(code, names)
        if drive is not None and inspect.iscoroutine(value):
            value = drive(value)
    return value


def _in_thread(work: Callable[[asyncio.Runner], Any]) -> Any:
    """Do work that needs an event loop of its own; the kernel's is already running here.

    An interrupt cancels what the loop does and is passed on at once.
    """
    __tracebackhide__ = True
    loops: list[asyncio.AbstractEventLoop] = []

    def target() -> Any:
        __tracebackhide__ = True
        with asyncio.Runner() as runner:
            loops.append(runner.get_loop())
            return work(runner)

    pool = ThreadPoolExecutor(1, thread_name_prefix="headroom-cell")
    future = pool.submit(copy_context().run, target)
    try:
        error = future.exception()
    except KeyboardInterrupt:
        for loop in loops:
            loop.call_soon_threadsafe(_cancel_all, loop)
        wait([future], PATIENCE)
        raise
    finally:
        pool.shutdown(wait=False)
    if error is not None:
        raise error.with_traceback(_from_cell(error.__traceback__))
    return future.result()


def _from_cell(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback without what stands before the cell's own code."""
    inner = trace
    while inner is not None and not isinstance(inner.tb_frame.f_locals.get("__name__"), str):
        inner = inner.tb_next
    return inner or trace


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel every task of a loop."""
    for task in asyncio.all_tasks(loop):
        task.cancel()
