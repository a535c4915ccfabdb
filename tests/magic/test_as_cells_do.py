"""Bodies run as cells do, lines see the function they stand in, errors are one line."""

from __future__ import annotations

from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from headroom_lab.errors import ConfigError, HeadroomError, StoreError, UnknownNameError
from tests.magic.samples import Answer, Run

FUNCTION = """
def inner():
    asked = [{"role": "user", "content": "only in here"}]
    about, which = "here", "gpt-4o-mini"
    {line}
    return {returns}
inner()
"""


@pytest.mark.parametrize(
    ("line", "returns"),
    [
        ("found = %headroom simulate asked", "found"),
        ("found = %headroom simulate asked -q $about -m $which", "found"),
        (
            "body = {'messages': asked}; found = get_ipython().run_line_magic('headroom', 'waste body')",
            "found",
        ),
        (
            "found = [get_ipython().run_line_magic('headroom', 'simulate asked') for asked in [asked]][0]",
            "found",
        ),
        ("%headroom simulate asked -o kept", "kept"),
    ],
)
def test_a_line_in_a_function_sees_its_variables(line: str, returns: str, answer: Answer) -> None:
    result = answer(FUNCTION.replace("{line}", line).replace("{returns}", returns))
    assert "only in here" in str(getattr(result, "messages", "only in here"))


def test_a_variable_of_the_function_comes_before_the_notebooks(
    answer: Answer, shell: InteractiveShell
) -> None:
    text = "def f():\n    messages = [{'role': 'user', 'content': 'mine'}]\n"
    result = answer(
        f"{text}    return %headroom simulate messages\nf()".replace("return %", "r = %").replace(
            "\nf()", "\n    return r\nf()"
        )
    )
    assert result.messages[0]["content"] == "mine"
    assert answer("%headroom simulate messages").messages == shell.user_ns["messages"]


@pytest.mark.parametrize(
    "body",
    [
        "!echo hi\nmessages",
        "%time x = 1\nmessages",
        "%time messages",
        "said = !echo hi\nassert list(said) == ['hi']\nmessages",
        "import asyncio\n%time y = 2\nawait asyncio.sleep(0)\nmessages",
        "import asyncio\n!echo hi\nmessages if await asyncio.sleep(0, True) else None",
        "for i in range(2):\n    !echo {i}\nmessages",
        "%%time\nmessages",
        "%pwd\nmessages",
        "x = %time 3\nmessages",
        "async def f():\n    return messages\nawait f()",
    ],
)
def test_a_body_runs_as_a_cell_does(body: str, answer: Answer, shell: InteractiveShell) -> None:
    assert answer(f"%%headroom simulate\n{body}").messages == shell.user_ns["messages"]


def test_vendor_calls_beside_commands_are_not_sent(answer: Answer, no_network: list[Any]) -> None:
    pytest.importorskip("openai")
    body = (
        "import openai\n!echo hi\nclient = openai.OpenAI(api_key='x', base_url='http://127.0.0.1:9/v1')\n"
        "%time client.chat.completions.create(model='gpt-4o', messages=messages)"
    )
    assert answer(f"%%headroom simulate\n{body}").model == "gpt-4o"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("from headroom_lab import open_store\nopen_store('a.txt')", "StoreError: store URL"),
        ("import headroom_lab\nheadroom_lab.RollingWindowConfig(max_tokens=-1)", "ConfigError: "),
        ("import headroom_lab\nheadroom_lab.retrieve('0' * 12)", "OriginalNotFoundError: no orig"),
    ],
)
def test_an_error_of_ours_is_one_line_and_then_the_whole_on_request(
    code: str, said: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(code)
    assert isinstance(result.error_in_exec, HeadroomError)
    shown = capsys.readouterr().out.strip()
    assert said in shown
    assert "\n" not in shown
    run("%tb")
    again = capsys.readouterr().out
    assert "Traceback (most recent call last)" in again
    assert said in " ".join(again.split())


@pytest.mark.parametrize(
    "error",
    [StoreError("one\n  two"), ConfigError("one two"), UnknownNameError("model", "x", ["y"])],
)
def test_each_error_renders_one_line(error: HeadroomError) -> None:
    (line,) = error._render_traceback_()
    assert line.startswith(f"{type(error).__name__}: ")
    assert "\n" not in line
