"""Emoji by their names, as they are typed between colons: `:tada:`."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class EmojiName(NamedTuple):
    """An emoji by one of its names.

    Args:
        name: With its colons.
        character: What it looks like.
    """

    name: str
    character: str


def character_of(name: str) -> str:
    """The character of an emoji; empty where none has that name.

    Args:
        name: With its colons.
    """
    return _characters().get(name.lower(), "")


def names_like(text: str, most: int = 8) -> list[EmojiName]:
    """Emoji whose name begins with a text, then those that hold it: short names first.

    Args:
        text: Without colons.
        most: How many, at most.
    """
    wanted = text.lower()
    found: list[tuple[bool, int, str, str]] = []
    seen: set[str] = set()
    for name, character in _characters().items():
        place = name.find(wanted, 1)
        if place >= 0:
            found.append((place != 1, len(name), name, character))
    chosen = []
    for _, _, name, character in sorted(found):
        if character not in seen:
            seen.add(character)
            chosen.append(EmojiName(name, character))
        if len(chosen) == most:
            break
    return chosen


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    # Reading all names takes 30 ms, which only those who use them should pay.
    import emoji

    found: dict[str, str] = {}
    for character, data in emoji.EMOJI_DATA.items():
        if data["status"] <= emoji.STATUS["fully_qualified"]:
            for name in (*data.get("alias", ()), data["en"]):
                found.setdefault(name.lower(), character)
    return found
