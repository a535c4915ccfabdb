"""What goes on where a policy fails: from there on each request of the stream goes as it came."""

from __future__ import annotations

from typing import Any

from headroom_lab.errors import CompressorError
from headroom_lab.messages import Conversation
from headroom_lab.policies.moments.occasion import Occasion, Sender, Sent
from headroom_lab.policies.moments.rolling import held


class Lasting:
    """A sender that outlasts its failure: what a moment has begun can't be gone on with."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._last: list[Any] = []
        self._failed = ""

    def send(self, occasion: Occasion) -> Sent:
        """Return what is sent of a request; as it came from the first failure on."""
        sent = None if self._failed else self._attempt(occasion)
        if sent is None:
            given = occasion.request.messages
            came = given.to_list() if isinstance(given, Conversation) else list(given)
            messages, changed_from = held(self._last, came)
            system = occasion.request.system
            sent = Sent(messages, changed_from, system, failed=self._failed)
        self._last = sent.messages
        return sent

    def _attempt(self, occasion: Occasion) -> Sent | None:
        """Return what the sender makes of a request, None where it fails."""
        try:
            return self._sender.send(occasion)
        except CompressorError as error:
            self._failed = str(error)
            return None
