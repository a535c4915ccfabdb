"""What each request of a stream reads, writes and leaves in the cache under a policy.

A request reads what the one before left, as far as it stands as it was sent. Where a client sets
marks (Anthropic), whole messages are read: a policy knows where its next cut will begin, and one
of the four marks is taken to stand there. Where caching is automatic, the common beginning of the
first message that differs is read too, in the vendor's steps. What the record shows of misses
holds under every policy.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from headroom_lab.messages.blocks import Format
from headroom_lab.providers.prompt_cache import CacheRules
from headroom_lab.providers.usage import Usage
from headroom_lab.replays.anchoring import Fact
from headroom_lab.replays.common_text import common_tokens
from headroom_lab.replays.sending import Line, Sizes


@dataclass(frozen=True, slots=True)
class Metered:
    """A request under a policy: its usage by token class, and the first message that it rewrote."""

    usage: Usage
    rewritten: int | None
    miss: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What a policy did to the tools: estimated tokens that went from the head and that were loaded
    among the messages, and whether the head is another than in the request before."""

    less: int = 0
    loaded: int = 0
    rewritten: bool = False


AS_IT_WAS = Beside()


def unchanged(fact: Fact, rules: CacheRules) -> Metered:
    """Return what a request uses that is sent as it was."""
    foretold = fact.read_predicted or 0
    read = foretold if fact.taken is None else fact.taken
    own = None if fact.asked.fresh == fact.before else fact.asked.fresh
    return Metered(used(fact, rules, fact.total, read), own, fact.miss)


class Meter:
    """Meters what a policy sends of one stream, each request against the one before."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._line = Line(sizes)
        self._left = 0
        self._beside = AS_IT_WAS

    def meter(
        self,
        fact: Fact,
        rules: CacheRules,
        messages: Sequence[Any],
        changed_from: int | None,
        format: Format,
        beside: Beside = AS_IT_WAS,
    ) -> Metered:
        """Return what a request uses that is sent as ``messages``."""
        line, self._beside = self._line, beside
        last = line.messages[changed_from : changed_from + 1] if changed_from is not None else []
        before = len(line.messages)
        same = line.send(messages, changed_from, format)
        total = self._total(fact)
        changed = same < before
        if fact.taken is not None:
            read = self._taken(fact, total)
            if changed and fact.asked.opens is None:
                read = min(read, self._prefix(fact, total, same))
        elif not changed:
            read = rules.readable(min(self._left, total))
        else:
            entry = self._prefix(fact, total, same)
            if not rules.breakpoints and last and same < len(messages):
                entry += common_tokens(last[0], messages[same], self._sizes, format)
            read = rules.readable(min(self._left, entry, total))
        if beside.rewritten:
            read, changed = 0, True
        self._left = max(total + fact.leaves, 0)
        miss = fact.miss or ("modelled: rewritten by the policy" if changed else None)
        return Metered(used(fact, rules, total, read), same if changed else None, miss)

    def pass_by(self, fact: Fact) -> None:
        """Take note of a request of which nothing could be cut."""
        self._left = fact.left

    def _total(self, fact: Fact) -> int:
        """Return the input tokens: those of the unchanged request less what its text lost."""
        less = fact.asked.text_tokens - self._line.tokens + self._beside.less - self._beside.loaded
        return max(fact.total - round(fact.scale * less), 1)

    def _prefix(self, fact: Fact, total: int, messages: int) -> int:
        """Return the tokens of the first messages with all that stands before them."""
        behind = self._line.tokens - self._line.sums[messages]
        return max(total - fact.tail - round(fact.scale * behind), 0)

    def _taken(self, fact: Fact, total: int) -> int:
        """Return a read that the record shows, less what the policy took out of what was read."""
        sums, sent = fact.asked.sums, self._line.sums
        less = round(fact.scale * self._beside.less)
        before = max(fact.prefix(0) - less, 0)
        inside = (fact.taken or 0) - fact.prefix(0)
        if inside <= 0:
            return min(max((fact.taken or 0) - less, 0), total)
        count = bisect_right(sums, inside / fact.scale, hi=fact.asked.length + 1) - 1
        gone = sums[count] - sent[min(count, len(sent) - 1)]
        return min(max((fact.taken or 0) - less - round(fact.scale * gone), before), total)


def used(fact: Fact, rules: CacheRules, total: int, read: int) -> Usage:
    """Return a request's usage by token class."""
    recorded = fact.asked.usage
    read = min(read, total)
    writes = rules.charges_writes and (recorded is not None or rules.caches(total))
    written = max(total - read - fact.uncached, 0) if writes else 0
    return replace(
        (recorded or Usage()).resized(total),
        output_tokens=fact.asked.output_tokens,
        cache_read_tokens=read,
        cache_write_tokens=written,
        cache_write_1h_tokens=round(written * fact.long),
    )
