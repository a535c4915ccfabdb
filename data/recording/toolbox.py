"""The tools that the recorded agents call, each over a real program or library."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recording.workspace import Workspace

if TYPE_CHECKING:
    import duckdb

#: Left out of package lists: the library that the traces are examples for, and a package whose
#: summary names the host of a package index.
HIDDEN = ("headroom-lab", "trove-classifiers")


@dataclass(frozen=True)
class Answer:
    """What a tool gives back to the model."""

    text: str
    is_error: bool = False


@dataclass(frozen=True)
class Tool:
    """A function with the JSON schema that the model sees."""

    run: Callable[..., Answer]
    schema: dict[str, Any]


@dataclass
class Toolbox:
    """The tools of one conversation, over one workspace and one database."""

    workspace: Workspace
    names: Iterable[str]
    database: duckdb.DuckDBPyConnection | None = None
    tools: dict[str, Tool] = field(init=False)

    def __post_init__(self) -> None:
        self.tools = {name: self._tool(getattr(self, name)) for name in self.names}

    def run(self, name: str, arguments: dict[str, Any]) -> Answer:
        """Run a tool by its name; what it says of this machine is made neutral."""
        answer = self.tools[name].run(**arguments)
        return Answer(self.workspace.neutral(answer.text), answer.is_error)

    def bash(self, command: str) -> Answer:
        """Run a shell command in the project folder; returns stdout and stderr."""
        ran = self.workspace.run(command)
        note = f"\n[exit code {ran.code}]" if ran.code else ""
        return Answer(ran.text.rstrip("\n") + note, is_error=bool(ran.code))

    def read_file(self, path: str, offset: int = 1, limit: int = 2000) -> Answer:
        """Read a text file with line numbers, `limit` lines from line `offset` on."""
        lines = self.workspace.path(path).read_text("utf-8").splitlines()
        chosen = enumerate(lines[offset - 1 : offset - 1 + limit], start=offset)
        return Answer("\n".join(f"{number:6d}\t{line}" for number, line in chosen))

    def edit_file(self, path: str, old: str, new: str) -> Answer:
        """Replace a passage that occurs exactly once in a file."""
        place = self.workspace.path(path)
        text = place.read_text("utf-8")
        if text.count(old) != 1:
            return Answer(f"{path}: the passage occurs {text.count(old)} times", is_error=True)
        place.write_text(text.replace(old, new), "utf-8")
        return Answer(f"{path}: 1 passage replaced")

    def read_page(self, path: str) -> Answer:
        """Return the HTML of a documentation page as it is."""
        return Answer(self.workspace.path(path).read_text("utf-8"))

    def pip_list(self) -> Answer:
        """List the installed packages with their versions, as JSON."""
        hidden = " ".join(f"--exclude {name}" for name in HIDDEN)
        command = f"python -m pip list --format json {hidden}"
        return Answer(self.workspace.must_run(command).strip())

    def pip_inspect(self, fields: str, packages: str = "") -> Answer:
        """Metadata of installed packages from `pip inspect`, as JSON.

        `fields` and `packages` are lists with commas; without packages all are shown.
        """
        wanted = {name.strip().lower() for name in packages.split(",") if name.strip()}
        report = json.loads(self.workspace.must_run("python -m pip inspect --local"))
        records = [{**item, **item["metadata"]} for item in report["installed"]]
        records = [
            {name: _first_line(record.get(name)) for name in fields.split(",")}
            for record in sorted(records, key=lambda record: str(record["name"]).lower())
            if record["name"] not in HIDDEN
            and (not wanted or str(record["name"]).lower() in wanted)
        ]
        return Answer(json.dumps(records, indent=2, ensure_ascii=False))

    def sql(self, query: str) -> Answer:
        """Run a query on the shop database (DuckDB); returns the rows as JSON records."""
        if self.database is None:
            raise ValueError("this conversation has no database")
        result = self.database.execute(query)
        columns = [column[0] for column in result.description or []]
        rows = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
        return Answer(json.dumps({"row_count": len(rows), "rows": rows}, default=str))

    @staticmethod
    def _tool(function: Callable[..., Answer]) -> Tool:
        """Describe a method by its docstring and signature."""
        parameters = inspect.signature(function).parameters
        kinds = {"str": "string", "int": "integer"}
        schema = {
            "name": function.__name__,
            "description": inspect.getdoc(function),
            "parameters": {
                "type": "object",
                "properties": {n: {"type": kinds[p.annotation]} for n, p in parameters.items()},
                "required": [n for n, p in parameters.items() if p.default is p.empty],
            },
        }
        return Tool(function, schema)


def _first_line(value: Any) -> Any:
    """Cut a text to its first line: some packages put their whole licence in one field."""
    return value.strip().split("\n")[0] if isinstance(value, str) else value
