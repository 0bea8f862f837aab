"""Where configuration and data live on this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from explorer.document.safe import one_line
from explorer.workbench.problems import ConfigError

APPLICATION = "stride-explorer"
DATA_VARIABLE = "STRIDE_EXPLORER_DATA"
CONFIG_VARIABLE = "STRIDE_EXPLORER_CONFIG"


def data_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The directory of journal, drafts and the embedded sandbox's data; it may not exist yet.

    Args:
        environ: The environment; `STRIDE_EXPLORER_DATA` in it names another directory.

    Raises:
        ConfigError: It names the home directory of a user that is not known.
    """
    named = (os.environ if environ is None else environ).get(DATA_VARIABLE, "").strip()
    if named:
        return in_home(named, DATA_VARIABLE)
    import platformdirs

    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def config_path(environ: Mapping[str, str] | None = None) -> Path:
    """The configuration file; it may not exist.

    Args:
        environ: The environment; `STRIDE_EXPLORER_CONFIG` in it names another file.

    Raises:
        ConfigError: It names the home directory of a user that is not known.
    """
    named = (os.environ if environ is None else environ).get(CONFIG_VARIABLE, "").strip()
    if named:
        return in_home(named, CONFIG_VARIABLE)
    import platformdirs

    return platformdirs.user_config_path(APPLICATION, appauthor=False) / "config.toml"


def in_home(path: str, named_by: str = "") -> Path:
    """A path with the home directory in the place of a `~`.

    Args:
        path: As it was given.
        named_by: What gave it, for the sentence; empty for a person.

    Raises:
        ConfigError: It begins with the `~` of a user that this machine does not know.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        before = f"{named_by}: " if named_by else ""
        raise ConfigError(
            f"{before}the path {one_line(path, 200)!r} begins with the home directory of a user "
            "that is not known here. For a name that begins with ~ write ./~."
        ) from None


def private_directory(path: Path) -> Path:
    """Make a directory that only its owner may read, with its parents; an existing one stays.

    Raises:
        OSError: It cannot be made.
    """
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    return path
