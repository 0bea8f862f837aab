"""The catalogue in words: how an operation is described and called, for every face alike."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from explorer.api.auth import Auth, ClientCredentials
from explorer.api.operation import CallError, Operation, Scope
from explorer.api.operations import CATALOGUE
from explorer.api.operations.modules.acts import DeleteModule, ListModules, PutModule

OUTSIDE = "Outside the collection"
"""The folder of what the collection does not have, where its grouping is shown."""

_RESOURCES = ("sites", "conversations", "messages", "direct", "roster", "media", "users", "modules")


@dataclass(frozen=True, slots=True)
class Branch:
    """A heading of the catalogue's tree, and what stands below it.

    Args:
        title: The heading.
        operations: In the order of the catalogue.
    """

    title: str
    operations: tuple[type[Operation[Any]], ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person should know of an operation before it is called.

    Args:
        scope_held: Whether the token holds its scope; None where that is not known.
        outside: Whether the Postman collection does not name it.
        destructive: Whether it takes something away for good.
    """

    scope_held: bool | None
    outside: bool
    destructive: bool

    def words(self) -> list[str]:
        """The marks worth a word, the gravest first."""
        found = ["the token lacks the scope"] if self.scope_held is False else []
        if self.destructive:
            found.append("deletes")
        if self.outside:
            found.append("outside the collection")
        return found


def tree(
    operations: Iterable[type[Operation[Any]]] | None = None, *, by_folder: bool = False
) -> tuple[Branch, ...]:
    """Operations as a tree of two levels.

    Args:
        operations: Which; None for all of the catalogue.
        by_folder: Group by the collection's folders, the rest below `OUTSIDE`; else by resource,
            the modules by their types.
    """
    found: dict[str, list[type[Operation[Any]]]] = {}
    for operation in CATALOGUE.values() if operations is None else operations:
        title = _folder(operation) if by_folder else _resource(operation)
        found.setdefault(title, []).append(operation)
    if by_folder:
        titles = sorted(found, key=lambda title: title == OUTSIDE)
    else:
        titles = sorted(found, key=_place)
    return tuple(Branch(title, tuple(found[title])) for title in titles)


def search(
    text: str, operations: Iterable[type[Operation[Any]]] | None = None
) -> tuple[type[Operation[Any]], ...]:
    """The operations of which every word of a text is in id, name, method, path, summary or scope.

    Args:
        text: Words with blanks between them, in any case.
        operations: Where to look; None for all of the catalogue.
    """
    words = text.lower().split()
    among = CATALOGUE.values() if operations is None else operations
    return tuple(each for each in among if all(word in _haystack(each) for word in words))


def find(name: str) -> type[Operation[Any]]:
    """The operation of this id or class name, in any case.

    Args:
        name: As a person types it.

    Raises:
        CallError: There is none; the message names one that may be meant.
    """
    spellings = {
        spelling.lower(): (spelling, operation)
        for operation in CATALOGUE.values()
        for spelling in (operation.operation_id, operation.__name__)
    }
    if name.lower() not in spellings:
        close = get_close_matches(name.lower(), spellings, 1)
        meant = f" Did you mean {spellings[close[0]][0]}?" if close else ""
        raise CallError(f"There is no operation {name!r}.{meant}")
    return spellings[name.lower()][1]


def marks(operation: type[Operation[Any]], scopes: frozenset[str] | None = None) -> Marks:
    """What to say of an operation.

    Args:
        operation: Any class of the catalogue.
        scopes: What the token holds; None where that is not known.
    """
    held = None if scopes is None else operation.scope is None or str(operation.scope) in scopes
    return Marks(held, not operation.in_collection, operation.method == "DELETE")


def held_scopes(auth: Auth | None) -> frozenset[str] | None:
    """The scopes of the present token, as far as its server has told; None where it has not."""
    if not isinstance(auth, ClientCredentials):
        return None
    scopes = auth.scopes
    if not scopes:
        return None
    # A server that tells names at least one that is known here; what else it tells is no list.
    return scopes if scopes & set(Scope) else None


def _folder(operation: type[Operation[Any]]) -> str:
    return operation.group if operation.in_collection else OUTSIDE


def _resource(operation: type[Operation[Any]]) -> str:
    if issubclass(operation, ListModules | PutModule | DeleteModule):
        return f"modules · {operation.module_type.removeprefix('chat:')}"
    parts = operation.path.split("/")
    chat = next((part for part in parts if part.startswith("chat:")), "")
    return f"modules · {chat.removeprefix('chat:')}" if chat else operation.resource


def _place(title: str) -> tuple[int, str]:
    name = title.partition(" ·")[0]
    known = _RESOURCES.index(name) if name in _RESOURCES else len(_RESOURCES)
    return known, title if name == "modules" else ""


def _haystack(operation: type[Operation[Any]]) -> str:
    scope = operation.scope or "any token"
    return (
        f"{operation.operation_id} {operation.__name__} {operation.method} {operation.path} "
        f"{operation.summary()} {scope} {operation.resource}"
    ).lower()


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
