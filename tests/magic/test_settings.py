from __future__ import annotations

import pytest

from headroom_lab.errors import HeadroomError
from headroom_lab.magic.settings import SETTINGS, Settings, state_of


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("model", ["gpt-4o-mini"], "gpt-4o-mini"),
        ("model", ["$chosen"], "o3"),
        ("mode", ["off"], "off"),
        ("policy", ["window"], "window"),
        ("query", ['"why did', 'it"'], '"why did it"'),
        ("query", ['"why did it"'], "why did it"),
        ("query", ["why", "did", "it"], "why did it"),
        ("query", ["none"], None),
        ("max_tokens", ["20,000"], 20_000),
        ("max_tokens", ["none"], None),
        ("store", ["sqlite:///headroom.db"], "sqlite:///headroom.db"),
        ("redact", ["off"], False),
    ],
)
def test_a_setting_is_read_from_words(key: str, words: list[str], value: object) -> None:
    before = Settings()
    after = before.changed(key, words, {"chosen": "o3"})
    assert getattr(after, key) == value
    others = [name for name in SETTINGS if name != key]
    assert [getattr(after, n) for n in others] == [getattr(before, n) for n in others]
    assert before == Settings()


@pytest.mark.parametrize(
    ("key", "words", "said"),
    [
        ("modl", ["x"], "unknown setting 'modl', did you mean 'model'"),
        ("mode", ["optimise"], "unknown mode 'optimise', did you mean 'optimize'"),
        ("policy", ["windo"], "unknown policy 'windo', did you mean 'window'"),
        ("max_tokens", ["few"], "max_tokens: found 'few'"),
        ("redact", ["maybe"], "redact: found 'maybe', expected on or off"),
        ("model", [], "model: found no value"),
        ("max_tokens", [], "max_tokens: found no value"),
    ],
)
def test_a_value_that_will_not_do_is_refused(key: str, words: list[str], said: str) -> None:
    with pytest.raises(HeadroomError, match=said):
        Settings().changed(key, words, {})


def test_the_state_shows_every_setting_and_the_last_result() -> None:
    state = state_of(Settings(max_tokens=5, redact=False), "waste: 3 of 9 tokens")
    assert [row.setting for row in state] == [*SETTINGS, "last result"]
    shown = {row.setting: row.value for row in state}
    assert (shown["max_tokens"], shown["redact"], shown["query"]) == ("5", "off", "none")
    assert shown["last result"] == "waste: 3 of 9 tokens"
    assert list(state.to_frame().columns) == ["setting", "value", "default", "meaning"]
    for text in ("max_tokens", "waste: 3 of 9 tokens"):
        assert text in state.to_text()
        assert text in state.to_html()
