"""`name=value` words as a person types them, for the command line, magics and tours."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from explorer.api.operation import CallError, Operation

if TYPE_CHECKING:
    from explorer.api.source import Source


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


def call_of(
    operation: type[Operation[Any]],
    words: Sequence[str],
    *,
    body: bytes | Source | None = None,
    content_type: str | None = None,
    unchecked: bool = False,
    conversation_id: str | None = None,
) -> Operation[Any]:
    """The call that words put.

    Args:
        operation: What is to be called.
        words: Each `name=value`.
        body: The whole body; None for none.
        content_type: Of the body; None for the usual one.
        unchecked: Put it as it stands, past our own checks.
        conversation_id: The conversation that is meant where no word names one; None for none.

    Raises:
        CallError: It cannot be put: the message says what is wrong, parameter by parameter.
    """
    from pydantic import ValidationError

    values = parse_words(operation, words, allow_unknown=unchecked)
    needs_room = operation.python_name("conversationId") == "conversation_id"
    if conversation_id and needs_room and "conversation_id" not in values:
        values["conversation_id"] = conversation_id
    if operation.takes_file:
        values = {**_name_of(body), **values}
    # A source is given only to an operation that takes a file, which takes both.
    given: Any = body
    if unchecked:
        return operation.unchecked(values, body=given, content_type=content_type)
    try:
        return operation.from_text(values, body=given, content_type=content_type or "")
    except ValidationError as problem:
        found = operation.problems(problem)
        sentence = "; ".join(str(item) for item in found)
        raise CallError(f"{sentence}.", str(found[0].steps[0]) if found[0].steps else "") from None


def _name_of(body: bytes | Source | None) -> dict[str, str]:
    """The name that a file gets where no word gives one: its own."""
    return {"name": body.name} if body and not isinstance(body, bytes) and body.name else {}


def _unknown(operation: type[Operation[Any]], name: str, names: list[str]) -> str:
    if not names:
        return f"{operation.operation_id} takes no parameters, so {name!r} must go."
    spellings = names + list(operation.places())
    close = get_close_matches(name, spellings, 1)
    meant = f" Perhaps {close[0]!r} is meant." if close else ""
    return f"{operation.operation_id} has no parameter {name!r}.{meant} It takes: " + (
        f"{', '.join(names)}."
    )
