"""A temporary project folder in which the tools run, shown under neutral paths."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = "/home/dev/project"
VENV = f"{PROJECT}/.venv"
STDLIB = f"/usr/local/lib/python{sys.version_info.major}.{sys.version_info.minor}"
SITE_PACKAGES = f"{VENV}{STDLIB.removeprefix('/usr/local')}/site-packages"
#: 2026-11-20 06:00 UTC: what every file of the workspace says of its last change.
FILE_TIME = 1_795_154_400
PROJECTS = Path(__file__).parents[1] / "projects"


@dataclass(frozen=True)
class Ran:
    """What a command printed (stdout and stderr as they came) and its exit code."""

    text: str
    code: int


class Workspace:
    """A copy of one folder of ``projects/`` in a temporary place; a context manager."""

    def __init__(self, project: str) -> None:
        if sys.prefix == sys.base_prefix:
            raise SystemExit("make the traces in a virtual environment")
        self._temporary = tempfile.TemporaryDirectory(prefix="traces-")
        self.root = Path(self._temporary.name).resolve() / "project"
        unwanted = shutil.ignore_patterns("__pycache__", ".*_cache")
        shutil.copytree(PROJECTS / project, self.root, ignore=unwanted)
        self._paths = {str(self.root): PROJECT, sys.prefix: VENV}
        self._paths[sysconfig.get_path("stdlib")] = STDLIB

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()

    def run(self, command: str) -> Ran:
        """Run a shell command in the project folder, with neutral paths on both sides."""
        if re.search(r"\bls\b", command):
            self._set_file_times()
        done = subprocess.run(
            ["bash", "-c", self.real(command)],
            cwd=self.root,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Ran(self.neutral(done.stdout), done.returncode)

    def must_run(self, command: str) -> str:
        """Run a command of the preparation; one that fails ends the script."""
        ran = self.run(command)
        if ran.code:
            raise SystemExit(f"{command}\n{ran.text}")
        return ran.text

    def path(self, shown: str) -> Path:
        """Return the real place of a path as the conversation spells it."""
        return self.root / self.real(shown)

    def real(self, text: str) -> str:
        """Put the real paths where the neutral ones stand, longest first."""
        for real, shown in sorted(self._paths.items(), key=lambda pair: -len(pair[1])):
            text = text.replace(shown, real)
        return text

    def neutral(self, text: str) -> str:
        """The one normalisation of tool outputs: paths, file owner, run time of pytest."""
        for real, shown in sorted(self._paths.items(), key=lambda pair: -len(pair[0])):
            text = text.replace(real, shown)
        user = re.escape(getpass.getuser())
        text = re.sub(rf"(?m)^([-dl][-rwx]{{9}} +\d+) {user} +\S+ ", r"\1 dev dev ", text)
        return re.sub(r"\bin \d+\.\d\ds\b", "in 0.10s", text)

    def _environment(self) -> dict[str, str]:
        """Return all that a command sees of the outside: nothing of this machine but PATH."""
        return {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.root.parent),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "TIME_STYLE": "long-iso",
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PAGER": "cat",
        }

    def _set_file_times(self) -> None:
        """Give all files one time, so that a listing does not depend on the day it is made."""
        for folder, folders, files in os.walk(self.root.parent, topdown=True):
            for name in [*folders, *files]:
                os.utime(Path(folder, name), (FILE_TIME, FILE_TIME), follow_symlinks=False)
            folders[:] = [name for name in folders if name != ".git"]
        os.utime(self.root.parent, (FILE_TIME, FILE_TIME))
