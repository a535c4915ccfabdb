"""The text of a report, which a notebook shows as what it is."""

from __future__ import annotations

_AROUND = ("<body>", "</body>")


class ReportText(str):
    """A report as text: a plain str, but the last line of a cell shows it rendered.

    ``mime`` is text/html or text/markdown; ``summary`` the line that stands for it as plain text.
    """

    mime: str
    summary: str

    def __new__(cls, text: str, mime: str, summary: str) -> ReportText:
        """Return the text with what a notebook needs to know of it."""
        made = super().__new__(cls, text)
        made.mime = mime
        made.summary = summary
        return made

    def __getnewargs__(self) -> tuple[str, str, str]:  # type: ignore[override]
        return str(self), self.mime, self.summary

    def _ipython_display_(self) -> None:
        """Show the report; as a str it would be shown with its quotes otherwise."""
        from IPython.display import display

        shown = inline(self) if self.mime == "text/html" else str(self)
        display({"text/plain": self.summary, self.mime: shown}, raw=True)


def inline(page: str) -> str:
    """Return a report's page as a part of another page, which has its own head and landmarks."""
    body = page.partition(_AROUND[0])[2].partition(_AROUND[1])[0].strip()
    body = body.replace("<main ", '<div role="group" aria-label="Headroom report" ', 1)
    return body.replace("</main>", "</div>")
