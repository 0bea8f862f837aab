"""What a validation found, in words a person can act on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from itertools import groupby
from typing import TYPE_CHECKING, Any

from explorer.api.representation.shown import Shown
from explorer.document.safe import one_line

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Steps = tuple[int | str, ...]

PAGE_INSTEAD = "page"
"""Type of the finding that a page of HTML stands in the place of an answer."""

UNKNOWN = "is not known here"
"""The message about a member that the model does not have."""


@dataclass(frozen=True, repr=False)
class FieldProblem(Shown):
    """One thing that does not fit.

    Args:
        field: Where, as in `values[3].name`; empty for the whole.
        message: What is wrong, without a full stop.
        steps: Where, as member names and item numbers, for finding it in a text.
    """

    field: str
    message: str
    steps: Steps = attribute(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


def explain(
    problem: "ValidationError", names: Mapping[str, str] | None = None, whole: str = ""
) -> list[FieldProblem]:
    """Every finding of a validation, in the order found.

    Where several alternatives were tried at one place, one finding names them all; where one of
    them was plainly meant, its own findings are given.

    Args:
        problem: What pydantic raised.
        names: Spellings to use for top-level fields, Python name to wire name.
        whole: The top-level field that is itself the body: its members are named without it.
    """
    found: list[FieldProblem] = []
    errors = problem.errors(include_url=False, include_context=True, include_input=False)
    for place, items in groupby(errors, key=_before_choice):
        for steps, message in _choice(place, list(items)):
            where = _where(steps, names or {}, whole)
            found.append(FieldProblem(where, one_line(message, 400), steps))
    return found


# Pydantic marks the alternative of a union it tried by a step that is no member: the text of a
# literal, or the name of a class.
_ALTERNATIVE = re.compile(r"literal\[.*\]|[A-Z][A-Za-z]+", re.S)


def _before_choice(item: "ErrorDetails") -> Steps:
    location = item["loc"]
    # The last step of an unknown member is its name, whatever it looks like.
    own = location[:-1] if item["type"] == "extra_forbidden" else location
    for index, step in enumerate(own):
        if isinstance(step, str) and _ALTERNATIVE.fullmatch(step):
            return location[:index]
    return location


def _choice(place: Steps, items: "list[ErrorDetails]") -> Iterator[tuple[Steps, str]]:
    depth = len(place)
    tried: dict[str, list[ErrorDetails]] = {}
    for item in items:
        if len(item["loc"]) == depth:
            yield place, _words(item)
        else:
            tried.setdefault(str(item["loc"][depth]), []).append(item)
    meant = [inner for inner in tried.values() if len(inner[0]["loc"]) > depth + 1]
    if len(meant) == 1:
        for item in meant[0]:
            yield place + item["loc"][depth + 1 :], _words(item)
    elif tried:
        yield place, ", or ".join(_words(inner[0]) for inner in tried.values())


def _where(location: Steps, names: Mapping[str, str], whole: str) -> str:
    steps = list(location)
    if whole and steps and steps[0] == whole:
        steps = steps[1:] if len(steps) > 1 else ["body"]
    elif steps:
        steps[0] = names.get(str(steps[0]), str(steps[0]))
    where = ""
    for step in steps:
        if isinstance(step, int):
            where += f"[{step}]"
        else:
            where += f".{step}" if where else step
    return one_line(where, 200)


_OBJECT_TYPES = {"model_type", "dict_type", "model_attributes_type", "dataclass_type"}


def _words(item: "ErrorDetails") -> str:
    kind, message = item["type"], item["msg"]
    context: Mapping[str, Any] = item.get("ctx") or {}
    if kind in _OBJECT_TYPES:
        return "must be an object"
    match kind:
        case "missing":
            return "is required"
        case "extra_forbidden":
            return UNKNOWN
        case "value_error":
            return str(context.get("error", message))
        case "string_type":
            return "must be a text"
        case "string_unicode":
            return "must not hold half of a surrogate pair"
        case "bool_type" | "bool_parsing":
            return "must be true or false"
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return "must be a whole number"
        case "float_type" | "float_parsing":
            return "must be a number"
        case "string_too_short":
            least = context.get("min_length")
            return "must not be empty" if least == 1 else f"must have at least {least} characters"
        case "too_short":
            least = context.get("min_length")
            return "must not be empty" if least == 1 else f"must have at least {least} items"
        case "string_too_long":
            return f"must have at most {context.get('max_length')} characters"
        case "greater_than_equal":
            return f"must be at least {context.get('ge')}"
        case "less_than_equal":
            return f"must be at most {context.get('le')}"
        case "literal_error" | "enum":
            return f"must be {context.get('expected', message)}"
        case "list_type":
            return "must be a list"
        case "none_required":
            return "must be null"
        case "json_invalid":
            return f"is not JSON: {context.get('error', message)}"
    if kind.startswith("datetime"):
        return "must be a date with time, as in 2018-06-08T17:36:32Z"
    return message[:1].lower() + message[1:]
