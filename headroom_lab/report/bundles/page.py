"""A bundle's page: what was found, drawn, how it was made, and how to make it again."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headroom_lab.display.figures import counted
from headroom_lab.display.markdown import escape
from headroom_lab.redact import redact, redact_data
from headroom_lab.report.page import page_of
from headroom_lab.results.record import Record


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot: its kind, its SVG, and what it shows in words."""

    name: str
    svg: str
    words: str

    @property
    def source(self) -> str:
        """The SVG as an image's address, so that nothing in it runs."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg.encode()).decode()}"


def bundle_html(record: Record, manifest: Mapping[str, Any], plots: Sequence[Drawn]) -> str:
    """Return one page that needs nothing from outside."""
    from markupsafe import Markup

    return page_of(
        "bundle.html.j2",
        ["report.css", "bundle.css"],
        title=title_of(record),
        kind=record.picture.replace("_", " ").capitalize() or type(record).__name__,
        day=manifest["made"][:10],
        picture=Markup(record.to_html()),
        plots=plots,
        tables=manifest["tables"],
        facts=facts(manifest),
        again=again(manifest),
        cite=manifest["cite"],
    )


def bundle_markdown(record: Record, manifest: Mapping[str, Any], plots: Sequence[Drawn]) -> str:
    """Return the same as Markdown."""
    drawn = [f"![{escape(plot.words)}](figures/{plot.name}.svg)" for plot in plots]
    data = [f"- [data/{name}.parquet](data/{name}.parquet)" for name in manifest["tables"]]
    made = [f"- {escape(name)}: {escape(value)}" for name, value in facts(manifest)]
    parts = [
        record.to_markdown().strip(),
        *drawn,
        "## Data",
        "\n".join(data) or "none",
        "## How it was made",
        "\n".join(made),
        escape(again(manifest)),
        escape(manifest["cite"]),
    ]
    return "\n\n".join(parts) + "\n"


def title_of(record: Record) -> str:
    """Return what the record says first."""
    lines = [line.strip() for line in record.to_text().splitlines() if line.strip()]
    return lines[0] if lines else type(record).__name__


def facts(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return with what the figures were made, as pairs of a name and its value."""
    call, given = manifest.get("call"), manifest.get("inputs") or {}
    found = [("made", manifest["made"])]
    if call:
        found.append(("call", _call(call)))
    if "content_hash" in given:
        many = counted(given["conversations"], "conversation")
        found.append(("about", f"{many}, content hash {given['content_hash']}{_kept(given)}"))
    prices, machine = manifest["prices"], manifest["machine"]
    found.append(("list prices", f"{prices['source']} of {prices['date']}"))
    versions = ", ".join(f"{name} {value}" for name, value in manifest["versions"].items())
    found.append(("versions", versions))
    kind = f"{machine['system']}, {machine['architecture']}, {machine['processors']} processors"
    found.append(("machine", kind))
    return found


def again(manifest: Mapping[str, Any]) -> str:
    """Return how the figures are made again."""
    call = manifest.get("call")
    if not call:
        return "How this result was made isn't known (it was read from a pickle or a store), so it can't be made again."
    given = ['"manifest.json"', *(f"{name}=…" for name in call["to_be_given"])]
    if not {"kept", "path", "example"} & set(manifest["inputs"]):
        given.insert(1, "conversations")
    return f"headroom_lab.rerun({', '.join(given)}) makes every figure again."


def cited(record: Record, manifest: Mapping[str, Any]) -> str:
    """Return a line to cite the result by."""
    about = (manifest.get("inputs") or {}).get("content_hash")
    parts = [
        f"“{title_of(record)}”",
        f"headroom_lab {manifest['versions']['headroom_lab']}",
        manifest["made"][:10],
        f"prices: {manifest['prices']['source']} of {manifest['prices']['date']}",
        *([f"conversations: {about}"] if about else []),
    ]
    return redact(", ".join(parts))


def _call(call: Mapping[str, Any]) -> str:
    """Return a call as it would be written."""
    given = [
        f"{name}={json.dumps(redact_data(value), ensure_ascii=False)}"
        for name, value in call["arguments"].items()
    ]
    more = [f"{name}=…" for name in call["to_be_given"]]
    return f"{call['function']}({', '.join(['…', *given, *more])})"


def _kept(given: Mapping[str, Any]) -> str:
    """Return where the conversations are."""
    if "kept" in given:
        return f", kept in {given['kept']}/" + (", secrets masked" if given.get("masked") else "")
    return f", the example {given['example']}" if "example" in given else ""
