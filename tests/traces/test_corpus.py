"""A corpus: what it reads, how it is chosen from, its tables, and what it is when saved."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headroom_lab as hl
from headroom_lab.errors import ConfigError, HeadroomError, InvalidMessagesError, UnknownNameError
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.traces.portable import item_from, line_of, packed
from tests.display.test_snapshots import FOLDER, PAGE, same
from tests.traces.made import claude_session, jsonl
from tests.traces.shared import SESSIONS, needs_sessions

KEY = "sk-ant-api03-" + "aB3" * 30
TALK = [{"role": "user", "content": f"My key is {KEY}"}, {"role": "assistant", "content": "No."}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two sessions, a file of named conversations and one that is neither."""
    (tmp_path / "s1.jsonl").write_bytes(jsonl(claude_session(3)))
    other = [{**line, "sessionId": "s2"} for line in claude_session(2, prefix="b")]
    (tmp_path / "s2.jsonl").write_bytes(jsonl(other))
    named = [
        {"id": f"talk {at}", "source": "made", "messages": TALK, "rating": at, "good": at > 1}
        for at in range(3)
    ]
    (tmp_path / "named.jsonl").write_bytes(jsonl(named))
    (tmp_path / "other.json").write_text('{"a": 1}')
    return tmp_path


@pytest.fixture
def corpus(folder: Path) -> Corpus:
    return Corpus.read(folder)


def test_a_folder_is_read_whatever_lies_in_it(corpus: Corpus) -> None:
    assert [item.name for item in corpus] == ["talk 0", "talk 1", "talk 2", "s1", "s2"]
    assert [item.source for item in corpus[3:]] == ["Claude Code"] * 2
    assert any("objects with 'a'" in skip.reason for skip in corpus.skipped)
    frame = corpus.to_frame()
    assert list(frame["messages"]) == [2, 2, 2, 6, 4]
    assert list(frame["requests"].fillna(0)) == [0, 0, 0, 3, 2]
    assert list(frame["rating"].dropna()) == [0, 1, 2]
    assert frame["good"].dtype == "boolean"
    assert frame["cost"].sum() == pytest.approx(sum(i.trace.requests.cost for i in corpus[3:]))  # type: ignore[union-attr, misc]


def test_the_picture_is_the_one_that_was_looked_at(corpus: Corpus) -> None:
    corpus = corpus._of(corpus, "work")
    same(FOLDER / "corpus.txt", corpus.to_text() + "\n")
    same(FOLDER / "corpus.md", corpus.to_markdown() + "\n")
    same(FOLDER / "corpus.html", PAGE.format(name="corpus", html=corpus.to_html()))


def test_the_picture_of_many_with_hostile_names_is_small_and_still() -> None:
    name = "<script>alert(1)</script>\x1b[31m" + "W" * 10_000
    items = [CorpusItem(f"{name} {at}", f"{name} {at}", TALK) for at in range(300)]
    corpus = Corpus(items, name)
    assert len(corpus.to_html().encode()) < 16 * 1024
    assert "<script" not in corpus.to_html()
    assert "\x1b" not in corpus.to_text()


def test_its_tables_answer_queries(corpus: Corpus) -> None:
    assert len(corpus.messages) == 16
    assert len(corpus.requests) == 5
    summed = corpus.sql(
        "select source, count(*) n, sum(uncached_tokens) t from requests group by source"
    )
    assert summed.to_dict("records") == [{"source": "Claude Code", "n": 5, "t": 50}]
    joined = corpus.sql(
        "select c.name from conversations c join messages m on m.conversation = c.name "
        "where m.tool = 'Bash' group by c.name order by c.name"
    )
    assert list(joined["name"]) == ["s1", "s2"]
    with pytest.raises(ConfigError, match="conversations, messages, requests"):
        corpus.sql("select nothing from requests")
    with pytest.raises(UnknownNameError, match="requests"):
        corpus.frame("request")


def test_a_query_reaches_neither_files_nor_variables(corpus: Corpus, folder: Path) -> None:
    here = corpus.to_frame()
    assert len(here) == 5
    for text in (
        f"select * from read_text('{folder / 'other.json'}')",
        f"copy conversations to '{folder / 'out.csv'}'",
        "select * from here",
        "set enable_external_access = true",
    ):
        with pytest.raises(ConfigError):
            corpus.sql(text)
    assert not (folder / "out.csv").exists()


def test_some_are_chosen(corpus: Corpus) -> None:
    assert [item.name for item in corpus.filter(source="made", rating=[0, 2])] == [
        "talk 0",
        "talk 2",
    ]
    assert [item.name for item in corpus.filter("requests > 2")] == ["s1"]
    assert [item.name for item in corpus.filter("good", rating=2)] == ["talk 2"]
    tool = "name in (select conversation from messages where tool = 'Bash')"
    assert corpus.filter(tool).content_hash == corpus[3:].content_hash
    assert len(corpus.filter(lambda item: item.trace is None)) == 3
    assert "no conversations" in corpus.filter("false").to_text()
    assert corpus.sample(2, seed=4).content_hash == corpus.sample(2, seed=4).content_hash
    assert len({corpus.sample(2, seed=seed).content_hash for seed in range(20)}) > 5
    assert len(corpus.sample(50)) == 5
    assert corpus["s1"] is corpus[3]
    with pytest.raises(UnknownNameError, match="s1"):
        corpus["s11"]
    with pytest.raises(UnknownNameError, match="rating"):
        corpus.filter(ratings=3)
    with pytest.raises(ConfigError):
        corpus.sample(-1)


def test_what_is_saved_is_the_same_again_and_any_engine_reads_it(
    corpus: Corpus, tmp_path: Path
) -> None:
    place = corpus.save(tmp_path / "saved", redact=False)
    for again in (Corpus.load(place), Corpus.read(place), Corpus.load(str(place))):
        assert again.content_hash == corpus.content_hash
        assert again.to_frame().drop(columns="cost").equals(corpus.to_frame().drop(columns="cost"))
    with duckdb.connect() as engine:
        for table in ("conversations", "messages", "requests"):
            rows = engine.sql(f"select count(*) from '{place}/{table}.parquet'").fetchall()
            assert rows == [(len(corpus.frame(table)),)]
        lines = engine.sql(f"select name from read_json('{place}/conversations.jsonl')").fetchall()
    assert [name for (name,) in lines] == [item.name for item in corpus]
    for item, back in zip(corpus, Corpus.load(place), strict=True):
        assert (
            hl.simulate(back, "gpt-4o").tokens_before == hl.simulate(item, "gpt-4o").tokens_before
        )
    corpus[:1].save(place)
    assert len(Corpus.load(place)) == 1
    with pytest.raises(HeadroomError, match="holds no saved corpus"):
        Corpus.load(tmp_path / "nowhere")


def test_secrets_stay_only_by_an_explicit_act(corpus: Corpus, tmp_path: Path) -> None:
    place = corpus.save(tmp_path / "masked")
    shown = [
        corpus.to_text(),
        corpus.to_html(),
        corpus.messages.to_csv(),
        corpus.sql("select text from messages").to_csv(),
        str(corpus.to_dict()),
        repr(corpus[0]),
        (place / "conversations.jsonl").read_text(),
        Corpus.load(place).frame("messages", redact=False).to_csv(),
        pickle.dumps(corpus).decode("latin-1"),
    ]
    assert not [text for text in shown if KEY[13:30] in text]
    assert corpus.messages["text"].str.contains("My key is").any()
    assert Corpus.load(place).content_hash == corpus.content_hash
    open_place = corpus.save(tmp_path / "open", redact=False)
    for text in (
        corpus.frame("messages", redact=False).to_csv(),
        corpus.sql("select text from messages", redact=False).to_csv(),
        (open_place / "conversations.jsonl").read_text(),
    ):
        assert KEY in text


def test_it_stands_where_conversations_are_taken(corpus: Corpus) -> None:
    result = hl.sweep(corpus, {"policy": ["lossless"]}, model="gpt-4o")
    assert result.conversations == 5
    assert hl.simulate(corpus["s1"]).tokens_before == hl.simulate(corpus[3].trace).tokens_before
    assert hl.replay(corpus["s1"])
    with pytest.raises(InvalidMessagesError, match="CorpusItem"):
        hl.simulate(corpus, "gpt-4o")
    with pytest.raises(InvalidMessagesError):
        hl.sweep(corpus.filter("false"), {"policy": ["lossless"]}, model="gpt-4o")


def test_the_magic_sweeps_it_with_each_conversations_own_model(corpus: Corpus) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    from headroom_lab.magic.naming import corpus_variables

    shell = InteractiveShell()
    shell.run_line_magic("load_ext", "headroom_lab")
    shell.user_ns["work"] = corpus
    assert corpus_variables({"work": corpus, "one": corpus[0]}) == ["work"]
    found = shell.run_line_magic("headroom", "sweep work --policy balanced --grid keep_recent=8")
    assert found.conversations == 5
    own = hl.sweep(corpus, {"keep_recent": [8]}, policy="balanced", progress=False)
    assert found.to_frame().equals(own.to_frame())


def test_it_is_made_of_what_is_at_hand(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    trace = hl.read_trace(folder / "s1.jsonl")
    made = hl.Corpus([trace, TALK, trace, CorpusItem("mine", "me", TALK, columns={"n": 1})])
    assert [item.name for item in made] == ["s1", "conversation 2", "s1 (2)", "mine"]
    assert len(hl.Corpus(hl.read_traces(folder / "s*.jsonl"))) == 2
    assert [item.name for item in hl.Corpus(hl.sessions(folder / "s1.jsonl"))] == ["s1"]
    assert [item.name for item in hl.Corpus({"a": TALK, "b": trace})] == ["a", "b"]
    assert [item.name for item in hl.Corpus(TALK)] == ["conversation"]
    assert hl.Corpus(made).content_hash == made.content_hash
    assert made[1].messages[0] is TALK[0]
    with pytest.raises(InvalidMessagesError, match="conversation 2"):
        hl.Corpus([TALK, [{"role": "usr", "content": "x"}]])


def test_a_text_is_held_once(tmp_path: Path) -> None:
    lines = claude_session(2)
    lines[-2]["message"]["content"][0]["content"] = "long " * 100
    (tmp_path / "s.jsonl").write_bytes(jsonl(lines))
    (item,) = Corpus.read(tmp_path)
    assert item.trace is not None
    assert item.messages[-1] is item.trace.messages[-2]
    assert Corpus.read(tmp_path)[0].messages is not item.messages


def test_a_broken_line_of_named_conversations_costs_that_line(tmp_path: Path) -> None:
    good = json.dumps({"name": "a", "messages": TALK})
    bad = [
        json.dumps({"name": "b"}),
        json.dumps({"name": "d", "messages": [3]}),
        "{",
        json.dumps({"name": "c", "messages": TALK, "needles": 3}),
    ]
    (tmp_path / "x.jsonl").write_text("\n".join([good, *bad, good]))
    found = Corpus.read(tmp_path)
    assert [item.name for item in found] == ["a", "a (2)"]
    assert sum(skip.lines for skip in found.skipped) == 4


VALUES = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8)
SAID = st.lists(
    st.fixed_dictionaries({"role": st.just("user"), "content": st.text()}), min_size=1, max_size=3
)
ITEMS = st.builds(
    CorpusItem,
    st.text(min_size=1, max_size=6),
    st.text(max_size=5),
    SAID,
    columns=st.dictionaries(st.text(min_size=1, max_size=5), VALUES, max_size=3),
)


@settings(max_examples=50, deadline=None)
@given(ITEMS)
def test_any_conversation_comes_back(item: CorpusItem) -> None:
    line = packed(line_of(item))
    again = item_from(json.loads(line), "x")
    assert packed(line_of(again)) == line
    assert (again.name, again.source, again.columns) == (item.name, item.source, item.columns)
    assert again.messages == item.messages


@needs_sessions
def test_recorded_sessions_come_back(tmp_path: Path) -> None:
    corpus = Corpus.read(SESSIONS / "codex")
    again = Corpus.load(corpus.save(tmp_path / "saved", redact=False))
    assert again.content_hash == corpus.content_hash
    for one, other in zip(corpus, again, strict=True):
        assert one.trace is not None
        assert other.trace is not None
        assert one.trace.requests == other.trace.requests
        assert one.trace.streams == other.trace.streams


def test_a_conversation_without_a_name_is_kept(tmp_path: Path) -> None:
    saved = Corpus({"": TALK, "b": TALK}).save(tmp_path / "saved")
    again = Corpus.load(saved)
    assert [item.name for item in again] == ["", "b"]
    assert not again.skipped
