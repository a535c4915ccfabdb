"""What can be cut. The public names are loaded on first use."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Any

# public name -> the module that defines it
_HOMES = {
    "Blobs": "transforms.text_kinds",
    "CacheAligner": "transforms.prompts.cache_aligner",
    "DiffOutline": "transforms.text_kinds",
    "FoldedLines": "transforms.encodings.folded_lines",
    "GridOutline": "transforms.text_kinds",
    "HitsOutline": "transforms.text_kinds",
    "HtmlText": "transforms.text_kinds",
    "IntelligentContextManager": "transforms.windows.intelligent_context",
    "JsonFields": "transforms.text_kinds",
    "JsonLists": "transforms.text_kinds",
    "FramedJson": "transforms.encodings.framed_json",
    "JsonLayout": "transforms.encodings.json_layout",
    "KeyValueOutline": "transforms.text_kinds",
    "HitPaths": "transforms.encodings.hit_paths",
    "LineBeginnings": "transforms.encodings.line_beginnings",
    "LineNumbers": "transforms.encodings.line_numbers",
    "ListingOutline": "transforms.text_kinds",
    "LogOutline": "transforms.text_kinds",
    "LongStrings": "transforms.text_kinds.long_strings",
    "MessageScore": "results.scores",
    "MessageScorer": "transforms.windows.message_scorer",
    "MessageScores": "results.scores",
    "NearRecords": "transforms.encodings.near_records",
    "ProseOutline": "transforms.text_kinds",
    "Repetition": "transforms.encodings.repetition",
    "RollingWindow": "transforms.windows.rolling_window",
    "SetOutStrings": "transforms.encodings.set_out",
    "SharedSubtrees": "transforms.encodings.shared_subtrees",
    "SmartCrusher": "transforms.smart_crusher",
    "SourceOutline": "transforms.text_kinds",
    "Transform": "transforms.base",
    "WordForWord": "transforms.encodings.word_for_word",
    "decode": "transforms.encodings.decoding",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(_unknown(name), name=name)
    value = getattr(import_module(f"headroom_lab.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def _unknown(name: str) -> str:
    """Return what to say of a name that isn't here, with the nearest that is."""
    text = f"module {__name__!r} has no attribute {name!r}"
    close = get_close_matches(name, __all__, n=1)
    return f"{text}, did you mean {close[0]!r}?" if close else text


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
