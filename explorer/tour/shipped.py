"""The tours that come with the package."""

from __future__ import annotations

from pathlib import Path

DIRECTORY = Path(__file__).parent / "data"


def shipped_tours() -> dict[str, Path]:
    """Name to file, in the order in which they are best seen."""
    order = ("first_look", "incident", "dialog", "when_things_fail")
    return {name.replace("_", "-"): DIRECTORY / f"{name}.yaml" for name in order}


def find_tour(name: str) -> Path:
    """The file of a name or path as a person types it.

    Args:
        name: A shipped tour's name, or a path; a file of that path is preferred.
    """
    path = Path(name).expanduser()
    if path.exists():
        return path
    return shipped_tours().get(name.replace("_", "-"), path)
