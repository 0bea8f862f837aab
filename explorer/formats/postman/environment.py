"""Reading a Postman environment, or its globals: values by name, the secret ones marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.formats.errors import FormatError
from explorer.formats.postman.loading import load, other_kind
from explorer.formats.postman.pieces import kind_of, text_of


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an environment.

    Args:
        value: As text; empty where the file keeps none, as of secrets.
        secret: Whether the file says that it is one.
    """

    value: str
    secret: bool = False

    def __repr__(self) -> str:
        return f"Value({'…' if self.secret else repr(self.value)})"


def read(data: bytes, what: str = "environment") -> dict[str, Value]:
    """The values of an environment, disabled ones left out; of one name the last counts.

    Args:
        data: The bytes of its file.
        what: What the file should be, for the sentences: `environment` or `globals file`.

    Raises:
        FormatError: It is no JSON, or no environment; the message names the value that is wrong.
    """
    value = load(data, what)
    if isinstance(value, dict) and isinstance(value.get("environment"), dict):
        value = value["environment"]
    if isinstance(value, dict) and isinstance(value.get("item"), list):
        raise FormatError(f"This is a Postman collection and no {what}. Give it as the collection.")
    values = value.get("values") if isinstance(value, dict) else None
    if not isinstance(values, list):
        refusal = "" if values is not None else other_kind(value)
        raise FormatError(
            refusal.replace("a Postman collection.", f"a Postman {what}.")
            or f"This is JSON and not a Postman {what}: {_what(value)}."
        )
    found: dict[str, Value] = {}
    for index, each in enumerate(values):
        name, content = _value(each, f"values[{index}] of the {what}")
        if name and content is not None:
            found.pop(name, None)
            found[name] = content
    return found


def _what(value: Any) -> str:
    if not isinstance(value, dict):
        return f"it is {kind_of(value)}, where an object with a list of values was expected"
    return "it has no list of values"


def _value(each: Any, place: str) -> tuple[str, Value | None]:
    if not isinstance(each, dict):
        raise FormatError(f"{place} is {kind_of(each)}; a key and value was expected.")
    name = text_of(each.get("key")) or ""
    if each.get("enabled") is False or each.get("disabled") is True:
        return name, None
    secret = each.get("type") == "secret"
    return name, Value(text_of(each.get("value")) or "", secret)
