"""Which widget opens which thing: what `.explore()` and `.edit()` give."""

from __future__ import annotations

from typing import Any

from explorer.api.client import BaseClient
from explorer.api.errors import ApiError
from explorer.api.exchange import Exchange
from explorer.api.models.conversations import Conversation, ConversationPage
from explorer.api.models.modules import StoredModule
from explorer.api.operation import Operation
from explorer.document.safe import one_line
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.component import Component
from explorer.notebook.explorer import Explorer
from explorer.notebook.inspector import ExchangeInspector
from explorer.notebook.messages import MessageView
from explorer.notebook.module_editor import ModuleEditor
from explorer.notebook.runner import EndpointRunner
from explorer.workbench.journal_entry import Row


def open_thing(verb: str, thing: Any, *given: Any, **named: Any) -> Component:
    """Open the widget for a thing.

    Args:
        verb: `explore` or `edit`.
        thing: What is to be opened.
        given, named: What the method was given.

    Raises:
        TypeError: There is no widget for it.
    """
    if verb == "edit":
        return _edit(thing, *given, **named)
    return _explore(thing, *given)


def _explore(thing: Any, given: Any = None) -> Component:
    match thing:
        case BaseClient():
            return Explorer(thing)
        case Conversation():
            return MessageView(given, thing)
        case ConversationPage():
            return ConversationBrowser(given)
        case Operation():
            values = {name: getattr(thing, name) for name in thing.model_fields_set}
            return EndpointRunner(given, operation=thing.operation_id, **values)
        case ApiError() if thing.exchange is not None:
            return ExchangeInspector(given, thing.exchange)
        case Exchange() | Row():
            return ExchangeInspector(given, thing)
    raise TypeError(f"There is no widget for {one_line(type(thing).__name__, 80)}.")


def _edit(
    thing: Any, given: Any = None, *, conversation: Any = None, type: str | None = None
) -> Component:
    match thing:
        case Conversation():
            return ModuleEditor(given, thing)
        case StoredModule():
            return ModuleEditor(given, conversation, type, thing.key or "")
    raise TypeError(f"There is no editor for {one_line(thing.__class__.__name__, 80)}.")
