"""What presets keep and save by half of the split, kind of session and kind of content."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from headroom_lab import simulate
from headroom_lab.intervals import share_interval
from headroom_lab.messages import Conversation, read
from headroom_lab.replays.kept import Judge
from headroom_lab.studies.information import content_kind
from tests.benchmarks.contexts import BeforeUse

PRESETS = ("lossless", "balanced", "aggressive")

# What a preset promises: shares of strict values and of edits kept four or more messages later,
# and tokens saved of the whole context. Source: the project's own targets, 2026-11-28.
TARGETS = {
    "coding": {"lossless": (1.0, 1.0, 0.32), "balanced": (0.97, 0.95, 0.38),
               "aggressive": (0.93, 0.85, 0.47)},
    "APIs and MCP": {"lossless": (1.0, 1.0, 0.20), "balanced": (0.97, None, 0.28),
                     "aggressive": (0.92, None, 0.38)},
    "others": {"lossless": (1.0, 1.0, 0.12), "balanced": (0.97, None, 0.22),
               "aggressive": (0.92, None, 0.32)},
}  # fmt: skip


@dataclass
class Counts:
    """What one preset came to in a group: tokens, and by session what was needed and kept."""

    before: int = 0
    after: int = 0
    needs: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def saved(self) -> float:
        """Tokens saved as a share."""
        return 1 - self.after / self.before if self.before else 0.0

    def of(self, kind: str) -> list[tuple[int, int]]:
        """Return by session how many needs of a kind there were and were kept."""
        return [(c[kind], c[f"{kind} kept"]) for c in self.needs.values() if c[kind]]


Found = dict[tuple[str, str, str], Counts]  # "session" or "content", group, preset


def measured(contexts: Iterable[BeforeUse]) -> Found:
    """Return what each preset comes to by kind of session and kind of content."""
    found: Found = defaultdict(Counts)
    for context in contexts:
        for preset in PRESETS:
            _measure(context, preset, found)
    return found


def _measure(context: BeforeUse, preset: str, found: Found) -> None:
    """Count one context under one preset."""
    result = simulate(context.given, context.model, policy=preset)
    group = found["session", context.kind, preset]
    group.before += result.tokens_before - result.tokens_unlisted
    group.after += result.tokens_after - result.tokens_unlisted
    kinds = dict(_kinds(read(result.given)))
    for row in result.rows:
        if row.message in kinds:
            part = found["content", kinds[row.message], preset]
            part.before += row.tokens_before
            part.after += row.tokens_after
    judge = Judge(context.needed)
    judge.see(*context.span, result.messages)
    for need, is_kept in judge.seen:
        if need.far and need.strict:
            seen = group.needs[context.session]
            seen[need.kind] += 1
            seen[f"{need.kind} kept"] += is_kept


def _kinds(conversation: Conversation) -> Iterator[tuple[int, str]]:
    """Yield each message that holds a tool output, with its kind of content."""
    for message in conversation.messages:
        kind = content_kind(message.blocks)
        if kind:
            yield message.index, kind


def sessions_table(found: Found) -> Iterator[str]:
    """Yield a row a kind of session and preset, targets beside figures."""
    yield "| sessions | preset | saved | target | far values kept | target | far edits | target |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for kind, promised in TARGETS.items():
        for preset, (values, edits, saved) in promised.items():
            counts = found.get(("session", kind, preset))
            if counts is None:
                continue
            cells = [kind, preset, f"{counts.saved:.1%}", f"{saved:.0%}"]
            cells += [_share(counts.of("value")), f"{values:.2f}"]
            cells += [_share(counts.of("edit")), "" if edits is None else f"{edits:.2f}"]
            yield f"| {' | '.join(cells)} |"


def content_table(found: Found) -> Iterator[str]:
    """Yield a row a kind of content: its share of the outputs' tokens, what each preset saves."""
    yield f"| content | share of outputs | {' | '.join(PRESETS)} |"
    yield "|---|---:|---:|---:|---:|"
    sizes = {g: c.before for (by, g, p), c in found.items() if by == "content" and p == PRESETS[0]}
    whole = sum(sizes.values())
    for group in sorted(sizes, key=lambda one: -sizes[one]):
        saved = [f"{found['content', group, preset].saved:.1%}" for preset in PRESETS]
        yield f"| {group} | {sizes[group] / whole:.1%} | {' | '.join(saved)} |"


def _share(sessions: list[tuple[int, int]]) -> str:
    """Return a share kept, with its 95 % interval over sessions."""
    whole, kept = sum(n for n, _ in sessions), sum(k for _, k in sessions)
    if not whole:
        return "–"
    found = share_interval([k for _, k in sessions], [n for n, _ in sessions])
    ends = f" ({found.low:.3f}–{found.high:.3f})" if found else ""
    return f"{kept} of {whole} = {kept / whole:.3f}{ends}"
