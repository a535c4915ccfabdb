"""How many tokens other vocabularies make of a text beside o200k_base, by kind of text.

``python -m tests.benchmarks.vocabularies`` prints the table that stands in
``tokens/vocabularies/factors.py``. The texts: the recorded conversations in ``shared/data``, this
project's own code and prose, and the message catalogues that Debian's packages install under
``/usr/share/locale``. Each piece is about 2,000 characters; a factor is tokens of all pieces of a
kind by tokens under o200k_base, its band the share by which nineteen of twenty pieces stay near.
"""

from __future__ import annotations

import gettext
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from headroom_lab.tokens import count_texts
from headroom_lab.tokens.vocabularies.packaged import PACKAGED, packaged_vocabulary
from headroom_lab.tokens.vocabularies.text_kind import text_kind

ROOT = Path(__file__).parents[2]
PIECE = 2000
MOST = 400  # pieces of a kind
CATALOGUES = Path("/usr/share/locale")


def main() -> None:
    """Print the table."""
    kinds: dict[str, list[str]] = {}
    for text in pieces():
        kinds.setdefault(text_kind(text), []).append(text)
    rng = random.Random(5)
    print({kind: len(texts) for kind, texts in kinds.items()})
    chosen = {kind: rng.sample(t, min(MOST, len(t))) for kind, t in sorted(kinds.items())}
    base = {kind: [c.tokens for c in count_texts(t)] for kind, t in chosen.items()}
    for name in PACKAGED:
        vocabulary = packaged_vocabulary(name)
        if vocabulary is None:
            print(f"{name}: its package isn't installed")
            continue
        rows = {k: factor(vocabulary.count(t), base[k]) for k, t in chosen.items()}
        print(f'    "{name}": {{')
        for kind, (times, band) in rows.items():
            print(f'        "{kind}": ({times:.2f}, {band:.2f}),')
        print("    },")


def factor(tokens: list[int], base: list[int]) -> tuple[float, float]:
    """Return the factor of a kind of text and its band."""
    times = sum(tokens) / sum(base)
    off = sorted(abs(a / b / times - 1) for a, b in zip(tokens, base, strict=True))
    return times, off[int(0.95 * (len(off) - 1))]


def pieces() -> Iterator[str]:
    """Yield texts of about two thousand characters."""
    for text in (*recorded(), *own(), *translated()):
        for start in range(0, len(text) - PIECE // 4, PIECE):
            yield text[start : start + PIECE]


def recorded() -> Iterator[str]:
    """Yield the longer texts of recorded conversations."""
    for path in sorted((ROOT.parent / "shared" / "data").rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from long_texts(_read(line))


def _read(line: str) -> Any:
    """Return what a line holds, nothing where it is torn."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def long_texts(value: Any) -> Iterator[str]:
    """Yield the texts of some length in plain data."""
    if isinstance(value, str):
        if len(value) >= PIECE // 2:
            yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from long_texts(inner)


def own() -> Iterator[str]:
    """Yield this project's code and prose."""
    for pattern in ("headroom_lab/**/*.py", "tests/**/*.py", "*.md"):
        for path in sorted(ROOT.glob(pattern)):
            yield path.read_text(encoding="utf-8")


def translated() -> Iterator[str]:
    """Yield each language's messages, those of lists of names left out."""
    for folder in sorted(CATALOGUES.glob("*/LC_MESSAGES")):
        messages: list[str] = []
        for path in sorted(folder.glob("*.mo")):
            if not path.name.startswith("iso_"):
                messages += sentences(path)
        yield " ".join(messages)


def sentences(path: Path) -> list[str]:
    """Return the longer messages of a catalogue."""
    try:
        with path.open("rb") as file:
            held = gettext.GNUTranslations(file)._catalog.values()  # type: ignore[attr-defined]
    except (OSError, ValueError, IndexError):
        return []
    return [text for text in held if isinstance(text, str) and 60 < len(text) < 600]


if __name__ == "__main__":
    main()
