"""What the presets keep of what was used later, beside what they save.

``python -m tests.benchmarks.information [--per N]`` prints for each half of the split (settings are
chosen on the first and reported on the second) what the presets keep and save by kind of session,
targets beside figures, and by kind of content; of each session N contexts (5), drawn by a seed of
its name, each just before something of it was used.

``--whole [--shared ../shared/data] [--output FILE]`` prints tables over complete conversations,
simple methods beside the presets, and writes JSON with versions. The figures are deterministic.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from headroom_lab import TransformPipeline, example_names, load_example
from headroom_lab.results.information import Information, InformationRow
from headroom_lab.studies.baselines import (
    CutOutputs,
    EndsOfOlder,
    FactsOfOlder,
    LastCharacters,
    MinifyTrimFold,
    Oracle,
)
from headroom_lab.studies.frontier import frontier, retention_at
from headroom_lab.studies.information import evaluate_information
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem
from tests.benchmarks.contexts import contexts
from tests.benchmarks.formats import FORMATS, converted
from tests.benchmarks.halves import content_table, measured, sessions_table
from tests.benchmarks.native import native_conversations
from tests.benchmarks.speed import versions
from tests.benchmarks.split import Half
from tests.conftest import SHARED

RESULTS = Path(__file__).parent / "results" / "information.json"
PRESETS = ("lossless", "balanced", "aggressive")

Found = dict[str, Information]


def presets() -> dict[str, Any]:
    """Return the presets by name."""
    return {name: TransformPipeline.preset(name) for name in PRESETS}


def baselines() -> dict[str, Any]:
    """Return the simple methods that a preset must lie above."""
    return {
        "minify, trim, fold": MinifyTrimFold(),
        "outputs cut to 4,000 characters": CutOutputs(),
        "the same, older than ten messages": EndsOfOlder(),
        "outputs cut to 2,000 characters": CutOutputs(2_000),
        "outputs cut to 1,000 characters": CutOutputs(1_000),
        "facts alone before the last 40,000 characters": FactsOfOlder(40_000),
        "facts alone before the last 10,000 characters": FactsOfOlder(10_000),
        "last 40,000 characters": LastCharacters(),
        "last 10,000 characters": LastCharacters(10_000),
    }


def others() -> dict[str, Any]:
    """Return what is shown beside: our default, and facts alone wherever they can be."""
    return {"default": TransformPipeline(), "facts alone, all but the last": FactsOfOlder(0)}


def measure(policies: dict[str, Any], corpus: Sequence[CorpusItem]) -> Found:
    """Return the measurement of each policy over a corpus."""
    return {
        name: evaluate_information(policy, corpus, name=name) for name, policy in policies.items()
    }


def oracle(corpus: Iterable[CorpusItem]) -> dict[str, tuple[int, int]]:
    """Return tokens before and after by kind of content where only lines with needles stay."""
    sizes: dict[str, tuple[int, int]] = {}
    for item in corpus:
        found = evaluate_information(TransformPipeline([Oracle(item.needles)]), [item])
        for row in found.rows:
            if row.by != "source":
                before, after = sizes.get(row.group, (0, 0))
                sizes[row.group] = before + row.tokens_before, after + row.tokens_after
    return sizes


def share(part: int, whole: int) -> str:
    """Return a share as a fraction and a figure."""
    return f"{part} of {whole} = {part / whole:.3f}" if whole else "–"


def lines_of(head: str, rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a Markdown table, its first column left."""
    columns = head.count("|") - 1
    return [head, f"|---|{'---:|' * (columns - 1)}", *(f"| {' | '.join(r)} |" for r in rows), ""]


def overall(found: Found) -> list[str]:
    """Return a row a policy over all conversations, with the line of the baselines."""
    line = frontier((found[n].saved, found[n].retention) for n in baselines() if n in found)
    head = "| policy | strict needles, 4+ messages later | all needles | tokens saved | the line |"
    rows = []
    for name, information in found.items():
        row, there = information.total, retention_at(line, information.saved)
        rows.append(
            (name, share(row.strict_far_kept, row.strict_far), f"{row.all_retention or 1:.3f}",
             f"{row.saved:.1%}", "–" if there is None else f"{there:.3f}")
        )  # fmt: skip
    return lines_of(head, rows)


def grouped(found: Found, by: str, best: dict[str, tuple[int, int]] | None = None) -> list[str]:
    """Return a row a group: its share of all tokens, and what each preset does on it."""
    rows = {name: {r.group: r for r in found[name].rows if r.by == by} for name in PRESETS}
    whole = found[PRESETS[0]].total.tokens_before
    head = f"| {by} | share of tokens | {' | '.join(PRESETS)} |"
    table = []
    for group, row in rows[PRESETS[0]].items():
        cells = [group, f"{row.tokens_before / whole:.1%}"]
        cells += [_cell(rows[name][group]) for name in PRESETS]
        if best is not None:
            before, after = best.get(group, (0, 0))
            cells.append(f"{1 - after / before:.1%}" if before else "–")
        table.append(cells)
    return lines_of(head + " oracle |" if best is not None else head, table)


def _cell(row: InformationRow) -> str:
    """Return what a preset keeps and saves of a group."""
    kept = f"{row.strict_far_kept}/{row.strict_far} " if row.strict_far else ""
    return f"{kept}@ {row.saved:.1%}"


def corpora(shared: Path) -> dict[str, list[CorpusItem]]:
    """Return the conversations by where they come from; only what is at hand."""
    traces = list(Corpus.read(shared / "traces")) if (shared / "traces").exists() else []
    native = native_conversations(shared / "native")
    return {
        "recorded sessions": traces,
        **{f"the same as {name}": [converted(item, name) for item in traces] for name in FORMATS},
        "other recordings": [CorpusItem(*one) for one in native],
        "examples": [CorpusItem(name, name, load_example(name)) for name in example_names()],
    }


def main() -> None:
    """Measure and print both halves, or all conversations whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per", type=int, default=5)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.whole:
        whole_conversations(options.shared, options.output)
    else:
        halves(options.per)


def halves(per: int) -> None:
    """Print what presets keep and save by kind of session and of content, half by half."""
    both: tuple[Half, Half] = ("first", "second")
    for half in both:
        found = measured(contexts(half, per))
        print(f"## {half} half{' (settings are chosen on it)' if half == 'first' else ''}\n")
        print("\n".join([*sessions_table(found), "", *content_table(found), ""]), flush=True)


def whole_conversations(shared: Path, output: Path) -> None:
    """Print tables over complete conversations, simple methods beside, and write them."""
    report: dict[str, Any] = {"versions": versions(), "corpora": {}}
    for title, corpus in corpora(shared).items():
        if not corpus:
            print(f"## {title}: none at hand\n")
            continue
        full = title in ("recorded sessions", "examples")
        policies = presets() | (others() | baselines() if full else {})
        found = measure(policies, corpus)
        tokens = found["lossless"].total.tokens_before
        print(f"## {title}: {len(corpus)} conversations, {tokens:,} tokens\n")
        print("\n".join(overall(found)))
        if title in ("recorded sessions", "other recordings", "examples"):
            print("\n".join(grouped(found, "source")))
            print("\n".join(grouped(found, "content", oracle(corpus))))
        report["corpora"][title] = {
            name: information.to_frame().to_dict("records") for name, information in found.items()
        }
    output.parent.mkdir(exist_ok=True)
    output.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
