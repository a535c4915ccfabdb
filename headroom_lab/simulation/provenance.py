"""With what the figures were made."""

from __future__ import annotations

import json
from functools import lru_cache

from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.providers.prices import Prices, origin
from headroom_lab.results import Provenance
from headroom_lab.tokens import Account
from headroom_lab.transforms.originals import content_hash
from headroom_lab.version import __version__


def provenance_of(
    account: Account,
    pipeline: TransformPipeline,
    model: str,
    query: str | None,
    prices: Prices | None = None,
) -> Provenance:
    """Return with what the figures were made."""
    source, dated = origin(prices)
    return Provenance(
        version=__version__,
        tokenizer=account.method,
        exact=account.exact,
        price_source=source,
        price_date=dated,
        config_hash=_hash_of(pipeline, model, query),
    )


@lru_cache(maxsize=64)
def _hash_of(pipeline: TransformPipeline, model: str, query: str | None) -> str:
    """Return a hash of what was asked for; the same pipeline is asked for again and again."""
    settings = {"model": model, "query": query, "policy": pipeline.settings()}
    return content_hash(json.dumps(settings, sort_keys=True, default=repr))
