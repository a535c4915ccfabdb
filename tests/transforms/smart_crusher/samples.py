"""JSON values and texts for the tests of this folder."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from headroom_lab import SmartCrusher, SmartCrusherConfig
from headroom_lab.results import CrushResult

WORDS = (
    "cache",
    "retry 3",
    "größe",
    "ORD-17",
    "",
    "a b c d 5 e",
    'quo"te',
    "\\n",
    "😀",
    "[x], {y}",
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(width=32)
    | st.sampled_from(WORDS)
    | st.text(max_size=8)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=12)
        | st.dictionaries(st.text(max_size=4) | st.sampled_from(WORDS), inner, max_size=5)
    ),
    max_leaves=30,
)
records = st.fixed_dictionaries(
    {"id": st.integers(0, 10**6), "kind": st.sampled_from(WORDS), "n": st.integers(0, 9)},
    optional={"value": scalars, "tags": st.lists(st.sampled_from(WORDS), max_size=3)},
)


def _array(pool: list[Any], size: int, stride: int) -> list[Any]:
    """Return a long array of the few items drawn: records by number, some of them the same."""
    items = [pool[i * stride % len(pool)] for i in range(size)]
    numbered = enumerate(items)
    return [{**v, "no": i} if isinstance(v, dict) and i % 3 else v for i, v in numbered]


arrays = st.builds(
    _array,
    st.lists(records | scalars, min_size=4, max_size=9) | st.lists(records, min_size=3, max_size=9),
    st.integers(20, 60),
    st.sampled_from([1, 2, 5]),
)
documents = (
    values
    | arrays
    | st.builds(lambda a, b, v: {"rows": a, "more": {"b": b}, "v": v}, arrays, arrays, values)
    | st.builds(lambda a, b: [[a], {"deep": [b]}], arrays, arrays)
)
layouts = st.sampled_from(
    [{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False, "indent": "\t"}]
)
texts = st.builds(lambda value, layout: json.dumps(value, **layout), documents, layouts)
configs = st.builds(
    SmartCrusherConfig,
    min_tokens_to_crush=st.sampled_from([0, 30, 200]),
    max_items_after_crush=st.integers(1, 30),
    keep_first=st.integers(0, 3),
    keep_last=st.integers(0, 3),
    relevance_threshold=st.sampled_from([0.0, 0.3, 1.0]),
    anomaly_std_threshold=st.sampled_from([0.0, 2.0, 3.0]),
    preserve_errors=st.booleans(),
    output_format=st.sampled_from(["json", "compact", "table"]),
)
queries = st.sampled_from(
    ["", "cache", "what about ORD-17 and retry 3?", 'the "größe" of 7', "x" * 99]
)


def rows(count: int, **extra: Any) -> list[dict[str, Any]]:
    """Return records that are all a little different and in no way remarkable."""
    return [
        {
            "id": i,
            "name": f"{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} item",
            "size": i * 7 % 10,
            **extra,
        }
        for i in range(count)
    ]


def crush(data: Any, query: str = "", **settings: Any) -> CrushResult:
    """Return what a SmartCrusher of these settings makes of ``data``."""
    return SmartCrusher(SmartCrusherConfig(**settings)).crush(data, query)


def kept(result: CrushResult) -> list[int]:
    """Return the indices of the items that stayed."""
    return [item.index for item in result.items if item.kept]


def reasons(result: CrushResult) -> dict[int, str]:
    """Return index -> why it stayed."""
    return {item.index: item.reason for item in result.items if item.kept}


def marker(value: Any, key: str = "") -> str:
    """Return what the marker of a list says: of one under ``key`` that beside it."""
    if isinstance(value, dict):
        return str(value[f"_headroom_{key}" if key else "_headroom"])
    last = value[-1]
    assert list(last) == ["_headroom"]
    return str(last["_headroom"])
