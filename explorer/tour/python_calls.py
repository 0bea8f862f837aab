"""A step's call as Python source, with kept values as variables."""

from __future__ import annotations

import keyword
import re
from typing import Any

from explorer.api.operation import MARKDOWN, PLAIN, CallError, Operation
from explorer.api.wire import from_text
from explorer.formats import python_text
from explorer.tour.model import Step
from explorer.tour.reading import find_operation

_NAMED = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_TAKEN = frozenset({"at", "app", "client", "exchange", "fault", "given", "json", "os", "sandbox"})


class _Source(str):
    """Source that is written as it stands."""

    __slots__ = ()


def variable(name: str) -> str:
    """The Python name of a kept value."""
    plain = re.sub(r"\W", "_", name)
    if not plain.isidentifier() or keyword.iskeyword(plain) or plain in _TAKEN:
        plain = f"{plain}_" if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}"
    return plain


def expression(value: Any) -> str:
    """Plain data as source; a name in braces becomes the variable."""
    if isinstance(value, _Source):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        items = [f"{python_text.literal(key)}: {expression(each)}" for key, each in value.items()]
        return python_text.listed("{", items, "}")
    if isinstance(value, list):
        return python_text.listed("[", [expression(each) for each in value], "]")
    return python_text.literal(value)


def _text(value: str) -> str:
    alone = _NAMED.fullmatch(value)
    if alone:
        return variable(alone[1])
    pieces = _NAMED.split(value)
    if len(pieces) == 1:
        return python_text.literal(value)
    parts = [
        f"{{{variable(piece)}}}" if number % 2 else piece.replace("{", "{{").replace("}", "}}")
        for number, piece in enumerate(pieces)
    ]
    return f"f{python_text.literal(''.join(parts))}"


def call_source(step: Step) -> str:
    """The operation that a step sends, as source.

    Args:
        step: A step whose operation there is.
    """
    operation = find_operation(step.operation)
    if operation is None:
        raise ValueError(f"There is no operation {step.operation!r}.")
    name = f"operations.{operation.__name__}"
    if step.unchecked:
        given = [expression(dict(step.values))]
        if step.body is not None and not isinstance(step.body, str):
            given.append(f"body=json.dumps({expression(step.body)}).encode()")
        elif step.body is not None:
            given.append(f"body=({expression(step.body)}).encode()")
        if step.content_type:
            given.append(f"content_type={python_text.literal(step.content_type)}")
        return python_text.call(f"{name}.unchecked", given)
    arguments = {
        operation.python_name(each) or each: _typed(operation, each, text)
        for each, text in step.values.items()
    }
    arguments.update(_body(operation, step))
    return python_text.call(name, [f"{each}={expression(v)}" for each, v in arguments.items()])


def _typed(operation: type[Operation[Any]], name: str, text: str) -> Any:
    """A parameter as Python has it: numbers and truth values as such."""
    if "{{" in text:
        return text
    known = next(
        (each for each in operation.parameters() if name in (each.name, each.wire_name)), None
    )
    if known is None:
        return text
    try:
        return from_text(known.wire_name, known.type_name, text)
    except CallError:
        return text


def _body(operation: type[Operation[Any]], step: Step) -> dict[str, Any]:
    if step.body is None:
        return {}
    whole = next(
        (name for name, place in operation.places().items() if place.place == "whole-body"), None
    )
    if whole is not None:
        form = {PLAIN: "text", MARKDOWN: "markdown"}.get(step.content_type, "")
        return {whole: step.body, "form": form} if form else {whole: step.body}
    if isinstance(step.body, dict):
        return {operation.python_name(each) or each: value for each, value in step.body.items()}
    return {"content": step.body}
