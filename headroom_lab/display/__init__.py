"""How a result looks; reads records only."""

from headroom_lab.display.html import render_html
from headroom_lab.display.markdown import render_markdown
from headroom_lab.display.plots import render_plot
from headroom_lab.display.text import render_text

__all__ = ["render_html", "render_markdown", "render_plot", "render_text"]
