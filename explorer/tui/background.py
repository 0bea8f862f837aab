"""Work in the background of a widget, none of whose failures goes unseen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from textual.worker import Worker, WorkerState

from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode as _Node
else:
    _Node = object


def report(app: App[Any], problem: BaseException) -> None:
    """Tell a person about a failure that nobody foresaw.

    Args:
        app: The app to tell it in.
        problem: What was raised.
    """
    app.log.error(problem)
    notify_text(
        app,
        f"Something went wrong inside the explorer ({type(problem).__name__}: {problem}). "
        "Nothing typed is lost; try again.",
        severity="error",
        timeout=15,
    )


class Background(_Node):
    """For widgets, screens and apps that work in the background.

    Textual tells the end of a worker to the widget that started it and to no other: each has to
    listen for itself.
    """

    def background(
        self, work: Callable[[], Coroutine[Any, Any, None]], group: str, *, exclusive: bool = False
    ) -> Worker[None]:
        """Run something without holding up the screen.

        Args:
            work: What to run, not begun yet: it may be given up before it begins. It ends with
                the widget.
            group: What it belongs to.
            exclusive: Whether it takes the place of what runs in its group; never for writing.
        """
        return self.run_worker(work, group=group, exclusive=exclusive, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Report a failure."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            report(self.app, event.worker.error)
