"""A Postman collection beside the catalogue: its requests, those of known operations recognised.

collected = await asyncio.to_thread(read_collected, "shop.json")
for branch in collected.branches("invoice"):
    print(branch.title, [each.request.name for each in branch.requests])

A face shows the requests beside the operations and opens each as a `RequestForm`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

from explorer.document.safe import one_line
from explorer.workbench.paths import in_home
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.api.operation import Operation
    from explorer.formats.postman.model import Collection, Problem, Request


_ITEM = re.compile(r"((?:collection\.)?item\[\d+\](?:\.item\[\d+\])*)")


class CollectionError(WorkbenchError):
    """A collection, or a request of one, that cannot be had: says which, and what to do."""


@dataclass(frozen=True, slots=True)
class CollectedRequest:
    """A request of a collection.

    Args:
        key: What it is known by: collection, folders and name; no two of a file have the same.
        request: As the file has it.
        collection: The title of its collection.
        operation: What it is; None for none of the catalogue.
        problems: What a person should know of it in the file.
        whole_address: Whether its address is filled in as one text, and not by its parts.
    """

    key: str
    request: Request
    collection: str
    operation: type[Operation[Any]] | None = None
    problems: tuple[Problem, ...] = ()
    whole_address: bool = False

    @property
    def title(self) -> str:
        """Its folders and its name."""
        return " / ".join((*self.request.folder, self.request.name))

    def marks(self) -> list[str]:
        """What a person should know of it before it is sent, in a few words each."""
        found = []
        if self.operation is not None:
            found.append(f"known as {self.operation.operation_id}")
        if self.request.method == "DELETE":
            found.append("deletes")
        if self.request.scripts:
            number = len(self.request.scripts)
            found.append(f"{number} script{'s' * (number != 1)}, never run")
        if self.request.examples:
            number = len(self.request.examples)
            found.append(f"{number} saved answer{'s' * (number != 1)}")
        return found


@dataclass(frozen=True, slots=True)
class RequestBranch:
    """A heading of the catalogue's tree, and the requests below it.

    Args:
        title: The heading: of the collection and the folders within it.
        requests: In the order of the file.
    """

    title: str
    requests: tuple[CollectedRequest, ...]


@dataclass(frozen=True)
class Collected:
    """A collection that was read.

    Args:
        collection: What the file holds.
        file: Where it is; empty for a text.
    """

    collection: Collection
    file: str = ""

    @property
    def name(self) -> str:
        """Its title, on one visible line."""
        return one_line(self.collection.name, 80)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What a person should know of the file."""
        return self.collection.problems

    def about(self) -> str:
        """The collection in a line: how many requests, and whether its file has problems."""
        number = len(self.requests)
        grave = sum(each.severity != "info" for each in self.problems)
        words = [f"{self.name}: {number} request{'s' * (number != 1)}"]
        words += [f"{grave} problem{'s' * (grave != 1)} with the file"] if grave else []
        return ", ".join(words)

    @cached_property
    def requests(self) -> tuple[CollectedRequest, ...]:
        """Every request, in the order of the file."""
        from explorer.api.operations import CATALOGUE

        problems: dict[str, list[Problem]] = {}
        for problem in self.problems:
            item = _ITEM.match(problem.path)
            problems.setdefault(item[1] if item else "", []).append(problem)
        seen: dict[str, int] = {}
        found = []
        for each in self.collection.requests:
            key = " / ".join((self.collection.name, *each.folder, each.name))
            seen[key] = number = seen.get(key, 0) + 1
            operation = CATALOGUE[each.operation_id] if each.operation_id else None
            unique = f"{key} ({number})" if number > 1 else key
            known = tuple(problems.get(each.path, ()))
            found.append(CollectedRequest(unique, each, self.collection.name, operation, known))
        return tuple(found)

    @cached_property
    def _haystacks(self) -> tuple[str, ...]:
        return tuple(map(_haystack, self.requests))

    def branches(self, text: str = "") -> tuple[RequestBranch, ...]:
        """The requests as a tree of two levels, by folder.

        Args:
            text: Only those of which every word is in name, folder, method, URL, description or
                the operation they are.
        """
        words = text.lower().split()
        found: dict[str, list[CollectedRequest]] = {}
        for each, known in zip(self.requests, self._haystacks, strict=True):
            if all(word in known for word in words):
                title = " / ".join((self.collection.name, *each.request.folder))
                found.setdefault(title, []).append(each)
        return tuple(RequestBranch(title, tuple(requests)) for title, requests in found.items())

    def find(self, name: str) -> CollectedRequest:
        """A request by its name, by folders and name with slashes between them, or by its key.

        Args:
            name: In any case.

        Raises:
            CollectionError: There is none, or more than one.
        """
        wanted = name.strip().lower()
        known: dict[str, list[CollectedRequest]] = {}
        for each in self.requests:
            request = each.request
            paths = {request.name, "/".join((*request.folder, request.name)), each.title, each.key}
            for path in {path.lower() for path in paths}:
                known.setdefault(path, []).append(each)
        found = known.get(wanted, [])
        if len(found) == 1:
            return found[0]
        shown = repr(one_line(name, 80))
        if found:
            keys = ", ".join(repr(one_line(each.key, 80)) for each in found[:5])
            raise CollectionError(
                f"{self.name} has {len(found)} requests {shown}. Name one of them: {keys}."
            )
        close = get_close_matches(wanted, known, 1)
        meant = f" Did you mean {one_line(known[close[0]][0].title, 80)!r}?" if close else ""
        raise CollectionError(f"{self.name} has no request {shown}.{meant}")


def read_collected(file: str) -> Collected:
    """Read a collection's file; blocks while it does.

    Args:
        file: Where it is; `~` is the home directory.

    Raises:
        WorkbenchError: It cannot be read, or is no collection: one sentence with the place.
    """
    path = in_home(file)
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "that is no path"
        raise CollectionError(
            f"The collection file {one_line(file, 200)!r} cannot be read: {reason}."
        ) from None
    return collected_from(data, path.stem, file)


def collected_from(data: bytes, name: str, file: str = "") -> Collected:
    """A collection from the bytes of its file.

    Args:
        data: The bytes.
        name: What to call it where it has no name of its own.
        file: Where they are from, for the sentences.

    Raises:
        CollectionError: They are no collection.
    """
    from explorer.formats.errors import FormatError
    from explorer.formats.postman import read

    try:
        return Collected(read(data, name), file)
    except FormatError as problem:
        raise CollectionError(f"{one_line(file or name, 200)}: {problem}") from None


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """What is to be known of a file: severity, path and message of each, the gravest first."""
    grave = ("error", "warning", "info")
    return [
        one_line(f"{each.severity}: {f'{each.path}: ' if each.path else ''}{each.message}", 600)
        for each in sorted(problems, key=lambda each: grave.index(each.severity))
    ]


def _haystack(each: CollectedRequest) -> str:
    request, operation = each.request, each.operation
    known = f"{operation.operation_id} {operation.__name__}" if operation is not None else ""
    return (
        f"{each.key} {request.method} {request.url.template} {request.description} {known}"
    ).lower()
