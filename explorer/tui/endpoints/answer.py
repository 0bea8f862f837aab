"""The answer: its status and timing, its body as lines, what it means, and its headers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.rows import NoRows
from explorer.tui.content import content
from explorer.tui.endpoints.wire import facts, headers_source, timing
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.workbench.body.body import Body

VIEWS = ("body", "typed", "headers")

NOT_YET = "Nothing was sent yet. F2 sends the request."


class AnswerPane(Background, Vertical):
    """What came back for the operation that is open."""

    BORDER_TITLE = "Answer"

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.exchange: Exchange[Any] | None = None
        """What is shown; None for nothing."""
        self.view = "body"
        """One of `VIEWS`."""
        self.body: Body | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="answer-status")
        yield Static(id="answer-notes")
        yield Lines(id="answer-body", empty_text=NOT_YET)
        yield Lines(id="answer-typed", empty_text="There is no typed value.")
        yield Lines(id="answer-headers", empty_text="There are none.")
        yield Input(placeholder="search", id="answer-search", compact=True)

    def on_mount(self) -> None:
        """There is nothing yet."""
        self.query_one("#answer-search").display = False
        self.query_one("#answer-notes").display = False
        self.look("body")

    @property
    def list(self) -> Lines:
        """The lines that are in view."""
        return self.query_one(f"#answer-{self.view}", Lines)

    @property
    def _lines(self) -> Lines:
        return self.query_one("#answer-body", Lines)

    # What comes

    def nothing(self) -> None:
        """No answer yet."""
        self._empty(NOT_YET)
        self._say("")

    def sending(self, said: str) -> None:
        """A request is on its way.

        Args:
            said: What is being sent.
        """
        self._empty("")
        self._lines.busy_text = "Sending… F8 cancels."
        self._status([content("… ", "$text-warning"), content(one_line(said), "$foreground 70%")])
        self._say("")

    def failed(self, sentence: str) -> None:
        """There will be no answer: nothing was sent, or it was given up."""
        self._empty("")
        self._lines.error_text = sentence
        self._status([content("no answer", "bold $text-error")])

    def show(self, exchange: Exchange[Any]) -> None:
        """Show what came of a request."""
        from explorer.workbench.body.body import Body

        self._empty("The answer has no body.")
        self.exchange = exchange
        response = exchange.response
        if response is None:
            self._status([content("no answer", "bold $text-error"), *_facts(exchange)])
            self._lines.error_text = str(exchange.error)
            self._say("")
        else:
            color = "$text-success" if exchange.ok else "$text-error"
            status = f"{response.status} {one_line(response.reason)}".rstrip()
            self._status([content(status, f"bold {color}"), *_facts(exchange)])
            self._say("" if exchange.error is None else str(exchange.error))
            kind = response.header("Content-Type") or ""
            self.body = Body(response.body, kind, cut=response.cut)
            self._lines.source = self.body
            self.background(partial(self._read, self.body), "answer-body", exclusive=True)
        if self.view != "body":
            self.look(self.view)

    async def _read(self, body: Body) -> None:
        lines = self._lines
        known, restarts = len(body), body.restarts

        def told() -> None:
            nonlocal known, restarts
            if body.restarts != restarts:
                restarts = body.restarts
                lines.source = body
            elif lines.source is body and len(body) < known:
                # A text's last line was none: it only ended the one before.
                lines.refresh_items()
            elif lines.source is body:
                lines.items_appended(len(body) - known)
            known = len(body)

        await body.finish(told)
        if self.body is body and body.notes:
            error = self.exchange.error if self.exchange is not None else None
            self._say("\n".join([str(error)] * (error is not None) + body.notes))

    def _empty(self, text: str) -> None:
        self.exchange = self.body = None
        self.close_search(focus=False)
        for name in VIEWS:
            self.query_one(f"#answer-{name}", Lines).source = NoRows()
        self._lines.busy_text = self._lines.error_text = ""
        self._lines.empty_text = text
        self._status([])

    def _status(self, parts: Sequence[Content]) -> None:
        self.query_one("#answer-status", Static).update(Content.assemble(*parts))

    def _say(self, text: str) -> None:
        notes = self.query_one("#answer-notes", Static)
        notes.update(content(text, "$text-error" if self._is_wrong else "$foreground 70%"))
        notes.display = bool(text)

    @property
    def _is_wrong(self) -> bool:
        return self.exchange is not None and self.exchange.error is not None

    # Looking

    def look(self, view: str) -> None:
        """Look at another side of the answer.

        Args:
            view: One of `VIEWS`.
        """
        had_focus = self.has_focus_within
        self.close_search(focus=False)
        self.view = view
        for name in VIEWS:
            self.query_one(f"#answer-{name}", Lines).display = name == view
        self.border_subtitle = Content(" · ").join(
            content(f"{key} {name}", "bold" if name == view else "")
            for key, name in zip("bvh", VIEWS, strict=True)
        )
        exchange = self.exchange
        if exchange is not None and view == "headers":
            self.list.source = headers_source(exchange)
        elif exchange is not None and view == "typed" and exchange.error is None:
            from explorer.tui.endpoints.figures import meaning

            if exchange.value is not None:
                self.list.source = meaning(exchange.value)
        if had_focus:
            self.list.focus()

    @property
    def path(self) -> str:
        """The path (RFC 9535) of the value under the cursor; empty where there is none."""
        cursor = self._lines.cursor
        if self.body is None or cursor is None or self.view != "body":
            return ""
        return self.body.path(self.body.line_of(cursor))

    # Searching

    def open_search(self) -> Input:
        """The field to search in what is shown."""
        if self.body is not None and self.view == "body":
            # What is folded would not be found.
            self.body.unfold_all()
            self._lines.refresh_items()
        field = self.query_one("#answer-search", Input)
        field.display = True
        return field

    def close_search(self, *, focus: bool = True) -> bool:
        """End the search; whether there was one."""
        field = self.query_one("#answer-search", Input)
        if not field.display:
            return False
        with field.prevent(Input.Changed):
            field.value = ""
        field.display = False
        for name in VIEWS:
            self.query_one(f"#answer-{name}", Lines).clear_search()
        self.border_title = "Answer"
        if focus:
            self.list.focus()
        return True

    @on(Input.Changed, "#answer-search")
    def _searched(self, event: Input.Changed) -> None:
        event.stop()
        self.list.search(event.value)
        if not event.value.strip():
            self.border_title = "Answer"

    @on(Input.Submitted, "#answer-search")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    @on(Lines.SearchUpdated)
    def _counted(self, event: Lines.SearchUpdated) -> None:
        event.stop()
        place = f"{event.position + 1} of " if event.position is not None else ""
        more = "" if event.done else "…"
        self.border_title = f"Answer · {place}{event.matches}{more} found · n N"


def _facts(exchange: Exchange[Any]) -> list[Content]:
    said = [content(f"  {fact}", "$foreground 70%") for fact in facts(exchange)]
    if exchange.attempts:
        said.append(content(f"\n{timing(exchange.attempts[-1])}", "$foreground 50%"))
    return said
