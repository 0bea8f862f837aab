"""What comes of a text that is being written as a message, in each of the ways to write it.

A document is written in Markdown or as its own JSON; the service also takes Markdown and plain text
as they are, and makes the document itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from explorer.api.models.messages import text_document
from explorer.api.operation import CallError
from explorer.api.operations.content import Form
from explorer.document.check import check
from explorer.document.safe import one_line
from explorer.workbench.json_positions import JsonPositions
from explorer.workbench.json_words import json_words
from explorer.workbench.module_text import TextProblem, format_json, pretty
from explorer.workbench.ways import Way

EMPTY_DOCUMENT = {"version": 1, "type": "doc", "content": [{"type": "paragraph", "content": []}]}
MOST_PROBLEMS = 50
_STEP = re.compile(r'\[(\d+)\]|\.?"((?:[^"\\]|\\.)*)"|\.?([^.\[\]"]+)')


class Written(NamedTuple):
    """A message as it can be sent.

    Args:
        content: What the call carries.
        form: The form of it.
        document: What it looks like, as document JSON; the server's own may differ for the ways
            in which it makes the document.
    """

    content: Any
    form: Form
    document: dict[str, Any]


def written(text: str, way: Way, mentions: Mapping[str, str]) -> Written:
    """What is sent of a text.

    Args:
        text: As typed.
        way: How it is meant.
        mentions: Names that can be mentioned, and whom they mean.

    Raises:
        CallError: There is nothing to send, or it is no document: a sentence with the line.
    """
    from explorer.document.markdown import from_markdown

    if not text.strip():
        raise CallError("There is nothing to send: write a message first.", "content")
    if way is Way.JSON:
        problems = check_document(text)
        if problems:
            raise CallError(f"This is no document: {problems[0]}.", "content")
        document = json.loads(text)
        if document == EMPTY_DOCUMENT:
            raise CallError("There is nothing to send: the document is empty.", "content")
        return Written(document, Form.WRAPPED, document)
    if way is Way.TEXT:
        return Written(text, Form.TEXT, text_document(text))
    document = from_markdown(text, mentions=mentions).to_json()
    if way is Way.MARKDOWN:
        return Written(text, Form.MARKDOWN, document)
    return Written(document, Form.WRAPPED, document)


def check_document(text: str) -> list[TextProblem]:
    """What the schema has against a document's JSON, in the order of the text.

    Args:
        text: As typed.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as problem:
        reason = one_line(json_words(text, problem), 300)
        return [TextProblem(problem.lineno, problem.colno, f"this is not JSON: {reason}")]
    except RecursionError:
        return [TextProblem(1, 1, "this is nested too deeply")]
    places = JsonPositions(text)
    found = []
    for each in check(value)[:MOST_PROBLEMS]:
        place = places.position(_steps(each.path), key="is not allowed" in each.message)
        found.append(TextProblem(place.line, place.column, one_line(str(each), 300)))
    return sorted(found)


def preview_of(text: str, way: Way, mentions: Mapping[str, str]) -> dict[str, Any] | None:
    """The document a text would be shown as; None where it is none yet.

    Args:
        text: As typed.
        way: How it is meant.
        mentions: As for `written`.
    """
    if not text.strip():
        return EMPTY_DOCUMENT
    if way is not Way.JSON:
        return written(text, way, mentions).document
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and value.get("type") == "doc" else None


def changed_way(text: str, before: Way, after: Way, mentions: Mapping[str, str]) -> str:
    """A text written in one way as it is written in another; what cannot be changed stays.

    Args:
        text: As typed.
        before: How it was meant.
        after: How it is to be meant.
        mentions: As for `written`.
    """
    from explorer.document.markdown import to_markdown
    from explorer.document.model import Document

    if before is after:
        return text
    if after is Way.JSON:
        shown = preview_of(text, before, mentions)
        return text if shown is None else pretty(shown)
    if before is Way.JSON:
        shown = preview_of(text, before, mentions)
        if shown is None or check(shown):
            return text
        return to_markdown(Document.parse(shown)).rstrip("\n")
    return text


def laid_out(text: str, way: Way) -> str:
    """A text laid out anew where that changes nothing of what it means."""
    return format_json(text) if way is Way.JSON else text


def _steps(path: str) -> list[str | int]:
    """The member names and item numbers of a path like `content[2].attrs.level`."""
    steps: list[str | int] = []
    for number, quoted, name in _STEP.findall(path):
        if number:
            steps.append(int(number))
        else:
            steps.append(json.loads(f'"{quoted}"', strict=False) if quoted else name)
    return steps
