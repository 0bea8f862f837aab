"""The notebook face: widgets for a cell, each a part of the same workbench as the terminal's.

    from explorer.notebook import Explorer

    Explorer()

    %load_ext explorer.notebook
    %stride ListConversations query=launch limit=5

Names are loaded on first use: importing the package costs nothing.
"""

from __future__ import annotations

import importlib
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from explorer.api.opening import offer

if TYPE_CHECKING:
    from explorer.notebook.browser import ConversationBrowser
    from explorer.notebook.cells import connect
    from explorer.notebook.component import Component
    from explorer.notebook.composer import MessageComposer
    from explorer.notebook.explorer import Explorer
    from explorer.notebook.inspector import ExchangeInspector
    from explorer.notebook.messages import MessageView
    from explorer.notebook.module_editor import ModuleEditor
    from explorer.notebook.presenter import TourPresenter, present
    from explorer.notebook.recording import record
    from explorer.notebook.runner import EndpointRunner

__all__ = [
    "Component",
    "ConversationBrowser",
    "EndpointRunner",
    "ExchangeInspector",
    "Explorer",
    "MessageComposer",
    "MessageView",
    "ModuleEditor",
    "TourPresenter",
    "connect",
    "present",
    "record",
]

_WHERE = {
    "Component": "explorer.notebook.component",
    "ConversationBrowser": "explorer.notebook.browser",
    "Explorer": "explorer.notebook.explorer",
    "MessageComposer": "explorer.notebook.composer",
    "MessageView": "explorer.notebook.messages",
    "EndpointRunner": "explorer.notebook.runner",
    "ExchangeInspector": "explorer.notebook.inspector",
    "ModuleEditor": "explorer.notebook.module_editor",
    "TourPresenter": "explorer.notebook.presenter",
    "connect": "explorer.notebook.cells",
    "present": "explorer.notebook.presenter",
    "record": "explorer.notebook.recording",
}
"""Where each name is; a component is added by a line here, above and in `__all__`."""


def _opener() -> Any:
    return importlib.import_module("explorer.notebook.opening").open_thing


offer(_opener)


def __getattr__(name: str) -> Any:
    where = _WHERE.get(name)
    if where is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    made = getattr(importlib.import_module(where), name)
    _look_ahead()
    return made


@cache
def _look_ahead() -> None:
    """Import the HTTP library while a person goes on to the next cell: every name needs it.

    It takes as long as a list of conversations takes to be shown.
    """

    def work() -> None:
        from explorer.api.transport import import_rest

        import_rest()

    threading.Thread(target=work, name="explorer imports", daemon=True).start()


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext explorer.notebook`: `%stride` and `%%stride`, and failed calls as themselves."""
    from explorer.notebook.magics import load

    load(shell)
