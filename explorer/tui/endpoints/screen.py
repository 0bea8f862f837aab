"""The endpoint screen: find an operation, fill it in, send it, read the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Input, Static, TextArea
from textual.worker import Worker

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.endpoints.answer import AnswerPane
from explorer.tui.endpoints.form import FormPane, RequestLine
from explorer.tui.endpoints.tree import OperationsPane
from explorer.tui.keys import ENDPOINT_COMMANDS
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.api.operation import Operation
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.forms_kept import Forms
    from explorer.workbench.workbench import Workbench

LETTERS = frozenset({"tree", "form", "answer", "find"})
"""Actions whose keys are all letters, and come before a field's own use of them."""

CANCELLED = "Cancelled."
CANCELLED_WRITE = "Cancelled. Whether the server has done it is not known."
KEPT_ANSWERS = 8
"""Operations whose last answer is kept while others are open."""


class EndpointsScreen(Background, Screen[None]):
    """Three panes: operations, the request, the answer. A narrow screen shows one of them."""

    BINDINGS = bindings(ENDPOINT_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self.workbench: Workbench | None = None
        self.forms: Forms | None = None
        self._answers: dict[str, Exchange[Any]] = {}
        self._sent: Operation[Any] | None = None
        self._sending: Worker[None] | None = None
        self._stop_watching: Callable[[], None] = lambda: None
        self._wanted: type[Operation[Any]] | None = None

    def compose(self) -> ComposeResult:
        yield Static(content("Stride Explorer  ·  Endpoints", "bold"), id="endpoint-title")
        with Horizontal(id="endpoint-panes"):
            yield OperationsPane(id="operations")
            yield FormPane(id="form")
            yield AnswerPane(id="answer")
        yield CallStrip(id="calls")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin with the operations."""
        self.set_focus(self.operations.list)
        self._join()

    def on_screen_resume(self) -> None:
        """Others may have called, chosen another site, or fetched a token meanwhile."""
        self._join()
        browse = cast("ExplorerApp", self.app).browse
        self.query_one(CallStrip).take_over(browse.query_one(CallStrip))
        if self._wanted is not None:
            self._open_wanted()

    def on_unmount(self) -> None:
        self._stop_watching()

    @property
    def operations(self) -> OperationsPane:
        """The left pane."""
        return self.query_one(OperationsPane)

    @property
    def form(self) -> FormPane:
        """The middle pane."""
        return self.query_one(FormPane)

    @property
    def answer(self) -> AnswerPane:
        """The right pane."""
        return self.query_one(AnswerPane)

    # The workbench

    def _join(self) -> None:
        """Take the workbench, as soon as the app has one."""
        workbench = cast("ExplorerApp", self.app).workbench
        if workbench is not None and self.workbench is None:
            self.workbench = workbench
            self._stop_watching = workbench.watch(self.query_one(CallStrip).see)
        self._know()

    def _know(self) -> None:
        from explorer.workbench.catalogue import held_scopes

        workbench = self.workbench
        if workbench is None:
            return
        scopes = held_scopes(workbench.client.context.auth)
        self.form.know(workbench.client.base_url, workbench.cloud_id, scopes)
        self.operations.know(scopes)
        where = "embedded sandbox" if workbench.target.embedded else workbench.client.base_url
        parts = ["Stride Explorer", "Endpoints", workbench.target.profile_name, where]
        text = "  ·  ".join(one_line(part) for part in parts if part)
        self.query_one("#endpoint-title", Static).update(content(text, "bold"))

    async def _forms(self) -> Forms:
        """The forms, with what was typed in earlier sittings."""
        from explorer.api.errors import ApiError
        from explorer.workbench.forms_kept import Forms

        workbench = self.workbench
        if workbench is None:
            raise RuntimeError("the forms were asked for before there was a workbench")
        if self.forms is None:
            forms = Forms(workbench.drafts, workbench.target.name, variables_of(workbench))
            await forms.load()
            self.forms = forms
        if not workbench.cloud_id:
            # Forms are kept by site: which it is must be known before anything is typed.
            with suppress(ApiError), workbench.origin("person", view="endpoints"):
                await workbench.site()
            self._know()
        conversation = cast("ExplorerApp", self.app).browse.thread.conversation
        if conversation is not None:
            self.forms.offer(workbench.cloud_id, "conversationId", conversation.id)
        return self.forms

    # Opening operations

    def open(self, operation_id: str) -> None:
        """Open an operation, now or as soon as the screen is there.

        Args:
            operation_id: Of the catalogue.
        """
        from explorer.api.operations import CATALOGUE

        self._wanted = CATALOGUE[operation_id]
        if self.is_mounted and self.app.screen is self:
            self._open_wanted()

    def _open_wanted(self) -> None:
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.background(partial(self._show, wanted), "open", exclusive=True)

    @on(OperationsPane.Chosen)
    async def _chosen(self, event: OperationsPane.Chosen) -> None:
        event.stop()
        await self._show(event.operation)

    async def _show(self, operation: type[Operation[Any]]) -> None:
        from explorer.workbench.forms import Form

        self._join()
        if self.workbench is None:
            # Without a server there is still something to read, and to fill in.
            form = Form(operation)
        else:
            form = (await self._forms()).open(operation, self.workbench.cloud_id)
        self._pane("form")
        if form is not self.form.form:
            known = self._answers.get(operation.operation_id)
            if known is not None:
                self.answer.show(known)
            elif self._sending is None:
                self.answer.nothing()
            self.operations.mark_opened(operation.operation_id)
            await self.form.open(form)
        else:
            self.form.focus_first()

    # Sending

    @on(RequestLine.Send)
    def _enter(self, event: RequestLine.Send) -> None:
        event.stop()
        self.action_send()

    def action_send(self) -> None:
        """Send what stands in the form, if nothing is wrong with it."""
        from explorer.workbench.forms import FormInvalid

        form = self.form.form
        if form is None or not self._may_send():
            return
        self.form.take_typed()
        try:
            call = form.operation()
        except FormInvalid:
            problem = self.form.ask()
            if problem is not None:
                self._pane("form")
                self.form.go_to(problem)
                text = f"Not sent. {problem}. F3 sends it anyway."
                notify_text(self.app, text, severity="warning")
            return
        self._send(call)

    def action_send_anyway(self) -> None:
        """Send what stands in the form as it is, to see what the service says."""
        from explorer.api.operation import CallError

        form = self.form.form
        if form is None or not self._may_send():
            return
        self.form.take_typed()
        try:
            call = form.operation(unchecked=True)
            # What cannot be put as a request at all is said beside the form, and not as an answer.
            call.build(self.workbench.cloud_id if self.workbench else "")
        except CallError as problem:
            notify_text(self.app, f"Not sent. {problem}", severity="warning")
            return
        self._send(call)

    def action_again(self) -> None:
        """Send once more what was sent last, whatever stands in the form now."""
        if self._sent is None:
            notify_text(self.app, "Nothing was sent yet.")
        elif self._may_send():
            self._send(self._sent)

    def _may_send(self) -> bool:
        if self.workbench is None:
            notify_text(self.app, "There is no server yet: Esc goes back, where r tries again.")
            return False
        if self._sending is not None:
            notify_text(self.app, "The last request is still on its way; F8 cancels it.")
            return False
        return True

    def _send(self, call: Operation[Any]) -> None:
        workbench = self.workbench
        assert workbench is not None
        self._sent = call
        if self.form.form is not None:
            for secret in self.form.form.variables.secrets():
                workbench.client.context.redactor.learn(secret)
        self.answer.sending(f"{call.method} {call.path}")
        if self.has_class("-narrow"):
            self._pane("answer")
            self.set_focus(self.answer.list)
        # Never exclusive: a write is not cancelled by the next key.
        self._sending = self.background(partial(self._exchange, workbench, call), "send")

    async def _exchange(self, workbench: Workbench, call: Operation[Any]) -> None:
        from explorer.api.errors import ApiError
        from explorer.api.operation import CallError

        exchange: Exchange[Any] | None = None
        trouble = "The explorer failed; nothing is known of the request."
        try:
            with workbench.origin("person", view="endpoints"):
                if "{cloudId}" in call.path and not getattr(call, "cloud_id", ""):
                    await workbench.site()
                exchange = await workbench.client.exchange(call)
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
            self._sending = None
            if self.is_mounted:
                self._came(call, exchange, trouble)

    def _came(self, call: Operation[Any], exchange: Exchange[Any] | None, trouble: str) -> None:
        """Show what came of a call, if its operation is still open."""
        self._know()
        operation_id = call.operation_id
        if exchange is not None:
            self._answers.pop(operation_id, None)
            self._answers[operation_id] = exchange
            while len(self._answers) > KEPT_ANSWERS:
                del self._answers[next(iter(self._answers))]
        shown = self.form.form
        if shown is not None and shown.operation_class.operation_id != operation_id:
            # Another operation is open by now: this answer waits with its own.
            known = self._answers.get(shown.operation_class.operation_id)
            if known is not None:
                self.answer.show(known)
            else:
                self.answer.nothing()
        elif exchange is not None:
            self.answer.show(exchange)
        else:
            self.answer.failed(trouble)

    def action_cancel(self) -> None:
        """Give up the request that is on its way."""
        if self._sending is None:
            notify_text(self.app, "Nothing is on its way.")
        else:
            self._sending.cancel()

    # Filling in

    def action_choose(self) -> None:
        """Choose the value of the field from what the site has."""
        from explorer.tui.endpoints.picker import Picker

        form, field = self.form.form, self.form.focused_field
        if form is None or field is None or self.workbench is None:
            notify_text(self.app, "Go to a field first; F4 then shows what it may hold.")
            return
        if field.pick is None and not field.choices:
            notify_text(self.app, f"{field.wire_name} is typed: there is no list to choose from.")
            return
        self.form.take_typed()
        text = form.text(field.name)

        def chosen(value: str | None) -> None:
            box = self.form.box(field.name)
            if value is None or box is None or self.form.form is not form:
                return
            box.put(f"{text.rstrip(', ')}, {value}" if field.many and text.strip() else value)

        self.app.push_screen(Picker(self.workbench, form, field), chosen)

    def action_template(self) -> None:
        """Put the next template into the body."""
        from explorer.workbench.forms_templates import templates

        form = self.form.form
        body = form.body if form is not None else None
        found = templates(form.operation_class, body, self._key()) if form and body else ()
        box = self.form.box(body.name) if body is not None else None
        if box is None or not found:
            notify_text(self.app, "This operation has no body to fill.")
            return
        texts = [each.text for each in found]
        at = (texts.index(box.text) + 1) % len(texts) if box.text in texts else 0
        box.put(texts[at])
        box.input.focus()
        notify_text(self.app, f"This is the {found[at].name}; Ctrl+Z brings back what stood there.")

    def _key(self) -> str:
        form = self.form.form
        known = form is not None and any(each.name == "key" for each in form.fields)
        return form.text("key") if form is not None and known else ""

    def action_clear(self) -> None:
        """Empty the form, or bring back what stood in it."""
        said = self.form.clear()
        if said:
            notify_text(self.app, said)

    # Panes

    def _pane(self, name: str) -> None:
        for each in ("form", "answer"):
            self.set_class(each == name, f"-show-{each}")

    def action_tree(self) -> None:
        """To the operations."""
        self._pane("")
        self.set_focus(self.operations.list)

    def action_form(self) -> None:
        """To the request."""
        if self.form.form is None:
            notify_text(self.app, "Choose an operation with Enter first.")
            return
        self._pane("form")
        self.form.focus_last()

    def action_answer(self) -> None:
        """To the answer."""
        self._pane("answer")
        self.set_focus(self.answer.list)

    def action_next_pane(self) -> None:
        """To the pane to the right, from the last to the first."""
        if self.answer.has_focus_within:
            self.action_tree()
        elif self.operations.has_focus_within and self.form.form is not None:
            self.action_form()
        else:
            self.action_answer()

    def action_next_field(self) -> None:
        """To the next field or pane."""
        self.focus_next()

    def action_previous_field(self) -> None:
        """To the field or pane before."""
        self.focus_previous()

    def on_descendant_focus(self, event: Any) -> None:
        """Show the pane that has the keys."""
        around = event.widget.ancestors_with_self
        if self.form in around:
            self._pane("form")
        elif self.answer in around:
            self._pane("answer")
        elif self.operations in around:
            self._pane("")

    def action_find(self) -> None:
        """Search in the answer, or filter the operations."""
        if self.answer.has_focus_within:
            self.set_focus(self.answer.open_search())
        else:
            self._pane("")
            # What is typed next takes the place of what was looked for before.
            self.operations.filter.action_select_all()
            self.set_focus(self.operations.filter)

    def action_back(self) -> None:
        """End a search, go back a pane, or leave."""
        if self.answer.close_search():
            return
        if self.answer.has_focus_within and self.form.form is not None:
            self.action_form()
        elif not self.operations.has_focus_within:
            self.action_tree()
        elif not self.operations.leave_filter():
            self.form.take_typed()
            self.app.pop_screen()

    def action_group(self) -> None:
        """Group by the collection's folders, or by resource."""
        self.operations.group()

    def action_documentation(self) -> None:
        """Show all there is to say of the operation, or the form again."""
        if self.form.form is None:
            notify_text(self.app, "Choose an operation with Enter first.")
            return
        self._pane("form")
        self.form.document()

    def action_body(self) -> None:
        """Look at the body."""
        self.answer.look("body")

    def action_typed(self) -> None:
        """Look at what the answer means."""
        self.answer.look("body" if self.answer.view == "typed" else "typed")

    def action_headers(self) -> None:
        """Look at the headers and attempts."""
        self.answer.look("body" if self.answer.view == "headers" else "headers")

    def action_copy_path(self) -> None:
        """Copy the path of the value under the cursor."""
        path = self.answer.path
        if path:
            self.app.copy_to_clipboard(path)
            notify_text(self.app, f"Copied {one_line(path, 200)}")
        else:
            notify_text(self.app, "There is no path here.")

    def on_lines_copy_requested(self, event: Lines.CopyRequested) -> None:
        """Copy what is under the cursor."""
        event.stop()
        self.app.copy_to_clipboard(event.text)
        notify_text(self.app, "Copied.")

    def action_save(self) -> None:
        """Save the body of the answer to a file."""
        from explorer.tui.endpoints.save import SaveScreen
        from explorer.workbench.answers import file_name

        exchange = self.answer.exchange
        if exchange is None or exchange.response is None:
            notify_text(self.app, "There is no answer to save.")
            return
        name = file_name(exchange.response, exchange.operation_id)
        self.app.push_screen(SaveScreen(exchange.response, name))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are text while a field has the focus: the footer does not offer them then."""
        writing = isinstance(self.focused, Input | TextArea)
        return not (writing and action in LETTERS)


def variables_of(workbench: Workbench) -> Any:
    """The variables of a sitting: those of its target, and what is built in."""
    from explorer.workbench.variables import BUILT_IN, Variables, layer

    built_in = {"baseUrl": workbench.client.base_url, "cloudId": workbench.cloud_id}
    return Variables(
        workbench.target.variables,
        layer({name: text for name, text in built_in.items() if text}, BUILT_IN),
    )
