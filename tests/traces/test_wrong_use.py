"""Whatever is asked wrongly of sessions and corpora is answered with one line of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.errors import HeadroomError, HeadroomWarning
from tests.traces.made import eventful_session

TRACE = eventful_session("me", 6)
CORPUS = hl.Corpus({"first": [{"role": "user", "content": "hi"}], "second": TRACE})
WRONG: dict[str, tuple[Callable[[Path], Any], str]] = {
    "corpus[99]": (lambda p: CORPUS[99], "no conversation 99: there are 2"),
    "corpus[1.5]": (lambda p: CORPUS[1.5], "expected a whole number"),  # type: ignore[call-overload]
    "corpus['frist']": (lambda p: CORPUS["frist"], "did you mean 'first'"),
    "corpus[:0][0]": (lambda p: CORPUS[:0][0], "there is none"),
    "at": (lambda p: TRACE.at(99), "no request 99: there are 8"),
    "at text": (lambda p: TRACE.at("x"), "expected a whole number"),  # type: ignore[arg-type]
    "requests": (lambda p: TRACE.requests[99], "no request 99"),
    "total": (lambda p: TRACE.requests.total("input_token"), "did you mean 'input_tokens'"),
    "streams": (lambda p: TRACE.streams["mian"], "did you mean 'main'"),
    "sample": (lambda p: CORPUS.sample("x"), "n: found 'x'"),  # type: ignore[arg-type]
    "filter": (lambda p: CORPUS.filter(5), "where: found 5"),  # type: ignore[arg-type]
    "sql words": (lambda p: CORPUS.sql("selec"), 'at or near "selec"; tables: '),
    "sql": (lambda p: CORPUS.sql(5), "sql: found 5"),  # type: ignore[arg-type]
    "save": (lambda p: CORPUS.save(p / "file.txt"), "is a file, expected a folder"),
    "save nowhere": (lambda p: CORPUS.save(5), "path: found 5"),  # type: ignore[arg-type]
    "load": (lambda p: hl.Corpus.load(p), "holds no saved corpus"),
    "read": (lambda p: hl.Corpus.read(5), "path: found 5"),  # type: ignore[arg-type]
    "read_trace": (lambda p: hl.read_trace(p / "empty"), "no file"),
    "recorder": (lambda p: hl.Recorder(5), "record: found 5"),  # type: ignore[arg-type]
    "write": (lambda p: hl.Recorder(p).write(5), "expected a mapping"),  # type: ignore[arg-type]
    "watch": (lambda p: hl.watch(5), "path: found 5"),  # type: ignore[arg-type]
    "on_cold_cache": (lambda p: hl.on_cold_cache(None), "found None, expected a policy"),
    "at_entry": (lambda p: hl.at_entry(None), "found None, expected a policy"),
    "cost_at": (lambda p: TRACE.requests.cost_at("none.json"), "none.json can't be read"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_told_in_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("text")
    call, told = WRONG[name]
    with pytest.raises(HeadroomError) as raised:
        call(tmp_path)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "priced",
    [
        lambda prices: TRACE.cost.at(prices).total,
        lambda prices: hl.replay(TRACE, "off", prices=prices, progress=False),
        lambda prices: hl.simulate(TRACE, prices=prices),
    ],
    ids=["cost", "replay", "simulate"],
)
def test_prices_of_a_model_that_is_not_billed_are_told(priced: Callable[[Any], Any]) -> None:
    with pytest.warns(HeadroomWarning, match="'nosuch' is none of the models"):
        priced({"nosuch": {"input": 1}})
    with pytest.warns(HeadroomWarning, match="the table is empty for 'claude-opus-4-5': list"):
        priced({"nosuch": {"input": 1}, "claude-opus-4-5": {}})
    priced({"nosuch": {"input": 1}, "claude-opus-4-5": {"input": 1}})
