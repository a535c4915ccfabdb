"""The colours of all pictures can be told apart, by eyes that see fewer colours too."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from headroom_lab.display.colours import SERIES

# What is left of linear sRGB where one kind of cone is missing (Machado, Oliveira, Fernandes 2009).
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]
    ),
    "deuteranopia": np.array(
        [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]
    ),
    "tritanopia": np.array(
        [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]
    ),
}
CONES = np.array(
    [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.68069955, 0.10739696],
     [0.08830246, 0.28171884, 0.62997870]]
)  # fmt: skip
OKLAB = np.array(
    [[0.21045426, 0.79361779, -0.00407205], [1.9779985, -2.42859221, 0.45059371],
     [0.02590404, 0.78277177, -0.80867577]]
)  # fmt: skip


def oklab(colour: str, eye: np.ndarray) -> np.ndarray:
    """Return a colour as an eye sees it, in OKLab."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return OKLAB @ np.cbrt(CONES @ np.clip(eye @ linear, 0, 1))


@pytest.mark.parametrize("eye", EYES)
def test_any_two_colours_differ(eye: str) -> None:
    seen = {colour: oklab(colour, EYES[eye]) for colour in SERIES}
    near = {
        pair: distance
        for pair in combinations(SERIES, 2)
        if (distance := float(np.linalg.norm(seen[pair[0]] - seen[pair[1]]))) < 0.08
    }
    assert near == {}
