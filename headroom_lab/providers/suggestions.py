"""Which known model somebody may have meant by a name that isn't one."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from headroom_lab.providers.model_names import model_name
from headroom_lab.providers.pricing import known_models

_NUMBER = re.compile(r"\d+")
_DATE = re.compile(r"-(?:20\d{6}|20\d\d-\d\d-\d\d|latest)$")


@lru_cache(maxsize=256)
def alike(model: str) -> str | None:
    """Return the known model that a name may mean, None where none is near; it is never used.

    A name all of whose words are in a model's name (``sonnet``) suggests the newest of these,
    another the one whose name is spelled most like it.
    """
    name = model_name(model).name.rpartition("/")[2]
    words = set(re.split(r"[-_ ]", name)) - {"latest"}
    holding = [known for known in known_models() if words <= set(known.split("-")) and words]
    if holding:
        return max(holding, key=_newness)
    return next(iter(get_close_matches(name, known_models(), n=1, cutoff=0.8)), None)


def _newness(model: str) -> tuple[list[int], int]:
    """Return what a model is compared by: its version, then the shorter name."""
    plain = _DATE.sub("", model)
    return [int(n) for n in _NUMBER.findall(plain)], -len(model)
