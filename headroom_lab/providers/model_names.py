"""One reading of a model's name, however clouds, routers and clients write it.

Prices, limits, cache rules, the choice of a vocabulary and image rules all start here. Nothing
is guessed: what isn't a known way of writing stays in the name, which then is an unknown one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from headroom_lab.providers.routes import (
    HOSTS,
    MAKERS,
    NAMES,
    REGION,
    SELLERS,
    VARIANTS,
    WAYS,
)


@dataclass(frozen=True, slots=True)
class ModelName:
    """What a model's name says.

    ``name``: the model as its maker writes it, in lower case, without any prefix
    (``claude-sonnet-4-5-20250929``); ``maker``: who made it (``anthropic``), None where the name
    doesn't tell; ``host``: who serves it where that is another (``aws``, ``openrouter``);
    ``served``: the name as the host knows it; ``region`` of a cloud; ``tuned``: whether it is a
    fine-tuned model of ``name``; ``variant``: a router's (``free``); ``window``: the context
    limit in tokens that a client asks for in the name (``[1m]``); ``given``: as it was written.
    """

    given: str
    name: str
    maker: str | None = None
    host: str | None = None
    served: str = ""
    region: str | None = None
    tuned: bool = False
    variant: str | None = None
    window: int | None = None


@lru_cache(maxsize=1024)
def model_name(given: str) -> ModelName:
    """Return what a model's name says; one that nothing is known of keeps its words."""
    text, window = _window(given.strip().lower())
    text, host, maker, region, served = _route(_unpacked(text))
    if "/" in text:  # a path that nobody is known by: a stranger's model
        return ModelName(given, text, None, host, served, region, window=window)
    if text.startswith(_DATABRICKS):
        host, text = "databricks", text.removeprefix(_DATABRICKS)
    dotted = _BEDROCK.fullmatch(text)
    if dotted:
        region, host = dotted["region"] or region, host or "aws"
        maker, text = MAKERS[dotted["maker"]], dotted["name"]
    text, variant = _variant(text)
    host = host or ("openrouter" if variant else None)
    text, tuned = _base(text)
    if host == "aws":
        text = _old_claude(text)
        text = _VERSION.sub("", text)
    if host is None and maker in SELLERS and maker_of(text) not in (None, maker):
        host = maker
    maker = maker_of(text) or maker
    return ModelName(
        given=given,
        name=_spelled(text, maker),
        maker=maker,
        host=host,
        served=served,
        region=region,
        tuned=tuned,
        variant=variant,
        window=window,
    )


def maker_of(name: str) -> str | None:
    """Return who makes a model by how its name begins, None where that doesn't tell."""
    return next((maker for maker, form in _NAMES if form.match(name)), None)


_DATABRICKS = "databricks-"
_NAMES = [(maker, re.compile(form)) for maker, form in NAMES.items()]
_REGION = re.compile(REGION)
_ARN = re.compile(r"arn:aws[\w-]*:(?:bedrock|sagemaker):([\w-]*):\d*:([\w-]+)/(.+)")
_VERTEX = re.compile(r"(?:.*/)?publishers/([\w-]+)/models/([^/]+)")
_FIREWORKS = re.compile(r"(?:fireworks(?:_ai)?/)?accounts/fireworks/(?:models|routers)/([^/]+)")
_SCHEME = re.compile(r"([@\w-]+):(?=[\w@~.-])(?!\d)")
_BEDROCK = re.compile(
    rf"(?:(?P<region>{REGION})\.)?(?P<maker>{'|'.join(map(re.escape, MAKERS))})\.(?P<name>.+)"
)
_VERSION = re.compile(r"(?:-v\d+(?::\d+)?|-\d:\d|:\d)(?::\d+k)?$")
_TUNED = re.compile(r"ft:([^:]+)(?::.*)?|(gpt-[\w.-]+?)\.ft-.+")
_CLAUDE_AFTER = re.compile(r"claude-(\d)(?:[-.](\d))?-(opus|sonnet|haiku)(?![a-z])")
_CLAUDE_BEFORE = re.compile(r"claude-(opus|sonnet|haiku)-3[-.](5|7)(?!\d)")


def _unpacked(text: str) -> str:
    """Return a name out of an ARN or a resource's path, as prefixes and a name."""
    arn = _ARN.search(text)
    if arn:
        opaque = arn[2] not in ("foundation-model", "inference-profile")
        return f"bedrock/{arn[1] or 'us-east-1'}/{f'{arn[2]}/' if opaque else ''}{arn[3]}"
    vertex = _VERTEX.fullmatch(text)
    if vertex:
        return f"vertex_ai/{vertex[1]}/{vertex[2]}"
    fireworks = _FIREWORKS.fullmatch(text)
    if fireworks:
        return f"fireworks/{fireworks[1]}"
    scheme = _SCHEME.match(text)
    if scheme and (scheme[1] in HOSTS or scheme[1] in MAKERS):
        return f"{scheme[1]}/{text[scheme.end() :]}"
    return text


def _route(text: str) -> tuple[str, str | None, str | None, str | None, str]:
    """Return a name without its known prefixes: host, maker, region; and as the host knows it."""
    host = maker = region = None
    served = text
    while "/" in text:
        head, rest = text.split("/", 1)
        head = head.removeprefix("~")
        if head in HOSTS and not maker:
            host, served = HOSTS[head], text if head == "@cf" else rest
            if host == "huggingface" and rest.count("/") == 2:
                provider, served = rest.split("/", 1)
                host, rest = f"huggingface_{provider}", served
        elif head.startswith("huggingface_") and not host:
            host, served = head, rest
        elif head in MAKERS and not maker:
            maker = MAKERS[head]
        elif host and not maker and _REGION.fullmatch(head):
            region, served = head, rest
        elif head in WAYS and (host or head == "models"):
            served = rest if host else served
        else:
            break
        text = rest
    return text, host, maker, region, served


def _window(text: str) -> tuple[str, int | None]:
    """Return a name without a client's mark for a long context, and that context in tokens."""
    name = text.removesuffix("[1m]")
    return name, 1_000_000 if name != text else None


def _variant(text: str) -> tuple[str, str | None]:
    """Return a name without a router's variant, and the variant."""
    name, _, variant = text.rpartition(":")
    return (name, variant) if name and variant in VARIANTS else (text, None)


def _base(text: str) -> tuple[str, bool]:
    """Return the model that a fine-tuned one was made of, and whether it is one."""
    tuned = _TUNED.fullmatch(text)
    return (tuned[1] or tuned[2], True) if tuned else (text, False)


def _spelled(text: str, maker: str | None) -> str:
    """Return a name with versions and dates as its maker writes them."""
    text = re.sub(r"@(?:default|latest)$", "", text).replace("@", "-")
    if maker == "anthropic":
        return _claude(text)
    if maker == "openai":
        text = re.sub(r"^gpt-35(?!\d)", "gpt-3.5", text)
        text = re.sub(r"^gpt-(\d)-(\d)(?!\d)", r"gpt-\1.\2", text)
        return re.sub(r"-(20\d\d)([01]\d)([0-3]\d)$", r"-\1-\2-\3", text)
    if maker == "google":
        return re.sub(r"^(gemini|gemma)-(\d)-(\d)(?!\d)", r"\1-\2.\3", text)
    return text


def _claude(text: str) -> str:
    """Return a Claude model's name: family before version from 4 on, dashes, compact dates."""
    text = re.sub(r"-v\d(?=-20\d{6}$)", "", text)
    text = re.sub(r"-(20\d\d)-([01]\d)-([0-3]\d)$", r"-\1\2\3", text)
    text = _CLAUDE_BEFORE.sub(r"claude-3-\2-\1", text)
    after = _CLAUDE_AFTER.match(text)
    if after and after[1] == "3":
        version = "3" if after[2] is None else f"3-{after[2]}"
        return f"claude-{version}-{after[3]}{text[after.end() :]}"
    if after:
        version = after[1] if after[2] in (None, "0") else f"{after[1]}-{after[2]}"
        return f"claude-{after[3]}-{version}{text[after.end() :]}"
    return re.sub(r"^(claude-[a-z]+-\d)\.(\d)", r"\1-\2", text)


def _old_claude(text: str) -> str:
    """Return Bedrock's names of the first Claude models as Anthropic wrote them."""
    text = re.sub(r"^claude-(instant-)?v(\d)(?::(\d)$)?", r"claude-\1\2.\3", text)
    return re.sub(r"\.$", "", text)
