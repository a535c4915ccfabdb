"""What is spent for nothing, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from headroom_lab.results.record import Column, Record

KINDS: dict[str, str] = {
    "json_bloat_tokens": "JSON bloat",
    "html_noise_tokens": "HTML noise",
    "whitespace_tokens": "white space",
    "dynamic_date_tokens": "dates in the prefix",
    "repetition_tokens": "repetition",
    "out_of_date_tokens": "out of date",
    "unused_tool_tokens": "tools never called",
    "schema_tokens": "schema words that say nothing",
}
RARE = frozenset(
    {"out_of_date_tokens", "unused_tool_tokens", "schema_tokens"}
)  # told of where there are any


@dataclass(frozen=True, slots=True)
class WasteKind:
    """One kind of waste: its field, its name in words, its tokens and share of the whole."""

    name: str
    label: str
    tokens: int
    share: float


@dataclass(frozen=True, repr=False)
class WasteSignals(Record):
    """Tokens spent for nothing, by kind; no token is in two kinds.

    Args:
        json_bloat_tokens: white space and keys that JSON repeats (0).
        html_noise_tokens: tags, scripts and styles (0).
        whitespace_tokens: runs of blanks and empty lines (0).
        dynamic_date_tokens: what changes in the system prompt (0).
        repetition_tokens: what stands a second time (0).
        total_tokens: the size of the conversation they were found in, 0 where unknown.
        out_of_date_tokens: outputs whose thing is shown anew later (0).
        unused_tool_tokens: definitions of tools that no message calls, where any is called (0).
        schema_tokens: what ``slim_tools`` leaves out of the other definitions (0).

    Example::

        waste = detect_waste(messages, "gpt-4o")
        waste.tokens, waste.to_frame()
    """

    picture: ClassVar[str] = "waste"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("name", "str", "kind"),
        Column("label", "str", "what"),
        Column("tokens", "int64", "tokens"),
        Column("share", "float64", "share"),
    )

    json_bloat_tokens: int = 0
    html_noise_tokens: int = 0
    whitespace_tokens: int = 0
    dynamic_date_tokens: int = 0
    repetition_tokens: int = 0
    total_tokens: int = 0
    out_of_date_tokens: int = 0
    unused_tool_tokens: int = 0
    schema_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All kinds together."""
        return sum(kind.tokens for kind in self.kinds)

    @property
    def kinds(self) -> tuple[WasteKind, ...]:
        """The kinds in their fixed order; those that few conversations have where there are any."""
        whole = self.total_tokens
        return tuple(
            WasteKind(name, label, tokens, tokens / whole if whole else 0.0)
            for name, label in KINDS.items()
            for tokens in [getattr(self, name)]
            if tokens or name not in RARE
        )

    def table_rows(self) -> tuple[WasteKind, ...]:
        """One row a kind.

        Example::

            [kind.label for kind in detect_waste(messages).table_rows()]
        """
        return self.kinds
