"""rerun(): the figures of a bundle again, and what differs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.errors import HeadroomError, UnknownNameError
from headroom_lab.report.bundles import calls, inputs
from headroom_lab.report.bundles.manifest import prices, versions
from headroom_lab.report.bundles.reading import NAME, named, read_manifest
from headroom_lab.report.bundles.tables import compared
from headroom_lab.report.bundles.trusting import taken
from headroom_lab.results.record import Record
from headroom_lab.results.rerun import Rerun
from headroom_lab.traces.opening import path_of


def rerun(manifest: str | os.PathLike[str], conversations: Any = None, **given: Any) -> Rerun:
    """Make a result again from its bundle and hold every figure against what was written.

    A manifest may come from anyone: no program that it names is run, nothing is written, and of files only
    the conversations that it names are read.

    Args:
        manifest: the path of a ``manifest.json`` that ``to_report`` wrote, or its folder.
        conversations: what the result is about, where the bundle doesn't keep it; None for what it keeps.
        given: arguments of the call that are no plain data, such as ``tokenizer=``, and those to change, such as
            ``prices=``; each change is one of the reasons.

    Raises:
        HeadroomError: for a file that is no manifest or says what can't be, a result whose call isn't known,
            conversations that aren't there, an argument that isn't the call's.

    Example::

        rerun(compare(messages, ["lossless"], model="gpt-4o").to_report("bundle")).changed
    """
    path = path_of(manifest, "a manifest.json, or the folder of a bundle", "manifest")
    path = path / NAME if path.is_dir() else path
    found = read_manifest(path)
    call = found.get("call")
    if call is None:
        raise HeadroomError(f"rerun: {path}: how this result was made isn't known")
    lacking = [name for name in call["to_be_given"] if name not in given]
    if lacking:
        names = ", ".join(f"{name}=…" for name in lacking)
        raise HeadroomError(f"rerun: {path}: give {names}, which can't be written into a manifest")
    with named(path):
        about = conversations
        if about is None:
            about = inputs.found(found["inputs"], path.parent)
        result = _made(call, about, given)
        moved, cells = compared(result, path.parent, found["tables"])
        reasons = (*_given(call, given), *_reasons(found, about))
    return Rerun(str(path), result, moved, tuple(reasons), cells)


def _made(call: Mapping[str, Any], about: Any, given: dict[str, Any]) -> Record:
    """Return the result of a manifest's call; only what is plain and harmless is taken from it."""
    function, known = calls.function_named(call["function"]), calls.parameters_of(call["function"])
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        raise UnknownNameError("argument", unknown, known)
    own = {name: value for name, value in call["arguments"].items() if name not in given}
    quiet = {"progress": False} if "progress" in known else {}
    result: Record = function(about, **quiet | taken(known, own) | given)
    return result


def _given(call: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    """Yield the arguments that were given otherwise than they were."""
    for name in given:
        if name not in call["to_be_given"] and given[name] != call["arguments"].get(name):
            yield f"{name} was given otherwise"


def _reasons(found: Mapping[str, Any], about: Any) -> Iterator[str]:
    """Yield what differs of what the figures hang on."""
    now = versions()
    for package, was in found["versions"].items():
        if now.get(package) != was:
            yield f"{package} {was} then, {now.get(package, 'none')} now"
    if prices() != found["prices"]:
        was, is_now = found["prices"], prices()
        yield f"list prices of {was['date']} then, of {is_now['date']} now"
    told = found["inputs"].get("content_hash")
    if told is not None and (hashed := inputs.hash_of(about)) not in (None, told):
        yield f"the conversations differ: content hash {told} then, {hashed} now"
    if found["inputs"].get("masked"):
        yield "secrets were masked in the conversations that the bundle keeps"
