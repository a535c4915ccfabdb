"""Why leaving out what is out of date adds little to thrifty: what of it thrifty still sends.

    python -m tests.benchmarks.out_of_date [--half first|second] [--most N]

A step behind ``thrifty`` looks at each request of recorded sessions before it is sent: how much of the
tool output in it was sent before, how much of that is shown anew further down, how much of this the
newer output points at (it is written by what differs, so the older one has to stay), and what sending
none of the rest would have saved at the price of a cache read, were it to go for nothing at once.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from headroom_lab import read_traces, replay
from headroom_lab.messages import Conversation, read
from headroom_lab.messages.file_uses import file_uses
from headroom_lab.messages.superseded import superseded
from headroom_lab.policies.moments.moment import Moment
from headroom_lab.policies.moments.occasion import Occasion, Sender, Sent
from headroom_lab.policies.moments.senders import sender_in
from headroom_lab.providers.bill import bill
from headroom_lab.providers.usage import Usage
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.encodings.references import referred
from tests.benchmarks.money import LEAST
from tests.benchmarks.split import session_files

EDITED = "written anew"
SOME = 1_000_000
Seen = Counter[str]  # what: tokens over all requests; "usd …": dollars
ROWS = {
    "outputs": "tool output that was sent before",
    "touched": "of it of files that are read or edited later, in whatever part",
    "again": "of it shown anew by a later read, run or look",
    "edited": "of it written anew by an edit",
    "referred": "of what is out of date, referred to by the newer output",
    "free": "of what is out of date, referred to by nothing",
    "cold": "of that, standing while the cache is cold, when superseded() leaves it out",
    "written": "what newer outputs take less for being written by what differs",
}


class Watched(Moment):
    """Sends what thrifty sends and notes what of it is out of date."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        super().__init__("thrifty")

    def begin(self, context: Context) -> Sender:
        """Return what watches one stream."""
        return _Watching(context, self.seen)


class _Watching:
    def __init__(self, context: Context, seen: Seen) -> None:
        self._inner = sender_in("thrifty", context)
        self._count, self._seen, self._last = context.tokenizer, seen, 0

    def send(self, occasion: Occasion) -> Sent:
        """Return the request as thrifty sends it."""
        sent = self._inner.send(occasion)
        came = read(occasion.request.messages)
        if len(sent.messages) == len(came.messages):
            self._note(read(sent.messages, format=came.format), came, occasion)
        self._last = len(sent.messages)
        return sent

    def _note(self, sent: Conversation, came: Conversation, occasion: Occasion) -> None:
        """Add what one request holds."""
        sizes = self._sizes(sent)
        again = {place: tokens for place, tokens in sizes.items() if place[0] < self._last}
        pointed = {_place(block) for block in referred(sent)}
        old = {_place(row.block): row for row in superseded(came) if row.by < self._last}
        stale = {place: tokens for place, tokens in again.items() if place in old}
        free = sum(tokens for place, tokens in stale.items() if place not in pointed)
        edited = sum(tokens for place, tokens in stale.items() if old[place].why == EDITED)
        touched = _touched(came, self._last)
        newer = {row.by for row in old.values()}
        whole = self._sizes(came)
        self._seen.update(
            outputs=sum(again.values()),
            touched=sum(tokens for place, tokens in again.items() if place in touched),
            again=sum(stale.values()) - edited,
            edited=edited,
            referred=sum(stale.values()) - free,
            free=free,
            cold=free if occasion.cold else 0,
            written=sum(max(whole[p] - again.get(p, 0), 0) for p in whole if p[0] in newer),
        )
        usd = bill(str(occasion.request.model), Usage(SOME, cache_read_tokens=SOME)).total
        self._seen["usd free"] += free * (usd or 0) / SOME  # type: ignore[assignment]

    def _sizes(self, conversation: Conversation) -> dict[Any, int]:
        """Return the tokens of each output by its place."""
        blocks = [block for block in conversation.blocks if block.kind == "tool_result"]
        tokens = self._count.count_texts([block.text for block in blocks])
        return dict(zip(map(_place, blocks), tokens, strict=True))


def _touched(came: Conversation, last: int) -> set[tuple[int, Any]]:
    """Return the places of outputs of one file that a later call reads or changes."""
    files = {
        b.call_id: {use.path for use in file_uses(b)} for b in came.blocks if b.kind == "tool_call"
    }
    latest = {
        path: block.message
        for block in came.blocks
        if block.kind == "tool_call" and block.message < last
        for path in files[block.call_id]
    }
    return {
        _place(block)
        for block in came.blocks
        if block.kind == "tool_result"
        and len(files.get(block.call_id, ())) == 1
        and any(latest.get(path, -1) > block.message for path in files[block.call_id])
    }


def _place(block: Any) -> tuple[int, Any]:
    """Return where an output stands."""
    return block.message, block.path


def watched(half: Any, most: int) -> tuple[Seen, Counter[str]]:
    """Return what thrifty sends in recorded sessions, and the bills beside and without."""
    seen: Seen = Counter()
    bills: Counter[str] = Counter()
    left = most
    for path in session_files(half):
        for trace in read_traces(path):
            if left and len(trace.requests) >= LEAST:
                left -= 1
                policies: dict[str, Any] = {
                    "thrifty": Watched(seen),
                    "both": ["thrifty", "superseded"],
                }
                for total in replay(trace, policies, progress=False).totals:
                    bills[total.policy] += total.net_cost or 0  # type: ignore[assignment]
                    bills["before"] += (total.cost_before or 0) / 2  # type: ignore[assignment]
                bills["sessions"] += 1
    return seen, bills


def said(seen: Seen, bills: Counter[str]) -> Iterator[str]:
    """Yield what was seen, a line each."""
    whole = seen["outputs"] or 1
    before = bills["before"] or 1
    yield f"{bills['sessions']} sessions, ${before:.2f}; tokens over all requests under thrifty"
    for key, words in ROWS.items():
        yield f"{seen[key]:>13,}  {seen[key] / whole:6.1%}  {words}"
    yield f"left out for nothing at once: at most {seen['usd free'] / before:.2%} of the bill"
    for name in ("thrifty", "both"):
        what = "thrifty" if name == "thrifty" else "thrifty and superseded()"
        yield f"{what}: {bills[name] / before - 1:+.2%} of the bill, reading again paid"


def main(show: Callable[[str], Any] = print) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("first", "second"), default="second")
    parser.add_argument("--most", type=int, default=12, help="sessions")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    for text in said(*watched(options.half, options.most)):
        show(text)


if __name__ == "__main__":
    main()
