"""What a person can do in a body, beside what they can in every list."""

from __future__ import annotations

from explorer.tui.commands import Command

BODIES = "Bodies"

BODY_COMMANDS: tuple[Command, ...] = (
    Command(
        "body.fold-all", "Fold all", "Fold all but the outermost values.", "minus", where=BODIES
    ),
    Command("body.unfold-all", "Unfold all", "Unfold everything.", "plus,=", where=BODIES),
    Command(
        "body.right",
        "Right",
        "Show what stands further to the right.",
        "greater_than_sign,shift+right",
        where=BODIES,
    ),
    Command(
        "body.left",
        "Left",
        "Show what stands further to the left.",
        "less_than_sign,shift+left",
        where=BODIES,
    ),
)
"""The commands of `explorer.tui.widgets.body_view.BodyView`."""
