"""The steps that keep what will be used: lossless, balanced, aggressive."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from headroom_lab.config import OlderConfig
from headroom_lab.transforms.base import Transform
from headroom_lab.transforms.encodings.alone import encodings_alone
from headroom_lab.transforms.encodings.near_records import NearRecords
from headroom_lab.transforms.encodings.repetition import Repetition
from headroom_lab.transforms.encodings.set_out import SetOutStrings
from headroom_lab.transforms.encodings.terminal import TerminalText
from headroom_lab.transforms.text_kinds import (
    Blobs,
    DiffOutline,
    GridOutline,
    HitsOutline,
    HtmlText,
    JsonFields,
    JsonLists,
    KeyValueOutline,
    ListingOutline,
    LogOutline,
    PlanOutline,
    ProseOutline,
    SourceOutline,
)

# With every step of the border old messages change, and the vendor's prompt cache has to be written
# again from there on: eight messages at a time cost less than four.
BALANCED = OlderConfig(keep_recent=4, stride=8, index=1.0)
AGGRESSIVE = OlderConfig(keep_recent=1, stride=1, index=0.3, facts_only=True)

# Code that was read is code that will be edited, and an edit needs its lines word for word. Of the
# edits of what was read four or more messages before, so many still work where code is reduced once
# it lies so far back (the choosing half of 64 recorded coding sessions, 244 edits; source: own
# measurement, 2026-11-28): 4 messages .594, 24 .914, 36 .959, 48 .980. What the file's edits, its
# size, or the user's naming it tell beside its age changed these shares by less than .01.
# Both borders of balanced move with the same messages.
BALANCED_CODE = replace(BALANCED, keep_recent=44)
AGGRESSIVE_CODE = replace(AGGRESSIVE, keep_recent=24, stride=6)
FACTS_ONLY = replace(AGGRESSIVE, headings=False, index=1.0)


def lossless() -> tuple[Transform, ...]:
    """Return the steps whose result ``decode`` turns back into the original texts."""
    return (_set_out(), *_encodings())


def balanced() -> tuple[Transform, ...]:
    """Return the steps that reduce what lies 4 to 11 messages back, 8 messages at a time.

    Source code is reduced 44 to 51 messages back.
    """
    return _reducing(BALANCED, BALANCED_CODE)


def aggressive() -> tuple[Transform, ...]:
    """Return the steps that reduce every output once it was answered; code 24 messages later."""
    return _reducing(AGGRESSIVE, AGGRESSIVE_CODE)


def facts_only() -> tuple[Transform, ...]:
    """Return the steps that leave of an output its facts, its errors and what was used of it."""
    return _reducing(FACTS_ONLY, FACTS_ONLY)


def at_once() -> tuple[Transform, ...]:
    """Return the steps for an output that comes in: without loss, lines of lists that tell little go.

    Of logs, search hits, listings and diffs hardly a line is used word for word: one of 506 far
    values and one of 113 far edits went with them, of those of prose four (20 sessions of the choosing
    half; own measurement, 2026-11-29). Settings and code are edited at once.
    """
    kinds = (LogOutline, ListingOutline, HitsOutline, DiffOutline)
    return (_set_out(), _terminal(), *(kind(BALANCED) for kind in kinds), *_encodings())


@cache
def _reducing(config: OlderConfig, code: OlderConfig) -> tuple[Transform, ...]:
    """Return the steps that reduce older outputs by kind, the rest without loss.

    Strings are set out first, so that each kind finds its content. Repetition comes last: it
    then refers only to what still stands.
    """
    kinds = (SourceOutline(code), *outlines(config)[1:])
    return (_set_out(), _terminal(), _blobs(), *kinds, *_encodings())


def outlines(config: OlderConfig | None = None) -> tuple[Transform, ...]:
    """Return the transforms that reduce older outputs, one for each kind of content."""
    return tuple(kind(config) for kind in _KINDS)


_KINDS = (
    SourceOutline,
    LogOutline,
    ListingOutline,
    HitsOutline,
    DiffOutline,
    KeyValueOutline,
    GridOutline,
    PlanOutline,
    ProseOutline,
    HtmlText,
    JsonLists,
    JsonFields,
)

# One instance of each for all pipelines: what they made of a text is then made once.


@cache
def _set_out() -> Transform:
    """Return the transform that sets strings out."""
    return SetOutStrings()


@cache
def _terminal() -> Transform:
    """Return the transform that writes what a terminal shows at the end."""
    return TerminalText()


@cache
def _blobs() -> Transform:
    """Return the transform that leaves out encoded bytes."""
    return Blobs()


@cache
def _encodings() -> tuple[Transform, ...]:
    """Return the transforms that write the same in fewer tokens."""
    return (*encodings_alone(), Repetition(), NearRecords())
