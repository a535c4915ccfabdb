"""Images that a test makes, and the forms in which a conversation holds one."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

from PIL import Image

from headroom_lab.messages import read
from headroom_lab.messages.media import payload


def written(width: int, height: int, kind: str = "PNG", mode: str = "RGB", **options: Any) -> str:
    """Return an image as base64: colours that change from left to right and from top to bottom."""
    across = Image.linear_gradient("L").resize((width, height))
    down = across.transpose(Image.Transpose.ROTATE_90).resize((width, height))
    file = BytesIO()
    Image.merge("RGB", (across, down, across)).convert(mode).save(file, format=kind, **options)
    return base64.b64encode(file.getvalue()).decode()


def shown(
    data: str, kind: str = "png", tool: str = "screenshot", **arguments: Any
) -> dict[str, Any]:
    """Return by format a conversation in which a tool shows an image and is answered."""
    url = f"data:image/{kind};base64,{data}"
    source = {"type": "base64", "media_type": f"image/{kind}", "data": data}
    use = {"type": "tool_use", "id": "c1", "name": tool, "input": arguments}
    told = {
        "type": "tool_result",
        "tool_use_id": "c1",
        "content": [{"type": "image", "source": source}],
    }
    call = {"type": "function_call", "call_id": "c1", "name": tool, "arguments": "{}"}
    image = {"type": "input_image", "image_url": url}
    return {
        "anthropic": [
            {"role": "user", "content": "look"},
            {"role": "assistant", "content": [use]},
            {"role": "user", "content": [told]},
            {"role": "assistant", "content": "seen"},
        ],
        "openai_chat": [
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]},
            {"role": "assistant", "content": "seen"},
        ],
        "openai_responses": [
            {"role": "user", "content": "look"},
            call,
            {"type": "function_call_output", "call_id": "c1", "output": [image]},
        ],
    }


def screen(data: str) -> list[dict[str, Any]]:
    """Return items of OpenAI's computer use, whose screenshot stands in no list."""
    output = {"type": "computer_screenshot", "image_url": f"data:image/png;base64,{data}"}
    action = {"type": "click", "x": 1, "y": 2}
    return [
        {"role": "user", "content": "look"},
        {"type": "computer_call", "call_id": "c1", "action": action, "pending_safety_checks": []},
        {"type": "computer_call_output", "call_id": "c1", "output": output},
    ]


def sizes(messages: Any) -> list[tuple[int, int]]:
    """Return the sizes of the images of a conversation, as they are when opened."""
    found = [payload(block).data for block in read(messages).blocks if block.kind == "image"]
    return [Image.open(BytesIO(base64.b64decode(data))).size for data in found]
