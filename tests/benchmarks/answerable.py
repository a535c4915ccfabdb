"""Does a small model still find what agents used next: presets and simple methods, beside presence.

    python -m tests.benchmarks.answerable [--most 60] [--longest 3000]

Asks the model of the extra ``answerable`` for strict values of both halves' conversations, far ones
first, and prints its loss a token and what it says exactly, all values and the far ones, with
intervals of 95 % over conversations.
"""

from __future__ import annotations

import argparse
import warnings
from typing import Any

from headroom_lab.results.answerable import AnswerableRow
from headroom_lab.studies.answerable import LONGEST, MOST, evaluate_answerable
from headroom_lab.studies.baselines import CutOutputs, FactsOfOlder
from headroom_lab.studies.reading_models import LocalModel
from tests.benchmarks.information import presets
from tests.benchmarks.split import conversations


def policies() -> dict[str, Any]:
    """Return the presets, a bare list of facts, and outputs cut to a length."""
    simple = {"facts alone": FactsOfOlder(0), "cut to 1,000 characters": CutOutputs(1_000)}
    return {**presets(), **simple}


def line(row: AnswerableRow) -> str:
    """Return a row of the table."""
    loss = f"{row.loss:.2f}{_ends(row.loss_low, row.loss_high, 1, '.2f')}"
    said = f"{100 * row.recall:.0f} %{_ends(row.recall_low, row.recall_high, 100, '.0f')}"
    return f"| {row.policy} | {'far' if row.far else 'all'} | {row.values} | {loss} | {said} |"


def _ends(low: float | None, high: float | None, by: int, form: str) -> str:
    """Return the ends of an interval, nothing where there is none."""
    return "" if low is None or high is None else f" ({by * low:{form}} to {by * high:{form}})"


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=MOST)
    parser.add_argument("--longest", type=int, default=LONGEST)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    corpus = [*conversations("first"), *conversations("second")]
    found = evaluate_answerable(
        policies(), corpus, LocalModel(), most=options.most, longest=options.longest
    )
    print("| policy | values | n | loss a token | said exactly |\n|---|---|--:|--:|--:|")
    for row in found.rows:
        print(line(row))


if __name__ == "__main__":
    main()
