"""A button that puts a text into the clipboard of whoever looks."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class CopyButton(anywidget.AnyWidget):  # type: ignore[misc]
    """A button that copies ``text`` and says that it did."""

    _esm = (Path(__file__).parent / "copying.js").read_text("utf-8")
    description = traitlets.Unicode("Copy as Python").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
