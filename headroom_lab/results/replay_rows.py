"""One request of a replayed session under one policy, and what it declares of itself."""

from __future__ import annotations

from dataclasses import dataclass

from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column
from headroom_lab.results.saving import Saving


@masked_repr
@dataclass(frozen=True, slots=True)
class ReplayRow(Saving):
    """One request of a session under one policy; tokens, and USD.

    ``request`` counts from 1 over the session, ``message`` is the place in ``stream`` of the
    message that answered. ``basis`` is "anchored" where the request's usage was recorded,
    "modelled" where not. Of the input, ``input_tokens_predicted`` and ``cache_read_predicted``
    are what the request before foretells; ``tokens_before`` and what else ends in ``_before`` is
    the unchanged session's, priced by the same rules. ``cache_read_tokens`` and
    ``cache_write_tokens`` are parts of ``tokens_after``; of what is written, ``cache_write_1h_tokens`` is
    for one hour. ``miss`` says why the cache wasn't read, and whether that was recorded or
    modelled. ``cost_recorded`` is the recorded usage at list prices, output as recorded;
    ``cost_recorded_estimated`` is that with the output estimated where the record is a stub.
    ``cost`` is with ``output_tokens``, and with ``extra_cost`` for more requests that the policy
    makes. ``rewritten`` is the index of the first message that stands otherwise than in the
    request before, None where it was sent again as it was, ``rewritten_by`` says by whom.
    ``lost`` counts values and edits that the answer needed and that weren't there any more,
    ``reread_cost`` what reading them again costs. Costs are None where the price is unknown.
    """

    policy: str
    stream: str
    request: int
    message: int
    model: str
    basis: str
    tokens_before: int
    tokens_after: int
    input_tokens_recorded: int | None
    input_tokens_predicted: int | None
    cache_read_recorded: int | None
    cache_read_predicted: int | None
    cache_read_before: int
    cache_read_tokens: int
    cache_write_before: int
    cache_write_tokens: int
    cache_write_1h_tokens: int
    output_tokens: int
    miss: str | None
    cost_recorded: float | None
    cost_recorded_estimated: float | None
    cost_before: float | None
    cost: float | None
    cost_sum_before: float | None
    cost_sum: float | None
    extra_cost: float | None = 0.0
    rewritten: int | None = None
    rewritten_by: str | None = None
    lost: int = 0
    reread_cost: float | None = 0.0

    @property
    def cost_difference(self) -> float | None:
        """What the cost is more than the recorded one, with the same output; None if unknown."""
        if self.cost is None or self.cost_recorded_estimated is None:
            return None
        return self.cost - self.cost_recorded_estimated


REPLAY_COLUMNS = (
    Column("policy", "str", "policy"),
    Column("stream", "str", "stream"),
    Column("request", "int64", "request"),
    Column("message", "int64", "message"),
    Column("model", "str", "model"),
    Column("basis", "str", "basis"),
    Column("tokens_before", "int64", "before"),
    Column("tokens_after", "int64", "after"),
    Column("tokens_saved", "int64", "saved"),
    Column("input_tokens_recorded", "Int64", "recorded"),
    Column("input_tokens_predicted", "Int64", "predicted"),
    Column("cache_read_recorded", "Int64", "read recorded"),
    Column("cache_read_predicted", "Int64", "read predicted"),
    Column("cache_read_before", "int64", "read before"),
    Column("cache_read_tokens", "int64", "read"),
    Column("cache_write_before", "int64", "written before"),
    Column("cache_write_tokens", "int64", "written"),
    Column("cache_write_1h_tokens", "int64", "written for 1 h"),
    Column("output_tokens", "int64", "output"),
    Column("miss", "string", "miss"),
    Column("cost_recorded", "float64", "cost recorded, USD"),
    Column("cost_recorded_estimated", "float64", "cost recorded, output estimated, USD"),
    Column("cost_before", "float64", "cost before, USD"),
    Column("cost", "float64", "cost, USD"),
    Column("cost_difference", "float64", "cost less recorded, USD"),
    Column("cost_sum_before", "float64", "sum before, USD"),
    Column("cost_sum", "float64", "sum, USD"),
    Column("extra_cost", "float64", "more requests, USD"),
    Column("rewritten", "Int64", "rewritten from"),
    Column("rewritten_by", "string", "rewritten by"),
    Column("lost", "int64", "lost"),
    Column("reread_cost", "float64", "reading again, USD"),
)
