"""A grid of settings: one simulation a point and conversation, the best by what it keeps."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import (
    SmartCrusher,
    SmartCrusherConfig,
    TransformPipeline,
    load_example,
    simulate,
    sweep,
)
from headroom_lab.config import RelevanceScorerConfig, ScoringWeights
from headroom_lab.errors import ConfigError, InvalidMessagesError, UnknownNameError
from headroom_lab.messages import Message
from headroom_lab.policies.policy import policy_of
from headroom_lab.policies.settings import choices, setting_types
from headroom_lab.policies.varied import with_setting
from headroom_lab.studies.grid import points_of
from headroom_lab.studies.information import evaluate_information
from headroom_lab.telemetry import TOIN
from headroom_lab.tokens import sizes, tokenizer
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.transforms.windows.intelligent_context import IntelligentContextManager
from tests.chat import call, result, said, user
from tests.studies.steps import Stopping

GPT = "gpt-4o"


@pytest.fixture(scope="module")
def audit() -> list[dict[str, Any]]:
    return load_example("package_audit")


def using() -> list[dict[str, Any]]:
    """Return a conversation that uses a value four messages after an output that hides it."""
    rows = "[" + ", ".join(f'{{"id": {i}, "state": "up"}}' for i in range(300)) + "]"
    return [
        user("go"), call("a"), result("a", f"ORD-77123 is late\n{'filler words here ' * 400}"),
        call("b"), result("b", rows), user("which?"), said("ORD-77123"),
    ]  # fmt: skip


def test_each_point_is_the_simulation_with_those_settings(audit: list[dict[str, Any]]) -> None:
    grid = {"max_items_after_crush": [5, 20], "max_tokens": [3_000, 100_000]}
    found = sweep(audit, grid, model=GPT, progress=False)
    assert [row.settings for row in found.points] == [
        (("max_items_after_crush", items), ("max_tokens", limit))
        for items in (5, 20)
        for limit in (3_000, 100_000)
    ]
    for row in found.points:
        values = dict(row.settings)
        crusher = SmartCrusher(
            SmartCrusherConfig(max_items_after_crush=values["max_items_after_crush"])
        )
        steps = [crusher, *TransformPipeline.preset("default").transforms[1:]]
        expected = simulate(
            audit, model=GPT, policy=TransformPipeline(steps).within(values["max_tokens"])
        )
        assert (row.tokens_before, row.tokens_after) == (
            expected.tokens_before, expected.tokens_after,
        )  # fmt: skip
        assert (row.cost, row.cached_cost) == (expected.cost_after, expected.cached_cost_after)
        changes = [message.change for message in expected.rows]
        assert (row.changed, row.dropped) == (changes.count("changed"), changes.count("dropped"))
    assert (found.asked, found.conversations) == (4, 1)


def test_policy_model_and_query_are_settings_too(audit: list[dict[str, Any]]) -> None:
    grid = {"policy": ["off", "crush"], "model": [GPT, "o3"], "query": [None, "licence"]}
    found = sweep(audit, grid, model="nobody", progress=False)
    assert len(found.points) == 8
    for row in found.points:
        values = dict(row.settings)
        expected = simulate(
            audit, model=values["model"], policy=values["policy"], query=values["query"]
        )
        assert (row.tokens_after, row.cost) == (expected.tokens_after, expected.cost_after)


def test_a_corpus_is_summed(audit: list[dict[str, Any]]) -> None:
    several = [audit, load_example("log_hunt")]
    found = sweep(several, {"policy": ["lossless", "balanced"]}, model=GPT, progress=False)
    assert found.conversations == 2
    for row in found.points:
        name = dict(row.settings)["policy"]
        results = [simulate(m, model=GPT, policy=name) for m in several]
        assert row.tokens_after == sum(r.tokens_after for r in results)
        assert row.cost == sum(r.cost_after or 0 for r in results)


def test_retention_is_the_evaluators(audit: list[dict[str, Any]]) -> None:
    several = [audit, load_example("log_hunt")]
    found = sweep(several, {"policy": ["off", "aggressive"]}, model=GPT, progress=False)
    corpus = [CorpusItem(str(at), "x", messages) for at, messages in enumerate(several)]
    for row in found.points:
        pipeline = TransformPipeline.preset(dict(row.settings)["policy"])
        total = evaluate_information(pipeline, corpus).total
        assert (row.strict_far, row.strict_far_kept) == (total.strict_far, total.strict_far_kept)
        assert (row.needles, row.kept) == (total.needles, total.kept)
    assert found.points[0].retention == found.points[0].all_retention == 1.0


def test_the_best_saves_most_of_those_that_keep_all() -> None:
    grid = {"policy": ["off", "crush", "window"], "max_tokens": [600, 50_000]}
    off = sweep(using(), grid, model=GPT, progress=False).points[0]
    assert off.label == "policy=off, max_tokens=600"
    assert off.tokens_saved == 0
    grid["policy"] = ["crush", "window"]
    found = sweep(using(), grid, model=GPT, progress=False)
    lost = {row.label for row in found.points if row.retention == 0}
    assert lost == {"policy=crush, max_tokens=600", "policy=window, max_tokens=600"}
    assert found.best() is not None
    assert found.best().label == "policy=crush, max_tokens=50000"
    assert found.best().tokens_saved < max(row.tokens_saved for row in found.points)
    said_ = found.to_text()
    assert "Use policy=crush, max_tokens=50000: " in said_
    assert "the 1 needle kept" in said_
    assert "among the 2 points that keep the 1 needle, hard to guess" in said_


def test_where_nothing_saves_nothing_is_best() -> None:
    plain = sweep([user("hi"), said("ho")], {"policy": ["off", "lossless"]}, model=GPT)
    assert plain.best() is None
    assert plain.to_text().startswith("Nothing here saves tokens")
    assert "2 grid points" in plain.to_text()
    harmful = sweep(using(), {"policy": ["off", "window"], "model": [GPT]}, model=GPT)
    assert harmful.best() is None
    losing = sweep(using(), {"policy": "window", "max_tokens": [600]}, model=GPT, progress=False)
    assert losing.best() is not None
    assert "the only point that keeps 0 of 1 needle, hard" in " ".join(losing.to_text().split())


def test_retention_can_be_left_out() -> None:
    found = sweep(using(), {"policy": ["crush"]}, model=GPT, retention=False, progress=False)
    assert (found.points[0].needles, found.points[0].retention) == (None, None)
    assert "which values are used again later wasn't asked" in found.to_text()
    assert found.to_frame()["needles"].isna().all()


def test_a_cut_that_costs_more_while_the_cache_is_warm_says_so() -> None:
    found = sweep(load_example("long_session"), {"policy": ["lossless"]}, model=GPT, progress=False)
    assert found.points[0].costs_more
    assert "1 of 1 point then costs more" in " ".join(found.to_text().split())


def test_an_interrupt_keeps_the_finished_points() -> None:
    grid = {"policy": ["off", "crush", TransformPipeline([Stopping(1)]), "window"]}
    found = sweep(using(), grid, model=GPT, progress=False)
    assert [dict(row.settings)["policy"] for row in found.points] == ["off", "crush"]
    assert found.asked == 4
    assert "2 of 4 grid points" in found.to_text()
    assert "interrupted" in found.to_text()
    with pytest.raises(KeyboardInterrupt):
        sweep(using(), {"policy": [TransformPipeline([Stopping(1)])]}, model=GPT, progress=False)


def test_the_frame_has_a_typed_column_for_each_setting(audit: list[dict[str, Any]]) -> None:
    grid = {
        "policy": ["crush", TransformPipeline([SmartCrusher()])],
        "max_items_after_crush": [5, 20],
        "relevance_threshold": [0.3, 1],
        "preserve_errors": [True],
    }
    found = sweep(audit, grid, model=GPT, retention=False, progress=False)
    frame = found.to_frame()
    assert {name: str(frame[name].dtype) for name in grid} == {
        "policy": "str", "max_items_after_crush": "int64", "relevance_threshold": "float64",
        "preserve_errors": "bool",
    }  # fmt: skip
    assert set(frame["policy"]) == {"crush", "smart_crusher"}
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(
    ("grid", "said_"),
    [
        ({"max_item_after_crush": [5]}, "did you mean 'max_items_after_crush'"),
        ({"policy": ["agressive"]}, "did you mean 'aggressive'"),
        ({"max_items_after_crush": [0]}, "max_items_after_crush: found 0"),
        ({"max_items_after_crush": ["many"]}, "found 'many', expected a whole number"),
        ({"policy": ["balanced"], "keep_first": [5]}, "no step of the policy 'balanced' has it"),
        ({"keep_last_turns": [5]}, "no step of the policy 'default' has it"),
        ({"model": [7]}, "model: found 7, expected a text"),
        ({"max_tokens": []}, "grid['max_tokens']: found no values"),
        ({}, "grid: found {}, expected settings with their values"),
    ],
)
def test_a_grid_that_wont_do_is_one_clear_error(grid: dict[str, Any], said_: str) -> None:
    with pytest.raises((UnknownNameError, ConfigError)) as caught:
        sweep(using(), grid, model=GPT)
    assert said_ in str(caught.value)
    assert "\n" not in str(caught.value)


@given(
    st.lists(
        st.sampled_from(["keep_first", "keep_last", "max_tokens", "preserve_recent_turns"]),
        unique=True, min_size=1,
    ),
    st.data(),
)  # fmt: skip
def test_a_grid_has_every_combination_once(names: list[str], data: st.DataObject) -> None:
    values = st.lists(st.integers(1, 90), unique=True, min_size=1, max_size=4)
    grid = {name: data.draw(values) for name in names}
    points, _ = points_of(grid, "default", GPT, None)
    count = 1
    for given_ in grid.values():
        count *= len(given_)
    assert len({point.settings for point in points}) == len(points) == count
    for point in points:
        steps = point.policy.pipeline.transforms
        found = {**vars(steps[0].config), **vars(steps[2].config)}
        assert all(found[name] == value for name, value in point.settings)


def test_a_changed_setting_leaves_the_rest_of_a_step_as_it_was() -> None:
    toin, scorer = TOIN(), object()
    weights = ScoringWeights(recency=0.9)
    base = SmartCrusherConfig(keep_first=9, relevance=RelevanceScorerConfig(hybrid_alpha=0.1))
    crusher = SmartCrusher(base, scorer=scorer, toin=toin)  # type: ignore[arg-type]
    manager = IntelligentContextManager(toin=toin, crusher=crusher)
    policy = policy_of([crusher, manager], "mine")
    more = with_setting(policy, "keep_last", 7).pipeline.transforms[0]
    assert (more.config.keep_first, more.config.keep_last) == (9, 7)
    assert (more.scorer, more.toin) == (scorer, toin)
    other = with_setting(policy, "hybrid_alpha", 0.7).pipeline.transforms[0]
    assert (other.config.relevance.hybrid_alpha, other.config.keep_first) == (0.7, 9)
    assert other.scorer is not scorer
    weighed = with_setting(policy, "recency", 0.9).pipeline.transforms[1]
    assert weighed.config.scoring_weights == weights
    assert weighed.scorer.weights == weights.normalized()
    assert (weighed.crusher, weighed.toin) == (crusher, toin)
    assert crusher.config == base


def test_every_setting_of_the_configurations_has_a_name_and_a_type() -> None:
    assert {"policy", "model", "query", "max_tokens", "keep_first", "stride", "recency"} <= set(
        setting_types()
    )
    assert choices("output_format") == ("json", "compact", "table")
    assert choices("preserve_errors") == (True, False)
    assert choices("keep_first") == choices("nothing") == ()


def test_conversations_come_in_many_forms(audit: list[dict[str, Any]]) -> None:
    body = {"model": "o3", "system": "Be kind.", "messages": audit[1:3]}
    item = CorpusItem("x", "y", audit)
    for one in (audit, body, {"input": "hi"} | {"input": [user()]}):
        assert len(Corpus(one)) == 1
    assert Corpus(body)[0].messages[0] == {"role": "system", "content": "Be kind."}
    assert Corpus([audit[1:3]], system="Be brief.")[0].messages[0]["content"] == "Be brief."
    assert [found.name for found in Corpus({"a": audit, "b": body})] == ["a", "b"]
    mixed = Corpus([audit, body, item])
    assert [found.name for found in mixed] == ["conversation 1", "conversation 2", "x"]
    assert mixed[2] is item
    with pytest.raises(InvalidMessagesError, match=r"messages\[0\].role: .*\(conversation 2\)"):
        Corpus([audit, [{"role": "usr", "content": "x"}]])
    for nothing in ([], (), "text", 7, None):
        with pytest.raises(InvalidMessagesError):
            Corpus(nothing)


def test_every_conversation_is_tokenized_once(
    audit: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Message] = []
    real = tokenizer.sizes_of

    def counting(messages: Sequence[Message], **rest: Any) -> Any:
        counted.extend(messages)
        return real(messages, **rest)

    monkeypatch.setattr(tokenizer, "sizes_of", counting)
    sizes._known.clear()  # other tests have counted these messages
    grid = {"policy": ["off"], "query": ["a", "b", "c", "d"]}
    sweep(audit, grid, model=GPT, retention=False, progress=False)
    assert len(counted) == len(audit)
