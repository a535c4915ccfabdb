"""What both explorers share: a widget, and a still picture beside it for a notebook only read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from headroom_lab.display.visible import visible
from headroom_lab.redact import redact
from headroom_lab.results.record import Record

LIVE, STILL = "headroom-lab-live", "headroom-lab-still"
# A saved notebook has no widget: JupyterLab says so in its place, and the still picture is what
# there is to see. Where the widget is there, the picture would only repeat it.
HIDING = (
    f".jp-OutputArea:has(.{LIVE}) .jp-OutputArea-child:has(.{STILL}){{display:none}}"
    f".jp-OutputArea:has(.{STILL}):not(:has(.{LIVE})) "
    ".jp-OutputArea-child:has(>.jupyter-widgets){display:none}"
)


class Explorer(ABC):
    """Shows its ``widget``, and beside it the record it holds as it stands, kept up to date."""

    about: ClassVar[str] = ""
    again: ClassVar[str] = "change its settings"

    def __init__(self) -> None:
        self._still: Any = None

    @property
    @abstractmethod
    def record(self) -> Record:
        """What is shown now."""

    @property
    @abstractmethod
    def widget(self) -> Any:
        """The inputs and what they lead to."""

    def refresh(self) -> None:
        """Show in the still picture what is shown now."""
        if self._still is not None:
            self._still.update(self._page(), raw=True)

    def _page(self) -> dict[str, str]:
        """Return the still picture."""
        page = self.record._repr_mimebundle_()
        if "text/html" in page:
            note = f"<div><em>{self.about}: run this cell again to {self.again}.</em></div>"
            page["text/html"] = (
                f'<div class="{STILL}"><style>{HIDING}</style>{page["text/html"]}{note}</div>'
            )
        return page

    def _ipython_display_(self) -> None:
        """Show the widget and the still picture; where text is asked for, that alone."""
        from IPython.display import DisplayHandle, display

        page = self._page()
        if "text/html" in page:
            self.widget.add_class(LIVE)
            bundle = self.widget._repr_mimebundle_()
            data = bundle[0] if isinstance(bundle, tuple) else bundle
            display({**data, "text/plain": f"{self.about}:"}, raw=True)
        self._still = self._still or DisplayHandle()
        self._still.display(page, raw=True)


def alert(text: str) -> str:
    """Return an error as HTML."""
    from markupsafe import escape

    said = escape(visible(redact(text)))
    return f'<p class="mathjax_ignore" role="alert"><strong>Not possible:</strong> {said}</p>'
