"""One file a picture: what of a record is shown, and what is left to fold away.

A file ``pictures/<picture>.py`` holds ``CAP``, the bytes its HTML may have, and
``page(record, room)``, its Page; where the shared layout doesn't do, ``text(record)``, the
lines of its plain text, and ``templates/<picture>.html.j2``. A picture without a file is
shown as a table of the record's columns.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

FALLBACK = "table"


@cache
def picture(name: str) -> ModuleType:
    """Return the module that prepares the picture ``name``, or the one for plain tables."""
    known = name.isidentifier() and find_spec(f"{__name__}.{name}") is not None
    return import_module(f"{__name__}.{name if known else FALLBACK}")
