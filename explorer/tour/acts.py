"""What a person did, among what was sent: acts, and the ids that they use of earlier answers.

Opening a conversation reads a dozen things; a person did one. An act is a call that changes
something, or one that a person sent as a call: from a form of an endpoint, the history, the command
line, a cell, a collection or a tour.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from explorer.tour.filling import texts_in
from explorer.tour.yaml_text import Steps
from explorer.workbench.addresses import path_values
from explorer.workbench.journal_query import Query

if TYPE_CHECKING:
    from explorer.workbench.journal import Journal
    from explorer.workbench.journal_entry import Entry, Row

SENT_AS_CALLS = frozenset({"endpoints", "call", "history", "magic", "run", "tour"})
"""Views in which one sends calls as such; the others read what they show."""

SHORTEST = 6
"""Characters of a text that is taken for an id; a shorter one is found by chance."""

FARTHEST = 500
"""Exchanges before the first act that are looked through for what gave an id."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._~-]*")
_PAGE = 200
_SITE = "cloudId"


def is_act(sent: Entry | Row) -> bool:
    """Whether a person did it, and no pane to show something."""
    return sent.method != "GET" or sent.view in SENT_AS_CALLS


def last_acts(journal: Journal, query: Query, number: int) -> list[Entry]:
    """The last acts in order, each id that they use with the call that gave it. Blocks.

    They are all of the server that the last one was sent to: a tour is played on one.

    Args:
        journal: Of whoever did it.
        query: Which acts; what gave an id is looked for beside them.
        number: Most of the acts.
    """
    acts: list[Row] = []
    before: int | None = None
    while len(acts) < number and (rows := journal.rows(query, _PAGE, before)):
        for row in filter(is_act, rows):
            if len(acts) < number and (not acts or row.server == acts[0].server):
                acts.append(row)
        before = rows[-1].number
    if not acts:
        return []
    wanted = {row.number for row in acts}
    needed: set[str] = set()
    found: list[Entry] = []
    for row in _back_from(journal, acts[0], acts[-1].number):
        if row.number not in wanted and not needed:
            continue
        entry = journal.exchange(row.id)
        uses = set(_uses(entry))
        # What answers with an id that it was asked with is no source of it.
        given = needed & {text for _, text in ids_of(entry)} - uses
        if row.number in wanted or given:
            found.append(entry)
            needed = (needed - given) | uses
    return found[::-1]


def _back_from(journal: Journal, last: Row, first: int) -> Iterator[Row]:
    """What a person caused on a server, backwards from an act to well before the first one."""
    query = Query(origins=("person",), servers=(last.server,))
    before, beyond = last.number + 1, 0
    while beyond < FARTHEST and (rows := journal.rows(query, _PAGE, before)):
        yield from rows
        before = rows[-1].number
        beyond += sum(row.number < first for row in rows)


def _uses(entry: Entry) -> Iterator[str]:
    """The ids that a request holds, the site's apart."""
    values = path_values(entry.operation_id, entry.url)
    yield from (text for name, text in values.items() if name != _SITE and is_id(text))
    yield from (text for _, text in parse_qsl(urlsplit(entry.url).query) if is_id(text))
    try:
        body = json.loads(entry.request.body or b"null")
    except (ValueError, RecursionError):
        return
    yield from (text for _, text in texts_in(body, ()) if is_id(text))


def is_id(text: str) -> bool:
    """Whether a text looks like an id."""
    return len(text) >= SHORTEST and _ID.fullmatch(text) is not None and any(map(str.isdigit, text))


def ids_of(entry: Entry) -> Iterator[tuple[Steps, str]]:
    """The ids of an answer, and the steps that lead to each."""
    if entry.response is None or entry.response.cut or (entry.status or 500) >= 300:
        return
    try:
        data = json.loads(entry.response.body)
        for steps, text in texts_in(data, ()):
            if is_id(text):
                yield steps, text
    except (ValueError, RecursionError):
        return
