"""Tokens of a recording by its seconds.

Sources: OpenAI, "Managing costs" of the Realtime API (a token for 100 ms of a user's audio, one
for 50 ms of an assistant's); Google, "Understand and count tokens" (32 a
second, a video 263); Mistral,
"Voxtral" (12.5 frames a second). Read on 2026-11-28.
"""

from __future__ import annotations

from headroom_lab.messages import Block
from headroom_lab.messages.media import Payload
from headroom_lab.tokens.media.maker import Maker
from headroom_lab.tokens.media.seconds import guessed_seconds, seconds_of
from headroom_lab.tokens.media.weight import Weight, between

TOKENS_A_SECOND = {"openai": 10.0, "google": 32.0, "mistral": 12.5}
OF_AN_ASSISTANT = 20.0
OF_A_VIDEO = 263.0
WORDS_A_SECOND = 2.5
ASSUMED_SECONDS = (1, 10, 120)  # of a recording that is only named


def audio_weight(block: Block, audio: Payload, maker: Maker) -> Weight:
    """Return the tokens of a recording beside its transcript."""
    rate = TOKENS_A_SECOND.get(maker.id, TOKENS_A_SECOND["openai"])
    if block.role == "assistant" and maker.id not in ("google", "mistral"):
        rate = OF_AN_ASSISTANT
    if audio.data:
        return _by_seconds("recording", audio, rate)
    if block.text:
        seconds = len(block.text.split()) / WORDS_A_SECOND
        return between("recording", seconds * rate / 2, seconds * rate, seconds * rate * 2)
    low, middle, high = (seconds * rate for seconds in ASSUMED_SECONDS)
    return between("recording of unknown length", low, middle, high)


def video_weight(video: Payload) -> Weight:
    """Return the tokens of a video, a frame a second as Gemini looks at it."""
    if video.data:
        return _by_seconds("video", video, OF_A_VIDEO)
    low, middle, high = (seconds * OF_A_VIDEO for seconds in ASSUMED_SECONDS)
    return between("video of unknown length", low, middle, high)


def _by_seconds(what: str, recording: Payload, rate: float) -> Weight:
    """Return the tokens of a recording that is here; a length its header tells has a small band."""
    seconds, off = seconds_of(recording.data), 1.1
    if seconds is None:
        seconds, off = guessed_seconds(recording.data, recording.media_type), 4.0
    return between(what, seconds * rate / off, seconds * rate, seconds * rate * off)
