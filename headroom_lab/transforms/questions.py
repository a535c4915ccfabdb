"""What a user asked before each message: the question that an output answers."""

from __future__ import annotations

from headroom_lab.messages import Conversation, Message


def requests_before(conversation: Conversation) -> list[str]:
    """Return for each message the text of the last user message before it, "" where none is.

    That is the query of an output where none is given: it is the same however long the
    conversation grows, so what was sent once is sent alike again and stays in a prompt cache.
    """
    requests, last = [], ""
    for message in conversation.messages:
        requests.append(last)
        last = request_in(message) or last
    return requests


def request_in(message: Message) -> str:
    """Return what a user says in a message, "" where it is none's or holds results only."""
    if message.role != "user":
        return ""
    return "\n".join(b.text for b in message.blocks if b.kind == "text" and b.role == "user")
