"""LangSmith runs: lines, an array, or ``{"runs": […]}``.

Source: LangSmith's run data format, as known in November 2026, not looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headroom_lab.providers.usage import Usage, number, usage_of
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping, text
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.converting import chat, langchain, usages
from headroom_lab.traces.converting.traced import traced_input, traced_output
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, guarded, made, objects_in
from headroom_lab.traces.records import Record

NAME = "LangSmith"
_THREADS = ("thread_id", "session_id", "conversation_id")


def fits(record: Entry) -> bool:
    """Tell a run, or an export of them."""
    runs = record.get("runs")
    first = mapping(runs[0]) if isinstance(runs, list) and runs else record
    return "run_type" in first and ("inputs" in first or "id" in first)


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield a session a thread, or where runs name none a trace."""
    found = made(records, partial(_runs, source=source), source.skipping)
    ordered = sorted(found, key=lambda one: str(one[1].get("start_time")))
    exchanges = guarded(ordered, partial(_exchanges, source=source), source.skipping)
    yield from traces_of(exchanges, source, NAME)


def _runs(record: dict[str, Any], line: int, source: Source) -> Iterator[Mapping[str, Any]]:
    """Yield the runs in a record, those below a run too."""
    listed = record.get("runs")
    waiting = list(
        objects_in(listed if isinstance(listed, list) else [record], line, source.skipping)
    )
    while waiting:
        run = waiting.pop(0)
        yield run
        waiting += objects_in(run.get("child_runs"), line, source.skipping, is_needed=False)


def _exchanges(run: Mapping[str, Any], line: int, source: Source) -> Iterator[Exchange]:
    """Yield the exchange that a run tells of, none where it is no call of a model."""
    if run.get("run_type") != "llm":
        source.skipping.add("runs that are no call of a model", line)
        return
    given, outputs = traced_input(run.get("inputs")), mapping(chat.loaded(run.get("outputs")))
    extra = mapping(chat.loaded(run.get("extra")))
    metadata, asked = mapping(extra.get("metadata")), mapping(extra.get("invocation_params"))
    came, fields = traced_output(outputs), _answer_of(outputs)
    tools = given.tools or asked.get("tools") or mapping(asked.get("options")).get("tools")
    threads = (text(metadata.get(name)) for name in _THREADS)
    yield Exchange(
        messages=given.messages,
        answer=came.messages,
        model=langchain.model_of(fields)
        or text(outputs.get("model"))
        or text(metadata.get("ls_model_name"))
        or text(asked.get("model")),
        usage=_usage(run, outputs, fields),
        started=run.get("start_time"),
        stop_reason=langchain.stopped(fields),
        cost=_cost(run.get("total_cost")),
        system=given.system,
        tools=tools if isinstance(tools, list) else None,
        session=next(filter(None, threads), None)
        or text(run.get("trace_id"))
        or text(run.get("id")),
        agent=text(metadata.get("langgraph_node")),
        unread=given.unread + came.unread,
    )


def _answer_of(outputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields of LangChain's message in an output, ``{}`` for none."""
    found: Any = outputs.get("generations") or outputs.get("messages") or outputs.get("output")
    while isinstance(found, list) and found:
        found = found[0]
    return langchain.fields_of(mapping(found).get("message") or found) or {}


def _usage(
    run: Mapping[str, Any], outputs: Mapping[str, Any], fields: Mapping[str, Any]
) -> Usage | None:
    """Return what a run used: by class where its answer says so, else its two sums."""
    told = langchain.used(fields) or langchain.used(outputs) or usage_of(outputs.get("usage"))
    told = told or usage_of(mapping(outputs.get("llm_output")).get("token_usage"))
    return told or usages.counted(
        number(run, "prompt_tokens"),
        number(run, "completion_tokens"),
        read=number(run, "prompt_token_details", "cache_read"),
        written=number(run, "prompt_token_details", "cache_creation"),
        total=number(run, "total_tokens"),
    )


def _cost(found: Any) -> float | None:
    """Return dollars, which are a text where they are exact."""
    if isinstance(found, str):
        try:
            return float(found)
        except ValueError:
            return None
    return dollars(found)


READER = Reader(NAME, fits, read)
