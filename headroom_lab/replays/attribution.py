"""What each message of a stream cost over its whole stay, and what an oracle would have saved.

A request's tokens lie in a row: what no message holds first, then the messages. What was read from
the cache is the beginning of that row, then comes what was written, for one hour before for five
minutes, and what is neither last; each message pays for the tokens that lie within it. So the
parts of a request add up to its bill.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from headroom_lab.messages import Conversation
from headroom_lab.providers.bill import ANSWER, FRESH, READ, WRITTEN, WRITTEN_LONG, Bill
from headroom_lab.replays.asked import answer_at
from headroom_lab.replays.layout import Laid
from headroom_lab.replays.needs import Needs
from headroom_lab.replays.parts import Part, parts_of
from headroom_lab.results.cost_by_message import MessageCost

BESIDE, UNLOGGED, OTHER = "system prompt and tools", "output not in the log", "other"
_ROW = ((READ,), (WRITTEN_LONG,), (WRITTEN,), FRESH)


@dataclass(slots=True)
class _Stay:
    """What one place of a stream (None: beside the messages) cost so far."""

    tokens: float = 0.0
    requests: int = 0
    output: float = 0.0
    first: float = 0.0
    read: float = 0.0
    again: float = 0.0
    # Of a message's cost, what came after its last use, from when the cache was cold.
    free: float = 0.0
    is_free: bool = False
    is_priced: bool = False


@dataclass(slots=True)
class StreamBill:
    """The bill of a stream while its requests come in."""

    name: str
    conversation: Conversation
    needs: Needs
    stays: dict[int | None, _Stay] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)  # tool -> requests that held some of it
    unlogged: float = 0.0
    other: float = 0.0
    _parts: Sequence[Sequence[Part]] = field(init=False)
    _tools: dict[int | None, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._parts = parts_of(self.conversation)
        tools = ({part.tool for part in parts if part.tool} for parts in self._parts)
        self._tools = {place: found for place, found in enumerate(tools) if found}

    def add(self, laid: Laid, bill: Bill, uses: Mapping[int, int]) -> None:
        """Take in a request with its bill; ``uses``: where each message is needed last."""
        spans = _spans(bill)
        start, tools = 0.0, set[str]()
        row = [(None, laid.beside), *zip(laid.places, laid.sizes, strict=True)]
        cached = spans[0] if spans and spans[0][3] else (0.0, 0.0, 0.0, True)
        for place, size in row:
            stay = self.stays.get(place) or self.stays.setdefault(place, _Stay())
            stop = start + size
            read, paid = (
                (size * cached[2], 0.0) if stop <= cached[1] else _overlaps(spans, start, stop)
            )
            start = stop
            stay.tokens, stay.read = size, stay.read + read
            if stay.requests:
                stay.again += paid
            else:
                stay.first += paid
            stay.requests += 1
            stay.is_priced = stay.is_priced or not bill.gaps
            tools.update(self._tools.get(place, ()))
            if place is not None and place in uses and laid.request.stop > uses[place]:
                stay.is_free = stay.is_free or paid > read
                stay.free += read + paid if stay.is_free else 0.0
        self.sent.update(tools)
        self._answer(laid, bill)

    def _answer(self, laid: Laid, bill: Bill) -> None:
        """Lay what the answer cost on the messages that hold it."""
        output = _usd(bill, ANSWER)
        listed = {name for names in _ROW for name in names}.union(ANSWER)
        self.other += _usd(bill, [part.name for part in bill.parts if part.name not in listed])
        answer = answer_at(self.conversation, laid.request.stop)
        if not answer:
            self.unlogged += output
        lengths = [
            sum(len(b.text) + 1 for b in self.conversation.messages[p].blocks) for p in answer
        ]
        for place, length in zip(answer, lengths, strict=True):
            share = length / sum(lengths) if sum(lengths) else 1 / len(answer)
            stay = self.stays.setdefault(place, _Stay())
            stay.output += output * share
            stay.is_priced = stay.is_priced or not bill.gaps

    def rows(self) -> Iterator[MessageCost]:
        """Yield the parts of the stream's bill."""
        needed = _needed(self.needs)
        for place, stay in self.stays.items():
            if place is None:
                whole = Part(BESIDE, None, None, 1.0, 0)
                yield self._row(None, whole, stay, 0.0)
                continue
            for part in self._parts[place]:
                yield self._row(place, part, stay, _recoverable(part, stay, needed.get(place, 0)))
        for kind, amount in ((UNLOGGED, self.unlogged), (OTHER, self.other)):
            if amount:
                yield self._row(
                    None, Part(kind, None, None, 1.0, 0), _Stay(output=amount, is_priced=True), 0.0
                )

    def _row(self, place: int | None, part: Part, stay: _Stay, recoverable: float) -> MessageCost:
        """Return the row of a part, its share of what its message cost."""
        amounts = (stay.output, stay.first, stay.read, stay.again)
        output, first, read, again = (
            part.share * amount if stay.is_priced else None for amount in amounts
        )
        return MessageCost(
            self.name,
            place,
            part.kind,
            part.tool,
            part.file,
            round(part.share * stay.tokens),
            stay.requests,
            output,
            first,
            read,
            again,
            recoverable if stay.is_priced else None,
        )


def last_uses(needs: Needs) -> dict[int, int]:
    """Return for each message which one needs it last."""
    return {holder: need.use for need in needs.needs for holder in need.holders}


def _needed(needs: Needs) -> dict[int, int]:
    """Return for each message how many of its characters are needed later."""
    texts: dict[int, set[str]] = {}
    for need in needs.needs:
        for text, holder in zip(need.texts, need.holders, strict=True):
            texts.setdefault(holder, set()).add(text)
    return {place: sum(map(len, found)) for place, found in texts.items()}


def _recoverable(part: Part, stay: _Stay, needed: int) -> float:
    """Return what an oracle saves of a part: all but what is needed, and that from when it is free."""
    if part.kind != "tool output":
        return 0.0
    kept = min(needed / part.characters, 1.0) if part.characters else 1.0
    stayed = stay.first + stay.read + stay.again
    return part.share * ((1 - kept) * stayed + kept * stay.free)


Span = tuple[float, float, float, bool]  # from, to, USD a token, whether it was read


def _spans(bill: Bill) -> list[Span]:
    """Return where in the row of a request's tokens which price holds."""
    found, start = [], 0.0
    for names in _ROW:
        count = sum(part.count for part in bill.parts if part.name in names)
        if count:
            price = _usd(bill, names) / count
            found.append((start, start + count, price, names == (READ,)))
            start += count
    return found


def _overlaps(spans: Sequence[Span], start: float, stop: float) -> tuple[float, float]:
    """Return what the tokens from ``start`` to ``stop`` cost: those read, and the others."""
    read = paid = 0.0
    for first, last, price, is_read in spans:
        amount = max(min(stop, last) - max(start, first), 0.0) * price
        read, paid = (read + amount, paid) if is_read else (read, paid + amount)
    return read, paid


def _usd(bill: Bill, names: Sequence[str]) -> float:
    """Return the USD of some classes of a bill, nothing where a part of it has no price."""
    parts = () if bill.gaps else bill.parts
    return float(sum(part.usd or 0 for part in parts if part.name in names))
