"""The contents of messages that the model understands: paragraphs, strong words, plain Markdown."""

from __future__ import annotations

import re
from typing import Any

from .calls import JSON, MARKDOWN, NOTHING, PLAIN
from .judging import Ask


def words(text: str, *marks: str) -> dict[str, Any]:
    """A text node."""
    node: dict[str, Any] = {"type": "text", "text": text}
    if marks:
        node["marks"] = [{"type": mark} for mark in marks]
    return node


def paragraph(*nodes: dict[str, Any]) -> dict[str, Any]:
    """A paragraph."""
    return {"type": "paragraph", "content": list(nodes)}


def document(*blocks: dict[str, Any]) -> dict[str, Any]:
    """A document."""
    return {"version": 1, "type": "doc", "content": list(blocks)}


def is_document(value: Any) -> bool:
    """Whether a value is a sound document, of those made here."""
    if not isinstance(value, dict) or set(value) != {"version", "type", "content"}:
        return False
    content = value["content"]
    if value["type"] != "doc" or value["version"] != 1 or value["version"] is True:
        return False
    return isinstance(content, list) and bool(content) and all(map(_is_paragraph, content))


def _is_paragraph(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"type", "content"}:
        return False
    content = value["content"]
    return (
        value["type"] == "paragraph" and isinstance(content, list) and all(map(_is_text, content))
    )


def _is_text(value: Any) -> bool:
    if not isinstance(value, dict) or not {"type", "text"} <= set(value) <= {*_TEXT, "marks"}:
        return False
    marks = value.get("marks", [])
    if value["type"] != "text" or not isinstance(value["text"], str) or not value["text"]:
        return False
    if not isinstance(marks, list) or any(mark not in _MARKS for mark in marks):
        return False
    return len({mark["type"] for mark in marks}) == len(marks)


_TEXT = ("type", "text")
_MARKS = [{"type": "strong"}, {"type": "em"}]


def text_of(value: dict[str, Any]) -> str:
    """A document as plain text: a line for each paragraph."""
    return "\n".join(
        "".join(node["text"] for node in block["content"]) for block in value["content"]
    )


_PLAIN_WORDS = re.compile(r"[a-z]+( [a-z]+)*")
_STRONG_WORDS = re.compile(r"\*\*([a-z]+( [a-z]+)*)\*\*")


def _of_markdown(text: str) -> dict[str, Any] | None:
    """The document of a Markdown text; None for one the model does not understand."""
    if _PLAIN_WORDS.fullmatch(text):
        return document(paragraph(words(text)))
    if strong := _STRONG_WORDS.fullmatch(text):
        return document(paragraph(words(strong[1], "strong")))
    return None


def content(ask: Ask) -> tuple[Any, str | None]:
    """Document and plain text of a call's content; what is wrong with it is objected to.

    Each is None where the model cannot know it.
    """
    body, kind = ask.call.body, ask.call.type
    if body is NOTHING:
        ask.no(400, "body")
        return None, None
    if kind == JSON:
        if isinstance(body, dict) and "body" in body and "type" not in body:
            body = body["body"]
        if not is_document(body):
            ask.no(400)
            return None, None
        return body, text_of(body)
    if kind not in (PLAIN, MARKDOWN):
        ask.no(400, "Content-Type")
        return None, None
    if not body.strip():
        ask.no(400)
        return None, None
    if kind == PLAIN:
        lines = [paragraph(words(line)) if line else paragraph() for line in body.split("\n")]
        return document(*lines), body
    understood = _of_markdown(body)
    return understood, None if understood is None else text_of(understood)
