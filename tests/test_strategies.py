"""What the other tests draw from is itself in order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.messages import problems, read
from tests.strategies import FORMATS, conversations


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_every_drawn_conversation_is_valid_and_of_its_format(format: str, data: Any) -> None:
    conversation = read(data.draw(conversations(format)))
    assert conversation.format == format
    assert problems(conversation) == ()
