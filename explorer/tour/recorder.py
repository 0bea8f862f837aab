"""A tour from the journal: what someone did, as steps that can be played again.

What an answer gave and a later request used becomes a kept value. What no answer gave becomes a
variable of the tour. Reads whose answers nothing used can be left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from explorer.api.exchange import header
from explorer.api.operation import JSON, Operation
from explorer.api.operations import CATALOGUE, ListRoster
from explorer.document.safe import one_line
from explorer.tour.acts import ids_of, is_act, is_id
from explorer.tour.filling import texts_in
from explorer.tour.model import Expect, Step, Tour
from explorer.workbench.addresses import path_values
from explorer.workbench.body import paths
from explorer.workbench.body.paths import Steps
from explorer.workbench.journal_entry import Entry

READS = ("used", "all")
"""Which reads a recording has: those that later steps use, or all."""

_BRACES = re.compile(r"\{\{|\}\}")
_SITE = "cloudId"


@dataclass(frozen=True, slots=True)
class Recording:
    """A tour that was recorded, and what a person should know of it.

    Args:
        tour: The tour.
        notes: Sentences on what could not be taken over.
        offered: The operation of every step there was to choose from, those left out included.
    """

    tour: Tour
    notes: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


@dataclass
class _Taken:
    """An exchange on its way to become a step.

    Args:
        entry: The exchange.
        operation: Its operation.
        values: Its parameters by wire name; the site is not among them.
        body: Its body as data, or as a text; None for none.
        content_type: Of a body that is a text.
        keep: Name to path, of what later steps use.
    """

    entry: Entry
    operation: type[Operation[Any]]
    values: dict[str, str]
    body: Any
    content_type: str
    keep: dict[str, str] = field(default_factory=dict)


def record(
    entries: Sequence[Entry],
    title: str,
    *,
    reads: str = "used",
    without: Collection[int] = (),
) -> Recording:
    """Make a tour of exchanges.

    Args:
        entries: In the order in which they were made.
        title: Of the tour.
        reads: `used` to leave out what panes have read and no later step uses, but for the last
            one; `all` to keep it.
        without: Numbers, from 1, of steps to leave out: among those that `reads` leaves.

    Raises:
        ValueError: Nothing is left that could be a step.
    """
    notes: list[str] = []
    taken = [each for entry in entries if (each := _take(entry, notes)) is not None]
    if reads == "used":
        taken = _needed(taken)
    offered = tuple(each.operation.__name__ for each in taken)
    taken = [each for number, each in enumerate(taken, 1) if number not in without]
    if not taken:
        raise ValueError(
            "None of these exchanges can be a step of a tour: call an operation first."
        )
    names = _Names()
    variables: dict[str, str] = {}
    for index, each in enumerate(taken):
        for name, text in each.values.items():
            known = names.of(text)
            if known is None and _gives(taken[:index], text, names, name):
                known = names.of(text)
            if known is None and is_id(text) and name.lower().endswith("id"):
                known = names.give(text, name)
                variables[known] = text
            each.values[name] = f"{{{{{known}}}}}" if known else text
        each.body = _with_names(each.body, taken[:index], names)
    steps = [_step(each) for each in taken]
    notes += [f"{name} has no source in the recording: it is a variable." for name in variables]
    return Recording(
        Tour(title=title, variables=variables, steps=steps),
        tuple(dict.fromkeys(notes)),
        offered,
    )


def _take(entry: Entry, notes: list[str]) -> _Taken | None:
    operation = CATALOGUE.get(entry.operation_id)
    label = one_line(f"{entry.method} {entry.target}", 80)
    if operation is None:
        notes.append(f"{label} is no operation of the catalogue: left out.")
        return None
    if operation.takes_file or entry.request_cut or entry.request.cut:
        notes.append(f"{label} sends a file, which a tour does not hold: left out.")
        return None
    values = {
        name: value
        for name, value in path_values(entry.operation_id, entry.url).items()
        if name != _SITE
    }
    query = urlsplit(entry.url).query
    values.update(
        {unquote(name): value for name, value in parse_qsl(query, keep_blank_values=True)}
    )
    content_type = header(entry.request.headers, "Content-Type") or ""
    body: Any = None
    if entry.request.body:
        text = entry.request.body.decode("utf-8", "replace")
        body = text
        if content_type.split(";")[0].strip().lower() == JSON:
            try:
                body, content_type = json.loads(text), ""
            except (ValueError, RecursionError):
                pass
        if isinstance(body, str) and _BRACES.search(body):
            notes.append(f"{label} has {{{{ or }}}} in its body, which a tour reads as a name.")
    if isinstance(body, list | dict) and not body:
        body = None
    return _Taken(entry, operation, values, body, content_type)


def _needed(taken: list[_Taken]) -> list[_Taken]:
    """Without reads of panes that no later step uses; a last one shows what came of it all."""
    needed: list[_Taken] = []
    wanted: set[str] = set()
    given = [{text for _, text in ids_of(each.entry)} for each in taken]
    first: dict[str, int] = {}
    for index, ids in enumerate(given):
        for text in ids:
            first.setdefault(text, index)
    for index in range(len(taken) - 1, -1, -1):
        each = taken[index]
        used = any(text in wanted and first[text] == index for text in given[index])
        if is_act(each.entry) or used or index == len(taken) - 1:
            needed.append(each)
            wanted |= {text for text in each.values.values() if is_id(text)}
            wanted |= {text for _, text in texts_in(each.body, ()) if is_id(text)}
    return needed[::-1]


def _gives(before: Sequence[_Taken], text: str, names: _Names, wire_name: str) -> bool:
    """Have the first answer that gave an id keep it; whether there is one."""
    if not is_id(text):
        return False
    for each in before:
        for steps, value in ids_of(each.entry):
            if value == text:
                # A roster is a list of bare ids, which no member names.
                called = "userId" if each.operation is ListRoster else wire_name
                each.keep[names.give(text, called)] = _path(steps)
                return True
    return False


def _path(steps: Steps) -> str:
    """A path as a person writes it."""
    short = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
    text = "$"
    for each in steps:
        if isinstance(each, str) and short.fullmatch(each):
            text += f".{each}"
        elif isinstance(each, str):
            return paths.written(steps)
        else:
            text += f"[{each}]"
    return text


def _with_names(body: Any, before: Sequence[_Taken], names: _Names) -> Any:
    if isinstance(body, str):
        if names.of(body) is None:
            _gives(before, body, names, "value")
        known = names.of(body)
        return f"{{{{{known}}}}}" if known else body
    if isinstance(body, dict):
        return {key: _with_names(each, before, names) for key, each in body.items()}
    if isinstance(body, list):
        return [_with_names(each, before, names) for each in body]
    return body


def _step(taken: _Taken) -> Step:
    operation, status = taken.operation, taken.entry.status
    usual = status is not None and 200 <= status < 300
    expected = Expect() if usual else Expect(status="none" if status is None else status)
    return Step(
        operation=operation.__name__,
        # What comes after a colon is for the documentation, not for a heading.
        title=operation.summary().partition(": ")[0],
        values=taken.values,
        body=taken.body,
        content_type=taken.content_type if taken.body is not None else "",
        unchecked=not usual and status is not None and status < 500,
        keep=taken.keep,
        expect=expected,
    )


class _Names:
    """Names for values, each given once."""

    def __init__(self) -> None:
        self._by_value: dict[str, str] = {}

    def of(self, value: str) -> str | None:
        return self._by_value.get(value)

    def give(self, value: str, wire_name: str) -> str:
        if value in self._by_value:
            return self._by_value[value]
        plain = re.sub(r"[^A-Za-z0-9_-]", "", wire_name)
        stem = re.sub(r"Id$", "", plain) or "value"
        if not stem[0].isalpha():
            stem = f"value{stem}"
        name, number = stem, 1
        while name in self._by_value.values():
            number += 1
            name = f"{stem}{number}"
        self._by_value[value] = name
        return name
