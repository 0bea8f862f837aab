"""What the texts of a form mean: a call, or what is wrong and in which field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from explorer.api.explain import UNKNOWN, FieldProblem
from explorer.api.operation import JSON, MARKDOWN, PLAIN, CallError, Operation
from explorer.api.source import FileSource, Source
from explorer.api.wire import parse_json, utf8
from explorer.document.safe import one_line
from explorer.workbench.forms_fields import EMPTY, FILES_NAME, FormField, Kind
from explorer.workbench.json_positions import JsonPositions
from explorer.workbench.variables import Variables

_TEXTUAL = {"text": PLAIN, "markdown": MARKDOWN}
_SITE = "{cloudId}"


@dataclass(frozen=True, slots=True)
class FormProblem:
    """Something that is wrong in a form.

    Args:
        field: The wire name of the field; empty for what is about none alone.
        message: What, in the wire's words, without a full stop; safe to show, holds no secret.
        line, column: Where in the text of a body, from 1; 0 where that is not known.
    """

    field: str
    message: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        at = f", line {self.line}, column {self.column}" if self.line else ""
        return f"{self.field}{at}: {self.message}" if self.field else self.message


@dataclass(frozen=True, slots=True)
class Body:
    """The whole body of a call.

    Args:
        content: Its bytes, or the file they are read from.
        content_type: Of it.
        form: The form a message's content is sent in; empty for none.
    """

    content: bytes | Source
    content_type: str
    form: str = ""


@dataclass
class Reading:
    """The texts of a form, read.

    Args:
        operation: The class.
        fields: Its fields.
        texts: What stands in each, by Python name.
        values: What is given, by Python name, variables put in; the body is not among them.
        body: The whole body; None for none.
        problems: What is wrong.
        call: The validated call; None where something is wrong.
    """

    operation: type[Operation[Any]]
    fields: Sequence[FormField]
    texts: Mapping[str, str]
    values: dict[str, str] = field(default_factory=dict, repr=False)
    body: Body | None = field(default=None, repr=False)
    problems: tuple[FormProblem, ...] = ()
    call: Operation[Any] | None = None

    def unchecked(self) -> Operation[Any]:
        """The call as it stands, past our own checks.

        Raises:
            CallError: The file of the body cannot be read, or a text is none that UTF-8 carries.
        """
        for problem in self.problems:
            raise CallError(str(problem), problem.field)
        return unchecked(self.operation, self.values, self.body)


def unchecked(
    operation: type[Operation[Any]], values: Mapping[str, str], body: Body | None
) -> Operation[Any]:
    """A call past our own checks, from texts and a body."""
    if body is None:
        return operation.unchecked(values)
    if body.form:
        try:
            content = parse_json(body.content if isinstance(body.content, bytes) else b"")
        except CallError:
            pass
        else:
            given = {**values, "content": _unwrapped(content), "form": body.form}
            return operation.unchecked(given)
    given = {name: text for name, text in values.items() if name != "form"}
    content_type = None if isinstance(body.content, Source) else body.content_type
    # A source is given only to an operation that takes a file.
    return operation.unchecked(given, body=body.content, content_type=content_type)  # type: ignore[arg-type]


def read(
    operation: type[Operation[Any]],
    fields: Sequence[FormField],
    texts: Mapping[str, str],
    variables: Variables,
    *,
    checked: bool = True,
) -> Reading:
    """Read the texts of a form.

    Args:
        operation: The class.
        fields: Its fields.
        texts: What stands in each, by Python name.
        variables: What `{{name}}` stands for.
        checked: Whether to look for what is wrong; without, only for what cannot be put at all.
    """
    reading = Reading(operation, fields, texts)
    found: dict[str, list[FormProblem]] = {}

    def note(item: FormField, *problems: FormProblem) -> None:
        found.setdefault(item.name, []).extend(problems)

    filled: dict[str, str] = {}
    for item in fields:
        text, unresolved = variables.fill(texts[item.name])
        if checked and unresolved:
            note(item, *(_unresolved(item, name) for name in unresolved))
        elif text:
            filled[item.name] = "" if text == EMPTY and item.kind is Kind.TEXT else text
    for item in fields:
        if item.name not in filled:
            continue
        try:
            if item.is_body:
                form = filled.get("form", "")
                body = reading.body = read_body(item, filled[item.name], form)
                if checked:
                    operation.from_text({}, body=body.content, content_type=body.content_type)  # type: ignore[arg-type]
            else:
                reading.values[item.name] = filled[item.name]
                if checked:
                    operation.from_text({item.name: filled[item.name]})
        except CallError as problem:
            note(item, _refused(item, str(problem), filled[item.name]))
        except ValidationError:
            pass  # Of one field alone; all of them together are looked at below.
    if operation.takes_file and isinstance(reading.body, Body):
        name = getattr(reading.body.content, "name", "")
        if name and "name" not in filled and "name" not in found:
            reading.values["name"] = name
    if checked:
        _validate(reading, found, filled)
    secret = {item.name for item in fields if variables.uses_secret(texts[item.name])}
    reading.problems = tuple(
        _without_secret(problem, variables) if secret else problem
        for name in [*(item.name for item in fields), ""]
        for problem in found.get(name, ())
    )
    return reading


def read_body(item: FormField, text: str, form: str = "") -> Body:
    """The whole body that a text means.

    Args:
        item: The field.
        text: What stands in it, variables put in.
        form: The form that was chosen for a message; empty for none.

    Raises:
        CallError: It names a file that cannot be read, or cannot be encoded.
    """
    if item.kind is Kind.FILE:
        return Body(FileSource(text), "")
    if item.kind is not Kind.DOCUMENT:
        return Body(utf8(text), JSON)
    if form in _TEXTUAL or (not form and not text.lstrip().startswith("{")):
        return Body(utf8(text), _TEXTUAL.get(form, MARKDOWN))
    return Body(utf8(text), JSON, form or "wrapped")


def _validate(
    reading: Reading, found: dict[str, list[FormProblem]], filled: Mapping[str, str]
) -> None:
    """Look at all fields together, but for those that are known to be wrong."""
    operation, body = reading.operation, reading.body
    values = {name: text for name, text in reading.values.items() if name not in found}
    whole = next((item for item in reading.fields if item.is_body), None)
    if body is None or (whole is not None and whole.name in found):
        body = None
    elif body.form:
        values["form"] = body.form
    content: Any = None if body is None else body.content
    content_type = "" if body is None else body.content_type
    try:
        call = operation.from_text(values, body=content, content_type=content_type)
        if not found:
            call.build(_SITE)
            reading.call = call
    except CallError as problem:
        name = operation.python_name(problem.field) or ""
        by_name = {item.name: item for item in reading.fields}
        item = by_name.get(name) or (whole if problem.field == "body" else None)
        message = _plain(str(problem), item.wire_name if item else "")
        found.setdefault(item.name if item else "", []).append(
            FormProblem(item.wire_name if item else "", message)
        )
    except ValidationError as error:
        known_wrong = set(found)
        # A file that is not there has no name to give either.
        known_wrong |= {item.name for item in reading.fields if _is_named(item, filled)}
        for each in operation.problems(error):
            name = str(each.steps[0]) if each.steps else ""
            if name not in known_wrong:
                text = filled.get(name, "")
                found.setdefault(name, []).append(_of(reading.fields, name, each, text))


def _is_named(item: FormField, filled: Mapping[str, str]) -> bool:
    return item.default == FILES_NAME and item.name not in filled


def _of(fields: Sequence[FormField], name: str, problem: FieldProblem, text: str) -> FormProblem:
    item = next((item for item in fields if item.name == name), None)
    if item is None:
        return FormProblem("", problem.message)
    inside = problem.steps[1:]
    if not inside:
        return FormProblem(item.wire_name, problem.message)
    if not item.is_body:
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in inside)
        return FormProblem(item.wire_name, one_line(f"{where.lstrip('.')} {problem.message}", 400))
    message = str(problem)
    try:
        at = JsonPositions(text).position(inside, key=problem.message == UNKNOWN)
    except (ValueError, RecursionError):
        return FormProblem(item.wire_name, message)
    return FormProblem(item.wire_name, message, at.line, at.column)


def _unresolved(item: FormField, name: str) -> FormProblem:
    shown = one_line(f"{{{{{name}}}}}", 80)
    return FormProblem(item.wire_name, f"{shown} has no value: name it, or take it out")


_AT = re.compile(r"The body is not JSON: line (\d+), column (\d+): ")


def _refused(item: FormField, sentence: str, text: str) -> FormProblem:
    at = _AT.match(sentence)
    message = _plain(sentence, item.wire_name)
    if at is None:
        return FormProblem(item.wire_name, message)
    try:
        json.loads(text)
    except json.JSONDecodeError as problem:
        message = f"this is not JSON: {problem.msg}"
    except (ValueError, RecursionError):
        pass
    return FormProblem(item.wire_name, message, int(at[1]), int(at[2]))


def _plain(sentence: str, name: str) -> str:
    """A sentence as it stands beside its field: without the field's name and the full stop."""
    return sentence.removeprefix(f"{name} ").rstrip(".") if name else sentence.rstrip(".")


_QUOTED = re.compile(r",? not ['\"].*", re.S)


def _without_secret(problem: FormProblem, variables: Variables) -> FormProblem:
    """A message that quotes what was given does not quote it where that is a secret."""
    message = variables.hide(_QUOTED.sub("", problem.message))
    return FormProblem(problem.field, message, problem.line, problem.column)


def _unwrapped(content: Any) -> Any:
    if isinstance(content, dict) and "body" in content and "type" not in content:
        return content["body"]
    return content
