"""The answer: its status and timing, its body, what it means, its headers, and what differs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from explorer.document.lines import Line
from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.content import content
from explorer.tui.endpoints.answer_path import PathField
from explorer.tui.endpoints.answer_search import SearchField
from explorer.tui.endpoints.wire import facts, headers_source, timing
from explorer.tui.hints import hint
from explorer.tui.widgets.body_view import BodyView
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.source import NoItems
from explorer.tui.widgets.text_source import TextSource

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.tui.endpoints.sending import Call
    from explorer.workbench.body.body import Body

VIEWS = {
    "body": "{endpoints.body} body",
    "typed": "{endpoints.typed} typed",
    "headers": "{endpoints.headers} headers",
    "difference": "{endpoints.compare} diff",
}
"""What there is to see of an answer, each with its key."""

NOT_YET = "Nothing was sent yet. {endpoints.send} sends the request."
NO_DIFFERENCE = "Nothing was compared yet. {endpoints.compare} compares with an earlier answer."

SIDE_BY_SIDE, STACKED = 90, 24
"""Cells and rows of a pane in which body and typed view stand side by side, or one on the other."""


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
        """The whole body, also while only what a path leads to is shown."""
        self._call: Call | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="answer-status")
        yield Static(id="answer-notes")
        with Container(id="answer-views"):
            yield BodyView(id="answer-body", empty_text=hint(self, NOT_YET))
            yield Lines(id="answer-typed", empty_text="There is no typed value.")
            yield Lines(id="answer-headers", empty_text="There are none.")
            yield Lines(id="answer-difference", empty_text=hint(self, NO_DIFFERENCE))
        yield PathField("answer-filter")
        yield SearchField(lambda: self.list, "answer-search")

    def on_mount(self) -> None:
        """There is nothing yet."""
        for name in ("search", "filter", "notes"):
            self.query_one(f"#answer-{name}").display = False
        self.look("body")

    def on_resize(self, event: events.Resize) -> None:
        """Show body and typed view together where there is room for both."""
        self.set_class(event.size.width >= SIDE_BY_SIDE, "-side")
        self.set_class(event.size.height >= STACKED, "-stacked")
        self._show_views()

    @property
    def list(self) -> Lines:
        """The lines that are in view; of two that with the focus."""
        if self.view == "typed" and self.lines.has_focus:
            return self.lines
        return self.query_one(f"#answer-{self.view}", Lines)

    @property
    def lines(self) -> BodyView:
        """The body's lines."""
        return self.query_one(BodyView)

    # What comes

    def nothing(self) -> None:
        """No answer yet."""
        self._empty(hint(self, NOT_YET))

    def sending(self, said: str) -> None:
        """A request is on its way.

        Args:
            said: What is being sent.
        """
        self._empty("")
        self.lines.busy_text = hint(self, "Sending… {endpoints.cancel} cancels.")
        self._status([content("… ", "$text-warning"), content(one_line(said), "$foreground 70%")])

    def failed(self, sentence: str) -> None:
        """There will be no answer: nothing was sent, or it was given up."""
        self._empty("")
        self.lines.error_text = sentence
        self._status([content("no answer", "bold $text-error")])

    def show(self, exchange: Exchange[Any], call: Call) -> None:
        """Show what came of a request; a path that was followed in the last answer is again.

        Args:
            exchange: What came.
            call: What was sent.
        """
        from explorer.workbench.body.body import Body

        kept = self.filter.value if self.filter.of == call.operation_id else ""
        self._empty("The answer has no body.")
        self.exchange, self._call = exchange, call
        response = exchange.response
        if response is None:
            self._status([content("no answer", "bold $text-error"), *_facts(exchange)])
            self.lines.error_text = str(exchange.error)
        else:
            color = "$text-success" if exchange.ok else "$text-error"
            status = f"{response.status} {one_line(response.reason)}".rstrip()
            self._status([content(status, f"bold {color}"), *_facts(exchange)])
            kind = response.header("Content-Type") or ""
            self.body = Body(response.body, kind, cut=response.cut)
            self.lines.show(self.body)
        self._say()
        if self.view == "difference":
            self.look("body")
        elif self.view != "body":
            self.look(self.view)
        if kept and self.body is not None:
            self.filter.again(self.body, kept, call.operation_id)

    def _empty(self, text: str) -> None:
        self.exchange = self._call = self.body = None
        self.close_search(focus=False)
        self.filter.leave()
        lines = self.lines
        lines.show(None)
        for name in VIEWS:
            if name != "body":
                self.query_one(f"#answer-{name}", Lines).source = NoItems()
        lines.busy_text = lines.error_text = ""
        lines.empty_text = text
        self._status([])
        self._say()

    @on(BodyView.Read)
    def _was_read(self, event: BodyView.Read) -> None:
        event.stop()
        self._say()

    def _status(self, parts: Sequence[Content]) -> None:
        self.query_one("#answer-status", Static).update(Content.assemble(*parts))

    def _say(self) -> None:
        """Say what is wrong with the answer, what is to be known of its body, and of a path."""
        error = self.exchange.error if self.exchange is not None else None
        parts = [content(str(error), "$text-error")] if error is not None and self.body else []
        if self.filter.trouble:
            parts.append(content(self.filter.trouble, "$text-warning"))
        found = self.filter.found
        shown = found.note if found is not None else ""
        known = self.body.notes if self.body is not None else []
        parts += [content(each, "$foreground 70%") for each in (*known, shown) if each]
        notes = self.query_one("#answer-notes", Static)
        notes.update(Content("\n").join(parts))
        notes.display = bool(parts)

    def _show_title(self) -> None:
        parts = ["Answer"]
        if self.filter.found is not None:
            count = len(self.filter.found.places)
            parts.append(f"{count:,} match{'' if count == 1 else 'es'}")
        if self.search.said:
            parts.append(self.search.said)
        self.border_title = content(" · ".join(parts))

    # Looking

    def look(self, view: str) -> None:
        """Look at another side of the answer.

        Args:
            view: One of `VIEWS`.
        """
        had_focus = self.has_focus_within
        self.close_search(focus=False)
        self.view = view
        self._show_views()
        self.border_subtitle = Content("  ").join(
            content(hint(self, label), "bold" if name == view else "")
            for name, label in VIEWS.items()
        )
        exchange = self.exchange
        if exchange is not None and view == "headers":
            self.list.source = headers_source(exchange)
        elif exchange is not None and view == "typed" and exchange.error is None:
            self.background(partial(self._understand, exchange), "answer-typed", exclusive=True)
        if had_focus:
            self.query_one(f"#answer-{view}", Lines).focus()

    async def _understand(self, exchange: Exchange[Any]) -> None:
        """Show what an answer means; a long one is understood only now that someone asks."""
        from explorer.api.operation import Operation
        from explorer.tui.endpoints.figures import meaning
        from explorer.workbench.answers import UNDERSTOOD, NotUnderstood, understood

        lines = self.query_one("#answer-typed", Lines)
        response, value = exchange.response, exchange.value
        lines.error_text = ""
        if value is None and response is not None and len(response.body) > UNDERSTOOD:
            if not isinstance(self._call, Operation) or len(lines.source):
                return
            lines.busy_text = "Reading the answer…"
            try:
                value = await asyncio.to_thread(understood, self._call, response)
            except NotUnderstood as problem:
                if self.exchange is exchange:
                    lines.error_text = str(problem)
                return
            finally:
                lines.busy_text = ""
        if value is not None and self.exchange is exchange:
            lines.source = meaning(value)

    def _show_views(self) -> None:
        together = self.view == "typed" and (self.has_class("-side") or self.has_class("-stacked"))
        for name in VIEWS:
            shown = name == self.view or (together and name == "body")
            self.query_one(f"#answer-{name}", Lines).display = shown
        self.set_class(together, "-together")

    def show_difference(self, lines: Sequence[Line]) -> None:
        """Show how the answer differs from another one.

        Args:
            lines: As they are to be shown.
        """
        self.look("difference")
        self.query_one("#answer-difference", Lines).source = TextSource(lines)
        self.list.focus()

    # A JSONPath

    @property
    def filter(self) -> PathField:
        """The field for a path."""
        return self.query_one(PathField)

    def open_filter(self) -> Input | None:
        """The field for a path that says what is shown of the body; None: it has no paths.

        It begins with the path of the value under the cursor, to be changed or typed over.
        """
        if self.body is None or self.body.json is None:
            return None
        if self.view != "body":
            self.look("body")
        of = self._call.operation_id if self._call is not None else ""
        self.filter.open(self.body, self.lines.path or "$", of)
        return self.filter

    def close_filter(self) -> bool:
        """Show the whole body again; whether there was a path."""
        if not self.filter.display:
            return False
        if self.filter.close():
            self.lines.show(self.body)
        self._say()
        self._show_title()
        self.lines.focus()
        return True

    @on(PathField.Followed)
    def _followed(self, event: PathField.Followed) -> None:
        event.stop()
        found = self.filter.found
        if event.shows and found is not None:
            self.lines.show(found.body, found.path)
        elif event.shows:
            self.lines.show(self.body)
        self._say()
        self._show_title()

    @on(Input.Submitted, "#answer-filter")
    def _path_entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.lines.focus()

    # Searching

    @property
    def search(self) -> SearchField:
        """The field to search in what is shown."""
        return self.query_one(SearchField)

    def open_search(self) -> Input:
        """The field to search in what is shown."""
        self.search.display = True
        return self.search

    def close_search(self, *, focus: bool = True) -> bool:
        """End the search; whether there was one."""
        if not self.search.close():
            return False
        for name in VIEWS:
            self.query_one(f"#answer-{name}", Lines).clear_search()
        if focus:
            self.list.focus()
        return True

    def turn_regular(self) -> None:
        """Search for a regular expression from now on, or for plain text again."""
        self.search.turn()

    @on(SearchField.Counted)
    def _counted(self, event: SearchField.Counted) -> None:
        event.stop()
        self._show_title()

    @on(Input.Submitted, "#answer-search")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    @on(Lines.SearchUpdated)
    def _counted_more(self, event: Lines.SearchUpdated) -> None:
        event.stop()
        self.search.count(event)


def _facts(exchange: Exchange[Any]) -> list[Content]:
    said = [content(f"  {fact}", "$foreground 70%") for fact in facts(exchange)]
    if exchange.attempts:
        said.append(content(f"\n{timing(exchange.attempts[-1])}", "$foreground 50%"))
    return said
