"""An exchange of the journal that is of no operation, as a form of its parts: address, parameters,
headers and body, to be changed and sent anew.

held = held_request(journal.get(id))
form = RequestForm(held.subject)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from explorer.api.exchange import header
from explorer.api.headers import request_headers
from explorer.api.operations import CATALOGUE
from explorer.api.redact import secret_named
from explorer.document.safe import one_line
from explorer.formats.postman import model
from explorer.formats.postman.templates import is_placeholder
from explorer.formats.postman.urls import parse
from explorer.workbench.collected import CollectedRequest
from explorer.workbench.journal_entry import Entry

COLLECTION = "History"
"""What stands in the place of a collection's title."""

_OWN = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})
"""Headers that are the connection's."""


@dataclass(frozen=True, slots=True)
class HeldRequest:
    """What an exchange sent, to be filled in as a request of a collection is.

    Args:
        subject: What `RequestForm` is a form of.
        notes: What of the request does not stand in the form, a sentence each.
    """

    subject: CollectedRequest
    notes: tuple[str, ...] = ()


def held_request(entry: Entry) -> HeldRequest:
    """The request of any exchange, as the journal has it: without its secrets.

    Args:
        entry: The exchange.
    """
    notes: list[str] = []
    url = parse(entry.url.replace("/:", "/%3A"))
    request = model.Request(
        name=_name(entry),
        folder=(),
        method=entry.method,
        url=replace(url, query=tuple(_query(url.query, notes))),
        headers=tuple(_headers(entry, notes)),
        body=_body(entry, notes),
    )
    if "{{" in entry.url or "{{" in request.body.text:
        notes.append("It holds {{, which the form reads as a variable.")
    key = one_line(f"{entry.method} {url.template} ({entry.short_id})", 160)
    return HeldRequest(CollectedRequest(key, request, COLLECTION, whole_address=True), tuple(notes))


def _name(entry: Entry) -> str:
    """What it is called, such that what is sent anew is called the same."""
    said = entry.operation_id.removeprefix(f"{entry.method} ")
    return one_line(entry.url.partition("?")[0] if said in CATALOGUE or not said else said, 120)


def _query(pairs: tuple[model.Pair, ...], notes: list[str]) -> Iterator[model.Pair]:
    for pair in pairs:
        if pair.value and is_placeholder(pair.value):
            shown = f"{one_line(pair.key, 60)} was {one_line(pair.value, 40)}"
            notes.append(f"{shown}, which stands for no value here: it is left out.")
        yield replace(pair, blank=pair.value == "")


def _headers(entry: Entry, notes: list[str]) -> Iterator[model.Pair]:
    usual = {name.lower(): value for name, value in request_headers("", {})}
    for name, value in entry.request.headers:
        if name.lower() in _OWN or usual.get(name.lower()) == value:
            continue
        if name.lower() == "authorization" and value.startswith("Bearer $STRIDE_"):
            continue  # The profile's own is added by whoever sends it.
        if secret_named(name) or name.lower() == "authorization":
            yield model.Pair(name, None, disabled=True)
            notes.append(f"{one_line(name, 60)} was a secret: type it anew.")
        else:
            yield model.Pair(name, value, blank=not value)


def _body(entry: Entry, notes: list[str]) -> model.Body:
    data = entry.request.body
    if entry.request_cut or entry.request.cut:
        notes.append("Only the beginning of the body was kept: the form has none.")
        return model.Body()
    if not data:
        return model.Body("raw")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        notes.append("The body is no text: the form has none.")
        return model.Body()
    kind = (header(entry.request.headers, "Content-Type") or "").lower()
    if "json" not in kind:
        return model.Body("raw", text)
    try:
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        pass
    return model.Body("raw", text, "json")
