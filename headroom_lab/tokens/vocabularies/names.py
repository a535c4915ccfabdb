"""Which vocabulary a model reads with, by its name, as data.

Sources: the model cards of Meta, Alibaba, DeepSeek and Mistral AI, and ``mistral-common``'s own
list of models. Read on 2026-11-28. A model whose vocabulary isn't known takes its family's as an
estimate only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from headroom_lab.providers.model_names import model_name


class Reads(NamedTuple):
    """A vocabulary, and whether a model is known to read with just that one."""

    vocabulary: str
    known: bool


# (form of the name, vocabulary, known for sure); the first match counts.
_FORMS = [
    (re.compile(form), Reads(vocabulary, known))
    for form, vocabulary, known in (
        (r"distill-llama|llama-?3|llama3|nemotron.*llama-3|hermes-3-llama", "llama-3", True),
        (r"llama-?4|llama4", "llama-4", True),
        (r"llama-?2(?!\d)|codellama|vicuna", "mistral-v1", False),
        (r"llama|muse-", "llama-3", False),
        (r"distill-qwen|qwq|qvq", "qwen", True),
        (r"qwen(?:1\.5|2|2\.5|3)(?![.\d])|qwen-?(?:1\.5|2|2\.5|3)(?![.\d])", "qwen", True),
        (r"qwen", "qwen", False),
        (r"deepseek-(?:v[34]|r1|chat|reasoner|prover-v2)", "deepseek", True),
        (r"deepseek", "deepseek", False),
        (r"mixtral-8x7b|mistral-7b(?!.*v0\.3)|open-mixtral-8x7b|mistral-tiny", "mistral-v1", True),
        (r"mixtral-8x22b|mistral-7b.*v0\.3|open-mistral-7b|open-mixtral-8x22b|codestral-22b"
         r"|mamba-codestral|mathstral|mistral-large-2407|mistral-large-2402|mistral-small-24(?:02|09)",
         "mistral-v3", True),
        (r"nemo|pixtral-12b|ministral|mistral-small-(?:3|25|26)|magistral|devstral|voxtral"
         r"|mistral-medium-(?:3|25|26)|mistral-large-(?:3|25|26)", "tekken", True),
        (r"(?:mi|code|pix)stral|mixtral|open-mistral|labs-", "tekken", False),
        (r"gemini|gemma|learnlm", "gemini", False),
    )
]  # fmt: skip
TITLES: Mapping[str, str] = {
    "llama-3": "Llama 3", "llama-4": "Llama 4", "qwen": "Qwen 2 and 3", "deepseek": "DeepSeek V3",
    "tekken": "Mistral's Tekken", "mistral-v3": "Mistral's v3", "mistral-v1": "Mistral's v1",
    "gemini": "Gemini",
}  # fmt: skip


def reads_with(model: str) -> Reads | None:
    """Return the vocabulary of an open model or of Gemini, None for any other's."""
    name = model_name(model).name.rpartition("/")[2]
    return next((reads for form, reads in _FORMS if form.search(name)), None)
