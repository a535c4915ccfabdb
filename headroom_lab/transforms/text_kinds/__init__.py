"""Tool outputs by kind of content: what stays of an older one."""

from __future__ import annotations

from headroom_lab.transforms.outlining.detect import kind_of
from headroom_lab.transforms.text_kinds.blobs import Blobs
from headroom_lab.transforms.text_kinds.diffs import DiffOutline
from headroom_lab.transforms.text_kinds.grids import GridOutline
from headroom_lab.transforms.text_kinds.html_text import HtmlText
from headroom_lab.transforms.text_kinds.json_fields import JsonFields
from headroom_lab.transforms.text_kinds.json_lists import JsonLists
from headroom_lab.transforms.text_kinds.key_values import KeyValueOutline
from headroom_lab.transforms.text_kinds.listings import HitsOutline, ListingOutline
from headroom_lab.transforms.text_kinds.logs import LogOutline
from headroom_lab.transforms.text_kinds.plans import PlanOutline
from headroom_lab.transforms.text_kinds.prose import ProseOutline
from headroom_lab.transforms.text_kinds.source import SourceOutline

__all__ = [
    "Blobs",
    "DiffOutline",
    "GridOutline",
    "HitsOutline",
    "HtmlText",
    "JsonFields",
    "JsonLists",
    "KeyValueOutline",
    "ListingOutline",
    "LogOutline",
    "PlanOutline",
    "ProseOutline",
    "SourceOutline",
    "kind_of",
]
