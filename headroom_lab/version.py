"""The version, which every result carries in its provenance, and those that figures hang on."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

__version__ = "0.1.0"

# What figures hang on besides our own version, and what tables of them do.
FIGURES = ("toktok-rs", "tiktoken", "genai-prices", "numpy", "scipy", "rank-bm25")
TABLES = ("pandas", "duckdb")


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Return our version and those of packages, "none" for one that isn't installed."""
    return {"headroom_lab": __version__} | {package: _version(package) for package in packages}


def _version(package: str) -> str:
    """Return the version of a package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
