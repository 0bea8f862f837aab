"""What is wrong with the call of a step, as far as that can be known before it is played.

A value that holds `{{name}}` of an earlier step's answer can be anything until then, and so can
what depends on it: neither is looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from explorer.api.headers import request_headers
from explorer.api.operation import JSON, CallError, Operation
from explorer.api.operations.content import MessageOperation
from explorer.document.model import check as check_document
from explorer.tour.filling import fill, fill_data, names_of, texts_in
from explorer.tour.model import Step
from explorer.tour.yaml_text import Steps

Found = tuple[Steps, str]
"""Steps to what is wrong, within the step, and a sentence."""

_SITE = "{cloudId}"
_STAND_IN = "x"
"""Stands in a path for what is not known yet."""

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class Sent(NamedTuple):
    """What a step sends, names put in.

    Args:
        values: Parameters by the spelling of the file; those that wait for a name are not there.
        body: Of it; None for none, and where all of it waits.
        content_type: Of the body.
        waiting: Steps to what waits for a name.
    """

    values: Mapping[str, str]
    body: bytes | None
    content_type: str
    waiting: frozenset[Steps]


def sent(step: Step, known: Mapping[str, Any], variables: Mapping[str, Any]) -> Sent:
    """What a step sends, as far as it is known.

    Args:
        step: The step.
        known: Names that have a value, and the values.
        variables: The tour's own, for the names within their values.
    """

    def waits(text: str) -> bool:
        return any(name not in known for name in names_of(text, variables))

    waiting: set[Steps] = {("values", name) for name, text in step.values.items() if waits(text)}
    values = {
        name: fill(text, known)
        # A text that is empty in the file leaves its parameter out.
        for name, text in step.values.items()
        if text and ("values", name) not in waiting
    }
    open_body = {at for at, text in texts_in(step.body, ("body",)) if waits(text)}
    if step.body is None:
        return Sent(values, None, "", frozenset(waiting))
    if isinstance(step.body, str):
        body = fill(step.body, known).encode("utf-8", "replace")
        is_open = open_body and _is_json(step.content_type)
        return Sent(values, None if is_open else body, step.content_type, _all(waiting, open_body))
    data = json.dumps(fill_data(step.body, known), ensure_ascii=False).encode("utf-8", "replace")
    return Sent(values, data, step.content_type or JSON, _all(waiting, open_body))


def call_faults(operation: type[Operation[Any]], step: Step, given: Sent) -> Iterator[Found]:
    """What is wrong with a step's values and body; nothing for what only the server can know.

    Args:
        operation: The step's.
        step: The step.
        given: What it sends.
    """
    if step.unchecked:
        yield from _unsendable(operation, step, given)
        return
    names = {operation.python_name(name): name for name in step.values}
    wrong: set[Steps] = set()
    known = {name: text for name, text in given.values.items() if operation.python_name(name)}
    twice = _given_twice(operation, known)
    for name, text in known.items():
        problem = twice.get(name) or _alone(operation, name, text)
        if problem:
            wrong.add(("values", name))
            yield ("values", name), problem
    body = given.body
    for found in _body_alone(operation, step, given):
        wrong.add(("body",))
        body = None
        yield found
    aside = wrong | given.waiting
    texts = {name: text for name, text in known.items() if ("values", name) not in wrong}
    try:
        call = operation.from_text(texts, body=body, content_type=given.content_type)
        if not aside:
            call.build(_SITE)
    except CallError as problem:
        name = names.get(operation.python_name(problem.field), "")
        yield (("values", name) if name else ("operation",)), str(problem)
    except ValidationError as error:
        for each in operation.problems(error):
            place = _place(operation, names, step, each.steps)
            hidden = aside and (not each.steps or any(_touch(place, one) for one in aside))
            if not hidden:
                yield place, f"{each.message}."


def _all(*parts: set[Steps]) -> frozenset[Steps]:
    return frozenset().union(*parts)


def _is_json(content_type: str) -> bool:
    return (content_type or JSON).split(";")[0].strip().lower() == JSON


def _touch(one: Steps, other: Steps) -> bool:
    """Whether one is the other, or within it."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _given_twice(operation: type[Operation[Any]], names: Mapping[str, str]) -> dict[str, str]:
    """By name, what is wrong with those that stand there in both spellings."""
    seen: dict[str | None, str] = {}
    twice: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(operation.python_name(name), name)
        if first != name:
            twice[name] = f"it is given as {first} already: give it once."
    return twice


def _alone(operation: type[Operation[Any]], name: str, text: str) -> str:
    """What is wrong with the kind of a value; its bounds are looked at with the others'."""
    try:
        operation.from_text({name: text})
    except CallError as problem:
        return _plain(str(problem), operation, name)
    except ValidationError:
        pass
    return ""


def _plain(sentence: str, operation: type[Operation[Any]], name: str) -> str:
    """A sentence without the name that its place gives already."""
    field = operation.python_name(name)
    wire = operation.places()[field].name if field else name
    return sentence.removeprefix(f"{wire} ")


def _body_alone(operation: type[Operation[Any]], step: Step, given: Sent) -> Iterator[Found]:
    """What is wrong with a body before its members are looked at."""
    if given.body is None:
        return
    try:
        operation.read_body(given.body, given.content_type)
    except CallError as problem:
        if problem.field == "Content-Type":
            yield ("content_type",), str(problem)
        elif isinstance(step.body, str) and not step.content_type and operation.body_types[1:]:
            kinds = ", ".join(each for each in operation.body_types if each != JSON)
            yield ("body",), f"a text that is no JSON needs content_type: one of {kinds}."
        elif isinstance(step.body, dict) and problem.field in step.body:
            yield ("body", problem.field), str(problem)
        else:
            yield ("body",), str(problem)
        return
    if isinstance(step.body, dict) and issubclass(operation, MessageOperation):
        yield from _document(step, given)


def _document(step: Step, given: Sent) -> Iterator[Found]:
    """What the schema of documents has against a message."""
    wrapped = "body" in step.body and "type" not in step.body
    at: Steps = ("body", "body") if wrapped else ("body",)
    value = json.loads(given.body or b"null")
    for each in check_document(value["body"] if wrapped else value):
        place = (
            *at,
            *(int(found[2]) if found[2] else found[1] for found in _STEP.finditer(each.path)),
        )
        if not any(_touch(place, one) for one in given.waiting):
            yield place, f"{each.message}."


def _unsendable(operation: type[Operation[Any]], step: Step, given: Sent) -> Iterator[Found]:
    """What no request could carry, also past our own checks."""
    texts = {name: given.values.get(name, _STAND_IN) for name, text in step.values.items() if text}
    content_type = given.content_type or (JSON if given.body else None)
    try:
        call = operation.unchecked(texts, body=given.body, content_type=content_type)
        request_headers(call.build(_SITE).content_type, {})
    except CallError as problem:
        if problem.field == "Content-Type":
            yield ("content_type",), str(problem)
            return
        field = operation.python_name(problem.field)
        name = next((each for each in texts if operation.python_name(each) == field), "")
        yield (("values", name) if field and name else ("operation",)), str(problem)


def _place(
    operation: type[Operation[Any]],
    names: Mapping[str | None, str],
    step: Step,
    steps: tuple[str | int, ...],
) -> Steps:
    """Where in a step stands what a validation of its operation found."""
    if not steps:
        return ("values",)
    field = str(steps[0])
    place = operation.places().get(field)
    if field in names:
        return ("values", names[field], *steps[1:])
    if place is not None and place.place == "whole-body":
        return ("body", *steps[1:])
    if place is not None and place.place == "body":
        return ("body", place.name, *steps[1:])
    return ("values", place.name if place is not None else field)
