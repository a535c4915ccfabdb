"""System prompts: rules that stay, and lines that change with every request."""

RULES = """\
Rules:
- Look before you answer: every number, version, path or id in an answer comes from a tool.
- Independent look-ups go out together, in one step.
- Change files only when you are asked to, and run the tests after every change.
- Say what you did not check.
- Answer in a few sentences, with the evidence; a table only where several things compare."""


def system_prompt(role: str, *, date: str, session: str, request: str) -> str:
    """Return a prompt whose first lines are volatile, as agent frameworks write them."""
    return (
        f"{role}\n\nCurrent date: {date}\nSession id: {session}\nRequest id: {request}\n"
        f"Working directory: /home/dev/project\n\n{RULES}\n"
    )
