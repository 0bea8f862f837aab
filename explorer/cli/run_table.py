"""How a run looks while it goes: a row for each request, and a summary.

On a terminal a row appears when its request is sent and is completed when it is answered; else each
is a plain line, printed once.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len, set_cell_size

from explorer.document.safe import one_line

if TYPE_CHECKING:
    from explorer.formats.postman.model import Request
    from explorer.formats.report import Result, Run
    from explorer.workbench.runner import Begun
    from explorer.workbench.runner_plan import Ready, Step

_WIDEST_TITLE = 60
_TAIL = 32
"""Columns of status, time and size."""
_COLOURS = {"passed": "green", "failed": "red", "not sent": "red", "not run": "bright_black"}


class Table:
    """Prints a run to stderr.

    Args:
        requests: All that will be run, for the widths.
        iterations: How often they are.
    """

    def __init__(self, requests: Sequence[Request], iterations: int = 1) -> None:
        self._iterations, self._iteration = iterations, 0
        self._live = sys.stderr.isatty()
        self._digits = len(str(len(requests)))
        longest = max((cell_len(_title(each.folder, each.name)) for each in requests), default=4)
        room = _WIDEST_TITLE
        if self._live:
            room = shutil.get_terminal_size().columns - self._digits - 8 - _TAIL
        self._width = max(12, min(longest, room, _WIDEST_TITLE))
        self._open = False

    def begin(self, begun: Begun) -> None:
        """A request is being sent."""
        self._head(begun.step.iteration)
        if self._live:
            request = begun.step.request
            row = self._row(begun.step.number, request.folder, request.name, request.method)
            click.echo(f"{row}  …", err=True, nl=False)
            self._open = True

    def end(self, result: Result) -> None:
        """What came of one."""
        if result.outcome == "not run" and self._iterations > 1:
            return  # The summary counts them: hundreds of rows would hide what went wrong.
        self._head(result.iteration)
        row = self._row(result.number, result.folder, result.name, result.method)
        status = str(result.status) if result.status is not None else _word(result)
        tail = click.style(f"{status:<8}", fg=_COLOURS[result.outcome])
        if result.status is not None:
            tail += f" {result.milliseconds:6.0f} ms {_size(result.size):>10}"
        self._erase()
        click.echo(f"{row}  {tail}".rstrip(), err=True)
        about = [result.failure] if result.failure else []
        about += [each.message for each in result.problems if each.severity == "warning"]
        for sentence in about:
            click.echo(f"{' ' * (self._digits + 2)}{one_line(sentence)}", err=True)

    def _head(self, iteration: int) -> None:
        """Say which iteration begins, where there are several."""
        if self._iterations > 1 and iteration != self._iteration:
            self._iteration = iteration
            click.echo(iteration_line(iteration, self._iterations), err=True)

    def _erase(self) -> None:
        if self._open:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._open = False

    def _row(self, number: int, folder: tuple[str, ...], name: str, method: str) -> str:
        title = _title(folder, name)
        if cell_len(title) > self._width:
            title = f"{set_cell_size(title, self._width - 1).rstrip()}…"
        return (
            f"{number:>{self._digits}}  {one_line(method, 7):<7}{set_cell_size(title, self._width)}"
        )

    def summary(self, run: Run) -> None:
        """What came of all."""
        self._erase()
        total = len(run.results)
        parts = [f"{run.iterations} iterations"] if run.iterations > 1 else []
        parts += [f"{total} request{'' if total == 1 else 's'}", f"{run.count('passed')} passed"]
        for outcome in ("failed", "not sent", "not run"):
            number = run.count(outcome)
            if number or outcome == "failed":
                parts.append(f"{number} {outcome}")
        words = ", ".join(parts) + f" in {run.milliseconds / 1000:.2f} s"
        if run.interrupted:
            words = f"Ended early: {words}"
        click.secho(words, err=True, fg="green" if run.ok else "red")


def iteration_line(iteration: int, iterations: int) -> str:
    """What stands above the rows of an iteration."""
    return f"Iteration {iteration} of {iterations}"


def list_lines(found: Sequence[tuple[Step, Ready]], iterations: int = 1) -> list[str]:
    """What would be sent, a line each, with what is wrong below it.

    Args:
        found: The requests, with what they become.
        iterations: How often they are sent.
    """
    digits = len(str(max((step.number for step, _ in found), default=0)))
    lines, iteration = [], 0
    for step, ready in found:
        if iterations > 1 and step.iteration != iteration:
            iteration = step.iteration
            lines.append(iteration_line(iteration, iterations))
        title = _title(step.request.folder, step.request.name)
        lines.append(f"{step.number:>{digits}}  {title}")
        lines.append(one_line(f"{' ' * digits}  {ready.resolved.method} {ready.url}"))
        lines.extend(
            one_line(f"{' ' * digits}  {each.severity}: {each.message}")
            for each in ready.problems
            if each.severity != "info"
        )
    return lines


def _title(folder: tuple[str, ...], name: str) -> str:
    return one_line(" / ".join((*folder, name)))


def _word(result: Result) -> str:
    return "no answer" if result.outcome == "failed" else result.outcome


def _size(size: int) -> str:
    if size < 10_000:
        return f"{size} B"
    if size < 10_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.0f} MB"
