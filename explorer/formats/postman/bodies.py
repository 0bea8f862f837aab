"""Reading a request's headers, body and credentials."""

from __future__ import annotations

from typing import Any

from explorer.document.safe import one_line
from explorer.formats.postman.model import Auth, Body, FormField, Pair
from explorer.formats.postman.pieces import (
    Problems,
    description_of,
    kind_of,
    pairs,
    rows,
    text_of,
)
from explorer.formats.postman.urls import parse_query

SENT_AUTH = frozenset({"noauth", "bearer", "basic", "apikey", "oauth2"})
"""The kinds of credentials that are sent; all others are said not to be."""


def read_headers(value: Any, path: str, problems: Problems) -> tuple[Pair, ...]:
    """Headers: a list of objects or texts, an object, a text with a line each, or null."""
    if isinstance(value, str):
        value = [line for line in value.splitlines() if line.strip()]
    return pairs(value, path, problems, ":")


def read_body(value: Any, path: str, problems: Problems) -> Body:
    """A body in any of the modes; what is none of them is among the problems."""
    if value is None or (isinstance(value, dict) and value.get("disabled") is True):
        return Body()
    if isinstance(value, str):
        return Body("raw", text=value) if value else Body()
    if not isinstance(value, dict):
        problems.add(path, "error", f"The body is {kind_of(value)}; an object was expected.")
        return Body()
    mode = value.get("mode")
    if mode is None:
        known = ("raw", "urlencoded", "formdata", "file", "graphql")
        mode = next((each for each in known if value.get(each)), "none")
    if mode == "raw":
        return _raw(value)
    if mode == "urlencoded":
        fields = _form(value.get("urlencoded"), f"{path}.urlencoded", problems)
        return Body("urlencoded", fields=fields)
    if mode == "formdata":
        return Body("formdata", fields=_form(value.get("formdata"), f"{path}.formdata", problems))
    if mode == "file":
        return _file(value.get("file"))
    if mode == "graphql":
        return _graphql(value.get("graphql"), f"{path}.graphql", problems)
    if mode not in {"none", ""}:
        problems.add(f"{path}.mode", "error", f"The body mode {text_of(mode)} is not known here.")
    return Body()


def _raw(value: dict[str, Any]) -> Body:
    text = text_of(value.get("raw"))
    if not text:
        return Body()
    options = value.get("options")
    raw = options.get("raw") if isinstance(options, dict) else None
    language = raw.get("language") if isinstance(raw, dict) else None
    return Body("raw", text=text, language=language if isinstance(language, str) else "")


def _form(value: Any, path: str, problems: Problems) -> tuple[FormField, ...]:
    if isinstance(value, str):
        return tuple(FormField(pair.key, pair.value) for pair in parse_query(value))
    found = []
    for place, each in rows(value, path, problems):
        if not isinstance(each, dict):
            if each is not None:
                problems.add(place, "error", f"This is {kind_of(each)}; a field was expected.")
            continue
        key = text_of(each.get("key"))
        is_file = each.get("type") == "file"
        if not key:
            if each.get("value") or (is_file and each.get("src")):
                problems.add(place, "warning", "This field has no name. It is left out.")
            continue
        source = each.get("src")
        sources = source if isinstance(source, list) else [source]
        found.append(
            FormField(
                key,
                text_of(each.get("value")),
                each.get("disabled") is True,
                description_of(each.get("description")),
                files=tuple(name for name in sources if isinstance(name, str)) if is_file else (),
                content_type=text_of(each.get("contentType")) or "",
                file_name=text_of(each.get("fileName")) or "",
            )
        )
        if is_file and not found[-1].files and not each.get("disabled"):
            problems.add(place, "warning", f"The field {key} sends a file and names none.")
    return tuple(found)


def _file(value: Any) -> Body:
    if isinstance(value, str):
        return Body("file", file=value)
    if not isinstance(value, dict):
        return Body("file")
    return Body(
        "file", text=text_of(value.get("content")) or "", file=text_of(value.get("src")) or ""
    )


def _graphql(value: Any, path: str, problems: Problems) -> Body:
    if isinstance(value, str):
        return Body("graphql", text=value)
    if not isinstance(value, dict):
        problems.add(path, "error", f"This is {kind_of(value)}; a GraphQL query was expected.")
        return Body()
    return Body(
        "graphql",
        text=text_of(value.get("query")) or "",
        graphql_variables=text_of(value.get("variables")) or "",
        graphql_operation=text_of(value.get("operationName")) or "",
    )


def read_auth(value: Any, path: str, problems: Problems) -> Auth | None:
    """Credentials; None where nothing is said, so that what is round it counts.

    Version 2.0 keeps their values in an object, 2.1 in a list of keys and values.
    """
    if value is None:
        return None
    kind = value.get("type") if isinstance(value, dict) else value
    if kind is None:
        return None
    if not isinstance(kind, str):
        problems.add(path, "error", f"This is {kind_of(kind)}; a kind of credentials was expected.")
        return None
    if kind not in SENT_AUTH:
        problems.add(
            path,
            "warning",
            f"Credentials of the kind {one_line(kind, 60)} are not sent from here. "
            "The requests go without them.",
        )
        return Auth(kind, path=path)
    values: dict[str, str] = {}
    if isinstance(value, dict):
        for place, each in rows(value.get(kind), f"{path}.{kind}", problems):
            if isinstance(each, dict) and isinstance(each.get("key"), str):
                text = text_of(each.get("value"))
                if text is not None:
                    values[each["key"]] = text
            elif each is not None:
                problems.add(place, "warning", "This is no key and value. It is left out.")
    return Auth(kind, values, path)
