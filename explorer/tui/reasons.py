"""What cannot be done just now though its key is there, and why: for the command palette."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from explorer.tui.browse.conversations import ConversationsPane
    from explorer.tui.browse.details import DetailsScreen
    from explorer.tui.browse.modules import ModulesPane
    from explorer.tui.browse.screen import BrowseScreen
    from explorer.tui.browse.thread import ThreadPane
    from explorer.tui.browse.writing import Writing
    from explorer.tui.endpoints.screen import EndpointsScreen
    from explorer.tui.history.screen import HistoryScreen
    from explorer.tui.sandbox.screen import SandboxScreen

NONE_OPEN = "Choose a conversation first."
NO_ROOM = "There is no conversation under the cursor."
NO_MODULE = "The cursor is on no module."
NO_FORM = "Choose an operation first."
NO_ANSWER = "There is no answer yet."
NO_EXCHANGE = "No exchange is listed."

_OF_A_ROOM = frozenset({"details", "change", "archive", "pin"})
_OF_A_MODULE = frozenset({"copy_module", "rename", "delete", "follow"})
_OF_A_FORM = frozenset(
    {
        *("send", "send_anyway", "choose", "add", "template", "edit_body", "documentation"),
        *("clear", "form", "copy_as"),
    }
)
_OF_AN_ANSWER = frozenset(
    {
        *("body", "typed", "headers", "compare", "filter", "regular", "copy_path", "save"),
        *("pager", "editor"),
    }
)
_OF_AN_EXCHANGE = frozenset({"again", "open_form", "mark", "compare", "copy_as", "delete"})


def why_not(node: DOMNode, action: str) -> str:
    """Why an action would do nothing just now.

    Args:
        node: What would carry it out.
        action: Its name.

    Returns:
        A sentence; empty where it can act, as far as that is known.
    """
    # By name: nothing is imported for screens that have never been opened.
    ask = _BY_NAME.get(type(node).__name__)
    return ask(node, action) if ask is not None else ""


def _browse(screen: BrowseScreen, action: str) -> str:
    return NONE_OPEN if action == "compose" and screen.thread.composer is None else ""


def _conversations(pane: ConversationsPane, action: str) -> str:
    if action not in _OF_A_ROOM:
        return ""
    return NO_ROOM if pane.listed is None or pane.highlighted is None else ""


def _details(screen: DetailsScreen, action: str) -> str:
    there = action not in {"remove", "direct"} or screen.roster.has_focus
    return "" if there else "Choose a person of the roster first."


def _history(screen: HistoryScreen, action: str) -> str:
    return NO_EXCHANGE if action in _OF_AN_EXCHANGE and screen.row is None else ""


def _sandbox(screen: SandboxScreen, action: str) -> str:
    there = screen.pane("faults").has_focus or screen.pane("snapshots").has_focus
    return "" if action != "delete" or there else "Go to a fault or a snapshot first."


def _writing(writing: Writing, action: str) -> str:
    if writing.composer is None:
        return NONE_OPEN
    return "No message is being changed." if action == "drop" and not writing.changing else ""


def _thread(pane: ThreadPane, action: str) -> str:
    if pane.conversation is None:
        return NONE_OPEN
    from explorer.api.models import Message
    from explorer.workbench.room_files import files_of

    workbench, item = pane.workbench, pane.item
    match action:
        case "edit" | "delete":
            from explorer.tui.browse.message_acts import not_own

            return not_own(pane, "change" if action == "edit" else action)
        case "undo":
            can = workbench is not None and workbench.own.can_undo
            return "" if can else "No message is about to be deleted."
        case "resend" | "take_back":
            return "" if pane.has_failed else "Every message has arrived or is on its way."
        case "save_file":
            has = isinstance(item, Message) and files_of(item.document)
            return "" if has else "The message under the cursor has no file."
        case "follow":
            return "" if pane.links() else "The message under the cursor names no module."
        case "context":
            return "" if isinstance(item, Message) else "The cursor is on no message."
        case _:
            return ""


def _modules(pane: ModulesPane, action: str) -> str:
    if action == "drafts":
        return ""
    if not pane.is_open:
        return NONE_OPEN
    return NO_MODULE if action in _OF_A_MODULE and not pane.is_on_module else ""


def _endpoints(screen: EndpointsScreen, action: str) -> str:
    if action in _OF_A_FORM and screen.form.form is None:
        return NO_FORM
    if action in _OF_AN_ANSWER and screen.answer.exchange is None:
        return NO_ANSWER
    if action == "cancel" and not screen.sending.under_way:
        return "Nothing is on its way."
    return ""


_BY_NAME: Mapping[str, Callable[[Any, str], str]] = {
    "BrowseScreen": _browse,
    "ConversationsPane": _conversations,
    "DetailsScreen": _details,
    "EndpointsScreen": _endpoints,
    "HistoryScreen": _history,
    "ModulesPane": _modules,
    "SandboxScreen": _sandbox,
    "ThreadPane": _thread,
    "Writing": _writing,
}
