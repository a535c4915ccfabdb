"""The doors out of a record: its pictures and widgets, which stand above it.

All that points up goes through here, imported on the call, so that nothing else has to.
"""

from __future__ import annotations

from typing import Any


def text_of(record: Any) -> str:
    """Return a record on one screen of plain text."""
    from headroom_lab.display import render_text

    return render_text(record)


def html_of(record: Any) -> str:
    """Return a record as an HTML fragment."""
    from headroom_lab.display import render_html

    return render_html(record)


def markdown_of(record: Any) -> str:
    """Return a record as Markdown."""
    from headroom_lab.display import render_markdown

    return render_markdown(record)


def plot_of(record: Any, kind: str | None, **look: Any) -> Any:
    """Return a record's plot of a kind, its first where None; ``look`` says where and how large."""
    from headroom_lab.display import render_plot

    return render_plot(record, kind, **look)


def bundle_of(record: Any, folder: Any, inputs: bool | None) -> Any:
    """Write a record's bundle into a folder and return the path of its manifest."""
    from headroom_lab.report.bundles import write_bundle

    return write_bundle(record, folder, inputs=inputs)


def explorer_of(result: Any) -> Any:
    """Return the explorer of a simulation, with the policy, query, system and tools it had."""
    from headroom_lab.explore import explore_simulation

    return explore_simulation(
        result.request,
        policy=result.policy,
        query=result.query,
        redact=result.redacted,
        **result.options,
    )


def map_explorer_of(found: Any) -> Any:
    """Return a context map as a widget."""
    from headroom_lab.explore import MapExplorer

    return MapExplorer(found)


def context_map(record: Any) -> Any:
    """Return the map of a simulation's or a trace's context."""
    from headroom_lab.simulation.mapping import map_of

    return map_of(record)


def retention_of(result: Any) -> float | None:
    """Return the share of values used later that still stood in what a simulation leaves.

    Of hard ones used four or more messages later; without these of all; None without any.
    """
    from headroom_lab.replays import dry_run

    return dry_run.retention_of(result)


def cost_of(request: Any, *, prices: Any = None, input_only: bool = False) -> float | None:
    """Return what a recorded request costs, None where that isn't known.

    At list prices of its day, or at ``prices`` of one's own.
    """
    from dataclasses import replace

    from headroom_lab.providers.bill import bill

    usage = request.usage
    if request.model is None or usage is None:
        return None
    if input_only:
        usage = replace(usage, output_tokens=0, reasoning_tokens=0, output_audio_tokens=0)
    return bill(request.model, usage, prices, request.day).total


def prices_from(given: Any) -> Any:
    """Return prices of one's own, however they were given; None for the list's."""
    from headroom_lab.providers.prices import prices_of

    return prices_of(given)


def session_cost(trace: Any, prices: Any = None) -> Any:
    """Return what a session cost, by token class and why."""
    from headroom_lab.replays.session_cost import session_cost

    return session_cost(trace, prices)


def cache_seconds(requests: Any) -> Any:
    """Return for how many seconds what each request of a stream left in the cache surely stands."""
    from headroom_lab.replays.rewriting import lifetimes

    return [stands.least for stands in lifetimes(requests)]


def message_costs(cost: Any) -> Any:
    """Return what each message of a session cost over its whole stay."""
    from headroom_lab.replays.session_cost import message_costs

    return message_costs(cost)


def tool_costs(trace: Any, prices: Any) -> Any:
    """Return what each tool's outputs took up of a session."""
    from headroom_lab.replays.tool_costs import tool_costs

    return tool_costs(trace, prices)


def trace_request(trace: Any, request: Any) -> Any:
    """Return the context of one request of a trace, as everything takes it."""
    from headroom_lab.traces.context import request_at

    return request_at(trace, request)


def stream_alone(stream: Any) -> Any:
    """Return the context of the last request of a stream by itself."""
    from headroom_lab.traces.context import alone

    return alone(stream)


def stream_request(trace: Any, stream: str) -> Any:
    """Return the context of the last request of a stream of a trace."""
    from headroom_lab.traces.context import last_request

    return last_request(trace, stream)


def trace_rows(trace: Any) -> Any:
    """Return a row for each message of a trace."""
    from headroom_lab.traces.rows import message_rows

    return message_rows(trace)


def trace_comparison(first: Any, second: Any, prices: Any) -> Any:
    """Return two traces side by side."""
    from headroom_lab.traces.comparing import compare_traces

    return compare_traces(first, second, prices)


def read_session(path: str) -> Any:
    """Return the session in a file."""
    from headroom_lab.traces.reading import read_trace

    return read_trace(path)
