"""No secret leaves by any exit, of whatever kind and wherever it stood."""

from __future__ import annotations

import copy
import io
import json
import pickle
import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from headroom_lab import (
    RequestMetrics,
    RollingWindowConfig,
    SmartCrusher,
    generate_report,
    open_store,
    simulate,
)
from headroom_lab.errors import HeadroomError, HeadroomWarning, InvalidMessagesError
from headroom_lab.telemetry.toin import TOIN
from tests.redact.kinds import KINDS, TOKENS

MODEL = "gpt-4o"
TEXTS = [text for text, _ in KINDS.values()]
TOKEN, BODY = TOKENS["GitHub personal"]
NAMED = {"password": "correct horse battery", "user": "x"}


def _call(at: int, text: str) -> list[dict[str, Any]]:
    """Return a call that holds a text in its arguments, and its answer that holds it in JSON."""
    arguments = json.dumps({"command": text, "password": NAMED["password"], TOKEN: 1})
    rows = [{"id": i, "note": text if i == 0 else f"row {i}", TOKEN: i} for i in range(12)]
    function = {"name": "run", "arguments": arguments}
    call = {"id": f"c{at}", "type": "function", "function": function}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"c{at}", "content": json.dumps(rows)},
    ]


def conversation() -> list[dict[str, Any]]:
    """Return one conversation with every kind in every place."""
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": f"You help.\n{TOKEN}\nDB_PASS=hunter2hunter2"}
    ]
    for at, text in enumerate(TEXTS):
        messages.append({"role": "user", "content": f"{'x ' * (at % 7 * 60)}{text}\nuse it"})
        messages += _call(at, text)
    named = {"id": "n", "type": "function", "function": {"name": _name(), "arguments": "{}"}}
    messages.append({"role": "assistant", "content": None, "tool_calls": [named]})
    messages.append({"role": "tool", "tool_call_id": "n", "content": "done"})
    return [*messages, {"role": "user", "content": "go on"}]


def _name() -> str:
    """Return a tool's name with a token in it."""
    return TOKEN.split()[2]


def leaks(said: object) -> list[str]:
    """Return the kinds whose secret stands in what was said, escaped or not."""
    text = said if isinstance(said, str) else repr(said)
    plain = text.replace("\\/", "/").replace("\\u0026", "&").replace("&amp;", "&")
    for escape in ("<span>$</span>", "<span>\\</span>"):
        plain = plain.replace(escape, escape[6])
    found = [kind for kind, (_, secret) in KINDS.items() if secret in plain or secret in text]
    return [*found, *(["named"] if NAMED["password"] in plain else [])]


@pytest.fixture(scope="module")
def result() -> Any:
    """A simulation of the conversation that cuts much of it."""
    query = f"what does {TOKEN} open? password: hunter2"
    return simulate(conversation(), model=MODEL, query=query)


EXITS: dict[str, Callable[[Any], object]] = {
    "text": lambda r: r.to_text(),
    "HTML": lambda r: r.to_html(),
    "Markdown": lambda r: r.to_markdown(),
    "repr": repr,
    "mime bundle": lambda r: r._repr_mimebundle_(),
    "dict": lambda r: json.dumps(r.to_dict(), ensure_ascii=False),
    "frame": lambda r: r.to_frame().to_csv(),
    "frame as JSON": lambda r: r.to_frame().to_json(force_ascii=False),
    "rows": lambda r: repr(r.rows),
    "removals": lambda r: repr(list(r.removals)),
    "removals as text": lambda r: r.removals.to_text() + r.removals.to_html(),
    "removals as a frame": lambda r: r.removals.to_frame().to_csv(),
    "removals as a dict": lambda r: json.dumps(r.removals.to_dict(), ensure_ascii=False),
    "diff": lambda r: r.diff().to_text() + r.diff().to_html() + r.diff().to_markdown(),
    "diff as a frame": lambda r: r.diff().to_frame().to_csv(),
    "diff as a dict": lambda r: json.dumps(r.diff().to_dict(), ensure_ascii=False),
    "diff as rows": lambda r: repr(list(r.diff())),
    "one diff": lambda r: "".join(r.diff(m).to_html() for m in range(0, 40)),
    "waste": lambda r: r.waste_signals.to_html() + repr(r.waste_signals.to_dict()),
    "steps": lambda r: repr(r.steps),
    "warnings": lambda r: repr(r.to_dict()["warnings"]),
    "provenance": lambda r: repr(r.provenance),
}


@pytest.mark.parametrize("name", EXITS)
def test_no_kind_leaves_a_simulation(result: Any, name: str) -> None:
    assert leaks(EXITS[name](result)) == []


def test_no_kind_stands_in_a_pickle(result: Any) -> None:
    data = pickle.dumps(result)
    again = pickle.loads(data)
    assert leaks(data.decode("utf-8", "ignore")) == []
    assert leaks(repr(again.messages) + repr(again.given)) == []
    assert again.tokens_before == result.tokens_before
    assert len(again.rows) == len(result.rows)


def test_a_copy_in_the_process_is_the_same(result: Any) -> None:
    assert copy.copy(result) == result
    assert copy.deepcopy(result).messages == result.messages


def test_not_masking_is_an_explicit_act() -> None:
    open_ = simulate(conversation()[:4], model=MODEL, redact=False)
    assert any("hunter2hunter2" in part.before for part in open_.diff())
    assert b"hunter2hunter2" in pickle.dumps(open_)


def test_no_kind_leaves_a_crush() -> None:
    rows = [{"id": i, "note": text} for i, text in enumerate(TEXTS)]
    crushed = SmartCrusher().crush(rows)
    said = [crushed.to_text(), crushed.to_html(), repr(crushed.items), crushed.to_frame().to_csv()]
    said += [json.dumps(crushed.to_dict(), ensure_ascii=False), repr(pickle.dumps(crushed))]
    assert leaks("\n".join(said)) == []


def test_no_kind_leaves_a_plot(result: Any) -> None:
    pytest.importorskip("matplotlib")
    from matplotlib import pyplot

    for kind in ("waste", "roles"):
        with suppress(HeadroomError):
            figure = result.plot(kind)
            page = io.StringIO()
            figure.savefig(page, format="svg")
            pyplot.close(figure)
            assert leaks(page.getvalue()) == []


def _row(at: int, text: str) -> RequestMetrics:
    """Return a row that holds a text in every column that may hold one."""
    return RequestMetrics(
        request_id=f"r{at}",
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
        model=text,
        tokens_input_before=100,
        tokens_input_after=80,
        tokens_output=5,
        cost_before=0.1,
        cost_after=0.08,
        transforms_applied=[text],
        mode="optimize",
        provider=text,
        removals={text: 20},
        error=text if at % 2 else None,
        session=text,
    )


@pytest.mark.parametrize("file", ["rows.duckdb", "rows.db", None])
def test_no_kind_stands_in_a_store_or_a_report(tmp_path: Path, file: str | None) -> None:
    where = tmp_path / "store"
    where.mkdir()
    with open_store(None if file is None else where / file) as store:
        for at, text in enumerate(TEXTS):
            store.record(_row(at, text))
        store.flush()
        said = [store.sql("SELECT * FROM requests").to_csv(), repr(store)]
        said += [store.history(500).to_frame().to_csv(), store.history().to_html()]
        said += [store.history().to_text(), generate_report(store), _markdown(store)]
        assert leaks("\n".join(said)) == []
    for path in where.rglob("*"):
        if path.is_file():
            assert leaks(path.read_bytes().decode("utf-8", "ignore")) == []


def _markdown(store: Any) -> str:
    """Return the report as Markdown."""
    return str(generate_report(store, format="markdown"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_error_or_warning_echoes_a_kind(kind: str) -> None:
    text, secret = KINDS[kind]
    said = [
        str(HeadroomError(f"found {text}, expected less")),
        repr(InvalidMessagesError(text, "a message")),
        str(HeadroomWarning(f"found {text}")),
    ]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn(f"left: {text}", HeadroomWarning, stacklevel=1)
    said += [str(warning.message) for warning in caught]
    assert all(secret not in line for line in said)


def test_no_call_echoes_a_token() -> None:
    calls: tuple[Callable[[], object], ...] = (
        lambda: simulate([{"role": TOKEN, "content": "x"}], model=MODEL),
        lambda: RollingWindowConfig(max_tokens=TOKEN),  # type: ignore[arg-type]
        lambda: open_store(f"strange://{TOKEN}"),
    )
    for call in calls:
        with pytest.raises(HeadroomError) as caught:
            call()
        assert BODY not in str(caught.value) + repr(caught.value)


def test_no_token_stands_in_what_was_learnt(tmp_path: Path) -> None:
    toin = TOIN()
    for text in TEXTS:
        rows = [{"id": i, text: text} for i in range(20)]
        toin.record_crush(_name(), json.dumps(rows), tokens_before=9, tokens_after=4)
    path = tmp_path / "toin.json"
    toin.save(path)
    assert path.stat().st_size
    assert leaks(path.read_text(encoding="utf-8")) == []
    assert leaks(repr(toin)) == []


def test_no_kind_stands_in_a_widget() -> None:
    widgets = pytest.importorskip("ipywidgets")
    from headroom_lab import explore_simulation

    shown = explore_simulation(conversation(), model=MODEL, query="password: hunter2")
    state = json.dumps(widgets.Widget.get_manager_state(drop_defaults=False), default=repr)
    assert leaks(state) == []
    assert leaks(shown.code) == []


@pytest.mark.parametrize("place", range(480, 540, 3))
def test_a_preview_shows_no_part_of_a_secret(place: int) -> None:
    text = "word " * (place // 5) + "x" * (place % 5) + " password=Abcdefghijkl1234567890xyz rest"
    row = simulate([{"role": "user", "content": text}], model=MODEL).rows[0]
    assert "Abcdef" not in row.preview


@pytest.mark.parametrize("secret", [text for text, _ in KINDS.values()])
def test_a_head_shows_no_part_of_a_secret(secret: str) -> None:
    from headroom_lab.redact import redact, redact_head

    for before in range(4_180, 4_290, 37):
        head = redact_head("w " * (before // 2) + secret + " end" * 4_000, 80)
        assert redact(head) == head
