"""Emoji whose width terminals dispute, drawn so that all of them agree with us.

A picture made of a narrow character and a selector (`⚠️`) is two cells wide by the standard that
rich measures by, and in the newest terminals; tmux up to 3.4, the terminals of GNOME and of older
Windows and xterm draw it in one. A skin tone is part of the picture before it, or two cells of its
own. Where the two differ, all that stands to the right is put in the wrong place, borders and other
panes too, and stays there until it changes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from rich.cells import cell_len

from explorer.tui.content import DISPUTED

_PICTURE = re.compile(
    ".(?:[\ufe0f\U0001f3fb-\U0001f3ff\u20e3]|\u200d.)+",  # selectors, tones, keycaps, joined ones
    re.DOTALL,
)
_NOTHING = "\u200c"
"""Of no width anywhere: in the place of what is left out, so that offsets into the text stay."""

_JOINING_PROGRAMS = frozenset({"WezTerm", "iTerm.app", "ghostty", "contour"})
_JOINING_TERMINALS = ("xterm-kitty", "xterm-ghostty", "foot", "contour")


def joins(environment: Mapping[str, str]) -> bool:
    """Whether a terminal is known to measure such emoji as we do.

    Args:
        environment: The variables by which terminals say what they are.
    """
    return environment.get("TERM_PROGRAM", "") in _JOINING_PROGRAMS or environment.get(
        "TERM", ""
    ).startswith(_JOINING_TERMINALS)


_JOINS = joins(os.environ)


def settled(text: str) -> str:
    """Text of as many cells and characters as before, whose cells are the same in every terminal.

    A picture is drawn without its selector, and a space beside it, or without its skin tone.

    Args:
        text: Visible text.
    """
    return text if _JOINS else _PICTURE.sub(_settle, text)


def _settle(found: re.Match[str]) -> str:
    picture = found[0]
    plain = picture[0] + DISPUTED.sub("", picture[1:])
    left_out = len(picture) - len(plain)
    missing = min(left_out, max(0, cell_len(picture) - cell_len(plain)))
    return f"{plain}{' ' * missing}{_NOTHING * (left_out - missing)}"
