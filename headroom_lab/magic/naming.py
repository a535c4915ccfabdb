"""What a word on a line stands for: a text, a number, a policy or a user's variable."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Mapping, Sequence
from typing import Any

from headroom_lab.errors import ConfigError, HeadroomError, UnknownNameError, nearest
from headroom_lab.messages.given import holds_messages
from headroom_lab.policies.foreign.calling import is_compressor
from headroom_lab.policies.foreign.plugged import plugged
from headroom_lab.policies.moments.spelled import spelled
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import Policy
from headroom_lab.policies.policy import policy_of as policy
from headroom_lab.policies.presets import BY_NAME, is_spelled, preset_names
from headroom_lab.results.record import Record
from headroom_lab.transforms.base import Applied

_REFERENCE = re.compile(r"\$(\w+)|\$?\{(.+)\}")
_PATH = (
    ast.Expression,
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Slice,
    ast.Constant,
    ast.UnaryOp,
    ast.USub,
    ast.Load,
)


class VariableError(HeadroomError, LookupError):
    """A line names a variable that isn't there or doesn't hold what is asked of it."""


def unquoted(word: str) -> str:
    """Return a word without the quotes that held it together."""
    if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1]
    return word


def text_of(word: str, names: Mapping[str, Any]) -> Any:
    """Return what a word says; ``$name`` and ``{name}`` say what the variable holds."""
    reference = _REFERENCE.fullmatch(word)
    return variable(reference[1] or reference[2], names) if reference else unquoted(word)


def variable(path: str, names: Mapping[str, Any]) -> Any:
    """Return what a variable, or a path from one (``trace.messages``, ``all[3]``), holds.

    Raises VariableError with the nearest name; nothing is called on the way but lookups.
    """
    reference = _REFERENCE.fullmatch(path)
    path = (reference[1] or reference[2]) if reference else path
    try:
        tree = ast.parse(path.strip(), mode="eval")
    except (SyntaxError, ValueError):
        raise VariableError(f"{path!r} is no variable") from None
    if not all(isinstance(node, _PATH) for node in ast.walk(tree)):
        raise VariableError(f"{path!r} is neither a variable nor a path such as trace.messages")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in names:
            raise VariableError(_nearest_variable(node.id, names))
    try:
        return eval(compile(tree, "<headroom>", "eval"), {"__builtins__": {}}, dict(names))
    except (LookupError, AttributeError, TypeError) as error:
        raise VariableError(f"{path}: {type(error).__name__}: {error}") from error


def whole_number(name: str, word: Any, names: Mapping[str, Any]) -> int:
    """Return a number from a word, or from the variable of that name; at least 1."""
    value = text_of(word, names) if isinstance(word, str) else word
    if isinstance(value, str) and value.isidentifier() and value in names:
        value = names[value]
    if isinstance(value, str) and re.fullmatch(r"\+?\d[\d_,]*", value):
        value = int(value.replace(",", ""))
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigError(f"{name}: found {value!r}, expected a whole number of at least 1")
    return value


def model_of(word: str, names: Mapping[str, Any]) -> str:
    """Return a model's name, or what a variable of that name says where no model is called so."""
    value = text_of(word, names)
    if isinstance(value, str) and isinstance(names.get(value), str):
        from headroom_lab.providers.pricing import find_model

        value = value if find_model(value) is not None else names[value]
    if not isinstance(value, str) or not value:
        raise ConfigError(f"model: found {value!r}, expected the name of a model")
    return value


def policies_of(word: str, names: Mapping[str, Any]) -> list[Policy]:
    """Return the policies of a word: alternatives by commas, the steps of each joined by ``+``.

    A step is a preset, a moment as it is called (``at_entry(lossless)``), or a variable that holds a
    policy, a pipeline, a transform or a list of these. Raises UnknownNameError with the nearest name.
    """
    return [policy_of(part, names) for part in parted(unquoted(word), ",")]


def policy_of(word: str, names: Mapping[str, Any]) -> Policy:
    """Return the policy of a word, its steps joined by ``+``; UnknownNameError says the nearest."""
    if len(parted(unquoted(word), ",")) > 1:
        raise ConfigError(f"policy: found {word!r}, expected one (steps are joined by +)")
    parts = [part.strip() for part in parted(unquoted(word), "+")]
    return policy([_step(part, names) for part in parts], "+".join(p.strip("${}") for p in parts))


def _step(name: str, names: Mapping[str, Any]) -> Any:
    """Return what one step's name stands for: a preset, a moment, or what a variable holds."""
    if name in preset_names():
        return name
    if is_spelled(name):
        return spelled(name, lambda inner: _step(inner, names))
    value = text_of(name, names)
    value = names.get(value, value) if isinstance(value, str) else value
    if isinstance(value, str) and value in preset_names():
        return value
    if isinstance(value, str) and value in plugged():
        return value
    if isinstance(value, str) or not (_holds_policy(value) or is_compressor(value)):
        raise UnknownNameError(
            "policy", name, (*preset_names(), *BY_NAME, *policy_variables(names))
        )
    return value


def parted(word: str, mark: str) -> list[str]:
    """Return the parts of a word between marks, those within brackets left alone."""
    parts, depth = [""], 0
    for sign in word:
        depth += (sign in "([") - (sign in ")]")
        if sign == mark and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def policy_variables(names: Mapping[str, Any]) -> list[str]:
    """Return the user's variables that hold a policy, sorted."""
    return sorted(k for k, v in names.items() if not k.startswith("_") and _holds_policy(v))


def _holds_policy(value: Any) -> bool:
    """Tell whether a variable holds a policy, a pipeline, a transform or a list of these."""
    if isinstance(value, (list, tuple)):
        return bool(value) and all(
            step in (*preset_names(), *BY_NAME) if isinstance(step, str) else _holds_policy(step)
            for step in value
        )
    if isinstance(value, type):
        return False
    return isinstance(value, (Policy, TransformPipeline, Applied))


def chosen(kind: str, word: str, choices: Sequence[str], names: Mapping[str, Any]) -> str:
    """Return the choice a word makes; UnknownNameError says the nearest one."""
    value = text_of(word, names)
    if value not in choices:
        raise UnknownNameError(kind, str(value), choices)
    return str(value)


def prices_of_word(word: str, names: Mapping[str, Any]) -> Any:
    """Return the prices that a word says: a discount, what a variable holds, a file's path.

    Raises ConfigError where a variable holds None.
    """
    value = text_of(word, names)
    try:
        value = float(value) if isinstance(value, str) else value
    except ValueError:
        value = names.get(str(value), value)
    if value is None:
        raise ConfigError(
            f"--prices {word}: found None, expected a discount, a table of models or a file"
        )
    return value


def new_name(word: str) -> str:
    """Return the name of a variable to store something in."""
    if not word.isidentifier() or keyword.iskeyword(word):
        raise VariableError(f"-o {word}: expected the name of a variable")
    return word


def message_variables(names: Mapping[str, Any]) -> list[str]:
    """Return the user's variables that look as if they held messages, sorted."""
    return sorted(k for k, v in names.items() if not k.startswith("_") and holds_messages(v))


def corpus_variables(names: Mapping[str, Any]) -> list[str]:
    """Return the user's variables that look as if they held several conversations, sorted."""
    return sorted(k for k, v in names.items() if not k.startswith("_") and _holds_several(v))


def _holds_several(value: Any) -> bool:
    """Tell whether a variable holds a corpus, or a list whose first item is a conversation."""
    if isinstance(value, Record):
        return value.picture == "corpus"
    return isinstance(value, (list, tuple)) and bool(value) and holds_messages(value[0])


def _nearest_variable(name: str, names: Mapping[str, Any]) -> str:
    """Return that a variable isn't there, and which one may be meant."""
    public = [key for key in names if not key.startswith("_")]
    text = nearest("variable", name, public)
    if "did you mean" in text:
        return text
    held = message_variables(names)
    return f"unknown variable {name!r}" + (f", messages are in: {', '.join(held)}" if held else "")
