"""The body of a request as it is sent, and the content type that goes with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from explorer.api.wire import JSON, PLAIN
from explorer.formats.postman.filling import Filler
from explorer.formats.postman.model import Body, FormField
from explorer.formats.postman.templates import is_placeholder

ReadFile = Callable[[str], bytes]

_LANGUAGES: Final = {
    "json": JSON,
    "text": PLAIN,
    "html": "text/html",
    "xml": "application/xml",
    "javascript": "application/javascript",
}
_FORM: Final = "application/x-www-form-urlencoded"
_QUOTED: Final = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


def content(body: Body, filler: Filler, path: str, read_file: ReadFile | None) -> tuple[str, bytes]:
    """Content type and bytes of a body; both empty for none.

    Args:
        body: As the collection has it.
        filler: Knows the values, and takes what is wrong.
        path: Where it stands in the file.
        read_file: Gives the bytes of a file by its path, raising OSError where it cannot; None:
            no file is read, since the paths in a collection are its author's to choose.
    """
    if body.mode == "raw":
        return _LANGUAGES.get(body.language, PLAIN), _text(body.text, filler, f"{path}.raw")
    if body.mode == "urlencoded":
        return _FORM, _urlencoded(body.fields, filler, f"{path}.urlencoded")
    if body.mode == "formdata":
        return _multipart(body.fields, filler, f"{path}.formdata", read_file)
    if body.mode == "file":
        if body.text:
            return "application/octet-stream", _text(body.text, filler, f"{path}.file")
        data = _file(body.file, filler, f"{path}.file", read_file)
        return ("", b"") if data is None else ("application/octet-stream", data)
    if body.mode == "graphql":
        return JSON, _graphql(body, filler, f"{path}.graphql")
    return "", b""


def _text(text: str, filler: Filler, path: str) -> bytes:
    filled = filler(text, path, in_body=True)
    if filled is None or not filler.sound(filled, path, "The body", controls=True):
        return b""
    return filled.encode("utf-8")


def _sent(fields: tuple[FormField, ...]) -> list[tuple[int, FormField]]:
    return [
        (index, field)
        for index, field in enumerate(fields)
        if not field.disabled
        and (field.files or not field.value or not is_placeholder(field.value))
    ]


def _urlencoded(fields: tuple[FormField, ...], filler: Filler, path: str) -> bytes:
    pairs = []
    for index, field in _sent(fields):
        place = f"{path}[{index}]"
        key = _text(field.key, filler, place)
        pairs.append((key, _text(field.value or "", filler, place)))
    return urlencode(pairs).encode("ascii")


def _multipart(
    fields: tuple[FormField, ...], filler: Filler, path: str, read_file: ReadFile | None
) -> tuple[str, bytes]:
    parts: list[bytes] = []
    for index, field in _sent(fields):
        place = f"{path}[{index}]"
        key = _text(field.key, filler, place)
        if not field.files:
            value = _text(field.value or "", filler, place)
            parts.append(_part(key, None, field.content_type, value))
        for name in field.files:
            data = _file(name, filler, place, read_file)
            file_name = field.file_name or name.replace("\\", "/").rpartition("/")[2]
            if data is not None and filler.sound(file_name, place, "The file's name"):
                kind = field.content_type or "application/octet-stream"
                parts.append(_part(key, file_name, kind, data))
    # A boundary out of the content itself: the same each time, and not within it.
    boundary = hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    whole = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return (
        f"multipart/form-data; boundary={boundary}",
        whole + b"--%s--\r\n" % boundary.encode(),
    )


def _part(key: bytes, file_name: str | None, content_type: str, data: bytes) -> bytes:
    name = key.decode("utf-8").translate(_QUOTED)
    head = f'Content-Disposition: form-data; name="{name}"'
    if file_name is not None:
        head += f'; filename="{file_name.translate(_QUOTED)}"'
    if content_type and content_type.isprintable():
        head += f"\r\nContent-Type: {content_type}"
    return f"{head}\r\n\r\n".encode() + data


def _file(name: str, filler: Filler, path: str, read_file: ReadFile | None) -> bytes | None:
    place = filler(name, path)
    if place is None:
        return None
    if not place:
        filler.error(path, "The body is a file, and the collection names none. Name one.")
    elif read_file is None:
        filler.error(
            path, f"The body is the file {place}. Files that a collection names are not read."
        )
    else:
        try:
            return read_file(place)
        except OSError as problem:
            filler.error(path, f"The file {place} cannot be read: {problem.strerror or problem}.")
    return None


def _graphql(body: Body, filler: Filler, path: str) -> bytes:
    query = filler(body.text, path, in_body=True)
    given = filler(body.graphql_variables, path, in_body=True)
    operation = filler(body.graphql_operation, path, in_body=True)
    if query is None or given is None or operation is None:
        return b""
    whole: dict[str, object] = {"query": query}
    if operation:
        whole["operationName"] = operation
    if given.strip():
        try:
            whole["variables"] = json.loads(given)
        except (ValueError, RecursionError):
            filler.error(path, "The GraphQL variables are not JSON.")
            return b""
    return json.dumps(whole).encode("ascii")
