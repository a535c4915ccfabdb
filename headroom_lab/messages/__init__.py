"""One view of a conversation over three wire formats."""

from headroom_lab.messages.blocks import Block, Format, Kind, Path, Role
from headroom_lab.messages.conversation import Conversation, Message, read
from headroom_lab.messages.tool_units import Problem, ToolUnit, pieces, problems, tool_units
from headroom_lab.messages.turns import Turn, protected_tail, turns

__all__ = [
    "Block",
    "Conversation",
    "Format",
    "Kind",
    "Message",
    "Path",
    "Problem",
    "Role",
    "ToolUnit",
    "Turn",
    "pieces",
    "problems",
    "protected_tail",
    "read",
    "tool_units",
    "turns",
]
