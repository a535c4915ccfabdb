"""Other spellings of a tool output that say the same in fewer tokens, each with its way back.

Every encoding here is checked as it is made: it is used only where decoding it gives the
original byte for byte.
"""

from __future__ import annotations

from headroom_lab.transforms.encodings.folded_lines import FoldedLines
from headroom_lab.transforms.encodings.json_layout import JsonLayout
from headroom_lab.transforms.encodings.line_numbers import LineNumbers
from headroom_lab.transforms.encodings.set_out import SetOutStrings

__all__ = ["FoldedLines", "JsonLayout", "LineNumbers", "SetOutStrings"]
