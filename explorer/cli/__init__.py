"""The command line: one file a command."""

from __future__ import annotations


def main() -> None:
    """Run the command `stride-explorer` with the words of this process."""
    from explorer.cli.root import cli

    cli(prog_name="stride-explorer")
