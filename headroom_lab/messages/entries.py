"""One entry of a message list, read: who speaks, its blocks; refused where a field won't do.

What was made of an entry that is plain data is kept by its content, so that a list that has grown
is read where it grew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from headroom_lab.cache import ContentCache
from headroom_lab.errors import InvalidMessagesError, nearest
from headroom_lab.messages import anthropic, openai_chat, openai_responses
from headroom_lab.messages.blocks import Block, Format, Role
from headroom_lab.messages.formats import FIELDS, NAMES, Sign, detect, signs_of
from headroom_lab.messages.not_messages import foreign_message, not_a_message
from headroom_lab.messages.parts import plain
from headroom_lab.messages.prints import digest_of
from headroom_lab.redact import redact

CACHED_CHARACTERS = 32_000_000
_FEW = 400  # characters that an entry takes beside its texts

_BLOCKS: dict[Format, Callable[[Mapping[str, Any], int], Iterator[Block]]] = {
    "openai_chat": openai_chat.blocks,
    "anthropic": anthropic.blocks,
    "openai_responses": openai_responses.blocks,
}
_ROLES: dict[Format, Mapping[str, Role]] = {
    "openai_chat": openai_chat.ROLES,
    "anthropic": anthropic.ROLES,
    "openai_responses": openai_responses.ROLES,
}


class Entry(NamedTuple):
    """An entry of a message list: as plain data, who speaks, its blocks, and a digest of it.

    ``digest`` is None where the entry came as something else than plain data.
    """

    raw: Mapping[str, Any]
    role: Role
    blocks: tuple[Block, ...]
    digest: bytes | None


class _Known(NamedTuple):
    """What was made of an entry, which may come again as another object."""

    signs: tuple[Sign, ...]
    wire: Format
    role: Role
    blocks: tuple[Block, ...]


_Key: TypeAlias = tuple[bytes | None, int]
_known: ContentCache[_Key, _Known] = ContentCache(CACHED_CHARACTERS)


def entries(
    originals: Sequence[Any], wire: Format | None, first: int = 0
) -> tuple[Format, list[Entry]]:
    """Return entries that stand from the place ``first`` on, read, and their format.

    ``wire`` says which where it is known; None finds it. Raises InvalidMessagesError.
    """
    keys = [(digest_of(original), index) for index, original in enumerate(originals, first)]
    known = _known.get_many(key for key in keys if key[0] is not None)
    pairs = list(zip(keys, originals, strict=True))
    raws = [each if key in known else _raw(each, key[1]) for key, each in pairs]
    signs = signs_of(raws, [known[key].signs if key in known else None for key in keys])
    wire = wire or detect(signs)
    found: list[Entry] = []
    new: list[tuple[_Key, _Known, int]] = []
    for (key, original), raw, said in zip(pairs, raws, signs, strict=True):
        one = known.get(key)
        if one is None or one.wire != wire:
            one = _Known(said, wire, *_read(wire, raw, key[1]))
            if key[0] is not None and raw is original and _may_stay(one.blocks):
                new.append((key, one, _FEW + sum(len(block.text) for block in one.blocks)))
        found.append(Entry(raw, one.role, one.blocks, key[0] if raw is original else None))
    _known.put_many(new)
    return wire, found


def _may_stay(blocks: Iterable[Block]) -> bool:
    """Tell whether blocks hold nothing of their message that somebody may write into."""
    return all(block.part is None for block in blocks)


def _raw(original: Any, index: int) -> Mapping[str, Any]:
    """Return one message as plain data."""
    raw = plain(original)
    if type(raw) is not dict and not isinstance(raw, Mapping):
        raise not_a_message(original, index)
    return raw


def _read(wire: Format, raw: Mapping[str, Any], index: int) -> tuple[Role, tuple[Block, ...]]:
    """Return who speaks in one message and its blocks, or say what is wrong with it."""
    role = _role(wire, raw, index)
    _check_fields(wire, raw, index)
    try:
        blocks = tuple(_BLOCKS[wire](raw, index))
    except (AttributeError, TypeError) as error:
        raise InvalidMessagesError(
            f"a part that can't be read ({error})", f"{NAMES[wire]} content", message=index
        ) from error
    for block in blocks:
        if isinstance(block.call_id, (list, dict)):
            found = f"a call id that is a {type(block.call_id).__name__}"
            raise InvalidMessagesError(found, "a text", message=index)
        if isinstance(block.tool, (list, dict)):
            found = f"a tool's name that is a {type(block.tool).__name__}"
            raise InvalidMessagesError(found, "a text", message=index)
    if any(block.kind == "other" for block in blocks):
        _refuse_foreign(raw, index)
    return role, blocks


def _role(wire: Format, raw: Mapping[str, Any], index: int) -> Role:
    """Return who speaks; raise InvalidMessagesError for a role that the format doesn't know."""
    if wire == "openai_responses" and openai_responses.type_of(raw) != "message":
        _check_item(raw, index)
        return openai_responses.role_of(raw)
    known = _ROLES[wire]
    role = raw.get("role")
    if isinstance(role, str) and role in known:
        return known[role]
    _refuse_foreign(raw, index)
    if role is None:
        keys = ", ".join(repr(str(key)[:40]) for key in list(raw)[:5])
        found = f"no role in an object with {keys}" if keys else "no role in an empty object"
    else:
        found = nearest("role", redact(str(role)[:400])[:40], known)
    raise InvalidMessagesError(found, f"one of {', '.join(known)}", message=index, field="role")


def _check_item(raw: Mapping[str, Any], index: int) -> None:
    """Refuse an entry among Responses items that is of a known foreign format."""
    if openai_responses.type_of(raw) not in openai_responses.ITEMS:
        _refuse_foreign(raw, index)


def _check_fields(wire: Format, raw: Mapping[str, Any], index: int) -> None:
    """Raise InvalidMessagesError for a field of the wrong kind, or one that tells a format
    that isn't read."""
    if "role" in raw:
        _check_content(raw, "content", index)
        if not FIELDS[wire].issuperset(raw):
            _refuse_foreign(raw, index)
        if raw.get("tool_calls"):
            _check_calls(raw, index)
    else:
        _check_content(raw, "output", index)


def _check_content(raw: Mapping[str, Any], field: str, index: int) -> None:
    """Raise InvalidMessagesError for a content that is neither text nor parts."""
    content = raw.get(field)
    if content is None or type(content) is str or isinstance(content, (str, list)):
        return
    if isinstance(content, Mapping) and (field == "output" or "type" in content):
        return
    raise InvalidMessagesError(
        type(content).__name__, "text or a list of parts", message=index, field=field
    )


def _check_calls(raw: Mapping[str, Any], index: int) -> None:
    """Raise InvalidMessagesError for calls of another kind than Chat Completions has."""
    calls = raw["tool_calls"]
    if not isinstance(calls, list):
        raise InvalidMessagesError(
            type(calls).__name__, "a list of calls", message=index, field="tool_calls"
        )
    for position, call in enumerate(calls):
        inner = call.get("function") or call.get("custom") if isinstance(call, Mapping) else None
        if not isinstance(inner, Mapping):
            _refuse_foreign(raw, index)
            raise InvalidMessagesError(
                f"tool_calls[{position}] without a function",
                "{'id': …, 'type': 'function', 'function': {'name': …, 'arguments': '{…}'}}",
                message=index,
            )


def _refuse_foreign(raw: Mapping[str, Any], index: int) -> None:
    """Raise InvalidMessagesError where a message is of a known foreign format."""
    error = foreign_message(raw, index)
    if error is not None:
        raise error
