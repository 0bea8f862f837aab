"""The catalogue in words: how an operation is described and called, for every face alike."""

from __future__ import annotations

import json
import shlex
from typing import Any

from explorer.api.operation import Operation


def describe(operation: type[Operation[Any]]) -> list[str]:
    """The operation's docstring, a paragraph an entry, without line breaks."""
    paragraphs = (operation.__doc__ or "").strip().split("\n\n")
    return [" ".join(paragraph.split()) for paragraph in paragraphs]


def example_command(operation: type[Operation[Any]]) -> str:
    """A `stride-explorer call` of an operation that can be pasted into a shell."""
    words = ["stride-explorer", "call", operation.operation_id]
    body = None
    for item in operation.parameters():
        if item.example is None or item.wire_name == "cloudId":
            continue
        if item.type_name == "file":
            body = "@figures.csv"
        elif item.place == "whole-body":
            body = json.dumps(item.example, ensure_ascii=False)
        elif item.required or item.place == "body":
            value = item.example if isinstance(item.example, str) else json.dumps(item.example)
            words.append(f"{item.wire_name}={value}")
    if body is not None:
        words += ["--body", body]
    if operation.gives_file:
        words += ["--output", "./"]
    return shlex.join(words)
