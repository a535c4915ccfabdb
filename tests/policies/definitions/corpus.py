"""The definitions of real tools at hand: 113 of four MCP servers."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.conftest import ROOT

FILES = sorted((ROOT / "data" / "tools").glob("*.json"))


@cache
def real_tools() -> tuple[dict[str, Any], ...]:
    """Return the tools of all servers, as ``tools/list`` gives them."""
    answers = [json.loads(path.read_text(encoding="utf-8")) for path in FILES]
    return tuple(tool for answer in answers for tool in answer["tools"])
