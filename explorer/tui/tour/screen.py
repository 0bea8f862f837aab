"""Presenting a tour: the note, the request, the answer, and the pane in which its effect shows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.tour.player import Player, title_of
from explorer.tour.reading import find_operation
from explorer.tour.stepping import Stepping
from explorer.tour.telling import tell
from explorer.tui.background import Background
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.hints import hint
from explorer.tui.tour.commands import TOUR_COMMANDS
from explorer.tui.tour.effect import EffectPane
from explorer.tui.tour.sides import (
    about_line,
    answer_lines,
    before_lines,
    marked_ends,
    request_lines,
)
from explorer.tui.tour.told import ToldColumn
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.key_footer import KeyFooter
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.status import StatusBar
from explorer.tui.widgets.text_source import TextSource

if TYPE_CHECKING:
    from explorer.tour.model import Tour
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.workbench import Workbench


UNSENT = "{tour.next} sends it."
OUTDATED = "What it was sent with has changed: {tour.next} sends it again."
LAST = "That was the last step. {tour.leave} goes to the app, {app.quit} quits."


class TourScreen(Background, Screen[None]):
    """A tour in front of people.

    Args:
        workbench: Of the server; everything sent is in its journal.
        tour: What is presented.
    """

    BINDINGS = bindings(TOUR_COMMANDS)

    def __init__(self, workbench: Workbench, tour: Tour) -> None:
        super().__init__()
        self.workbench = workbench
        self.stepping = Stepping(Player(tour, workbench))
        self._started = not tour.intro
        self._sending = False

    def compose(self) -> ComposeResult:
        yield StatusBar("Tour")
        with Horizontal(id="tour-panes"):
            yield ToldColumn(id="tour-told")
            yield Lines(id="tour-answer")
            # A sandbox of the tour's own refuses only what the tour asks it to.
            own = self.workbench.sandbox is not None
            limited = not own or self.stepping.tour.sandbox.rate_limit is not None
            yield EffectPane(self.workbench, limited=limited, id="tour-effect")
        yield CallStrip(id="calls")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Begin."""
        app = cast("ExplorerApp", self.app)
        strip = self.query_one(CallStrip)
        strip.take_over(app.browse.query_one(CallStrip))
        self._stop_watching = self.workbench.watch(strip.see)
        self.set_interval(1, self._show_title)
        self.show()
        self.set_focus(self.note)

    def on_unmount(self) -> None:
        """Follow the calls no longer."""
        self._stop_watching()

    @property
    def note(self) -> Lines:
        """What is told."""
        return self.query_one("#tour-note", Lines)

    @property
    def request_view(self) -> Lines:
        """What is sent."""
        return self.query_one("#tour-request", Lines)

    @property
    def answer(self) -> Lines:
        """What came back."""
        return self.query_one("#tour-answer", Lines)

    @property
    def effect(self) -> EffectPane:
        """Where it shows."""
        return self.query_one(EffectPane)

    # What is shown

    def show(self) -> None:
        """Show the step in front, or the page before the first."""
        self._show_title()
        if not self._started:
            self._show_intro()
            return
        stepping, step = self.stepping, self.stepping.step
        operation = find_operation(step.operation)
        name = operation.operation_id if operation is not None else step.operation
        self.note.border_subtitle = "changed" if stepping.is_edited else ""
        summary = operation.summary() if operation is not None else ""
        self.query_one(ToldColumn).tell(one_line(title_of(step), 120), step.note or f"{summary}.")
        self.note.empty_text = ""
        played = stepping.played
        about = about_line(step, name)
        if played is None or self._sending:
            lines = before_lines(stepping.player, stepping.shown_step, stepping.request)
            self.request_view.source = TextSource([about, *lines])
            self.answer.empty_text = hint(self, OUTDATED if stepping.is_outdated else UNSENT)
            self.answer.busy_text = "Sending…" if self._sending else ""
            self.answer.source = TextSource()
            self.answer.border_title = "Answer"
            self.effect.clear()
            return
        told = tell(played)
        self.answer.busy_text = ""
        self.request_view.source = TextSource([about, *request_lines(told)])
        answered = played.exchange is not None and played.exchange.response is not None
        shown: list[Line] = answer_lines(told, headed=not answered)
        self.answer.source = TextSource(shown)
        self.answer.empty_text = "The answer has no body." if answered else ""
        # A status stands in the border, where it is seen wherever one reads; a reason needs room.
        outcome = content(one_line(f"{'✓' if told.passed else '✗'} {told.outcome}", 60))
        style = "$text-success" if told.passed else "$text-error"
        self.answer.border_title = outcome.stylize(style) if answered else "Answer"
        # From its end to its beginning: all of what is pointed at is on the screen, if it fits.
        first, last = marked_ends(shown)
        self.answer.cursor = last
        self.answer.cursor = first
        self.effect.show(played)

    def _show_intro(self) -> None:
        tour = self.stepping.tour
        self.query_one(ToldColumn).tell(one_line(tour.title, 120), tour.intro)
        titles = self.stepping.titles()
        self.request_view.source = TextSource([Line((Span(one_line(each)),)) for each in titles])
        self.answer.empty_text = hint(self, "{tour.next} begins.")
        self.answer.source = TextSource()

    def _show_title(self) -> None:
        stepping = self.stepping
        place = (
            f"step {stepping.number} of {stepping.count}" if self._started else "before it begins"
        )
        title = f"Tour: {one_line(stepping.tour.title, 50)}"
        self.query_one(StatusBar).tell(title, f"{place}, {stepping.elapsed}")

    # Walking

    def action_next(self) -> None:
        """Begin, send the step, or go to the next one where it has been sent."""
        if self._sending:
            return
        if not self._started:
            self._started = True
            self.show()
        elif self.stepping.played is None:
            self._play()
        elif not self.stepping.go(self.stepping.number + 1):
            notify_text(self.app, hint(self, LAST))
        else:
            self.show()

    def action_previous(self) -> None:
        """Go back a step."""
        if not self._sending and self.stepping.go(self.stepping.number - 1):
            self.show()

    def action_skip(self) -> None:
        """Go on without sending."""
        if self._sending:
            return
        if not self._started:
            self.action_next()
        elif self.stepping.go(self.stepping.number + 1):
            self.show()

    def action_again(self) -> None:
        """Send the step once more."""
        if self._started and not self._sending:
            self._play()

    def _play(self) -> None:
        self._sending = True
        self.show()
        self.background(self._send, "tour")

    async def _send(self) -> None:
        try:
            await self.stepping.play()
        finally:
            self._sending = False
        self.show()
        if self.stepping.news:
            notify_text(self.app, self.stepping.news, timeout=8)

    def action_edit(self) -> None:
        """Change the values of the step."""
        from explorer.tour.step_form import StepForm
        from explorer.tui.widgets.form_dialog import FormDialog, Outcome

        if not self._started or self._sending:
            return
        before = self.stepping.shown_step

        def done(outcome: Outcome | None) -> None:
            if self.stepping.shown_step != before:
                self.stepping.results.pop(self.stepping.number, None)
            self.show()

        self.app.push_screen(FormDialog(StepForm(self.stepping)), done)

    def action_steps(self) -> None:
        """Go to any step."""
        from explorer.tui.widgets.choice import ChoiceScreen

        def chosen(index: int | None) -> None:
            if index is not None and not self._sending:
                self._started = True
                self.stepping.go(index + 1)
                self.show()

        stepping = self.stepping
        self.app.push_screen(ChoiceScreen("Steps", stepping.titles(), stepping.number - 1), chosen)

    # Panes

    def action_effect(self) -> None:
        """Show the effect in the place of the answer, or the answer again."""
        self.toggle_class("-effect")

    def action_note(self) -> None:
        """To the note."""
        self.set_focus(self.note)

    def action_request(self) -> None:
        """To the request."""
        self.set_focus(self.request_view)

    def action_answer(self) -> None:
        """To the answer."""
        self.remove_class("-effect")
        self.set_focus(self.answer)

    def action_pane(self) -> None:
        """To the effect."""
        self.add_class("-effect")
        self.effect.enter()

    def action_copy_as(self) -> None:
        """Copy the request for another tool."""
        played = self.stepping.played
        if played is None or played.exchange is None:
            notify_text(self.app, "Nothing has been sent yet.")
            return
        from explorer.tui.copying import copy_request

        self.background(partial(copy_request, self, played.exchange), "copy-as", exclusive=True)

    def action_leave(self) -> None:
        """Leave the tour; on a server of others ask whether to clean up after it."""
        if self._sending:
            return
        from explorer.tui.tour.leaving import offer_cleanup

        async def leave() -> None:
            await offer_cleanup(self, self.stepping)
            self.dismiss(None)

        self.background(leave, "leave", exclusive=True)
