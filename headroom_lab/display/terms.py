"""What the words in the heads of tables mean, for those who read a picture the first time."""

from __future__ import annotations

from dataclasses import replace

from headroom_lab.display.page import Grid, Page

# word -> its meaning; "picture:word" where it means something of its own in one picture
TERMS = {
    "saved": "what goes, as a share of what came",
    "simulation:saved": "",
    "transform:saved": "",
    "cached": "cost while the vendor still holds all but the last message: what is rewritten is paid anew",
    "lost": "values and edits that were needed later and weren't in the context any more",
    "metrics:cache read": "tokens of the input that the vendor had in its cache, at about a tenth of "
    "the price",
    "from cache": "share of the input that the vendor had in its cache, at about a tenth of the price",
    "bill": "the whole session at list prices, output included, and what was lost read again once",
    "replay:change": "of the bill, against the unchanged session",
    "replay:saving": "from where all that was lost is read again (full bar) to where none of it is "
    "(pale), with the error of the counts",
    "strict, far": "needles that are hard to guess and used four or more messages later",
    "sweep:all": "needles: values in a tool's output that the agent used again later",
    "edits": "edits whose old text still stands in the context",
    "sweep:seconds": "that a compressor of one's own takes for a conversation",
    "sweep:own cost": "of a compressor's own requests for a conversation, beside the input's",
    "total": "the sum of what the factors add, 0 to 1; the lowest go first",
    "changed": "messages that stay with other text",
    "dropped": "messages that go",
    "relevance": "of an item to the question, 0 to 1",
    "adds": "score × weight",
    "avoidable": "what a policy that knew all would not have paid",
    "answers": "results the tool returned",
    "≈ cost, sent again each time": "its share of every later request that carried it, by token class",
}
# letters and words in a picture that are no heads
BESIDE = {
    "scores": (
        ("R recency", "how near the end it stands"),
        ("S semantic", "how alike it is to the last question"),
        ("T TOIN", "what was learnt of this tool's outputs"),
        ("E error", "whether it tells of an error"),
        ("F reference", "how much of it is taken up later"),
        ("D density", "how few of its words repeat"),
    ),
    "sweep": (("needle", "a value in a tool's output that the agent used again later"),),
}

# what rows are called by that doesn't speak for itself
ROWS = {
    "JSON bloat": "blanks and keys that JSON repeats",
    "HTML noise": "tags, scripts, styles",
    "dates in the prefix": "what changes at the head, so that the cache can't hold what follows",
    "repetition": "what stands a second time",
    "out of date": "outputs whose thing is shown anew later",
    "schema words that say nothing": "titles and repeats in tools' definitions",
    "outside messages": "what the vendor adds around them",
    "not in file": "sent, and not recorded: system prompt, tools",
}


def meaning(label: str, picture: str) -> str:
    """Return what a column's label means in a picture, ``""`` where it speaks for itself."""
    return TERMS.get(f"{picture}:{label}", TERMS.get(label, ""))


def titled(page: Page, picture: str) -> Page:
    """Return a page whose tables have the meanings of their heads."""
    return replace(page, grids=tuple(_titled(grid, picture) for grid in page.grids))


def glossary(page: Page, picture: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a page's open tables with their meanings, each once."""
    named = {row[0] for grid in page.grids for row in grid.rows if row}
    labels = dict.fromkeys(head.label for grid in page.grids for head in grid.heads)
    known = [(label, said) for label in labels if (said := meaning(label, picture))]
    known += [(word, said) for word, said in ROWS.items() if word in named]
    return (*known, *(BESIDE.get(picture, ()) if page.grids else ()))


def _titled(grid: Grid, picture: str) -> Grid:
    """Return a table whose heads have their meanings."""
    heads = tuple(replace(head, title=meaning(head.label, picture)) for head in grid.heads)
    return replace(grid, heads=heads)
