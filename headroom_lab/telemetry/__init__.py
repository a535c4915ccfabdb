"""TOIN: what is learnt about a tool's output."""

from headroom_lab.telemetry.learning import FieldMeaning
from headroom_lab.telemetry.patterns import PatternRow, PatternTable
from headroom_lab.telemetry.recommending import NOTHING_LEARNT, Recommendation
from headroom_lab.telemetry.signature import Signature, take_apart
from headroom_lab.telemetry.toin import TOIN, get_toin, reset_toin

__all__ = [
    "NOTHING_LEARNT",
    "TOIN",
    "FieldMeaning",
    "PatternRow",
    "PatternTable",
    "Recommendation",
    "Signature",
    "get_toin",
    "reset_toin",
    "take_apart",
]
