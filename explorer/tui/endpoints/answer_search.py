"""The field to search in what is shown of an answer, for plain text or a regular expression."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.message import Message
from textual.widgets import Input

from explorer.tui.hints import hint
from explorer.tui.widgets.body_view import BodyView
from explorer.tui.widgets.lines import Lines

SEARCH = "search · {endpoints.regular}: regular expression"
REGULAR = "regular expression · {endpoints.regular}: plain text"


class SearchField(Input):
    """What is looked for.

    Args:
        shown: Gives the lines that are in view.
        id: Of the widget.
    """

    class Counted(Message):
        """There is something else to say of what was found: see `said`."""

    def __init__(self, shown: Callable[[], Lines], id: str) -> None:
        super().__init__(id=id, compact=True)
        self.said = ""
        """How much was found, or why nothing can be; empty while nothing is looked for."""
        self.regular = False
        """Whether what is looked for is a regular expression."""
        self._shown = shown

    def on_mount(self) -> None:
        """Say what is typed here."""
        self.placeholder = hint(self, SEARCH)

    def close(self) -> bool:
        """Look for nothing; whether something was looked for."""
        if not self.display:
            return False
        with self.prevent(Input.Changed):
            self.value = ""
        self.display = False
        self._say("")
        return True

    def turn(self) -> None:
        """Look for a regular expression from now on, or for plain text again."""
        self.regular = not self.regular
        self.placeholder = hint(self, REGULAR if self.regular else SEARCH)
        self._search(self.value)

    def count(self, event: Lines.SearchUpdated) -> None:
        """Take in what a search has found so far."""
        place = f"{event.position + 1:,} of " if event.position is not None else ""
        more = "" if event.done else "…"
        is_body = isinstance(event.lines, BodyView)
        kind = "regex, " if self.regular and is_body else ""
        keys = hint(self, "{list.next-match} {list.previous-match}")
        problem = event.lines.search_problem if isinstance(event.lines, BodyView) else ""
        self._say(problem or f"{kind}{place}{event.matches:,}{more} found · {keys}")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search(event.value)

    def _search(self, text: str) -> None:
        lines, problem = self._shown(), ""
        if isinstance(lines, BodyView):
            problem = lines.look_for(text, regular=self.regular)
        else:
            lines.search(text)
        self.said = problem
        if not text.strip() or problem:
            self._say(problem)

    def _say(self, said: str) -> None:
        self.said = said
        self.post_message(self.Counted())
