"""A study: rows, intervals, differences, choosing; kept cells; the same bytes on every engine."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from headroom_lab import (
    RollingWindow,
    RollingWindowConfig,
    SmartCrusher,
    create_scorer,
    load_example,
    sweep,
)
from headroom_lab.config import SmartCrusherConfig
from headroom_lab.errors import ConfigError, HeadroomError, UnknownNameError
from headroom_lab.messages import Conversation
from headroom_lab.policies.policy import policy_of
from headroom_lab.policies.presets import preset_names
from headroom_lab.results.sweep import SweepResult
from headroom_lab.studies.cells import Task, line_bytes
from headroom_lab.studies.engines import Engine, chunks_of
from headroom_lab.studies.prints import print_of
from headroom_lab.telemetry import TOIN
from headroom_lab.tokens import as_tokenizer
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.traces.portable import item_from
from headroom_lab.transforms.base import Context, Step, Transform, unchanged

GPT = "gpt-4o"
GRID = {"policy": ["off", "lossless", "window"], "max_tokens": [2_000]}
NAMES = ("package_audit", "log_hunt", "data_query")


class Dying(Transform):
    """Ends its process the first time it is run: ``flag`` is a file that says it did."""

    name = "dying"

    def __init__(self, flag: str) -> None:
        self.flag = flag

    def step(self, conversation: Conversation, context: Context) -> Step:
        if not Path(self.flag).exists():
            Path(self.flag).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return unchanged(conversation)


class Failing(Transform):
    """Fails on conversations whose first message is a system prompt's."""

    name = "failing"

    def step(self, conversation: Conversation, context: Context) -> Step:
        if conversation.messages[0].role == "system":
            raise ValueError("no system prompts")
        return unchanged(conversation)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    items = [
        CorpusItem(f"{name} {at}", name, load_example(name)[: 12 + at], columns={"half": at % 2})
        for name in NAMES
        for at in range(3)
    ]
    return Corpus(items)


@pytest.fixture(scope="module")
def study(corpus: Corpus) -> SweepResult:
    return run(corpus)


def run(corpus: Corpus, **options: Any) -> SweepResult:
    return sweep(corpus, GRID, model=GPT, progress=False, **options)


def test_there_is_a_row_for_each_conversation_and_point(corpus: Corpus, study: SweepResult) -> None:
    frame = study.rows.to_frame()
    assert len(frame) == 27
    assert set(frame.columns) >= {"policy", "conversation", "source", "half", "tokens_before"}
    sums = frame.groupby("policy", sort=False)["tokens_after"].sum()
    assert list(sums) == [row.tokens_after for row in study.points]


def test_sums_come_with_their_spread_and_the_difference_to_the_baseline(
    study: SweepResult,
) -> None:
    assert study.baseline == study.points[0].point == 0
    figure = study.figure(study.points[1], "tokens")
    assert figure is not None
    assert figure.interval is not None
    assert figure.interval.low < figure.value < figure.interval.high
    assert figure.value == pytest.approx(study.points[1].savings_percent / 100)
    assert figure.difference is not None
    assert figure.difference.value == pytest.approx(figure.value)
    assert (figure.wins + figure.losses, figure.compared) == (9, 9)
    frame = study.to_frame()
    assert {"savings_low", "savings_high", "retention_low", "cost_ratio_difference_high"} <= set(
        frame.columns
    )


def test_the_picture_says_what_the_figures_rest_on(study: SweepResult) -> None:
    for said in (" ".join(study.to_text().split()), " ".join(study.to_markdown().split())):
        assert "95 % intervals over the conversations" in said
        assert "62 of 62 (≥ " in said
    plain = sweep(load_example("log_hunt"), {"policy": ["off"]}, model=GPT, progress=False)
    assert "intervals" not in plain.to_text()


@pytest.mark.parametrize("kind", ["frontier", "differences", "distribution"])
def test_a_study_is_drawn(study: SweepResult, kind: str) -> None:
    assert study.plot(kind).axes[0].get_title(loc="left")


def test_groups_are_studies_of_their_own(study: SweepResult) -> None:
    groups = study.by("source")
    assert list(groups) == list(NAMES)
    assert all(group.conversations == 3 for group in groups.values())
    assert sum(g.points[2].tokens_after for g in study.by("half").values()) == (
        study.points[2].tokens_after
    )
    with pytest.raises(UnknownNameError, match="source"):
        study.by("sauce")


def test_the_best_is_the_cheapest_of_those_that_keep_enough(study: SweepResult) -> None:
    assert study.best(at_least={"retention": 0.98}, by="cost") is None
    best = study.best(at_least={"all_retention": 0.6}, by="cost")
    assert best is not None
    rivals = [row for row in study.points if (row.all_retention or 1) >= 0.6]
    assert best.cost == min(row.cost or 0 for row in rivals)
    assert study.best(at_least={"all_retention": 0.999}, surely=True) is None
    with pytest.raises(UnknownNameError, match="savings"):
        study.best(by="saving")
    corners = study.frontier()
    assert corners
    for corner in corners:
        assert not any(
            row.tokens_saved > corner.tokens_saved and (row.judged or 1) > (corner.judged or 1)
            for row in study.points
        )


def test_a_function_of_ones_own_is_an_evaluator(corpus: Corpus) -> None:
    def longest(conversation: Any, result: Any) -> dict[str, float | None]:
        size = max(row.tokens_after for row in result.rows)
        return {"tokens": size, "none": None}

    found = run(corpus, evaluators=["tokens", longest, "ledger", "errors", "valid", "replay"])
    row = found.rows[0]
    assert row.numbers["longest.tokens"] == max(row.numbers["longest.tokens"] or 0, 1)
    saved = row.numbers["tokens_saved"]
    parts = [row.numbers[f"tokens_{name}"] or 0 for name in ("removed", "reencoded", "markers")]
    assert saved == parts[0] + parts[1] - parts[2]
    assert {"valid", "errors_kept", "bill_ratio", "longest.tokens"} <= set(
        found.figures[found.points[0].point]
    )
    with pytest.raises(UnknownNameError, match="did you mean 'tokens'"):
        run(corpus, evaluators=["token"])


def test_a_study_that_measures_the_bill_says_first_what_it_comes_to(corpus: Corpus) -> None:
    found = run(corpus, evaluators=["tokens", "replay"])
    best = found.best()
    assert best is not None
    figure = found.figure(best, "net_bill_ratio")
    assert figure is not None
    change = 100 * (1 - figure.value)
    said = f"{change:.1f} % off the bill" if change >= 0 else f"{-change:.1f} % dearer"
    headline, *rest = found.to_text().splitlines()
    assert said in headline
    assert any(line.startswith("tokens, bill and needles") for line in rest)
    assert not any("while the vendor still holds" in line for line in rest)


def test_points_whose_policies_have_the_same_name_have_figures_of_their_own(corpus: Corpus) -> None:
    windows = [RollingWindow(RollingWindowConfig(max_tokens=size)) for size in (100_000, 600)]
    found = sweep(corpus[:3], {"policy": windows}, model=GPT, progress=False)
    wide, narrow = found.points
    assert wide.settings == narrow.settings
    for row in found.points:
        figure = found.figure(row, "tokens")
        assert figure is not None
        assert figure.value == pytest.approx(row.savings_percent / 100)
    assert list(found.to_frame()["savings"]) == [
        row.savings_percent / 100 for row in (wide, narrow)
    ]
    assert wide.tokens_after > narrow.tokens_after
    against = found.figure(narrow, "tokens")
    assert against is not None
    assert against.difference is not None
    assert against.difference.value > 0


def test_a_point_whose_policy_lacks_a_setting_is_left_out(corpus: Corpus) -> None:
    grid = {"policy": ["off", "crush"], "max_items_after_crush": [5, 20]}
    found = sweep(corpus[:2], grid, model=GPT, progress=False)
    assert [dict(row.settings)["policy"] for row in found.points] == ["crush", "crush"]
    assert "left out: max_items_after_crush: no step of the policy 'off'" in found.notes[0]


def test_a_cell_that_fails_is_a_row_with_its_error(corpus: Corpus) -> None:
    mixed = Corpus([*corpus[:2], CorpusItem("plain", "x", load_example("log_hunt")[1:4])])
    found = sweep(mixed, {"policy": ["off", Failing()]}, model=GPT, progress=False)
    failed = [row for row in found.rows if row.error]
    assert {row.conversation for row in failed} == {item.name for item in mixed[:2]}
    assert all("ValueError: no system prompts" in (row.error or "") for row in failed)
    assert any("no system prompts" in note for note in found.notes)
    with pytest.raises(ValueError, match="no system prompts"):
        sweep(corpus[:2], {"policy": [Failing()]}, model=GPT, progress=False)


def test_finished_cells_are_kept_and_only_what_changed_is_computed(
    corpus: Corpus, study: SweepResult, tmp_path: Path
) -> None:
    keep = tmp_path / "cells.duckdb"
    first = run(corpus, keep=keep)
    assert first == study
    assert first.provenance is not None
    assert (first.provenance.computed, first.provenance.reused) == (27 * 4, 0)
    again = run(corpus, keep=keep)
    assert again == study
    assert again.provenance is not None
    assert (again.provenance.computed, again.provenance.reused) == (0, 27 * 4)
    grid = {**GRID, "policy": ["off", "lossless", SmartCrusher(SmartCrusherConfig(keep_first=1))]}
    other = sweep(corpus, grid, model=GPT, keep=keep, progress=False)
    assert other.provenance is not None
    assert (other.provenance.computed, other.provenance.reused) == (9 * 4, 18 * 4)
    with pytest.raises(HeadroomError, match="can't be opened as a DuckDB file"):
        run(corpus, keep=tmp_path)


def test_a_policy_is_told_from_another_alike_in_every_process() -> None:
    assert print_of(policy_of("balanced")) == print_of(policy_of("balanced"))
    changed = policy_of([SmartCrusher(SmartCrusherConfig(keep_last=9))], "crush")
    assert print_of(changed) != print_of(policy_of([SmartCrusher()], "crush"))
    code = (
        "from headroom_lab.studies.prints import print_of\n"
        "from headroom_lab.policies.policy import policy_of\n"
        "print(print_of(policy_of('thrifty')))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert found.stdout.strip() == print_of(policy_of("thrifty"))


def test_a_study_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    keep = tmp_path / "cells.duckdb"
    code = textwrap.dedent(
        f"""
        import os, signal
        from headroom_lab import load_example, sweep
        from headroom_lab.studies import running
        real, count = running.CellStore.put, []
        def put(store, rows):
            real(store, rows)
            count.append(1)
            if len(count) == 4:
                os.kill(os.getpid(), signal.SIGKILL)
        running.CellStore.put = put
        names = ("log_hunt", "package_audit")
        corpus = [load_example(n)[:12 + at] for n in names for at in range(3)]
        sweep(corpus, {{"policy": ["off", "lossless"]}}, model="gpt-4o", keep={str(keep)!r},
              engine="processes", workers=2, progress=False)
        """
    )
    # Its output is at an end when its last worker is gone.
    command = [sys.executable, "-c", code]
    killed = subprocess.run(command, check=False, stdout=subprocess.PIPE, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    corpus = [load_example(n)[: 12 + at] for n in ("log_hunt", "package_audit") for at in range(3)]
    grid = {"policy": ["off", "lossless"]}
    found = sweep(corpus, grid, model=GPT, keep=keep, progress=False)
    assert found == sweep(corpus, grid, model=GPT, progress=False)
    assert found.provenance is not None
    assert (found.provenance.computed, found.provenance.reused) == (8 * 4, 4 * 4)


@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_the_same_bytes_on_each_engine(corpus: Corpus, study: SweepResult, engine: str) -> None:
    found = run(corpus, engine=engine, workers=2)
    assert found == study
    assert found.rows.to_frame().equals(study.rows.to_frame())
    assert found.provenance is not None
    assert found.provenance.engine == engine


def chunked(items: Sequence[CorpusItem], points: int) -> list[tuple[Task, ...]]:
    wanted = tuple((point, ("tokens",)) for point in range(points))
    tasks = [Task(place, item, wanted) for place, item in enumerate(items)]
    return list(chunks_of(tasks, Engine("processes", 2, lambda *_: iter(()))))


def test_workers_begin_with_the_longest_conversations(corpus: Corpus) -> None:
    chunks = chunked(corpus, 1)
    lengths = [task.length for chunk in chunks for task in chunk]
    assert lengths == sorted(lengths, reverse=True)
    assert {task.place for chunk in chunks for task in chunk} == set(range(len(corpus)))


def test_a_conversation_longer_than_all_others_keeps_no_worker_alone(corpus: Corpus) -> None:
    long = CorpusItem("long", "x", load_example(NAMES[0]) * 9)
    chunks = chunked([*corpus, long], 12)
    lengths = [task.length for chunk in chunks for task in chunk]
    assert max(lengths) <= sum(lengths) / 8
    cells = [(task.place, point) for (task,) in chunks for point, _ in task.wanted]
    assert sorted(cells) == [(at, n) for at in range(len(corpus) + 1) for n in range(12)]


def test_the_order_of_a_calls_arguments_travels() -> None:
    use = {"type": "tool_use", "id": "a", "name": "read", "input": {"path": "x.py", "line": 12}}
    said = [{"role": "user", "content": "go"}, {"role": "assistant", "content": [use]}]
    line = line_bytes(CorpusItem("one", "x", said))
    assert line.index(b'"path"') < line.index(b'"line"')
    again = item_from(orjson.loads(line), "").messages
    assert [list(block) for block in again[1]["content"]] == [list(use)]


def test_a_lost_workers_chunk_is_done_again(corpus: Corpus, tmp_path: Path) -> None:
    grid = {"policy": ["off", Dying(str(tmp_path / "died"))]}
    found = sweep(corpus[:4], grid, model=GPT, engine="processes", workers=2, progress=False)
    assert len(found.rows) == 8
    assert found.provenance is not None
    assert found.provenance.repeated >= 1


def test_what_cannot_travel_is_told(corpus: Corpus) -> None:
    with pytest.raises(ConfigError, match="can't be pickled"):
        run(corpus, evaluators=[lambda conversation, result: 1], engine="processes")
    with pytest.raises(ConfigError, match='expected "here"'):
        run(corpus, engine="cloud")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as made,
    ):
        yield made


def test_a_cluster_gives_the_same_though_a_worker_dies(
    corpus: Corpus, study: SweepResult, client: Any, tmp_path: Path
) -> None:
    assert run(corpus, engine=client) == study
    grid = {"policy": ["off", Dying(str(tmp_path / "died"))]}
    found = sweep(corpus[:4], grid, model=GPT, engine=client, progress=False)
    assert len(found.rows) == 8
    assert not any(row.error for row in found.rows)


@pytest.mark.parametrize("name", preset_names())
def test_policies_can_be_pickled_after_use(name: str) -> None:
    policy = policy_of(name)
    sweep(load_example("log_hunt")[:8], {"policy": [policy]}, model=GPT, progress=False)
    assert print_of(pickle.loads(pickle.dumps(policy))) == print_of(policy)


def test_tokenizers_scorers_and_patterns_can_be_pickled() -> None:
    counter = as_tokenizer(None, "claude-sonnet-4-5")
    counter.count_text("something")
    assert pickle.loads(pickle.dumps(counter)).count_text("one two") == counter.count_text(
        "one two"
    )
    scorer = create_scorer("bm25")
    again = pickle.loads(pickle.dumps(scorer))
    assert type(again) is type(scorer)
    learnt = TOIN()
    learnt.record_crush("search", '[{"id": 1}]')
    assert len(pickle.loads(pickle.dumps(learnt))) == len(learnt) == 1


def test_only_points_complete_on_all_conversations_compete(corpus: Corpus) -> None:
    mixed = Corpus([*corpus[:1], CorpusItem("plain", "x", load_example("log_hunt")[1:4])])

    def some(messages: list[Any]) -> list[Any]:
        if messages[0]["role"] == "system":
            raise ValueError("no system prompts")
        return messages[:1]

    found = sweep(mixed, {"policy": ["off", some, "lossless"]}, model=GPT, progress=False)
    assert [row.point for row in found.complete] == [0, 2]
    best = found.best()
    assert best is not None
    assert best.said(["policy"]) == "lossless"
    assert all(row.point != 1 for row in found.frontier())
    assert all(row.point != 1 for row in (found.best({}), *found.keeping) if row)
    said = " ".join(found.to_text().split())
    assert "failed in 1 of 2 conversations" in said
    row = next(line for line in found.to_markdown().splitlines() if line.startswith("| some"))
    assert not any(character.isdigit() for character in row.partition("conversations")[2])
    nothing = sweep(mixed, {"policy": [some]}, model=GPT, progress=False)
    assert nothing.best() is None
    assert "failed in 1 of 2 conversations" in nothing.to_text()


def test_a_point_that_fails_everywhere_is_told_as_failed(corpus: Corpus) -> None:
    found = sweep(corpus[:2], {"policy": ["off", Failing()]}, model=GPT, progress=False)
    said = " ".join(found.to_text().split())
    assert "failing failed in 2 of 2 conversations" in said
    assert "interrupted" not in said


def test_evaluators_of_one_name_are_refused_and_a_dict_names_them(corpus: Corpus) -> None:
    def of(factor: int) -> Any:
        return lambda conversation, result: factor

    for pair in ([of(1), of(2)], [partial(max, 1), partial(max, 2)]):
        with pytest.raises(ConfigError, match="twice, expected different names: a dict"):
            run(corpus, evaluators=pair)
    named = {"one": of(1), "two": of(2), "cost": "cost"}
    found = sweep(corpus[:1], {"policy": ["off"]}, evaluators=named, model=GPT, progress=False)
    numbers = found.rows[0].numbers
    assert (numbers["one"], numbers["two"]) == (1, 2)
    assert "cost" in numbers


@pytest.mark.filterwarnings("error")
def test_what_an_evaluator_says_oddly_stays_in_one_line(corpus: Corpus) -> None:
    def endless(conversation: Any, result: Any) -> dict[str, float]:
        return {"inf": float("inf"), "nan": float("nan"), "some": float(result.tokens_after)}

    found = sweep(corpus[:2], {"policy": ["off"]}, evaluators=[endless], model=GPT, progress=False)
    assert found.rows[0].numbers["endless.inf"] is None
    assert found.to_html()

    def two(conversation: Any, result: Any) -> float:
        raise ValueError("first\n\nsecond")

    failed = sweep(corpus[:2], {"policy": ["off"]}, evaluators=[two], model=GPT, progress=False)
    assert failed.rows[0].error == "two: ValueError: first second"
    assert all("\n" not in note for note in failed.notes)


def test_what_is_asked_of_the_best_is_checked(study: SweepResult) -> None:
    wrong: Any
    for wrong in (["retention"], {"retention": "high"}, {"retention": float("nan")}):
        with pytest.raises(ConfigError, match="at_least"):
            study.best(at_least=wrong)
    with pytest.raises(UnknownNameError) as error:
        study.best(by="time")
    assert "did you mean 'time'" not in str(error.value)
