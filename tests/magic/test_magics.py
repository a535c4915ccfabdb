"""The magic in a shell: what is typed, what comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

import headroom_lab
from headroom_lab.magic.settings import State
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.presets import preset_names
from headroom_lab.replays.replay import replay
from headroom_lab.results import SimulationResult, WasteSignals
from headroom_lab.results.comparison import Comparison
from headroom_lab.simulation import simulate
from headroom_lab.studies.sweep import sweep
from headroom_lab.waste.detect import detect_waste
from tests.magic.samples import CLAUDE, MESSAGES, Answer, Run

ROWS = [{"id": i, "host": f"host-{i}", "state": "up", "load": i % 7} for i in range(200)]
LONG: list[dict[str, Any]] = [
    {"role": "system", "content": "You look after hosts."},
    *(
        {"role": role, "content": f"turn {turn}: " + "the same old story " * 20}
        for turn in range(12)
        for role in ("user", "assistant")
    ),
    {"role": "user", "content": "Which hosts are down?"},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "hosts", "arguments": "{}"}}
        ],
    },
    {"role": "tool", "tool_call_id": "a", "content": json.dumps(ROWS)},
]


def usage_error(result: Any, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line a wrong use shows."""
    assert type(result.error_in_exec) is UsageError
    out, err = capsys.readouterr()
    assert (out + err).startswith("UsageError: ")
    assert len((out + err).strip().splitlines()) == 1
    return str(result.error_in_exec)


def test_a_variable_is_simulated_by_the_public_function(
    answer: Answer, shell: InteractiveShell
) -> None:
    shell.user_ns["long"] = LONG
    assert answer("%headroom simulate long") == simulate(LONG, model="gpt-4o")
    assert answer("%headroom simulate long --policy off -m o3 -q hosts") == simulate(
        LONG, model="o3", policy=[], query="hosts"
    )
    limited = answer("%headroom simulate long --policy window --max-tokens 1000")
    assert limited.tokens_after <= 1000 or limited.warnings
    assert any(row.change == "dropped" for row in limited.rows)


def test_the_result_is_returned_and_stored(answer: Answer, shell: InteractiveShell) -> None:
    result = answer("%headroom simulate messages -o kept")
    assert shell.user_ns["kept"] is result
    assert shell.user_ns["_"] is result
    assert shell.user_ns["Out"][shell.execution_count - 1] is result
    assert answer("again = %headroom simulate messages\nagain") == result


@pytest.mark.parametrize(
    "cell",
    [
        "%headroom simulate messages -o kept;",
        "%%headroom simulate -o kept;\nuser: hi",
        "%%headroom simulate -o kept\nmessages;",
        '%%headroom simulate -o kept\n[{"role": "user", "content": "hi"}];',
    ],
)
def test_a_trailing_semicolon_shows_nothing(
    cell: str, answer: Answer, shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(cell) is None
    assert capsys.readouterr().out == ""
    assert isinstance(shell.user_ns["kept"], SimulationResult)


def test_a_semicolon_said_in_a_transcript_silences_nothing(answer: Answer) -> None:
    result = answer("%%headroom simulate\nuser: int main() { return 0; };")
    assert result.rows[0].before == "int main() { return 0; };"


@pytest.mark.parametrize("text", ['"{x} $HOME $x {1+1}"', '"don\'t \\"quote\\" {"'])
def test_braces_and_dollars_in_the_body_stay(text: str, answer: Answer) -> None:
    body = f'[{{"role": "user", "content": {text}}}]'
    assert answer(f"x = 1\n{body}")[0]["content"] == json.loads(text)
    for kind in ("auto", "json", "python"):
        result = answer(f"%%headroom simulate --as {kind}\n{body}")
        assert result.rows[0].before == json.loads(text)
    said = answer("%%headroom simulate\nuser: {x} $HOME")
    assert said.rows[0].before == "{x} $HOME"


def test_a_request_body_brings_its_model_which_the_line_overrules(answer: Answer) -> None:
    body = json.dumps(
        {"model": CLAUDE, "system": "Be kind", "messages": MESSAGES[1:], "tools": [{"name": "x"}]}
    )
    result = answer(f"%%headroom simulate\n{body}")
    assert (result.model, result.rows[0].message, result.tokens_unlisted > 0) == (CLAUDE, -1, True)
    assert answer(f"%%headroom simulate -m gpt-4o\n{body}").model == "gpt-4o"


def test_options_may_name_variables(answer: Answer, shell: InteractiveShell) -> None:
    shell.user_ns.update(
        long=LONG, limit=900, mine=TransformPipeline([]), why="which hosts?", model="o3"
    )
    assert answer("%headroom simulate long --policy mine").tokens_saved == 0
    assert answer("%headroom simulate long -q $why -m model") == simulate(
        LONG, model="o3", query="which hosts?"
    )
    window = "%headroom simulate long --policy window --max-tokens"
    assert answer(f"{window} limit") == answer(f"{window} 900")


def test_the_mode_off_cuts_nothing(answer: Answer, shell: InteractiveShell) -> None:
    shell.user_ns["long"] = LONG
    assert answer("%headroom simulate long --mode off").tokens_saved == 0
    assert answer("%headroom simulate long --mode audit") == answer("%headroom simulate long")


def test_waste_and_scores(answer: Answer, shell: InteractiveShell) -> None:
    shell.user_ns["long"] = LONG
    waste = answer("%headroom waste long")
    assert isinstance(waste, WasteSignals)
    assert waste == detect_waste(LONG)
    scores = answer("%headroom score long")
    assert [score.message_index for score in scores] == list(range(len(LONG)))
    assert [score.is_protected for score in scores[:3]] == [True, False, False]
    assert scores[-1].is_protected


def test_compare_puts_policies_side_by_side(answer: Answer, shell: InteractiveShell) -> None:
    shell.user_ns["long"] = LONG
    table = answer("%headroom compare long --policy off --policy window --max-tokens 1000")
    assert isinstance(table, Comparison)
    assert [row.policy for row in table] == ["off", "window"]
    off, window = table
    assert (off.tokens_saved, off.dropped, off.changed) == (0, 0, 0)
    assert window.tokens_after < off.tokens_after
    assert window.dropped > 0
    assert [row.policy for row in answer("%headroom compare long")] == list(preset_names())
    crushed = simulate(LONG, model="gpt-4o", policy=TransformPipeline.preset("crush"))
    row = answer("%%headroom compare --policy crush\nlong")[0]
    assert (row.tokens_after, row.cost, row.cached_cost) == (
        *(crushed.tokens_after, crushed.cost_after, crushed.cached_cost_after),
    )


def test_a_session_is_replayed_by_the_public_function(
    answer: Answer, shell: InteractiveShell
) -> None:
    shell.user_ns.update(long=LONG, mine=TransformPipeline([]))
    assert answer("%headroom replay long") == replay(LONG, model="gpt-4o")
    assert answer("%headroom replay long --policy mine --policy crush -m o3 -q hosts") == replay(
        LONG, {"mine": [], "crush": "crush"}, model="o3", query="hosts"
    )
    found = answer("%headroom replay long --policy off --policy window --max-tokens 500 -o kept")
    assert shell.user_ns["kept"] is found
    assert found.policies == ("off", "window")
    assert max(row.tokens_after for row in found.of("window")) <= 500
    body = json.dumps({"model": CLAUDE, "system": "Be kind", "messages": LONG[1:]})
    replayed = answer(f"%%headroom replay --policy lossless\n{body}")
    assert replayed == replay(LONG[1:], "lossless", model=CLAUDE, system="Be kind")
    assert answer("%%headroom replay\nuser: hi\nassistant: ho").requests == 1
    assert answer("%headroom config")[-1].value == (
        "replay for gpt-4o: 1 of 1 requests under default, best: unchanged"
    )


def test_a_grid_is_swept_by_the_public_function(answer: Answer, shell: InteractiveShell) -> None:
    limits = [800, 5000]
    shell.user_ns.update(
        long=LONG, limits=limits, both=[LONG, LONG[1:]], mine=TransformPipeline([])
    )
    expected = sweep(LONG, {"policy": ["crush", "window"], "max_tokens": limits}, model="gpt-4o")
    line = "--grid policy=crush,window --grid max_tokens="
    assert answer(f"%headroom sweep long {line}800,5000 -o kept") == expected
    assert answer(f"%%headroom sweep {line}$limits\nlong") == expected
    assert shell.user_ns["kept"] == expected
    last = answer("%headroom config")[-1].value
    assert last.startswith("sweep: 4 of 4 grid points, best: policy=crush, max_tokens=800")
    found = answer(
        "%headroom sweep both --policy window --grid max_tokens=800 --grid model=o3,gpt-4o"
    )
    assert found.conversations == 2
    assert found == sweep(
        [LONG, LONG[1:]],
        {"max_tokens": [800], "model": ["o3", "gpt-4o"]},
        model="x",
        policy="window",
    )
    typed = answer(
        "%headroom sweep long --grid preserve_errors=on,off --grid relevance_threshold=0.5,1 "
        "--grid 'query=which hosts,none'"
    )
    assert typed.points[0].settings == (
        ("preserve_errors", True), ("relevance_threshold", 0.5), ("query", "which hosts"),
    )  # fmt: skip
    assert typed.points[1].settings[-1] == ("query", None)
    limited_ = answer("%headroom sweep long --grid policy=off,mine,window --max-tokens 800")
    off, mine, window = limited_.points
    assert off.tokens_saved == 0
    assert window.tokens_after < mine.tokens_after == off.tokens_after
    told = answer("%headroom simulate long --policy off --max-tokens 800")
    assert "the policy 'off' cuts nothing, 'window' would" in told.warnings[0]


def test_the_state_tells_settings_and_last_result(answer: Answer) -> None:
    state = answer("%headroom")
    assert isinstance(state, State)
    assert {row.setting: row.value for row in state}["last result"] == "none"
    answer("%headroom simulate messages")
    last = answer("%headroom config")[-1].value
    assert last.startswith("simulation for gpt-4o: ")


def test_settings_are_the_defaults_until_reset(answer: Answer) -> None:
    answer("%headroom config model o3")
    answer("%headroom config policy off")
    result = answer("%headroom simulate messages")
    assert (result.model, result.steps) == ("o3", ())
    assert answer("%headroom simulate messages -m gpt-4o").model == "gpt-4o"
    answer("%headroom config reset")
    assert answer("%headroom simulate messages").model == "gpt-4o"


def test_a_setting_is_shown_without_being_changed(answer: Answer) -> None:
    answer("%headroom config max_tokens 9000")
    shown = answer("%headroom config max_tokens")
    assert [(row.setting, row.value) for row in shown] == [("max_tokens", "9000")]
    assert "9000" in shown.to_html()
    answer("%headroom config max_tokens none")
    assert answer("%headroom config max_tokens")[0].value == "none"


def test_a_model_nobody_knows_is_labelled_not_warned_about_twice(
    answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    result = answer("%headroom simulate messages -m nobody-7;\n_h = 1")
    result = answer("%headroom simulate messages -m nobody-7")
    assert result.cost_before is None
    assert result.warnings
    assert "UnknownModelWarning" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%headroom simulate mesages", "unknown variable 'mesages', did you mean 'messages'?"),
        ("%headroom simulate messages --policy widow", "unknown policy 'widow', did you mean"),
        ("%headroom simulate messages --mode optimise", "unknown mode 'optimise', did you mean"),
        ("%headroom simulate messages --max-tokens few", "--max-tokens: found 'few'"),
        ("%headroom simulate messages -o a.b", "-o a.b: expected the name of a variable"),
        ("%headroom simulat messages", "unknown command 'simulat', did you mean 'simulate'?"),
        ("%headroom sweep messages", "no grid: give --grid KEY=V1,V2"),
        ("%headroom sweep messages --grid", "expected one argument"),
        ("%headroom sweep messages --grid keep_frist=1", "unknown setting 'keep_frist', did you"),
        ("%headroom sweep messages --grid policy=widow", "unknown policy 'widow', did you mean"),
        ("%headroom sweep messages --grid keep_first=few", "keep_first: found 'few', expected a"),
        ("%headroom sweep messages --grid policy", "--grid policy: expected KEY=V1,V2"),
        ("%headroom sweep messages --grid stride=1", "no step of the policy 'default' has it"),
        ("%headroom sweep messages --grid keep_first=1 --grid keep_first=2", "given twice"),
        ("%headroom sweep messages --grid preserve_errors=maybe", "expected on or off"),
        ("%headroom replay messages", "found no assistant message"),
        ("%headroom replay messages --policy widow", "unknown policy 'widow', did you mean"),
        ("%headroom replay mesages", "unknown variable 'mesages', did you mean 'messages'?"),
        ("%headroom help simulat", "unknown command 'simulat', did you mean 'simulate'?"),
        ("%headroom config modle x", "unknown setting 'modle', did you mean"),
        ("%headroom config modle", "unknown setting 'modle', did you mean"),
        ("%headroom report", "no store: give --store URL"),
        (
            "%%headroom\nuser: hi",
            "%%headroom needs a command: simulate, waste, score, compare, replay, sweep",
        ),
        ("%%headroom simulate --as jso\nuser: hi", "unknown kind 'jso', did you mean 'json'?"),
        ("%%headroom simulate\nhello there", "no reader takes the body"),
        ("%%headroom replay --as json\nhello there", "--as json: Expecting value (line 1"),
        (
            "%%headroom sweep --grid keep_first=1 --as transcript\nhello",
            "--as transcript: the first",
        ),
        ("%%headroom simulate\nx = 1", "a vendor call, or the messages on the last line"),
        ("%%headroom simulate\n'text'", "found text 'text', expected a list of messages"),
        ("%%headroom simulate\n[]", "found an empty list, expected at least one message"),
        ("%%headroom simulate\n{}", "found an object without keys"),
        ('%%headroom simulate\n[{"role": "usr", "content": "x"}]', "did you mean 'user'?"),
        ('%%headroom simulate\n{"messages": "hi"}', "found text 'hi', expected a list of messages"),
    ],
)
def test_wrong_use_is_one_line(
    cell: str, said: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in usage_error(run(cell), capsys)


def test_the_report_is_told_missing_where_it_is(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import headroom_lab.report

    monkeypatch.delattr(headroom_lab.report, "generate_report", raising=False)
    said = usage_error(run("%headroom report --store sqlite:///x.db"), capsys)
    assert said == "this version of headroom_lab has no generate_report"


def test_the_report_is_asked_for_as_typed(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    import headroom_lab.report

    asked: list[dict[str, Any]] = []

    def generate_report(**options: Any) -> str:
        asked.append(options)
        return "# report"

    monkeypatch.setattr(headroom_lab.report, "generate_report", generate_report, raising=False)
    answer("%headroom config store sqlite:///a.db")
    shown = answer("%headroom report --format markdown --period week --output out.md")
    assert shown.data == "# report"
    assert asked == [
        {
            "store_url": "sqlite:///a.db",
            "format": "markdown",
            "period": "week",
            "output_path": "out.md",
        }
    ]


@pytest.mark.parametrize("line", ["-h", "--help", "help", "simulate --help", "simulate?"])
def test_help_is_printed(line: str, answer: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(f"%headroom {line}") is None
    out = capsys.readouterr().out
    assert "--max-tokens N" in out
    assert ("Commands:" in out) is not line.startswith("simulate")


def test_the_docstring_is_the_help(answer: Answer, shell: InteractiveShell) -> None:
    shown = shell.object_inspect_text("%headroom")
    assert "%%headroom simulate [-m MODEL]" in shown
    assert "usage: %headroom report" in shown


def test_every_example_is_simulated(answer: Answer, shell: InteractiveShell) -> None:
    name = headroom_lab.example_names()[0]
    shell.user_ns["example"] = headroom_lab.load_example(name)
    assert answer("%headroom simulate example").tokens_before > 0


def test_what_is_protected_stays(answer: Answer, shell: InteractiveShell) -> None:
    shell.user_ns["long"] = LONG
    found = answer("%headroom simulate long --protect host* --protect 0 --policy aggressive")
    assert found.protection.named == "host*, 0"
    assert [found.messages[at] for at in (0, -1)] == [LONG[0], LONG[-1]]
    every = answer("%headroom compare long --protect hosts")
    assert [row.policy for row in every] == [f"protect({p}, hosts)" for p in preset_names()]
    swept = answer("%headroom sweep long --protect hosts --grid max_tokens=2000,4000")
    assert len(swept.to_frame()) == 2
