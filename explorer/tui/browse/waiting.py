"""A pane that waits for the server: what it says meanwhile, and giving up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.tui.hints import hint

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.widget import Widget

    from explorer.tui.widgets.lines import Lines

GIVEN_UP = "Given up. {} asks again."


def waiting_for(pane: Widget, what: str) -> str:
    """What a pane says while it waits, with the way to end that.

    Args:
        pane: The pane.
        what: It does: `Reading the messages…`
    """
    return hint(pane, f"{what}  ({{browse.back}} gives up)")


def give_up(pane: DOMNode, lines: Lines, group: str, again: str = "{browse.reload}") -> bool:
    """End what a pane waits for; nothing that is shown is lost.

    Args:
        pane: Whose workers read.
        lines: Its list, which says that it waits.
        group: Of the workers that only read.
        again: The command that asks once more, as `hint` takes it.

    Returns:
        Whether it was waiting.
    """
    if not lines.busy_text or len(lines.source):
        return False
    pane.workers.cancel_group(pane, group)
    lines.busy_text, lines.error_text = "", hint(pane, GIVEN_UP.format(again))
    return True
