"""What came of a run of a collection, as JSON for programs and as JUnit's XML for CI.

The members of both are described here and nowhere else; what a collection or a server named is made
visible in the XML, and stands as it is, escaped, in the JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from xml.etree import ElementTree

from explorer import __version__
from explorer.document.safe import one_line, visible
from explorer.formats.postman.model import Problem

Outcome = Literal["passed", "failed", "not sent", "not run"]
"""`passed`: answered below 400. `failed`: answered 4xx or 5xx, or not at all. `not sent`: something
had no value, or it is not allowed. `not run`: an earlier failure or a person ended the run."""

_NOT_XML = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one request of a collection.

    Args:
        number: Its place in the iteration, from 1.
        name: Its title.
        folder: The titles of the folders it is in, from the outside.
        method: As sent.
        url: As sent, secrets replaced by their names.
        outcome: In a word.
        operation_id: Of the operation it is; empty for none of the catalogue.
        status: Of the answer; None when none came.
        reason: The status in words.
        milliseconds: From sending to the last byte, of all attempts.
        size: Bytes of the answer's body.
        attempts: How often it was sent.
        failure: What went wrong, in a sentence; empty for nothing.
        problems: What is wrong with it as the file has it, and what is worth knowing.
        iteration: In which run-through of the collection, from 1.
    """

    number: int
    name: str
    folder: tuple[str, ...]
    method: str
    url: str
    outcome: Outcome
    operation_id: str = ""
    status: int | None = None
    reason: str = ""
    milliseconds: float = 0.0
    size: int = 0
    attempts: int = 0
    failure: str = ""
    problems: tuple[Problem, ...] = ()
    iteration: int = 1

    @property
    def ok(self) -> bool:
        """Whether it was answered, and below 400."""
        return self.outcome == "passed"

    @property
    def title(self) -> str:
        """Folders and name in one text."""
        return " / ".join((*self.folder, self.name))


@dataclass(frozen=True, slots=True)
class Run:
    """A run, over or ended early.

    Args:
        collection: Its title.
        started: When, with a zone.
        results: One for each request, in order.
        milliseconds: Of the whole run.
        problems: What a person should know of the file.
        interrupted: Whether a person ended it.
    """

    collection: str
    started: datetime
    results: tuple[Result, ...]
    milliseconds: float
    problems: tuple[Problem, ...] = ()
    interrupted: bool = False

    def count(self, *outcomes: Outcome) -> int:
        """How many requests came out so."""
        return sum(each.outcome in outcomes for each in self.results)

    @property
    def iterations(self) -> int:
        """How often the collection was run."""
        return max((each.iteration for each in self.results), default=1)

    @property
    def ok(self) -> bool:
        """Whether every request passed."""
        return not self.interrupted and all(each.ok for each in self.results)


def problems_data(problems: Sequence[Problem]) -> dict[str, list[Any]]:
    """Problems as JSON data: `problems`, errors and warnings with path, severity and message; and
    `notes`, sentences that ask for nothing."""
    return {
        "problems": [
            {"path": each.path, "severity": each.severity, "message": each.message}
            for each in problems
            if each.severity != "info"
        ],
        "notes": [each.message for each in problems if each.severity == "info"],
    }


def list_data(
    collection: str, requests: Sequence[Mapping[str, Any]], problems: Sequence[Problem]
) -> dict[str, Any]:
    """What would be sent, as JSON data.

    Members: `tool`, `collection` (its title), `requests` as given, `problems` and `notes` of the
    file.
    """
    return {
        "tool": _tool(),
        "collection": collection,
        "requests": list(requests),
        **problems_data(problems),
    }


def as_json(run: Run) -> dict[str, Any]:
    """A run as JSON data.

    Members: `tool` with `name` and `version`; `collection`, its title; `started` in UTC;
    `interrupted`; `summary` with `iterations`, `requests`, how many `passed`, `failed`, `not_sent`
    and `not_run`, and `milliseconds`; `problems` and `notes` of the file; `requests`, in order,
    each with `iteration`, `number` in it, `name`, `folder` (a list of titles), `method`, `url`,
    `operation` (null for none), `outcome`, `status` (null without an answer), `reason`,
    `milliseconds`, `size` in bytes, `attempts`, `failure` (null for none), `problems` and `notes`.
    """
    return {
        "tool": _tool(),
        "collection": run.collection,
        "started": run.started.astimezone(UTC).isoformat(timespec="milliseconds"),
        "interrupted": run.interrupted,
        "summary": {
            "iterations": run.iterations,
            "requests": len(run.results),
            "passed": run.count("passed"),
            "failed": run.count("failed"),
            "not_sent": run.count("not sent"),
            "not_run": run.count("not run"),
            "milliseconds": round(run.milliseconds, 3),
        },
        **problems_data(run.problems),
        "requests": [_result(each) for each in run.results],
    }


def _tool() -> dict[str, str]:
    return {"name": "stride-explorer", "version": __version__}


def _result(result: Result) -> dict[str, Any]:
    return {
        "iteration": result.iteration,
        "number": result.number,
        "name": result.name,
        "folder": list(result.folder),
        "method": result.method,
        "url": result.url,
        "operation": result.operation_id or None,
        "outcome": result.outcome,
        "status": result.status,
        "reason": result.reason,
        "milliseconds": round(result.milliseconds, 3),
        "size": result.size,
        "attempts": result.attempts,
        "failure": result.failure or None,
        **problems_data(result.problems),
    }


def as_junit(run: Run) -> str:
    """A run as JUnit's XML: a suite for each folder of each iteration, a case for each request.

    A refusal by the server is a `failure`, a request without an answer or that was not sent an
    `error`, one that was not run is `skipped`. Times are in seconds.
    """
    root = ElementTree.Element(
        "testsuites", {"name": _text(run.collection), **_counts(run.results, run.milliseconds)}
    )
    suites: dict[tuple[int, tuple[str, ...]], list[Result]] = {}
    for result in run.results:
        suites.setdefault((result.iteration, result.folder), []).append(result)
    moment = run.started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    for (iteration, folder), results in suites.items():
        name = " / ".join(folder) or run.collection
        if run.iterations > 1:
            name += f" (iteration {iteration} of {run.iterations})"
        spent = sum(each.milliseconds for each in results)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            {"name": _text(name), "timestamp": moment, **_counts(results, spent)},
        )
        for each in results:
            _case(suite, name, each)
    if run.problems:
        # What is wrong with the file belongs to no request.
        about = ElementTree.SubElement(
            root, "testsuite", name="The collection file", tests="0", failures="0", errors="0"
        )
        lines = [f"{each.severity}: {each.path} {each.message}" for each in run.problems]
        ElementTree.SubElement(about, "system-err").text = _text("\n".join(lines), lines=True)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _case(suite: ElementTree.Element, classname: str, result: Result) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=_text(result.name),
        classname=_text(classname),
        time=_seconds(result.milliseconds),
    )
    status = "no answer" if result.status is None else f"{result.status} {result.reason}".strip()
    if result.outcome == "not run":
        ElementTree.SubElement(case, "skipped", message="The run ended before it.")
        return
    if not result.ok:
        refused = result.outcome == "failed" and result.status is not None
        kind = "failure" if refused else "error"
        told = ElementTree.SubElement(
            case, kind, message=_text(result.failure or status), type=_text(result.outcome)
        )
        told.text = _text(f"{result.method} {result.url}\n{status}", lines=True)
    lines = [f"{result.method} {result.url}", f"{status}, {result.size} bytes"]
    lines += [f"{each.severity}: {each.message}" for each in result.problems]
    ElementTree.SubElement(case, "system-out").text = _text("\n".join(lines), lines=True)


def _counts(results: Sequence[Result], milliseconds: float) -> dict[str, str]:
    refused = sum(each.outcome == "failed" and each.status is not None for each in results)
    skipped = sum(each.outcome == "not run" for each in results)
    passed = sum(each.ok for each in results)
    return {
        "tests": str(len(results)),
        "failures": str(refused),
        "errors": str(len(results) - passed - refused - skipped),
        "skipped": str(skipped),
        "time": _seconds(milliseconds),
    }


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.3f}"


def _text(text: str, *, lines: bool = False) -> str:
    """A text that XML can hold and a person can see."""
    shown = visible(text) if lines else one_line(text)
    return _NOT_XML.sub("\ufffd", shown)
