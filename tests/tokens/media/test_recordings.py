"""A recording costs its seconds; its bytes are never counted as text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import simulate
from headroom_lab.tokens.media.seconds import seconds_of
from tests.tokens.media import recordings
from tests.tokens.media.recordings import b64, wav


def heard(data: str, kind: str, model: str) -> tuple[int, Any]:
    """Return the tokens of a Chat message with a recording, and with what they were made."""
    part = {"type": "input_audio", "input_audio": {"data": data, "format": kind}}
    result = simulate([{"role": "user", "content": [part]}], model=model)
    return result.tokens_before, result.provenance


@pytest.mark.parametrize("kind", ["wav", "mp3", "flac", "opus", "m4a"])
@pytest.mark.parametrize("seconds", [2, 61])
def test_the_header_tells_the_seconds(kind: str, seconds: int) -> None:
    found = seconds_of(b64(getattr(recordings, kind)(seconds)))
    assert found == pytest.approx(seconds, rel=0.02)


def test_a_cover_before_the_sound_is_no_sound() -> None:
    assert seconds_of(b64(recordings.mp3(30, tag=50_000))) == pytest.approx(30, rel=0.02)


@given(
    st.binary(max_size=200),
    st.sampled_from([b"RIFF0000WAVE", b"fLaC", b"OggS", b"ID3", b"\xff\xfb"]),
)
def test_any_bytes_last_some_time_or_nobody_knows(tail: bytes, head: bytes) -> None:
    found = seconds_of(b64(head + tail))
    assert found is None or isinstance(found, float)


@pytest.mark.parametrize(
    ("model", "a_second"),
    [("gpt-4o-audio-preview", 10), ("gemini-2.5-pro", 32), ("voxtral-small-latest", 12.5)],
)
def test_a_second_costs_what_the_vendor_says(model: str, a_second: float) -> None:
    found, made = heard(b64(wav(60)), "wav", model)
    assert found == pytest.approx(60 * a_second, abs=15)
    assert not made.exact
    assert "1 recording estimated" in made.tokenizer


@pytest.mark.parametrize("kind", ["wav", "mp3", "pcm16", "flac"])
def test_bytes_without_a_header_are_taken_by_their_size(kind: str) -> None:
    found, made = heard(b64(bytes(480_000)), kind, "gpt-4o-audio-preview")
    assert 50 < found < 2000
    assert not made.exact


def test_what_an_assistant_said_is_counted_by_its_words() -> None:
    audio = {"id": "audio_1", "transcript": "one two three four five " * 20}
    messages = [
        {"role": "user", "content": "speak"},
        {"role": "assistant", "content": None, "audio": audio},
        {"role": "user", "content": "go on"},
    ]
    result = simulate(messages, model="gpt-4o-audio-preview")
    assert result.provenance is not None
    assert not result.provenance.exact
    assert 400 < result.tokens_before < 1500


def test_a_video_is_not_text() -> None:
    url = {"url": f"data:video/mp4;base64,{b64(recordings.m4a(10))}"}
    part = {"type": "video_url", "video_url": url}
    result = simulate([{"role": "user", "content": [part]}], model="gemini-2.5-pro")
    assert result.tokens_before == pytest.approx(2630, abs=20)
