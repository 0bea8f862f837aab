"""The command itself, and its subcommands, each loaded only when it is used.

`--help` and `--version` answer before anything heavy is imported.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from explorer import __version__
from explorer.cli.amount import amount_options, embedded_amount
from explorer.cli.options import target_options

_COMMANDS = {
    "call": ("explorer.cli.call", "Call an operation and print its answer."),
    "export": ("explorer.cli.export", "Write the API, or what was sent, for another tool."),
    "history": ("explorer.cli.history", "Show, send again and delete what was sent from here."),
    "lab": ("explorer.cli.lab", "Open JupyterLab on notebooks that show what there is."),
    "open": ("explorer.cli.open", "Open the app at the conversation of a link or id."),
    "operations": ("explorer.cli.operations", "List the operations, or show one."),
    "profile": ("explorer.cli.profile", "Add, list and test profiles."),
    "run": ("explorer.cli.run", "Run the requests of a Postman collection."),
    "sandbox": ("explorer.cli.sandbox", "Run the sandbox as a server of its own."),
    "serve": ("explorer.cli.serve", "Serve the app to a browser on this machine."),
    "tour": ("explorer.cli.tour", "Present, check and publish demos kept as files."),
}


INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells have it."""


class LazyGroup(click.Group):
    """A group that imports a subcommand when it is called, and knows its help line before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl+C ends any of them with a sentence and 130."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            # A terminal shows ^C: the sentence begins a line of its own.
            click.echo("\nStopped." if sys.stderr.isatty() else "Stopped.", err=True)
            raise SystemExit(INTERRUPTED) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(_COMMANDS.items())])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS:
            import difflib

            close = difflib.get_close_matches(args[0], _COMMANDS, 1)
            meant = f" Did you mean {close[0]}?" if close else ""
            ctx.fail(f"There is no command {args[0]!r}.{meant}")
        return super().resolve_command(ctx, args)


def has_screen() -> bool:
    """Whether the app can be shown: in a terminal, or by `serve` in a browser."""
    served = "TEXTUAL_DRIVER" in os.environ
    return served or (sys.stdout.isatty() and sys.stdin.isatty())


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@target_options
@click.option("--fresh", is_flag=True, help="Start the embedded sandbox with new data.")
@amount_options
@click.option("--var", "words", multiple=True, metavar="NAME=VALUE", help="A value of {{NAME}}.")
@click.option("--environment", metavar="FILE", help="Postman environment: values of {{name}}.")
@click.option("--globals", "globals_", metavar="FILE", help="Postman globals, below all others.")
@click.option("--collection", metavar="FILE", help="Postman collection to show beside them.")
@click.pass_context
def cli(
    ctx: click.Context,
    /,
    fresh: bool,
    conversations: int | None,
    messages: int | None,
    words: tuple[str, ...],
    environment: str | None,
    globals_: str | None,
    collection: str | None,
    **flags: str | None,
) -> None:
    """Explore, edit and demo the Atlassian Stride REST API.

    Without a command the full-screen app opens. Without a target it shows an embedded sandbox: a
    real server with data to try everything on, as many as you say: --fresh --conversations 100000
    --messages 1000000.
    """
    if ctx.invoked_subcommand is not None:
        if fresh or conversations is not None or messages is not None:
            ctx.fail(
                "--fresh, --conversations and --messages are for the sandbox of the app itself: "
                f"leave them out before {ctx.invoked_subcommand!r}."
            )
        files = {"collection": collection, "environment": environment, "globals": globals_}
        given = flags | files
        ctx.obj = {name: value for name, value in given.items() if value is not None}
        ctx.obj |= {"words": words} if words else {}
        return
    if not has_screen():
        ctx.fail("The app needs a terminal. For scripts there is: stride-explorer call --help")
    from explorer.cli.options import resolve_target, with_collection, with_variables

    target = with_variables(resolve_target(flags), words, environment, globals_)
    target = with_collection(target, collection)
    amount = embedded_amount(target, conversations, messages)
    from explorer.tui.app import run

    ctx.exit(run(target, fresh=fresh, amount=amount))
