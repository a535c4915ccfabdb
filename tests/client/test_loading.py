"""What a first request needs is loaded while the caller is at work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from headroom_lab.client import loading
from tests.client.faces import FACES, SIDES
from tests.client.server import Vendor

ROOT = str(Path(__file__).parents[2])
FIRST = """
import sys, time
sys.path.insert(0, {root!r})
import openai
from headroom_lab import HeadroomClient
from headroom_lab.client import loading
from headroom_lab.client.openai_chat import ENDPOINT
from headroom_lab.client.requests import prepare
if not {ahead}:
    loading.start = lambda *_: None
started = time.thread_time()
client = HeadroomClient(openai.OpenAI(api_key="k"))
made = time.thread_time() - started
loading.wait()
started = time.thread_time()
asked = [dict(role="user", content="Which of these hosts are down?")]
flight = prepare(client._terms, ENDPOINT, dict(model="gpt-4o", messages=asked))
flight.finish()
print(time.thread_time() - started, made)
"""


def ran(code: str, **given: object) -> str:
    """Return what a fresh process prints."""
    whole = [sys.executable, "-W", "error::ResourceWarning", "-c", code.format(root=ROOT, **given)]
    done = subprocess.run(whole, capture_output=True, text=True, timeout=120, check=True)
    assert done.stderr == ""
    return done.stdout


def test_a_first_request_finds_nearly_all_loaded() -> None:
    ahead, alone = (float(ran(FIRST, ahead=a).split()[0]) for a in (True, False))
    assert ahead < 0.25 * alone


def test_a_process_that_ends_at_once_ends_well() -> None:
    code = """
import sys
sys.path.insert(0, {root!r})
import openai
from headroom_lab import HeadroomClient
HeadroomClient(openai.OpenAI(api_key="k"))
print("made")
"""
    assert ran(code) == "made\n"


def test_a_fork_right_after_the_client_finds_all_modules() -> None:
    if not hasattr(__import__("os"), "fork"):
        pytest.skip("no forks here")
    code = """
import os, sys
sys.path.insert(0, {root!r})
import openai
from headroom_lab import HeadroomClient
client = HeadroomClient(openai.OpenAI(api_key="k"))
for _ in range(4):
    child = os.fork()
    if not child:
        asked = [dict(role="user", content="hi")]
        client.chat.completions.simulate(model="gpt-4o", messages=asked)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
print("done")
"""
    assert ran(code) == "done\n"


def test_no_step_of_the_callers_own_is_run_ahead(vendor: Vendor) -> None:
    class Own:
        calls = 0

        def apply(self, messages: object, tokenizer: object) -> object:
            type(self).calls += 1
            raise AssertionError

    SIDES[0].wrapped(FACES[0], vendor.url, policy=[Own()])
    loading.wait()
    assert Own.calls == 0
    assert vendor.got == []
