"""What the pictures of scores, comparisons, metrics and settings say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headroom_lab.display import render_html, render_markdown, render_text
from headroom_lab.display.pictures import picture
from headroom_lab.display.pictures.comparison import best_of
from headroom_lab.results import MessageScores, MetricsHistory
from headroom_lab.results.comparison import Comparison
from headroom_lab.results.record import Record
from tests.display.measured import comparison, history, request, score, scores
from tests.display.parsing import XHTML, bare_text, parsed

MANY = 10_000


def fits(record: Record) -> str:
    """Return the HTML of a record after asserting that it is within its cap."""
    html = render_html(record)
    assert len(html.encode()) <= picture(record.picture).CAP
    return html


def rows(record: Record) -> list[list[str]]:
    """Return the cells of all rows in the bodies of the tables."""
    return [
        [bare_text(cell).strip() for cell in row]
        for body in parsed(fits(record)).iter(f"{XHTML}tbody")
        for row in body
    ]


def test_ten_thousand_scores_show_both_ends() -> None:
    many = scores(MANY)
    html = fits(many)
    assert "of 10,000 messages – .to_frame() for all" in html
    shown = [row[0] for row in rows(many)]
    highest = max(many, key=lambda s: s.total_score)
    free = [s for s in many if not s.is_protected]
    lowest = min(free, key=lambda s: s.total_score)
    assert shown[0] == f"#{highest.message_index}"
    assert f"#{lowest.message_index}" in shown
    ends = rows(many)[len(shown) // 2 :]
    assert not any("protected" in cell for row in ends for cell in row)


def test_a_protected_message_has_its_sign_and_no_other() -> None:
    marked = [any(cell.endswith(", protected") for cell in row) for row in rows(scores())]
    assert marked == [s.is_protected for s in scores()]


def test_the_parts_of_a_bar_add_up_to_the_total() -> None:
    for message, row in zip(scores(), rows(scores()), strict=True):
        figures = [float(word) for word in row[-1].split() if word[0].isdigit()]
        assert sum(figures) == pytest.approx(message.total_score, abs=0.03)
        assert row[4] == f"{message.total_score:.2f}"


def test_every_part_of_one_score_is_in_every_form() -> None:
    one = score(3)
    for said in (bare_text(parsed(render_html(one))), render_text(one), render_markdown(one)):
        for part in one.score_breakdown.values():
            assert f"{part:.3f}"[1:] in said  # Markdown escapes what begins like a list


def test_parts_of_a_bar_are_in_the_markdown_too() -> None:
    assert "parts of the bar" in render_markdown(scores())
    assert "R &#48;" not in render_markdown(scores())
    assert render_markdown(scores()).count("R 0.") == len(scores())


def test_the_best_policy_is_told_in_words() -> None:
    said = render_text(comparison())
    assert "fewest tokens: aggressive" in said
    marked = [row[0] for row in rows(comparison()) if "✓" in row[8]]
    assert marked == ["aggressive"]


def test_the_best_is_not_always_one() -> None:
    cheap = replace(comparison()[1], cached_cost=0.0001)
    table = Comparison([comparison()[0], cheap, comparison()[2]])
    assert best_of(table) == {2: ["tokens_after", "cost"], 1: ["cached_cost"]}
    twice = Comparison([comparison()[0], comparison()[2], comparison()[2]])
    assert set(best_of(twice)) == {1, 2}


def test_nothing_is_best_where_all_are_alike_or_a_price_is_unknown() -> None:
    assert best_of(Comparison([comparison()[0]] * 3)) == {}
    unknown = replace(comparison()[2], cost=None, cached_cost=None)
    assert best_of(Comparison([comparison()[0], unknown])) == {1: ["tokens_after"]}


def test_small_costs_are_money_and_not_powers_of_ten() -> None:
    assert "$0.00026" in render_text(comparison())
    tiny = Comparison([replace(comparison()[0], cost=2.5e-7), comparison()[1]])
    assert "e-" not in " ".join(rows(tiny)[0])


def test_the_best_of_ten_thousand_rows_is_shown() -> None:
    many = Comparison([*[comparison()[0]] * MANY, comparison()[2]])
    assert "aggressive" in [row[0] for row in rows(many)]
    assert "of 10,001 rows – .to_frame() for all" in fits(many)


def test_the_last_of_ten_thousand_requests_are_shown() -> None:
    many = history(MANY)
    html = fits(many)
    assert f"{many.totals.tokens_input_before:,}" in html
    assert "of 10,000 requests – .to_frame() for all" in html
    assert rows(many)[-1][0] == f"{many.rows[-1].timestamp:%Y-%m-%d %H:%M:%S}"


def test_a_history_of_the_last_rows_says_where_the_rest_is() -> None:
    whole = history(30)
    last = MetricsHistory(whole.rows[-5:], whole.totals)
    assert "5 of 30 requests – the store's .to_frame() and .sql(…) for all" in render_text(last)
    assert "24 of them priced" in fits(last)


def test_an_error_of_a_request_is_shown_as_words() -> None:
    assert "1 error" in render_text(history())
    assert "error: timeout after 30 s" in render_text(request(6))


def test_a_history_plots_itself() -> None:
    axes = history().plot().axes[0]
    lines = {line.get_label(): line.get_ydata()[-1] for line in axes.lines}
    totals = history().totals
    assert lines == {"before": totals.tokens_input_before, "after": totals.tokens_input_after}


def test_nothing_at_all_is_said_in_words() -> None:
    said = [render_text(empty) for empty in (MessageScores(), Comparison(), MetricsHistory())]
    assert said == ["No messages scored", "Nothing compared", "No requests yet"]
