"""Prices of one's own: a discount, a table by model, or a file with either."""

from __future__ import annotations

import json
import tomllib
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from headroom_lab.errors import ConfigError, HeadroomWarning, UnknownNameError, outside
from headroom_lab.providers.model_names import model_name
from headroom_lab.providers.pricing import price_source
from headroom_lab.providers.rates import Rates

# A class as a person writes it -> the price table's name; its own names do too.
CLASSES: Mapping[str, str] = {
    "input": "input_mtok",
    "uncached": "input_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "cache_write_5m": "cache_write_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
    "output": "output_mtok",
    "reasoning": "output_reasoning_mtok",
    "input_audio": "input_audio_mtok",
    "output_audio": "output_audio_mtok",
    "input_image": "input_image_mtok",
    "web_searches": "web_searches_kcount",
    "file_searches": "storage_searches_kcount",
    "requests": "requests_kcount",
}
# What follows the input price where a table gives that and not these.
_FOLLOWING = ("cache_read_mtok", "cache_write_mtok", "cache_write_5m_mtok", "cache_write_1h_mtok")
_DISCOUNT = "discount"

Own: TypeAlias = tuple[tuple[str, Decimal], ...]  # the table's names with prices, or a discount


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one's own beside the list's: a discount on all models, and prices by model.

    ``source`` and ``date`` say where they come from, for the provenance.
    """

    discount: Decimal = Decimal(0)
    models: tuple[tuple[str, Own], ...] = ()
    source: str = ""
    date: str = ""

    def names_one(self, models: Iterable[str | None]) -> bool:
        """Tell whether the table has an entry for one of some models, or has none at all."""
        return not self.models or any(model and self.entry(model)[1] for model in models)

    def of(self, model: str, listed: Rates | None) -> Rates | None:
        """Return the prices of a model, given the list's; None where neither knows it.

        The entry of the longest name that the model's begins with holds. Of the classes that it
        leaves out, those of the cache are to its input price as the list's are, all others are
        the list's.
        """
        own = dict(self.entry(model)[1])
        off = own.pop(_DISCOUNT, Decimal(0) if own else self.discount)
        prices: dict[str, Any] = dict(listed.prices) if listed else {}
        if own and listed is not None:
            prices = {**prices, **_followed(own, prices)}
        prices |= own
        if not prices:
            return None
        factor = Decimal(1) if listed is None else listed.factor
        return Rates(prices, factor * (1 - off), listed.gap if listed else None)

    def entry(self, model: str) -> tuple[str, Own]:
        """Return the name under which the table has a model, and what it has; nothing for none."""
        known = model_name(model).name
        found = [
            (len(name), name, own)
            for name, own in self.models
            if model.startswith(name) or known.startswith(name) or model_name(name).name == known
        ]
        return max(found, default=(0, "", ()))[1:]


PricesLike: TypeAlias = float | Mapping[str, Any] | str | PathLike[str] | Prices | None


def prices_of(given: PricesLike) -> Prices | None:
    """Return prices of one's own, None for the list's.

    Args:
        given: a discount on the list's prices (``0.15`` is 15 % off); a table of models, each with
            USD per million tokens by class (``input``, ``cache_read``, ``cache_write_5m``,
            ``cache_write_1h``, ``output``) or with a discount; or a JSON or TOML file that holds
            ``discount`` and ``models``, or such a table, and may state ``source`` and ``date``.

    Raises:
        ConfigError, UnknownNameError: for what is none of these, and a class that isn't known.

    Example::

        prices_of({"claude-sonnet-4-5": {"input": 2.4, "output": 12}})
    """
    if given is None or isinstance(given, Prices):
        return given
    if isinstance(given, (int, float, Decimal)) and not isinstance(given, bool):
        off = _discount(given)
        return _named(Prices(off), f"{float(off * 100):g} % off")
    if isinstance(given, Mapping):
        return _named(_table(given), "a table")
    if isinstance(given, (str, PathLike)):
        return _read(Path(given).expanduser())
    raise _wrong(given)


def told_unused(prices: Prices | None, models: Iterable[str | None]) -> None:
    """Warn where a table of prices names none of the models that are billed."""
    asked = list(dict.fromkeys(models))
    if prices is not None and asked and not prices.names_one(asked):
        named = ", ".join(repr(name) for name, _ in prices.models[:3])
        billed = ", ".join(repr(model) for model in asked[:3])
        known = [prices.entry(model)[0] for model in asked if model]
        empty = ", ".join(repr(name) for name in dict.fromkeys(known) if name)
        why = f"{named} is none of the models that are billed ({billed})"
        warnings.warn(
            f"prices: {f'the table is empty for {empty}' if empty else why}: list prices hold",
            HeadroomWarning,
            stacklevel=outside(),
        )


def origin(prices: Prices | None) -> tuple[str, str]:
    """Return where the prices that hold come from, and of which date they are."""
    if prices is not None:
        return prices.source, prices.date
    return price_source().package, price_source().date


def _read(path: Path) -> Prices:
    """Return the prices in a file."""
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        raise ConfigError(f"prices: {path.name} can't be read ({error})") from error
    if isinstance(found, Mapping):
        return _named(_table(found), path.name)
    return _named(Prices(_discount(found)), path.name)


def _table(given: Mapping[str, Any]) -> Prices:
    """Return the prices in a table by model, or in one with ``models`` and ``discount``."""
    whole = "models" in given or _DISCOUNT in given
    models = given.get("models", {}) if whole else given
    if not isinstance(models, Mapping):
        raise _wrong(models)
    listed = tuple(sorted((str(name), _own(name, own)) for name, own in models.items()))
    named = Prices(_discount(given.get(_DISCOUNT, 0)) if whole else Decimal(0), listed)
    return replace(
        named,
        source=str(given.get("source", "")) if whole else "",
        date=str(given.get("date", "")) if whole else "",
    )


def _own(model: Any, given: Any) -> Own:
    """Return the prices of one model by the table's names, sorted."""
    if not isinstance(given, Mapping):
        return ((_DISCOUNT, _discount(given)),)
    found = {}
    for name, price in given.items():
        key = CLASSES.get(name, name if name in CLASSES.values() else None)
        if name == _DISCOUNT:
            found[name] = _discount(price)
            continue
        if key is None:
            raise UnknownNameError("token class", str(name), (*CLASSES, _DISCOUNT))
        found[key] = _number(f"prices[{model!r}][{name!r}]", price)
    return tuple(sorted(found.items()))


def _discount(given: Any) -> Decimal:
    """Return a discount as a share; ConfigError for what is none."""
    off = _number("prices", given)
    if off >= 1:
        raise ConfigError(f"prices: found {given!r}, expected a share such as 0.15 for 15 % off")
    return off


def _number(name: str, given: Any) -> Decimal:
    """Return a number of at least 0."""
    if isinstance(given, bool) or not isinstance(given, (int, float, Decimal)):
        raise ConfigError(f"{name}: found {given!r}, expected a number")
    number = Decimal(str(given))
    if not number.is_finite() or number < 0:
        raise ConfigError(f"{name}: found {given!r}, expected a number of at least 0")
    return number


def _followed(own: Mapping[str, Decimal], listed: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return the prices of the cache that follow from an input price of one's own."""
    fresh = listed.get("input_mtok")
    base = getattr(fresh, "base", fresh)
    if "input_mtok" not in own or not base:
        return {}
    return {
        key: own["input_mtok"] * Decimal(getattr(price, "base", price)) / Decimal(base)
        for key in _FOLLOWING
        if (price := listed.get(key)) is not None
    }


def _named(prices: Prices, what: str) -> Prices:
    """Return prices that say where they come from."""
    own = prices.source or f"own prices: {what}"
    return replace(
        prices,
        source=f"{own}, else {price_source().package}",
        date=prices.date or price_source().date,
    )


def _wrong(given: Any) -> ConfigError:
    """Return the error for what is no prices."""
    return ConfigError(
        f"prices: found {type(given).__name__}, expected a discount such as 0.15, a table "
        "{'model': {'input': 3, 'output': 15}}, or the path of a JSON or TOML file"
    )
