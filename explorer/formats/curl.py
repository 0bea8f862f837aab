"""A request as a curl command for a POSIX shell."""

from __future__ import annotations

import re
from urllib.parse import unquote

from explorer.formats import shell
from explorer.formats.errors import FormatError
from explorer.formats.portable import Portable, Text

_EXPECTS = 1024
"""Bytes of a body above which curl, by its version, asks first whether it may send them."""


def write(portable: Portable) -> str:
    """The command; the base URL and secrets are read from the environment.

    Raises:
        FormatError: curl cannot make this request.
    """
    words = ["curl -sS", *_method(portable), *_address_options(portable)]
    words += [f"-H {shell.word(each)}" for each in _headers(portable)]
    pipe, data = _body(portable)
    words += data
    words.append(shell.word(portable.address))
    return pipe + shell.command(words)


def _sends_data(portable: Portable) -> bool:
    # Without any, curl would leave out the length of a body that is empty.
    return portable.has_body or portable.method in {"POST", "PUT", "PATCH"}


def _method(portable: Portable) -> list[str]:
    """The option that sets the method, where it is not what curl would take by itself."""
    if portable.method == "HEAD":
        if portable.has_body:
            raise FormatError("curl sends no body with HEAD: choose another method.")
        return ["--head"]
    usual = "POST" if _sends_data(portable) else "GET"
    return [] if portable.method == usual else [f"-X {shell.word(portable.method)}"]


def _address_options(portable: Portable) -> list[str]:
    """What keeps curl from changing the address."""
    options = []
    if re.search(r"[\[\]{}]", portable.base_url + portable.target):
        options.append("--globoff")
    path = portable.target.partition("?")[0]
    if any(unquote(segment) in {".", ".."} for segment in path.split("/")):
        options.append("--path-as-is")
    return options


def _headers(portable: Portable) -> list[Text]:
    found: list[Text] = []
    for name, value in portable.own_headers:
        if (name.lower(), value) == ("accept", "*/*"):
            continue
        # An empty value would have curl leave the header out; a semicolon has it sent.
        text = portable.value(name, value)
        found.append((f"{name}: ", *text) if value else (f"{name};",))
    if _sends_data(portable):
        if portable.header("Content-Type") is None:
            found.append(("Content-Type:",))
        large = portable.file or len(portable.body) > _EXPECTS
        if large and portable.header("Expect") is None:
            found.append(("Expect:",))
    return found


def _body(portable: Portable) -> tuple[str, list[str]]:
    """What is piped into the command, and the option that sends it."""
    if not _sends_data(portable):
        return "", []
    if portable.file:
        name = f"./{portable.file}" if portable.file == "-" else portable.file
        return "", [f"--data-binary {shell.word(f'@{name}')}"]
    body = portable.body_parts()
    text = shell.argument(body)
    if text is None:
        return f"{shell.printf(body)} |\n", ["--data-binary @-"]
    # A text that begins with @ would be the name of a file.
    option = "--data-raw" if portable.body.startswith(b"@") else "--data-binary"
    return "", [f"{option} {shell.word(text)}"]
