"""How large the tools of a request are as they came and as a policy sends them, each counted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.policies.moments.occasion import Sent
from headroom_lab.policies.moments.sizes import ToolTokens
from headroom_lab.replays.metering import AS_IT_WAS, Beside
from headroom_lab.tokens import Tokenizer


class ToolSizes:
    """The tokens of the last tools that were counted."""

    def __init__(self, counter: Tokenizer) -> None:
        self._given, self._sent = ToolTokens(counter), ToolTokens(counter)

    def beside(self, given: Sequence[Any] | None, sent: Sent) -> Beside:
        """Return what a policy did to the tools of a request."""
        if sent.tools is None:
            return AS_IT_WAS
        fewer = self._given.of(given) - self._sent.of(sent.tools)
        return Beside(fewer, sent.loaded_tokens, sent.head_changed)
