"""`stride-explorer run`: every request of a Postman collection, in order, and what came of it.

The table and the summary go to stderr, a report to stdout or to a file. Exit codes: 0 where every
request was answered below 400; 1 where one was not, or could not be sent; 2 for wrong words or a
file that cannot be used; 130 where the run was ended by Ctrl+C.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

import click

from explorer.cli.options import collected, merged, refuse, resolve_target, target_options
from explorer.cli.run_report import write_list, write_report
from explorer.cli.value_files import STDIN, environment_layer, rounds_of

if TYPE_CHECKING:
    from explorer.formats.postman.model import Collection, Problem
    from explorer.formats.report import Result, Run
    from explorer.workbench.profiles import Target
    from explorer.workbench.runner_plan import Plan
    from explorer.workbench.runner_rounds import Rounds
    from explorer.workbench.variables import Variable

FAILED, INTERRUPTED = 1, 130
SECONDS_TO_CLEAR = 5.0
MOST_PROBLEMS = 10


@click.command(name="run")
@click.argument("file", required=False, metavar="[FILE|-]")
@click.option("--list", "only_list", is_flag=True, help="Say what would be sent; send nothing.")
@click.option("--collection", metavar="FILE", help="The same as FILE.")
@click.option(
    "-e", "--environment", metavar="FILE", help="Postman environment: values of {{name}}."
)
@click.option(
    "-g", "--globals", "globals_", metavar="FILE", help="Postman globals: values of last resort."
)
@click.option(
    *("-d", "--data", "--iteration-data", "data"),
    metavar="FILE",
    help="Values by row, CSV or JSON: one iteration each.",
)
@click.option(
    *("-n", "--iterations", "--iteration-count", "iterations"),
    type=click.IntRange(min=1),
    metavar="N",
    help="How often; without it once for each row.",
)
@click.option(
    "--var", "words", multiple=True, metavar="NAME=VALUE", help="A value of {{name}} or :name."
)
@click.option(
    "--folder", "folders", multiple=True, metavar="NAME", help="This folder or request only."
)
@click.option("--fill", is_flag=True, help="Take missing ids and bodies from the server.")
@click.option("--bail", is_flag=True, help="End at the first request that fails.")
@click.option("--retry", is_flag=True, help="Send again as call does; else each is sent once.")
@click.option("--report", type=click.Choice(["json", "junit"]), help="Write a report.")
@click.option("--report-file", metavar="PATH", help="Where to; stdout if left out.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="May be sent to, beside the target.",
)
@target_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    file: str | None,
    only_list: bool,
    environment: str | None,
    globals_: str | None,
    data: str | None,
    iterations: int | None,
    words: tuple[str, ...],
    folders: tuple[str, ...],
    fill: bool,
    bail: bool,
    retry: bool,
    report: str | None,
    report_file: str | None,
    hosts: tuple[str, ...],
    **flags: str | None,
) -> None:
    """Run a Postman collection: each request in order, as newman does.

    FILE is a collection of version 2.0 or 2.1; - is stdin; without it that of the profile, else
    that of the Stride API, which comes with this program. A value is looked for in --var, the row
    of --data, --environment, the profile's variables, the collection, --globals and the profile's
    ids. {} and %7B%7D stand for no value. What has no value is not sent. Scripts are not run,
    redirects are not followed.
    """
    if report_file is not None and report is None:
        report = "junit" if report_file.lower().endswith(".xml") else "json"
    if only_list and fill:
        refuse("--list sends nothing, and --fill asks the server: leave one of them out.")
    if only_list and report == "junit":
        refuse("What would be sent is listed as text or with --report json, not as junit.")
    given = merged(ctx, flags)
    environment = environment or given.get("environment")
    globals_ = globals_ or given.get("globals")
    if file and flags.get("collection"):
        refuse("The collection is named twice, as FILE and by --collection: leave one out.")
    target = resolve_target(given)
    file = file or given.get("collection") or target.collection
    if [file, environment, globals_, data].count(STDIN) > 1:
        refuse("Only one file can come from stdin: give the others by name.")
    words = (*(ctx.find_root().obj or {}).get("words", ()), *words)
    collection = _collection(file)
    files = (
        *environment_layer(environment, or_stdin=True),
        *environment_layer(globals_, is_globals=True, or_stdin=True),
    )
    rounds = rounds_of(data, iterations)
    plan = _plan(collection, files, words, folders, hosts, given, target, fill)
    if only_list:
        _list(plan, rounds, target, report, report_file)
        return
    done = asyncio.run(_run(target, plan, rounds, fill=fill, bail=bail, retry=retry))
    if report is not None:
        write_report(done, report, report_file)
    ctx.exit(INTERRUPTED if done.interrupted else 0 if done.ok else FAILED)


def _collection(file: str | None) -> Collection:
    from explorer.formats.postman import shipped_collection
    from explorer.workbench.collected import collected_from
    from explorer.workbench.problems import WorkbenchError

    if file is None:
        return collected_from(shipped_collection().read_bytes(), "Stride").collection
    if file != "-":
        return collected(file).collection
    try:
        return collected_from(sys.stdin.buffer.read(), "stdin").collection
    except WorkbenchError as problem:
        refuse(str(problem))


def _plan(
    collection: Collection,
    files: Sequence[Variable],
    words: Sequence[str],
    folders: tuple[str, ...],
    hosts: Sequence[str],
    given: dict[str, str | None],
    target: Target,
    fill: bool,
) -> Plan:
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.runner_plan import Plan, allowed_hosts
    from explorer.workbench.variables import COMMAND_LINE, Variables, from_words, layer

    layers: list[list[Variable]] = []
    try:
        layers.append(from_words(words))
        if given.get("cloud_id"):
            layers.append(layer({"cloudId": given["cloud_id"]}, COMMAND_LINE))
        plan = Plan(
            collection,
            Variables(*layers, files),
            base_url_named=given.get("base_url") is not None,
            hosts=allowed_hosts(hosts),
            folders=folders,
        ).at(target, target.redactor(), fill=fill)
        # A folder that there is not is said before anything is sent.
        plan.steps()
    except WorkbenchError as problem:
        refuse(str(problem))
    return plan


def _list(
    plan: Plan, rounds: Rounds, target: Target, report: str | None, report_file: str | None
) -> None:
    from explorer.cli.run_table import list_lines

    found = [(step, turn.ready(step)) for turn, step in rounds.steps(plan)]
    collection = plan.collection
    if report is not None:
        write_list(collection.name, collection.problems, found, report_file)
        return
    _say_problems(collection.problems)
    click.echo("\n".join(list_lines(found, len(rounds))))


async def _run(
    target: Target, plan: Plan, rounds: Rounds, *, fill: bool, bail: bool, retry: bool
) -> Run:
    from explorer.api.retry import Policy
    from explorer.cli.run_table import Table
    from explorer.formats.report import Run
    from explorer.workbench import runner
    from explorer.workbench.filling import Supply
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.workbench import Workbench

    _say_problems(plan.collection.problems)
    table = Table([step.request for step in plan.steps()], len(rounds))
    results: list[Result] = []
    begun: runner.Begun | None = None
    was_ended = False
    started, began = datetime.now(UTC), perf_counter()
    policy = Policy() if retry else runner.ONCE
    try:
        async with await Workbench.open(target, on_notice=_note, policy=policy) as workbench:
            aimed = plan.at(workbench.target, workbench.client.context.redactor, fill=fill)
            supply = Supply(workbench) if fill else None
            try:
                turns = runner.run(workbench, aimed, rounds=rounds, supply=supply, bail=bail)
                async with aclosing(turns):
                    async for event in turns:
                        if isinstance(event, runner.Begun):
                            begun = event
                            table.begin(event)
                        else:
                            begun = None
                            results.append(event)
                            table.end(event)
            except asyncio.CancelledError:
                was_ended = True
                task = asyncio.current_task()
                if task is not None:
                    task.uncancel()
                if begun is not None:
                    results.append(runner.interrupted(begun))
                    table.end(results[-1])
            milliseconds = (perf_counter() - began) * 1000
            left = islice(rounds.steps(aimed), len(results), None)
            results.extend(runner.not_run(step, turn) for turn, step in left)
            if supply is not None:
                await _clear(supply)
    except WorkbenchError as problem:
        refuse(str(problem))
    done = Run(
        plan.collection.name,
        started,
        tuple(results),
        milliseconds,
        plan.collection.problems,
        was_ended,
    )
    table.summary(done)
    return done


async def _clear(supply: object) -> None:
    """Take away what was made for the run, unless that takes too long."""
    from explorer.workbench.filling import Supply

    assert isinstance(supply, Supply)
    try:
        async with asyncio.timeout(SECONDS_TO_CLEAR):
            await supply.clear()
    except TimeoutError:
        _note("What was made to fill the requests could not be taken away in time.")


def _say_problems(problems: Sequence[Problem]) -> None:
    """Say what is wrong with a file, the gravest first and not without an end."""
    from explorer.document.safe import one_line

    grave = ("error", "warning", "info")
    for each in sorted(problems, key=lambda each: grave.index(each.severity))[:MOST_PROBLEMS]:
        at = f"{each.path}: " if each.path else ""
        _note(f"{each.severity}: {one_line(at + each.message)}")
    if len(problems) > MOST_PROBLEMS:
        left = len(problems) - MOST_PROBLEMS
        _note(f"{left:,} more about the file: --list --report json has them all.")


def _note(sentence: str) -> None:
    from explorer.document.safe import visible

    click.echo(visible(sentence), err=True)
