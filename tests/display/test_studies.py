"""What the pictures of replays and sweeps say, in words and within their size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headroom_lab.display import render_html
from headroom_lab.results.replay import ReplayResult
from headroom_lab.results.sweep import SweepResult
from headroom_lab.results.sweep_points import points_of_cells
from tests.display.studied import (
    dearer,
    grid_rows,
    measured_without_limit,
    plain_sweep,
    replayed,
    requests,
    swept,
    unchanged,
    unpriced,
)
from tests.display.test_pictures import fits, words
from tests.timing import SLACK, noisy, seconds


def test_fewer_tokens_that_cost_more_say_so_and_why() -> None:
    for said in words(dearer()):
        assert "balanced: 40 % fewer tokens, 42 % dearer, nothing lost" in said
        assert "In 5 of 12 requests what was sent before is rewritten or gone" in said
        assert "52 % of the input is read from the vendor's cache" in said


def test_the_cheapest_is_marked_in_words() -> None:
    for said in words(replayed()):
        assert "lossless: 16 % off the bill, nothing lost" in said
        assert "3 of 12 values used later lost and 1 of 4 edits impossible" in said
        assert "$0.014 to $0.018" in said
        assert said.count("✓") == 1
    assert all("window: 44 % fewer tokens, price unknown" in said for said in words(unpriced()))
    assert all("5 of 46 requests" in said for said in words(unpriced()))


def test_the_best_point_is_marked_with_what_it_is_best_by() -> None:
    for said in words(swept()):
        best = "Use policy=balanced, max_items_after_crush=10: 35.5 % of the tokens saved"
        assert f"{best}, all 61 needles kept" in said
        assert "most tokens saved among the 3 points that keep all 61 needles" in said
        assert "3 of 6 points then cost more than that, the best one too, $0.079 → $0.090" in said
    for said in words(plain_sweep()):
        assert "30 of 40 grid points" in said
        assert "interrupted" in said


def test_a_best_point_far_down_has_a_row() -> None:
    rows = list(grid_rows())
    last = replace(
        rows[0], settings=(("policy", "last"), ("max_items_after_crush", 1)), tokens_after=9
    )
    many = SweepResult((*(rows[2:3] * 400), last), 401)
    html = fits(many)
    assert "✓ last</th>" in html
    assert "of 401 grid points – .to_frame() for all" in html


def test_of_many_points_the_best_have_rows_and_the_others_a_range() -> None:
    said = plain_sweep().to_text()
    shown = [line.removeprefix("✓ ") for line in said.splitlines()]
    shown = [line for line in shown if line.split()[1:2] in (["True"], ["False"])]
    saved = sorted((row.savings_percent for row in plain_sweep().points), reverse=True)
    assert len(shown) < len(saved)
    assert f"{saved[len(shown) - 1]:.1f} %" in shown[-1]
    assert f"the others save {saved[-1]:.1f} % to {saved[len(shown)]:.1f} %" in said


def many_requests(policies: int, rows: int) -> ReplayResult:
    """Return a replay of a number of rows, shared by policies."""
    each = rows // policies
    found = [
        r for at in range(policies) for r in requests(f"policy {at}", 40 + at % 50, 2 + at, each)
    ]
    return ReplayResult("gpt-4o", (*unchanged(each), *found), each, 300)


@pytest.mark.parametrize("policies", [1, 5, 100])
def test_ten_thousand_requests(policies: int) -> None:
    html = fits(many_requests(policies, 10_000))
    assert "requests – .to_frame() for all" in html
    assert policies < 100 or "of 100 policies – .to_frame() for all" in html


@pytest.mark.parametrize("policies", [1, 100])
@noisy
def test_a_picture_of_many_requests_grows_no_faster_than_they_do(policies: int) -> None:
    few, many = many_requests(policies, 2_500), many_requests(policies, 10_000)
    assert seconds(lambda: render_html(many)) < SLACK * 4 * seconds(lambda: render_html(few))


def many_points(times: int) -> SweepResult:
    """Return a sweep of six points, each a number of times with a long query of its own."""
    rows = [
        replace(
            row, point=at, settings=(*row.settings, ("query", f"question {at} " + "word " * 40))
        )
        for at, row in enumerate(list(grid_rows()) * times)
    ]
    return SweepResult(tuple(rows), 6 * times)


def test_ten_thousand_points() -> None:
    assert "of 10,200 grid points – .to_frame() for all" in fits(many_points(1700))


@noisy
def test_a_picture_of_many_points_grows_no_faster_than_they_do() -> None:
    few, many = many_points(425), many_points(1700)
    assert seconds(lambda: render_html(many)) < SLACK * 4 * seconds(lambda: render_html(few))


def test_the_same_record_is_the_same_picture() -> None:
    assert render_html(replayed()) == render_html(replayed())
    assert render_html(swept()) == render_html(swept())


def test_the_upright_line_stands_at_the_median() -> None:
    two = measured_without_limit()
    two = replace(two, cells=tuple(cell for cell in two.cells if cell.conversation != "talk 2"))
    upright = two.plot("distribution").axes[0].collections[-1].get_offsets()[0][0]
    saved = [100 * (90 + at) / (900 + at) for at in range(2)]
    assert upright == pytest.approx(sum(saved) / 2)


@pytest.mark.parametrize("surely", [False, True])
def test_the_worse_end_is_asked_where_all_needles_judge_too(surely: bool) -> None:
    study = measured_without_limit()
    cells = tuple(
        replace(c, numbers={**c.numbers, "needles": 9.0, "kept": 9.0}) for c in study.cells
    )
    found = SweepResult(points_of_cells(cells), 2, 3, cells=cells, baseline=0)
    assert (found.best(at_least={"retention": 0.98}, surely=surely) is None) is surely
