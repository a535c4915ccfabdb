"""What the tests of the magic share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from IPython.core.interactiveshell import ExecutionResult

MESSAGES: list[dict[str, Any]] = [
    {"role": "system", "content": "Answer in one sentence."},
    {"role": "user", "content": "What is a needle?"},
]
GPT = "gpt-4o"
CLAUDE = "claude-sonnet-5-5"
# Nothing listens there: whatever is sent after all fails at once.
DEAD = "http://127.0.0.1:9/v1"

Run = Callable[[str], ExecutionResult]
Answer = Callable[[str], Any]
