"""What a person can do in a form that stands in front of the screen, and in a field of any form."""

from __future__ import annotations

from explorer.tui.commands import FIELD, FORM, Command

FORM_COMMANDS: tuple[Command, ...] = (
    Command("form.submit", "Do it", "Send what the form holds.", "f2,ctrl+d", where=FORM),
    Command(
        "form.choose",
        "Choose",
        "Choose the value of the field from what the site has.",
        "f4",
        where=FORM,
    ),
    Command(
        "form.discard",
        "Discard",
        "Forget what is typed in the form, and close it.",
        "f8",
        where=FORM,
    ),
    Command(
        "form.close",
        "Close",
        "Give up what is being sent, else close; what is typed is kept.",
        "escape",
        where=FORM,
    ),
    # Before the field has it: keys that come in a burst, as over a slow line, go to the next field.
    Command(
        "form.next-field",
        "Next",
        "Go to the next field.",
        "tab",
        action="app.focus_next",
        where=FORM,
        priority=True,
    ),
    Command(
        "form.previous-field",
        "Previous",
        "Go to the field before.",
        "shift+tab",
        action="app.focus_previous",
        where=FORM,
        priority=True,
    ),
)

FIELD_COMMANDS: tuple[Command, ...] = (
    Command(
        "field.next-value",
        "Next value",
        "Take the next of a field's few values, or the next lower number; else go to the next "
        "field.",
        "down",
        where=FIELD,
    ),
    Command(
        "field.previous-value",
        "Previous value",
        "Take the value before, or the next higher number; else go to the field before.",
        "up",
        where=FIELD,
    ),
)
