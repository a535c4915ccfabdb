"""Questions answered from HTML documentation on disk (Anthropic, everything in blocks)."""

from __future__ import annotations

import re
from typing import Any

from recording.recorder import AnthropicMessages
from recording.toolbox import Toolbox
from recording.workspace import STDLIB, Workspace

from sessions.prompts import system_prompt

PAGE = f"{STDLIB}/idlelib/help.html"


def record() -> dict[str, Any]:
    """Record the session."""
    with Workspace("orderflow") as workspace:
        talk = AnthropicMessages(
            Toolbox(workspace, ("bash", "read_page")),
            name="docs_page",
            model="claude-sonnet-4-5",
            system=system_prompt(
                "You write handouts for a Python workshop, from the documentation on this machine.",
                date="2026-11-20T16:48:09Z",
                session="d41a6b58-0e2c-4f97-a6b3-58c9e1f27d04",
                request="req-20261120-164809-09",
            ),
        )
        talk.blocks = True
        page = _settings(talk)
        _command_line(talk, page)
        _reference(talk)
        return talk.document()


def _settings(talk: AnthropicMessages) -> str:
    """Read the whole page for three questions; returns the HTML."""
    talk.user(
        "The participants use IDLE. From the documentation that comes with our Python: what "
        "happens to very long output in the Shell, which key expands it again, and how many "
        "lines must it have?"
    )
    talk.assistant(
        "I'll see which documentation pages are installed.",
        ("bash", {"command": f"find {STDLIB} -name '*.html' -not -path '*/site-packages/*'"}),
        ("bash", {"command": "python --version"}),
    )
    [page] = talk.assistant("IDLE ships its help as HTML.", ("read_page", {"path": PAGE}))
    quotes = [paragraph(page, start) for start in ("Shell has a special", "Squeezed output is")]
    talk.assistant(
        "The page says:\n\n"
        + "\n".join(f"> {quote}" for quote in quotes)
        + "\n\nSo the label is expanded by a double click, not by a key, and the number of lines "
        "is a setting; I would print its default together with the menu it is in."
    )
    return page


def _command_line(talk: AnthropicMessages, page: str) -> None:
    """Ask for another part of the same page, which is searched again instead of remembered."""
    talk.user("Next box: starting IDLE from the command line with a command or a file.")
    [usage] = talk.assistant(
        "The page has a section on that; I'll cut it out to quote it exactly.",
        ("bash", {"command": f"grep -n -A 32 'id=\"command-line-usage\"' {PAGE}"}),
    )
    options = re.findall(r"^\d+-(?:.*<pre>(?:<span></span>)?)?(-\w) ", usage, re.MULTILINE)
    talk.assistant(
        f"Box text: `{_plain(usage.splitlines()[2].split('-', 1)[1])}`. There are {len(options)} "
        f"options ({', '.join(options)}) and a single - for stdin. Start-up files named by "
        "IDLESTARTUP or PYTHONSTARTUP run only with -s. The page belongs to "
        f'"{_title(page)}", which is not quite the version that is installed here.'
    )


def _reference(talk: AnthropicMessages) -> None:
    """Make a reference page with pydoc and read it."""
    talk.user(
        "Last box: textwrap.shorten. Make the reference page with pydoc, so that I can also put "
        "it on the stick, and give me the signature and one sentence."
    )
    _, listing = talk.assistant(
        "",
        ("bash", {"command": "python -m pydoc -w textwrap"}),
        ("bash", {"command": "ls -la textwrap.html"}),
    )
    [page] = talk.assistant(
        f"Written, {listing.split()[4]} bytes. I'll read it.",
        ("read_page", {"path": "textwrap.html"}),
    )
    signature = re.search(r'name="-shorten">.*?<dt>', page + "<dt>", re.DOTALL)
    found = _plain(signature.group(0).split(">", 1)[1]) if signature else "shorten()"
    talk.assistant(
        f"Signature, as the page has it: `{found.split(')')[0]})`. It collapses white space and cuts "
        "the text to the width, ending in a placeholder. The page is textwrap.html in "
        "/home/dev/project; it links to the module's source file, which will not be on the stick."
    )


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html).replace("&nbsp;", " "))


def paragraph(page: str, start: str) -> str:
    """Return the paragraph that starts so, without its markup."""
    paragraphs = (_plain(found) for found in re.findall(r"<p>(.*?)</p>", page, re.DOTALL))
    return next(text for text in paragraphs if text.startswith(start))


def _title(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    return found.group(1).replace("&#8212;", "-").strip() if found else "?"
