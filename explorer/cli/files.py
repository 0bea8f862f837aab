"""Files on the command line: bodies read from them, answers saved to them, how far it is."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from explorer.cli.options import at_home, refuse

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange, Response
    from explorer.api.saving import Saved
    from explorer.api.source import Source

STDOUT = "-"
_TELLS_PER_SECOND = 10


def read_body(word: str | None) -> bytes | None:
    """The body that a word of the command line names: text, `@FILE` or `-` for stdin."""
    if word is None:
        return None
    if word == "-":
        return sys.stdin.buffer.read()
    if word.startswith("@"):
        try:
            return Path(word[1:]).expanduser().read_bytes()
        except OSError as problem:
            refuse(f"The body file {word[1:]!r} cannot be read: {problem.strerror}.")
        except (RuntimeError, ValueError):
            refuse(f"The body file {word[1:]!r} cannot be read: that is no path here.")
    return word.encode("utf-8", "surrogateescape")


@contextmanager
def file_body(word: str | None) -> Iterator[Source | None]:
    """The file that a word names, to be read while it is sent: as `read_body`.

    What comes from stdin is put on disk first, since its size must be known before it is sent.
    """
    from explorer.api.source import FileSource, Source
    from explorer.api.wire import CallError

    if word is None:
        yield None
        return
    if word != "-" and not word.startswith("@"):
        yield Source.of(word)
        return
    with TemporaryDirectory(prefix="stride-") as directory:
        path = Path(word[1:])
        if word == "-":
            path = Path(directory) / "stdin"
            with path.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        try:
            source = FileSource(path)
        except CallError as problem:
            refuse(str(problem))
        if word == "-":
            source.name = ""
        yield source


@contextmanager
def output_path(word: str | None, gives_file: bool) -> Iterator[Path | None]:
    """Where an answer is saved: the file or directory that was named, or for a file on its way
    to stdout a directory of its own. None for an answer that is printed.

    Args:
        word: Of `--output`; None where it was not given.
        gives_file: Whether the answer is a file.
    """
    if word is not None and word != STDOUT:
        from explorer.api.saving import Destination
        from explorer.api.wire import CallError

        try:
            # As a text, since a slash at its end says that a directory is meant.
            Destination(word).check_directory()
        except CallError as problem:
            refuse(str(problem))
        if word.endswith("\\") and not at_home(word).is_dir():
            refuse(f"There is no directory {word!r} to save in.")
        yield Path(word)
    elif word == STDOUT or (gives_file and not sys.stdout.isatty()):
        with TemporaryDirectory(prefix="stride-") as directory:
            yield Path(directory) / "answer"
    else:
        yield None


def to_stdout(path: Path) -> None:
    """Copy a file to stdout, byte for byte."""
    with path.open("rb") as file:
        shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.flush()


def print_file(response: Response) -> None:
    """Show a file that was asked for on a terminal: a text as it is, for others what to do."""
    from explorer.document.safe import one_line, visible

    kind = (response.header("Content-Type") or "bytes").split(";")[0].strip()
    try:
        text = response.body.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        click.echo(
            f"This file is {one_line(kind, 60)}, {amount(len(response.body))}, and not a text for "
            "a terminal: add --output FILE.",
            err=True,
        )
    else:
        click.echo(visible(text), nl=not text.endswith("\n"))


def say_saved(exchange: Exchange[Saved]) -> None:
    """Say on stderr what was saved and where."""
    from explorer.document.safe import one_line

    saved = exchange.result()
    click.echo(f"Saved {amount(saved.size)} to {one_line(str(saved.path))}", err=True)


def amount(size: int) -> str:
    """A size in bytes or in MiB, whichever is the easier to read."""
    if size < 10_000:
        return f"{size} byte{'s' * (size != 1)}"
    return f"{size / 2**20:.1f} MiB" if size >= 2**20 else f"{size / 2**10:.0f} KiB"


class Meter:
    """Says on stderr how far a transfer is, where that is a terminal; leaves nothing there.

    Args:
        verb: What is done, as in `Sent`.
    """

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._next = 0.0
        self._shown = False
        self._wanted = sys.stderr.isatty()

    def __call__(self, done: int, total: int | None) -> None:
        """Show it, unless it was shown just now."""
        now = time.monotonic()
        if not self._wanted or now < self._next:
            return
        self._next = now + 1 / _TELLS_PER_SECOND
        self._shown = True
        of = f" of {amount(total)}, {done * 100 // total} %" if total else ""
        click.echo(f"\r\x1b[K{self._verb} {amount(done)}{of}", err=True, nl=False)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._shown = False
