"""TOIN, the tool output intelligence: what is learnt about a tool's output, kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from headroom_lab.forks import hold_while_forking
from headroom_lab.messages import read
from headroom_lab.messages.values import SHORTEST, values
from headroom_lab.telemetry.learning import FieldMeaning
from headroom_lab.telemetry.outcomes import holding, tool_outputs
from headroom_lab.telemetry.patterns import Pattern, PatternTable, rate, row
from headroom_lab.telemetry.recommending import Recommendation, error_confidence, recommendation
from headroom_lab.telemetry.saving import read_patterns, write_patterns
from headroom_lab.telemetry.signature import Output, Signature, take_apart

if TYPE_CHECKING:
    import pandas as pd

PATTERNS = 1000
_NAME_LENGTH = 120


class TOIN:
    """Learns which tool outputs are looked into again and which of their values are used.

    It holds counts, field names and hashes of values, never a value or a query, of at most
    ``max_patterns`` kinds of output (the least recently touched ones go first). Nothing in
    the library fetches one by itself: it is given to what should use it. Thread-safe.
    """

    fork_rank = 2

    def __init__(self, max_patterns: int = PATTERNS) -> None:
        self.max_patterns = max_patterns
        self._patterns: OrderedDict[tuple[str, str], Pattern] = OrderedDict()
        self._lock = RLock()
        hold_while_forking(self)

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy elsewhere holds: the patterns as they are now, and a lock of its own."""
        with self._lock:
            return {"max_patterns": self.max_patterns, "_patterns": deepcopy(self._patterns)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = RLock()
        hold_while_forking(self)

    def __len__(self) -> int:
        return len(self._patterns)

    def __repr__(self) -> str:
        seen = sum(pattern.seen for pattern in self._patterns.values())
        return f"TOIN({len(self)} kinds of output, {seen:,} outputs seen)"

    def after_fork(self) -> None:
        """Get a lock of its own in a forked child."""
        self._lock = RLock()

    def record_crush(
        self, tool_name: str | None, content: Any, *, tokens_before: int = 0, tokens_after: int = 0
    ) -> None:
        """Count a crush of a tool output; ``content`` is what it was before, text or data."""
        output = take_apart(content)
        with self._lock:
            pattern = self._touch(tool_name, output)
            pattern.observe(output)
            pattern.crushed += 1
            pattern.tokens_before += tokens_before
            pattern.tokens_after += tokens_after

    def record_retrieval(
        self,
        tool_name: str | None,
        content: Any,
        *,
        query: str | None = None,
        used: Sequence[str] = (),
    ) -> None:
        """Count that a tool output was looked into again.

        ``used`` are values that it was looked into for; those that ``query`` names count too.
        Of both only the hashes of values that stand in ``content`` are kept.
        """
        output = take_apart(content)
        wanted = [*used, *(value for value in values(query or "") if len(value) >= SHORTEST)]
        with self._lock:
            pattern = self._touch(tool_name, output)
            pattern.retrieved += 1
            pattern.use(holding(output, wanted))

    def learn(self, traces: Iterable[Any]) -> int:
        """Learn from conversations which values of tool outputs were used later.

        ``traces`` are message lists or objects with ``messages``. Returns how many tool
        outputs were seen.
        """
        count = 0
        for trace in traces:
            for tool, content, used in tool_outputs(read(getattr(trace, "messages", trace))):
                output = take_apart(content)
                with self._lock:
                    pattern = self._touch(tool, output)
                    pattern.observe(output)
                    pattern.used += bool(used)
                    pattern.use(holding(output, used))
                count += 1
        return count

    def recommend(self, content: Any, tool_name: str | None = None) -> Recommendation:
        """Return what is known to matter of an output like this one.

        ``content`` is a tool output, text or data, or a Signature.
        """
        return recommendation(self._like(content, tool_name))

    def retrieval_rate(self, tool_name: str | None, content: Any = None) -> float | None:
        """Return the share of such outputs that were looked into again or used later, in [0, 1].

        Of outputs with the structure of ``content`` where it is given and known, else of all
        outputs of the tool; None without data.
        """
        return rate(self._like(content, tool_name))

    def field_semantics(
        self, tool_name: str | None, content: Any = None
    ) -> dict[str, FieldMeaning]:
        """Return field path -> what the field means, of outputs like this one."""
        found: dict[str, FieldMeaning] = {}
        for pattern in self._like(content, tool_name):
            for path, meaning in pattern.meanings.items():
                if path not in found or meaning.values > found[path].values:
                    found[path] = meaning
        return found

    def error_confidence(self, tool_name: str | None, content: Any) -> float:
        """Return in [0, 1] how sure it is that an output reports an error, by its fields."""
        output = take_apart(content)
        meanings = self.field_semantics(tool_name, output.signature) if output.items else {}
        return error_confidence(output, meanings)

    def merge(self, other: TOIN) -> None:
        """Add what another one has learnt."""
        with other._lock:
            given = [(key, Pattern.from_dict(p.to_dict())) for key, p in other._patterns.items()]
        with self._lock:
            for key, pattern in given:
                mine = self._patterns.pop(key, None)
                self._patterns[key] = mine.merged(pattern) if mine else pattern
            self._forget()

    def save(self, path: str | Path) -> None:
        """Write all to a JSON file, whole or not at all. Raises TelemetryError."""
        with self._lock:
            write_patterns(Path(path), list(self._patterns.values()))

    @classmethod
    def load(cls, path: str | Path, max_patterns: int = PATTERNS) -> TOIN:
        """Read what ``save`` wrote. Raises TelemetryError for a missing, foreign or newer file."""
        toin = cls(max_patterns)
        for pattern in read_patterns(Path(path)):
            toin._patterns[pattern.tool, pattern.structure] = pattern
        toin._forget()
        return toin

    def table(self) -> PatternTable:
        """Return one row a kind of output, sorted by tool and structure."""
        with self._lock:
            return PatternTable(row(p) for _, p in sorted(self._patterns.items()))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a kind of output as a DataFrame."""
        return self.table().to_frame()

    def _touch(self, tool_name: str | None, output: Output) -> Pattern:
        """Return the pattern of an output, made where there is none, as the latest touched."""
        tool = (tool_name or "")[:_NAME_LENGTH]
        signature = output.signature
        key = (tool, signature.key)
        if key not in self._patterns:
            self._patterns[key] = Pattern(tool, signature.key, signature.shape)
        self._patterns.move_to_end(key)
        self._forget()
        return self._patterns[key]

    def _forget(self) -> None:
        """Let go of the least recently touched patterns over the bound."""
        while len(self._patterns) > self.max_patterns:
            self._patterns.popitem(last=False)

    def _like(self, content: Any, tool_name: str | None) -> list[Pattern]:
        """Return the patterns of the same tool and structure, else structure, else tool."""
        tool = (tool_name or "")[:_NAME_LENGTH]
        known = content is not None
        signature = content if isinstance(content, Signature) else take_apart(content).signature
        with self._lock:
            exact = self._patterns.get((tool, signature.key)) if known else None
            if exact is not None:
                return [exact]
            every = [p for _, p in sorted(self._patterns.items())]
        same_tool = [p for p in every if tool and p.tool == tool]
        if same_tool or not known or signature.shape == "text":
            return same_tool
        return [p for p in every if p.structure == signature.key]


_shared: list[TOIN] = []
_shared_lock = RLock()


def get_toin() -> TOIN:
    """Return the process-wide TOIN, made on first call: for a caller's own code."""
    with _shared_lock:
        if not _shared:
            _shared.append(TOIN())
        return _shared[0]


def reset_toin() -> None:
    """Forget the process-wide TOIN; the next ``get_toin`` returns an empty one."""
    with _shared_lock:
        _shared.clear()
