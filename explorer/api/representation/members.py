"""Models as a class: which members they have, of which type, and their rules in words."""

from __future__ import annotations

from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from explorer.api.models.modules import ModuleBody
from explorer.api.representation.dispatch import figure_of, line_of
from explorer.api.representation.figure import (
    Bit,
    Block,
    Cell,
    Code,
    Figure,
    Fold,
    Grid,
    Words,
    pretty_json,
)
from explorer.api.representation.line import tag


def described(kind: type[BaseModel]) -> Figure:
    """A model's members: name, type, whether it must be there, and what is said of it."""
    return Figure(kind.__name__, "", "model", (*_purpose(kind), *_tables(kind, {kind})))


def _purpose(kind: type[BaseModel]) -> list[Block]:
    paragraphs = " ".join((kind.__doc__ or "").split())
    return [Words(paragraphs)] if paragraphs else []


def _tables(kind: type[BaseModel], seen: set[type[BaseModel]]) -> list[Block]:
    rows = tuple(_row(name, field) for name, field in kind.model_fields.items())
    blocks: list[Block] = (
        [Grid(("member", "type", "required?", "rule"), rows, most=40)] if rows else []
    )
    for inner in _inside(kind):
        if inner not in seen:
            seen.add(inner)
            note = " ".join((inner.__doc__ or "").split())
            title = (Bit(inner.__name__, "strong"), f" {note}" if note else "")
            blocks.append(Fold(title, tuple(_tables(inner, seen))))
    return blocks


def _inside(kind: type[BaseModel]) -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []
    for field in kind.model_fields.values():
        found += [each for each in models_in(field.annotation) if each not in found]
    return found


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [each for inner in get_args(annotation) for each in models_in(inner)]


def _row(name: str, field: FieldInfo) -> tuple[Cell, ...]:
    must = "required" if field.is_required() else "no"
    rules = [field.description or "", *_bounds(field.metadata), *_inner_rules(field.annotation)]
    words = " ".join(dict.fromkeys(rule for rule in rules if rule))
    return (Bit(field.alias or name, "code"), type_words(field.annotation), must, words)


def _inner_rules(annotation: Any) -> list[str]:
    """What is said of an alternative, where that is annotated and not the member."""
    said: list[str] = []
    if get_origin(annotation) is Annotated:
        for each in get_args(annotation)[1:]:
            if isinstance(each, FieldInfo):
                said += [each.description or "", *_bounds(each.metadata)]
    for inner in get_args(annotation):
        said += _inner_rules(inner)
    return said


def _bounds(metadata: list[Any]) -> list[str]:
    return [
        "Not empty." if (name, value) == ("min_length", 1) else f"{words} {value}{unit}."
        for item in metadata
        for name, words, unit in _BOUNDS
        if isinstance(value := getattr(item, name, None), int | float | str)
    ]


_BOUNDS = (
    ("min_length", "At least", " characters"),
    ("max_length", "At most", " characters"),
    ("ge", "At least", ""),
    ("le", "At most", ""),
    ("pattern", "Matches", ""),
)


_WORDS = {str: "text", bool: "true or false", int: "whole number", float: "number", Any: "anything"}


def type_words(annotation: Any) -> str:
    """A type in the words of JSON."""
    if annotation in _WORDS:
        return _WORDS[annotation]
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_words(inside[0])
    if origin in {Union, UnionType}:
        return " or ".join(dict.fromkeys(type_words(each) for each in inside if each is not _NONE))
    if origin is Literal:
        return " or ".join(f'"{each}"' for each in inside)
    if origin is list:
        return f"list of {type_words(inside[0])}"
    if origin is dict or annotation is dict:
        return "object"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(f'"{each.value}"' for each in annotation)
    if annotation.__class__.__name__ == "TypeAliasType":
        return type_words(annotation.__value__)
    return getattr(annotation, "__name__", str(annotation))


_NONE = type(None)


@line_of.register
def _module_line(module: ModuleBody) -> str:
    from explorer.api.representation.models import _given

    given = [name for name in _given(module) if name != "key"]
    return tag(type(module).__name__, ", ".join(given), quoted=getattr(module, "key", None) or "")


@figure_of.register
def _module(module: ModuleBody) -> Figure:
    from explorer.api.representation.models import as_data

    kind = type(module)
    key = getattr(module, "key", None)
    body = Code(pretty_json(as_data(module)), "json", share=8000)
    rules = Fold(f"Members and rules of {kind.__name__}", tuple(_tables(kind, {kind})))
    name = Bit(key, "strong") if key else ""
    return Figure(kind.__name__, name, "", (*_purpose(kind), body, rules))
