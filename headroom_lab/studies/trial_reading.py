"""What a store's rows tell about a live trial, session by session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.intervals import mean_difference, mean_interval, members_needed
from headroom_lab.policies.trials import Trial
from headroom_lab.results.trial import MEASURES, TrialResult, TrialRow
from headroom_lab.store import Store, open_store
from headroom_lab.store.reading import quoted

OFF = "off"
BEYOND_CHANCE = 0.01  # balanced arms look as uneven in one trial of a hundred

_QUERY = """
    select session, min(arm) as arm, count(distinct arm) as arms, count(*) as requests,
        sum(tokens_input_after) as input_tokens, sum(tokens_output) as output_tokens,
        sum(cost_after) as cost, count(*) - count(cost_after) as unpriced,
        max(fetched_again) as fetched_again, count(error) as errors
    from requests where trial = {name} group by session order by session
"""


@dataclass(frozen=True)
class _Session:
    """What one session took; ``arms`` is in how many it stands."""

    arm: str
    arms: int
    measures: Mapping[str, float | None]


def trial(
    store: Store | str,
    name: str | Trial,
    *,
    baseline: str | None = None,
    level: float = 0.95,
) -> TrialResult:
    """Return what a live trial has shown so far, from the rows that its clients stored.

    Args:
        store: an open store, such as ``client.metrics``, or its URL.
        name: of the trial; the ``Trial`` itself where its shares are to be held against what came.
        baseline: the arm that the others are held against; None for "off", where there is none such the
            first by name.
        level: how sure the intervals are (0.95).

    Raises:
        ConfigError: for a level outside (0, 1), and for what is no store.
        UnknownNameError: for a trial or an arm that the store has no row of.
        StoreError: where the store can't be read.

    Example::

        trial(store, "thrifty-vs-off", baseline="off").to_frame()
    """
    if not 0 < level < 1:
        raise ConfigError(f"level: found {level!r}, expected a number in (0, 1), such as 0.95")
    if isinstance(store, str):
        with open_store(store) as opened:
            return trial(opened, name, baseline=baseline, level=level)
    if not isinstance(store, Store):
        raise ConfigError(f"store: found {store!r}, expected an open store or its URL")
    planned = name if isinstance(name, Trial) else None
    called = planned.name if planned else str(name)
    sessions = _sessions(store, called)
    clean = [session for session in sessions if session.arms == 1]
    arms = sorted({session.arm for session in clean} | set(planned.arms if planned else ()))
    first = _baseline(arms, baseline)
    ordered = [first, *(arm for arm in arms if arm != first)]
    counts = {arm: sum(session.arm == arm for session in clean) for arm in ordered}
    rows = [row for measure in MEASURES for row in _rows(clean, ordered, measure, level)]
    warnings = (*_moved(sessions), *_unbalanced(counts, planned), *_unpriced(clean))
    shares = dict(planned.arms) if planned else {}
    return TrialResult(called, first, shares, tuple(rows), counts, warnings, level)


def _sessions(store: Store, name: str) -> list[_Session]:
    """Return the sessions of a trial; UnknownNameError where it has none."""
    frame = store.sql(_QUERY.format(name=quoted(name)))
    if frame.empty:
        known = store.sql("select distinct trial from requests where trial is not null")
        raise UnknownNameError("trial", name, sorted(known["trial"]))
    return [_session(row) for row in frame.to_dict("records")]


def _session(row: Mapping[Any, Any]) -> _Session:
    """Return a session; its cost is unknown where that of one of its requests is."""
    measures = {measure: float(row[measure]) for measure in MEASURES if measure != "cost"}
    cost = None if row["unpriced"] else float(row["cost"])
    return _Session(str(row["arm"]), int(row["arms"]), {**measures, "cost": cost})


def _baseline(arms: Sequence[str], wanted: str | None) -> str:
    """Return the arm that the others are held against."""
    if wanted is None:
        return OFF if OFF in arms else arms[0]
    if wanted not in arms:
        raise UnknownNameError("arm", wanted, list(arms))
    return wanted


def _rows(
    sessions: Sequence[_Session], arms: Sequence[str], measure: str, level: float
) -> list[TrialRow]:
    """Return a row an arm for one measure, the baseline's first."""
    values = {arm: _values(sessions, arm, measure) for arm in arms}
    return [_row(arm, measure, values[arm], values[arms[0]], level) for arm in arms]


def _values(sessions: Sequence[_Session], arm: str, measure: str) -> list[float]:
    """Return a measure of each session of an arm of which it is known."""
    found = (session.measures[measure] for session in sessions if session.arm == arm)
    return [value for value in found if value is not None]


def _row(
    arm: str, measure: str, values: list[float], baseline: list[float], level: float
) -> TrialRow:
    """Return the row of an arm and a measure, held against the baseline's values."""
    mean = mean_interval(values, level=level)
    alone = values[0] if len(values) == 1 else None
    row = TrialRow(arm, measure, len(values), sum(values), mean.value if mean else alone)
    if mean:
        row = replace(row, low=mean.low, high=mean.high)
    change = None if values is baseline else mean_difference(values, baseline, level=level)
    if change is None:
        return row
    return replace(
        row,
        change=change.value,
        change_low=change.low,
        change_high=change.high,
        sessions_needed=members_needed(values, baseline, level=level),
    )


def _moved(sessions: Sequence[_Session]) -> list[str]:
    """Return a warning of sessions that stand in two arms."""
    found = sum(session.arms > 1 for session in sessions)
    if not found:
        return []
    return [
        f"{found} of {len(sessions)} sessions changed their arm, as where the trial's arms or seed were "
        "changed under its name: they are left out"
    ]


def _unbalanced(counts: Mapping[str, int], planned: Trial | None) -> list[str]:
    """Return a warning where the arms are uneven beyond chance, by Pearson's chi-squared test."""
    if planned is None or not sum(counts.values()):
        return []
    from scipy.stats import chisquare

    total = sum(counts.values())
    expected = [planned.arms.get(arm, 0.0) * total for arm in counts]
    if any(arm not in planned.arms for arm in counts):
        return [
            f"the store holds arms that the trial hasn't: {', '.join(sorted(set(counts) - set(planned.arms)))}"
        ]
    chance = float(chisquare(list(counts.values()), expected).pvalue)
    if chance >= BEYOND_CHANCE:
        return []
    got = ", ".join(
        f"{arm} {count:,} of {total * planned.arms[arm]:,.0f}" for arm, count in counts.items()
    )
    return [f"the arms are uneven beyond chance (p = {chance:.2g}): {got} sessions expected"]


def _unpriced(sessions: Sequence[_Session]) -> list[str]:
    """Return a warning of sessions whose cost isn't known."""
    found = sum(session.measures["cost"] is None for session in sessions)
    whole = len(sessions)
    return (
        [f"the cost of {found} of {whole} sessions is unknown: they are left out of it"]
        if found
        else []
    )
