"""Rows of data sets, each of which holds a conversation, or messages as data sets spell them."""

from __future__ import annotations

from headroom_lab.messages.foreign.table import Entry, Foreign, Test, of_format

FORMATS: list[tuple[Foreign, Test]] = []
_PREFERENCES = {"chosen", "rejected"}
_INSTRUCTIONS = ({"instruction", "output"}, {"prompt", "completion"}, {"prompt", "response"},
                 {"question", "answer"})  # fmt: skip


@of_format(
    FORMATS,
    "ShareGPT messages",
    "{'role': …, 'content': m['value']}, 'human' being 'user' and 'gpt' 'assistant', is one",
)
def sharegpt(entry: Entry) -> bool:
    """Tell a message with ``from`` and ``value``."""
    return {"from", "value"} <= entry.keys()


@of_format(FORMATS, "rows of ShareGPT data", "row['conversations'] is one conversation")
def sharegpt_row(entry: Entry) -> bool:
    """Tell a row."""
    return "role" not in entry and isinstance(entry.get("conversations"), list)


@of_format(FORMATS, "lines of a batch file", "line['body'] is a request")
def batch_line(entry: Entry) -> bool:
    """Tell a line of OpenAI's or Anthropic's batch input."""
    return "custom_id" in entry and bool({"body", "params", "response", "result"} & entry.keys())


@of_format(
    FORMATS,
    "rows that each hold a conversation",
    "pass one at a time, as row['messages']",
)
def messages_row(entry: Entry) -> bool:
    """Tell a row of fine-tuning data, a request body in a list, or a recorded session."""
    held = [entry.get(key) for key in ("messages", "input", "conversation", "trajectory")]
    return "role" not in entry and "type" not in entry and any(isinstance(h, list) for h in held)


@of_format(FORMATS, "rows of preference data", "row['chosen'] is one conversation")
def preference_row(entry: Entry) -> bool:
    """Tell a row with two answers to compare."""
    return entry.keys() >= _PREFERENCES


@of_format(
    FORMATS,
    "rows of instructions",
    "a user's message with the one text and an assistant's with the other make a conversation",
)
def instruction_row(entry: Entry) -> bool:
    """Tell a row with a question and its answer as two columns."""
    return "role" not in entry and any(pair <= entry.keys() for pair in _INSTRUCTIONS)
