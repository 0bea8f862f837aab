"""The field for a JSONPath: what it leads to in the body of an answer, while it is typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from explorer.tui.background import Background

if TYPE_CHECKING:
    from explorer.workbench.body.body import Body
    from explorer.workbench.body.query import Found

JSONPATH = "JSONPath, as in $.values[*].name"

FILTER_AFTER = 0.25
"""Seconds after the last key before a path is followed."""


class PathField(Background, Input):
    """A path that says what is shown of a body."""

    class Followed(Message):
        """A path was followed, or could not be: see `found` and `trouble`."""

        def __init__(self, *, shows: bool) -> None:
            super().__init__()
            self.shows = shows
            """Whether something else is to be shown now."""

    def __init__(self, id: str) -> None:
        super().__init__(placeholder=JSONPATH, id=id, compact=True)
        self.found: Found | None = None
        """What the path leads to; None while the whole body is shown."""
        self.trouble = ""
        """Why it leads nowhere."""
        self.of = ""
        """Id of the operation whose answers it is followed in."""
        self._body: Body | None = None
        self._pause: Timer | None = None

    def open(self, body: Body, path: str, of: str) -> None:
        """Be there, with a path that is not followed before someone types.

        Args:
            body: What it is followed in.
            path: To begin with, to be changed or typed over.
            of: Id of the operation that was called.
        """
        self._body = body
        if not self.display:
            self._put(path)
            self.of = of

    def again(self, body: Body, path: str, of: str) -> None:
        """Follow a path in another answer of the same operation; see `open`."""
        self._body, self.of = body, of
        self._put(path)
        self._follow()

    def leave(self) -> None:
        """Be gone for now: there is another answer, or none."""
        self.workers.cancel_group(self, "path")
        self.display = False
        self.found, self._body, self.trouble = None, None, ""

    def close(self) -> bool:
        """Be gone for good; whether something else was shown than the whole body."""
        self._stop_pause()
        shown = self.found is not None
        self.of = ""
        self.leave()
        return shown

    def _put(self, path: str) -> None:
        with self.prevent(Input.Changed):
            self.value = path
        self.display = True

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._stop_pause()
        self._pause = self.set_timer(FILTER_AFTER, self._follow)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self._follow()

    def _stop_pause(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def _follow(self) -> None:
        self._stop_pause()
        if self._body is not None and self.display:
            self.background(partial(self._ask, self._body, self.value), "path", exclusive=True)

    async def _ask(self, body: Body, path: str) -> None:
        from explorer.workbench.body.query import QueryError, ask

        found, trouble = None, ""
        try:
            if path.strip() not in {"", "$"}:
                found = await ask(body, path)
        except QueryError as problem:
            trouble = str(problem)
        if body is not self._body or not self.display:
            return
        if found is not None and not found.places:
            trouble = "Nothing in the body has this path."
        is_kept = found is None and bool(trouble)
        self.found, self.trouble = self.found if is_kept else found, trouble
        self.post_message(self.Followed(shows=not is_kept))
