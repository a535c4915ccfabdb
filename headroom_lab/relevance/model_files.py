"""Where an embedding model's files are: on this machine, on a hub that answers, or nowhere."""

from __future__ import annotations

import os
import time
from http.client import HTTPException
from threading import Thread
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from headroom_lab.optional import require

PATIENCE = 1.0  # seconds that the hub has to answer, looking its name up included
AGAIN = 300.0  # seconds after which a hub that didn't answer is asked again
_OWNER = "sentence-transformers"  # owns the models whose names have no owner
_FILES = ("modules.json", "config.json")  # a model has the first, or the second at the least
_silent: dict[str, float] = {}  # hub -> when it didn't answer


def is_local(model: str) -> bool:
    """Tell whether a model is a folder, or in the cache of the hub, without importing it."""
    if os.path.isdir(model):
        return True
    hub = require("huggingface_hub", "scoring by embeddings")
    names = [model] if "/" in model else [f"{_OWNER}/{model}", model]
    try:
        found = [hub.try_to_load_from_cache(name, file) for name in names for file in _FILES]
    except ValueError:
        return False
    return any(isinstance(path, str) for path in found)


def hub_answers() -> bool:
    """Tell whether the hub answers in time; a hub that doesn't is not asked for a while."""
    constants = require("huggingface_hub.constants", "scoring by embeddings")
    endpoint = str(constants.ENDPOINT)
    if constants.HF_HUB_OFFLINE:
        return False
    last = _silent.get(endpoint)
    if last is not None and time.monotonic() - last < AGAIN:
        return False
    answers: list[bool] = []
    # In a thread of its own, as looking a name up can't be given a time.
    asking = Thread(target=lambda: answers.append(_answers(endpoint)), daemon=True)
    asking.start()
    asking.join(PATIENCE)
    if answers and answers[0]:
        _silent.pop(endpoint, None)
        return True
    _silent[endpoint] = time.monotonic()
    return False


def _answers(endpoint: str) -> bool:
    """Tell whether anything answers there; an error's status is an answer too."""
    try:
        with urlopen(Request(endpoint, method="HEAD"), timeout=PATIENCE):
            return True
    except HTTPError as error:
        return error.code < 500
    except (URLError, HTTPException, OSError, ValueError):
        return False
