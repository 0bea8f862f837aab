"""Where configuration and data live on this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

APPLICATION = "stride-explorer"
DATA_VARIABLE = "STRIDE_EXPLORER_DATA"
CONFIG_VARIABLE = "STRIDE_EXPLORER_CONFIG"


def data_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The directory of journal, drafts and the embedded sandbox's data; it may not exist yet.

    Args:
        environ: The environment; `STRIDE_EXPLORER_DATA` in it names another directory.
    """
    named = (os.environ if environ is None else environ).get(DATA_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def config_path(environ: Mapping[str, str] | None = None) -> Path:
    """The configuration file; it may not exist.

    Args:
        environ: The environment; `STRIDE_EXPLORER_CONFIG` in it names another file.
    """
    named = (os.environ if environ is None else environ).get(CONFIG_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_config_path(APPLICATION, appauthor=False) / "config.toml"


def private_directory(path: Path) -> Path:
    """Make a directory that only its owner may read, with its parents; an existing one stays.

    Raises:
        OSError: It cannot be made.
    """
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    return path
