"""Keys that are pressed in a component are its own, and no commands of the notebook's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget

_STATIC = Path(__file__).parent / "static"


class KeyGuard(anywidget.AnyWidget):
    """Shows nothing. Of the component it stands in, no key goes to the notebook.

    Core widgets cannot: in a list of theirs the arrows go from cell to cell in JupyterLab.
    """

    _esm = _STATIC / "keys.js"

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.add_class("sx-sheet")
