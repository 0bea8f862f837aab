"""An operation is a model: one small class is everything known about one endpoint.

Its fields are the parameters, its class attributes what the catalogue says. An instance is a
validated call that no one has sent yet; it does no I/O. The catalogue, the command line, the
forms and the sandbox's routes are derived from the class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar
from urllib.parse import quote, urlencode

from pydantic import ConfigDict, PrivateAttr, ValidationError

from explorer.api.answering import Answering
from explorer.api.explain import FieldProblem, explain
from explorer.api.help import Helped
from explorer.api.opening import Explorable
from explorer.api.parameters import (
    THE_CLIENTS_SITE,
    WHOLE_BODY,
    CloudId,
    ConversationId,
    Identifier,
    In,
    Parameter,
    Place,
    in_body,
    in_path,
    in_query,
    parameter,
    path_segment,
    place_of,
    type_name,
)
from explorer.api.representation.shown import Shown
from explorer.api.source import Source
from explorer.api.wire import (
    JSON,
    MARKDOWN,
    PLAIN,
    CallError,
    as_json,
    dump_json,
    encode,
    from_text,
    parse_json,
    shown,
)

__all__ = [
    "JSON",
    "MARKDOWN",
    "PLAIN",
    "THE_CLIENTS_SITE",
    "WHOLE_BODY",
    "CallError",
    "CloudId",
    "ConversationId",
    "Identifier",
    "In",
    "Method",
    "Operation",
    "PagedOperation",
    "Parameter",
    "Place",
    "Prepared",
    "Scope",
    "as_json",
    "dump_json",
    "encode",
    "in_body",
    "in_path",
    "in_query",
    "parse_json",
    "type_name",
]

T = TypeVar("T")
PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Scope(StrEnum):
    """What a token must hold for an operation."""

    PARTICIPATE = "participate:conversation"
    MANAGE = "manage:conversation"


@dataclass(frozen=True, repr=False)
class Prepared(Shown):
    """A request without its origin: what an operation turns into before a client sends it.

    Args:
        method: The HTTP method.
        target: Path and query, encoded.
        content_type: Of the body; empty for none.
        body: The bytes of the body; empty for none.
        source: What the body is read from while it is sent, in the place of `body`.
    """

    method: str
    target: str
    content_type: str = ""
    body: bytes = b""
    source: Source | None = None


@dataclass(frozen=True)
class _Raw:
    """What an unchecked call sends instead of what its fields would make; None leaves that."""

    body: bytes | None
    content_type: str | None


class Operation(Explorable, Shown, Helped, Answering[T]):
    """Base of all operations; generic over what a successful call answers.

    Class attributes:
        operation_id: The service's own id.
        method, path: The path is a template with `{wireName}` in it.
        scope: The scope a token must hold; None where any token will do.
        group: The collection's folder, or the resource where the collection has none.
        resource: The resource the operation belongs to.
        success: The status the service answers with.
        in_collection: Whether the Postman collection names it.
        body_types: The content types of its body; empty where it takes none.
        ignored_members: Members of a body that are taken and mean nothing.
        accept: The content types that are asked for.
        takes_file: Whether its body is a file, read while it is sent.
        gives_file: Whether its answer is a file: bytes of any type, and not JSON.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, defer_build=True, arbitrary_types_allowed=True
    )

    _is_described: ClassVar[bool] = True
    operation_id: ClassVar[str]
    method: ClassVar[Method]
    path: ClassVar[str]
    scope: ClassVar[Scope | None] = Scope.PARTICIPATE
    group: ClassVar[str]
    resource: ClassVar[str]
    success: ClassVar[int] = 200
    in_collection: ClassVar[bool] = True
    body_types: ClassVar[tuple[str, ...]] = ()
    ignored_members: ClassVar[frozenset[str]] = frozenset()
    accept: ClassVar[str] = JSON
    takes_file: ClassVar[bool] = False
    gives_file: ClassVar[bool] = False

    _raw: _Raw | None = PrivateAttr(default=None)

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring, without its full stop."""
        return (cls.__doc__ or "").strip().splitlines()[0].rstrip(".")

    @classmethod
    def places(cls) -> Mapping[str, In]:
        """Python name to place, for every field, path first."""
        return _places(cls)

    @classmethod
    def parameters(cls) -> list[Parameter]:
        """Every parameter, path first."""
        return [
            parameter(name, place, cls.model_fields[name]) for name, place in cls.places().items()
        ]

    @classmethod
    def python_name(cls, name: str) -> str | None:
        """The Python spelling of a parameter given in either spelling; None if unknown."""
        return _spellings(cls).get(name)

    @classmethod
    def problems(cls, error: ValidationError) -> list[FieldProblem]:
        """What a validation of this operation found, in the wire's names.

        The members of a whole body stand by themselves: `options.size`, not
        `module.options.size`.
        """
        places = cls.places().items()
        whole = next((name for name, place in places if place.place == "whole-body"), "")
        return explain(error, {name: place.name for name, place in places}, whole)

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
            CallError: A name is unknown or given twice, a value is not of its type, or the body
                does not fit.
            pydantic.ValidationError: A value breaks a rule of its parameter; `problems` has words.
        """
        given: dict[str, Any] = {}
        for name, text in values.items():
            field = cls.python_name(name)
            if field is None:
                known = ", ".join(place.name for place in cls.places().values())
                takes = f"It takes: {known}." if known else "It takes none."
                raise CallError(f"{cls.operation_id} has no parameter {shown(name)}. {takes}", name)
            wire_name = cls.places()[field].name
            if field in given:
                raise CallError(f"{wire_name} is given twice. Give it once.", wire_name)
            given[field] = from_text(wire_name, _types(cls)[field], text)
        if body is not None:
            for field, value in cls.read_body(body, content_type).items():
                place = cls.places()[field]
                if field in given and place.place != "local":
                    raise CallError(
                        f"{place.name} is given as a word and by the body. Give it once.",
                        place.name,
                    )
                given.setdefault(field, value)
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
        kind = (content_type or JSON).split(";")[0].strip().lower()
        if kind != JSON and not kind.endswith("+json"):
            raise CallError(
                f"Content-Type {shown(kind)} is not taken here. Use {JSON}.", "Content-Type"
            )
        if not body.strip():
            raise CallError("The body is empty. Give a JSON object.", "body")
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
                    f"The body has an unknown member {shown(name)}. "
                    f"It takes: {', '.join(members)}.",
                    name,
                )
        return filled

    @classmethod
    def unchecked(
        cls,
        values: Mapping[str, Any] | None = None,
        *,
        body: bytes | None = None,
        content_type: str | None = None,
    ) -> Self:
        """A call that is sent as it is put, past our own checks, to see the service's own answer.

        Nothing is added to what is given: defaults are not sent. Only what cannot stand in a
        path or a URL at all is refused, when the request is built.

        Args:
            values: Parameters by either spelling; unknown ones become query parameters. In a
                JSON body a text that reads as its member's type is sent as that, else as text.
            body: The bytes of the body, sent as they are, instead of one made from `values`.
            content_type: Of the body, whatever it is; None for the usual one.

        Raises:
            CallError: A parameter is given in both spellings.
        """
        given: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name, value in (values or {}).items():
            field = cls.python_name(name)
            if field is None:
                extra[name] = value
            elif field in given:
                wire_name = cls.places()[field].name
                raise CallError(f"{wire_name} is given twice. Give it once.", wire_name)
            else:
                given[field] = cls._leniently(field, value)
        call: Self = cls.model_construct(**given)  # type: ignore[assignment]  # the plugin's slip
        object.__setattr__(call, "__pydantic_extra__", extra or None)
        call._raw = _Raw(body, content_type if content_type or not body else JSON)
        return call

    @classmethod
    def _leniently(cls, field: str, value: Any) -> Any:
        place = cls.places()[field]
        if not isinstance(value, str) or place.place not in {"body", "whole-body"}:
            return value
        try:
            return from_text(place.name, type_name(cls.model_fields[field]), value)
        except CallError:
            return value

    @property
    def is_unchecked(self) -> bool:
        """Whether this call was made past our own checks."""
        return self._raw is not None

    def build(self, cloud_id: str = "") -> Prepared:
        """The request this call becomes, without origin or credentials.

        Args:
            cloud_id: The site to use where the call names none.

        Raises:
            CallError: No site is named anywhere, a path parameter is missing, or a value holds
                what no request can carry.
        """
        path = self.path
        query: list[tuple[str, str]] = []
        given = self.model_fields_set
        for name, place in self.places().items():
            if place.place == "path":
                value = getattr(self, name, None)
                if place.name == "cloudId" and (value is None or value == THE_CLIENTS_SITE):
                    value = cloud_id
                path = path.replace(f"{{{place.name}}}", self._segment(place.name, value))
            elif place.place == "query" and name in given:
                # Defaults stay the server's: a URL holds what was asked for and no more.
                value = getattr(self, name)
                if value is not None:
                    query.append((place.name, encode(place.name, value)))
        for name, value in (self.__pydantic_extra__ or {}).items():
            query.append((encode("A parameter's name", name), encode(name, value)))
        target = path + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        raw = self._raw
        if raw is not None and raw.body is not None:
            return Prepared(self.method, target, raw.content_type or "", raw.body)
        content_type, body = self.body_bytes()
        if raw is not None and raw.content_type is not None:
            content_type = raw.content_type
        return Prepared(self.method, target, content_type, body)

    def _segment(self, name: str, value: Any) -> str:
        if value is None or value == "":
            what = (
                "a site: give cloudId, or make the client with one" if name == "cloudId" else name
            )
            raise CallError(f"{self.operation_id} needs {what}.", name)
        try:
            return quote(path_segment(str(value)), safe=":!$&'()*+,;=@")
        except ValueError as problem:
            raise CallError(f"{name} {problem}.", name) from None

    def body_bytes(self) -> tuple[str, bytes]:
        """Content type and bytes of the body; both empty where the operation sends none."""
        members: dict[str, Any] = {}
        expected = False
        given, unchecked = self.model_fields_set, self.is_unchecked
        for name, place in self.places().items():
            if unchecked and name not in given:
                continue
            if place.place == "whole-body":
                return JSON, dump_json(as_json(getattr(self, name)))
            if place.place == "body":
                expected = True
                value = getattr(self, name)
                if value is not None or unchecked:
                    members[place.name] = as_json(value)
        return (JSON, dump_json(members)) if expected else ("", b"")

    @classmethod
    def example(cls) -> Self:
        """A plausible call, from the examples of its parameters."""
        values = {
            name: field.examples[0]
            for name, field in cls.model_fields.items()
            if field.examples and (field.is_required() or cls.places()[name].place != "query")
        }
        return cls.model_validate(values)

    def __str__(self) -> str:
        return repr(self)


class PagedOperation(Operation[PageT], Generic[PageT, ItemT]):
    """An operation that answers one page of a longer list.

    Class attributes:
        by_offset: Whether pages follow each other by `start` and `limit`, so that they move when
            something before them is deleted.
    """

    by_offset: ClassVar[bool] = False

    def next_page(self, page: PageT) -> Self | None:
        """The call for the page after `page`; None when nothing follows.

        Raises:
            TypeError: The operation does not say how its pages follow each other.
        """
        raise TypeError(f"{type(self).__name__} does not say how its pages follow each other")

    def items(self, page: PageT) -> Sequence[ItemT]:
        """The items of a page, in the server's order."""
        return page.items  # type: ignore[attr-defined, no-any-return]


@cache
def _spellings(operation: type[Operation[Any]]) -> Mapping[str, str]:
    places = operation.places()
    return {place.name: field for field, place in reversed(list(places.items()))} | {
        field: field for field in places
    }


@cache
def _types(operation: type[Operation[Any]]) -> Mapping[str, str]:
    return {name: type_name(field) for name, field in operation.model_fields.items()}


@cache
def _places(operation: type[Operation[Any]]) -> Mapping[str, In]:
    places = {name: place_of(name, field) for name, field in operation.model_fields.items()}
    return dict(sorted(places.items(), key=lambda item: item[1].place != "path"))
