"""SmartCrusher with a scorer of the caller's choice, and with what a TOIN has learnt."""

from __future__ import annotations

import json
from typing import Any

from headroom_lab.config import RelevanceScorerConfig, SmartCrusherConfig
from headroom_lab.telemetry import TOIN
from headroom_lab.transforms.smart_crusher import SmartCrusher

NAMES = [f"{first}{second}" for first in "bcdfghklmn" for second in ("aro", "eli", "iva", "omu")]
ROWS: list[dict[str, Any]] = [
    {"name": f"{one} {two}", "load": 0.5} for one in NAMES for two in NAMES[:8]
]
CONFIG = SmartCrusherConfig(max_items_after_crush=20)


def kept(crusher: SmartCrusher, query: str = "") -> list[Any]:
    """Return the items that are kept."""
    return [ROWS[item.index] for item in crusher.crush(ROWS, query=query).items if item.kept]


def test_values_that_were_used_before_stay() -> None:
    target = ROWS[200]
    assert target not in kept(SmartCrusher(CONFIG))
    toin = TOIN()
    toin.record_retrieval("people", ROWS, used=[target["name"]])
    result = SmartCrusher(CONFIG, toin=toin).crush(ROWS)
    [item] = [item for item in result.items if item.reason == "used before"]
    assert ROWS[item.index] == target
    assert item.kept


def test_more_stays_of_what_was_always_looked_into_again() -> None:
    toin = TOIN()
    for _ in range(50):
        toin.record_crush("people", ROWS)
    few = len(kept(SmartCrusher(CONFIG, toin=toin)))
    assert few == len(kept(SmartCrusher(CONFIG)))
    for _ in range(50):
        toin.record_retrieval("people", ROWS)
    assert few < len(kept(SmartCrusher(CONFIG, toin=toin))) <= 2 * few


def test_crushing_teaches_nothing() -> None:
    toin = TOIN()
    SmartCrusher(CONFIG, toin=toin).crush(ROWS)
    assert len(toin) == 0


def test_the_configured_scorer_with_the_real_model(embedding_model: str) -> None:
    words = ("granite", "basalt", "marble", "quartz", "slate", "gneiss", "flint", "chalk")
    rows = [{"n": i, "note": f"{words[i % 8]} {words[i // 8 % 8]}"} for i in range(60)]
    rows[31]["note"] = "a small kitten asleep"
    relevance = RelevanceScorerConfig(scorer_type="embedding", embedding_model=embedding_model)
    config = SmartCrusherConfig(max_items_after_crush=6, relevance=relevance)
    result = SmartCrusher(config).crush(json.dumps(rows), query="cats")
    [item] = [item for item in result.items if item.index == 31]
    assert item.relevance == max(other.relevance for other in result.items)
    assert item.kept
