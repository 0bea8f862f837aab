"""The fields of a form, derived from an operation class: nothing of them is written twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from explorer.api.operation import MARKDOWN, Operation, as_json
from explorer.api.parameters import Parameter, Place

FieldPlace = Place | Literal["header", "form", "variable", "own"]
"""Where a field's text travels; of a request that is no operation also as a header, as a field of a
form, or in the place of a `{{name}}`; `own` for a field of a form of ours that is no request."""


class Kind(StrEnum):
    """What is typed into a field."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    JSON = "json"
    DOCUMENT = "document"
    FILE = "file"


class Pick(StrEnum):
    """What a field's value may be chosen from."""

    SITE = "site"
    CONVERSATION = "conversation"
    USER = "user"
    MESSAGE = "message"
    MODULE_KEY = "module key"
    MEDIA = "media"


_PICKS = {
    "cloudId": Pick.SITE,
    "conversationId": Pick.CONVERSATION,
    "userId": Pick.USER,
    "add": Pick.USER,
    "remove": Pick.USER,
    "messageId": Pick.MESSAGE,
    "beforeMessage": Pick.MESSAGE,
    "afterMessage": Pick.MESSAGE,
    "key": Pick.MODULE_KEY,
    "mediaId": Pick.MEDIA,
}

EMPTY = '""'
"""What is typed for a text that is given and empty; a field with nothing in it is left out."""


FILES_NAME = "the file's own name"
"""The default of a name that the file itself gives."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field.

    Args:
        name: The Python spelling of its parameter.
        wire_name: The spelling on the wire.
        place: Where it travels.
        kind: What is typed into it.
        required: Whether the operation is refused without it.
        default: What holds where it is left out, as text; empty for nothing.
        bounds: As in `1 to 75`; empty for none.
        help: One line on what it means.
        choices: The values it takes, where they are few.
        pick: What it may be chosen from; None for nothing.
        many: Whether it takes several values, with commas between them.
        example: A plausible value as text; empty for none.
        secret: Whether what is typed is hidden and kept nowhere.
    """

    name: str
    wire_name: str
    place: FieldPlace
    kind: Kind
    required: bool
    default: str
    bounds: str
    help: str
    choices: tuple[str, ...]
    pick: Pick | None
    many: bool
    example: str
    secret: bool = False

    @property
    def is_body(self) -> bool:
        """Whether it is the whole body of the request."""
        return self.place == "whole-body"

    def facts(self) -> list[str]:
        """Kind, place, whether it is required, default and bounds, in a word or two each."""
        what = " or ".join(self.choices) if self.kind is Kind.CHOICE else str(self.kind)
        if self.kind is Kind.DOCUMENT:
            what = "Markdown or document"
        facts = [what]
        if self.place != "own":
            facts.append("choice" if self.place == "local" else self.place.replace("-", " "))
        if self.required:
            facts.append("required")
        if self.bounds:
            facts.append(self.bounds)
        if self.default:
            facts.append(f"else {self.default}")
        return facts


def fields_of(operation: type[Operation[Any]]) -> tuple[FormField, ...]:
    """Every field of an operation, the path's first.

    Args:
        operation: Any class of the catalogue.
    """
    return tuple(_field(operation, item) for item in operation.parameters())


def _field(operation: type[Operation[Any]], item: Parameter) -> FormField:
    kind = _kind(operation, item)
    # A file has a name already.
    named_by_file = operation.takes_file and item.place == "query" and item.wire_name == "name"
    default = "" if item.default is None else _text(item.default)
    if item.wire_name == "cloudId":
        default = "the present site"
    elif named_by_file:
        default = FILES_NAME
    choices: tuple[str, ...] = ()
    if kind is Kind.BOOLEAN:
        choices = ("true", "false")
    elif kind is Kind.CHOICE:
        choices = tuple(item.type_name.split("|"))
    if kind is Kind.DOCUMENT or (item.place == "local" and "markdown" in choices):
        default = ""
    return FormField(
        name=item.name,
        wire_name=item.wire_name,
        place=item.place,
        kind=kind,
        required=item.required and not named_by_file,
        default=default,
        bounds=item.bounds,
        help=_help(kind, item),
        choices=choices,
        pick=_PICKS.get(item.wire_name),
        many=item.wire_name in {"add", "remove"},
        example="" if item.example is None or kind is Kind.FILE else _text(item.example),
    )


def _kind(operation: type[Operation[Any]], item: Parameter) -> Kind:
    match item.type_name:
        case "integer":
            return Kind.INTEGER
        case "boolean":
            return Kind.BOOLEAN
        case "file":
            return Kind.FILE
        case "object":
            return Kind.JSON
        case "any":
            return Kind.DOCUMENT if MARKDOWN in operation.body_types else Kind.JSON
        case name:
            return Kind.CHOICE if "|" in name else Kind.TEXT


def _help(kind: Kind, item: Parameter) -> str:
    if kind is Kind.DOCUMENT:
        return "Markdown, or the JSON of a document."
    if kind is Kind.FILE:
        return "Path of the file; it is read while it is sent."
    if item.place == "local" and "markdown" in item.type_name:
        return f"{item.description} Left out: JSON is sent wrapped, other text as Markdown."
    return item.description


def _text(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    return json.dumps(as_json(value), ensure_ascii=False)
