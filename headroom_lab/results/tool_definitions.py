"""What each tool's definition takes of the requests, and which tools were never called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Record


@masked_repr
@dataclass(frozen=True, slots=True)
class ToolDefinition:
    """A tool's definition: its tokens in each request, their share of the input, and its calls.

    ``idle_tokens`` are those that say nothing (``slim_tools`` leaves them out); ``cost`` is what it
    came to over all requests in USD, None where no price is known. ``corpus_calls`` are those in the
    conversations of a corpus, None where none was given.
    """

    tool: str
    tokens: int
    share: float
    calls: int
    idle_tokens: int
    cost: float | None
    corpus_calls: int | None = None


@dataclass(frozen=True, repr=False)
class ToolDefinitions(Record):
    """The tool definitions of a conversation's requests, the longest first.

    Args:
        rows: one a tool.
        frame_tokens: what all tools share, such as the words that tell a model how to call any (0).
        input_tokens: of the request that they are a share of (0).
        requests: how many requests they were sent with (1).
        model: whose tokens and prices hold ("").
        note: what isn't known ("").

    Example::

        found = tool_definitions(messages, "gpt-4o", tools=[retrieval_tool("openai_chat")])
        found.tokens, found.never_called
    """

    picture: ClassVar[str] = "tool_definitions"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("tool", "string", "tool"),
        Column("tokens", "Int64", "tokens"),
        Column("share", "float64", "of the input"),
        Column("calls", "Int64", "calls"),
        Column("idle_tokens", "Int64", "say nothing"),
        Column("cost", "float64", "cost, USD"),
        Column("corpus_calls", "Int64", "calls in the corpus"),
    )

    rows: tuple[ToolDefinition, ...] = ()
    frame_tokens: int = 0
    input_tokens: int = 0
    requests: int = 1
    model: str = ""
    note: str = ""

    @property
    def tokens(self) -> int:
        """The tokens that the tools take of each request, all that they share included."""
        return sum(row.tokens for row in self.rows) + self.frame_tokens

    @property
    def cost(self) -> float | None:
        """What the definitions came to over all requests in USD, None where no price is known."""
        known = [row.cost for row in self.rows if row.cost is not None]
        return sum(known) if len(known) == len(self.rows) and known else None

    @property
    def never_called(self) -> tuple[str, ...]:
        """The tools that no message calls, the longest definition first."""
        return tuple(row.tool for row in self.rows if not row.calls)

    @property
    def never_called_in_corpus(self) -> tuple[str, ...]:
        """Those of them that no conversation of the corpus calls either; none without a corpus."""
        return tuple(row.tool for row in self.rows if not row.calls and row.corpus_calls == 0)

    def table_rows(self) -> tuple[ToolDefinition, ...]:
        """Return the tools, the longest definition first.

        Example::

            [row.tool for row in tool_definitions(messages).table_rows() if not row.calls]
        """
        return self.rows
