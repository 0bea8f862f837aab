"""What the style names of lines look like in a theme, as Rich styles.

Looks are in roles of colour, not in colours: `LOOKS` holds for every theme, a `StyleTable` is what
comes of it in one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rich.style import Style
from textual.app import App
from textual.cache import LRUCache
from textual.color import Color, ColorParseError

from explorer.tui.themes import BACKGROUNDS, ROLES, Role

MIN_CONTRAST = 3.0
"""Least contrast of a colour chosen by an author against the background; below it the colour is
moved toward the text colour, so that no one can write what no one can read."""

_AUTHOR_COLOR = re.compile(r"color-(#[0-9a-fA-F]{6})")


class Look(NamedTuple):
    """What a style name looks like: attributes, and roles of colour from `explorer.tui.themes`.

    Args:
        attributes: Attributes of a terminal's text, in Rich's words: `bold`, `italic`, `dim`,
            `underline`, `strike`, `reverse`.
        color: Role of the text's colour; empty to keep it.
        behind: Role of the colour behind the text; empty to keep it.
    """

    attributes: str = ""
    color: str = ""
    behind: str = ""


LOOKS: dict[str, Look] = {
    # Marks of a document
    "strong": Look("bold"),
    "em": Look("italic"),
    "underline": Look("underline"),
    "strike": Look("strike"),
    "code": Look(color="code", behind="raised"),
    "link": Look("underline", "link"),
    "sub": Look("dim"),
    "sup": Look("dim"),
    "action": Look("underline", "accent"),
    "mention": Look("bold", "mention"),
    "mention-me": Look("bold reverse", "mention"),
    "emoji": Look(),
    "date": Look(color="info", behind="raised"),
    "placeholder": Look("italic", "muted"),
    # Blocks of a document
    "heading-1": Look("bold underline", "heading"),
    "heading-2": Look("bold", "heading"),
    "heading-3": Look("bold"),
    "heading-4": Look("bold italic"),
    "heading-5": Look("italic"),
    "heading-6": Look("italic", "muted"),
    "quote": Look(color="muted"),
    "bullet": Look(color="accent"),
    "rule": Look(color="muted"),
    "code-block": Look(behind="raised"),
    "code-language": Look("italic", "muted", "raised"),
    "code-keyword": Look("bold", "keyword"),
    "code-string": Look(color="string"),
    "code-number": Look(color="number"),
    "code-comment": Look("italic", "muted"),
    "code-name": Look(color="link"),
    "code-builtin": Look(color="literal"),
    "code-inserted": Look(color="success"),
    "code-deleted": Look(color="error"),
    "panel-info": Look(color="info"),
    "panel-note": Look(color="note"),
    "panel-tip": Look(color="success"),
    "panel-success": Look(color="success"),
    "panel-warning": Look(color="warning"),
    "panel-error": Look(color="error"),
    "panel-body-info": Look(behind="tint-info"),
    "panel-body-note": Look(behind="tint-note"),
    "panel-body-tip": Look(behind="tint-success"),
    "panel-body-success": Look(behind="tint-success"),
    "panel-body-warning": Look(behind="tint-warning"),
    "panel-body-error": Look(behind="tint-error"),
    "table-border": Look(color="muted"),
    "table-header": Look("bold"),
    "task-done": Look(color="success"),
    "task-todo": Look(color="muted"),
    "decision": Look("bold", "success"),
    "media": Look(color="note"),
    "card": Look(behind="raised"),
    "card-edge": Look(color="accent"),
    "card-title": Look("bold"),
    "lozenge": Look("bold", behind="chip"),
    "lozenge-success": Look("bold", "success", "chip"),
    "lozenge-removed": Look("bold", "error", "chip"),
    "lozenge-inprogress": Look("bold", "info", "chip"),
    "lozenge-new": Look("bold", "note", "chip"),
    "lozenge-moved": Look("bold", "warning", "chip"),
    "badge": Look(behind="chip"),
    "badge-primary": Look("bold", "info", "chip"),
    "badge-important": Look("bold", "error", "chip"),
    "badge-added": Look("bold", "success", "chip"),
    "badge-removed": Look("bold", "error", "chip"),
    "button": Look("bold", "accent", "chip"),
    "button-primary": Look("bold reverse", "accent"),
    "unknown": Look("italic", "warning"),
    "muted": Look(color="muted"),
    # Rows of the faces
    "title": Look("bold"),
    "accent": Look(color="accent"),
    "error": Look(color="error"),
    "warning": Look(color="warning"),
    "success": Look(color="success"),
    "match": Look("underline", behind="found"),
    "count": Look("bold", "accent"),
    "new": Look(color="error"),
    "key": Look("bold", "accent"),
    "method-get": Look("bold", "success"),
    "method-post": Look("bold", "info"),
    "method-put": Look("bold", "warning"),
    "method-patch": Look("bold", "note"),
    "method-delete": Look("bold", "error"),
    "json-key": Look(color="link"),
    "json-string": Look(color="string"),
    "json-number": Look(color="number"),
    "json-literal": Look(color="literal"),
    "json-punctuation": Look(color="muted"),
}
"""Every style name of `explorer.document.lines.Span`, and of the faces' own rows."""


class StyleTable:
    """Style names as Rich styles, for one theme; see `styles_of`.

    Args:
        variables: The theme's CSS variables.
        ansi: Whether the theme uses the terminal's own sixteen colours.
    """

    def __init__(self, variables: Mapping[str, str], *, ansi: bool) -> None:
        self._variables = variables
        self._ansi = ansi
        self._foreground = self._variable("foreground") or Color.parse("#e0e0e0")
        self._background = self._variable("background") or Color.parse("#121212")
        self._named = {name: self._draw(look) for name, look in LOOKS.items()}
        self._combined: LRUCache[str, Style] = LRUCache(1024)

    def style(self, names: str) -> Style:
        """The style of space-joined names, later ones over earlier ones; unknown ones change
        nothing.

        Args:
            names: As in `Span.style`.
        """
        found = self._combined.get(names)
        if found is None:
            found = Style.combine(map(self._single, names.split())) if names else Style.null()
            self._combined[names] = found
        return found

    def color(self, role: str) -> Color | None:
        """The colour of a role of text; None for the terminal's own."""
        return self._resolve(role, ROLES[role])

    def behind(self, role: str) -> Color | None:
        """The colour of a role behind text; None for the terminal's own."""
        return self._resolve(role, BACKGROUNDS[role])

    def _single(self, name: str) -> Style:
        known = self._named.get(name)
        if known is not None:
            return known
        chosen = _AUTHOR_COLOR.fullmatch(name)
        return Style(color=self._readable(chosen[1]).rich_color) if chosen else Style.null()

    def _draw(self, look: Look) -> Style:
        color = self.color(look.color) if look.color else None
        behind = self.behind(look.behind) if look.behind else None
        if self._ansi and behind is not None:
            # Behind is one of sixteen colours that the person chose: only black is sure to show.
            color = Color.parse("ansi_black")
        drawn = Style(
            color=color.rich_color if color else None,
            bgcolor=behind.rich_color if behind else None,
        )
        return drawn + Style.parse(look.attributes)

    def _resolve(self, role: str, source: Role) -> Color | None:
        own = self._variable(f"stride-{role}")
        if own is not None:
            return self._opaque(own)
        if self._ansi:
            return Color.parse(source.ansi) if source.ansi else None
        fallback = self._variable(source.fallback)
        return None if fallback is None else self._opaque(fallback)

    def _opaque(self, color: Color) -> Color:
        return color if color.ansi is not None or color.a == 1 else self._background + color

    def _variable(self, name: str) -> Color | None:
        try:
            return Color.parse(self._variables[name])
        except (KeyError, ColorParseError):
            return None

    def _readable(self, hexadecimal: str) -> Color:
        color = Color.parse(hexadecimal)
        if self._ansi or self._background.ansi is not None:
            return color
        for step in range(10):
            mixed = color.blend(self._foreground, step / 10)
            if contrast(self._background, mixed) >= MIN_CONTRAST:
                return mixed
        return self._foreground


def contrast(first: Color, second: Color) -> float:
    """Contrast ratio of two opaque colours, from 1 to 21, as WCAG 2 defines it."""

    def luminance(color: Color) -> float:
        channels = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in color.normalized
        )
        return sum(
            weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), channels, strict=True)
        )

    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=32)
def _table(variables: frozenset[tuple[str, str]], ansi: bool) -> StyleTable:
    return StyleTable(dict(variables), ansi=ansi)


def styles_of(app: App[Any]) -> StyleTable:
    """The style table of the app's present theme; the same object as long as the theme is.

    Args:
        app: A running app.
    """
    return _table(frozenset(app.theme_variables.items()), app.native_ansi_color)
