"""Messages as tracing and evaluation tools record them.

Sources: OpenTelemetry's semantic conventions for GenAI (1.38), OpenInference's, and the export
formats of Langfuse, LangSmith and MLflow, read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Mapping

from headroom_lab.messages.foreign.table import Entry, Foreign, Test, of_format, parts_of

FORMATS: list[tuple[Foreign, Test]] = []
_CALLS = {"tool_call", "tool_call_response", "server_tool_call", "server_tool_call_response"}


@of_format(
    FORMATS,
    "messages of OpenTelemetry's GenAI conventions",
    "pass the request that was sent to the vendor",
)
def otel_genai(entry: Entry) -> bool:
    """Tell a message with typed parts whose text stands in ``content``."""
    parts = parts_of(entry, "parts")
    kinds = {str(part.get("type")) for part in parts}
    return bool(kinds & _CALLS) or any("type" in p and "content" in p for p in parts)


@of_format(
    FORMATS,
    "OpenTelemetry spans",
    "pass the messages that their attributes hold, as they were sent to the vendor",
)
def otel_spans(entry: Entry) -> bool:
    """Tell an OTLP export, a span or a log record of one."""
    if "resourceSpans" in entry or "resourceLogs" in entry:
        return True
    names = [str(key) for key in entry if str(key).startswith(("gen_ai.", "llm."))]
    attributes = entry.get("attributes")
    return bool(names) or ("role" not in entry and isinstance(attributes, (Mapping, list)))


@of_format(
    FORMATS,
    "OpenInference messages",
    "{'role': m['message.role'], 'content': m['message.content']} makes one a Chat message",
)
def openinference(entry: Entry) -> bool:
    """Tell a message with dotted names, or nested under ``message``."""
    if any(str(key).startswith("message.") for key in entry):
        return True
    message = entry.get("message")
    return entry.keys() == {"message"} and isinstance(message, Mapping) and "role" in message


@of_format(FORMATS, "Langfuse observations", "observation['input'] holds the messages")
def langfuse(entry: Entry) -> bool:
    """Tell an observation, or an export with its trace."""
    kind = str(entry.get("type", ""))
    return "observations" in entry or ("traceId" in entry and kind.isupper())


@of_format(FORMATS, "LangSmith runs", "run['inputs']['messages'] holds LangChain's messages")
def langsmith(entry: Entry) -> bool:
    """Tell a run."""
    return "run_type" in entry and "inputs" in entry


@of_format(FORMATS, "MLflow traces", "the spans' inputs hold the messages")
def mlflow(entry: Entry) -> bool:
    """Tell a trace."""
    return "info" in entry and isinstance(entry.get("data"), Mapping) and "spans" in entry["data"]
