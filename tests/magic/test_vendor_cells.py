"""Python cells whose vendor calls are simulated."""

from __future__ import annotations

from typing import Any

import anthropic
import openai
import openai._base_client
import pytest
from IPython.core.interactiveshell import InteractiveShell

from headroom_lab.magic.simulated_call import NotSentError, SimulatedCall
from headroom_lab.results import SimulationResult
from headroom_lab.results.comparison import Comparison
from headroom_lab.simulation import simulate
from headroom_lab.waste.detect import detect_waste
from tests.magic.samples import CLAUDE, DEAD, GPT, MESSAGES, Answer, Run

pytestmark = pytest.mark.usefixtures("no_network")

OPTIONS: dict[str, Any] = {"api_key": "none", "base_url": DEAD, "max_retries": 0}


@pytest.fixture(scope="module")
def clients() -> dict[str, Any]:
    """One client of each kind; making them takes a while."""
    return {
        "gpt": openai.OpenAI(**OPTIONS),
        "agpt": openai.AsyncOpenAI(**OPTIONS),
        "claude": anthropic.Anthropic(**OPTIONS),
        "aclaude": anthropic.AsyncAnthropic(**OPTIONS),
    }


@pytest.fixture(autouse=True)
def variables(shell: InteractiveShell, clients: dict[str, Any]) -> None:
    shell.user_ns.update(
        clients,
        chat={"model": GPT, "messages": MESSAGES},
        message={
            "model": CLAUDE,
            "max_tokens": 64,
            "messages": MESSAGES[1:],
            "system": "Be kind",
        },
    )


CELLS = {
    "create": "gpt.chat.completions.create(**chat)",
    "no last expression": "answer = gpt.chat.completions.create(**chat)",
    "another last expression": "answer = gpt.chat.completions.create(**chat)\nlen('abc')",
    "await": "answer = await agpt.chat.completions.create(**chat)",
    "gathered": "import asyncio\nawait asyncio.gather(agpt.chat.completions.create(**chat))",
    "await forgotten": "agpt.chat.completions.create(**chat)",
    "streamed": "for part in gpt.chat.completions.create(**chat, stream=True):\n    print(part)",
    "async streamed": (
        "async for part in await agpt.chat.completions.create(**chat, stream=True):\n    print(part)"
    ),
    "raw": "gpt.chat.completions.with_raw_response.create(**chat).parse()",
    "streaming response": (
        "with gpt.chat.completions.with_streaming_response.create(**chat) as r:\n    r.parse()"
    ),
    "async streaming response": (
        "async with agpt.chat.completions.with_streaming_response.create(**chat) as r:\n"
        "    await r.parse()"
    ),
    "stream": "with gpt.chat.completions.stream(**chat) as s:\n    s.get_final_completion()",
    "function": "def ask():\n    return gpt.chat.completions.create(**chat)\nask()",
}


@pytest.mark.parametrize("name", CELLS)
def test_a_call_is_simulated_and_its_result_is_the_cells(
    name: str, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    result = answer(f"%%headroom simulate -o kept\n{CELLS[name]}")
    assert type(result) is SimulationResult
    assert result == simulate(MESSAGES, model=GPT)
    assert capsys.readouterr().err == ""


CLAUDE_CELLS = {
    "create": "claude.messages.create(**message)",
    "await": "await aclaude.messages.create(**message)",
    "stream": (
        "with claude.messages.stream(**message) as s:\n"
        "    for text in s.text_stream:\n        print(text)\n"
        "    final = s.get_final_message()"
    ),
    "async stream": (
        "async with aclaude.messages.stream(**message) as s:\n"
        "    async for text in s.text_stream:\n        print(text)\n"
        "    final = await s.get_final_message()"
    ),
    "beta": "claude.beta.messages.create(**message)",
}


@pytest.mark.parametrize("name", CLAUDE_CELLS)
def test_a_claude_call_is_simulated_with_its_system_prompt(name: str, answer: Answer) -> None:
    result = answer(f"%%headroom simulate\n{CLAUDE_CELLS[name]}")
    assert result == simulate(MESSAGES[1:], model=CLAUDE, system="Be kind")


def test_the_line_says_how_calls_are_simulated(answer: Answer) -> None:
    cell = "%%headroom simulate -m o3 --policy off\ngpt.chat.completions.create(**chat)"
    assert answer(cell) == simulate(MESSAGES, model="o3", policy=[])


def test_several_calls_are_a_table_unless_the_last_line_is_one_of_them(answer: Answer) -> None:
    two = "a = gpt.chat.completions.create(**chat)\nb = claude.messages.create(**message)\n"
    table = answer(f"%%headroom simulate\n{two}")
    assert isinstance(table, Comparison)
    assert [row.policy for row in table] == [f"call 1: {GPT}", f"call 2: {CLAUDE}"]
    assert answer(f"%%headroom simulate\n{two}a").model == GPT


def test_other_commands_look_at_the_last_call(answer: Answer) -> None:
    cell = "gpt.chat.completions.create(**chat)"
    assert answer(f"%%headroom waste\n{cell}") == detect_waste(MESSAGES)
    assert len(answer(f"%%headroom score\n{cell}")) == len(MESSAGES)
    assert [row.policy for row in answer(f"%%headroom compare --policy off\n{cell}")] == ["off"]
    with pytest.warns(match="2 calls were made in the cell: the last one is shown"):
        answer(f"%%headroom waste\na = {cell}\nb = {cell}")


def test_a_cell_that_reads_the_answer_ends_there_with_its_simulation(
    answer: Answer, shell: InteractiveShell
) -> None:
    cell = (
        "%%headroom simulate -o kept\nanswer = gpt.chat.completions.create(**chat)\n"
        "print(answer.choices[0].message.content)\nreached = True"
    )
    with pytest.warns(match=r"the cell ends here: .*no answer with \.choices") as caught:
        result = answer(cell)
    assert result == simulate(MESSAGES, model=GPT) == shell.user_ns["kept"]
    assert [(w.filename, w.lineno) for w in caught] == [("cell", 3)]
    assert "reached" not in shell.user_ns


def test_without_a_call_the_last_expression_is_the_messages(answer: Answer) -> None:
    assert answer("%%headroom simulate\nmessages[:1]").messages == MESSAGES[:1]
    assert answer("%%headroom simulate\nchat").model == GPT


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("x = 1\ngpt.models.list()", "line 3 of the cell: GET /models carries no messages"),
        ("await agpt.embeddings.create(model='e', input='x')", "line 2 of the cell: POST /embed"),
        ("chat['messages'] = []\ngpt.chat.completions.create(**chat)", "line 3 of the cell: mess"),
    ],
)
def test_a_call_that_cannot_be_simulated_is_one_line(
    body: str, said: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(f"%%headroom simulate\n{body}")
    assert str(result.error_in_exec).startswith(said)
    out, err = capsys.readouterr()
    assert len((out + err).strip().splitlines()) == 1


@pytest.mark.parametrize("end", ["1/0", "raise KeyboardInterrupt", "await agpt.nothing", "x = = 1"])
def test_the_users_own_error_is_shown_and_calls_go_out_again(
    end: str, run: Run, shell: InteractiveShell
) -> None:
    before = vars(openai._base_client.SyncAPIClient)["request"]
    result = run(f"%%headroom simulate -o kept --as python\n{CELLS['create']}\n{end}")
    error = result.error_in_exec
    assert type(error) in (ZeroDivisionError, KeyboardInterrupt, AttributeError, SyntaxError)
    assert vars(openai._base_client.SyncAPIClient)["request"] is before
    assert "kept" not in shell.user_ns


def test_a_cell_in_a_cell(answer: Answer, shell: InteractiveShell) -> None:
    inner = (
        f"get_ipython().run_cell_magic('headroom', 'simulate -o inner -m o3', {CELLS['create']!r})"
    )
    result = answer(f"%%headroom simulate\n{inner}\nouter = {CELLS['create']}\nouter")
    assert (result.model, shell.user_ns["inner"].model) == (GPT, "o3")


def test_a_wrapper_around_a_client_passes_through(answer: Answer) -> None:
    wrapper = """
class Wrapper:
    def __init__(self, client):
        self.client = client

    def __getattr__(self, name):
        return getattr(self.client, name)

Wrapper(gpt).chat.completions.create(**chat)"""
    assert answer(f"%%headroom simulate{wrapper}") == simulate(MESSAGES, model=GPT)


def test_a_simulated_call_is_a_simulation_and_no_answer() -> None:
    result = simulate(MESSAGES, model=GPT)
    call = SimulatedCall.of(result)
    assert isinstance(call, SimulationResult)
    assert (call.tokens_before, call.to_text()) == (result.tokens_before, result.to_text())
    assert list(call) == list(call.text_stream) == []
    for name in ("choices", "content", "usage", "output_text"):
        assert not hasattr(call, name)
        with pytest.raises(NotSentError, match=f"no answer with .{name}"):
            getattr(call, name)
