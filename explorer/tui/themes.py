"""The two themes of the terminal face, and the colour roles that styled lines are drawn with.

A role is a use of colour (`link`, `muted`, `panel-info`), not a colour. A theme may set it as the
variable `$stride-<role>`; where it does not, as in Textual's own themes, the role falls back on one
of Textual's variables, and in a theme of the terminal's own sixteen colours on one of those.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from textual.theme import BUILTIN_THEMES, Theme


class Role(NamedTuple):
    """Where the colour of a role comes from when the theme does not set `$stride-<role>`.

    Args:
        fallback: A variable every Textual theme has.
        ansi: One of the terminal's own colours, as Textual names them; empty for the terminal's
            default.
    """

    fallback: str
    ansi: str = ""


ROLES: dict[str, Role] = {
    "muted": Role("foreground-muted", "ansi_bright_black"),
    "accent": Role("text-accent", "ansi_blue"),
    "link": Role("text-primary", "ansi_blue"),
    "heading": Role("text-primary", "ansi_blue"),
    "mention": Role("text-accent", "ansi_cyan"),
    "code": Role("text-secondary", "ansi_magenta"),
    "info": Role("text-primary", "ansi_blue"),
    "note": Role("text-accent", "ansi_magenta"),
    "success": Role("text-success", "ansi_green"),
    "warning": Role("text-warning", "ansi_yellow"),
    "error": Role("text-error", "ansi_red"),
    "string": Role("text-success", "ansi_green"),
    "number": Role("text-warning", "ansi_yellow"),
    "literal": Role("text-accent", "ansi_magenta"),
    "keyword": Role("text-secondary", "ansi_blue"),
}
"""Colours of text."""

BACKGROUNDS: dict[str, Role] = {
    "raised": Role("panel"),
    "found": Role("warning-muted", "ansi_yellow"),
    "chip": Role("surface-lighten-2"),
    "tint-info": Role("primary-muted"),
    "tint-note": Role("accent-muted"),
    "tint-success": Role("success-muted"),
    "tint-warning": Role("warning-muted"),
    "tint-error": Role("error-muted"),
}
"""Colours behind text."""

STRIDE_DARK = Theme(
    name="stride-dark",
    dark=True,
    primary="#579dff",
    secondary="#9f8fef",
    accent="#579dff",
    foreground="#dfe3e8",
    background="#14181c",
    surface="#1a1f25",
    panel="#242b33",
    success="#4bce97",
    warning="#f5cd47",
    error="#f87168",
    variables={
        "stride-muted": "#9aa7b5",
        "stride-accent": "#7bb4ff",
        "stride-link": "#7bb4ff",
        "stride-heading": "#8fbfff",
        "stride-mention": "#8fbfff",
        "stride-code": "#c6b8ff",
        "stride-info": "#7bb4ff",
        "stride-note": "#c6b8ff",
        "stride-success": "#5fd6a4",
        "stride-warning": "#f5cd47",
        "stride-error": "#ff958c",
        "stride-string": "#7ee2b8",
        "stride-number": "#f5cd47",
        "stride-literal": "#c6b8ff",
        "stride-keyword": "#9db8ff",
        "stride-raised": "#262e37",
        "stride-found": "#5c4813",
        "stride-chip": "#36414d",
        "stride-tint-info": "#182a44",
        "stride-tint-note": "#292244",
        "stride-tint-success": "#163226",
        "stride-tint-warning": "#362c12",
        "stride-tint-error": "#3d2021",
        "block-cursor-background": "#1f3a5f",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#232a32",
        "block-cursor-blurred-foreground": "#dfe3e8",
        "block-hover-background": "#20262d",
        "border": "#579dff",
        "border-blurred": "#3a444f",
        "footer-key-foreground": "#7bb4ff",
        "footer-background": "#1a1f25",
        "button-color-foreground": "#14181c",
        "input-selection-background": "#579dff 40%",
        "scrollbar": "#3a444f",
        "scrollbar-hover": "#4f5b68",
        "scrollbar-active": "#579dff",
        "scrollbar-background": "#1a1f25",
        "scrollbar-background-hover": "#1a1f25",
        "scrollbar-background-active": "#1a1f25",
        "scrollbar-corner-color": "#1a1f25",
    },
)

STRIDE_LIGHT = Theme(
    name="stride-light",
    dark=False,
    primary="#0c56c8",
    secondary="#5e4db2",
    accent="#0c56c8",
    foreground="#172b4d",
    background="#f3f5f8",
    surface="#ffffff",
    panel="#e6eaf0",
    success="#1f7a54",
    warning="#8f5f00",
    error="#b3261e",
    variables={
        "stride-muted": "#4f5d73",
        "stride-accent": "#0c51bb",
        "stride-link": "#0c51bb",
        "stride-heading": "#0b4aab",
        "stride-mention": "#0b4aab",
        "stride-code": "#53439f",
        "stride-info": "#0c51bb",
        "stride-note": "#53439f",
        "stride-success": "#17633f",
        "stride-warning": "#7a4d00",
        "stride-error": "#a3211a",
        "stride-string": "#17633f",
        "stride-number": "#7a4d00",
        "stride-literal": "#53439f",
        "stride-keyword": "#3b3fa8",
        "stride-raised": "#e9edf3",
        "stride-found": "#ffe380",
        "stride-chip": "#d6dde7",
        "stride-tint-info": "#e3edff",
        "stride-tint-note": "#ece7fb",
        "stride-tint-success": "#dcf4e8",
        "stride-tint-warning": "#fff1c9",
        "stride-tint-error": "#fde4e1",
        "block-cursor-background": "#d2e3ff",
        "block-cursor-foreground": "#172b4d",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e6eaf0",
        "block-cursor-blurred-foreground": "#172b4d",
        "block-hover-background": "#edf1f6",
        "border": "#0c56c8",
        "border-blurred": "#b9c2cf",
        "footer-key-foreground": "#0c51bb",
        "footer-background": "#e6eaf0",
        "button-color-foreground": "#ffffff",
        "input-selection-background": "#0c56c8 30%",
        "scrollbar": "#b9c2cf",
        "scrollbar-hover": "#97a3b4",
        "scrollbar-active": "#0c56c8",
        "scrollbar-background": "#e6eaf0",
        "scrollbar-background-hover": "#e6eaf0",
        "scrollbar-background-active": "#e6eaf0",
        "scrollbar-corner-color": "#e6eaf0",
    },
)

THEMES: tuple[Theme, ...] = (STRIDE_DARK, STRIDE_LIGHT)
"""The product's own themes, ready for `App.register_theme`; the first is the default."""


class ThemeError(ValueError):
    """The configured theme cannot be used; the message is one sentence saying why."""


def configured_theme(values: Mapping[str, Any]) -> str:
    """The name of the theme that a person has configured; ours where none is.

    Args:
        values: The `[theme]` table of the configuration.

    Raises:
        ThemeError: There is no such theme, or something else stands in the table.
    """
    for key in values:
        if key != "name":
            raise ThemeError(f"theme.{key} is not a key that is known; there is: name.")
    name = values.get("name", STRIDE_DARK.name)
    known = [*(theme.name for theme in THEMES), *BUILTIN_THEMES]
    if not isinstance(name, str):
        raise ThemeError('theme.name must be the name of a theme in quotes, as in "stride-light".')
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"perhaps {near[0]!r} is meant" if near else f"there are: {', '.join(known)}"
        raise ThemeError(f"theme.name: there is no theme {name!r}; {hint}.")
    return name
