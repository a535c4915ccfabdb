"""The requests of a session of which no usage was recorded: each answer tells of one."""

from __future__ import annotations

from itertools import accumulate

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import Conversation
from headroom_lab.messages.given import Request
from headroom_lab.replays.asked import Asked, answer_at
from headroom_lab.replays.marks import Marks, marked, marks_of
from headroom_lab.results.trace import MAIN
from headroom_lab.tokens import Tokenizer


def guessed_requests(
    request: Request, counter: Tokenizer, beside: int
) -> tuple[list[Asked], Marks]:
    """Return the requests of which a conversation tells, and the marks set in it.

    ``beside``: the tokens that stand before the messages. Raises InvalidMessagesError for one
    without an answer.
    """
    session = request.conversation
    stops = answers(session)
    if not stops:
        raise InvalidMessagesError("no assistant message", "a session with answers in it")
    sizes = counter.count_each(session)
    sums, found = [0, *accumulate(sizes)], []
    for number, stop in enumerate(stops):
        until = stops[number + 1] if number + 1 < len(stops) else len(session.messages)
        found.append(
            Asked(
                stream=MAIN,
                number=number,
                message=stop,
                until=until,
                context=Conversation(session.format, session.messages[:stop]),
                sums=sums,
                sizes=sizes,
                fresh=stops[number - 1] if number else 0,
                opens=None if number else "start",
                model=request.model,
                output_tokens=sum(sizes[at] for at in answer_at(session, stop)),
            )
        )
    marks = marks_of(session, request.tools)
    return marked(found, marks, beside), marks


def answers(session: Conversation) -> list[int]:
    """Return the index of each message that answers a request of what stands before it.

    Entries of one answer, which follow each other or bear one id, are one: the first counts.
    """
    found: list[int] = []
    told: set[object] = set()
    for index, message in enumerate(session.messages):
        if message.role != "assistant":
            continue
        name = message.raw.get("id")
        goes_on = index and session.messages[index - 1].role == "assistant"
        if index and not goes_on and (name is None or name not in told):
            found.append(index)
        told.add(name)
    return found
