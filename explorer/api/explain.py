"""What a validation found, in words a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing that does not fit.

    Args:
        field: Where, as in `values[3].name`; empty for the whole.
        message: What is wrong, without a full stop.
    """

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


def explain(problem: ValidationError, names: Mapping[str, str] | None = None) -> list[FieldProblem]:
    """Every finding of a validation, in the order found.

    Args:
        problem: What pydantic raised.
        names: Spellings to use for top-level fields, Python name to wire name.
    """
    found = []
    for item in problem.errors(include_url=False, include_context=True):
        message = _words(item["type"], item["msg"], item.get("ctx") or {})
        found.append(FieldProblem(_where(item["loc"], names or {}), message))
    return found


def _where(location: tuple[int | str, ...], names: Mapping[str, str]) -> str:
    where = ""
    for step in location:
        if isinstance(step, int):
            where += f"[{step}]"
        else:
            name = names.get(step, step) if not where else step
            where += f".{name}" if where else name
    return where


def _words(kind: str, message: str, context: Mapping[str, object]) -> str:
    match kind:
        case "missing":
            return "is required"
        case "extra_forbidden":
            return "is not known here"
        case "value_error":
            return str(context.get("error", message))
        case "string_type":
            return "must be a text"
        case "bool_type" | "bool_parsing":
            return "must be true or false"
        case "int_type" | "int_parsing" | "int_from_float":
            return "must be a whole number"
        case "string_too_short":
            return "must not be empty"
        case "greater_than_equal":
            return f"must be at least {context.get('ge')}"
        case "less_than_equal":
            return f"must be at most {context.get('le')}"
        case "literal_error" | "enum":
            return f"must be {context.get('expected', message)}"
        case "model_type" | "dict_type" | "model_attributes_type":
            return "must be an object"
        case "list_type":
            return "must be a list"
        case "json_invalid":
            return f"is not JSON: {context.get('error', message)}"
    return message[:1].lower() + message[1:]
