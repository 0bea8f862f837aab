"""Writing a file whole or not at all, for its owner only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from explorer.workbench.paths import private_directory
from explorer.workbench.problems import StoreError


def write_private(path: Path, text: str) -> None:
    """Replace a file at once, with mode 0600; a link stays one, what it leads to is replaced.

    Args:
        path: The file; its directory is made where it is missing.
        text: Written as UTF-8.

    Raises:
        StoreError: It cannot be written; what was there is untouched.
    """
    real = path.resolve()
    temporary: Path | None = None
    try:
        private_directory(real.parent)
        # mkstemp makes the file 0600 from the beginning.
        handle, name = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
        temporary = Path(name)
        with open(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(real)
    except OSError as problem:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise StoreError(
            f"{path} cannot be written ({problem.strerror or problem}); "
            "check the directory's permissions and the space on the disk."
        ) from None
