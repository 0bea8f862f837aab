"""A tour from its file's text, or everything that is wrong with it, by line.

What depends on the server it is played on, `fitting` looks at.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE
from explorer.document.safe import one_line
from explorer.tour.call_checks import Found, call_faults, sent
from explorer.tour.errors import Fault, TourError
from explorer.tour.expecting import matcher_fault
from explorer.tour.filling import texts_of
from explorer.tour.model import Expect, Start, Step, Tour
from explorer.tour.shipped import DIRECTORY, shipped_tours
from explorer.tour.source import Source, path_text, position_of
from explorer.tour.yaml_text import Position, Steps, YamlFault, read
from explorer.workbench.body.query import QueryError, check
from explorer.workbench.sandbox_words import fault_problem
from explorer.workbench.variables import names_in

NAMED = re.compile(r"\{\{[^{}]*\}\}")
"""A name in a path."""

MOST = 8
"""Faults that are named at once."""

_NAMED_VALUES = "must be names with values, as in {limit: 5}"
_WHOLE_NUMBER = "must be a whole number"
_MOMENT = "must be a date with time, as in 2026-06-15T16:20:00Z"
_PLAINLY = {
    "list_type": "must be a list: each part begins with a dash",
    "dict_type": _NAMED_VALUES,
    "model_type": _NAMED_VALUES,
    "string_type": "must be a text",
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "string_pattern_mismatch": "a name has letters, digits, - and _, and begins with a letter or _",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "too_long": "must have at most {max_length} of them",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}
"""What the model says of a value of the wrong kind, and what a person would."""

_BOUNDS = ("ge", "le")


More = Callable[[Tour], Iterable[Fault]]


def nothing_more(tour: Tour) -> Iterable[Fault]:
    """Nothing else is asked of a tour than what each must be."""
    return ()


def read_file(path: Path, more: More = nothing_more) -> Tour:
    """Read a tour.

    Args:
        path: The file.
        more: Says what else is wrong with it, where one has more to ask of it.

    Raises:
        TourError: The file cannot be read, or is no tour: by line, with the reason.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as problem:
        near = difflib.get_close_matches(path.name, shipped_tours(), 1, 0.7)
        meant = f" Perhaps {near[0]} is meant." if near else ""
        words = f"it cannot be read: {problem.strerror}.{meant}"
        raise TourError(str(path), Fault(words)) from None
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise TourError(str(path), Fault("it is not UTF-8.", "", line)) from None
    return read_text(text, path.name if path.parent == DIRECTORY else str(path), more)


def read_text(text: str, name: str = "tour", more: More = nothing_more) -> Tour:
    """Read a tour from a text.

    Args:
        text: YAML.
        name: What messages call it.
        more: As for `read_file`.

    Raises:
        TourError: It is no tour.
    """
    try:
        found = read(text)
    except YamlFault as problem:
        raise TourError(name, problem.fault) from None
    where = found.positions
    if not isinstance(found.data, dict):
        raise TourError(name, Fault("a tour begins with title: and has steps:.", "", 1, 1))
    try:
        tour = Tour.model_validate(found.data)
    except ValidationError as error:
        faults = [_fault(each, where) for each in error.errors(include_url=False)]
        raise TourError(name, *first(faults)) from None
    source = Source(name, (), where)
    tour.stand(source)
    for part, steps in (("steps", tour.steps), ("cleanup", tour.cleanup)):
        for index, step in enumerate(steps):
            step.stand(source.inside(part, index))
    faults = [*faults_of(tour), *more(tour)]
    if faults:
        raise TourError(name, *first(faults))
    return tour


def first(faults: Iterable[Fault]) -> list[Fault]:
    """As many as are named at once, in the file's order; the last of them says how many follow."""
    found = sorted(dict.fromkeys(faults), key=lambda each: each.line)
    rest = len(found) - MOST
    if rest > 0:
        found[MOST:] = [Fault(f"and {rest} more.")]
    return found


def _fault(error: Any, where: Mapping[Steps, Position]) -> Fault:
    steps: Steps = tuple(
        each for each in error["loc"] if each not in ("int", "str", "list[union[int,str]]", "[key]")
    )
    message = str(error["msg"])
    kind = error["type"]
    if kind == "extra_forbidden":
        message = f"{one_line(str(steps[-1]), 60)!r} is not known here{_close(steps)}"
    elif kind == "missing":
        message = f"{steps[-1]!r} is missing"
        steps = steps[:-1]
    elif kind == "value_error":
        message = message.removeprefix("Value error, ")
    else:
        message = _PLAINLY.get(kind, message)
        for name, value in error.get("ctx", {}).items():
            message = message.replace(
                f"{{{name}}}", f"{value:g}" if name in _BOUNDS else str(value)
            )
    words = f"{message[:1].lower()}{message[1:].rstrip('.')}."
    return Fault(words, path_text(steps), *position_of(where, steps))


def _close(steps: Steps) -> str:
    inner = {"expect": Expect, "sandbox": Start}
    whole = Step if any(isinstance(each, int) for each in steps) else Tour
    model: Any = inner.get(str(steps[-2]) if len(steps) > 1 else "", whole)
    known = [field.alias or name for name, field in model.model_fields.items()]
    near = difflib.get_close_matches(str(steps[-1]), known, 1)
    return f"; perhaps {near[0]!r} is meant" if near else ""


def find_operation(name: str) -> type[Operation[Any]] | None:
    """The operation of an id or of its class's name; None where there is none."""
    found = CATALOGUE.get(name)
    return found or next((each for each in CATALOGUE.values() if each.__name__ == name), None)


def faults_of(tour: Tour) -> Iterator[Fault]:
    """What is wrong with a tour beyond its form: operations, values, faults, names and paths.

    Args:
        tour: The tour.
    """
    # What stands for a variable is chosen by whoever plays the tour: its value is looked at then.
    sources = dict.fromkeys(tour.variables, "under variables")
    for name, text in tour.variables.items():
        for other in names_in(text):
            if other not in tour.variables:
                yield tour.source.fault(_unknown(other, variable=True), "variables", name)
    for part, steps in (("steps", tour.steps), ("cleanup", tour.cleanup)):
        for index, step in enumerate(steps):
            for inner, message in _faults_of_step(step, sources, tour.variables):
                # A tour that was not read has its places all the same.
                yield tour.source.inside(part, index).fault(message, *inner)
            for name in step.keep:
                sources.setdefault(name, f"by {path_text((part, index))}")


def _unknown(name: str, *, variable: bool = False) -> str:
    shown = f"{{{{{one_line(name, 60)}}}}}"
    if variable:
        return f"{shown} is no variable of this tour: give it here too."
    return (
        f"{shown} is named nowhere before: keep it in an earlier step, or give it under variables."
    )


def _faults_of_step(
    step: Step, sources: Mapping[str, str], variables: Mapping[str, str]
) -> Iterator[Found]:
    operation = find_operation(step.operation)
    if operation is None:
        ids = [*CATALOGUE, *(each.__name__ for each in CATALOGUE.values())]
        near = difflib.get_close_matches(step.operation, ids, 1)
        meant = (
            f" Perhaps {near[0]} is meant." if near else " `stride-explorer operations` lists them."
        )
        yield ("operation",), f"there is no operation {one_line(step.operation, 60)!r}.{meant}"
    else:
        if not step.unchecked:
            yield from _unknown_parameters(operation, step)
        yield from call_faults(operation, step, sent(step, {}, variables))
    problem = fault_problem(step.fault) if step.fault else ""
    if problem:
        yield ("fault",), problem
    for place, text in texts_of(step):
        for name in names_in(text):
            if name not in sources:
                yield place, _unknown(name)
    for place, name in _names_in_names(step):
        yield place, f"{{{{{name}}}}} stands for values, and not for the names of values."
    for name in step.keep:
        if name in sources:
            said = f"{one_line(name, 60)!r} is given {sources[name]} already: keep it under another"
            yield ("keep", name), f"{said} name."
    for place, expression in _paths_of(step):
        if not expression.startswith("$"):
            yield place, "a JSONPath begins with $, as in $.values[0].id."
            continue
        try:
            check(expression)
        except QueryError as wrong:
            yield place, str(wrong)
    for path, wanted in step.expect.fields.items():
        words = matcher_fault(wanted)
        if words:
            yield ("expect", "fields", path), words


def _unknown_parameters(operation: type[Operation[Any]], step: Step) -> Iterator[Found]:
    names = [place.name for place in operation.places().values()]
    for name in step.values:
        if operation.python_name(name) is None:
            near = difflib.get_close_matches(name, names, 1)
            takes = f"It takes: {', '.join(names)}." if names else "It takes none."
            takes = f"Perhaps {near[0]} is meant. {takes}" if near else takes
            yield (
                ("values", name),
                f"{operation.__name__} has no parameter {one_line(name, 60)!r}. {takes}",
            )


def _names_in_names(step: Step) -> Iterator[Found]:
    """Names in braces that stand where none is put in."""
    for name in step.values:
        yield from ((("values", name), each) for each in names_in(name))
    waiting: list[tuple[Steps, Any]] = [(("body",), step.body)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from (((*at, name), each) for each in names_in(str(name)))
                waiting.append(((*at, str(name)), inner))
        elif isinstance(value, list):
            waiting += [((*at, index), inner) for index, inner in enumerate(value)]


def _paths_of(step: Step) -> Iterator[tuple[Steps, str]]:
    # A name in a path has its value when it is played; any text will do for the path's form.
    for name, path in step.keep.items():
        yield ("keep", name), NAMED.sub("0", path)
    for path in step.expect.fields:
        yield ("expect", "fields", path), NAMED.sub("0", path)
    for index, path in enumerate(step.highlight):
        yield ("highlight", index), NAMED.sub("0", path)
