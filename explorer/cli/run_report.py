"""What `run` writes for programs: what came of a run, or what would be sent."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.cli.options import at_home, refuse

if TYPE_CHECKING:
    from explorer.formats.postman.model import Problem
    from explorer.formats.report import Run
    from explorer.workbench.runner_plan import Ready, Step


def write_report(run: Run, kind: str, path: str | None) -> None:
    """Write a run for programs; ends the command where that cannot be done.

    Args:
        run: The run.
        kind: `json` or `junit`.
        path: Where to; None or `-` for stdout.
    """
    _write(_report(run, kind), path)


def _report(run: Run, kind: str) -> str:
    from explorer.cli.call import safe_json
    from explorer.formats.report import as_json, as_junit

    return as_junit(run) if kind == "junit" else safe_json(as_json(run)) + "\n"


def write_list(
    collection: str,
    problems: Sequence[Problem],
    found: Sequence[tuple[Step, Ready]],
    path: str | None,
) -> None:
    """Write what would be sent as JSON; ends the command where that cannot be done.

    Args:
        collection: Its title.
        problems: What a person should know of its file.
        found: The requests, with what they become.
        path: Where to; None or `-` for stdout.
    """
    from explorer.cli.call import safe_json
    from explorer.formats.report import list_data, problems_data

    requests = [
        {
            "iteration": step.iteration,
            "number": step.number,
            "name": step.request.name,
            "folder": list(step.request.folder),
            "method": ready.resolved.method,
            "url": ready.url,
            "operation": step.request.operation_id,
            **problems_data(ready.problems),
        }
        for step, ready in found
    ]
    _write(safe_json(list_data(collection, requests, problems)) + "\n", path)


def _write(text: str, path: str | None) -> None:
    data = text.encode("utf-8", "replace")
    if path is None or path == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        at_home(path).write_bytes(data)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        refuse(f"The report {path!r} cannot be written: {reason}.")
