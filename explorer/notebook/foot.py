"""The foot of a component: what it says of itself, how far it is, and the way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.document.element import Html, element
from explorer.notebook import controls


class Foot:
    """A status line with a progress bar, controls behind it, and Cancel where it is needed.

    Args:
        cancel: Called when a person cancels what is going on.
    """

    def __init__(self, cancel: Callable[[], object]) -> None:
        self._stop = cancel
        self._controls: tuple[Any, ...] = ()
        self.line = controls.html(None, "sx-status")
        self.cancel: Any = None
        """The button, once something has gone on for so long that it was offered."""
        self.row = controls.row(self.line, classes=("sx-foot",))

    def put(self, *children: Any) -> None:
        """Put controls behind the status line, in the place of those that were there."""
        self._controls = children
        cancel = () if self.cancel is None else (self.cancel,)
        self.row.children = (self.line, *cancel, *children)

    def add(self, control: Any) -> None:
        """Put a control behind those that are there."""
        self.put(*self._controls, control)

    def offer_cancel(self, offered: bool) -> None:
        """Offer to cancel, or no longer; most components never need it, and so it is made late."""
        if self.cancel is not None:
            controls.show(self.cancel, offered)
        elif offered:
            tip = "Stop what is going on"
            self.cancel = controls.button("Cancel", self._stop, "sx-cancel", tip=tip)
            self.put(*self._controls)

    def show(
        self, status: str, problem: str, *, busy: bool, progress: tuple[int, int] | None
    ) -> None:
        """Show what there is to say.

        Args:
            status: What the component says of itself.
            problem: What went wrong last; empty for nothing.
            busy: Whether someone may be waiting.
            progress: What is done, and of how much; 0 of it, and so no bar, where no one knows.
            None for none.
        """
        wrong = element("p", f"⚠ {problem}", class_="sx-problem", role="alert") if problem else None
        going_on = element("span", " …", class_="sx-busy") if busy else None
        bar = _bar(*progress) if progress is not None and progress[1] else None
        said = element("span", status)
        controls.write(self.line, element("div", wrong, said, going_on, bar, role="status"))


def _bar(done: int, total: int) -> Html:
    share = min(100, 100 * done // total)
    filled = element("div", style=f"width:{share}%")
    return element("div", filled, class_="sx-bar", title=f"{share} % done")
