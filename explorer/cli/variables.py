"""`{{name}}` in the words of a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.cli.options import refuse

if TYPE_CHECKING:
    from explorer.api.redact import Secret
    from explorer.workbench.profiles import Target


def filled_in(text: str, target: Target) -> str:
    """A word with values in the places of names; ends the command if one has none.

    Args:
        text: As it was given.
        target: Has the variables of command line, file and profile.
    """
    if "{{" not in text:
        return text
    from explorer.workbench.variables import Variables

    filled, unresolved = Variables(target.variables).fill(text)
    if unresolved:
        name = unresolved[0]
        refuse(
            f"{{{{{name}}}}} has no value. Give it one, as by --var {name}=…, or send the braces "
            "as they stand with --unchecked."
        )
    return filled


def secrets_of(target: Target) -> tuple[Secret, ...]:
    """The values of secret variables."""
    from explorer.workbench.variables import Variables

    return Variables(target.variables).secrets()
