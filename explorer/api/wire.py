"""Values as they travel: texts of queries, JSON of bodies, and the one error for misuse."""

import json
import re
from typing import Any

from pydantic import BaseModel

from explorer.api.representation.shown import Shown
from explorer.document.safe import one_line

JSON = "application/json"
PLAIN = "text/plain"
MARKDOWN = "text/markdown"


class CallError(Shown, ValueError):
    """A call that cannot be made as it was put: the message says what, where and what to do.

    Args:
        message: The whole sentence.
        field: The wire name of the parameter it is about; empty for none.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(one_line(message, 600))
        self.field = field

    def __reduce__(self) -> tuple[Any, ...]:
        return CallError, (str(self), self.field)


def shown(value: Any) -> str:
    """A value as it is quoted in a sentence: short, on one line, safe for a terminal."""
    text = repr(value)
    return one_line(text if len(text) <= 80 else f"{text[:76]}…{text[-1]}")


def encode(name: str, value: Any) -> str:
    """A parameter's value as it stands in a query: booleans as true and false.

    Raises:
        CallError: It holds half of a surrogate pair, which UTF-8 cannot carry.
    """
    text = str(value) if not isinstance(value, bool) else "true" if value else "false"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise CallError(
            f"{name} holds half of a surrogate pair at character {problem.start + 1}, which "
            "cannot be sent. Remove it.",
            name,
        ) from None
    return text


def as_json(value: Any) -> Any:
    """A value as plain JSON data: models by their wire names, documents as they were read."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    to_json = getattr(value, "to_json", None)
    return to_json() if callable(to_json) else value


def dump_json(value: Any) -> bytes:
    """JSON bytes, compact, in UTF-8.

    Raises:
        CallError: JSON or UTF-8 has no way to write the value.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as problem:
        reason = "it is nested too deeply" if isinstance(problem, RecursionError) else str(problem)
        raise CallError(f"The body cannot be written as JSON: {reason}.", "body") from None
    return utf8(text)


def utf8(text: str) -> bytes:
    """The bytes of a body's text.

    Raises:
        CallError: It holds half of a surrogate pair, which UTF-8 cannot carry.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise CallError(
            f"The body holds half of a surrogate pair at character {problem.start + 1}, which "
            "cannot be sent. Remove it.",
            "body",
        ) from None


def parse_utf8(body: bytes) -> str:
    """A body's text.

    Raises:
        CallError: It is not UTF-8.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise CallError(
            f"The body is not UTF-8: byte {problem.start + 1} begins no character.", "body"
        ) from None


def parse_json(body: bytes) -> Any:
    """JSON from bytes.

    Raises:
        CallError: It is not UTF-8 or not JSON; the message gives line and column.
    """
    text = parse_utf8(body)
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise CallError(
            f"The body is not JSON: line {problem.lineno}, column {problem.colno}: {problem.msg}.",
            "body",
        ) from None
    except (ValueError, RecursionError) as problem:
        reason = "it is nested too deeply" if isinstance(problem, RecursionError) else str(problem)
        raise CallError(f"The body is not JSON: {reason}.", "body") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


LARGEST = 2**63 - 1
"""The largest whole number that travels in a path or query."""

_INTEGER = re.compile(r"-?[0-9]{1,19}")


def from_text(name: str, kind: str, text: str) -> Any:
    """A text as a value of its wire type, strictly.

    Args:
        name: The parameter's wire name, for the message.
        kind: `boolean`, `integer`, `object`; everything else stays text.
        text: As typed, or as it stood in a URL after decoding.

    Raises:
        CallError: The text is none of that type.
    """
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise CallError(f"{name} must be true or false, not {shown(text)}.", name)
        return text == "true"
    if kind == "integer":
        if not _INTEGER.fullmatch(text) or abs(int(text)) > LARGEST:
            raise CallError(f"{name} must be a whole number, not {shown(text)}.", name)
        return int(text)
    if kind == "object":
        return parse_json(utf8(text))
    return text
