"""Files of values that a command line names: environments, globals, the data of iterations."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli.options import at_home, refuse

if TYPE_CHECKING:
    from explorer.workbench.runner_rounds import Rounds
    from explorer.workbench.variables import Variable

STDIN = "-"


def read_bytes(file: str, what: str, *, or_stdin: bool) -> bytes:
    """The bytes of a file; ends the command if it cannot be read.

    Args:
        file: Where it is.
        what: What it is, as in `environment`.
        or_stdin: Whether `-` is stdin.
    """
    if file == STDIN and or_stdin:
        return sys.stdin.buffer.read()
    try:
        return at_home(file).read_bytes()
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        refuse(f"The {what} file {file!r} cannot be read: {reason}.")


def environment_layer(
    file: str | None, *, is_globals: bool = False, or_stdin: bool = False
) -> list[Variable]:
    """The variables of a Postman environment, or of globals; ends the command if it is none.

    Args:
        file: Where it is; None for none.
        is_globals: Whether its values give way to what a collection itself says.
        or_stdin: Whether `-` is stdin.
    """
    if file is None:
        return []
    from explorer.formats.errors import FormatError
    from explorer.formats.postman import read_environment
    from explorer.workbench.variables import layer

    what = "globals" if is_globals else "environment"
    try:
        data = read_bytes(file, what, or_stdin=or_stdin)
        values = read_environment(data, f"{what} file" if is_globals else what)
    except FormatError as problem:
        refuse(f"{file}: {problem}")
    return layer(values, Path(file).name, gives_way=is_globals)


def rounds_of(file: str | None, count: int | None) -> Rounds:
    """How often a collection is run, with which values; ends the command if the file has none.

    Args:
        file: A data file; None for none.
        count: How often; None for once a row.
    """
    from explorer.formats.errors import FormatError
    from explorer.formats.postman import read_data
    from explorer.workbench.runner_rounds import Rounds

    if file is None:
        return Rounds(count=count)
    name = Path(file).name
    try:
        rows = read_data(read_bytes(file, "data", or_stdin=True), name)
    except FormatError as problem:
        refuse(f"{file}: {problem}")
    return Rounds(rows, name, count)
