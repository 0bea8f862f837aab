"""Operations, called and uncalled, their parameters, and the catalogue of them all."""

from __future__ import annotations

import json
from typing import Any, get_args

from explorer.api.catalogue import Catalogue
from explorer.api.operation import Operation, Prepared
from explorer.api.parameters import Parameter
from explorer.api.representation.dispatch import figure_of, line_of
from explorer.api.representation.figure import (
    BREAK,
    Bit,
    Block,
    Cell,
    Code,
    Facts,
    Figure,
    Fold,
    Grid,
    Words,
    pretty_json,
)
from explorer.api.representation.line import call, tag
from explorer.api.representation.wire import body_blocks, safe_target, size
from explorer.api.wire import CallError, as_json, shown

OUTSIDE = "outside the collection"
"""What is said of an operation that the Postman collection does not name."""


@line_of.register
def _operation_line(operation: Operation) -> str:  # type: ignore[type-arg]  # of any answer
    given = operation.model_fields_set
    extra = operation.__pydantic_extra__ or {}
    words = [
        f"{name}={shown(getattr(operation, name, None))}"
        for name in operation.places()
        if name in given
    ]
    return call(
        type(operation).__name__, *words, *(f"{name}={shown(item)}" for name, item in extra.items())
    )


@figure_of.register
def _operation(operation: Operation) -> Figure:  # type: ignore[type-arg]  # of any answer
    kind = type(operation)
    note = "unchecked, not sent" if operation.is_unchecked else "not sent"
    blocks = (*_becomes(operation), Facts(tuple(_facts(kind))), *_parameters(kind, operation))
    return Figure(kind.__name__, "", f"{kind.summary()} · {note}", blocks)


def described(kind: type[Operation[Any]]) -> Figure:
    """An operation as the catalogue knows it, with an example."""
    lines = (kind.__doc__ or "").strip().split("\n\n", 1)
    more = " ".join(lines[1].split()) if len(lines) > 1 else ""
    blocks: list[Block] = [Words(more)] if more else []
    blocks += [Facts(tuple(_facts(kind))), *_parameters(kind), _example(kind)]
    return Figure(kind.__name__, "", kind.summary(), tuple(blocks))


def _facts(kind: type[Operation[Any]]) -> list[tuple[str, Cell]]:
    rows: list[tuple[str, Cell]] = [
        ("request", (Bit(kind.method, "strong"), " ", Bit(kind.path, "code"))),
        ("operation id", Bit(kind.operation_id, "code")),
        ("needs scope", Bit(kind.scope, "code") if kind.scope else "none, any token will do"),
        ("answers", f"{kind.success}, {_answer(kind)}"),
        ("group", kind.group + ("" if kind.in_collection else f" ({OUTSIDE})")),
    ]
    if kind.body_types:
        rows.insert(3, ("takes a body of", ", ".join(kind.body_types)))
    return rows


def _answer(kind: type[Operation[Any]]) -> str:
    from explorer.api.representation.members import type_words

    answer = kind.answer_type()
    if answer is type(None):
        return "nothing"
    return type_words(answer) + (" or nothing" if type(None) in get_args(answer) else "")


def _parameters(
    kind: type[Operation[Any]], given: Operation[Any] | None = None
) -> tuple[Block, ...]:
    parameters = kind.parameters()
    if not parameters:
        return (Words("It has no parameters."),)
    rows = tuple(_row(each, given) for each in parameters)
    columns = ("parameter", "in", "type", "value" if given is not None else "default", "help")
    return (Grid(columns, rows, caption="Parameters", most=60),)


def _row(parameter: Parameter, given: Operation[Any] | None) -> tuple[Cell, ...]:
    wire_name, name = Bit(parameter.wire_name, "code"), Bit(parameter.name, "muted")
    names: Cell = (wire_name, " ", name) if parameter.name != parameter.wire_name else wire_name
    kind = parameter.type_name + (f", {parameter.bounds}" if parameter.bounds else "")
    place = parameter.place.replace("-", " ")
    return (names, place, kind, _value(parameter, given), parameter.description)


def _value(parameter: Parameter, given: Operation[Any] | None) -> Cell:
    if given is not None and parameter.name in given.model_fields_set:
        return Bit(_short(getattr(given, parameter.name, None)), "code")
    if parameter.required:
        return Bit("required", "strong")
    if parameter.default is None:
        return Bit("the client's", "muted") if parameter.wire_name == "cloudId" else ""
    words = _short(parameter.default)
    return Bit(words, "code") if given is None else Bit(f"{words} (default)", "muted")


def _short(value: Any) -> str:
    try:
        return json.dumps(as_json(value), ensure_ascii=False, default=repr)[:400]
    except (TypeError, ValueError, RecursionError):
        return shown(value)


def _becomes(operation: Operation[Any]) -> list[Block]:
    """The request a call becomes, as far as that can be said without a client."""
    try:
        request = operation.build()
    except CallError:
        try:
            request = operation.build("{cloudId}")
        except CallError as problem:
            return [Words((Bit("It cannot be sent:", "strong"), f" {problem}"))]
    target = safe_target(request.target).replace("%7BcloudId%7D", "{cloudId}")
    line = Words((Bit(request.method, "strong"), " ", Bit(target, "code")))
    return [line, *_body(request)]


def _body(request: Prepared) -> list[Block]:
    if request.source is not None:
        name = f", {request.source.name}" if request.source.name else ""
        return [Words(f"Body: {size(request.source.size)} of {request.content_type}{name}")]
    if not request.body:
        return []
    title = f"Body: {size(len(request.body))} of {request.content_type or 'no type'}"
    blocks = body_blocks(request.body, (("Content-Type", request.content_type),))
    return [Fold(title, tuple(blocks), open=True)]


@line_of.register
def _prepared_line(request: Prepared) -> str:
    return tag("Prepared", f"{request.method} {safe_target(request.target)}", _body_size(request))


def _body_size(request: Prepared) -> str:
    amount = request.source.size if request.source else len(request.body)
    return size(amount) if amount else ""


@figure_of.register
def _prepared(request: Prepared) -> Figure:
    called = (Bit(request.method, "strong"), " ", Bit(safe_target(request.target), "code"))
    return Figure("Prepared", called, "not sent", tuple(_body(request)))


def _example(kind: type[Operation[Any]]) -> Code:
    example = kind.example()
    words = [
        f"    {name}={as_json(getattr(example, name))!r},\n"
        for name in kind.places()
        if name in example.model_fields_set
    ]
    inside = f"\n{''.join(words)}" if words else ""
    return Code(f"client.send({kind.__name__}({inside}))", "python", "Example")


@line_of.register
def _parameter_line(parameter: Parameter) -> str:
    return tag("Parameter", ", ".join(parameter.facts()), lead=parameter.wire_name)


@figure_of.register
def _parameter(parameter: Parameter) -> Figure:
    rows: list[tuple[str, Cell]] = [
        ("in Python", Bit(parameter.name, "code")),
        ("travels in", parameter.place.replace("-", " ")),
        ("type", parameter.type_name + (f", {parameter.bounds}" if parameter.bounds else "")),
        ("default", _value(parameter, None) or "none"),
    ]
    blocks: list[Block] = [Words(parameter.description)] if parameter.description else []
    blocks.append(Facts(tuple(rows)))
    if parameter.example is not None:
        blocks.append(Code(pretty_json(parameter.example), "json", "Example"))
    return Figure("Parameter", Bit(parameter.wire_name, "code"), "", tuple(blocks))


@line_of.register
def _catalogue_line(catalogue: Catalogue) -> str:
    return tag("Catalogue", _counted(catalogue))


def _counted(catalogue: Catalogue) -> str:
    outside = sum(not kind.in_collection for kind in catalogue.values())
    return (
        f"{len(catalogue):,} operations: {len(catalogue) - outside:,} of the collection, "
        f"{outside:,} {OUTSIDE}"
    )


@figure_of.register
def _catalogue(catalogue: Catalogue) -> Figure:
    named = _entries(catalogue, "Of the collection", in_collection=True)
    others = _entries(catalogue, OUTSIDE.capitalize(), in_collection=False)
    return Figure("Catalogue", "", _counted(catalogue), (*named, *others))


def _entries(catalogue: Catalogue, caption: str, *, in_collection: bool) -> list[Block]:
    rows = tuple(_entry(kind) for kind in catalogue.values() if kind.in_collection is in_collection)
    columns = ("operation, and its id", "what it does, and its request")
    return [Grid(columns, rows, caption=caption, most=200)] if rows else []


def _entry(kind: type[Operation[Any]]) -> tuple[Cell, ...]:
    request = Bit(f"{kind.method} {kind.path}", "small")
    name, ident = Bit(kind.__name__, "strong"), Bit(kind.operation_id, "small")
    return ((name, BREAK, ident), (kind.summary(), BREAK, request))
