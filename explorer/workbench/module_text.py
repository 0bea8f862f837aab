"""A module as text that someone edits: what is wrong with it and where, and how it differs."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from explorer.api.explain import UNKNOWN, explain
from explorer.api.models.modules import MODULE_MODELS, ModuleType
from explorer.api.operation import CallError, dump_json
from explorer.document.safe import one_line, visible
from explorer.workbench.json_positions import JsonPositions, Position
from explorer.workbench.json_words import json_words


@dataclass(frozen=True, slots=True, order=True)
class TextProblem:
    """Something that is wrong in a text.

    Args:
        line, column: Where, both counted from 1.
        message: What, in words; safe to show.
    """

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a difference.

    Args:
        kind: `same` in both, `removed` from the one, `added` in the other.
        text: The line, without its break.
    """

    kind: Literal["same", "removed", "added"]
    text: str


def pretty(value: Any) -> str:
    """JSON as it is edited: two blanks of indentation, members in their order.

    Characters that would act on a terminal stand as JSON's own escapes: it is the same JSON, and
    whoever edits it sees them.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return visible(text.replace("\x7f", "\\u007f"))


def format_json(text: str) -> str:
    """A text in the layout of `pretty`; one that is not JSON stays as it is."""
    try:
        return pretty(_load(text))
    except (ValueError, RecursionError):
        return text


def check_module(text: str, type: ModuleType, key: str | None = None) -> list[TextProblem]:
    """What is wrong with the text of a module, in the order of the text.

    Args:
        text: As edited.
        type: The module's type, whose model decides.
        key: The key it is kept at; None for a new module, which must name its own.
    """
    try:
        value = _load(text)
    except json.JSONDecodeError as problem:
        reason = one_line(json_words(text, problem), 300)
        return [TextProblem(problem.lineno, problem.colno, f"this is not JSON: {reason}")]
    except ValueError as problem:
        return [TextProblem(1, 1, f"this is not JSON: {problem}")]
    except RecursionError:
        return [TextProblem(1, 1, "this is nested too deeply")]
    places = JsonPositions(text)
    found = [
        _problem(places.at(offset), f"{name} stands here a second time")
        for name, offset in places.repeated
    ]
    if not isinstance(value, dict):
        return [TextProblem(1, 1, "a module must be a JSON object, in { and }")]
    try:
        dump_json(value)
    except CallError:
        found.append(TextProblem(1, 1, "this holds half of a surrogate pair; remove that escape"))
    found += _key_problems(value, key, places)
    try:
        MODULE_MODELS[type].model_validate(value)
    except ValidationError as problem:
        for item in explain(problem):
            at = places.position(item.steps, key=item.message == UNKNOWN)
            found.append(_problem(at, str(item)))
    return sorted(set(found))


def module_key(text: str) -> str:
    """The key that the text of a module names; empty where it names none."""
    try:
        value = _load(text)
    except (ValueError, RecursionError):
        return ""
    key = value.get("key") if isinstance(value, dict) else None
    return key if isinstance(key, str) else ""


def with_key(text: str, key: str) -> str:
    """The text of a module under another key, laid out anew; one that is no object stays as it is.

    Args:
        text: Of the module.
        key: The new key.
    """
    try:
        value = _load(text)
    except (ValueError, RecursionError):
        return text
    return pretty({"key": key} | value | {"key": key}) if isinstance(value, dict) else text


def same_json(one: str | None, other: str | None) -> bool:
    """Whether two texts hold the same JSON; blanks and the order of members do not count."""
    if one is None or other is None:
        return one is other
    try:
        return bool(_load(one) == _load(other))
    except (ValueError, RecursionError):
        return one == other


def difference(old: str, new: str) -> list[DiffLine]:
    """All lines of two texts, and which of them stand in one only."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[DiffLine] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            lines += [DiffLine("same", line) for line in before[start:end]]
        else:
            lines += [DiffLine("removed", line) for line in before[start:end]]
            lines += [DiffLine("added", line) for line in after[new_start:new_end]]
    return lines


def _load(text: str) -> Any:
    return json.loads(text, parse_constant=_no_constant)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _key_problems(
    value: Mapping[str, Any], key: str | None, places: JsonPositions
) -> list[TextProblem]:
    named = value.get("key")
    if key is None and "key" not in value:
        return [_problem(places.position([]), "key: is required for a new module")]
    if key is not None and isinstance(named, str) and named != key:
        return [
            _problem(
                places.position(["key"]),
                f"key: must stay {key!r}, or be left out; copy or rename the module for another",
            )
        ]
    if key is None and isinstance(named, str) and named in {".", ".."}:
        return [_problem(places.position(["key"]), "key: must not be '.' or '..'")]
    return []


def _problem(at: Position, message: str) -> TextProblem:
    return TextProblem(at.line, at.column, one_line(message, 300))
