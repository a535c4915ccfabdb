"""The magic in a real kernel, as a notebook talks to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel

from tests.magic.samples import DEAD, GPT

SECONDS = 60
SLOW = """
import time
from headroom_lab import TransformPipeline

class Slow:
    name, wait_at, pause, used = "slow", 0, 0, 0

    def apply(self, messages, tokenizer=None, **options):
        Slow.used += 1
        time.sleep(Slow.pause)
        if Slow.used == Slow.wait_at:
            print("waiting", flush=True)
            time.sleep(60)
        return TransformPipeline([]).apply(messages, tokenizer)

slow = TransformPipeline([Slow()])
long = [{"role": r, "content": f"{r} {n}"} for n in range(6) for r in ("user", "assistant")]
"""


@dataclass
class Outcome:
    """What a cell did: the kernel's reply, its outputs by mime type, its streams, its error."""

    reply: dict[str, Any]
    data: list[dict[str, Any]] = field(default_factory=list)
    stream: str = ""
    error: str = ""


@dataclass
class Kernel:
    """A running kernel and its client."""

    manager: KernelManager
    client: BlockingKernelClient

    def run(self, code: str) -> Outcome:
        """Run a cell and wait for all it says."""
        return self.outcome(self.client.execute(code))

    def outcome(self, sent: str) -> Outcome:
        """Wait for the end of a cell."""
        outcome = Outcome(self._reply(sent))
        while True:
            message = self.client.get_iopub_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") != sent:
                continue
            content = message["content"]
            if content.get("execution_state") == "idle":
                return outcome
            if "data" in content:
                outcome.data.append(content["data"])
            outcome.stream += content.get("text", "")
            outcome.error += content.get("ename", "")

    def _reply(self, sent: str) -> dict[str, Any]:
        """Wait for the reply to a request."""
        while True:
            message = self.client.get_shell_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") == sent:
                content: dict[str, Any] = message["content"]
                return content


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path_factory.mktemp("ipython"))}
    manager, client = start_new_kernel(
        env=environment, extra_arguments=["--HistoryManager.enabled=False"]
    )
    kernel = Kernel(manager, client)
    kernel.run("%load_ext headroom_lab\nmessages = [{'role': 'user', 'content': 'hi'}]")
    yield kernel
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_a_cell_that_imports_a_vendor_first_sends_nothing(kernel: Kernel) -> None:
    cell = f"""%%headroom simulate -o first
import sys
assert "openai" not in sys.modules
from openai import AsyncOpenAI, OpenAI
options = dict(api_key="none", base_url={DEAD!r}, max_retries=0)
raw = OpenAI(**options).chat.completions.with_raw_response
await AsyncOpenAI(**options).responses.create(model={GPT!r}, input="hi")
last = raw.create(model={GPT!r}, messages=messages)
last"""
    outcome = kernel.run(cell)
    assert (outcome.reply["status"], outcome.error) == ("ok", "")
    assert [sorted(data) for data in outcome.data] == [["text/html", "text/plain"]]
    refused = kernel.run(f"raw.create(model={GPT!r}, messages=messages)")
    assert refused.error == "APIConnectionError"


def test_wrong_use_shows_one_line(kernel: Kernel) -> None:
    outcome = kernel.run("%headroom simulate mesages")
    assert outcome.stream.strip() == (
        "UsageError: unknown variable 'mesages', did you mean 'messages'?"
    )
    assert outcome.reply["status"] == "error"


def test_tab_completes(kernel: Kernel) -> None:
    def completed(code: str) -> list[str]:
        reply = kernel.client.complete(code, len(code), reply=True, timeout=SECONDS)["content"]
        start = reply["cursor_start"]
        assert reply["cursor_end"] == len(code)
        return [code[:start] + match for match in reply["matches"]]

    assert completed("%headroom simulate mes") == ["%headroom simulate messages"]
    assert completed("%%headroom simulate --max") == ["%%headroom simulate --max-tokens"]
    assert "%headroom compare messages -m gpt-4o-mini" in completed(
        "%headroom compare messages -m gpt-4o"
    )


def test_help_is_shown_for_the_magic_and_for_a_command(kernel: Kernel) -> None:
    payload = kernel.run("%headroom?").reply["payload"]
    shown = payload[0]["data"]["text/plain"]
    assert "Commands:" in shown
    assert "%%headroom simulate [-m MODEL]" in shown
    assert "%%headroom waste [-m MODEL]" in kernel.run("%headroom waste?").stream
    inspected = kernel.client.inspect("%headroom", 9, reply=True, timeout=SECONDS)["content"]
    assert inspected["found"]
    assert "Commands:" in inspected["data"]["text/plain"]


@pytest.mark.parametrize(
    "wait", ["import time\ntime.sleep(60)", "import asyncio\nawait asyncio.sleep(60)"]
)
def test_an_interrupt_stops_a_cell_and_calls_go_out_again(kernel: Kernel, wait: str) -> None:
    kernel.run("import openai\nbefore = openai.OpenAI.request")
    sent = kernel.client.execute(f"%%headroom simulate\nprint('running', flush=True)\n{wait}")
    while kernel.client.get_iopub_msg(timeout=SECONDS)["content"].get("text") != "running\n":
        pass
    kernel.manager.interrupt_kernel()
    assert kernel.outcome(sent).error == "KeyboardInterrupt"
    assert kernel.run("openai.OpenAI.request is before").data[0]["text/plain"] == "True"


@pytest.mark.parametrize("command", ["sweep long --grid policy=", "replay long --policy "])
def test_an_interrupt_of_long_work_keeps_what_is_finished(kernel: Kernel, command: str) -> None:
    """The third use of the slow pipeline says so and waits; two are finished by then."""
    kernel.run(SLOW)
    line = f"{command}{'off,off,slow,off,slow,off' if 'grid' in command else 'slow'} -o kept"
    sent = kernel.client.execute(
        f"Slow.wait_at = {1 if 'grid' in command else 3}\n%headroom {line}"
    )
    while kernel.client.get_iopub_msg(timeout=SECONDS)["content"].get("text") != "waiting\n":
        pass
    kernel.manager.interrupt_kernel()
    outcome = kernel.outcome(sent)
    assert (outcome.reply["status"], outcome.error) == ("ok", "")
    shown = outcome.data[-1]["text/plain"]
    assert "2 of 6 grid points" in shown or "2 of 6 requests, modelled" in shown
    assert "interrupted" in shown
    rows = "2" if "grid" in command else "4"  # a replay's unchanged session has rows of its own
    assert kernel.run("len(kept.rows)").data[0]["text/plain"] == rows
    assert kernel.run("_.rows == kept.rows if hasattr(_, 'rows') else _").reply["status"] == "ok"


def test_an_interrupt_before_anything_is_finished_is_one(kernel: Kernel) -> None:
    kernel.run(SLOW)
    sent = kernel.client.execute("Slow.wait_at = 1\n%headroom replay long --policy slow")
    while kernel.client.get_iopub_msg(timeout=SECONDS)["content"].get("text") != "waiting\n":
        pass
    kernel.manager.interrupt_kernel()
    assert kernel.outcome(sent).error == "KeyboardInterrupt"


def test_long_work_shows_a_bar_that_goes_away(kernel: Kernel) -> None:
    kernel.run(SLOW)
    outcome = kernel.run("Slow.pause = 0.3\n%headroom replay long --policy slow")
    assert outcome.reply["status"] == "ok"
    bars = [data for data in outcome.data if data.get("text/plain", "").startswith("replay:")]
    assert "replay" in outcome.stream or len(bars) == 1
    assert "6 requests, modelled" in outcome.data[-1]["text/plain"]
    quick = kernel.run("Slow.pause = 0\n%headroom replay long --policy slow")
    assert len(quick.data) == 1
    assert quick.stream == ""


def test_unloading_takes_the_magic_away(kernel: Kernel) -> None:
    kernel.run("%unload_ext headroom_lab")
    assert "Line magic function `%headroom` not found" in kernel.run("%headroom").stream
    kernel.run("%load_ext headroom_lab")
    assert kernel.run("%headroom").reply["status"] == "ok"
