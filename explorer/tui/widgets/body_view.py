"""A body in the line view: read while it is shown, folded, searched through all of its lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.actions import SkipAction

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.clipboard import copy_text
from explorer.tui.commands import bindings
from explorer.tui.widgets.body_commands import BODY_COMMANDS
from explorer.tui.widgets.choice import ChoiceScreen
from explorer.tui.widgets.line_messages import OfLines
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.source import NoItems

if TYPE_CHECKING:
    from explorer.workbench.body.body import Body
    from explorer.workbench.body.search import Search

SIDESTEP = 20
"""Characters that the lines are moved by at a time."""


class BodyView(Background, Lines):
    """One body, or none.

    What is looked for is found in lines that are folded away and in those that are not read yet:
    the search is that of the workbench, and this goes where it leads.
    """

    BINDINGS = bindings(BODY_COMMANDS)

    class Read(OfLines):
        """A body has been read to its end."""

    def __init__(self, *, id: str, empty_text: str = "") -> None:
        super().__init__(id=id, empty_text=empty_text)
        self.body: Body | None = None
        """What is shown."""
        self._path_of: Callable[[int], str] | None = None
        self._search: Search | None = None

    def show(self, body: Body | None, path_of: Callable[[int], str] | None = None) -> None:
        """Show a body from its beginning, as far as it is read, and read the rest.

        Args:
            body: What to show; None for nothing.
            path_of: Gives the path of a line, where the body is only a part of another.
        """
        self.body, self._path_of = body, path_of
        self.source = NoItems() if body is None else body
        if body is not None:
            self.background(partial(self._read, body), "body", exclusive=True)

    async def _read(self, body: Body) -> None:
        known, restarts = len(body), body.restarts

        def told() -> None:
            nonlocal known, restarts
            if self.body is not body:
                return
            if body.restarts != restarts:
                restarts = body.restarts
                self.source = body
            elif len(body) < known:
                # A text's last line was none: it only ended the one before.
                self.refresh_items()
            else:
                self.items_appended(len(body) - known)
            known = len(body)

        await body.finish(told)
        if self.body is body:
            self.post_message(self.Read(self))

    @property
    def line(self) -> int | None:
        """The line of the body that the cursor is on, folded ones counted too."""
        if self.body is None or self.cursor is None:
            return None
        return self.body.line_of(self.cursor)

    @property
    def path(self) -> str:
        """The path (RFC 9535) of the value under the cursor; empty where there is none."""
        line = self.line
        if self.body is None or line is None:
            return ""
        return self.body.path(line) if self._path_of is None else self._path_of(line)

    # Searching

    def look_for(self, text: str, *, regular: bool = False) -> str:
        """Look for something in all lines, and go to the first match from the cursor on.

        `SearchUpdated` tells how far the search is.

        Args:
            text: What was typed; nothing or white space ends the search.
            regular: Whether it is a regular expression.

        Returns:
            What is wrong with it, in a sentence; empty where nothing is.
        """
        from explorer.workbench.body import Pattern, PatternError, Search

        body = self.body
        if body is None or not text.strip():
            self.clear_search()
            return ""
        try:
            pattern = Pattern(text, regular=regular)
        except PatternError as problem:
            self.clear_search()
            return str(problem)
        first = self.line or 0
        search = self._search = Search(body, pattern, first)
        body.mark(pattern)
        body.column = 0
        self._draw_anew()
        self.background(partial(self._find, search, first - 1), "search", exclusive=True)
        return ""

    async def _find(self, search: Search, before: int) -> None:
        found = await search.seek(before)
        if found is not None:
            self._go_to_line(search, found)
        gone = found is not None

        def told() -> None:
            nonlocal gone
            if not gone and len(search):
                # It stands in a part that had not been read yet.
                gone = True
                first = search.next(before)
                if first is not None:
                    search.body.reveal(first)
                    self._go_to_line(search, first)
            self._tell_of(search)

        await search.run(told)
        told()

    def search(self, text: str) -> int:
        """As of every line view: look for a text; gives how many lines were found at once."""
        self.look_for(text)
        return len(self._search) if self._search is not None else 0

    def clear_search(self) -> None:
        """End the search and its marks."""
        if self._search is not None:
            self._search.body.mark(None)
            self._search = None
            self._draw_anew()
        super().clear_search()

    @property
    def search_problem(self) -> str:
        """Why the search ended early, in a sentence; empty where it did not."""
        return self._search.problem if self._search is not None else ""

    @property
    def matches(self) -> tuple[int, ...]:
        """The lines found so far."""
        return tuple(self._search.matches) if self._search is not None else ()

    @property
    def search_text(self) -> str:
        """What is being looked for; empty without a search."""
        return self._search.pattern.needle if self._search is not None else ""

    def action_next_match(self) -> None:
        """To the next line found, from the last to the first."""
        self._go_on(backward=False)

    def action_previous_match(self) -> None:
        """To the line found before, from the first to the last."""
        self._go_on(backward=True)

    def _go_on(self, *, backward: bool) -> None:
        search, line = self._search, self.line
        if search is None or line is None:
            raise SkipAction

        async def seek() -> None:
            found = await search.seek(line, backward=backward)
            if found is not None:
                self._go_to_line(search, found)
            self._tell_of(search)

        self.background(seek, "search-step", exclusive=True)

    def _go_to_line(self, search: Search, line: int) -> None:
        """Put the cursor on a line that has been unfolded, with what was found in it in view."""
        body = search.body
        if search is not self._search or body is not self.body:
            return
        if len(body) != len(self._view):
            self.refresh_items()
        self._show_column(body, search, line)
        self._move_cursor(body.row_of(line), center=True)

    def _show_column(self, body: Body, search: Search, line: int) -> None:
        from explorer.workbench.body import PatternError

        try:
            start, end = next(iter(search.pattern.spans(body.drawn(line).text)), (0, 0))
        except PatternError:
            return
        width = self._view.width or end
        if start < body.column or end > body.column + width:
            self._move_to_column(max(0, start - width // 2) if end > width else 0)

    def _tell_of(self, search: Search) -> None:
        if search is self._search and self.is_attached:
            line = self.line
            position = None if line is None else search.position(line)
            self.post_message(self.SearchUpdated(self, len(search), position, search.done))

    # Keys

    def action_fold_all(self) -> None:
        """Fold all but the outermost values; the cursor goes to what its value is in."""
        body, line = self._with_folds()
        body.fold_from(1)
        self._folded(body, line)

    def action_unfold_all(self) -> None:
        """Unfold everything."""
        body, line = self._with_folds()
        body.unfold_all()
        self._folded(body, line)

    def _with_folds(self) -> tuple[Body, int]:
        line = self.line
        if self.body is None or self.body.json is None or line is None:
            raise SkipAction
        return self.body, line

    def _folded(self, body: Body, line: int) -> None:
        self.refresh_items()
        self.cursor = body.row_of(line)

    def action_right(self) -> None:
        """Show what stands further to the right."""
        if self.body is None:
            raise SkipAction
        self._move_to_column(self.body.column + SIDESTEP)

    def action_left(self) -> None:
        """Show what stands further to the left."""
        if self.body is None:
            raise SkipAction
        self._move_to_column(max(0, self.body.column - SIDESTEP))

    def _move_to_column(self, column: int) -> None:
        if self.body is not None and self.body.column != column:
            self.body.column = column
            self._draw_anew()

    def action_copy(self) -> None:
        """Ask for the selected text to be copied, or what the value under the cursor says."""
        if self.text_selection is not None:
            super().action_copy()
            return
        line = self.line
        if self.body is None or line is None:
            raise SkipAction
        self.post_message(self.CopyRequested(self, self.body.value(line).text))

    def action_copy_as(self) -> None:
        """Ask whether the value is to be copied, its source, or its path."""
        line = self.line
        if self.body is None or line is None:
            raise SkipAction
        value = self.body.value(line)
        found = {"the value": value.text, "its source": value.source, "its path": self.path}
        ways = [(what, text) for what, text in found.items() if text]

        async def choose() -> None:
            titles = [f"{what}: {one_line(text, 60)}" for what, text in ways]
            chosen = await self.app.push_screen_wait(ChoiceScreen("Copy", titles))
            if chosen is not None:
                what, text = ways[chosen]
                copy_text(self, text, what)

        self.background(choose, "copy-as", exclusive=True)

    def _draw_anew(self) -> None:
        """The same rows have other lines now."""
        self._view.refreshed()
        self._update()


def shown_text(body: Body) -> str:
    """All lines of a body that has been read, as they are shown: for a program that obeys nothing.

    Args:
        body: It.
    """
    return "\n".join(map(body.text, range(body.line_count))) + "\n"
