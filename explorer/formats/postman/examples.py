"""Reading the saved answers of a request."""

from __future__ import annotations

from typing import Any

from explorer.formats.postman.bodies import read_headers
from explorer.formats.postman.model import Example
from explorer.formats.postman.pieces import Problems, kind_of, rows, text_of
from explorer.formats.postman.urls import read_url


def read_examples(value: Any, path: str, problems: Problems) -> tuple[Example, ...]:
    """The saved answers, with the request of each where the file keeps it."""
    found = []
    for place, each in rows(value if not isinstance(value, dict) else [value], path, problems):
        if not isinstance(each, dict):
            if each is not None:
                what = kind_of(each)
                problems.add(place, "warning", f"This is {what}; a saved answer was expected.")
            continue
        method, url = _original(each.get("originalRequest"), f"{place}.originalRequest")
        code = each.get("code")
        found.append(
            Example(
                name=text_of(each.get("name")) or "",
                status=code if isinstance(code, int) and not isinstance(code, bool) else None,
                reason=text_of(each.get("status")) or "",
                headers=read_headers(each.get("header"), f"{place}.header", problems),
                body=text_of(each.get("body")) or "",
                method=method,
                url=url,
            )
        )
    return tuple(found)


def _original(value: Any, path: str) -> tuple[str, str]:
    """Method and URL of the request; what is wrong with it costs no one anything."""
    if isinstance(value, str):
        return "GET", value
    if not isinstance(value, dict):
        return "", ""
    url = read_url(value.get("url"), f"{path}.url", Problems())
    method = text_of(value.get("method")) or "GET"
    return method, "" if url is None else (url.raw or url.template)
