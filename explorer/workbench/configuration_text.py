"""The configuration file as text: changed in one place, with everything else as it was."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explorer.workbench.configuration import load_config, read_config
from explorer.workbench.files import write_private
from explorer.workbench.problems import ConfigError


def read_text(path: Path) -> tuple[str, dict[str, Any]]:
    """A configuration file's text and what it means; a missing file is an empty one.

    Raises:
        ConfigError: It is broken.
    """
    load_config(path)
    text = path.read_text("utf-8") if path.exists() else ""
    return text, tomllib.loads(text)


def lines_of(text: str) -> list[str]:
    """The lines of a file. Not `splitlines`: TOML's strings may hold what it breaks lines at."""
    return text.rstrip("\n").split("\n") if text.strip("\n") else []


def write_text(path: Path, text: str, wanted: Mapping[str, Any], by_hand: str) -> None:
    """Write a changed text, which its owner alone may read, if it means what is wanted.

    Args:
        path: The file.
        text: What is to stand in it.
        wanted: What it has to mean.
        by_hand: What cannot be changed without touching the rest, and what to do instead.

    Raises:
        ConfigError: It means something else, or the configuration cannot be used.
        StoreError: It cannot be written.
    """
    try:
        written: Mapping[str, Any] | None = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        written = None
    if written != wanted:
        raise ConfigError(f"{path}: {by_hand}")
    read_config(wanted, path)
    write_private(path, text)
