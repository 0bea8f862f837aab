"""A tour from its file's text, or everything that is wrong with it, by line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE
from explorer.document.safe import one_line
from explorer.tour.errors import Fault, TourError
from explorer.tour.expecting import matcher_fault
from explorer.tour.model import Expect, Start, Step, Tour
from explorer.tour.yaml_text import Position, Steps, YamlFault, read
from explorer.workbench.body.query import QueryError, check
from explorer.workbench.variables import names_in

NAMED = re.compile(r"\{\{[^{}]*\}\}")
"""A name in a path."""

MOST = 8
"""Faults that are named at once."""

_NAMED_VALUES = "must be names with values, as in {limit: 5}"
_WHOLE_NUMBER = "must be a whole number"
_PLAINLY = {
    "list_type": "must be a list: each part begins with a dash",
    "dict_type": _NAMED_VALUES,
    "model_type": _NAMED_VALUES,
    "string_type": "must be a text",
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
}
"""What the model says of a value of the wrong kind, and what a person would."""


def read_file(path: Path) -> Tour:
    """Read a tour.

    Raises:
        TourError: The file cannot be read, or is no tour: by line, with the reason.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as problem:
        raise TourError(str(path), Fault(f"it cannot be read: {problem.strerror}.")) from None
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise TourError(str(path), Fault("it is not UTF-8.", "", line)) from None
    return read_text(text, path.name)


def read_text(text: str, name: str = "tour") -> Tour:
    """Read a tour from a text.

    Args:
        text: YAML.
        name: What messages call it.

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
        raise TourError(name, *_first(faults)) from None
    faults = list(faults_of(tour, where))
    if faults:
        raise TourError(name, *_first(faults))
    return tour


def _first(faults: Iterable[Fault]) -> list[Fault]:
    unique = dict.fromkeys(faults)
    return sorted(unique, key=lambda each: each.line)[:MOST]


def _fault(error: Any, where: Mapping[Steps, Position]) -> Fault:
    steps: Steps = tuple(
        each for each in error["loc"] if each not in ("int", "str", "list[union[int,str]]")
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
    return Fault(
        f"{message[:1].lower()}{message[1:].rstrip('.')}.", _path(steps), *_at(where, steps)
    )


def _close(steps: Steps) -> str:
    inner = {"expect": Expect, "sandbox": Start}
    whole = Step if any(isinstance(each, int) for each in steps) else Tour
    model: Any = inner.get(str(steps[-2]) if len(steps) > 1 else "", whole)
    known = [field.alias or name for name, field in model.model_fields.items()]
    near = difflib.get_close_matches(str(steps[-1]), known, 1)
    return f"; perhaps {near[0]!r} is meant" if near else ""


def _path(steps: Steps) -> str:
    text = "".join(f"[{each + 1}]" if isinstance(each, int) else f".{each}" for each in steps)
    return one_line(text.lstrip("."), 120)


def _at(where: Mapping[Steps, Position], steps: Steps) -> Position:
    """The place of a part, or of what is around it."""
    while steps and steps not in where:
        steps = steps[:-1]
    return where.get(steps, Position(0, 0))


def find_operation(name: str) -> type[Operation[Any]] | None:
    """The operation of an id or of its class's name; None where there is none."""
    found = CATALOGUE.get(name)
    return found or next((each for each in CATALOGUE.values() if each.__name__ == name), None)


def faults_of(tour: Tour, where: Mapping[Steps, Position] | None = None) -> Iterator[Fault]:
    """What is wrong with a tour beyond its form: operations, parameters, names and paths.

    Args:
        tour: The tour.
        where: Places of its parts in a file; None for none.
    """
    known = set(tour.variables)
    for part, steps in (("steps", tour.steps), ("cleanup", tour.cleanup)):
        for index, step in enumerate(steps):
            at: Steps = (part, index)
            for inner, message in _faults_of_step(step, known):
                path = (*at, *inner)
                yield Fault(message, _path(path), *_at(where or {}, path))
            known |= set(step.keep)


def _faults_of_step(step: Step, known: set[str]) -> Iterator[tuple[Steps, str]]:
    operation = find_operation(step.operation)
    if operation is None:
        ids = [*CATALOGUE, *(each.__name__ for each in CATALOGUE.values())]
        near = difflib.get_close_matches(step.operation, ids, 1)
        meant = (
            f" Perhaps {near[0]} is meant." if near else " `stride-explorer operations` lists them."
        )
        yield ("operation",), f"there is no operation {one_line(step.operation, 60)!r}.{meant}"
    elif not step.unchecked:
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
    for place, text in texts_of(step):
        for name in names_in(text):
            if name not in known:
                yield (
                    place,
                    f"{{{{{one_line(name, 60)}}}}} is named nowhere before: keep it in an earlier "
                    "step, or give it under variables.",
                )
    for place, expression in _paths_of(step):
        try:
            check(expression)
        except QueryError as problem:
            yield place, str(problem)
    for path, wanted in step.expect.fields.items():
        wrong = matcher_fault(wanted)
        if wrong:
            yield ("expect", "fields", path), wrong


def _paths_of(step: Step) -> Iterator[tuple[Steps, str]]:
    for name, path in step.keep.items():
        yield ("keep", name), path
    for path in step.expect.fields:
        # A name in a path has its value when it is played; any text will do for the path's form.
        yield ("expect", "fields", path), NAMED.sub("0", path)
    for index, path in enumerate(step.highlight):
        yield ("highlight", index), path


def texts_of(step: Step) -> Iterator[tuple[Steps, str]]:
    """Every text of a step that may hold `{{name}}`, with the steps that lead to it."""
    for name, value in step.values.items():
        yield ("values", name), value
    yield from _texts(step.body, ("body",))
    for path, wanted in step.expect.fields.items():
        at: Steps = ("expect", "fields", path)
        yield at, path
        yield from _texts(wanted, at)


def _texts(value: Any, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*steps, str(key)))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _texts(each, (*steps, index))
