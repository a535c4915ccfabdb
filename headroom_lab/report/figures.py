"""The figures of a store as the sections of a report."""

from __future__ import annotations

from headroom_lab.display.figures import counted, number
from headroom_lab.display.page import Grid, Head
from headroom_lab.display.visible import shown
from headroom_lab.providers.pricing import price_source
from headroom_lab.report.queries import Figures, Row
from headroom_lab.report.requests import errors_section, overhead_section, requests_section
from headroom_lab.report.sections import Report, Section, Statement
from headroom_lab.report.spending import cache_section, modes_section, waste_section
from headroom_lab.report.timeline import timeline_section
from headroom_lab.report.wording import (
    amounts,
    answered,
    costs,
    mode_name,
    part_of,
    ranked,
    saved_tokens,
    share_of,
)
from headroom_lab.version import __version__

TITLE = "Headroom report"
HEADINGS = {
    "optimize": ("saved", "realised"),
    "audit": ("that could go", "possible"),
    None: ("saved", "mode not recorded"),
}
STARTED = (
    "A store fills itself when requests are sent through a HeadroomClient that names it: "
    "HeadroomClient(client, store_url=…).",
)
READING = (
    "Tokens before are those of the request as it came, tokens after those of what the pipeline "
    "made of it; saved is before less after, negative where a request grew.",
    "Realised: in optimize mode the smaller request was sent. Possible: in audit mode the "
    "request was sent as it came, and its costs before are what was paid. The two are never "
    "added together.",
    "A request that failed without an answer saves nothing: it counts among the requests and "
    "the errors only.",
    "Costs are of input and output in USD, each at the prices of the cache reads and writes "
    "that were; they are summed over the requests whose model has a known price.",
)


def report_of(figures: Figures, source: str, period: str) -> Report:
    """Return the report on a store that ``source`` names."""
    if not figures.requests:
        return Report(TITLE, (f"No requests are recorded in {source}.", *STARTED), (), _foot())
    span = figures.span[0]
    lead = f"{counted(figures.requests, 'request')} in {source}, "
    lead += f"{span['first']} to {span['last']} UTC, by {period}"
    sections = (
        _overview(figures),
        timeline_section(figures.periods, period),
        modes_section(figures.modes, figures.models),
        cache_section(figures.modes),
        waste_section(figures.modes),
        requests_section(figures),
        errors_section(figures),
        overhead_section(figures.overhead, figures.requests),
        _sources(figures),
    )
    return Report(TITLE, (lead,), tuple(s for s in sections if s is not None), _foot())


def _overview(figures: Figures) -> Section:
    """Return the figures that matter most."""
    failed = sum(row["requests"] - row["answered"] for row in figures.modes)
    errors = sum(row["errors"] for row in figures.modes)
    statements = [
        Statement(
            "Requests",
            number(figures.requests),
            f"{part_of(errors, figures.requests, 'with an error')}, "
            f"{number(failed)} of these without an answer",
        )
    ]
    for row in ranked(figures.modes):
        if row["mode"] in HEADINGS:
            statements += _savings(row)
    return Section("At a glance", statements=tuple(statements))


def _savings(row: Row) -> list[Statement]:
    """Return the statements on what a mode saved, or could have saved."""
    verb, kind = HEADINGS[row["mode"]]
    saved, whole = saved_tokens(row), row["tokens_input_before"]
    detail = f"{part_of(saved, whole, 'input tokens')} in {answered(row)}, {mode_name(row['mode'])}"
    made = [Statement(f"Tokens {verb} ({kind})", share_of(saved, whole), detail)]
    if row["priced"]:
        before, _, spared = amounts(row)
        whole_cost, _, spared_cost = costs(row)
        detail = f"{share_of(spared, before)}: {spared_cost} of {whole_cost} in "
        detail += f"{number(row['priced'])} priced of {answered(row)}"
        made.append(Statement(f"Cost {verb} ({kind})", spared_cost, detail))
    return made


def _sources(figures: Figures) -> Section:
    """Return where the figures come from."""
    return Section(
        "Where the figures come from",
        notes=READING,
        grids=tuple(
            Grid(
                caption,
                (Head(head), Head("requests", "number")),
                tuple((_origin(row["name"]), number(row["requests"])) for row in rows),
            )
            for caption, head, rows in (
                ("priced requests by price date", "price date", figures.prices),
                ("requests by version", "headroom-lab version", figures.versions),
            )
            if rows
        ),
    )


def _origin(name: str | None) -> str:
    """Return a date or version, or that the row doesn't say."""
    return "not recorded" if name is None else shown(name, 60)


def _foot() -> tuple[str, ...]:
    """Return with what the report was made."""
    prices = price_source()
    return (
        f"Made by headroom-lab {__version__}. Costs are those stored with each request; this "
        f"version prices by {prices.package} of {prices.date}.",
    )
