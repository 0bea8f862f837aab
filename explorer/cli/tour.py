"""`stride-explorer tour`: present, check, publish and list demos that are kept as files.

Exit codes: 0 when all is as expected, 1 when a step is not, 2 for wrong words or a file that is no
tour, 130 where Ctrl+C ended it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from explorer.cli.options import merged, refuse, resolve_target, target_options
from explorer.cli.tour_files import ready

if TYPE_CHECKING:
    from datetime import datetime

    from explorer.formats.report import Result
    from explorer.tour.model import Tour
    from explorer.tour.player import Played
    from explorer.workbench.targets import Target

FAILED, INTERRUPTED = 1, 130
ENDINGS = {"html": ".html", "notebook": ".ipynb"}


@click.group(name="tour")
def command() -> None:
    """Present, check and publish tours: demos of the API that are kept as YAML files.

    A tour is named by its file or, of those that come with this program, by its name.
    """


@command.command(name="list")
def list_tours() -> None:
    """List the tours that come with this program."""
    from explorer.api.representation.figure import count
    from explorer.tour.reading import read_file
    from explorer.tour.shipped import shipped_tours

    for name, path in shipped_tours().items():
        tour = read_file(path)
        click.echo(f"{name:<16} {tour.title} · {count(len(tour.steps), 'step')}")


@command.command()
def schema() -> None:
    """Print the JSON Schema of tours, for an editor's completion."""
    from explorer.tour.schema import tour_schema

    click.echo(json.dumps(tour_schema(), indent=2, ensure_ascii=False))


@command.command()
@click.argument("file")
@click.option("--var", "words", multiple=True, metavar="NAME=VALUE", help="A value of {{NAME}}.")
@target_options
@click.pass_context
def present(ctx: click.Context, /, file: str, words: Sequence[str], **flags: str | None) -> None:
    """Show a tour full screen, step by step.

    Without a target it has a sandbox of its own, which begins as the tour says; whatever is done
    there is gone afterwards.
    """
    target = resolve_target(merged(ctx.find_root(), flags))
    (tour,) = ready([file], target, words)
    from explorer.cli.root import has_screen

    if not has_screen():
        refuse("Presenting needs a terminal. For scripts there is: stride-explorer tour check")
    from explorer.tui.steady import hurry

    hurry()
    from explorer.tui.app import run

    ctx.exit(run(target, tour=tour))


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--report", type=click.Choice(["json", "junit"]), help="Write a report for CI.")
@click.option("--report-file", metavar="FILE", help="Where to; stdout if left out.")
@click.option("--var", "words", multiple=True, metavar="NAME=VALUE", help="A value of {{NAME}}.")
@target_options
@click.pass_context
def check(
    ctx: click.Context,
    /,
    files: Sequence[str],
    report: str | None,
    report_file: str | None,
    words: Sequence[str],
    **flags: str | None,
) -> None:
    """Play tours and say whether all came as they expect.

    Without a target each is played on a sandbox of its own, which begins as the tour says. On
    another server its cleanup is played at the end, also after a failure.
    """
    from explorer.api.representation.figure import count
    from explorer.cli.run_report import write_report
    from explorer.formats.report import Run

    target = resolve_target(merged(ctx.find_root(), flags))
    tours = ready(files, target, words)
    _say_where(target)
    results: list[Result] = []
    started, began = _now(), perf_counter()
    interrupted = False
    for tour in tours:
        click.echo(f"{_plain(tour.title)}", err=True)
        try:
            asyncio.run(_check(tour, target, results))
        except KeyboardInterrupt:
            interrupted = True
            break
    title = ", ".join(tour.title for tour in tours)
    done = Run(
        title, started, tuple(results), (perf_counter() - began) * 1000, interrupted=interrupted
    )
    passed = done.count("passed")
    click.echo(f"{passed} of {count(len(results), 'step')} as expected", err=True)
    if report is not None or report_file is not None:
        write_report(done, report or "json", report_file)
    ctx.exit(INTERRUPTED if interrupted else 0 if done.ok else FAILED)


async def _check(tour: Tour, target: Target, results: list[Result]) -> None:
    from contextlib import aclosing

    from explorer.tour.checking import played, result_of, stage
    from explorer.workbench.problems import WorkbenchError

    def take(each: Played) -> None:
        result = result_of(tour, len(results) + 1, each)
        results.append(result)
        _say(result, each)

    try:
        async with (
            stage(tour, target) as workbench,
            aclosing(played(tour, workbench, late=take)) as steps,
        ):
            async for each in steps:
                take(each)
    except WorkbenchError as problem:
        refuse(str(problem))


def _say_where(target: Target) -> None:
    """Say that it is no sandbox of a tour's own, on which nothing matters."""
    if not target.embedded:
        words = "what the steps do there stays, but for the cleanup at their end"
        click.echo(f"On {_plain(target.base_url)}: {words}.", err=True)


def _say(result: Result, played: Played) -> None:
    mark = "✓" if result.ok else "✗"
    status = result.status if result.status is not None else "-"
    click.echo(f"  {mark} {result.method:<6} {status:<3} {_plain(result.name)}", err=True)
    for sentence in played.located():
        click.echo(f"      {_plain(sentence)}", err=True)


@command.command()
@click.argument("file")
@click.option("--to", "kind", type=click.Choice(list(ENDINGS)), default="html", show_default=True)
@click.option(
    "-o", "--output", metavar="FILE", help="Beside the tour's name here if left out; - for stdout."
)
@click.option("--overwrite", is_flag=True, help="Replace a file that is there.")
@click.option("--var", "words", multiple=True, metavar="NAME=VALUE", help="A value of {{NAME}}.")
@target_options
@click.pass_context
def publish(
    ctx: click.Context,
    /,
    file: str,
    kind: str,
    output: str | None,
    overwrite: bool,
    words: Sequence[str],
    **flags: str | None,
) -> None:
    """Play a tour and write what came of it, for those who were not there.

    html: one file without scripts that asks no other host for anything. notebook: the calls as
    Python with their answers.
    """
    from explorer.tour.publish_html import tour_page
    from explorer.tour.publish_notebook import tour_notebook

    target = resolve_target(merged(ctx.find_root(), flags))
    (tour,) = ready([file], target, words)
    path = Path(output or Path(file).stem + ENDINGS[kind]).expanduser()
    to_stdout = output == "-"
    if not to_stdout and path.exists() and not overwrite:
        refuse(f"{path} is there already: give --overwrite to replace it, or another --output.")
    _say_where(target)
    try:
        steps = asyncio.run(_play(tour, target))
    except KeyboardInterrupt:
        click.echo("Stopped: nothing was written.", err=True)
        ctx.exit(INTERRUPTED)
    if kind == "html":
        server = "the sandbox" if target.embedded else target.name
        text: str = tour_page(tour, steps, server=server, when=_now())
    else:
        text = tour_notebook(tour, steps, sandbox=target.embedded)
    if to_stdout:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    else:
        _write(path, text)
        click.echo(f"Wrote {_plain(str(path))}.", err=True)
    wrong = [each for each in steps if not each.ok]
    for each in wrong:
        where = f"Step {each.number}" if each.number else "The cleanup"
        for sentence in each.located():
            click.echo(f"{where}: {_plain(sentence)}", err=True)
    ctx.exit(FAILED if wrong else 0)


async def _play(tour: Tour, target: Target) -> list[Played]:
    from explorer.tour.checking import played, stage
    from explorer.workbench.problems import WorkbenchError

    try:
        async with stage(tour, target) as workbench:
            return [each async for each in played(tour, workbench)]
    except WorkbenchError as problem:
        refuse(str(problem))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except (OSError, ValueError) as problem:
        refuse(f"{path} cannot be written: {getattr(problem, 'strerror', None) or problem}.")


def _plain(text: str) -> str:
    from explorer.document.safe import visible

    return visible(text)


def _now() -> datetime:
    from datetime import datetime

    return datetime.now().astimezone()
