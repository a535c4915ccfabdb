"""A real IPython shell with the magic loaded, and a network that nothing may touch."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from tests.magic.samples import MESSAGES, Answer, Run


@pytest.fixture(scope="session")
def bare_shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InteractiveShell]:
    """One shell for all tests, its files in a temporary folder."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.Completer.use_jedi = False  # it takes seconds to warm up, and is none of the matter
    shell = InteractiveShell.instance(
        config=config, ipython_dir=str(tmp_path_factory.mktemp("ipython"))
    )
    yield shell
    InteractiveShell.clear_instance()


@pytest.fixture
def shell(bare_shell: InteractiveShell) -> Iterator[InteractiveShell]:
    """The shell with the magic loaded, its namespace clean again afterwards."""
    before = dict(bare_shell.user_ns)
    bare_shell.run_line_magic("load_ext", "headroom_lab")
    bare_shell.user_ns["messages"] = [dict(message) for message in MESSAGES]
    yield bare_shell
    bare_shell.run_line_magic("unload_ext", "headroom_lab")
    for name in set(bare_shell.user_ns) - set(before):
        del bare_shell.user_ns[name]


@pytest.fixture
def run(shell: InteractiveShell) -> Run:
    """Run a cell as typed, with history, and return what IPython makes of it."""
    return lambda source: shell.run_cell(source, store_history=True)


@pytest.fixture
def answer(run: Run) -> Answer:
    """Run a cell that must succeed and return its result."""

    def answered(source: str) -> Any:
        result = run(source)
        result.raise_error()
        return result.result

    return answered


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Every attempt to connect or to look a host up is refused and noted; none may be made."""
    tried: list[Any] = []

    def refuse(*args: Any, **kwargs: Any) -> Any:
        tried.append(args)
        raise OSError("the network is out of bounds")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield tried
    assert tried == []
