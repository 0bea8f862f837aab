"""Reading a collection of version 2.0 or 2.1: every good item of it, and a list of what is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from explorer.document.safe import one_line
from explorer.formats.errors import FormatError
from explorer.formats.postman.bodies import read_auth, read_body, read_headers
from explorer.formats.postman.examples import read_examples
from explorer.formats.postman.loading import load, other_kind
from explorer.formats.postman.model import Auth, Collection, Request, Script, Variable
from explorer.formats.postman.pieces import (
    Problems,
    description_of,
    kind_of,
    scripts,
    text_of,
    variables,
)
from explorer.formats.postman.recognition import operation_of
from explorer.formats.postman.urls import read_url

MOST_REQUESTS = 50_000
MOST_DEPTH = 100
"""Folders within folders."""

_METHOD = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}|\{\{[^{}]+\}\}")
_BODILESS = frozenset({"GET", "HEAD", "COPY", "PURGE", "UNLOCK"})


def read(data: bytes, name: str = "") -> Collection:
    """A collection from the bytes of its file.

    Args:
        data: The file.
        name: What to call the collection where it has no name of its own.

    Raises:
        FormatError: It is no JSON, or no collection.
    """
    value = load(data, "collection")
    if isinstance(value, dict) and isinstance(value.get("collection"), dict):
        value = value["collection"]
        prefix = "collection."
    else:
        prefix = ""
    refusal = other_kind(value)
    if refusal:
        raise FormatError(refusal)
    if not isinstance(value, dict) or not isinstance(value.get("item"), list):
        missing = kind_of(value) if not isinstance(value, dict) else "an object without item"
        raise FormatError(
            f"This is JSON and not a Postman collection: it is {missing}, where an object with a "
            "list of items was expected."
        )
    return _Reader(prefix).collection(value, name)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the collection and folders round an item say for it."""

    folder: tuple[str, ...] = ()
    auth: Auth | None = None
    variables: tuple[Variable, ...] = ()
    sends_any_body: bool = False


class _Reader:
    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._problems = Problems()
        self._requests: list[Request] = []
        self._scripts: list[Script] = []
        self._left_out = 0

    def collection(self, value: dict[str, Any], name: str) -> Collection:
        prefix, problems = self._prefix, self._problems
        info = value.get("info")
        if not isinstance(info, dict):
            problems.add(f"{prefix}info", "warning", f"This is {kind_of(info)}, not an object.")
            info = {}
        version = self._version(info)
        own = self._inside(value, prefix, _Around())
        self._items(value["item"], f"{prefix}item", own, 1)
        if self._left_out:
            problems.add(
                "",
                "error",
                f"Only the first {MOST_REQUESTS} requests are read; "
                f"{self._left_out} more are left out.",
            )
        if self._scripts:
            several = len(self._scripts) != 1
            problems.add(
                "",
                "info",
                f"{len(self._scripts)} script{'s are' if several else ' is'} in the file, kept as "
                "text and never run.",
            )
        return Collection(
            name=text_of(info.get("name")) or name or "Collection",
            description=description_of(info.get("description")),
            requests=tuple(self._requests),
            problems=problems.all(),
            variables=own.variables,
            scripts=tuple(self._scripts),
            version=version,
        )

    def _version(self, info: dict[str, Any]) -> str:
        schema = info.get("schema")
        found = re.search(r"/v(\d+\.\d+)", schema) if isinstance(schema, str) else None
        if found and found[1] in {"2.0", "2.1"}:
            return found[1]
        if found:
            self._problems.add(
                f"{self._prefix}info.schema",
                "warning",
                f"The file says that it is of version {found[1]}; it is read as 2.1.",
            )
        return ""

    def _inside(self, value: dict[str, Any], prefix: str, around: _Around) -> _Around:
        """What counts inside a collection or folder."""
        problems = self._problems
        auth = read_auth(value.get("auth"), f"{prefix}auth", problems)
        own = variables(value.get("variable"), f"{prefix}variable", problems)
        found = scripts(value.get("event"), f"{prefix}event", problems)
        self._scripts.extend(found)
        return replace(
            around,
            auth=auth or around.auth,
            variables=_merged(around.variables, own),
            sends_any_body=self._behaviour(value, prefix, around.sends_any_body),
        )

    def _behaviour(self, value: dict[str, Any], prefix: str, before: bool) -> bool:
        """Whether bodies go with every method; the rest of this is said not to be heeded."""
        behaviour = value.get("protocolProfileBehavior")
        if not isinstance(behaviour, dict):
            return before
        others = [name for name in behaviour if name != "disableBodyPruning"]
        if others:
            self._problems.add(
                f"{prefix}protocolProfileBehavior",
                "info",
                f"These settings change nothing here: {', '.join(others[:20])}.",
            )
        return behaviour.get("disableBodyPruning", before) is True

    def _items(self, items: list[Any], path: str, around: _Around, depth: int) -> None:
        for index, each in enumerate(items):
            self._item(each, f"{path}[{index}]", around, depth)

    def _item(self, value: Any, path: str, around: _Around, depth: int) -> None:
        if not isinstance(value, dict):
            what = kind_of(value)
            self._problems.add(path, "error", f"This is {what}; a request or folder was expected.")
            return
        name = self._name(value, path)
        if "request" in value:
            self._request(value, path, name, around)
        elif "item" not in value:
            self._problems.add(path, "error", "This is neither a request nor a folder.")
        if "item" not in value:
            return
        if not isinstance(value["item"], list):
            what = kind_of(value["item"])
            self._problems.add(f"{path}.item", "error", f"This is {what}; a list was expected.")
        elif depth >= MOST_DEPTH:
            self._problems.add(
                path, "error", f"Folders more than {MOST_DEPTH} deep are not read. Move it up."
            )
        else:
            inside = self._inside(value, f"{path}.", around)
            inside = replace(inside, folder=(*around.folder, name or "Folder"))
            self._items(value["item"], f"{path}.item", inside, depth + 1)

    def _name(self, value: dict[str, Any], path: str) -> str:
        name = text_of(value.get("name"))
        if not name and value.get("name") is not None:
            self._problems.add(f"{path}.name", "warning", "The name is empty.")
        return name or ""

    def _request(self, item: dict[str, Any], path: str, name: str, around: _Around) -> None:
        if len(self._requests) >= MOST_REQUESTS:
            self._left_out += 1
            return
        problems = self._problems
        value = item["request"]
        if isinstance(value, str):
            value = {"url": value}
        place = f"{path}.request"
        if not isinstance(value, dict):
            problems.add(place, "error", f"The request is {kind_of(value)}, not an object.")
            return
        method = value.get("method")
        method = "GET" if method is None or method == "" else method
        if not isinstance(method, str) or not _METHOD.fullmatch(method):
            shown = one_line(text_of(method) or "", 40)
            problems.add(f"{place}.method", "error", f"{shown} is no HTTP method.")
            return
        method = method if "{{" in method else method.upper()
        url = read_url(value.get("url"), f"{place}.url", problems)
        if url is None:
            return
        own = scripts(item.get("event"), f"{path}.event", problems)
        self._scripts.extend(own)
        body = read_body(value.get("body"), f"{place}.body", problems)
        if body.mode != "none" and method in _BODILESS:
            if not self._behaviour(item, f"{path}.", around.sends_any_body):
                problems.add(
                    f"{place}.body",
                    "info",
                    f"A {method} is sent without its body, as Postman does.",
                )
                body = replace(body, mode="none")
        else:
            self._behaviour(item, f"{path}.", False)
        operation = operation_of(method, url.path)
        request = Request(
            name=name or f"{method} {url.template}",
            folder=around.folder,
            method=method,
            url=url,
            headers=read_headers(value.get("header"), f"{place}.header", problems),
            body=body,
            auth=read_auth(value.get("auth"), f"{place}.auth", problems) or around.auth,
            description=description_of(value.get("description") or item.get("description")),
            examples=read_examples(item.get("response"), f"{path}.response", problems),
            scripts=own,
            variables=_merged(
                around.variables, variables(item.get("variable"), f"{path}.variable", problems)
            ),
            path=path,
            operation_id=None if operation is None else operation.operation_id,
        )
        self._requests.append(request)


def _merged(outer: tuple[Variable, ...], inner: tuple[Variable, ...]) -> tuple[Variable, ...]:
    if not inner:
        return outer
    return tuple({each.name: each for each in (*outer, *inner)}.values())
