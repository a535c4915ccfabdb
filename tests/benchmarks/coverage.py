"""How often an interval of 95 % holds the truth, where the truth is known.

``python -m tests.benchmarks.coverage [--draws 1000] [--seed 0]`` prints a table a kind. Shares of
.5 to .99 with values clustered in 15 to 100 conversations: each conversation has a share of its
own, two of its values are correlated by so much. Skewed ratios of 39 conversations: what a policy
saves of sizes that are lognormal, means of lognormal values. Of 1,000 draws a figure has a standard
error of about .7; those of one value a conversation are exact.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from headroom_lab.intervals import Interval, ratio_difference, ratio_interval, share_interval

SHARES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
CONVERSATIONS = (15, 25, 40, 60, 100)
CORRELATIONS = (0.0, 0.1, 0.3)
SIZES = ("four each", "four on average, skewed")

Draw = tuple[Any, Any]


def values_each(kind: str, count: int, random: Any) -> Any:
    """Return how many values each conversation holds."""
    if kind == "four each":
        return np.full(count, 4)
    return 1 + random.negative_binomial(0.8, 0.8 / 3.8, size=count)


def clustered(share: float, correlation: float, wholes: Any, random: Any) -> Any:
    """Return how many values are kept in each conversation."""
    if not correlation:
        return random.binomial(wholes, share)
    strength = 1 / correlation - 1
    own = random.beta(share * strength, (1 - share) * strength, size=len(wholes))
    return random.binomial(wholes, own)


def share_coverage(
    share: float, count: int, correlation: float, sizes: str, draws: int, seed: int = 0
) -> tuple[float, float]:
    """Return how often the interval holds the share, and its width in the median."""
    random = np.random.default_rng([seed, int(share * 100), count, int(correlation * 10)])
    found = []
    for _ in range(draws):
        wholes = values_each(sizes, count, random)
        found.append(share_interval(clustered(share, correlation, wholes, random), wholes))
    return _held(found, share)


def exact_coverage(shares: Iterable[float], count: int) -> list[float]:
    """Return how often the interval holds each share of conversations that hold one value each."""
    from scipy.stats import binom

    found = [share_interval([1] * k + [0] * (count - k), [1] * count) for k in range(count + 1)]
    held = []
    for share in shares:
        holding = [k for k, one in enumerate(found) if one is not None and not one.excludes(share)]
        held.append(float(binom.pmf(holding, count, share).sum()))
    return held


def _saved(spread: float, a: float, b: float) -> Callable[[int, Any], Draw]:
    """Return draws of what is saved (a beta share) of sizes spread lognormally."""

    def draw(count: int, random: Any) -> Draw:
        sizes = random.lognormal(0, spread, count)
        return sizes * random.beta(a, b, count), sizes

    return draw


def _grown(count: int, random: Any) -> Draw:
    """Return costs that grow faster than the sizes they are a ratio of."""
    sizes = random.lognormal(0, 0.7, count)
    return sizes**1.3 * random.lognormal(0, 0.5, count), sizes


RATIOS: dict[str, Callable[[int, Any], Draw]] = {
    "saved 40 %, sizes lognormal 0.7": _saved(0.7, 2, 3),
    "saved 40 %, sizes lognormal 1.2": _saved(1.2, 2, 3),
    "saved 11 %, sizes lognormal 0.7": _saved(0.7, 0.5, 4),
    "saved 11 %, sizes lognormal 1.2": _saved(1.2, 0.5, 4),
    "cost grows faster than size": _grown,
    "mean of lognormal 1.0": lambda n, r: (r.lognormal(0, 1.0, n), np.ones(n)),
    "mean of gamma 0.7": lambda n, r: (r.gamma(0.7, 1, n), np.ones(n)),
}


def ratio_coverage(kind: str, count: int, draws: int, seed: int = 0) -> tuple[float, float]:
    """Return how often the interval holds the ratio, and its width in the median."""
    random = np.random.default_rng([seed, count, len(kind)])
    parts, wholes = RATIOS[kind](400_000, random)
    truth = parts.sum() / wholes.sum()
    found = [ratio_interval(*RATIOS[kind](count, random)) for _ in range(draws)]
    return _held(found, truth)


def difference_coverage(count: int, draws: int, seed: int = 0) -> tuple[float, float]:
    """Return the same of the paired difference of two policies' savings."""
    random = np.random.default_rng([seed, count])

    def draw(count: int) -> tuple[Any, Any, Any]:
        sizes, share = random.lognormal(0, 1.0, count), random.beta(2, 3, count)
        return sizes * share, sizes * share * random.beta(8, 2, count), sizes

    one, other, sizes = draw(400_000)
    truth = (one.sum() - other.sum()) / sizes.sum()
    found = []
    for _ in range(draws):
        one, other, sizes = draw(count)
        found.append(ratio_difference(one, sizes, other, sizes))
    return _held(found, truth)


def _held(found: list[Interval | None], truth: float) -> tuple[float, float]:
    """Return the share of intervals that hold the truth, and their width in the median."""
    known = [one for one in found if one is not None]
    held = sum(not one.excludes(truth) for one in known)
    return held / len(found), float(np.median([one.high - one.low for one in known]))


def tables(draws: int, seed: int) -> Iterator[str]:
    """Yield Markdown lines, a table a kind."""
    for sizes in SIZES:
        yield f"\nValues: {sizes}; columns: conversations / correlation\n"
        columns = [(n, c) for n in CONVERSATIONS for c in CORRELATIONS]
        yield "| share | " + " | ".join(f"{n} / {c}" for n, c in columns) + " |"
        yield "|---" * (len(columns) + 1) + "|"
        for share in SHARES:
            cells = [share_coverage(share, n, c, sizes, draws, seed)[0] for n, c in columns]
            yield f"| {share} | " + " | ".join(f"{100 * cell:.1f}" for cell in cells) + " |"
    yield "\nValues: one each; columns: conversations\n"
    yield f"| share | {' | '.join(map(str, CONVERSATIONS))} |"
    yield "|---" * (len(CONVERSATIONS) + 1) + "|"
    for share, *cells in zip(
        SHARES, *(exact_coverage(SHARES, n) for n in CONVERSATIONS), strict=True
    ):
        yield f"| {share} | " + " | ".join(f"{100 * cell:.1f}" for cell in cells) + " |"
    yield "\n| ratios | 15 | 39 | 64 |\n|---|---|---|---|"
    for kind in RATIOS:
        cells = [ratio_coverage(kind, n, draws, seed)[0] for n in (15, 39, 64)]
        yield f"| {kind} | " + " | ".join(f"{100 * cell:.1f}" for cell in cells) + " |"
    cells = [difference_coverage(n, draws, seed)[0] for n in (15, 39, 64)]
    yield "| paired difference | " + " | ".join(f"{100 * cell:.1f}" for cell in cells) + " |"


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--draws", type=int, default=1_000)
    reader.add_argument("--seed", type=int, default=0)
    asked = reader.parse_args()
    for line in tables(asked.draws, asked.seed):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
