"""A wrong name or value in any public call is answered in one line that helps."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
from anthropic import Anthropic
from IPython.core.error import UsageError
from openai import AsyncOpenAI, OpenAI

import headroom_lab as hl
from headroom_lab import transforms
from headroom_lab.errors import HeadroomError, UnknownModelWarning

MESSAGES = [{"role": "user", "content": "Is it up?"}, {"role": "assistant", "content": "Yes."}]
GPT = "gpt-4o"


def client(**options: Any) -> hl.HeadroomClient:
    return hl.HeadroomClient(OpenAI(api_key="none"), **options)


def simulated(**options: Any) -> Any:
    return hl.simulate(MESSAGES, GPT, **options)


def compared(**options: Any) -> hl.Comparison:
    return hl.compare(MESSAGES, ["off"], model=GPT, **options)


def swept(grid: Any, **options: Any) -> Any:
    return hl.sweep(MESSAGES, grid, model=GPT, progress=False, **options)


WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "policy": (lambda: simulated(policy="agressive"), "did you mean 'aggressive'"),
    "step": (lambda: simulated(policy=["lossless", "windw"]), "did you mean 'window'"),
    "joined": (lambda: simulated(policy="lossless+window"), "['lossless', 'window']"),
    "policy's kind": (lambda: simulated(policy=3), "found 3, expected a preset's name"),
    "class": (lambda: simulated(policy=hl.SmartCrusher), "expected SmartCrusher()"),
    "no model": (lambda: hl.simulate(MESSAGES), "model='gpt-4o'"),
    "model's kind": (lambda: hl.simulate(MESSAGES, 4), "expected a name such as 'gpt-4o'"),
    "max_tokens": (lambda: simulated(max_tokens="many"), "found 'many', expected a whole number"),
    "query": (lambda: simulated(query=5), "query: found 5, expected text"),
    "buffer": (lambda: simulated(output_buffer="big"), "output_buffer: found 'big'"),
    "no buffer": (lambda: simulated(output_buffer=-1), "expected tokens of at least 0"),
    "tokenizer": (lambda: simulated(tokenizer="o200k"), "tokenizer: found a str"),
    "provider": (lambda: simulated(provider="openai"), "expected OpenAIProvider()"),
    "tools": (lambda: simulated(tools="search"), "expected a list of tool definitions"),
    "system": (lambda: simulated(system=5), "expected text or a list of parts"),
    "text": (lambda: hl.simulate("hi", GPT), "[{'role': 'user', 'content': text}]"),
    "path": (lambda: hl.simulate("chat.json", GPT), "json.load(open(path))"),
    "role": (
        lambda: hl.simulate([{"role": "usr", "content": "x"}], GPT),
        "messages[0].role: found unknown role 'usr', did you mean 'user'",
    ),
    "key": (lambda: hl.simulate([{"rol": "user", "content": "x"}], GPT), "found no role"),
    "compare: policy": (lambda: hl.compare(MESSAGES, ["lossles"], model=GPT), "'lossless'"),
    "compare: twice": (lambda: hl.compare(MESSAGES, ["off", "off"], model=GPT), "a dict gives"),
    "compare: option": (lambda: compared(qery="x"), "did you mean 'query'"),
    "compare: policy=": (lambda: compared(policy="off"), "did you mean 'policies'"),
    "compare: row": (lambda: compared()["of"], "did you mean 'off'"),
    "compare: best": (lambda: compared().best("price"), "known: tokens, cost, cached_cost"),
    "plot": (lambda: simulated().plot("contxt"), "did you mean 'context'"),
    "plot's kind": (lambda: simulated().plot(3), "unknown plot 3, known: "),
    "comparison's plot": (lambda: compared().plot("bar"), "known: policies"),
    "diff": (lambda: simulated().diff(99), "found message 99, expected one from 0 to 1"),
    "diff's kind": (lambda: simulated().diff("first"), "found message 'first'"),
    "replay": (lambda: hl.replay(MESSAGES, ["lossles"], model=GPT), "did you mean 'lossless'"),
    "replay: answers": (lambda: hl.replay(MESSAGES[:1], model=GPT), "a session with answers"),
    "replay: rows": (
        lambda: hl.replay(MESSAGES, "lossless", model=GPT, progress=False).of("losless"),
        "did you mean 'lossless'",
    ),
    "sweep: key": (lambda: swept({"polcy": ["off"]}), "did you mean 'policy'"),
    "sweep: setting": (lambda: swept({"keep_frist": [1]}), "did you mean 'keep_first'"),
    "sweep: elsewhere": (lambda: swept({"keep_recent": [1]}), "those of balanced, aggressive"),
    "sweep: value": (lambda: swept({"keep_first": ["a"]}), "found 'a', expected a whole number"),
    "sweep: policy": (lambda: swept({"policy": ["lossles"]}), "did you mean 'lossless'"),
    "sweep: grid": (lambda: swept(["lossless"]), "expected settings with their values"),
    "mode": (lambda: client(default_mode="optimise"), "did you mean 'optimize'"),
    "request's mode": (
        lambda: client().chat.completions.simulate(
            model=GPT, messages=MESSAGES, headroom_mode="of"
        ),
        "did you mean 'off'",
    ),
    "client: policy": (lambda: client(policy="balancd"), "did you mean 'balanced'"),
    "client: config": (
        lambda: client(smart_crusher_config=hl.RollingWindowConfig()),
        "SmartCrusher: found a RollingWindowConfig, expected a SmartCrusherConfig",
    ),
    "client: provider": (lambda: client(provider="openai"), "expected OpenAIProvider()"),
    "client: store": (lambda: client(store_url="mysql://x"), "duckdb:///file.duckdb"),
    "client: text": (lambda: hl.HeadroomClient("openai"), "an OpenAI or Anthropic client"),
    "client: class": (lambda: hl.HeadroomClient(Anthropic), "found the class Anthropic"),
    "client: async": (
        lambda: hl.HeadroomClient(AsyncOpenAI(api_key="none")),
        "goes with AsyncHeadroomClient",
    ),
    "column": (lambda: client().metrics.sql("select tokns from requests"), '"tokens_saved"'),
    "table": (lambda: client().metrics.sql("select * from request"), 'Did you mean "requests"'),
    "period": (lambda: client().metrics.summary("year"), "known: hour, day, week, month"),
    "history's plot": (lambda: client().metrics.history().plot("x"), "known: savings"),
    "report: format": (lambda: hl.generate_report(format="pdf"), "known: html, markdown"),
    "report: period": (lambda: hl.generate_report(period="year"), "known: hour, day, week, month"),
    "report: store": (lambda: hl.generate_report(5), "duckdb:///file.duckdb"),
    "report: folder": (lambda: hl.generate_report(output_path="/nowhere/x.html"), "/nowhere does"),
    "store": (lambda: hl.open_store("metrics.txt"), "sqlite:///file.db"),
    "store: durable": (lambda: hl.open_store(durable=True), "give durable=True with a file"),
    "store: days": (lambda: hl.open_store(keep_days="x"), "keep_days: found 'x'"),
    "scores: weights": (
        lambda: hl.score_messages(MESSAGES, GPT, weights={"recency": 1}),
        "weights: found a dict, expected a ScoringWeights",
    ),
    "scores: turns": (
        lambda: hl.score_messages(MESSAGES, GPT, keep_last_turns="two"),
        "keep_last_turns: found 'two'",
    ),
    "scores: embeddings": (
        lambda: hl.score_messages(MESSAGES, GPT, embedding_provider="x"),
        "expected an object with embed_batch(texts)",
    ),
    "setting": (lambda: hl.SmartCrusherConfig(keep_frist=1), "did you mean 'keep_first'"),
    "weight": (lambda: hl.ScoringWeights(recncy=1), "did you mean 'recency'"),
    "value": (lambda: hl.SmartCrusherConfig(keep_first="x"), "found 'x', expected a whole"),
    "output format": (lambda: hl.SmartCrusherConfig(output_format="csv"), "json, compact, table"),
    "relevance": (
        lambda: hl.SmartCrusherConfig(relevance="bm25"),
        "expected a RelevanceScorerConfig",
    ),
    "scorer type": (lambda: hl.RelevanceScorerConfig(scorer_type="bm52"), "bm25, embedding"),
    "aligner": (lambda: hl.CacheAligner(hl.SmartCrusherConfig()), "expected a CacheAlignerConfig"),
    "window": (lambda: hl.RollingWindow(5_000), "found a int, expected a RollingWindowConfig"),
    "context": (
        lambda: hl.IntelligentContextManager(hl.RollingWindowConfig()),
        "expected a IntelligentContextConfig",
    ),
    "outline": (lambda: transforms.LogOutline({}), "LogOutline: found a dict, expected a OlderCo"),
    "scorer": (lambda: hl.create_scorer("bm52"), "did you mean 'bm25'"),
    "scorer's kind": (lambda: hl.create_scorer(5), "unknown scorer 5, known: auto"),
    "preset": (lambda: hl.TransformPipeline.preset("balancd"), "did you mean 'balanced'"),
    "pipeline": (lambda: hl.TransformPipeline("lossless"), "TransformPipeline.preset(name)"),
    "pipeline of one": (lambda: hl.TransformPipeline(hl.SmartCrusher()), "a list of transforms"),
    "Policy": (lambda: hl.Policy("mine", [hl.SmartCrusher()]), "expected a TransformPipeline"),
    "example": (lambda: hl.load_example("package_audi"), "did you mean 'package_audit'"),
    "tool's format": (lambda: hl.retrieval_tool("openai"), "did you mean 'openai_chat'"),
    "call": (lambda: hl.answer_retrieval({"name": "x"}), "expected a call of headroom_retrieve"),
    "original": (lambda: hl.retrieve("0123456789ab"), "store='sqlite:///headroom.db'"),
    "decode": (lambda: hl.decode("x"), "[{'role': 'user', 'content': text}]"),
    "vocabulary": (lambda: hl.Tokenizer(file="nowhere.json"), "nowhere.json"),
    "counter": (lambda: hl.Tokenizer("o200k"), "counter: found a str"),
    "tokenizer's model": (lambda: hl.Tokenizer(model=5), "expected a name such as 'gpt-4o'"),
    "count": (lambda: hl.count_tokens_text(5), "text: found int, expected str"),
    "explorer": (lambda: hl.explore_simulation(MESSAGES, GPT, policy="balancd"), "'balanced'"),
    "explorer's limit": (lambda: hl.explore_weights(MESSAGES, GPT, limit="x"), "found 'x'"),
    "limits": (lambda: hl.OpenAIProvider(context_limits={GPT: "x"}), "expected tokens of at"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_word_is_answered_in_one_helpful_line(name: str) -> None:
    call, said = WRONG[name]
    with pytest.raises(HeadroomError) as caught:
        call()
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda model: hl.simulate(MESSAGES, model),
        lambda model: hl.compare(MESSAGES, ["off"], model=model),
        lambda model: hl.replay(MESSAGES, "off", model=model, progress=False),
        lambda model: hl.sweep(MESSAGES, {"policy": ["off"]}, model=model, progress=False),
        lambda model: hl.score_messages(MESSAGES, model),
        lambda model: hl.detect_waste(MESSAGES, model),
        lambda model: hl.count_tokens_text("Is it up?", model),
        lambda model: hl.count_tokens_messages(MESSAGES, model),
    ],
    ids=["simulate", "compare", "replay", "sweep", "score", "waste", "text", "messages"],
)
def test_an_unknown_model_is_answered_with_the_nearest(call: Callable[[str], Any]) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        call("gtp-4o")
        call(GPT)
    texts = [str(each.message) for each in told if each.category is UnknownModelWarning]
    assert len(texts) == 1
    assert "did you mean 'gpt-4o'?" in texts[0]


@pytest.mark.parametrize(
    ("module", "wrong", "right"),
    [(hl, "simulat", "simulate"), (transforms, "SmartCruher", "SmartCrusher")],
)
def test_a_wrong_public_name_is_answered_with_the_nearest(
    module: Any, wrong: str, right: str
) -> None:
    with pytest.raises(AttributeError, match=f"did you mean '{right}'"):
        getattr(module, wrong)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("simulat messages", "did you mean 'simulate'"),
        ("simulate mesages", "did you mean 'messages'"),
        ("simulate messages --polcy off", "did you mean '--policy'"),
        ("simulate messages --policy lossless+windw", "did you mean 'window'"),
        ("simulate messages --mode of", "did you mean 'off'"),
        ("simulate messages --max-tokens many", "expected a whole number"),
        ("sweep messages --grid keep_frist=1", "did you mean 'keep_first'"),
        ("compare messages --policy lossles", "did you mean 'lossless'"),
        ("config mdoel gpt-4o", "did you mean 'model'"),
        ("report --period year --store x.db", "known: hour, day, week, month"),
        ("report --format pdf --store x.db", "known: html, markdown"),
        ("help simulat", "did you mean 'simulate'"),
    ],
)
def test_a_wrong_word_on_a_line_is_answered_in_one_helpful_line(line: str, said: str) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell(history_manager=None)
    shell.user_ns["messages"] = MESSAGES
    hl.load_ipython_extension(shell)
    with pytest.raises(UsageError, match=said) as caught:
        shell.run_line_magic("headroom", line)
    assert "\n" not in str(caught.value)
