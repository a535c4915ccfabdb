"""Several transforms, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from headroom_lab.config import as_dict
from headroom_lab.errors import ConfigError
from headroom_lab.policies.order import in_working_order
from headroom_lab.results import TransformResult
from headroom_lab.tokens import Counter, Tokenizer
from headroom_lab.transforms.base import context_of, run
from headroom_lab.transforms.prompts.cache_aligner import CacheAligner
from headroom_lab.transforms.smart_crusher import SmartCrusher
from headroom_lab.transforms.windows.rolling_window import RollingWindow


class TransformPipeline:
    """Transforms in order; anything with ``apply(messages, tokenizer) -> TransformResult`` is one.

    Without transforms given: SmartCrusher, CacheAligner, RollingWindow at their defaults. The
    steps of a pipeline among them are taken singly, and Repetition and NearRecords always run
    last: what another step takes away must not be referred to.
    """

    name = "pipeline"

    def __init__(self, transforms: Iterable[Any] | None = None) -> None:
        given = default_transforms() if transforms is None else tuple(transforms)
        for transform in given:
            if not callable(getattr(transform, "apply", None)):
                raise ConfigError(
                    f"TransformPipeline: found {transform!r}, expected transforms with an apply()"
                )
        self.transforms: tuple[Any, ...] = in_working_order(given)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.transforms)

    def __repr__(self) -> str:
        return f"TransformPipeline([{', '.join(type(t).__name__ for t in self.transforms)}])"

    @staticmethod
    def preset(name: str) -> TransformPipeline:
        """Return a new pipeline by its name; UnknownNameError says the nearest one."""
        from headroom_lab.policies.presets import preset

        return preset(name)

    def transform(self, messages: Any, **options: Any) -> TransformResult:
        """Return what the pipeline makes of ``messages``; options as for ``apply``."""
        return self.apply(messages, **options)

    def apply(
        self,
        messages: Any,
        tokenizer: Tokenizer | Counter | None = None,
        *,
        model_limit: int | None = None,
        output_buffer: int | None = None,
        query: str | None = None,
    ) -> TransformResult:
        """Return what the pipeline makes of ``messages``; they themselves stay as they are."""
        context = context_of(tokenizer, model_limit, output_buffer, query)
        return run(self.transforms, messages, context)

    def settings(self) -> list[dict[str, Any]]:
        """Return each transform's name and configuration as plain data, for provenance."""
        return [
            {"name": getattr(t, "name", type(t).__name__), **_config_of(t)} for t in self.transforms
        ]


def as_pipeline(given: Any, name: str) -> TransformPipeline:
    """Return the pipeline for what a caller gave as ``name``.

    That is a pipeline, a preset's name, a transform, a list of transforms or None for the default.
    Raises ConfigError for anything else, UnknownNameError with the nearest preset.
    """
    if given is None:
        return TransformPipeline()
    if isinstance(given, TransformPipeline):
        return given
    if isinstance(given, str):
        return TransformPipeline.preset(given)
    if callable(getattr(given, "apply", None)):
        return TransformPipeline([given])
    if isinstance(given, Iterable):
        return TransformPipeline(given)
    raise ConfigError(
        f"{name}: found {given!r}, expected a TransformPipeline, a preset's name, a transform "
        "or a list of transforms"
    )


def default_transforms() -> tuple[Any, ...]:
    """Return the steps of the default pipeline."""
    return (SmartCrusher(), CacheAligner(), RollingWindow())


def _config_of(transform: Any) -> dict[str, Any]:
    """Return a transform's configuration as plain data, empty where it has none."""
    config = getattr(transform, "config", None)
    return as_dict(config) if hasattr(config, "__dataclass_fields__") else {}
