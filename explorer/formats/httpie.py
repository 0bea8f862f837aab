"""A request as an HTTPie command for a POSIX shell."""

from __future__ import annotations

import re
from urllib.parse import unquote

from explorer.formats import shell
from explorer.formats.errors import FormatError
from explorer.formats.portable import Portable, Text

_METHOD = re.compile(r"[A-Z]+")
_SAFE = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})"
_TARGET = re.compile(rf"/(?!/){_SAFE}*(?:\?(?:{_SAFE}|\?)+)?")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
_ESCAPES = re.compile(r"(?<!\\)(?:\\\\)*\\[:;=@]")


def write(portable: Portable) -> str:
    """The command; the base URL and secrets are read from the environment.

    Raises:
        FormatError: HTTPie cannot make this request, or would change it.
    """
    _check(portable)
    pipe, data, after = _body(portable)
    first = ["http --check-status"]
    path = portable.target.partition("?")[0]
    if {".", ".."} & set(path.split("/")):
        first.append("--path-as-is")
    if not pipe and not after:
        # Without a terminal it takes what comes in for the body, unless it is told not to.
        first.append("--ignore-stdin")
    words = [" ".join(first), *data]
    words.append(f"{portable.method} {shell.word(portable.address)}")
    words += [shell.word(each) for each in _headers(portable)]
    words += after
    return pipe + shell.command(words)


def _check(portable: Portable) -> None:
    if not _METHOD.fullmatch(portable.method):
        raise FormatError(
            f"HTTPie sends only methods of capital letters, and not {portable.method}."
        )
    escapes = re.findall("%([0-9A-F]{2})", portable.target)
    if not _TARGET.fullmatch(portable.target) or any(
        _UNRESERVED.match(unquote(f"%{each}")) for each in escapes
    ):
        raise FormatError("HTTPie would change this address on its way: use curl.")
    for name, value in portable.own_headers:
        if name.startswith("-"):
            raise FormatError(f"HTTPie takes the header {name} for an option: use curl.")
        if _ESCAPES.search(value):
            raise FormatError(
                f"HTTPie drops the backslash in the header {name}, which stands before one of "
                ": ; = @: use curl."
            )


def _headers(portable: Portable) -> list[Text]:
    found: list[Text] = []
    for name, value in portable.own_headers:
        # What follows the colon at once could make it another separator.
        gap = " " if value[:1] in {"=", "@"} else ""
        text = portable.value(name, value)
        found.append((f"{name}:{gap}", *text) if value else (f"{name};",))
    if portable.has_body:
        # It takes a body for JSON, and says so.
        if portable.header("Content-Type") is None:
            found.append(("Content-Type:",))
        if portable.header("Accept") is None:
            found.append(("Accept:*/*",))
    return found


def _body(portable: Portable) -> tuple[str, list[str], list[str]]:
    """What is piped into the command, its options, and what ends it."""
    if portable.file:
        name = portable.file
        return "", [], [f"< {shell.word(name)}"]
    if not portable.has_body:
        return "", [], []
    body = portable.body_parts()
    text = shell.argument(body)
    if text is None:
        return f"{shell.printf(body)} |\n", [], []
    return "", [f"--raw={shell.word(text)}"], []
