"""What there is to say of a collection and of a request of it, for every face alike."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.api.redact import secret_named
from explorer.api.representation.figure import (
    Bit,
    Block,
    Cell,
    Code,
    Facts,
    Figure,
    Grid,
    Words,
)
from explorer.formats.postman.bodies import SENT_AUTH
from explorer.formats.postman.model import Auth, Example, Pair, Problem, Script
from explorer.workbench.collected import Collected, CollectedRequest
from explorer.workbench.variables import HIDDEN

MOST_SCRIPT = 4000
"""Characters of a script or a saved answer that are shown; the file has the rest."""


def of_collection(collected: Collected) -> Figure:
    """A collection: what it holds, what is wrong with its file, its scripts."""
    collection = collected.collection
    known = sum(each.operation is not None for each in collected.requests)
    facts: list[tuple[str, Cell]] = [
        ("File", collected.file),
        ("Version", collection.version or "not said; read as 2.1"),
        ("Requests", f"{len(collected.requests)}, {known} of them known operations"),
    ]
    blocks: list[Block] = [Words(collection.description)] if collection.description else []
    blocks.append(Facts(tuple(fact for fact in facts if fact[1])))
    blocks += _problems(collection.problems, "What to know of the file")
    if collection.variables:
        rows = [
            (each.name, _value(each.name, each.value, each.secret)) for each in collection.variables
        ]
        blocks.append(Grid(("Variable", "Value"), tuple(rows), "Variables"))
    blocks += _scripts(collection.scripts)
    return Figure("Collection", collected.name, "", tuple(blocks))


def of_request(entry: CollectedRequest) -> Figure:
    """A request of a collection: what its author says of it, what it sends, its saved answers."""
    request = entry.request
    facts: list[tuple[str, Cell]] = [
        ("Request", Bit(f"{request.method} {request.url.raw or request.url.template}", "code")),
        ("Folder", " / ".join((entry.collection, *request.folder))),
    ]
    if entry.operation is not None:
        summary = entry.operation.summary()
        facts.append(("Known as", f"{entry.operation.operation_id}: {summary}"))
    facts.append(("Credentials", _auth(request.auth)))
    if request.body.mode != "none":
        facts.append(("Body", request.body.mode))
    blocks: list[Block] = [Words(request.description)] if request.description else []
    blocks.append(Facts(tuple(facts)))
    blocks += _problems(entry.problems, "What to know of it")
    for title, pairs in (("Parameters", request.query), ("Headers", request.headers)):
        if pairs:
            blocks.append(Grid(("Name", "Value", ""), tuple(map(_pair, pairs)), title))
    for example in request.examples:
        blocks += _example(example)
    blocks += _scripts(request.scripts)
    return Figure("Request", request.name, "", tuple(blocks))


def _auth(auth: Auth | None) -> str:
    if auth is None:
        return "those of the profile, to its own server only"
    if auth.kind == "noauth":
        return "none, as the file wishes"
    if auth.kind in SENT_AUTH:
        return f"{auth.kind}, from the file"
    return f"{auth.kind}: this kind is not sent from here"


def _problems(problems: Iterable[Problem], caption: str) -> list[Block]:
    rows = tuple(
        (Bit(each.severity, "strong"), Bit(each.path, "code"), each.message) for each in problems
    )
    return [Grid(("Severity", "Path", "Message"), rows, caption)] if rows else []


def _value(name: str, value: str | None, secret: bool = False) -> str:
    if value is None:
        return "no value"
    return HIDDEN if value and (secret or secret_named(name)) else value


def _pair(pair: Pair) -> tuple[Cell, ...]:
    said = [pair.description.strip().partition("\n")[0]] if pair.description.strip() else []
    said += ["off in the file"] * pair.disabled
    return Bit(pair.key, "code"), _value(pair.key, pair.value), ". ".join(said)


def _example(example: Example) -> list[Block]:
    status = f"{example.status or ''} {example.reason}".strip()
    title = " · ".join(part for part in ("Saved answer", example.name, status) if part)
    return [Code(_cut(example.body) or "No body.", label=title)]


def _scripts(scripts: Iterable[Script]) -> list[Block]:
    return [
        Code(_cut(each.text), "javascript", f"Script ({each.event}, {each.path}): never run")
        for each in scripts
    ]


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SCRIPT else f"{text[:MOST_SCRIPT]}\n…"
