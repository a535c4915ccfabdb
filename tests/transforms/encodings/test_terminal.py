"""What a terminal draws over itself reads as what stood there at the end."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import TransformPipeline, decode
from headroom_lab.transforms.encodings.terminal import TerminalText
from tests.timing import noisy
from tests.transforms.outlining.sent import conversation, sent

BAR = "Downloading\n" + "".join(f"\r{i:3d}%|{'#' * (i // 5):20}| {i}/100" for i in range(101))
COLOURS = "\n".join(
    f"\x1b[3{i % 8}mstep {i}\x1b[0m took \x1b[1m{i * 7} ms\x1b[22m" for i in range(60)
)
SEEN = {
    "progress": ("10%\r20%\r100%\nend", "100%\nend"),
    "a shorter last state": ("loading\rdone\x1b[K\n", "done\n"),
    "drawn over in part": ("abcdef\rXY\n", "XYcdef\n"),
    "colours": ("\x1b[31mred\x1b[0m plain\x1b[m", "red plain"),
    "colours of 24 bits": ("\x1b[38;2;1;2;3mx\x1b[48:5:9my\x1b[0m", "xy"),
    "a title": ("\x1b]0;make\x07ok", "ok"),
    "a link": ("\x1b]8;;https://e.org\x1b\\text\x1b]8;;\x1b\\", "text"),
    "back spaces": ("abc\b\bX", "aXc"),
    "bold by striking over": ("N\bNA\bA\n", "NA\n"),
    "lines above": ("a: 1\nb: 1\n\x1b[2A\x1b[2Ka: 2\n\x1b[2Kb: 2\n", "a: 2\nb: 2\n"),
    "the line above": ("one\ntwo\n\x1b[1A\x1b[Kthree\n", "one\nthree\n"),
    "a cleared screen": ("old\nold\n\x1b[2J\x1b[Hnew\n", "new\n"),
    "home and erased below": ("1\n2\n3\n\x1b[H\x1b[J4\n", "4\n"),
    "columns": ("\x1b[5Gx", "    x"),
    "saved and restored": ("a\x1b7bc\x1b8X", "aXc"),
    "a hidden cursor": ("\x1b[?25lwait\x1b[?25h", "wait"),
    "line ends of Windows after a redraw": ("1%\r2%\r\nend\r\n", "2%\r\nend\r\n"),
    "in JSON": ('{"a": "\\u001b[31mred\\u001b[0m"}', '{"a": "red"}'),
    "sections": ('[text of "§1" below]\n{"a":"§1"}\n§1\n1%\r2%\nx', '[text of "§1" below]\n{"a":"§1"}\n§1\n2%\nx'),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_what_stands_at_the_end(name: str) -> None:
    text, seen = SEEN[name]
    found = TerminalText().rewrite(text)
    assert found is not None
    assert found.text == seen
    assert TerminalText().rewrite(seen) is None


@pytest.mark.parametrize(
    "text", ["", "a\r\nb\r\n", "a\r\r\nb", "plain\n", "ends\r", 'print("\\033[31m")', "\\u001b[0m"]
)
def test_plain_lines_are_left_alone(text: str) -> None:
    assert TerminalText().rewrite(text) is None


drawn = st.lists(
    st.text("ab1 ", max_size=6)
    | st.sampled_from(
        ("\r", "\n", "\r\n", "\b", "\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[A", "\x1b[2B", "\x1b[J",
         "\x1b[2J", "\x1b[H", "\x1b[3;4H", "\x1b[31m", "\x1b[0m", "\x1b7", "\x1b8", "\x1b[2P", "\x1b",
         "\x1b[9C", "\x1b[X", "\x1b]0;t\x07", "\x1b]0", "é漢\ud800")
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(drawn)
def test_what_went_and_what_stands_is_the_original(text: str) -> None:
    found = TerminalText().rewrite(text)
    if found is None:
        return
    gone = {
        place
        for cut in found.cuts
        for start, stop in re.findall(r"characters (\d+)-(\d+)", cut.path)
        for place in range(int(start), int(stop))
    }
    assert all(cut.text in text for cut in found.cuts)
    stays = [text[place] for place in range(len(text)) if place not in gone]
    said = list(found.text)
    for letter in stays:
        said.remove(letter)
    assert set(said) <= {" ", "\n"}  # what the cursor jumped over


@pytest.mark.parametrize("policy", ["balanced", "aggressive"])
@pytest.mark.parametrize("text", [BAR, COLOURS])
def test_presets_send_what_stands_and_say_what_went(text: str, policy: str) -> None:
    result = TransformPipeline.preset(policy).apply(conversation(text))
    out = result.messages[2]["content"]
    assert "\x1b" not in out
    assert "\r" not in out
    assert "  5%" not in out
    rows = [row for row in result.removals if row.transform == "terminal_text"]
    assert rows
    assert all(row.text in text and row.path for row in rows)
    recent = TransformPipeline.preset(policy).apply(conversation(text)[:3])
    assert "\x1b" not in recent.messages[2]["content"]


@pytest.mark.parametrize("text", [BAR, COLOURS])
def test_lossless_gives_every_byte_back(text: str) -> None:
    messages = conversation(text)
    assert decode(TransformPipeline.preset("lossless").apply(messages).messages) == messages


def test_an_error_among_redraws_stays() -> None:
    text = f"{BAR}\n\x1b[31mERROR:\x1b[0m checksum mismatch zeta\n"
    assert "ERROR: checksum mismatch zeta" in sent(text, "aggressive")


@pytest.mark.parametrize(
    "piece",
    ["\x1b[31mred\x1b[0m ", "\r 10%", "\x1b[A\n", "\x1b", "\x1b]", "\x1b[500B\x1b[H", "a\x1b[1K", "\x1b[9C"],
)  # fmt: skip
@noisy
def test_time_grows_with_the_text(piece: str) -> None:
    def took(count: int) -> float:
        text = piece * count
        start = time.process_time()
        TerminalText().rewrite(text)
        return time.process_time() - start

    short, long = (min(took(count) for _ in range(3)) for count in (8_000, 16_000))
    assert long < 3.5 * short
