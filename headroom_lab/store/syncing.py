"""What a power cut must not take: files and folders brought to the disk itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "darwin":
    import fcntl

    def sync(fd: int) -> None:
        """Return when the disk has what was written to an open file."""
        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)  # fsync leaves it in the drive's own cache there

else:

    def sync(fd: int) -> None:
        """Return when the disk has what was written to an open file."""
        os.fsync(fd)


def sync_path(path: Path) -> None:
    """Return when the disk has a file, or which files a folder has; raises OSError."""
    if sys.platform == "win32" and path.is_dir():
        return  # a folder can't be opened there, and NTFS logs its changes by itself
    fd = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        sync(fd)
    finally:
        os.close(fd)
