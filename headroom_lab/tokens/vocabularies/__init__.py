"""The vocabularies of other models: vendors' own where they are installed, else factors."""

from headroom_lab.tokens.vocabularies.factors import FACTORS, Factors
from headroom_lab.tokens.vocabularies.names import TITLES, reads_with
from headroom_lab.tokens.vocabularies.packaged import packaged_vocabulary
from headroom_lab.tokens.vocabularies.text_kind import text_kind
from headroom_lab.tokens.vocabularies.tokenizer_file import load_tokenizer_file
from headroom_lab.tokens.vocabularies.vocabulary import Vocabulary

__all__ = [
    "FACTORS",
    "TITLES",
    "Factors",
    "Vocabulary",
    "load_tokenizer_file",
    "packaged_vocabulary",
    "reads_with",
    "text_kind",
]
