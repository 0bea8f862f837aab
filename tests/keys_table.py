"""The README's table of keys, made from the commands: `python tests/keys_table.py [--check]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from explorer.tui.commands import help_rows
from explorer.tui.keys import ALL_COMMANDS

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- keys: made by tests/keys_table.py -->\n", "<!-- end of keys -->\n"


def table() -> str:
    """The table: a row for each context, in it every command that has a key."""
    groups: dict[str, list[str]] = {}
    for row in help_rows(ALL_COMMANDS):
        if row.keys:
            keys = " ".join(f"`{key}`" for key in row.keys.split(", "))
            groups.setdefault(row.where, []).append(f"{keys} {row.title}".replace("|", r"\|"))
    lines = ["| where | keys |", "| --- | --- |"]
    lines += [f"| {where} | {' · '.join(entries)} |" for where, entries in groups.items()]
    return "\n".join(lines) + "\n"


def written(text: str) -> str:
    """The README with the table as it is now.

    Args:
        text: The README.

    Raises:
        ValueError: It has no place for the table.
    """
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md needs the lines {BEGIN.strip()} and {END.strip()}.")
    return f"{head}{begin}\n{table()}\n{end}{tail}"


def main() -> int:
    """Write the table, or check it; the exit code."""
    parser = argparse.ArgumentParser(description="Make the README's table of keys.")
    parser.add_argument("--check", action="store_true", help="only say whether it is stale")
    options = parser.parse_args()
    text = README.read_text(encoding="utf-8")
    made = written(text)
    if made == text:
        return 0
    print(f"{README.name}: the table of keys {'is stale' if options.check else 'is made anew'}")
    if not options.check:
        README.write_text(made, encoding="utf-8")
    return 1 if options.check else 0


if __name__ == "__main__":
    sys.exit(main())
