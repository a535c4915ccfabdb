"""A dry run: messages in, SimulationResult out. Pure: nothing written, no clock."""

from headroom_lab.simulation.calls import compare, simulate

__all__ = ["compare", "simulate"]
