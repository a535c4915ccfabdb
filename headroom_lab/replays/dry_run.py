"""What is still there of what is used later, in what a simulation leaves."""

from __future__ import annotations

from headroom_lab.messages import read
from headroom_lab.replays.kept import kept
from headroom_lab.replays.needs import needs
from headroom_lab.results.editable import judged, share
from headroom_lab.results.simulation import SimulationResult


def retention_of(result: SimulationResult) -> float | None:
    """Return the share of values used later that still stood before their use.

    Of hard ones used four or more messages later; without these of all; None without any.
    """
    pairs = list(zip(result.origins, result.messages, strict=True))
    found = kept(
        needs(read(result.request.messages)),
        lambda use: [message for origin, message in pairs if origin < use],
    )
    return judged(share(found.strict_far_kept, found.strict_far), found.retention)
