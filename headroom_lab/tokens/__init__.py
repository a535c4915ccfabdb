"""How long is it: exact token counts, and labelled estimates where none are to be had."""

from headroom_lab.tokens.counting import Count, count_text, count_texts
from headroom_lab.tokens.tokenizer import (
    Account,
    Counter,
    Tokenizer,
    as_tokenizer,
    count_tokens_messages,
    count_tokens_text,
)
from headroom_lab.tokens.totals import Measure, Totals, measure

__all__ = [
    "Account",
    "Count",
    "Counter",
    "Measure",
    "Tokenizer",
    "Totals",
    "as_tokenizer",
    "count_text",
    "count_texts",
    "count_tokens_messages",
    "count_tokens_text",
    "measure",
]
