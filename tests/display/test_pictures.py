"""What each picture says, in words and within its size."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from headroom_lab.display import render_html, render_markdown, render_text
from headroom_lab.display.page import Room
from headroom_lab.display.pictures import picture
from headroom_lab.display.terms import glossary
from headroom_lab.messages import read
from headroom_lab.results import (
    CrushedItem,
    CrushResult,
    Diff,
    MessageDiff,
    MessageRow,
    Removal,
    Removals,
    SimulationResult,
    TransformResult,
    WasteSignals,
)
from headroom_lab.tokens import Tokenizer
from tests.display.measured import history
from tests.display.parsing import XHTML, bare_text, parsed
from tests.display.samples import EXACT, HASH, STEPS, grown, record, simulation, transform

MANY = 10_000
RENDERERS = (render_html, render_text, render_markdown)


def words(result: Any) -> list[str]:
    """Return what HTML, text and Markdown say, white space joined."""
    html, text, markdown = (render(result) for render in RENDERERS)
    plain = markdown.replace("\\", "")
    return [" ".join(part.split()) for part in (bare_text(parsed(html)), text, plain)]


def fits(result: Any) -> str:
    """Return the HTML of a record after asserting that it is within its cap."""
    html = render_html(result)
    assert len(html.encode()) <= picture(result.picture).CAP
    return html


def test_a_cut_that_costs_more_while_the_cache_is_warm_says_so() -> None:
    assert all(
        "the cut rewrites what the vendor still holds" in said for said in words(simulation())
    )
    cheaper = simulation(cached_cost_after=0.0061)
    assert all("$0.0068 → $0.0061" in said for said in words(cheaper))
    assert not any("costs more" in said for said in words(cheaper))
    unknown = simulation(cached_cost_before=None, cached_cost_after=None)
    assert not any("warm" in said for said in words(unknown))


def test_a_growth_and_an_unknown_price_are_said_in_words() -> None:
    headline = "≈ 1,283 → 1,323 tokens, −3.1 % saved (40 more), price unknown"
    assert all(headline in said for said in words(grown()))


def test_estimates_are_labelled_with_their_method() -> None:
    for label in ("counts are estimates, ±15 %", "o200k_base x 1.16, ±15 %"):
        assert all(label in said for said in words(grown()))
    assert not any("estimate" in said for said in words(simulation()))


def test_a_list_over_its_limit_says_so() -> None:
    over = simulation(context_limit=1000)
    assert all("over the limit: 172 % of 1,000 tokens" in said for said in words(over))


def test_roles_and_the_rest_add_up_to_the_headline() -> None:
    result = simulation(tokens_before=5500, tokens_after=1800)
    assert all("outside messages" in said for said in words(result))
    rows = sum(row.tokens_before for row in result.rows)
    assert all(f"{5500 - rows} " in said for said in words(result))


def test_a_system_prompt_beside_the_list_is_named() -> None:
    rows = (replace(simulation().rows[0], message=-1, change="changed", after="Be short."),)
    assert "system · system · changed" in bare_text(
        parsed(render_html(simulation(rows=rows).diff()))
    )


def test_removed_items_are_deleted_text_and_markers_inserted_text() -> None:
    body = parsed(render_html(simulation().diff()))
    gone = " ".join(bare_text(e) for e in body.iter(f"{XHTML}del"))
    new = " ".join(bare_text(e) for e in body.iter(f"{XHTML}ins"))
    assert all(f'"id": {index},' in gone for index in (3, 16, 18, 57))
    assert '"id": 17,' not in gone
    assert "[30 lines left out]" in new
    assert "… 39 unchanged lines" in bare_text(body)


def test_a_diff_shows_what_changed_and_folds_it() -> None:
    body = parsed(render_html(simulation().diff()))
    summaries = [bare_text(e).strip() for e in body.iter(f"{XHTML}summary")]
    assert [s.split(" · ")[0] for s in summaries] == ["#3", "#4", "#5", "#6"]
    assert summaries[0] == "#3 · tool list_hosts · changed · 2,400 → 420 tokens, 82.5 % saved"
    assert "#0–#2 · 3 unchanged" in bare_text(body)


def test_secrets_are_masked_unless_that_is_turned_off() -> None:
    secret = "sk-" + "a1b2c3d4" * 4
    rows = (MessageRow(0, "tool", "env", "dropped", 20, 0, f"OPENAI_API_KEY={secret}", None),)
    removals = Removals([Removal(0, "env", "", "message", "old", 1, 20, HASH, "w", secret)])
    masked = simulation(rows=rows, removals=removals, warnings=[secret], model=secret)
    for result in (masked, masked.diff(), masked.removals):
        assert not any(secret in said for said in words(result))
    open_ = replace(masked, redacted=False)
    assert secret in render_html(open_.diff())


def removals_of(count: int) -> Removals:
    """Return a ledger of many rows."""
    return Removals(
        Removal(i, f"tool_{i % 7}", f"[{i}:{i + 3}]", "items", f"reason {i % 40}", 3, i % 997, HASH,
                "smart_crusher", json.dumps(record(i)))
        for i in range(count)
    )  # fmt: skip


def test_ten_thousand_removals() -> None:
    ledger = removals_of(MANY)
    html = fits(ledger)
    assert "30 of 10,000 removals – .to_frame() for all" in html
    assert f"{ledger.tokens:,}" in html
    fits(TransformResult([], 10**7, 10**6, [f"step:{i}" for i in range(MANY)], ledger,
                         ["over"] * MANY, steps=STEPS * 1000))  # fmt: skip


def test_ten_thousand_messages() -> None:
    rows = tuple(
        MessageRow(i, ("user", "assistant", "tool")[i % 3], f"tool_{i}", "changed", 300, 90,
                   "\n".join(f"line {i * j}" for j in range(50)), f"line {i}\nline {i * 2}")
        for i in range(MANY)
    )  # fmt: skip
    result = SimulationResult(
        3_000_003, 900_003, transforms_applied=["smart_crusher:10000"],
        waste_signals=WasteSignals(total_tokens=3_000_003), rows=rows, removals=removals_of(MANY), steps=STEPS, provenance=EXACT, warnings=["w"] * MANY,
    )  # fmt: skip
    assert "of 10,000 removals – .removals.to_frame() for all" in fits(result)
    assert "40 of 10,000 changed messages – .to_frame() for all" in fits(result.diff())


def test_ten_thousand_items() -> None:
    items = tuple(
        CrushedItem("results", i, i % 2 == 0, f"reason {i % 3}", 0.5, 40, json.dumps(record(i)))
        for i in range(MANY)
    )
    result = CrushResult([], "[" + "9," * MANY + "1]", 400_000, 200_000, items, removals_of(MANY))
    assert "40 of 10,000 items – .to_frame() for all" in fits(result)


@pytest.mark.parametrize("text", ["x" * 1_000_000, "x\n" * 500_000, "[" + "1," * 400_000 + "1]"])
def test_a_megabyte_of_anything(text: str) -> None:
    after = text[:1000] + "[cut]" + text[-1000:]
    html = fits(Diff([MessageDiff(0, "tool", "t", 300_000, 600, text, after),
                      MessageDiff(1, "tool", "t", 300_000, 0, text, None)]))  # fmt: skip
    assert "[cut]" in html
    assert "more removed" in html


def from_real(conversation: dict[str, Any]) -> SimulationResult:
    """Return a simulation of a real conversation whose long tool outputs are cut."""
    messages = read(conversation["messages"]).messages
    counter = Tokenizer()
    rows = []
    for message in messages:
        before = "\n".join(block.text for block in message.blocks)
        after = f"{before[:400]}\n[left out]\n{before[-400:]}" if len(before) > 1200 else before
        size, left = counter.count_texts([before, after])
        tool = next((block.tool for block in message.blocks if block.tool), None)
        change = "kept" if before == after else "changed"
        rows.append(
            MessageRow(message.index, message.role, tool, change, size, left, before, after)
        )
    removals = Removals(
        Removal(row.message, row.tool, "characters 400-", "characters", "in the middle", 1,
                row.tokens_saved, HASH, "cutter", row.before[400:])
        for row in rows if row.change == "changed"
    )  # fmt: skip
    return simulation(
        tokens_before=sum(row.tokens_before for row in rows),
        tokens_after=sum(row.tokens_after for row in rows),
        rows=tuple(rows),
        removals=removals,
        tokens_markers=0,
    )


def test_every_real_conversation_fits(real_conversations: list[dict[str, Any]]) -> None:
    for conversation in real_conversations:
        result = from_real(conversation)
        for shown in (result, result.diff(), result.removals):
            parsed(fits(shown))
            assert len(render_text(shown).split("\n")) <= 24
        largest = max(result.removals, key=lambda removal: removal.tokens, default=None)
        if largest is not None:
            assert f"{largest.tokens:,}" in render_html(result)


@pytest.mark.parametrize(("name", "made"), [("metrics", history), ("transform", transform)])
def test_tokens_are_not_explained_as_shares(name: str, made: Callable[[], Any]) -> None:
    known = dict(glossary(picture(name).page(made(), Room()), name))
    assert not [word for word in ("saved", "cache read") if "share" in known.get(word, "")]
