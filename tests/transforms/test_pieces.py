"""Where a piece stands in an original, written otherwise."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.transforms.pieces import spaced

TOKENS = ("{", "}", "[", "]", ",", ":", '"a"', '"a b"', "1", "12", "true", '"')


@given(
    st.lists(st.sampled_from(TOKENS), min_size=1, max_size=6).map("".join),
    st.lists(st.sampled_from((*TOKENS, " ", "\n", "\t\u00a0")), max_size=30).map("".join),
)
def test_spacing_is_what_a_pattern_with_white_space_between_tokens_finds(
    text: str, original: str
) -> None:
    tokens = re.findall(r'"(?:[^"\\]|\\.)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', text)
    match = re.search(r"\s*".join(map(re.escape, tokens)), original) if tokens else None
    assert spaced(original, text) == (match.span() if match else None)
