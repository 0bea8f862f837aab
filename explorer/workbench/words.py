"""`name=value` words as a person types them, for the command line, magics and tours."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from explorer.api.operation import CallError, Operation


def parse_words(
    operation: type[Operation[Any]], words: Sequence[str], *, allow_unknown: bool = False
) -> dict[str, str]:
    """The parameters that words name, ready for `Operation.from_text` or `unchecked`.

    Both spellings of a name are taken; the first `=` ends the name, and a value may be empty.

    Args:
        operation: What is to be called.
        words: Each `name=value`.
        allow_unknown: Keep names the operation does not have, for calls past our own checks.

    Returns:
        Value by Python name (an unknown name stays as it was typed), in the order of the words.

    Raises:
        CallError: A word has no `=`, or a name is unknown or given twice.
    """
    names = [place.name for place in operation.places().values()]
    values: dict[str, str] = {}
    for word in words:
        name, separator, value = word.partition("=")
        if not separator or not name:
            takes = f" {operation.operation_id} takes: {', '.join(names)}." if names else ""
            raise CallError(f"{word!r} is not of the form name=value.{takes}", name)
        known = operation.python_name(name)
        if known is None and not allow_unknown:
            raise CallError(_unknown(operation, name, names), name)
        if (known or name) in values:
            raise CallError(f"{name!r} is given twice. Keep one of them.", name)
        values[known or name] = value
    return values


def _unknown(operation: type[Operation[Any]], name: str, names: list[str]) -> str:
    if not names:
        return f"{operation.operation_id} takes no parameters, so {name!r} must go."
    spellings = names + list(operation.places())
    close = get_close_matches(name, spellings, 1)
    meant = f" Perhaps {close[0]!r} is meant." if close else ""
    return f"{operation.operation_id} has no parameter {name!r}.{meant} It takes: " + (
        f"{', '.join(names)}."
    )
