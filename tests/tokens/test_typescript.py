"""Functions as GPT-5 is shown them."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import Tokenizer
from headroom_lab.messages.definitions import definitions
from headroom_lab.tokens.definitions import tools_tokens
from headroom_lab.tokens.typescript import as_typescript
from tests.policies.definitions.corpus import real_tools


def text(schema: Any, description: str = "Looks.") -> str:
    """Return a function of one schema as a model reads it."""
    tool = {"type": "function", "name": "look", "description": description, "parameters": schema}
    return as_typescript(definitions([tool])[0])


def test_a_function_reads_as_typescript() -> None:
    part = {"type": "object", "properties": {"k": {"type": "string"}}, "required": ["k"]}
    schema = {
        "type": "object",
        "description": "All of it.",
        "properties": {
            "city": {"type": "string", "description": "Where."},
            "unit": {"enum": ["c", "f"], "default": "c"},
            "days": {"type": "array", "items": {"type": "integer"}},
            "parts": {"type": "array", "items": part},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "more": {},
        },
        "required": ["city"],
    }
    assert text(schema, "Looks.\nTwice.") == (
        "// Looks.\n// Twice.\ntype look = (_: // All of it.\n{\n// Where.\ncity: string,\n"
        'unit?: "c" | "f", // default: "c"\ndays?: number[],\nparts?: {\nk: string,\n}[],\n'
        "note?: string | null,\nmore?: any,\n}) => any;\n\n"
    )
    assert text({}, "") == "type look = (_: {\n}) => any;\n\n"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "properties", "items", "anyOf", "enum", "required", "default"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=50)
@given(JSON)
def test_whatever_stands_in_a_schema_has_a_text(schema: Any) -> None:
    assert text(schema).endswith(") => any;\n\n")
    assert text({"properties": {"a": schema}}).count("type look") == 1


def test_a_schema_that_holds_itself_ends() -> None:
    deep: dict[str, Any] = {"type": "object", "properties": {}}
    inner = deep
    for _ in range(500):
        inner["properties"]["a"] = inner = {"type": "object", "properties": {}}
    assert len(text(deep)) < 2_000


def test_real_definitions_take_what_the_published_renderer_says() -> None:
    # 17,335 tokens for the 113 by openai-harmony 0.0.8, which writes "any" for alternatives
    harmony = 17_335 + 14
    assert abs(tools_tokens(real_tools(), Tokenizer(model="gpt-5")) / harmony - 1) < 0.01
