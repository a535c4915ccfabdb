"""The public names, for editors and type checkers: they are loaded on first use."""

from typing import Any

from headroom_lab.client.answering import answer_retrieval as answer_retrieval
from headroom_lab.client.answering import answer_search as answer_search
from headroom_lab.client.client import AsyncHeadroomClient as AsyncHeadroomClient
from headroom_lab.client.client import HeadroomClient as HeadroomClient
from headroom_lab.config import CacheAlignerConfig as CacheAlignerConfig
from headroom_lab.config import IntelligentContextConfig as IntelligentContextConfig
from headroom_lab.config import OlderConfig as OlderConfig
from headroom_lab.config import RelevanceScorerConfig as RelevanceScorerConfig
from headroom_lab.config import RollingWindowConfig as RollingWindowConfig
from headroom_lab.config import ScoringWeights as ScoringWeights
from headroom_lab.config import SmartCrusherConfig as SmartCrusherConfig
from headroom_lab.display.plots.style import style as style
from headroom_lab.errors import HeadroomError as HeadroomError
from headroom_lab.errors import InvalidMessagesError as InvalidMessagesError
from headroom_lab.explore import explore_map as explore_map
from headroom_lab.explore import explore_simulation as explore_simulation
from headroom_lab.explore import explore_trace as explore_trace
from headroom_lab.explore import explore_weights as explore_weights
from headroom_lab.explore import watch as watch
from headroom_lab.messages.tool_effects import ToolEffect as ToolEffect
from headroom_lab.messages.transcripts.reading import read_transcript as read_transcript
from headroom_lab.policies.definitions.deferring import defer_tools as defer_tools
from headroom_lab.policies.definitions.dropping import drop_unused_tools as drop_unused_tools
from headroom_lab.policies.definitions.slimming import slim_tools as slim_tools
from headroom_lab.policies.foreign.compressor import compressor as compressor
from headroom_lab.policies.images.fitting import fit_images as fit_images
from headroom_lab.policies.images.keeping import keep_images as keep_images
from headroom_lab.policies.moments.clearing import clear_tool_uses as clear_tool_uses
from headroom_lab.policies.moments.clearing import keep_last as keep_last
from headroom_lab.policies.moments.entry import at_entry as at_entry
from headroom_lab.policies.moments.paying import when_it_pays as when_it_pays
from headroom_lab.policies.moments.summaries import compaction as compaction
from headroom_lab.policies.moments.superseding import superseded as superseded
from headroom_lab.policies.moments.thinking import clear_thinking as clear_thinking
from headroom_lab.policies.moments.truncating import truncate as truncate
from headroom_lab.policies.moments.waiting import at_compaction as at_compaction
from headroom_lab.policies.moments.waiting import on_cold_cache as on_cold_cache
from headroom_lab.policies.pipeline import TransformPipeline as TransformPipeline
from headroom_lab.policies.policy import Policy as Policy
from headroom_lab.policies.protecting.protect import protect as protect
from headroom_lab.policies.trials import Trial as Trial
from headroom_lab.providers.anthropic import AnthropicProvider as AnthropicProvider
from headroom_lab.providers.openai import OpenAIProvider as OpenAIProvider
from headroom_lab.relevance.bm25 import BM25Scorer as BM25Scorer
from headroom_lab.relevance.create import create_scorer as create_scorer
from headroom_lab.relevance.embedding import EmbeddingScorer as EmbeddingScorer
from headroom_lab.relevance.embedding import embedding_available as embedding_available
from headroom_lab.relevance.hybrid import HybridScorer as HybridScorer
from headroom_lab.replays.replay import replay as replay
from headroom_lab.replays.tool_definitions import tool_definitions as tool_definitions
from headroom_lab.report import generate_report as generate_report
from headroom_lab.report.bundles import rerun as rerun
from headroom_lab.results.comparison import Comparison as Comparison
from headroom_lab.results.context_map import ContextMap as ContextMap
from headroom_lab.results.cost import SessionCost as SessionCost
from headroom_lab.results.cost_by_message import MessageCosts as MessageCosts
from headroom_lab.results.crush import CrushResult as CrushResult
from headroom_lab.results.metrics import RequestMetrics as RequestMetrics
from headroom_lab.results.replay import ReplayResult as ReplayResult
from headroom_lab.results.replay_corpus import ReplayedCorpus as ReplayedCorpus
from headroom_lab.results.rerun import Rerun as Rerun
from headroom_lab.results.scores import MessageScore as MessageScore
from headroom_lab.results.simulation import SimulationResult as SimulationResult
from headroom_lab.results.sweep import SweepResult as SweepResult
from headroom_lab.results.tool_definitions import ToolDefinitions as ToolDefinitions
from headroom_lab.results.trace import Trace as Trace
from headroom_lab.results.transform import TransformResult as TransformResult
from headroom_lab.results.trial import TrialResult as TrialResult
from headroom_lab.results.waste import WasteSignals as WasteSignals
from headroom_lab.simulation import compare as compare
from headroom_lab.simulation import simulate as simulate
from headroom_lab.store import open_store as open_store
from headroom_lab.studies.sweep import sweep as sweep
from headroom_lab.studies.trial_reading import trial as trial
from headroom_lab.tokens.tokenizer import Tokenizer as Tokenizer
from headroom_lab.tokens.tokenizer import count_tokens_messages as count_tokens_messages
from headroom_lab.tokens.tokenizer import count_tokens_text as count_tokens_text
from headroom_lab.traces.corpus import Corpus as Corpus
from headroom_lab.traces.corpus_items import CorpusItem as CorpusItem
from headroom_lab.traces.examples import example_names as example_names
from headroom_lab.traces.examples import load_example as load_example
from headroom_lab.traces.reading import read_trace as read_trace
from headroom_lab.traces.reading import read_traces as read_traces
from headroom_lab.traces.recording import Recorder as Recorder
from headroom_lab.traces.sessions import sessions as sessions
from headroom_lab.transforms.encodings.decoding import decode as decode
from headroom_lab.transforms.originals import retrieve as retrieve
from headroom_lab.transforms.prompts.cache_aligner import CacheAligner as CacheAligner
from headroom_lab.transforms.retrieval import retrieval_tool as retrieval_tool
from headroom_lab.transforms.smart_crusher import SmartCrusher as SmartCrusher
from headroom_lab.transforms.windows.intelligent_context import (
    IntelligentContextManager as IntelligentContextManager,
)
from headroom_lab.transforms.windows.message_scorer import MessageScorer as MessageScorer
from headroom_lab.transforms.windows.rolling_window import RollingWindow as RollingWindow
from headroom_lab.transforms.windows.scoring import score_messages as score_messages
from headroom_lab.waste.detect import detect_waste as detect_waste

__version__: str
__all__: list[str]

def load_ipython_extension(ipython: Any) -> None: ...
def unload_ipython_extension(ipython: Any) -> None: ...
