"""The public names, for editors and type checkers: they are loaded on first use."""

from headroom_lab.results.scores import MessageScore as MessageScore
from headroom_lab.results.scores import MessageScores as MessageScores
from headroom_lab.transforms.base import Transform as Transform
from headroom_lab.transforms.encodings.decoding import decode as decode
from headroom_lab.transforms.encodings.folded_lines import FoldedLines as FoldedLines
from headroom_lab.transforms.encodings.framed_json import FramedJson as FramedJson
from headroom_lab.transforms.encodings.hit_paths import HitPaths as HitPaths
from headroom_lab.transforms.encodings.json_layout import JsonLayout as JsonLayout
from headroom_lab.transforms.encodings.line_beginnings import LineBeginnings as LineBeginnings
from headroom_lab.transforms.encodings.line_numbers import LineNumbers as LineNumbers
from headroom_lab.transforms.encodings.near_records import NearRecords as NearRecords
from headroom_lab.transforms.encodings.repetition import Repetition as Repetition
from headroom_lab.transforms.encodings.set_out import SetOutStrings as SetOutStrings
from headroom_lab.transforms.encodings.shared_subtrees import SharedSubtrees as SharedSubtrees
from headroom_lab.transforms.encodings.word_for_word import WordForWord as WordForWord
from headroom_lab.transforms.prompts.cache_aligner import CacheAligner as CacheAligner
from headroom_lab.transforms.smart_crusher import SmartCrusher as SmartCrusher
from headroom_lab.transforms.text_kinds import Blobs as Blobs
from headroom_lab.transforms.text_kinds import DiffOutline as DiffOutline
from headroom_lab.transforms.text_kinds import GridOutline as GridOutline
from headroom_lab.transforms.text_kinds import HitsOutline as HitsOutline
from headroom_lab.transforms.text_kinds import HtmlText as HtmlText
from headroom_lab.transforms.text_kinds import JsonFields as JsonFields
from headroom_lab.transforms.text_kinds import JsonLists as JsonLists
from headroom_lab.transforms.text_kinds import KeyValueOutline as KeyValueOutline
from headroom_lab.transforms.text_kinds import ListingOutline as ListingOutline
from headroom_lab.transforms.text_kinds import LogOutline as LogOutline
from headroom_lab.transforms.text_kinds import ProseOutline as ProseOutline
from headroom_lab.transforms.text_kinds import SourceOutline as SourceOutline
from headroom_lab.transforms.text_kinds.long_strings import LongStrings as LongStrings
from headroom_lab.transforms.windows.intelligent_context import (
    IntelligentContextManager as IntelligentContextManager,
)
from headroom_lab.transforms.windows.message_scorer import MessageScorer as MessageScorer
from headroom_lab.transforms.windows.rolling_window import RollingWindow as RollingWindow

__all__: list[str]
