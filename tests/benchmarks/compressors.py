"""Compressors of others beside the presets: one comparison, and three that fail.

    python -m tests.benchmarks.compressors [--llmlingua FOLDER] [FILE …]

``langchain_core.messages.trim_messages``, litellm's trimming, a summariser through OpenAI's client
against a server of our own, and LLMLingua with a model that lies in a folder (its weights come from a
hub, no package of the registry holds any); on the examples of ``data/`` unless files are named.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai

from headroom_lab import HeadroomClient, compare, compressor, simulate
from headroom_lab.messages.given import request_of
from tests.client.server import serving
from tests.conftest import ROOT

MODEL, LIMIT = "gpt-4o", 6_000
EXAMPLES = ("log_hunt.json", "data_query.json", "long_session.json")
Messages = list[Any]


def chain(messages: Messages) -> Any:
    """LangChain's trimming: the last messages that fit, from a human's on."""
    from langchain_core.messages import trim_messages

    def size(given: Messages) -> int:
        return sum(len(str(message.content)) // 4 for message in given)

    return trim_messages(
        messages, max_tokens=LIMIT, token_counter=size, start_on="human", include_system=True
    )


def litellm(messages: Messages) -> Any:
    """litellm's trimming: long messages cut in their middle."""
    from litellm.utils import trim_messages

    return trim_messages(messages, model=MODEL, max_tokens=LIMIT)


def summariser(client: HeadroomClient) -> Callable[[Messages], Messages]:
    """Return what has all but the last turn summarised by a model."""

    def summary(messages: Messages) -> Messages:
        turn = max(i for i, message in enumerate(messages) if isinstance(message["content"], str)
                   and message["role"] == "user")  # fmt: skip
        asked = [{"role": "user", "content": "Summarise:\n" + json.dumps(messages[:turn])}]
        answer = client.chat.completions.create(model="gpt-4o-mini", messages=asked)
        told = {"role": "user", "content": str(answer.choices[0].message.content)}
        return [*messages[:1], told, *messages[turn:]]

    return summary


def llmlingua(folder: Path) -> Callable[[Messages], Messages]:
    """Return LLMLingua-2 with the model of a folder: each tool output at half its length."""
    from llmlingua import PromptCompressor

    inner = PromptCompressor(model_name=str(folder), use_llmlingua2=True, device_map="cpu")

    def lingua(messages: Messages) -> Messages:
        for message in messages:
            if message["role"] == "tool":
                found = inner.compress_prompt(message["content"], rate=0.5)
                message["content"] = found["compressed_prompt"]
        return messages

    return lingua


def raises(messages: Messages) -> Messages:
    """A compressor without its model."""
    raise RuntimeError("no model at this path")


def breaks(messages: Messages) -> Messages:
    """One that takes a call and leaves its result."""
    first = next(i for i, message in enumerate(messages) if message["role"] == "assistant"
                 and not isinstance(message["content"], str))  # fmt: skip
    return [*messages[:first], *messages[first + 1 :]]


def wrong(messages: Messages) -> Any:
    """One that answers with a text."""
    return json.dumps(messages)


def compared(messages: Messages, client: HeadroomClient, lingua: Path | None) -> Any:
    """Return the comparison of them all on one conversation."""
    policies = {
        "trim_messages": chain,
        "litellm": litellm,
        "summariser": compressor(summariser(client), cost=client),
        **({} if lingua is None else {"llmlingua": llmlingua(lingua)}),
        "raises": raises,
        "breaks": breaks,
        "wrong": wrong,
        "balanced": "balanced",
    }
    return compare(messages, policies, model=MODEL)


def main(show: Callable[[str], Any] = print) -> None:
    """Compare and print: the table, then the ledger of each that came to something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--llmlingua", type=Path)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    with serving() as vendor:
        own = openai.OpenAI(base_url=vendor.url + "/v1", api_key="x")
        client = HeadroomClient(own, default_mode="off")
        for path in options.files or [ROOT / "data" / name for name in EXAMPLES]:
            messages = request_of(json.loads(path.read_text())).conversation.to_list()
            show(f"\n{path.name}\n{compared(messages, client, options.llmlingua)}")
            rows = simulate(messages, MODEL, policy=chain).removals
            show(
                f"ledger of trim_messages: {len(rows)} rows, {sum(row.tokens for row in rows):,} tokens"
            )
            for row in rows[:3]:
                show(f"  message {row.message}: {row.tokens} tokens, {row.reason}")


if __name__ == "__main__":
    main()
