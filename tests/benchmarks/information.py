"""What the presets keep of what was used later, beside what they save.

``python -m tests.benchmarks.information [--folder ../shared/data/traces] [--output FILE]`` prints
a table (strict needles used four or more messages later first) and writes JSON with versions.
The figures are deterministic.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from headroom_lab import TransformPipeline
from headroom_lab.experiments.baselines import CutOutputs, LastCharacters, MinifyTrimFold
from headroom_lab.experiments.corpus import read_corpus
from headroom_lab.experiments.evaluators import evaluate_information
from headroom_lab.results.information import Information, InformationRow
from tests.benchmarks.speed import versions
from tests.conftest import SHARED

RESULTS = Path(__file__).parent / "results" / "information.json"


def policies() -> dict[str, Any]:
    """Return what is compared, by name."""
    return {
        "lossless": TransformPipeline.preset("lossless"),
        "balanced": TransformPipeline.preset("balanced"),
        "aggressive": TransformPipeline.preset("aggressive"),
        "default": TransformPipeline(),
        "minify, trim, fold": MinifyTrimFold(),
        "outputs cut to 4,000 characters": CutOutputs(),
        "last 40,000 characters": LastCharacters(),
    }


def measure(folder: Path) -> dict[str, Information]:
    """Return the measurement of each policy over a folder of conversations."""
    corpus = read_corpus(folder)
    return {
        name: evaluate_information(policy, corpus, name=name) for name, policy in policies().items()
    }


def overall(found: Information) -> InformationRow:
    """Return the row over all conversations."""
    return next(row for row in found.table_rows() if row.by == "all")  # type: ignore[attr-defined]


def table(found: dict[str, Information]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| policy | strict needles, 4+ messages later | all needles, 4+ later | all needles | "
        "tokens saved |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, information in found.items():
        row = overall(information)
        lines.append(
            f"| {name} | {row.strict_far_kept} of {row.strict_far} = {row.retention:.3f} | "
            f"{row.far_retention:.3f} | {row.all_retention:.3f} | {row.saved:.1%} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=SHARED / "traces")
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    found = measure(options.folder)
    print(table(found))
    data = {name: information.to_frame().to_dict("records") for name, information in found.items()}
    options.output.parent.mkdir(exist_ok=True)
    report = {"versions": versions(), "policies": data}
    options.output.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
