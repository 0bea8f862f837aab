"""From the bytes of a file to JSON; of what is none, a sentence that says where and why."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from explorer.api.wire import shown
from explorer.formats.errors import FormatError

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is read."""

# A text that is cut off ends its last string: one that begins again in it would be read again.
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
_TOKEN = re.compile(_STRING + r'|[{}\[\],:]|[^\s{}\[\],:"]+', re.S)
_CONSTANT = re.compile(_STRING + r"|(-?Infinity|NaN)", re.S)
_BEGUN = re.compile(r"t|tr|tru|f|fa|fal|fals|n|nu|nul|-")
_NUMBER_CUT = re.compile(r"[0-9](\.|[eE][+-]?)")
_ESCAPE_CUT = re.compile(r"\\u[0-9a-fA-F]{0,3}\Z|\\\Z")
_DEEPEST = 40


def load(data: bytes, what: str) -> Any:
    """The JSON of a file.

    Args:
        data: Its bytes, with or without a byte order mark.
        what: What the file should be, for the sentences, as in `collection`.

    Raises:
        FormatError: It is too large, empty, not text, not JSON or cut off.
    """
    if len(data) > MOST_BYTES:
        raise FormatError(
            f"The file has {len(data) / 1048576:.0f} MiB; a {what} of more than "
            f"{MOST_BYTES // 1048576} MiB is not read. Split it."
        )
    text = decoded(data)
    if not text.strip():
        raise FormatError(f"The file is empty. Give a Postman {what} as JSON.")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        _refuse(text, problem)
    except RecursionError:
        raise FormatError(
            "The file is nested too deeply to be read: lists or objects within one another, "
            "hundreds of times."
        ) from None
    except _NoConstant:
        place = next(each for each in _CONSTANT.finditer(text) if each[1])
        line, column = position(text, place.start())
        raise FormatError(
            f"The file is not JSON: line {line}, column {column}: {place[1]} is no number in JSON.",
            line,
            column,
        ) from None
    except ValueError:
        raise FormatError(
            "The file holds a number of thousands of digits, which no one can mean. Shorten it."
        ) from None


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _NoConstant(Exception):
    pass


def _no_constant(name: str) -> NoReturn:
    raise _NoConstant(name)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or UTF-32.

    Raises:
        FormatError: It is none; names line and byte.
    """
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        before = data[: problem.start]
        line = before.count(b"\n") + 1
        column = len(before) - before.rfind(b"\n")
        if problem.reason == "unexpected end of data":
            raise _cut(before.decode(encoding, "replace")) from None
        raise FormatError(
            f"The file is not text in {encoding.upper().removesuffix('-SIG')}: line {line}, "
            f"byte {column} of the line begins no character. Save it as UTF-8.",
            line,
            column,
        ) from None


def _refuse(text: str, problem: json.JSONDecodeError) -> NoReturn:
    start = text.lstrip()[:200].lower()
    if start.startswith("<"):
        raise FormatError(
            "The file is a web page or XML and not JSON. Download the collection itself.", 1, 1
        ) from None
    if re.match(r"(openapi|swagger)\s*:", start):
        raise FormatError(
            "This is an OpenAPI document in YAML and not a Postman collection. Import it into "
            "Postman and export a collection (v2.1) from there."
        ) from None
    if _is_cut(text, problem):
        raise _cut(text) from None
    raise FormatError(
        f"The file is not JSON: line {problem.lineno}, column {problem.colno}: {problem.msg}.",
        problem.lineno,
        problem.colno,
    ) from None


def _is_cut(text: str, problem: json.JSONDecodeError) -> bool:
    """Whether the text is sound as far as it goes, and then ends."""
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    end = len(text.rstrip())
    if problem.pos >= end or problem.msg.startswith("Unterminated string"):
        return True
    if end - problem.pos > 8:
        return False
    rest = text[problem.pos : end]
    return bool(
        _BEGUN.fullmatch(rest)
        or _NUMBER_CUT.fullmatch(text[problem.pos - 1 : end])
        or _ESCAPE_CUT.search(text[max(0, problem.pos - 8) : end])
    )


def _cut(text: str) -> FormatError:
    line, column = position(text, len(text))
    within = _open_at_end(text)
    place = f", inside {within}" if within else ""
    return FormatError(
        f"The file was cut off: it ends in the middle at line {line}, column {column}{place}. "
        "Get it again, whole.",
        line,
        column,
    )


def _open_at_end(text: str) -> str:
    """The path of what has begun and not ended where the text ends."""
    steps: list[str | int | None] = []
    name: str | None = None
    for match in _TOKEN.finditer(text):
        piece = match.group()
        if piece in "{[":
            steps.append(0 if piece == "[" else None)
            name = None
        elif piece in "}]":
            if steps:
                steps.pop()
            name = None
        elif piece == ",":
            name = None
            if steps and isinstance(steps[-1], int):
                steps[-1] += 1
            elif steps:
                steps[-1] = None
        elif piece == ":":
            if steps and not isinstance(steps[-1], int):
                steps[-1] = name
        elif piece[0] == '"':
            name = piece[1:-1]
    return path_of([step for step in steps if step is not None])


def path_of(steps: list[str | int]) -> str:
    """Steps from the root as a person reads them: `item[3].request.url`."""
    path = ""
    for step in steps[:_DEEPEST]:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            name = step if len(step) <= 60 else f"{step[:59]}…"
            path += f".{name}" if path else name
    return path + ("…" if len(steps) > _DEEPEST else "")


def other_kind(value: Any) -> str:
    """What a JSON document is, when it is one that people mistake for a collection.

    Returns:
        A sentence that names it and says what to do; empty where it is none of those.
    """
    if not isinstance(value, dict):
        return ""
    if "openapi" in value or "swagger" in value:
        version = value.get("openapi", value.get("swagger"))
        return (
            f"This is an OpenAPI document ({shown(version)}) and not a Postman collection. Import "
            "it into Postman and export a collection (v2.1) from there."
        )
    if isinstance(value.get("requests"), list) and "item" not in value:
        return (
            "This is a Postman collection of version 1, which is no longer read. Import it into "
            "Postman and export it as v2.1."
        )
    if "item" not in value and ("_postman_variable_scope" in value or _is_environment(value)):
        return (
            "This is a Postman environment and not a collection. Give it as the environment, "
            "beside a collection."
        )
    if isinstance(value.get("log"), dict) and "entries" in value["log"]:
        return "This is a HAR file, a record of requests, and not a Postman collection."
    if value.get("_type") == "export" and "resources" in value:
        return "This is an Insomnia export and not a Postman collection. Export it for Postman."
    if isinstance(value.get("collections"), list) and "item" not in value:
        return (
            "This is a Postman data dump, of several collections. Give one of the collections: "
            "export it by itself, as v2.1."
        )
    return ""


def _is_environment(value: dict[str, Any]) -> bool:
    values = value.get("values")
    return isinstance(values, list) and all(
        isinstance(each, dict) and ("key" in each or "value" in each) for each in values
    )
