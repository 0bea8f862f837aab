"""Another program of the person's on a text of ours: `$EDITOR` to change it, `$PAGER` to read it.

No screen here: a face first gives the terminal away. The program gets a file only its owner may
read, which is gone afterwards, and an environment without secrets.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.api.filenames import safe_name
from explorer.api.redact import Redactor, without_secrets
from explorer.document.safe import one_line
from explorer.workbench.problems import WorkbenchError

EDITORS = ("nano", "vim", "vi", "emacs", "notepad")
"""Editors to look for where neither `VISUAL` nor `EDITOR` names one, the gentlest first."""

PAGERS = ("less", "more")
"""Pagers to look for where `PAGER` names none."""

MOST_BYTES = 64 << 20
"""Bytes of a text that is taken back from an editor."""


class ExternalError(WorkbenchError):
    """A program cannot be found or run, or what it left cannot be used; says what to do."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program to open a file with.

    Args:
        words: Its path or name, and its options.
        source: Where it was named, as in `$EDITOR`; empty for one that was found.
    """

    words: tuple[str, ...]
    source: str = ""

    @property
    def name(self) -> str:
        """What it is called, for a sentence."""
        return one_line(Path(self.words[0]).name, 60)


def editor(environ: Mapping[str, str] | None = None) -> Program:
    """The person's editor: `VISUAL`, `EDITOR`, or one that is there.

    Args:
        environ: The environment; None for that of this process.

    Raises:
        ExternalError: None is named and none is there, or what is named cannot be run.
    """
    return _program(("VISUAL", "EDITOR"), EDITORS, environ)


def pager(environ: Mapping[str, str] | None = None) -> Program:
    """The person's pager: `PAGER`, or one that is there.

    Args:
        environ: The environment; None for that of this process.

    Raises:
        ExternalError: None is named and none is there, or what is named cannot be run.
    """
    return _program(("PAGER",), PAGERS, environ)


def _program(
    names: Sequence[str], usual: Sequence[str], environ: Mapping[str, str] | None
) -> Program:
    environ = os.environ if environ is None else environ
    path = environ.get("PATH")
    for name in names:
        written = environ.get(name, "").strip()
        if not written:
            continue
        try:
            words = shlex.split(written)
        except ValueError as problem:
            raise ExternalError(
                f"${name} cannot be split into words ({problem}); check its quotes."
            ) from None
        if not words or shutil.which(words[0], path=path) is None:
            raise ExternalError(
                f"${name} names {one_line(written, 80)!r}, which is not there or cannot be run; "
                "set it to a program that is."
            )
        return Program(tuple(words), f"${name}")
    for word in usual:
        if shutil.which(word, path=path) is not None:
            return Program((word,))
    wanted = " or ".join(f"${name}" for name in names)
    raise ExternalError(f"There is no {usual[0]} here; set {wanted} to a program that is.")


def child_environment(
    redactor: Redactor | None = None, environ: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The environment for a program that is not ours: without anything secret.

    Variables are left out whose names say that they hold a secret, and those whose values have a
    known one in them, whatever they are called.

    Args:
        redactor: Knows the secrets of the sitting; None: only names tell.
        environ: The environment; None for that of this process.
    """
    kept = without_secrets(os.environ if environ is None else environ)
    if redactor is not None:
        kept = {name: value for name, value in kept.items() if redactor.text(value) == value}
    return kept


def run(program: Program, file: Path, environ: Mapping[str, str]) -> int:
    """Run a program on a file, on the terminal of this process, and wait for its end.

    Ctrl+C is the program's own meanwhile.

    Args:
        program: The program.
        file: The file, its last word.
        environ: Its environment.

    Returns:
        Its exit code; negative for the signal that ended it.

    Raises:
        ExternalError: It cannot be run.
    """
    with _deaf_to_interrupts():
        try:
            # The program is the person's own, and no shell reads its words.
            done = subprocess.run([*program.words, str(file)], env=dict(environ), check=False)  # noqa: S603
        except OSError as problem:
            raise ExternalError(
                f"{program.name} cannot be run ({problem.strerror or problem}); "
                f"check {program.source or 'its installation'}."
            ) from None
    return done.returncode


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Leave the terminal's Ctrl+C to the program in front; it goes to both."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(*_: Any) -> None:
        """Nothing: and unlike what is ignored, a child does not inherit it."""

    before = signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(slots=True)
class Handout:
    """A file that a program is given.

    Args:
        file: Where it is.
        kept: Whether it stays when the program has ended.
    """

    file: Path
    kept: bool = False


@contextmanager
def handed_out(data: bytes, name: str) -> Iterator[Handout]:
    """A file for its owner only, in a directory of its own; gone afterwards unless it is kept.

    Args:
        data: What is in it.
        name: What it is called: editors tell by its ending what it holds.

    Raises:
        ExternalError: It cannot be written.
    """
    directory: Path | None = None
    try:
        # mkdtemp makes the directory 0700 from the beginning.
        directory = Path(tempfile.mkdtemp(prefix="stride-explorer-"))
        handout = Handout(directory / safe_name(name, "text"))
        handout.file.touch(mode=0o600)
        handout.file.write_bytes(data)
    except OSError as problem:
        if directory is not None:
            shutil.rmtree(directory, ignore_errors=True)
        raise ExternalError(
            f"No file could be made for the program ({problem.strerror or problem}); "
            f"check the space in {one_line(tempfile.gettempdir(), 120)}."
        ) from None
    try:
        yield handout
    finally:
        if not handout.kept:
            shutil.rmtree(directory, ignore_errors=True)


def view(data: bytes, name: str, program: Program, environ: Mapping[str, str]) -> None:
    """Have a program show something; what it changes is not taken back.

    Args:
        data: What to show; text from outside is made visible first, by whoever has it.
        name: What the file is called.
        program: The program.
        environ: Its environment.

    Raises:
        ExternalError: It cannot be run, or failed.
    """
    with handed_out(data, name) as handout:
        code = run(program, handout.file, environ)
    if code:
        raise ExternalError(f"{program.name} {_ended(code)}.")


def edit(text: str, name: str, program: Program, environ: Mapping[str, str]) -> str:
    """Have a text changed by a program; as it was where the program did not change it.

    Args:
        text: The text.
        name: What the file is called.
        program: The program.
        environ: Its environment.

    Raises:
        ExternalError: It cannot be run, failed, or left something that is no text. What it wrote
            then stays in a file that the sentence names.
    """
    before = text.encode("utf-8", "surrogatepass")
    with handed_out(before, name) as handout:
        code = run(program, handout.file, environ)
        try:
            after = handout.file.read_bytes()
        except OSError:
            raise ExternalError(
                f"{program.name} left no file: the text is as it was before."
            ) from None
        if after == before:
            if code:
                raise ExternalError(f"{program.name} {_ended(code)}: the text is as it was before.")
            return text
        wrong = f"{program.name} {_ended(code)}" if code else _unfit(after, program)
        if wrong:
            handout.kept = True
            where = one_line(str(handout.file), 200)
            raise ExternalError(f"{wrong}: the text is as it was before. What was written: {where}")
    changed = after.decode("utf-8").replace("\r\n", "\n")
    # An editor ends the last line where a field does not.
    return changed if text.endswith("\n") else changed.removesuffix("\n")


def _ended(code: int) -> str:
    return f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"


def _unfit(data: bytes, program: Program) -> str:
    if len(data) > MOST_BYTES:
        return f"{program.name} left more than {MOST_BYTES >> 20} MiB"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        return f"{program.name} left what is no UTF-8, at byte {problem.start + 1:,}"
    return ""
