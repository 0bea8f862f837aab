"""What `help()`, and `?` and Shift+Tab in a notebook, say of an operation and of its shortcut."""

from __future__ import annotations

import inspect
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

if TYPE_CHECKING:
    from explorer.api.operation import Operation


@cache
def help_of(operation: type[Operation[Any]]) -> str:
    """What an operation does, what each of its parameters means, and what it asks the server for.

    Args:
        operation: Its class.
    """
    known = {each.name: each for each in operation.parameters()}
    args = []
    for name in operation.model_fields:
        bounds = f" {known[name].bounds}." if known[name].bounds else ""
        args.append(f"    {name}: {known[name].description.rstrip('.')}.{bounds}")
    asked = [f"{operation.method} {operation.path}"]
    if operation.scope:
        asked.append(f"Needs the scope {operation.scope}.")
    parts = [inspect.cleandoc(operation.__doc__ or "")]
    if args:
        parts.append("\n".join(["Args:", *args]))
    return "\n\n".join([*parts, "\n".join(asked)])


@cache
def signature_of(operation: type[Operation[Any]]) -> inspect.Signature:
    """The parameters of an operation and what it answers.

    Where a parameter travels and its bounds stand in the catalogue: a reader wants its type.

    Args:
        operation: Its class.
    """
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.is_required() else field.default,
            annotation=_plain(field.annotation),
        )
        for name, field in operation.model_fields.items()
    ]
    return inspect.Signature(parameters, return_annotation=operation.answer_type())


class _Signature:
    """The signature of an operation's class, made when someone asks for it."""

    def __get__(self, instance: object, kind: type[Operation[Any]]) -> inspect.Signature:
        if instance is not None:
            raise AttributeError("__signature__")
        made = signature_of(kind)
        return made.replace(return_annotation=inspect.Signature.empty)


class Helped:
    """Base of what a notebook explains by its parameters, and not by how it was made."""

    @classmethod
    def getdoc(cls: Any) -> str:
        """The help that IPython shows for `?`."""
        return help_of(cls) if hasattr(cls, "operation_id") else inspect.cleandoc(cls.__doc__ or "")

    # pydantic's own signature is full of where each parameter travels, or before the first use says
    # nothing: it is set when a class is made, and again when it is complete.

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        _sign(cls)

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        _sign(cls)


def _sign(kind: Any) -> None:
    if hasattr(kind, "operation_id"):
        kind.__signature__ = _Signature()


def _plain(kind: Any) -> Any:
    """A type without what is annotated to it, alternatives included."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        return reduce(or_, map(_plain, get_args(kind)))
    if get_origin(kind) is list:
        return list[_plain(get_args(kind)[0])]  # type: ignore[misc]  # made while running
    return kind


def listed(group: type[Any]) -> str:
    """The methods of a group of operations, each with the first line of its help.

    Args:
        group: A class of shortcuts.
    """
    lines = []
    for name, made in vars(group).items():
        if hasattr(made, "summary"):
            lines.append(f"    {name}: {made.summary()}.")
    return "\n".join([inspect.cleandoc(group.__doc__ or ""), "", "Methods:", *lines])
