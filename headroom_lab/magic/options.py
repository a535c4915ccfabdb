"""The options of %headroom, each declared once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headroom_lab.config import MODES
from headroom_lab.magic.bodies import KINDS
from headroom_lab.policies.presets import preset_names


@dataclass(frozen=True)
class Option:
    """One option: its flags, what it takes and means; ``offers`` names what completes it."""

    flags: tuple[str, ...]
    takes: str
    meaning: str
    choices: Callable[[], Sequence[str]] | None = None
    offers: str = ""
    repeats: bool = False
    cell_only: bool = False

    @property
    def name(self) -> str:
        """The attribute its value is parsed into."""
        return self.flags[-1].lstrip("-").replace("-", "_")


MODEL = Option(
    ("-m", "--model"), "MODEL", "model that counts and prices; wins over the body's", offers="model"
)
QUERY = Option(
    ("-q", "--query"),
    "QUERY",
    "what relevance is measured against, else the question before an output",
)
POLICY = Option(
    ("--policy",),
    "P",
    "preset, or a variable that holds a policy or its steps; steps are joined by +",
    lambda: preset_names(),
    offers="policy",
)
MAX = Option(("--max-tokens",), "N", "context limit in tokens that the messages must fit in")
AS = Option(
    ("--as",), "KIND", "how to read the cell's body", lambda: KINDS, offers="kind", cell_only=True
)
OUT = Option(("-o", "--out"), "NAME", "variable that the result is stored in", offers="name")
MODE = Option(
    ("--mode",),
    "M",
    "audit and optimize show what the policy would cut, off sends what came",
    lambda: MODES,
    offers="mode",
)
COMPARED = Option(
    POLICY.flags,
    "P",
    f"{POLICY.meaning}, alternatives by commas",
    POLICY.choices,
    "policy",
    repeats=True,
)
GRID = Option(
    ("--grid",),
    "KEY=V1,V2",
    "a setting and its values, such as max_tokens=20000,60000; once for each setting",
    offers="grid",
    repeats=True,
)
PRICES = Option(
    ("--prices",), "P", "a discount such as 0.15, a file, or a variable with prices of one's own"
)
PROTECT = Option(
    ("--protect",),
    "WHAT",
    "what stays as it is: a tool (Edit, mcp__*), a message's place, $.path, /pattern/, role=user",
    repeats=True,
)
REPORT = Option(
    ("--report",), "DIR", "folder that the result is written to: a page, its data, its manifest"
)
PARTS = ("class", "message")  # what a bill is told by
BY = Option(("--by",), "WHAT", "what the bill is told by", lambda: PARTS, "by")
STORE = Option(("--store",), "URL", "metrics store, such as sqlite:///headroom.db")
PERIOD = Option(
    ("--period",),
    "P",
    "what a row of the report sums up",
    lambda: ("hour", "day", "week", "month"),
    offers="period",
)
FORMAT = Option(
    ("--format",), "F", "how the report is written", lambda: ("html", "markdown"), offers="format"
)
FILE = Option(("--output",), "FILE", "file that the report is written to")
