"""``python -m headroom_lab.examples DIR``: the tutorials and their data, for who installed a wheel."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from headroom_lab.errors import HeadroomError

PACKAGE = Path(__file__).parent
# In a checkout both lie beside the package, in an installed one inside it.
PLACES = (
    (PACKAGE / "notebook_files", PACKAGE / "data_files"),
    (PACKAGE.parent / "notebooks", PACKAGE.parent / "data"),
)
WANTED = ("*.ipynb", "*.py", "*.json", "*.xz", "*.md")


def copy_examples(folder: str | Path) -> list[Path]:
    """Copy the tutorials into ``notebooks/`` and their data into ``data/`` of a folder.

    Files that are there already stay as they are.

    Args:
        folder: where, made where it isn't there.

    Returns:
        The files that were written.

    Raises:
        HeadroomError: where the installation has no tutorials.

    Example::

        copy_examples("tutorials")
    """
    found = next((pair for pair in PLACES if pair[0].is_dir() and pair[1].is_dir()), None)
    if found is None:
        raise HeadroomError("this installation holds no tutorials: install headroom-lab anew")
    target = Path(folder).expanduser()
    return [
        written
        for source, name in zip(found, ("notebooks", "data"), strict=True)
        for written in _copied(source, target / name)
    ]


def _copied(source: Path, target: Path) -> list[Path]:
    """Copy the wanted files of a folder, those in its folders too, where they aren't yet."""
    written = []
    for path in sorted(path for pattern in WANTED for path in source.rglob(pattern)):
        place = target / path.relative_to(source)
        if ".ipynb_checkpoints" in path.parts or place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        written.append(place)
    return written


def main(arguments: list[str]) -> int:
    """Copy the examples where the one argument says."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python -m headroom_lab.examples DIR")
        return 2
    written = copy_examples(arguments[0])
    print(f"{len(written)} files copied; next: jupyter lab {arguments[0]}/notebooks")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
