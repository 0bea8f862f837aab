"""An answer to look at, and as a file on this machine: what it means, what to call it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.api.exchange import Response
from explorer.api.explain import explain
from explorer.api.filenames import given_name, safe_name
from explorer.document.safe import one_line
from explorer.workbench.paths import in_home
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.api.operation import Operation

UNDERSTOOD = 1 << 20
"""Bytes up to which an answer that is only looked at is understood at once: it takes ten times
their memory, and the screen stands still meanwhile."""

_ENDINGS = {
    "application/json": ".json",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "image/png": ".png",
    "application/octet-stream": ".bin",
}


class NotUnderstood(WorkbenchError):
    """An answer is not of the documented shape; says where."""


def understood(call: Operation[Any], response: Response) -> Any:
    """The typed value of an answer that was too long to be understood at once; takes its time.

    Args:
        call: What was called.
        response: A success.

    Raises:
        NotUnderstood: It is not of the documented shape.
    """
    from pydantic import ValidationError

    try:
        return call.parse(response.status, response.body)
    except ValidationError as problem:
        found = explain(problem)[0]
        raise NotUnderstood(f"The answer is not of the documented shape. {found}.") from None


def file_name(response: Response, operation_id: str) -> str:
    """What a file with an answer is called: as the server says, else by its operation.

    Args:
        response: The answer.
        operation_id: What was called.
    """
    given = given_name(response.header("Content-Disposition"))
    kind = (response.header("Content-Type") or "").partition(";")[0].strip().lower()
    ending = _ENDINGS.get(kind, ".json" if kind.endswith("+json") else ".bin")
    return safe_name(given, f"{operation_id}{ending}")


def save(response: Response, path: str, *, overwrite: bool = False) -> Path:
    """Write the body of an answer to a file, as it came.

    Args:
        response: The answer.
        path: Where to; `~` is the home directory.
        overwrite: Whether to replace a file that is there.

    Returns:
        The file.

    Raises:
        FileExistsError: There is a file already.
        WorkbenchError: It cannot be written; the message says why.
    """
    target = in_home(path)
    shown = one_line(str(target), 200)
    if target.is_dir():
        raise WorkbenchError(f"{shown} is a directory. Name a file in it.")
    try:
        with target.open("wb" if overwrite else "xb") as file:
            file.write(response.body)
    except FileExistsError:
        raise
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "that is no path"
        raise WorkbenchError(f"{shown} cannot be written: {why}.") from None
    return target.resolve()
