"""Any metrics that a store takes."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st

from headroom_lab.results import RequestMetrics
from headroom_lab.results.waste import KINDS

COUNT = st.integers(-(2**63), 2**63 - 1)
TOKENS = st.integers(-(10**9), 10**9)
COST = st.none() | st.floats(-1e6, 1e6)
MOMENT = st.datetimes(datetime(1965, 1, 1), datetime(2200, 1, 1))
SHORT = st.text(max_size=12)
OPTIONAL = st.none() | st.text(max_size=12)


@st.composite
def rows(draw: st.DrawFn, whole: st.SearchStrategy[int] = TOKENS) -> RequestMetrics:
    """Draw any metrics; texts may hold anything that UTF-8 can."""
    return RequestMetrics(
        request_id=draw(st.text(min_size=1, max_size=8)),
        timestamp=draw(MOMENT),
        model=draw(SHORT),
        tokens_input_before=draw(whole),
        tokens_input_after=draw(whole),
        tokens_output=draw(whole),
        cost_before=draw(COST),
        cost_after=draw(COST),
        transforms_applied=draw(st.lists(SHORT, max_size=3)),
        mode=draw(OPTIONAL),
        provider=draw(OPTIONAL),
        cache_read_tokens=draw(whole),
        cache_write_tokens=draw(whole),
        removals=draw(st.dictionaries(SHORT, COUNT, max_size=3)),
        waste=draw(st.dictionaries(st.sampled_from(list(KINDS)), st.integers(1, 10**9))),
        overhead_ms=draw(COST),
        error=draw(st.none() | st.text("abc \n\0é", max_size=12)),
        session=draw(OPTIONAL),
        price_date=draw(OPTIONAL),
        version=draw(OPTIONAL),
    )
