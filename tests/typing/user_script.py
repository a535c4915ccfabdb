"""What a typed user writes; mypy strict and pyright find nothing to say about it.

Lines below ``planted`` hold the mistakes that people make; each must be found.
"""

from __future__ import annotations

from anthropic import Anthropic
from openai import OpenAI

import headroom_lab as hl
from headroom_lab import (
    HeadroomClient,
    Policy,
    RollingWindow,
    RollingWindowConfig,
    SmartCrusher,
    SmartCrusherConfig,
    Tokenizer,
    TransformPipeline,
    compare,
    count_tokens_text,
    detect_waste,
    generate_report,
    replay,
    score_messages,
    simulate,
    sweep,
)

messages: list[dict[str, object]] = [{"role": "user", "content": "Is it up?"}]
body: dict[str, object] = {"model": "gpt-4o", "messages": messages}


def study() -> int:
    result = simulate(messages, "gpt-4o", policy=["lossless", "window"], max_tokens=20_000)
    saved: int = result.tokens_saved + simulate(body).tokens_after
    share: float = result.savings_percent
    kinds: list[str] = [row.role for row in result.rows] + result.transforms_applied
    waste: int = detect_waste(messages, model="gpt-4o").whitespace_tokens
    scores: list[hl.MessageScore] = score_messages(messages, model="gpt-4o")
    total: float = sum(score.total_score for score in scores) + share
    return saved + waste + len(kinds) + int(total)


def policies() -> hl.SimulationResult:
    mine = Policy("mine", TransformPipeline([SmartCrusher(SmartCrusherConfig(keep_first=5))]))
    window = RollingWindow(RollingWindowConfig(max_tokens=9_000))
    found = compare(messages, ["lossless", ["lossless", window], mine], model="gpt-4o")
    named = compare(messages, {"a": "off", "b": mine}, model="gpt-4o")
    replay(messages, ["lossless", "balanced"], model="gpt-4o", progress=False).to_frame()
    sweep(messages, {"policy": ["off"]}, model="gpt-4o").best
    return named["a"] if found.best().tokens_saved else found["lossless"]


def client() -> int:
    wrapped = HeadroomClient(OpenAI(), default_mode="optimize", policy="balanced")
    plan = wrapped.chat.completions.simulate(model="gpt-4o", messages=messages)
    claude = HeadroomClient(Anthropic(), default_mode="off", retrieval=True)
    plans: list[hl.SimulationResult] = [
        claude.messages.simulate(model="claude-sonnet-4-5", max_tokens=100, messages=messages),
        wrapped.responses.simulate(model="gpt-4o", input="Is it up?"),
        plan,
    ]
    with claude as entered:
        entered.metrics.summary("week")
        plans += [entered.messages.simulate(model="claude-sonnet-4-5", messages=messages)]
    report: str = generate_report(store_url="sqlite:///headroom.db", format="markdown")
    return plan.tokens_after + len(report) + Tokenizer(model="gpt-4o").count_text("hi")


def planted() -> None:
    simulate(messages, "gpt-4o", policy="agressive")  # planted
    simulate(messages, modle="gpt-4o")  # planted
    simulate(messages, "gpt-4o", pipeline="balanced")  # planted
    simulate(messages, "gpt-4o").tokens_safed  # planted
    simulate(42, "gpt-4o")  # planted
    compare(messages, ["lossles"], model="gpt-4o")  # planted
    HeadroomClient(OpenAI(), default_mode="optimise")  # planted
    HeadroomClient(OpenAI()).chat.completions.simulate(model="gpt-4o").tokens_befor  # planted
    generate_report(store_url="sqlite:///headroom.db", format="pdf")  # planted
    SmartCrusherConfig(keep_first="five")  # planted
    score_messages(messages, "gpt-4o")[0].totl_score  # planted
    count_tokens_text(5)  # planted
    TransformPipeline.preset("balancd")  # planted
    found: str = detect_waste(messages).json_bloat_tokens  # planted
    generate_report(period="year")  # planted
    hl.retrieval_tool("openai")  # planted
    hl.create_scorer("bm52")  # planted
    simulate(messages, "gpt-4o", policy=["balanced", "windw"])  # planted
    HeadroomClient(Anthropic()).messages.simulate(model="claude-sonnet-4-5").rows[0].rol  # planted
    hl.Policy("mine", [SmartCrusher()])  # planted
    hl.simulat(messages, "gpt-4o")  # planted
