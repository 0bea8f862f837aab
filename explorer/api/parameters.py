"""The parameters of an operation: where each travels, under which name, of which type."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, Field
from pydantic.fields import FieldInfo

from explorer.api.representation.shown import Shown
from explorer.api.source import Source
from explorer.api.wire import as_json

THE_CLIENTS_SITE = ""
"""Default of every `cloud_id`: the site the client was made for."""

Place = Literal["path", "query", "body", "whole-body", "local"]


@dataclass(frozen=True)
class In:
    """Where a parameter travels and under which name.

    Args:
        place: `path`, `query`, a member of the JSON `body`, the `whole-body`, or `local`:
            a choice about the request that is not itself sent.
        name: Its name on the wire.
    """

    place: Place
    name: str


def in_path(name: str) -> In:
    """A path parameter, written `{name}` in the template."""
    return In("path", name)


def in_query(name: str) -> In:
    """A query parameter; None is not sent."""
    return In("query", name)


def in_body(name: str) -> In:
    """A member of the JSON body; None is not sent."""
    return In("body", name)


WHOLE_BODY = In("whole-body", "body")

_UNSAFE = re.compile(r"[\x00-\x1f\x7f]|[\ud800-\udfff]")


def path_segment(value: str) -> str:
    """A value that can stand between two slashes of a path, once it is quoted.

    Raises:
        ValueError: It is `.` or `..`, or holds control characters or half a surrogate pair.
    """
    if value in {".", ".."}:
        raise ValueError("must not be '.' or '..', which would change the path")
    if _UNSAFE.search(value):
        raise ValueError("must not hold control characters or lone surrogates")
    return value


_SEGMENT_SCHEMA = {"pattern": r"^[^\x00-\x1f\x7f]*$", "not": {"enum": [".", ".."]}}
"""What `path_segment` takes, for JSON Schema."""

Identifier = Annotated[
    str,
    Field(min_length=1, json_schema_extra=_SEGMENT_SCHEMA),
    AfterValidator(path_segment),
]
"""An id or key that stands in a path: not empty, no `.` or `..`, no control characters."""

CloudId = Annotated[
    str,
    In("path", "cloudId"),
    AfterValidator(path_segment),
    Field(
        description="Id of the site. Left out: the client's site.",
        examples=["11111111-2222-4333-8444-555555555555"],
        json_schema_extra=_SEGMENT_SCHEMA,
    ),
]
ConversationId = Annotated[
    Identifier,
    In("path", "conversationId"),
    Field(description="Id of the conversation.", examples=["22222222-3333-4444-8555-666666666666"]),
]


@dataclass(frozen=True, repr=False)
class Parameter(Shown):
    """One parameter of an operation, as the catalogue, a form or the sandbox sees it.

    Args:
        name: The Python spelling.
        wire_name: The spelling on the wire.
        place: Where it travels.
        type_name: `string`, `integer`, `boolean`, `object`, `file`, `any` (text or object), or
            the allowed values joined by `|`.
        required: Whether a call without it is refused.
        default: Its default; None for none.
        description: One line of help.
        bounds: As in `1 to 75`; empty for none.
        example: A plausible value, None where the operation names none.
    """

    name: str
    wire_name: str
    place: Place
    type_name: str
    required: bool
    default: Any
    description: str
    bounds: str
    example: Any

    def facts(self) -> list[str]:
        """Type, place, whether it is required, default and bounds, each in a word or two."""
        facts = [self.type_name, self.place.replace("-", " ")]
        if self.required:
            facts.append("required")
        if self.default is not None:
            facts.append(f"default {json.dumps(as_json(self.default))}")
        if self.bounds:
            facts.append(self.bounds)
        return facts


def place_of(name: str, field: FieldInfo) -> In:
    """Where a field of an operation travels.

    Raises:
        TypeError: Its annotation does not say.
    """
    for item in field.metadata:
        if isinstance(item, In):
            return item
    raise TypeError(f"parameter {name} does not say where it travels")


_WORDS = ((bool, "boolean"), (int, "integer"), (str, "string"), (Source, "file"))


def type_name(field: FieldInfo) -> str:
    """The wire type of a field in a word, as `Parameter.type_name` has it."""
    kind: Any = field.annotation
    alternatives = get_args(kind)
    if type(None) in alternatives:
        rest = [item for item in alternatives if item is not type(None)]
        kind = rest[0] if len(rest) == 1 else object
    if get_origin(kind) is Literal:
        return "|".join(str(item) for item in get_args(kind))
    while hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    if kind is Any:
        return "any"
    if isinstance(kind, type):
        if issubclass(kind, StrEnum):
            return "|".join(kind)
        for known, word in _WORDS:
            if issubclass(kind, known):
                return word
    return "object"


def parameter(name: str, place: In, field: FieldInfo) -> Parameter:
    """A field of an operation as the catalogue shows it."""
    low = next((item.ge for item in field.metadata if hasattr(item, "ge")), None)
    high = next((item.le for item in field.metadata if hasattr(item, "le")), None)
    bounds = f"{low} to {high}" if low is not None and high is not None else ""
    if not bounds and low is not None:
        bounds = f"at least {low}"
    return Parameter(
        name=name,
        wire_name=place.name,
        place=place.place,
        type_name=type_name(field),
        required=field.is_required(),
        default=None if field.is_required() or field.default == "" else field.default,
        description=field.description or "",
        bounds=bounds,
        example=as_json(field.examples[0]) if field.examples else None,
    )
