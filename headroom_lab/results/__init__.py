"""What comes back: frozen records, one way to show each."""

from headroom_lab.results.comparison import Comparison, ComparisonRow
from headroom_lab.results.crush import CrushedItem, CrushResult
from headroom_lab.results.diff import Diff, MessageDiff
from headroom_lab.results.metrics import MetricsHistory, MetricsTotals, RequestMetrics
from headroom_lab.results.record import Column, Record, Table
from headroom_lab.results.removal import Removal, Removals
from headroom_lab.results.scores import MessageScore, MessageScores
from headroom_lab.results.simulation import MessageRow, Provenance, SimulationResult
from headroom_lab.results.transform import StepSummary, TransformResult, Volatile
from headroom_lab.results.waste import WasteSignals

__all__ = [
    "Column",
    "Comparison",
    "ComparisonRow",
    "CrushResult",
    "CrushedItem",
    "Diff",
    "MessageDiff",
    "MessageRow",
    "MessageScore",
    "MessageScores",
    "MetricsHistory",
    "MetricsTotals",
    "Provenance",
    "Record",
    "Removal",
    "Removals",
    "RequestMetrics",
    "SimulationResult",
    "StepSummary",
    "Table",
    "TransformResult",
    "Volatile",
    "WasteSignals",
]
