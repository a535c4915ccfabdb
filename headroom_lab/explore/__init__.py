"""Widgets: settings on the left, what they lead to on the right, at once."""

from headroom_lab.explore.mapping import MapExplorer, explore_map
from headroom_lab.explore.requests import TraceExplorer, explore_trace
from headroom_lab.explore.simulation import SimulationExplorer, explore_simulation
from headroom_lab.explore.watching import SessionWatcher, watch
from headroom_lab.explore.weights import WeightsExplorer, explore_weights

__all__ = [
    "MapExplorer",
    "SessionWatcher",
    "SimulationExplorer",
    "TraceExplorer",
    "WeightsExplorer",
    "explore_map",
    "explore_simulation",
    "explore_trace",
    "explore_weights",
    "watch",
]
