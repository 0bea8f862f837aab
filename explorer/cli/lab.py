"""`stride-explorer lab`: JupyterLab, opened on the notebooks that come with the explorer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from explorer.cli.options import refuse

_OLDEST = (4, 5, 7)
"""Before it, a page of a notebook could run the commands of the whole."""

_INSTALL = "pip install 'stride-explorer[lab]'"


@click.command(
    name="lab", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True}
)
@click.option(
    "--directory",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the notebooks are copied to.  [the user's data directory]",
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[JUPYTERLAB OPTION]...")
@click.pass_context
def command(ctx: click.Context, /, directory: Path | None, options: tuple[str, ...]) -> None:
    """Open JupyterLab on notebooks that show what the explorer can do.

    The notebooks are copied to a directory you can write in; what you change there stays. What
    else is said is said to JupyterLab, as in: stride-explorer lab --no-browser --port 9000

    In the notebooks the server is the one of the environment or of the default profile, as
    everywhere; without one each starts the sandbox.
    """
    if ctx.obj:
        refuse(
            "A notebook chooses its server itself. Set STRIDE_BASE_URL and STRIDE_TOKEN for all "
            "of them, or name a default_profile in the config file."
        )
    refuse_missing()
    from explorer.workbench.notebooks import FIRST, copy_out
    from explorer.workbench.paths import data_dir
    from explorer.workbench.problems import WorkbenchError

    try:
        copied = copy_out(directory or data_dir() / "notebooks")
    except WorkbenchError as problem:
        refuse(str(problem))
    from explorer.document.safe import visible

    click.echo(visible(f"The notebooks are in {copied.directory}"), err=True)
    for name in copied.kept:
        click.echo(f"{name} was changed here and stays as it is; there is a newer one.", err=True)
    words = [sys.executable, "-m", "jupyterlab", *options, str(copied.directory / FIRST)]
    sys.stderr.flush()
    if sys.platform == "win32":
        ctx.exit(subprocess.call(words))  # noqa: S603 - what a person asks for
    # JupyterLab takes this process's place: Ctrl+C is its own, and so is the exit code.
    os.execv(sys.executable, words)  # noqa: S606 - the same


def refuse_missing() -> None:
    """End the command in a sentence where JupyterLab is missing or too old."""
    try:
        found = version("jupyterlab")
    except PackageNotFoundError:
        refuse(f"JupyterLab is not installed beside the explorer: {_INSTALL}")
    if tuple(map(int, re.findall(r"\d+", found)[: len(_OLDEST)])) < _OLDEST:
        wanted = ".".join(map(str, _OLDEST))
        refuse(f"JupyterLab {found} is too old, {wanted} or newer is needed: {_INSTALL}")
