"""The body of a step as texts that a person can change while presenting, and back.

A small body is a text for each of its members; a message is its Markdown, where nothing of it is
lost by that; any other is its JSON. What is not changed stays exactly as the file has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from explorer.api.operation import MARKDOWN
from explorer.document.from_markdown import from_markdown
from explorer.document.model import Document
from explorer.document.safe import one_line
from explorer.document.to_markdown import to_markdown
from explorer.tour.model import Step
from explorer.tour.reading import find_operation
from explorer.workbench.json_words import json_words
from explorer.workbench.module_text import pretty

WHOLE = "body"
"""The name of the text of a whole body."""

MOST_MEMBERS = 8
"""Members of a body that have a text each."""

Way = Literal["member", "text", "markdown", "json"]


class BodyProblem(ValueError):
    """A text cannot be a part of a body.

    Args:
        name: Of the text.
        message: What is wrong, without a full stop.
        line, column: Where, from 1; 0 where that is not known.
    """

    def __init__(self, name: str, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.name, self.message, self.line, self.column = name, message, line, column


@dataclass(frozen=True, slots=True)
class BodyText:
    """A part of a body as a text.

    Args:
        name: The member's, or `WHOLE`.
        text: As the file has it.
        way: What it is: a member's value, a text sent as it is, a message's Markdown, or JSON.
    """

    name: str
    text: str
    way: Way


def body_texts(step: Step) -> tuple[BodyText, ...]:
    """What can be changed of a step's body; nothing of a step that has none.

    Args:
        step: As the file has it.
    """
    body = step.body
    if body is None:
        return ()
    if isinstance(body, str):
        return (BodyText(WHOLE, body, "text"),)
    markdown = _markdown(step)
    if markdown is not None:
        return (BodyText(WHOLE, markdown, "markdown"),)
    if isinstance(body, dict) and len(body) <= MOST_MEMBERS and all(map(_is_small, body.values())):
        return tuple(BodyText(name, _shown(value), "member") for name, value in body.items())
    return (BodyText(WHOLE, pretty(body), "json"),)


def body_from(step: Step, texts: Mapping[str, str]) -> Any:
    """The body of a step with some of its texts changed.

    Args:
        step: As the file has it.
        texts: By name; what is not among them stays.

    Raises:
        BodyProblem: A text is not JSON where it must be.
    """
    body = step.body
    for each in body_texts(step):
        text = texts.get(each.name, each.text)
        if text == each.text:
            continue
        if each.way == "member":
            body = {**body, each.name: _value(each.name, text, body[each.name])}
        elif each.way == "text":
            body = text
        elif each.way == "markdown":
            document = from_markdown(text).to_json()
            body = {**body, "body": document} if "body" in body else document
        else:
            body = _parsed(each.name, text)
    return body


def _markdown(step: Step) -> str | None:
    """A message's document as Markdown; None for what is none, or is more than Markdown holds."""
    operation = find_operation(step.operation)
    if operation is None or MARKDOWN not in operation.body_types or not isinstance(step.body, dict):
        return None
    document = step.body.get("body", step.body)
    if not isinstance(document, dict) or document.get("type") != "doc":
        return None
    try:
        text = to_markdown(Document.parse(document)).rstrip("\n")
        same = from_markdown(text).to_json() == document
    except (ValueError, RecursionError):
        return None
    return text if same else None


def _is_small(value: Any) -> bool:
    if isinstance(value, list):
        return all(not isinstance(each, list | dict) for each in value)
    return not isinstance(value, dict) and "\n" not in str(value)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(name: str, text: str, before: Any) -> Any:
    """A member's value of the kind it had; a name in braces stands for any."""
    if isinstance(before, str) or text.strip().startswith("{{"):
        return text
    return _parsed(name, text)


def _parsed(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        reason = one_line(json_words(text, problem), 300)
        message = f"this is not JSON: {reason}"
        raise BodyProblem(name, message, problem.lineno, problem.colno) from None
    except (ValueError, RecursionError):
        raise BodyProblem(name, "it is nested too deep, or a number in it is too long") from None
