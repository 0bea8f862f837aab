"""An operation is a model: one small class is everything known about one endpoint.

Its fields are the parameters, its class attributes what the catalogue says. An instance is a
validated call that no one has sent yet; it does no I/O. The catalogue, the command line, the
forms and the sandbox's routes are derived from the class.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar, cast, get_args
from urllib.parse import quote, urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, TypeAdapter
from pydantic.fields import FieldInfo

T = TypeVar("T")
PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")

JSON = "application/json"
PLAIN = "text/plain"
MARKDOWN = "text/markdown"

THE_CLIENTS_SITE = ""
"""Default of every `cloud_id`: the site the client was made for."""

Place = Literal["path", "query", "body", "whole-body", "local"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Scope(StrEnum):
    """What a token must hold for an operation."""

    PARTICIPATE = "participate:conversation"
    MANAGE = "manage:conversation"


@dataclass(frozen=True, slots=True)
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


def _path_segment(value: str) -> str:
    if value in {".", ".."}:
        raise ValueError("must not be '.' or '..', which would change the path")
    if _UNSAFE.search(value):
        raise ValueError("must not hold control characters or lone surrogates")
    return value


Identifier = Annotated[str, Field(min_length=1), AfterValidator(_path_segment)]
"""An id or key that stands in a path: not empty, no `.` or `..`, no control characters."""


def _site_or_default(value: str) -> str:
    return _path_segment(value)


CloudId = Annotated[
    str,
    In("path", "cloudId"),
    AfterValidator(_site_or_default),
    Field(
        description="Id of the site. Left out: the client's site.",
        examples=["11111111-2222-4333-8444-555555555555"],
    ),
]
ConversationId = Annotated[
    Identifier,
    In("path", "conversationId"),
    Field(description="Id of the conversation.", examples=["22222222-3333-4444-8555-666666666666"]),
]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation, as the catalogue, a form or the sandbox sees it.

    Args:
        name: The Python spelling.
        wire_name: The spelling on the wire.
        place: Where it travels.
        type_name: `string`, `integer`, `boolean`, `object` or the allowed values joined by `|`.
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request without its origin: what an operation turns into before a client sends it.

    Args:
        method: The HTTP method.
        target: Path and query, encoded.
        content_type: Of the body; empty for none.
        body: The bytes of the body; empty for none.
    """

    method: str
    target: str
    content_type: str = ""
    body: bytes = b""


class CallError(ValueError):
    """A call that cannot be made as it was put: the message says what, where and what to do.

    Args:
        message: The whole sentence.
        field: The wire name of the parameter it is about; empty for none.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Operation(BaseModel, Generic[T]):
    """Base of all operations; generic over what a successful call answers.

    Class attributes:
        operation_id: The service's own id.
        method, path: The path is a template with `{wireName}` in it.
        scope: The scope a token must hold; None where any token will do.
        group: The collection's folder, or the resource where the collection has none.
        resource: The resource the operation belongs to.
        success: The status the service answers with.
        in_collection: Whether the Postman collection names it.
        summary: One line; the first of the docstring.
        lost_delete_is_success: Whether a 404 after a retried, unanswered call means it is done.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, defer_build=True, arbitrary_types_allowed=True
    )

    operation_id: ClassVar[str]
    method: ClassVar[Method]
    path: ClassVar[str]
    scope: ClassVar[Scope | None] = Scope.PARTICIPATE
    group: ClassVar[str]
    resource: ClassVar[str]
    success: ClassVar[int] = 200
    in_collection: ClassVar[bool] = True
    body_types: ClassVar[tuple[str, ...]] = ()

    _raw_body: bytes | None = PrivateAttr(default=None)
    _raw_content_type: str | None = PrivateAttr(default=None)

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring, without its full stop."""
        return (cls.__doc__ or "").strip().splitlines()[0].rstrip(".")

    @classmethod
    def answer_type(cls) -> Any:
        """The type a successful call answers: the argument the base class was given."""
        for base in cls.__mro__:
            arguments = getattr(base, "__pydantic_generic_metadata__", {}).get("args")
            if arguments:
                return arguments[0]
        raise TypeError(f"{cls.__name__} does not say what it answers")

    @classmethod
    def places(cls) -> Mapping[str, In]:
        """Python name to place, for every field, in the order declared."""
        return _places(cls)

    @classmethod
    def parameters(cls) -> list[Parameter]:
        """Every parameter in the order declared, path first."""
        return [
            _parameter(name, place, cls.model_fields[name]) for name, place in cls.places().items()
        ]

    @classmethod
    def python_name(cls, name: str) -> str | None:
        """The Python spelling of a parameter given in either spelling; None if unknown."""
        places = cls.places()
        if name in places:
            return name
        return next((field for field, place in places.items() if place.name == name), None)

    @classmethod
    def from_text(
        cls, values: Mapping[str, str], *, body: bytes | None = None, content_type: str = ""
    ) -> Self:
        """A validated call from texts, as a person or a URL gives them.

        Booleans are `true` or `false`, integers decimal digits: nothing else is taken.

        Args:
            values: Parameters by either spelling.
            body: The bytes of the body, None for none.
            content_type: Of the body; empty for JSON.

        Raises:
            CallError: A name is unknown, a value is not of its type, or the body does not fit.
            pydantic.ValidationError: A value breaks a rule of its parameter.
        """
        given: dict[str, Any] = {}
        for name, text in values.items():
            field = cls.python_name(name)
            if field is None:
                known = ", ".join(place.name for place in cls.places().values())
                raise CallError(
                    f"{cls.operation_id} has no parameter {name!r}. It takes: {known}.", name
                )
            if field in given:
                raise CallError(f"{name!r} is given twice.", name)
            given[field] = _from_text(cls.model_fields[field], cls.places()[field], text)
        if body is not None:
            given.update(cls.read_body(body, content_type))
        return cls.model_validate(given)

    @classmethod
    def read_body(cls, body: bytes, content_type: str = "") -> dict[str, Any]:
        """The fields that a request body fills, not yet validated.

        Args:
            body: The bytes of the body.
            content_type: As in the header; empty for JSON.

        Raises:
            CallError: The body is not JSON, not an object, or holds an unknown member.
        """
        places = cls.places()
        whole = next((name for name, place in places.items() if place.place == "whole-body"), None)
        members = {place.name: name for name, place in places.items() if place.place == "body"}
        if whole is None and not members:
            raise CallError(f"{cls.operation_id} takes no body.", "body")
        value = parse_json(body)
        if whole is not None:
            return {whole: value}
        if not isinstance(value, dict):
            raise CallError("The body must be a JSON object.", "body")
        filled: dict[str, Any] = {}
        for name, item in value.items():
            if name in members:
                filled[members[name]] = item
            elif name not in cls.ignored_members:
                raise CallError(
                    f"The body has an unknown member {name!r}. It takes: {', '.join(members)}.",
                    name,
                )
        return filled

    ignored_members: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def unchecked(
        cls,
        values: Mapping[str, Any] | None = None,
        *,
        body: bytes | None = None,
        content_type: str | None = None,
    ) -> Self:
        """A call that is sent as it is put, past our own checks, to see the service's own answer.

        Args:
            values: Parameters by either spelling; unknown ones become query parameters.
            body: The bytes of the body, sent as they are.
            content_type: Of the body; None for JSON when there is a body.
        """
        given: dict[str, Any] = {}
        for name, value in (values or {}).items():
            given[cls.python_name(name) or name] = value
        call = cast("Self", cls.model_construct(**given))
        extra = {name: value for name, value in given.items() if name not in cls.model_fields}
        object.__setattr__(call, "__pydantic_extra__", extra or None)
        call._raw_body = body if body is not None else b"" if not cls._has_body(given) else None
        call._raw_content_type = content_type or (JSON if body is not None else None)
        return call

    @classmethod
    def _has_body(cls, given: Mapping[str, Any]) -> bool:
        places = cls.places()
        return any(
            name in given and place.place in {"body", "whole-body"}
            for name, place in places.items()
        )

    @property
    def is_unchecked(self) -> bool:
        """Whether this call was made past our own checks."""
        return self._raw_body is not None or bool(self.__pydantic_extra__)

    def build(self, cloud_id: str = "") -> Prepared:
        """The request this call becomes, without origin or credentials.

        Args:
            cloud_id: The site to use where the call names none.

        Raises:
            CallError: No site is named anywhere, or a path parameter is missing.
        """
        path = self.path
        query: list[tuple[str, str]] = []
        for name, place in self.places().items():
            value = getattr(self, name, None)
            if place.place == "path":
                if place.name == "cloudId" and value in {None, THE_CLIENTS_SITE}:
                    value = cloud_id
                path = path.replace(f"{{{place.name}}}", self._segment(place.name, value))
            elif place.place == "query" and value is not None and name in self.model_fields_set:
                # Defaults stay the server's: a URL holds what was asked for and no more.
                query.append((place.name, encode(value)))
        for name, value in (self.__pydantic_extra__ or {}).items():
            query.append((name, encode(value)))
        target = path + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        if self._raw_body is not None:
            return Prepared(self.method, target, self._raw_content_type or "", self._raw_body)
        content_type, body = self.body_bytes()
        return Prepared(self.method, target, content_type, body)

    def _segment(self, name: str, value: Any) -> str:
        if value is None or value == "":
            what = (
                "a site: give cloud_id, or make the client with one" if name == "cloudId" else name
            )
            raise CallError(f"{self.operation_id} needs {what}.", name)
        try:
            return quote(_path_segment(str(value)), safe=":!$&'()*+,;=@")
        except ValueError as problem:
            raise CallError(f"{name} {problem}.", name) from None

    def body_bytes(self) -> tuple[str, bytes]:
        """Content type and bytes of the body; both empty where the operation sends none."""
        members: dict[str, Any] = {}
        expected = False
        for name, place in self.places().items():
            value = getattr(self, name, None)
            if place.place == "whole-body":
                return JSON, dump_json(as_json(value))
            if place.place == "body":
                expected = True
                if value is not None:
                    members[place.name] = as_json(value)
        return (JSON, dump_json(members)) if expected else ("", b"")

    def parse(self, status: int, body: bytes) -> T:
        """The typed answer of a successful call.

        Args:
            status: The status code, one of 2xx.
            body: The bytes of the answer.

        Raises:
            pydantic.ValidationError: The answer is not of the documented shape.
        """
        answer = self.answer_type()
        if answer is type(None):
            return None  # type: ignore[return-value]
        if not body.strip():
            return self.empty_answer()
        if isinstance(answer, type) and issubclass(answer, BaseModel):
            return answer.model_validate_json(body)  # type: ignore[return-value]
        return TypeAdapter[Any](answer).validate_json(body)  # type: ignore[no-any-return]

    def empty_answer(self) -> T:
        """What a success without a body means, for an operation that usually answers one."""
        answer = self.answer_type()
        if type(None) in get_args(answer):
            return None  # type: ignore[return-value]
        return answer.model_validate({})  # type: ignore[no-any-return]

    @classmethod
    def example(cls) -> Self:
        """A plausible call, from the examples of its parameters."""
        values = {
            name: field.examples[0]
            for name, field in cls.model_fields.items()
            if field.examples and (field.is_required() or cls.places()[name].place != "query")
        }
        return cls.model_validate(values)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name, None)!r}" for name in self.model_fields_set)
        return f"{type(self).__name__}({shown})"[:400]


class PagedOperation(Operation[PageT], Generic[PageT, ItemT]):
    """An operation that answers one page of a longer list."""

    def next_page(self, page: PageT) -> Self | None:
        """The call for the page after `page`; None when nothing follows.

        Raises:
            TypeError: The operation does not say how its pages follow each other.
        """
        raise TypeError(f"{type(self).__name__} does not say how its pages follow each other")

    def items(self, page: PageT) -> Sequence[ItemT]:
        """The items of a page, in the server's order."""
        return page.values  # type: ignore[attr-defined, no-any-return]

    @classmethod
    def answer_type(cls) -> Any:
        for base in cls.__mro__:
            metadata = getattr(base, "__pydantic_generic_metadata__", {})
            if metadata.get("origin") is PagedOperation and metadata.get("args"):
                return metadata["args"][0]
        return super().answer_type()


def encode(value: Any) -> str:
    """A parameter's value as it stands in a query: booleans as true and false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def as_json(value: Any) -> Any:
    """A value as plain JSON data: models by their wire names, documents as they were read."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    to_json = getattr(value, "to_json", None)
    return to_json() if callable(to_json) else value


def dump_json(value: Any) -> bytes:
    """JSON bytes, compact, in UTF-8.

    Raises:
        CallError: The value holds half of a surrogate pair, which UTF-8 cannot carry.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise CallError(
            f"The body holds half of a surrogate pair at character {problem.start}, which cannot "
            "be sent. Remove it.",
            "body",
        ) from None


def parse_json(body: bytes) -> Any:
    """JSON from bytes.

    Raises:
        CallError: It is not UTF-8 or not JSON; the message gives line and column.
    """
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as problem:
        raise CallError(f"The body is not UTF-8: byte {problem.start}.", "body") from None
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


@cache
def _places(operation: type[Operation[Any]]) -> Mapping[str, In]:
    return {name: _place(name, field) for name, field in operation.model_fields.items()}


def _place(name: str, field: FieldInfo) -> In:
    for item in field.metadata:
        if isinstance(item, In):
            return item
    raise TypeError(f"parameter {name} does not say where it travels")


_INTEGER = re.compile(r"-?[0-9]{1,18}")


def _from_text(field: FieldInfo, place: In, text: str) -> Any:
    """A text as the type of its field, strictly."""
    kind = type_name(field)
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise CallError(f"{place.name} must be true or false, not {text!r}.", place.name)
        return text == "true"
    if kind == "integer":
        if not _INTEGER.fullmatch(text):
            raise CallError(f"{place.name} must be a whole number, not {text!r}.", place.name)
        return int(text)
    if kind == "object":
        return parse_json(text.encode("utf-8", "surrogatepass"))
    return text


def type_name(field: FieldInfo) -> str:
    """The wire type of a field in a word: `string`, `integer`, `boolean`, `object` or a choice."""
    kind = field.annotation
    arguments = [item for item in get_args(kind) if item is not type(None)]
    if str(kind).startswith("typing.Literal"):
        return "|".join(str(item) for item in arguments)
    if arguments and type(None) in get_args(kind) and len(arguments) == 1:
        kind = arguments[0]
        if str(kind).startswith("typing.Literal"):
            return "|".join(str(item) for item in get_args(kind))
    while get_args(kind) and hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    if isinstance(kind, type):
        if issubclass(kind, bool):
            return "boolean"
        if issubclass(kind, int):
            return "integer"
        if issubclass(kind, StrEnum):
            return "|".join(kind)
        if issubclass(kind, str):
            return "string"
    return "object" if kind is not Any else "any"


def _parameter(name: str, place: In, field: FieldInfo) -> Parameter:
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
