"""Models of the dated price table of genai-prices: prices and context limits, nothing fetched.

The table is read as it stood when its package was made, whatever the clock says, so that the
same package gives the same prices. A model that it doesn't list has no price: never another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import chain
from typing import Any, NamedTuple

from headroom_lab.providers.matching import is_meant
from headroom_lab.providers.model_names import ModelName, model_name
from headroom_lab.providers.own_prices import TUNED
from headroom_lab.providers.routes import AT_LIST_PRICE

_AS_OF = re.compile(r"as of (20\d\d-\d\d-\d\d)")
# A maker's own list where it goes by another name, the one in USD first

_LISTS = {"zhipuai": ("zai", "zhipuai"), "zai": ("zai", "zhipuai"), "amazon": ("aws",)}


_ROUTED = {"mistral": "mistralai"}  # a maker as a router writes it


class PriceSource(NamedTuple):
    """Where prices come from: package with version, and the day the table states for itself."""

    package: str
    date: str


@cache
def price_source() -> PriceSource:
    """Return the source of all prices and its date (``YYYY-MM-DD``)."""
    notes = [p.price_comments for p in _table().values()]
    notes += [m.price_comments for p in _table().values() for m in p.models]
    dates = [day for note in notes if note for day in _AS_OF.findall(note)]
    return PriceSource(f"genai-prices {version('genai-prices')}", max(dates))


@lru_cache(maxsize=1024)
def price_moment(day: date | None = None) -> datetime:
    """Return the moment whose prices hold: noon of a day, None for the table's own."""
    known = day or date.fromisoformat(price_source().date)
    return datetime.combine(known, time(12), tzinfo=UTC)


@lru_cache(maxsize=1024)
def find_model(model: str) -> Any | None:
    """Return the table's entry for a model, however its name is written; None without one.

    A host's own entry comes first, then the maker's where the host bills what that lists.
    """
    name = model_name(model)
    if name.tuned:
        return _tuned(name)
    return next(_entries(name), None)


@lru_cache(maxsize=256)
def context_limit(model: str) -> int | None:
    """Return the context limit of a model in tokens, None where it is unknown."""
    name = model_name(model)
    routed = f"{_ROUTED.get(name.maker or '', name.maker)}/{name.name}"
    entries = chain(_entries(name), _listed("openrouter", [routed]) if name.host is None else ())
    limit: int | None = next((e.context_window for e in entries if e.context_window), None)
    return limit if name.window is None or limit is None else max(limit, name.window)


@cache
def known_models() -> tuple[str, ...]:
    """Return the names of all models whose context limit is known, as makers write them, sorted."""
    makers = ("openai", "anthropic", "google", "mistral", "x-ai", "deepseek", "cohere")
    ids = {m.id for maker in makers for m in _table()[maker].models if m.context_window}
    return tuple(sorted(ids))


def _entries(name: ModelName) -> Iterator[Any]:
    """Yield the table's entries for a model, the one that its price is read from first."""
    if name.host in _table():
        yield from _listed(name.host, _references(name))
    if name.host is None or name.host in AT_LIST_PRICE:
        lists = _LISTS.get(name.maker or "", (name.maker,))
        references = _references(name) if lists == ("aws",) else _own_references(name)
        for maker in lists:
            if maker in _table():
                yield from _listed(maker, references)


def _references(name: ModelName) -> list[str]:
    """Return under which names a host may list a model."""
    inside = name.served
    if name.region not in (None, "global"):
        inside = inside.removeprefix(f"{name.region}.")
    plain = inside.rpartition(":")[0] if name.variant else inside
    full = f"accounts/fireworks/models/{name.name}"
    return [name.served, inside, plain, full, *_own_references(name)]


def _own_references(name: ModelName) -> list[str]:
    """Return under which names a maker may list its model."""
    return [name.name, name.name.removesuffix("-latest")]


def _listed(lister: str | None, references: list[str]) -> Iterator[Any]:
    """Yield the entry that a provider of the table has for the first name that it knows."""
    for reference in dict.fromkeys(references):
        for entry in _table()[str(lister)].models:
            if entry.id.lower() == reference or is_meant(entry.match, reference):
                yield entry
                return


def _tuned(name: ModelName) -> Any | None:
    """Return an entry for a model fine-tuned at OpenAI, by its base; None for others."""
    from decimal import Decimal

    from genai_prices.types import ClauseEquals, ModelInfo, ModelPrice

    base = re.sub(r"-20\d\d-\d\d-\d\d$|(?<=gpt-3.5-turbo)-\d{4}$", "", name.name)
    if base not in TUNED or name.host not in (None, "openrouter", "litellm"):
        return None
    fresh, read, out = map(Decimal, TUNED[base])
    return ModelInfo(
        id=f"ft:{base}",
        match=ClauseEquals(equals=name.given),
        context_window=context_limit(base),
        prices=ModelPrice(input_mtok=fresh, cache_read_mtok=read, output_mtok=out),
    )


@cache
def _table() -> dict[str, Any]:
    """Return the table that the installed package carries, not one updated over a network."""
    from genai_prices.data import providers

    return {provider.id: provider for provider in providers}
