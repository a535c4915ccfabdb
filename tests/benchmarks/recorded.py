"""What holds of every recorded session: no word goes unaccounted, and the totals come out.

    python -m tests.benchmarks.recorded words     # sent + removed = original, under each preset
    python -m tests.benchmarks.recorded totals    # text + "not in the file" = recorded total

``words`` looks at the first, the last and each segment's last request of each stream, ``totals`` at
every request. One line a session, and what all come to.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from headroom_lab import TransformPipeline, read_traces
from headroom_lab.errors import InvalidMessagesError
from headroom_lab.results.trace import Trace
from headroom_lab.results.trace_requests import TraceRequest
from headroom_lab.tokens import measure
from tests.transforms.test_ledger import PRESETS, check

SESSIONS = Path(__file__).parents[3] / "shared" / "data" / "sessions"


@dataclass(frozen=True)
class Total:
    """One request: tokens recorded, tokens of its text, tokens said to be in no file."""

    recorded: int
    text: int
    beside: int
    is_whole: bool

    @property
    def remains(self) -> int:
        """By how much the text and what is in no file miss what was recorded."""
        return self.text + self.beside - self.recorded


def traces(folder: Path = SESSIONS) -> Iterator[Trace]:
    """Yield every recorded session, one file at a time."""
    for file in sorted(folder.glob("*/*")):
        yield from read_traces(file)


def sampled(trace: Trace) -> list[TraceRequest]:
    """Return the first, the last and each segment's last request of each stream."""
    chosen: dict[int, TraceRequest] = {}
    for stream in trace.streams.values():
        last = {request.segment: request for request in stream.requests}
        for request in (*stream.requests[:1], *last.values()):
            chosen[request.number] = request
    return [chosen[number] for number in sorted(chosen)]


def total(trace: Trace, request: TraceRequest) -> Total | None:
    """Return what a request comes to, None where nothing was recorded or nothing is in the log."""
    context = trace.at(request.number)
    if request.input_tokens is None or not context.model or not context.messages:
        return None
    try:
        measured = measure(context.conversation, context.model, tools=context.tools)
    except InvalidMessagesError:
        return None
    text = measured.tokenizer.count_messages(measured.given) + measured.unlisted
    return Total(request.input_tokens, text, context.beside_tokens, trace.is_whole)


def unaccounted(trace: Trace, requests: Iterable[TraceRequest]) -> Iterator[tuple[int, str, bool]]:
    """Yield request, preset, and whether all words of its context are sent or in the ledger."""
    pipelines = {preset: TransformPipeline.preset(preset) for preset in PRESETS}
    for request in requests:
        messages = trace.at(request.number).messages
        for preset, pipeline in pipelines.items() if messages else ():
            try:
                check(messages, pipeline.apply(messages))
            except AssertionError:
                yield request.number, preset, False
            else:
                yield request.number, preset, True


def words() -> None:
    """Print what the ledgers of all sessions come to."""
    asked = failed = 0
    for trace in traces():
        found = list(unaccounted(trace, sampled(trace)))
        bad = [f"request {number} {preset}" for number, preset, good in found if not good]
        asked, failed = asked + len(found), failed + len(bad)
        print(_name(trace), len(found), "contexts and presets;", bad or "all add up", flush=True)
    print(f"{asked - failed} of {asked} add up word by word")


def totals() -> None:
    """Print what text and the rest come to, request by request."""
    asked = missed = 0
    worst = 0.0
    for trace in traces():
        found = [one for r in trace.requests if (one := total(trace, r)) is not None]
        over = [one for one in found if one.remains]
        asked, missed = asked + len(found), missed + len(over)
        most = max((abs(one.remains) / one.recorded for one in over), default=0.0)
        worst = max(worst, most)
        print(_name(trace), len(found), "requests;", len(over), f"miss, by {most:.1%}", flush=True)
    print(
        f"{asked - missed} of {asked} requests to the token; the others miss by {worst:.1%} at most"
    )


def _name(trace: Trace) -> str:
    """Return the file of a session, and its size in requests."""
    path = Path(trace.path)
    return f"{path.parent.name}/{path.name}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("words", "totals"))
    start = time.process_time()
    {"words": words, "totals": totals}[parser.parse_args().what]()
    print(f"{time.process_time() - start:.0f} s of processor time")
