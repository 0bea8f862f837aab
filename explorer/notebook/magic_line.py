"""The line of a `%stride` magic: what it says, the call it puts, and what may follow on it."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import Any

from explorer.api.operation import JSON, CallError, Operation
from explorer.api.operations import CATALOGUE
from explorer.workbench.catalogue import find
from explorer.workbench.forms_fields import FormField, fields_of
from explorer.workbench.forms_reading import Body, read_body
from explorer.workbench.words import call_of

FLAGS = ("--exchange", "--unchecked", "--help")
VALUED = ("--body", "--content-type", "--header", "--profile", "--to")
"""Options that take a value after a blank, or after `=`."""

USAGE = "%stride OPERATION_ID name=value … [--exchange] [--unchecked] [--to NAME] [--profile NAME]"


@dataclass
class Line:
    """What the line of a magic says.

    Args:
        operation: The operation's name; empty for none.
        words: Each `name=value`.
        flags: The options without a value.
        options: The others, by name.
        headers: Additional headers, by name.
    """

    operation: str = ""
    words: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    options: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Line:
        """Read the line of a magic, quoted as in a shell.

        Raises:
            CallError: It cannot be read; the message says why.
        """
        try:
            pieces = shlex.split(text)
        except ValueError as problem:
            raise CallError(f"The line cannot be read: {str(problem).lower()}.") from None
        line = cls()
        waiting = iter(pieces)
        for piece in waiting:
            name, given, value = piece.partition("=")
            if name in FLAGS and not given:
                line.flags.add(name)
            elif name in VALUED:
                value = value if given else next(waiting, "")
                if not value:
                    raise CallError(f"{name} needs a value: {name} …")
                line._take(name, value)
            elif piece.startswith("--"):
                raise CallError(f"There is no option {name!r}. {USAGE}")
            elif not line.operation:
                line.operation = piece
            else:
                line.words.append(piece)
        return line

    def _take(self, name: str, value: str) -> None:
        if name != "--header":
            self.options[name] = value
            return
        header, colon, content = value.partition(":")
        if not colon or not header.strip():
            raise CallError(f"The header {value!r} has no colon. Write it as in 'X-Trace: 1'.")
        self.headers[header.strip()] = content.strip()


def put(operation: type[Operation[Any]], line: Line, cell: str | None) -> Operation[Any]:
    """The call that a line and what stands below it put.

    Args:
        operation: What is to be called.
        line: Of the magic.
        cell: What stands below; None for nothing.

    Raises:
        CallError: It cannot be put.
    """
    given = line.options.get("--body")
    if given is not None and cell and cell.strip():
        raise CallError("There are two bodies: the one below the line, and that of --body.")
    body = _body(operation, given if given is not None else cell)
    words, kind = list(line.words), line.options.get("--content-type")
    if body is not None and not kind:
        kind = body.content_type
        named = {operation.python_name(word.partition("=")[0]) for word in words}
        if body.form and "form" not in named:
            words.append(f"form={body.form}")
    content = None if body is None else body.content
    unchecked = "--unchecked" in line.flags
    return call_of(operation, words, body=content, content_type=kind, unchecked=unchecked)


def _body(operation: type[Operation[Any]], text: str | None) -> Body | None:
    if text is None or not text.strip():
        return None
    item = next((each for each in fields_of(operation) if each.is_body), None)
    if text.startswith("@"):
        path = text[1:].strip()
        if operation.takes_file and item is not None:
            return read_body(item, path)
        text = _read(path)
    elif operation.takes_file:
        return Body(text.encode("utf-8", "surrogatepass"), "")
    if item is None:
        return Body(text.encode("utf-8", "surrogatepass"), JSON)
    return read_body(item, text)


def _read(path: str) -> str:
    from explorer.api.source import FileSource

    with FileSource(path).open() as file:
        return file.read().decode("utf-8", "replace")


def candidates(typed: str) -> list[str]:
    """The words that may go on a line of the magic.

    Args:
        typed: What stands after `%stride `, up to the cursor.
    """
    words = re.findall(r"""(?:[^\s"']|"[^"]*"?|'[^']*'?)+""", typed)
    last = "" if not words or typed[-1:].isspace() else words.pop()
    if words and words[-1] in VALUED:
        return []
    done = [word for word in words if not word.startswith("-")]
    if last.startswith("-"):
        return [each for each in (*FLAGS, *VALUED) if each not in words]
    if not done:
        return sorted(
            name for each in CATALOGUE.values() for name in (each.operation_id, each.__name__)
        )
    try:
        operation = find(done[0])
    except CallError:
        return []
    fields = fields_of(operation)
    name, given, _ = last.partition("=")
    if given:
        return list(_values(fields, operation.python_name(name)))
    used = {operation.python_name(word.partition("=")[0]) for word in done[1:]}
    open_fields = [each for each in fields if not each.is_body and each.name not in used]
    ours = "_" in last
    return [f"{each.name if ours else each.wire_name}=" for each in open_fields]


def _values(fields: tuple[FormField, ...], name: str | None) -> tuple[str, ...]:
    item = next((each for each in fields if each.name == name), None)
    if item is None:
        return ()
    return item.choices or ((item.default,) if item.default.isdigit() else ())
