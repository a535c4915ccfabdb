from __future__ import annotations

import pytest

from headroom_lab.config import RollingWindowConfig
from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import policy_of
from headroom_lab.policies.presets import preset_names, preset_summary
from headroom_lab.transforms.windows.rolling_window import RollingWindow

MESSAGES = [{"role": "user", "content": f"question {i} " + "word " * 50} for i in range(20)]


def windows(pipeline: TransformPipeline) -> list[RollingWindowConfig]:
    return [step.config for step in pipeline if isinstance(step, RollingWindow)]


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_a_new_pipeline_that_runs(name: str) -> None:
    assert isinstance(TransformPipeline.preset(name), TransformPipeline)
    assert TransformPipeline.preset(name) is not TransformPipeline.preset(name)
    assert TransformPipeline.preset(name).settings() == TransformPipeline.preset(name).settings()
    assert TransformPipeline.preset(name).transform(MESSAGES).tokens_before > 0
    assert preset_summary(name).endswith(".")


def test_the_default_is_the_default_and_off_cuts_nothing() -> None:
    assert TransformPipeline.preset("default").settings() == TransformPipeline().settings()
    assert tuple(TransformPipeline.preset("off")) == ()
    assert TransformPipeline.preset("off").transform(MESSAGES).messages == MESSAGES


def test_an_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unknown policy 'windw', did you mean 'window'"):
        TransformPipeline.preset("windw")
    with pytest.raises(UnknownNameError, match="did you mean 'slim_tools'"):
        policy_of("slim_tool")


@pytest.mark.parametrize("name", [name for name in preset_names() if name != "off"])
def test_a_limit_is_kept_by_every_pipeline_and_changes_no_other_step(name: str) -> None:
    before = TransformPipeline.preset(name)
    after = before.within(300)
    assert [config.max_tokens for config in windows(after)] == [300]
    others = [s for s in before.settings() if s["name"] != RollingWindow.name]
    assert [s for s in after.settings() if s["name"] != RollingWindow.name] == others
    result = after.transform(MESSAGES)
    assert result.tokens_after <= 300 or result.warnings


def test_a_limit_keeps_the_windows_other_settings() -> None:
    window = RollingWindow(RollingWindowConfig(max_tokens=9_000, preserve_recent_turns=1))
    assert windows(TransformPipeline([window]).within(300)) == [
        RollingWindowConfig(max_tokens=300, preserve_recent_turns=1)
    ]
    assert window.config.max_tokens == 9_000


def test_what_cuts_nothing_cuts_nothing_whatever_the_limit() -> None:
    assert tuple(TransformPipeline.preset("off").within(300)) == ()


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ConfigError, match="max_tokens"):
        TransformPipeline.preset("off").within(0)
