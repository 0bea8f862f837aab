"""Putting a profile into the configuration file and leaving everything else in it as it was."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from explorer.workbench.configuration import Profile
from explorer.workbench.configuration_text import lines_of, read_text, write_text
from explorer.workbench.paths import config_path

_HEADER = re.compile(r"\s*\[")
_DEFAULT = re.compile(r"\s*(default_profile|\"default_profile\"|'default_profile')\s*=")


def write_profile(path: Path | None, profile: Profile, *, default: bool = False) -> None:
    """Add a profile to a configuration file, or replace the one of its name.

    Comments and other tables stay as they are; comments inside the replaced table go with it.
    The file is only readable by its owner afterwards.

    Args:
        path: The file; None for the user's own. It is made where it is missing.
        profile: What to write.
        default: Whether to make it the default profile too.

    Raises:
        ConfigError: The file is broken, or laid out so that the table cannot be found.
        StoreError: It cannot be written.
    """
    path = config_path() if path is None else path
    text, before = read_text(path)
    wanted: dict[str, Any] = dict(before)
    wanted["profiles"] = dict(before.get("profiles", {})) | {profile.name: _values(profile)}
    if default:
        wanted["default_profile"] = profile.name
        text = _with_default(text, profile.name)
    text = _with_table(text, profile)
    by_hand = (
        f"profiles.{profile.name} is laid out in a way that cannot be changed without touching "
        f"the rest; write [profiles.{profile.name}] into the file by hand."
    )
    write_text(path, text, wanted, by_hand)


def _values(profile: Profile) -> dict[str, Any]:
    return profile.model_dump(exclude={"name"}, exclude_none=True)


def _with_table(text: str, profile: Profile) -> str:
    table = [f"[profiles.{profile.name}]"]
    table += [f"{key} = {_toml(value)}" for key, value in _values(profile).items()]
    lines = lines_of(text)
    header = re.compile(
        rf"\s*\[\s*(profiles|\"profiles\"|'profiles')\s*\.\s*"
        rf"({re.escape(profile.name)}|\"{re.escape(profile.name)}\"|'{re.escape(profile.name)}')\s*\]"
    )
    start = next((number for number, line in enumerate(lines) if header.match(line)), None)
    if start is None:
        gap = [""] if lines and lines[-1].strip() else []
        return "\n".join([*lines, *gap, *table]) + "\n"
    end = next(
        (number for number in range(start + 1, len(lines)) if _HEADER.match(lines[number])),
        len(lines),
    )
    # Blank lines and comments right above the next table belong to that one.
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return "\n".join([*lines[:start], *table, *lines[end:]]) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inside} }}"
    # A JSON text or list of texts is one of TOML too.
    return json.dumps(value, ensure_ascii=False)


def _with_default(text: str, name: str) -> str:
    line = f"default_profile = {json.dumps(name)}"
    lines = lines_of(text)
    top = next((n for n, each in enumerate(lines) if _HEADER.match(each)), len(lines))
    for number in range(top):
        if _DEFAULT.match(lines[number]):
            return "\n".join([*lines[:number], line, *lines[number + 1 :]]) + "\n"
    gap = [""] if lines and lines[0].strip() else []
    return "\n".join([line, *gap, *lines]) + "\n"
