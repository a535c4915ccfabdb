"""Several transforms, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from headroom_lab.config import RollingWindowConfig, as_dict
from headroom_lab.errors import ConfigError
from headroom_lab.policies.order import in_working_order, with_word_for_word
from headroom_lab.policies.presets import PresetName, preset_steps
from headroom_lab.results import TransformResult
from headroom_lab.transforms.base import Applied
from headroom_lab.transforms.windows.rolling_window import RollingWindow


class TransformPipeline(Applied):
    """Transforms in order; anything with ``apply(messages, tokenizer) -> TransformResult`` is one.

    Without transforms given: SmartCrusher, CacheAligner, RollingWindow at their defaults. The
    steps of a pipeline among them are taken singly, and Repetition and NearRecords always run
    last: what another step takes away must not be referred to.

    Example::

        pipeline = TransformPipeline([SmartCrusher(), RollingWindow()])
        pipeline.transform(messages).tokens_saved
    """

    name = "pipeline"

    def __init__(self, transforms: Iterable[Any] | None = None) -> None:
        given = preset_steps("default") if transforms is None else _listed(transforms)
        for transform in given:
            if not callable(getattr(transform, "apply", None)) or isinstance(transform, type):
                raise ConfigError(
                    f"TransformPipeline: found {transform!r}, expected transforms with an apply()"
                )
        self.transforms: tuple[Any, ...] = in_working_order(given)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.transforms)

    def __repr__(self) -> str:
        return f"TransformPipeline([{', '.join(type(t).__name__ for t in self.transforms)}])"

    def steps(self) -> Iterable[Any]:
        """Return what runs, in order: the transforms, with WordForWord where one makes notes."""
        return with_word_for_word(self.transforms)

    @staticmethod
    def preset(name: PresetName) -> TransformPipeline:
        """Return a new pipeline by its name; UnknownNameError says the nearest one."""
        return TransformPipeline(preset_steps(name))

    def transform(self, messages: Any, **options: Any) -> TransformResult:
        """Return what the pipeline makes of ``messages``; options as for ``apply``."""
        return self.apply(messages, **options)

    def within(self, max_tokens: int) -> TransformPipeline:
        """Return the pipeline with its RollingWindow at ``max_tokens``, added where it has none.

        One without steps cuts nothing and stays as it is. Raises ConfigError unless
        ``max_tokens`` is a whole number of at least 1.
        """
        limit = RollingWindowConfig(max_tokens=max_tokens)
        steps = [
            RollingWindow(replace(step.config, max_tokens=max_tokens))
            if isinstance(step, RollingWindow)
            else step
            for step in self
        ]
        if steps and not any(isinstance(step, RollingWindow) for step in steps):
            steps.append(RollingWindow(limit))
        return TransformPipeline(steps)

    def settings(self) -> list[dict[str, Any]]:
        """Return each transform's name and configuration as plain data, for provenance."""
        return [
            {"name": getattr(t, "name", type(t).__name__), **_config_of(t), **_inner_of(t)}
            for t in self.transforms
        ]


def _listed(transforms: Any) -> tuple[Any, ...]:
    """Return the transforms of a list; raise ConfigError for what is none."""
    if isinstance(transforms, str) or not isinstance(transforms, Iterable):
        shown = (
            repr(transforms) if isinstance(transforms, str) else f"a {type(transforms).__name__}"
        )
        raise ConfigError(
            f"TransformPipeline: found {shown}, expected a list of transforms; a preset's is "
            "TransformPipeline.preset(name)"
        )
    return tuple(transforms)


def _config_of(transform: Any) -> dict[str, Any]:
    """Return a transform's configuration as plain data, empty where it has none."""
    config = getattr(transform, "config", None)
    return as_dict(config) if hasattr(config, "__dataclass_fields__") else {}


def _inner_of(transform: Any) -> dict[str, Any]:
    """Return the settings of the steps inside a transform, nothing where it has none."""
    inner = getattr(transform, "policy", None)
    pipeline = getattr(inner, "pipeline", None)
    return {"policy": pipeline.settings()} if isinstance(pipeline, TransformPipeline) else {}
