"""What %headroom config holds: the defaults of the options, and how a value is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar

from headroom_lab.config import MODES
from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.magic.naming import policy_of, text_of, whole_number
from headroom_lab.redact import masked_repr
from headroom_lab.results import Column, Table


def _setting(default: Any, meaning: str) -> Any:
    """Return a field that says what it means."""
    return field(default=default, metadata={"meaning": meaning})


@masked_repr
@dataclass(frozen=True)
class Settings:
    """The defaults of the options; each change makes a new one."""

    model: str = _setting("gpt-4o", "where line and body name none")
    mode: str = _setting("optimize", "audit, optimize or off")
    policy: str = _setting("default", "which cuts: a preset or variable, steps joined by +")
    query: str | None = _setting(None, "what relevance is measured against")
    max_tokens: int | None = _setting(None, "context limit in tokens")
    store: str | None = _setting(None, "metrics store for reports")
    redact: bool = _setting(True, "mask secrets in results: on or off")

    def changed(self, key: str, words: list[str], names: Mapping[str, Any]) -> Settings:
        """Return the settings with another value for ``key``; ``names`` are the user's variables.

        Raises UnknownNameError for another key, ConfigError for a value that won't do.
        """
        if key not in SETTINGS:
            raise UnknownNameError("setting", key, (*SETTINGS, "reset"))
        text = " ".join(str(text_of(word, names)) for word in words)
        return replace(self, **{key: _value(key, text, names)})


SETTINGS: tuple[str, ...] = tuple(item.name for item in fields(Settings))


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting: its value, its default and what it means, as text."""

    setting: str
    value: str
    default: str
    meaning: str


class State(Table[SettingRow]):
    """The settings of %headroom and what its last result was."""

    picture: ClassVar[str] = "state"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("setting", "str", "setting"),
        Column("value", "str", "value"),
        Column("default", "str", "default"),
        Column("meaning", "str", "what it means"),
    )


def state_of(settings: Settings, last: str) -> State:
    """Return the settings as a table, the last result told in a line below them."""
    rows = [
        SettingRow(
            item.name,
            _shown(getattr(settings, item.name)),
            _shown(item.default),
            item.metadata["meaning"],
        )
        for item in fields(settings)
    ]
    return State([*rows, SettingRow("last result", last, "", "")])


def setting_of(settings: Settings, key: str) -> State:
    """Return one setting as a table of one row; UnknownNameError says the nearest one."""
    if key not in SETTINGS:
        raise UnknownNameError("setting", key, (*SETTINGS, "reset"))
    return State(row for row in state_of(settings, "") if row.setting == key)


def _value(key: str, text: str, names: Mapping[str, Any]) -> Any:
    """Return a setting's value as read from the line."""
    if key == "redact":
        return _flag(key, text)
    if not text:
        raise ConfigError(f"{key}: found no value, expected one")
    if key in ("query", "max_tokens", "store") and text.lower() == "none":
        return None
    if key == "max_tokens":
        return whole_number(key, text, names)
    if key == "mode" and text not in MODES:
        raise UnknownNameError("mode", text, MODES)
    if key == "policy":
        policy_of(text, names)
    return text


def _flag(key: str, text: str) -> bool:
    """Return the value of a switch."""
    flags = {"on": True, "true": True, "off": False, "false": False}
    if text.lower() not in flags:
        raise ConfigError(f"{key}: found {text!r}, expected on or off")
    return flags[text.lower()]


def _shown(value: Any) -> str:
    """Return a value as it would be typed."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "none" if value is None else str(value)
