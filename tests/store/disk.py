"""A disk that a power cut leaves with what was synced, and with nothing that wasn't."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


class Disk:
    """Knows what of a folder is on the disk itself; the names in the folder's parent are."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.root = root
        self._contents: dict[int, bytes] = {}
        self._names: dict[int, dict[str, int]] = {}
        self._fsync = os.fsync
        patch.setattr(os, "fsync", self._sync)

    def _sync(self, fd: int) -> None:
        """Bring a file or folder to the disk."""
        path, number = Path(os.readlink(f"/proc/self/fd/{fd}")), os.fstat(fd).st_ino
        if path.is_dir():
            self._names[number] = {p.name: p.stat().st_ino for p in path.iterdir()}
        else:
            self._contents[number] = path.read_bytes()
        self._fsync(fd)

    def after_a_cut(self) -> dict[str, bytes]:
        """Return the files that are there after a power cut now, by path; removed ones are gone."""
        return dict(self._left(self.root, ""))

    def _left(self, folder: Path, before: str) -> list[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        names = self._names.get(folder.stat().st_ino, {})
        for path in sorted(folder.iterdir()):
            if names.get(path.name) != path.stat().st_ino:
                continue
            if path.is_dir():
                found += self._left(path, f"{before}{path.name}/")
            else:
                found.append((before + path.name, self._contents.get(path.stat().st_ino, b"")))
        return found


def restored(files: dict[str, bytes], folder: Path) -> Path:
    """Write files into a new folder and return it."""
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return folder
