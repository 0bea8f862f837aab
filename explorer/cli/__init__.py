"""The command line: one file a command."""

from __future__ import annotations

import errno
import os
import sys

_OUTPUT_LOST = 2
_INTERRUPTED = 130
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


def main() -> None:
    """Run the command `stride-explorer` with the words of this process."""
    try:
        from explorer.cli.root import cli

        try:
            cli(prog_name="stride-explorer")
        finally:
            # Here and not at the interpreter's end, where nobody could say what went wrong.
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        # Who read the output has gone, and has no need of a sentence.
        _give_up_output()
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        # Before there was a command, or after it: the command says so itself.
        _say("Stopped.")
        raise SystemExit(_INTERRUPTED) from None
    except OSError as problem:
        # What goes wrong with a file names it; with the output there is none to name.
        if problem.filename is not None or problem.errno not in _NO_ROOM:
            raise
        _give_up_output()
        _say(f"The output cannot be written: {problem.strerror}.")
        raise SystemExit(_OUTPUT_LOST) from None


def _give_up_output() -> None:
    """Have what is left for stdout go nowhere, or the interpreter tries again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    finally:
        os.close(nowhere)


def _say(sentence: str) -> None:
    try:
        print(sentence, file=sys.stderr, flush=True)
    except OSError:
        pass  # The same disk is full for both, and there is no third place.
