"""See what is in a model's context, what of it can go, and what that would cost.

The public names are loaded on first use (PEP 562), so importing the package is cheap.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Any

from headroom_lab.version import __version__

# public name -> the module that defines it
_HOMES = {
    "AnthropicProvider": "providers.anthropic",
    "AsyncHeadroomClient": "client.client",
    "BM25Scorer": "relevance.bm25",
    "CacheAligner": "transforms.prompts.cache_aligner",
    "CacheAlignerConfig": "config",
    "Comparison": "results.comparison",
    "ContextMap": "results.context_map",
    "Corpus": "traces.corpus",
    "CorpusItem": "traces.corpus_items",
    "CrushResult": "results.crush",
    "EmbeddingScorer": "relevance.embedding",
    "HeadroomClient": "client.client",
    "HeadroomError": "errors",
    "HybridScorer": "relevance.hybrid",
    "IntelligentContextConfig": "config",
    "IntelligentContextManager": "transforms.windows.intelligent_context",
    "InvalidMessagesError": "errors",
    "MessageCosts": "results.cost_by_message",
    "MessageScore": "results.scores",
    "MessageScorer": "transforms.windows.message_scorer",
    "OlderConfig": "config",
    "OpenAIProvider": "providers.openai",
    "Policy": "policies.policy",
    "Recorder": "traces.recording",
    "RelevanceScorerConfig": "config",
    "ReplayResult": "results.replay",
    "ReplayedCorpus": "results.replay_corpus",
    "RequestMetrics": "results.metrics",
    "Rerun": "results.rerun",
    "RollingWindow": "transforms.windows.rolling_window",
    "RollingWindowConfig": "config",
    "ScoringWeights": "config",
    "SessionCost": "results.cost",
    "SimulationResult": "results.simulation",
    "SmartCrusher": "transforms.smart_crusher",
    "SmartCrusherConfig": "config",
    "Tokenizer": "tokens.tokenizer",
    "SweepResult": "results.sweep",
    "ToolEffect": "messages.tool_effects",
    "ToolDefinitions": "results.tool_definitions",
    "Trace": "results.trace",
    "Trial": "policies.trials",
    "TrialResult": "results.trial",
    "TransformPipeline": "policies.pipeline",
    "TransformResult": "results.transform",
    "WasteSignals": "results.waste",
    "answer_retrieval": "client.answering",
    "answer_search": "client.answering",
    "at_compaction": "policies.moments.waiting",
    "at_entry": "policies.moments.entry",
    "clear_thinking": "policies.moments.thinking",
    "clear_tool_uses": "policies.moments.clearing",
    "compaction": "policies.moments.summaries",
    "compare": "simulation",
    "compressor": "policies.foreign.compressor",
    "count_tokens_messages": "tokens.tokenizer",
    "count_tokens_text": "tokens.tokenizer",
    "create_scorer": "relevance.create",
    "decode": "transforms.encodings.decoding",
    "defer_tools": "policies.definitions.deferring",
    "detect_waste": "waste.detect",
    "drop_unused_tools": "policies.definitions.dropping",
    "embedding_available": "relevance.embedding",
    "example_names": "traces.examples",
    "explore_map": "explore",
    "explore_simulation": "explore",
    "explore_trace": "explore",
    "explore_weights": "explore",
    "fit_images": "policies.images.fitting",
    "generate_report": "report",
    "keep_images": "policies.images.keeping",
    "keep_last": "policies.moments.clearing",
    "load_example": "traces.examples",
    "on_cold_cache": "policies.moments.waiting",
    "open_store": "store",
    "read_trace": "traces.reading",
    "read_traces": "traces.reading",
    "read_transcript": "messages.transcripts.reading",
    "replay": "replays.replay",
    "rerun": "report.bundles",
    "retrieval_tool": "transforms.retrieval",
    "retrieve": "transforms.originals",
    "score_messages": "transforms.windows.scoring",
    "sessions": "traces.sessions",
    "simulate": "simulation",
    "slim_tools": "policies.definitions.slimming",
    "superseded": "policies.moments.superseding",
    "style": "display.plots.style",
    "sweep": "studies.sweep",
    "watch": "explore",
    "protect": "policies.protecting.protect",
    "trial": "studies.trial_reading",
    "tool_definitions": "replays.tool_definitions",
    "truncate": "policies.moments.truncating",
    "when_it_pays": "policies.moments.paying",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(_unknown(name), name=name)
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def load_ipython_extension(ipython: Any) -> None:
    """Put %headroom into a shell: ``%load_ext headroom_lab``."""
    import_module(f"{__name__}.magic.extension").load(ipython)


def unload_ipython_extension(ipython: Any) -> None:
    """Take %headroom out of a shell: ``%unload_ext headroom_lab``."""
    import_module(f"{__name__}.magic.extension").unload(ipython)


def _unknown(name: str) -> str:
    """Return what to say of a name that isn't here, with the nearest that is."""
    text = f"module {__name__!r} has no attribute {name!r}"
    if name.startswith("_"):
        return text
    close = get_close_matches(name, __all__, n=1)
    return f"{text}, did you mean {close[0]!r}?" if close else text


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
