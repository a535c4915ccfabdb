from __future__ import annotations

import pickle

from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.results.comparison import Comparison
from headroom_lab.simulation import simulate

MESSAGES = [
    {"role": role, "content": f"turn {turn} " + "the same old story " * 30}
    for turn in range(12)
    for role in ("user", "assistant")
]


def comparison(model: str = "gpt-4o") -> Comparison:
    policies: dict[str, TransformPipeline] = {
        "off": TransformPipeline.preset("off"),
        "window": TransformPipeline.preset("window").within(600),
    }
    return Comparison.of(
        (name, simulate(MESSAGES, model=model, policy=pipeline))
        for name, pipeline in policies.items()
    )


def test_a_row_says_what_its_simulation_says() -> None:
    off, window = comparison()
    result = simulate(
        MESSAGES, model="gpt-4o", policy=TransformPipeline.preset("window").within(600)
    )
    assert (off.policy, off.tokens_saved, off.savings_percent, off.dropped) == ("off", 0, 0.0, 0)
    assert window.tokens_after == result.tokens_after < off.tokens_after == off.tokens_before
    assert window.tokens_saved == result.tokens_saved
    assert (window.cost, window.cached_cost) == (result.cost_after, result.cached_cost_after)
    assert window.dropped == len(MESSAGES) - len(result.messages) > 0


def test_the_frame_has_one_typed_row_a_policy() -> None:
    frame = comparison().to_frame()
    assert list(frame["policy"]) == ["off", "window"]
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "policy": "str",
        "tokens_before": "int64",
        "tokens_after": "int64",
        "tokens_saved": "int64",
        "savings_percent": "float64",
        "cost": "float64",
        "cached_cost": "float64",
        "dropped": "int64",
        "changed": "int64",
        "retention": "float64",
        "seconds": "float64",
        "own_cost": "float64",
        "error": "str",
    }


def test_an_unknown_price_is_missing_not_nothing() -> None:
    table = Comparison.of([("off", simulate(MESSAGES, model="o3", policy=[]))])
    unknown = Comparison(
        type(row)(row.policy, *([row.tokens_before] * 2), None, None, 0, 0) for row in table
    )
    assert unknown.to_frame()["cost"].isna().all()


def test_every_figure_is_in_every_form() -> None:
    table = comparison()
    for text in (table.to_text(), table.to_html(), table.to_markdown()):
        for row in table:
            assert row.policy in text
            assert f"{row.tokens_after:,}" in text
    assert table.to_dict()["rows"][1]["policy"] == "window"
    assert pickle.loads(pickle.dumps(table)) == table
