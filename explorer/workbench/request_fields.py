"""The fields of a request of a collection, and the request that their texts make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.api.redact import secret_named
from explorer.formats.postman import model
from explorer.formats.postman.templates import is_placeholder, names
from explorer.formats.postman.urls import parse, variable_of
from explorer.workbench.forms_fields import EMPTY, FormField, Kind, fields_of
from explorer.workbench.runner_plan import parameter_names
from explorer.workbench.variables import HIDDEN

if TYPE_CHECKING:
    from explorer.workbench.collected import CollectedRequest
    from explorer.workbench.forms_fields import FieldPlace

MOST_FIELDS = 200
"""Fields of one request; what it has beyond them is sent as the file has it."""


@dataclass(frozen=True, slots=True)
class RequestField:
    """A field, and which part of the request it is.

    Args:
        field: As a form shows it.
        part: `address`, `path`, `query`, `header`, `form`, `body` or `variable`.
        index: Its place among the parts of its kind.
        name: Its own name: of the variable, the parameter or the header.
        beginning: What stands in it before anyone types.
    """

    field: FormField
    part: str
    index: int
    name: str
    beginning: str


def request_fields(entry: CollectedRequest) -> tuple[RequestField, ...]:
    """The fields of a request: path, query, headers, body, and the names it uses."""
    maker = _Maker(entry)
    request = entry.request
    if entry.whole_address:
        maker.address()
    else:
        maker.path()
    for index, pair in enumerate(request.url.query):
        maker.pair("query", index, pair)
    for index, pair in enumerate(request.headers):
        maker.pair("header", index, pair)
    maker.body()
    maker.variables()
    return tuple(maker.made[:MOST_FIELDS])


def filled_in(
    request: model.Request, fields: Iterable[RequestField], texts: Mapping[str, str]
) -> model.Request:
    """A request with what stands in its fields, as if its file had it so.

    Args:
        request: As the file has it.
        fields: Its fields.
        texts: What stands in each, by the field's name. A field with nothing is left out, and one
            with `EMPTY` is sent without a value.
    """
    url = request.url
    values = {each.name: each for each in request.url.variables}
    query, headers = list(request.url.query), list(request.headers)
    body, form = request.body, list(request.body.fields)
    for each in fields:
        text = texts[each.field.name]
        if each.part == "address":
            url = parse(text)
        elif each.part == "path":
            values[each.name] = model.Variable(each.name, text or None)
        elif each.part == "query":
            query[each.index] = _pair(query[each.index], text, each)
        elif each.part == "header":
            headers[each.index] = _pair(headers[each.index], text, each)
        elif each.part == "form":
            form[each.index] = _form_field(form[each.index], text, each)
        elif each.part == "body" and each.name == "variables":
            body = replace(body, graphql_variables=text)
        elif each.part == "body" and each.field.kind is Kind.FILE:
            body = replace(body, file=text)
        elif each.part == "body":
            body = replace(body, text=text)
    if body.mode == "raw" and not body.text:
        body = replace(body, mode="none")
    return replace(
        request,
        url=replace(
            url,
            query=(*(() if url is request.url else url.query), *query),
            variables=tuple(values.values()),
        ),
        headers=tuple(headers),
        body=replace(body, fields=tuple(form)),
    )


def _pair(pair: model.Pair, text: str, each: RequestField) -> model.Pair:
    if text == each.beginning:
        return pair
    if text == EMPTY:
        return replace(pair, value="", disabled=False, blank=True)
    return replace(pair, value=text, disabled=not text)


def _form_field(field: model.FormField, text: str, each: RequestField) -> model.FormField:
    if each.field.kind is Kind.FILE:
        return replace(field, files=(text,) if text else (), disabled=not text)
    if text == each.beginning:
        return field
    if text == EMPTY:
        return replace(field, value="", disabled=False, blank=True)
    return replace(field, value=text, disabled=not text)


class _Maker:
    def __init__(self, entry: CollectedRequest) -> None:
        self.entry, self.request = entry, entry.request
        self.made: list[RequestField] = []
        self._labels: dict[str, int] = {}
        known = fields_of(entry.operation) if entry.operation is not None else ()
        self._known = {each.wire_name: each for each in known}
        named = parameter_names(self.request, entry.operation) if entry.operation else {}
        self._wire = {own: wire for wire, own in named.items()}

    def add(
        self,
        part: str,
        index: int,
        name: str,
        label: str,
        place: FieldPlace,
        *,
        kind: Kind = Kind.TEXT,
        beginning: str = "",
        default: str = "",
        help: str = "",
        required: bool = False,
        secret: bool = False,
    ) -> None:
        self._labels[label] = number = self._labels.get(label, 0) + 1
        field = FormField(
            name=f"{part}.{index}",
            wire_name=f"{label} ({number})" if number > 1 else label,
            place=place,
            kind=kind,
            required=required,
            default=default,
            bounds="",
            help=help,
            choices=(),
            pick=None,
            many=False,
            example="",
            secret=secret,
        )
        known = self._known.get(label)
        if known is not None and place in {"path", "query", "variable"}:
            # What the operation knows of its parameter, in the place the file gives it.
            field = replace(
                known, name=field.name, wire_name=field.wire_name, required=required, many=False
            )
            field = replace(field, kind=Kind.TEXT, default=default or known.default)
        self.made.append(RequestField(field, part, index, name, beginning))

    def address(self) -> None:
        self.add(
            "address",
            0,
            "address",
            "address",
            "path",
            beginning=self.request.url.template,
            help="Scheme, host and path.",
            required=True,
        )

    def path(self) -> None:
        declared = {each.name: each for each in self.request.url.variables}
        seen: dict[str, None] = {}
        for segment in self.request.url.path:
            found = variable_of(segment, frozenset(declared))
            if found is not None:
                seen[found[0]] = None
        for index, name in enumerate(seen):
            own = declared.get(name)
            wire = self._wire.get(name, "")
            self.add(
                "path",
                index,
                name,
                wire or f":{name}",
                "path",
                beginning=_value(own.value if own else None),
                required=wire != "cloudId",
            )

    def pair(self, part: str, index: int, pair: model.Pair) -> None:
        value = _value(pair.value)
        shown = HIDDEN if secret_named(pair.key) else value or "empty"
        off = f"{shown}, off in the file" if pair.disabled else ""
        if pair.disabled and self.entry.whole_address:
            off = "not kept"
        self.add(
            part,
            index,
            pair.key,
            pair.key if part == "query" else f"{pair.key}:",
            "query" if part == "query" else "header",
            beginning="" if pair.disabled else EMPTY if pair.blank else value,
            default=off,
            help=_first_line(pair.description),
            secret=secret_named(pair.key),
        )

    def body(self) -> None:
        body = self.request.body
        for index, each in enumerate(body.fields):
            files = ", ".join(each.files)
            off = f"{each.value or 'empty'}, off in the file" if each.disabled else ""
            self.add(
                "form",
                index,
                each.key,
                f"{each.key}=",
                "form",
                kind=Kind.FILE if each.files else Kind.TEXT,
                beginning="" if each.files or each.disabled else _value(each.value),
                default=off,
                help=_named_file(files) if files else _first_line(each.description),
            )
        if body.mode == "file" and not body.text:
            self.add(
                "body", 0, "file", "body", "whole-body", kind=Kind.FILE, help=_named_file(body.file)
            )
        elif body.mode in {"raw", "file", "graphql"}:
            kind = Kind.JSON if body.language == "json" else Kind.TEXT
            help = "The GraphQL query." if body.mode == "graphql" else ""
            self.add(
                "body", 0, "text", "body", "whole-body", kind=kind, beginning=body.text, help=help
            )
        if body.mode == "graphql":
            self.add(
                "body", 1, "variables", "variables", "form",
                beginning=body.graphql_variables, help="The GraphQL variables, as JSON.",
            )  # fmt: skip

    def variables(self) -> None:
        own = {each.name: each for each in self.request.variables}
        for index, name in enumerate(names_of(self.request)):
            known = own.get(name)
            value = _value(known.value if known else None)
            hidden = secret_named(name) or (known is not None and known.secret)
            self.add(
                "variable",
                index,
                name,
                self._wire.get(name) or f"{{{{{name}}}}}",
                "variable",
                default=(HIDDEN if hidden else value) if value else "",
                help="" if self._wire.get(name) is None else f"Stands as {{{{{name}}}}}.",
                secret=hidden,
            )


def names_of(request: model.Request) -> tuple[str, ...]:
    """The `{{names}}` that stand in a request, each once, without those that are made up when it
    is sent.
    """
    texts = [request.method, request.url.protocol, request.url.host, request.url.port]
    texts += [*request.url.path, request.url.user]
    texts += [each.value or "" for each in request.url.variables]
    for pair in (*request.url.query, *request.headers, *request.body.fields):
        if not pair.disabled:
            texts += [pair.key, pair.value or ""]
    texts += [request.body.text, request.body.graphql_variables]
    if request.auth is not None:
        texts += request.auth.values.values()
    found = dict.fromkeys(name.strip() for text in texts if "{{" in text for name in names(text))
    return tuple(name for name in found if name and not name.startswith("$"))


def _value(text: str | None) -> str:
    return "" if text is None or is_placeholder(text) else text


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].strip()


def _named_file(path: str) -> str:
    named = f" The collection names {path}, which is not read unless you name it." if path else ""
    return f"Path of the file that is sent.{named}"
