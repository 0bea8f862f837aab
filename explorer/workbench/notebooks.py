"""The notebooks that come with the explorer, copied to where a person can write in them.

A copy that nobody has changed is renewed when a newer explorer brings another one; a copy that
someone has changed stays, always.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.workbench.problems import StoreError

FIRST = "01_first_look.ipynb"
"""Where to begin."""

_RECORD = ".copied.json"


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of copying.

    Args:
        directory: Where the copies are.
        kept: Names of copies that were changed and so stay as they are, though the explorer's
            own is another by now.
    """

    directory: Path
    kept: tuple[str, ...]


def shipped() -> Path:
    """The directory of the notebooks as they come: of the installed package, or of a clone.

    Raises:
        StoreError: They are missing.
    """
    package = Path(__file__).resolve().parent.parent
    for directory in (package / "notebooks", package.parent / "notebooks"):
        if (directory / FIRST).is_file():
            return directory
    raise StoreError("The notebooks are missing from this installation: install it anew.")


def copy_out(directory: Path, source: Path | None = None) -> Copied:
    """Copy the notebooks into a directory of the user's.

    Args:
        directory: It, made where it is missing.
        source: Where the notebooks are; None for the ones that come with the explorer.

    Raises:
        StoreError: They are missing, or cannot be written there.
    """
    source = shipped() if source is None else source
    try:
        directory.mkdir(parents=True, exist_ok=True)
        record = _read(directory / _RECORD)
        written, kept = dict(record), []
        for path in sorted(source.glob("*.ipynb")):
            data = path.read_bytes()
            copy, mark = directory / path.name, _mark(data)
            present = _mark(copy.read_bytes()) if copy.exists() else None
            if present in {None, record.get(path.name)} and present != mark:
                copy.write_bytes(data)
            elif present != mark:
                # Of the one it was made from, or made by someone else: theirs.
                if record.get(path.name) != mark:
                    kept.append(path.name)
                continue
            written[path.name] = mark
        if written != record:
            text = json.dumps(written, indent=2) + "\n"
            (directory / _RECORD).write_text(text, encoding="utf-8")
    except OSError as problem:
        place = problem.filename or directory
        raise StoreError(
            f"The notebooks cannot be copied to {place} ({problem.strerror or problem}): "
            "name another directory with --directory."
        ) from None
    return Copied(directory, tuple(kept))


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> Mapping[str, str]:
    """What was copied, by name. What is no such record holds nothing: then nothing is replaced."""
    try:
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: text for name, text in found.items() if isinstance(text, str)}
