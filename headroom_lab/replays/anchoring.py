"""What each request of a stream came to: recorded where it was, else predicted from the one before.

The text of what came between two requests tells the difference; the total that was recorded of
the one before tells all that stands in no log. How many tokens that text has is fitted on the
stream so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from headroom_lab.providers.lifetimes import Lifetime, asked_by, long_share
from headroom_lab.providers.prompt_cache import CacheRules
from headroom_lab.replays.asked import Asked
from headroom_lab.tokens.framing import PRIMING

# Tokens of text after which what was recorded of the stream weighs as much as the calibration.
WEIGHT = 20_000
USUAL = (0.6, 1.6)  # recorded growth for estimated, beyond which something else than text came
# Of what the request before left: one that reads less shows a miss; where a pause or a new segment
# tells why, already one that doesn't read it as a whole.
MISS, WHOLE = 0.5, 0.95


@dataclass(frozen=True, slots=True)
class Fact:
    """A request as it was sent, and what of that was recorded.

    ``before``: how many messages the one before held; ``total``: its input tokens; ``scale``: tokens for one that is estimated from text;
    ``predicted`` and ``read_predicted``: its total and its read as the request before foretells
    them; ``taken``: a read that no rule foretells, with ``miss`` saying why; ``cold``: by the clock
    nothing stands in the cache any more; ``uncached``: tokens neither read nor written; ``leaves``:
    by how many tokens what then stands in the cache differs from the total; ``tail``: those that
    stand behind the messages; ``long``: the share of writes that is for one hour.
    """

    asked: Asked
    before: int
    total: int
    scale: float
    predicted: int | None
    read_predicted: int | None
    taken: int | None
    miss: str | None
    cold: bool
    uncached: int
    leaves: int
    tail: int
    long: float
    basis: str

    @property
    def left(self) -> int:
        """The tokens that stand in the cache after it."""
        return max(self.total + self.leaves, 0)

    def prefix(self, messages: int) -> int:
        """Return the tokens of its first messages with all that stands before them."""
        behind = self.asked.text_tokens - self.asked.sums[messages]
        return max(self.total - self.tail - round(self.scale * behind), 0)


class _Fit:
    """How many tokens the text of a stream has for one that is estimated."""

    def __init__(self) -> None:
        self._recorded = self._estimated = float(WEIGHT)

    @property
    def scale(self) -> float:
        """Recorded tokens for one estimated."""
        return self._recorded / self._estimated

    def see(self, recorded: int, estimated: int) -> None:
        """Take in how much a request grew, and how much its text did."""
        low, high = USUAL
        if estimated > 0 and low * estimated <= recorded <= high * estimated:
            self._recorded += recorded
            self._estimated += estimated


def facts(
    requests: Iterable[Asked], rules_of: Callable[[str | None], CacheRules], beside: int = 0
) -> Iterator[Fact]:
    """Yield what each request of a stream came to.

    ``beside``: tokens that stand before the messages, where no total was recorded.
    """
    fit = _Fit()
    last: Fact | None = None
    entries: list[Fact] = []  # the requests whose whole context still stands, shortest first
    for asked in requests:
        rules = rules_of(asked.model)
        predicted = _grown(last, asked, fit.scale, beside)
        total = predicted if asked.usage is None else asked.usage.input_tokens
        if asked.opens is not None:
            entries = [entry for entry in entries if entry.asked.length <= asked.fresh]
        fact = _fact(asked, total, fit.scale, last, entries[-1:], rules)
        entries.append(fact)
        yield replace(fact, predicted=None if last is None and asked.usage else predicted)
        if last is not None and asked.opens is None and asked.usage and last.asked.usage:
            fit.see(total - last.total, asked.text_tokens - last.asked.text_tokens)
        last = fact


def _grown(last: Fact | None, asked: Asked, scale: float, beside: int) -> int:
    """Return the total that the one before and the text that came foretell."""
    if last is None:
        return beside + asked.text_tokens + PRIMING
    return max(last.total + round(scale * (asked.text_tokens - last.asked.text_tokens)), 0)


def _fact(
    asked: Asked,
    total: int,
    scale: float,
    last: Fact | None,
    entry: Sequence[Fact],
    rules: CacheRules,
) -> Fact:
    """Return what a request came to; ``entry`` is the one before of which all still stands."""
    usage = asked.usage
    before = 0.0 if last is None else last.long
    stands = rules.stands(asked_by(before))
    gone = _past(stands.most, asked) or asked.opens == "model switch"
    foretold = None if last is None else 0 if gone else _read(last, entry, asked, total, rules)
    taken, miss = _missed(asked, last, stands, gone)
    uncached, leaves = _uncached(asked, total, scale, rules)
    return Fact(
        asked=asked,
        before=0 if last is None else last.asked.length,
        total=total,
        scale=scale,
        predicted=None,
        read_predicted=foretold,
        taken=taken,
        miss=miss,
        cold=gone and last is not None and not _was_read(asked, last),
        uncached=uncached,
        leaves=leaves,
        tail=PRIMING if usage is None else 0,
        long=float(asked.long) if usage is None else long_share(usage, before),
        basis="modelled" if usage is None else "anchored",
    )


def _past(seconds: int, asked: Asked) -> bool:
    """Tell whether a request came later than that after the one before; unknown: it didn't."""
    return asked.seconds is not None and asked.seconds > seconds


def _was_read(asked: Asked, last: Fact) -> bool:
    """Tell whether the record shows that what the request before left was there, past its time."""
    usage = asked.usage
    return usage is not None and 2 * usage.cache_read_tokens >= last.total


def _read(last: Fact, entry: Sequence[Fact], asked: Asked, total: int, rules: CacheRules) -> int:
    """Return what a request reads of what the ones before left.

    Where marks are set an entry ends where a request ended.
    """
    if asked.fresh == last.asked.length:
        shared = last.left
    elif entry and rules.breakpoints:
        shared = entry[0].left
    else:
        shared = min(last.left, last.prefix(asked.fresh))
    return rules.readable(min(shared, total))


def _missed(
    asked: Asked, last: Fact | None, stands: Lifetime, gone: bool
) -> tuple[int | None, str | None]:
    """Return the read that has to be taken over from the record, or is none, and why."""
    if asked.usage is None:
        why = _unread(asked, last, gone)
        return (None, None) if why is None else (asked.reads, f"modelled: {why}")
    read = asked.usage.cache_read_tokens
    if last is None:
        return read, "recorded: first of the stream"
    if asked.opens or gone:  # no rule foretells what is left of the prefix then
        why = asked.opens or "expired"
        return read, f"recorded: {why}" if read < WHOLE * last.left else None
    if read > last.left:  # of what others have left, or in two goes that are billed as one
        return read, "recorded: more than was left"
    why = "expired" if _past(stands.least, asked) else "unexplained"
    return (None, None) if read >= MISS * last.left else (read, f"recorded: {why}")


def _unread(asked: Asked, last: Fact | None, gone: bool) -> str | None:
    """Return why a request whose usage is unknown reads nothing of the one before."""
    if last is None:
        return "first of the stream"
    if gone:
        return asked.opens or "expired"
    return "beyond the marks' reach" if asked.beyond else None


def _uncached(asked: Asked, total: int, scale: float, rules: CacheRules) -> tuple[int, int]:
    """Return the tokens neither read nor written, and what stands afterwards less the total.

    Where a vendor caches by itself, what was said in answer stands too, but for reasoning.
    """
    usage = asked.usage
    if usage is None:
        behind = 0 if asked.cached is None else asked.text_tokens - asked.sums[asked.cached]
        if not rules.caches(total) or (asked.cached or 0) < 0:
            return total, -total
        fresh = round(scale * behind) + (PRIMING if asked.cached is not None else 0)
        return min(fresh, total), -min(fresh or PRIMING, total)
    read, written = usage.cache_read_tokens, usage.cache_write_tokens
    uncached = total - read - written
    if not rules.breakpoints:
        return uncached, (usage.output_tokens or 0) - usage.reasoning_tokens
    if read and not written:  # a router that doesn't tell of writes
        return uncached, 0
    return uncached, -uncached
