"""A plot in words, for those who don't see it."""

from __future__ import annotations

from typing import Any

LONGEST = 600  # characters; a screen reader reads them all


def described(figure: Any) -> str:
    """Return the titles, axes, series and labelled values of a figure."""
    text = ". ".join(part for ax in figure.axes for part in _axes(ax))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _axes(ax: Any) -> list[str]:
    """Return what stands on one pair of axes."""
    legend = ax.get_legend()
    parts = {
        "plot": ax.get_title(loc="left"),
        "across": ax.get_xlabel(),
        "up": ax.get_ylabel(),
        "rows": ", ".join(_named(ax.get_yticklabels())),
        "series": ", ".join(_words(legend.get_texts() if legend else ())),
        "values": ", ".join(_words(ax.texts)),
    }
    return [f"{name}: {value}" for name, value in parts.items() if value]


def _words(texts: Any) -> list[str]:
    """Return what some texts say, in their order."""
    return [text.get_text() for text in texts if text.get_text()]


def _named(labels: Any) -> list[str]:
    """Return the names along an axis; where numbers stand there, nothing."""
    words = _words(labels)
    return words if any(char.isalpha() for word in words for char in word) else []
