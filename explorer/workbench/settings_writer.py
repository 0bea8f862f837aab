"""Putting one setting into the configuration file and leaving everything else as it was."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from explorer.workbench.configuration_text import lines_of, read_text, write_text
from explorer.workbench.paths import config_path

_ANY_TABLE = re.compile(r"\s*\[")


def write_setting(path: Path | None, table: str, key: str, value: str) -> Path:
    """Set one text of one table; comments, order and all else in the file stay.

    Args:
        path: The file; None for the user's own. It is made where it is missing.
        table: Its table, as `theme`.
        key: The key in it.
        value: What it becomes.

    Returns:
        The file.

    Raises:
        ConfigError: The file is broken, or laid out so that the setting cannot be found.
        StoreError: It cannot be written.
    """
    path = config_path() if path is None else path
    text, before = read_text(path)
    wanted: dict[str, Any] = before | {table: before.get(table, {}) | {key: value}}
    if wanted == before:
        return path
    lines = _with_setting(lines_of(text), table, key, json.dumps(value, ensure_ascii=False))
    by_hand = (
        f"[{table}] is laid out in a way that cannot be changed without touching the rest; "
        f'write {key} = "{value}" into it by hand.'
    )
    write_text(path, "\n".join(lines) + "\n", wanted, by_hand)
    return path


def _with_setting(lines: list[str], table: str, key: str, value: str) -> list[str]:
    header = re.compile(rf"\s*\[\s*{re.escape(table)}\s*\]\s*(#.*)?$")
    start = next((at for at, line in enumerate(lines) if header.match(line)), None)
    if start is None:
        gap = [""] if lines and lines[-1].strip() else []
        return [*lines, *gap, f"[{table}]", f"{key} = {value}"]
    following = (at for at in range(start + 1, len(lines)) if _ANY_TABLE.match(lines[at]))
    end = next(following, len(lines))
    present = re.compile(rf"(\s*{re.escape(key)}\s*=\s*)(\"[^\"\\]*\"|'[^']*')(.*)$")
    for at in range(start + 1, end):
        if found := present.match(lines[at]):
            return [*lines[:at], f"{found[1]}{value}{found[3]}", *lines[at + 1 :]]
    return [*lines[: start + 1], f"{key} = {value}", *lines[start + 1 :]]
