"""Sending from the endpoint screen: one request at a time, its answer kept with its operation."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from textual.worker import Worker

from explorer.tui.content import notify_text
from explorer.tui.hints import hint
from explorer.tui.widgets.confirm import ConfirmScreen

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.api.operation import Operation
    from explorer.tui.endpoints.screen import EndpointsScreen
    from explorer.workbench.collected_call import CollectedCall
    from explorer.workbench.workbench import Workbench

    Call: TypeAlias = Operation[Any] | CollectedCall

CANCELLED = "Cancelled."
CANCELLED_WRITE = "Cancelled. Whether the server has done it is not known."
KEPT_ANSWERS, KEPT_BYTES = 8, 32 << 20
"""Operations whose last answer is kept while others are open, and bytes of all of these."""


class Answer(NamedTuple):
    """What came of a call."""

    exchange: Exchange[Any]
    call: Call

    @property
    def size(self) -> int:
        """Bytes of its body."""
        return len(self.exchange.response.body) if self.exchange.response is not None else 0


class Sending:
    """What is under way, what was sent last, and the answers so far.

    Args:
        screen: Has the form and the answer.
    """

    def __init__(self, screen: EndpointsScreen) -> None:
        self._screen = screen
        self._answers: dict[str, Answer] = {}
        self._sent: Call | None = None
        self._worker: Worker[None] | None = None

    @property
    def under_way(self) -> bool:
        """Whether an answer is being waited for."""
        return self._worker is not None

    def send(self) -> None:
        """Send what stands in the form, if nothing is wrong with it."""
        from explorer.workbench.forms import FormInvalid

        screen = self._screen
        form = screen.form.form
        if form is None or not self._may_send():
            return
        screen.form.take_typed()
        try:
            call = form.operation()
        except FormInvalid:
            problem = screen.form.ask()
            if problem is not None:
                screen.show_pane("form")
                screen.form.go_to(problem)
                past = (
                    hint(screen, " {endpoints.send-anyway} sends it anyway.")
                    if form.can_be_unchecked
                    else ""
                )
                text = f"Not sent. {problem}.{past}"
                notify_text(screen.app, text, severity="warning")
            return
        self._send(call)

    def send_anyway(self) -> None:
        """Send what stands in the form as it is, to see what the service says."""
        from explorer.api.operation import CallError

        screen = self._screen
        form = screen.form.form
        if form is None or not self._may_send():
            return
        screen.form.take_typed()
        try:
            call = form.operation(unchecked=True)
            # What cannot be put as a request at all is said beside the form, and not as an answer.
            call.build(screen.workbench.cloud_id if screen.workbench else "")
        except CallError as problem:
            notify_text(screen.app, f"Not sent. {problem}", severity="warning")
            return
        self._send(call)

    def send_again(self) -> None:
        """Send once more what was sent last, whatever stands in the form now."""
        if self._sent is None:
            notify_text(self._screen.app, "Nothing was sent yet.")
        elif self._may_send():
            self._send(self._sent)

    def cancel(self) -> None:
        """Give up the request that is on its way."""
        if self._worker is None:
            notify_text(self._screen.app, "Nothing is on its way.")
        else:
            self._worker.cancel()

    def show_kept(self, operation_id: str) -> None:
        """Show the last answer of an operation that has just been opened, if there is one.

        Args:
            operation_id: Of the catalogue, or the key of a request of a collection.
        """
        known = self._answers.get(operation_id)
        if known is not None:
            self._screen.answer.show(*known)
        elif not self.under_way:
            self._screen.answer.nothing()

    def _may_send(self) -> bool:
        app = self._screen.app
        if self._screen.workbench is None:
            text = "No server yet: {endpoints.back} goes back, where {browse.reload} tries again."
            notify_text(app, hint(app, text))
            return False
        if self._worker is not None:
            text = "The last request is still on its way; {endpoints.cancel} cancels it."
            notify_text(app, hint(app, text))
            return False
        return True

    def _send(self, call: Call) -> None:
        from explorer.workbench.collected_call import CollectedCall
        from explorer.workbench.consent import Consent

        screen, workbench = self._screen, self._screen.workbench
        if not isinstance(call, CollectedCall) or workbench is None:
            self._begin(call)
            return
        # Where it is not known yet what was agreed to, a person is asked again.
        consent = screen.opening.consent or Consent(workbench.drafts, workbench.target.name)
        question, asked = consent.question(call), call
        if not question:
            self._begin(call)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                consent.agree(asked)
                self._begin(asked)

        behind = (call.entry.title, f"{call.method} {call.path}")
        screen.app.push_screen(ConfirmScreen(question, "Send", behind=behind), answered)

    def _begin(self, call: Call) -> None:
        screen = self._screen
        workbench = screen.workbench
        assert workbench is not None
        self._sent = call
        if screen.form.form is not None:
            for secret in screen.form.form.variables.secrets():
                workbench.client.context.redactor.learn(secret)
        screen.answer.sending(f"{call.method} {call.path}")
        if screen.has_class("-narrow"):
            screen.show_pane("answer")
            screen.set_focus(screen.answer.list)
        # Never exclusive: a write is not cancelled by the next key.
        self._worker = screen.background(partial(self._exchange, workbench, call), "send")

    async def _exchange(self, workbench: Workbench, call: Call) -> None:
        from explorer.api.errors import ApiError
        from explorer.api.operation import CallError
        from explorer.workbench.answers import UNDERSTOOD
        from explorer.workbench.collected_call import CollectedCall

        exchange: Exchange[Any] | None = None
        trouble = "The explorer failed; nothing is known of the request."
        try:
            with workbench.origin("person", view="endpoints"):
                if isinstance(call, CollectedCall):
                    exchange = await call.send(workbench, view="endpoints")
                    return
                if "{cloudId}" in call.path and not getattr(call, "cloud_id", ""):
                    await workbench.site()
                exchange = await workbench.client.exchange(call, understood=UNDERSTOOD)
        except ApiError as problem:
            # The site could not be asked for: what went wrong there is the answer.
            exchange, trouble = problem.exchange, str(problem)
        except CallError as problem:
            trouble = str(problem)
        except asyncio.CancelledError:
            trouble = CANCELLED_WRITE if call.method != "GET" else CANCELLED
            raise
        finally:
            # Also when this fails in a way that nobody foresaw: there is a next request.
            self._worker = None
            if self._screen.is_mounted:
                self._came(call, exchange, trouble)

    def _came(self, call: Call, exchange: Exchange[Any] | None, trouble: str) -> None:
        """Show what came of a call, if its operation is still open."""
        screen = self._screen
        screen.know()
        operation_id = call.operation_id
        if exchange is not None:
            self._keep(Answer(exchange, call))
        shown = screen.form.form
        if shown is not None and shown.key != operation_id:
            # Another operation is open by now: this answer waits with its own.
            self.show_kept(shown.key)
        elif exchange is not None:
            screen.answer.show(exchange, call)
        else:
            screen.answer.failed(trouble)

    def _keep(self, answer: Answer) -> None:
        """Keep an answer, the last of its operation, and forget the oldest that are too much."""
        kept = self._answers
        operation_id = answer.call.operation_id
        kept.pop(operation_id, None)
        kept[operation_id] = answer
        while len(kept) > 1 and (
            len(kept) > KEPT_ANSWERS or sum(each.size for each in kept.values()) > KEPT_BYTES
        ):
            del kept[next(iter(kept))]
