"""A request in Python with the library httpx."""

from __future__ import annotations

import re

from explorer.formats import python_text
from explorer.formats.errors import FormatError
from explorer.formats.portable import BASE_URL, Portable, Variable

_ESCAPE = "%[0-9A-Fa-f]{2}"
_PATH = re.compile(rf"/(?!/)(?:[^\"#%<>?`{{}}\\]|{_ESCAPE})*")
_QUERY = re.compile(rf"(?:[^\"#%<>]|{_ESCAPE})+")


def keeps(target: str) -> bool:
    """Whether the library sends a target as it is written, and does not tidy it up."""
    path, mark, query = target.partition("?")
    dots = {".", ".."} & set(path.split("/"))
    sound = _PATH.fullmatch(path) is not None and (not mark or _QUERY.fullmatch(query) is not None)
    return sound and not dots and len(target) < 32_000


def check_method(portable: Portable) -> None:
    """Refuse what the library would change.

    Raises:
        FormatError: The method is not of capital letters.
    """
    if portable.method != portable.method.upper():
        raise FormatError(
            f"httpx would send the method {portable.method} in capital letters: use curl."
        )


def write(portable: Portable) -> str:
    """The source; the base URL and secrets are read from the environment.

    Raises:
        FormatError: The library cannot make this request, or would change it.
    """
    check_method(portable)
    lines = ["import os", "", "import httpx"]
    arguments = [python_text.literal(portable.method)]
    function = "httpx.request"
    plain = keeps(portable.target)
    if plain:
        arguments.append(python_text.expression(portable.address))
    else:
        function = "client.request"
        arguments.append("base")
    headers = _headers(portable)
    if headers:
        arguments.append(headers)
    if portable.file:
        lines[1:1] = ["from pathlib import Path"]
        arguments.append(f"content=Path({python_text.literal(portable.file)}).read_bytes()")
    elif portable.body:
        arguments.append(f"content={python_text.body(portable.body_parts())}")
    if plain:
        lines += ["", f"response = {python_text.call(function, arguments)}"]
    else:
        # The library would tidy this address up: it is put into the request line as it is.
        target = python_text.bytes_literal(portable.target.encode())
        own = f'httpx.URL(base).raw_path.rstrip(b"/") + {target}'
        arguments.append(f'extensions={{"target": {own}}}')
        base = Variable(BASE_URL) if portable.at_home else portable.base_url
        made = python_text.call(function, arguments).replace("\n", "\n    ")
        lines += ["", f"base = {python_text.expression((base,))}", "with httpx.Client() as client:"]
        lines.append(f"    response = {made}")
    lines.append("print(response.status_code, response.text)")
    return "\n".join(_needed(lines)) + "\n"


def _needed(lines: list[str]) -> list[str]:
    used = any("os.environ" in line for line in lines)
    return lines if used else [line for line in lines if line != "import os"][lines[1] == "" :]


def _headers(portable: Portable) -> str:
    pairs = [
        (python_text.literal(name), python_text.expression(portable.value(name, value)))
        for name, value in portable.own_headers
        if (name.lower(), value) != ("accept", "*/*")
    ]
    if len({name.lower() for name, _ in pairs}) < len(pairs):
        return python_text.listed("headers=[", [f"({name}, {value})" for name, value in pairs], "]")
    items = [f"{name}: {value}" for name, value in pairs]
    return python_text.listed("headers={", items, "}") if items else ""
