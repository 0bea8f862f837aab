"""An answer's body on its way to disk: beside its place until it is whole, then in it.

Under the final name there is never a part of a file, whatever happens on the way.
"""

from __future__ import annotations

import os
import secrets
import stat
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from explorer.api.exchange import Headers, header
from explorer.api.filenames import given_name, safe_name
from explorer.api.source import FileTrouble, in_home
from explorer.api.wire import CallError
from explorer.document.safe import one_line

if TYPE_CHECKING:
    from explorer.api.operation import Operation


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer's body that is on disk.

    Args:
        path: Where, whole.
        size: Its bytes.
        content_type: As the server gave it; empty for none.
        name: The file name the server gave, as it stands there; not to be trusted.
    """

    path: Path
    size: int
    content_type: str = ""
    name: str = ""

    def __repr__(self) -> str:
        return f"<Saved {one_line(str(self.path), 70)!r} {self.size} bytes>"


class Destination:
    """Where an answer's body is to go.

    Args:
        path: A file, or a directory, in which the server's name for it is used once that has
            been made harmless. A path that ends in a slash is a directory; `~` is the home.
            What a device like /dev/null is given goes straight to it.
        overwrite: Whether a file of that name is replaced.
        fallback: The name in a directory where the server gives none.

    Raises:
        CallError: It is no path at all, or none that this machine can have.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        fallback: str = "download",
    ) -> None:
        self._given = self._target = in_home(path, _FIELD)
        self._overwrite = overwrite
        self._fallback = fallback
        named = os.fspath(path)
        if not named:
            raise CallError("The path to save in is empty: name a file or a directory.", _FIELD)
        mode = self._mode()
        self._in_directory = named.endswith(("/", os.sep)) or stat.S_ISDIR(mode)
        self._on_device = stat.S_ISCHR(mode)
        self._part: Path | None = None
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()
        self.size = 0
        self._saved: Saved | None = None

    def check(self) -> None:
        """See beforehand what can be seen.

        Raises:
            CallError: The directory is not there, or the file is.
        """
        self.check_directory()
        if not self._in_directory:
            try:
                self._refuse_existing()
            except FileTrouble as problem:
                raise CallError(str(problem), _FIELD) from None

    def check_directory(self) -> None:
        """See whether there is a directory to save in.

        Raises:
            CallError: There is none.
        """
        directory = self._given if self._in_directory else self._given.parent
        if not directory.is_dir():
            raise CallError(f"There is no directory {_shown(directory)} to save in.", _FIELD)

    def begin(self, headers: Headers) -> None:
        """An answer has begun: choose its name and open the file beside it.

        Raises:
            FileTrouble: There is a file of that name, or none can be made.
        """
        if self._in_directory:
            # What the server says decides the last part of the path, and no more than that.
            name = safe_name(given_name(header(headers, "Content-Disposition")), self._fallback)
            self._target = self._given / name
        self._refuse_existing()
        # What goes to a device stands nowhere, so that there is nothing to be put in its place.
        part = self._target.with_name(f".{secrets.token_hex(8)}.part")
        path, how = (self._target, "wb") if self._on_device else (part, "xb")
        try:
            # Buffered, since closing such a file waits for a write in another thread to end.
            self._file = path.open(how, buffering=_BUFFER)  # type: ignore[assignment]
        except OSError as problem:
            raise self._trouble(problem) from None
        self._part = None if self._on_device else part
        self.size = 0

    def write(self, data: bytes) -> None:
        """Put bytes at the end.

        Raises:
            FileTrouble: They could not be written.
        """
        file = self._file
        if file is None:
            raise FileTrouble("The transfer is over.")
        try:
            file.write(data)
        except OSError as problem:
            raise self._trouble(problem) from None
        self.size += len(data)

    def finish(self, headers: Headers) -> Saved:
        """The body is whole: put it in its place.

        Raises:
            FileTrouble: It could not be written out, or there is a file of that name by now.
        """
        with self._lock:
            file, part = self._file, self._part
            if file is None:
                raise FileTrouble("The transfer is over.")
            try:
                file.flush()
                if part is not None:
                    os.fsync(file.fileno())
                file.close()
                if part is not None:
                    _put(part, self._target, overwrite=self._overwrite)
            except FileExistsError:
                raise FileTrouble(_exists(self._target)) from None
            except OSError as problem:
                raise self._trouble(problem) from None
            self._file = self._part = None
            self._saved = Saved(
                self._target,
                self.size,
                header(headers, "Content-Type") or "",
                given_name(header(headers, "Content-Disposition")),
            )
            return self._saved

    def finished(self) -> Saved:
        """What has been saved.

        Raises:
            FileTrouble: Nothing has been yet.
        """
        if self._saved is None:
            raise FileTrouble("Nothing has been saved.")
        return self._saved

    def abandon(self) -> None:
        """Leave nothing behind of what is not whole. Safe at any time."""
        with self._lock:
            file, part = self._file, self._part
            self._file = self._part = None
            if file is not None:
                try:
                    file.close()
                except OSError:
                    pass  # What could not be written out is thrown away just here.
            if part is not None:
                part.unlink(missing_ok=True)

    def _mode(self) -> int:
        """What is there, links followed; 0 for nothing.

        Raises:
            CallError: Nothing can be there.
        """
        try:
            return self._given.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return 0
        except OSError as problem:
            raise CallError(str(self._trouble(problem)), _FIELD) from None
        except ValueError:
            raise CallError(f"{_shown(self._given)} is no path to save in.", _FIELD) from None

    def _refuse_existing(self) -> None:
        if self._on_device:
            return
        try:
            mode = self._target.lstat().st_mode
        except FileNotFoundError:
            return
        except OSError as problem:
            raise self._trouble(problem) from None
        if not stat.S_ISREG(mode):
            raise FileTrouble(f"{_shown(self._target)} is there and is no regular file.")
        if not self._overwrite:
            raise FileTrouble(_exists(self._target))

    def _trouble(self, problem: OSError) -> FileTrouble:
        return FileTrouble(f"The file {_shown(self._target)} cannot be saved: {problem.strerror}.")


_BUFFER = 256 * 1024
_FIELD = "output"


def _put(part: Path, target: Path, *, overwrite: bool) -> None:
    if overwrite:
        part.replace(target)
        return
    try:
        # Unlike renaming, a link does not take the place of a file made in the meantime.
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links.
        if target.exists():
            raise FileExistsError from None
        part.rename(target)
    else:
        part.unlink()


def _exists(path: Path) -> str:
    return f"There is a file {_shown(path)} already. Choose another name, or allow to overwrite it."


def _shown(path: Path) -> str:
    return repr(one_line(str(path), 200))


def saving(
    operation: Operation[Any], path: str | os.PathLike[str], overwrite: bool = False
) -> Destination:
    """Where the answer of a call goes, looked at before anything is sent.

    Args:
        operation: The call.
        path: A file or a directory.
        overwrite: Whether a file that is there is replaced.

    Raises:
        CallError: There is no such directory, or the file is there.
    """
    fallback = getattr(operation, "media_id", None) or operation.operation_id
    destination = Destination(path, overwrite=overwrite, fallback=str(fallback))
    destination.check()
    return destination
