"""Any endpoint as a form: fill it in, send it, read the answer."""

from __future__ import annotations

import asyncio
from typing import Any

import traitlets

from explorer.api.exchange import Exchange
from explorer.api.models.conversations import Conversation
from explorer.api.operation import CallError, Operation, PagedOperation
from explorer.api.operations import CATALOGUE
from explorer.api.representation.figure import Figure
from explorer.api.source import FileTrouble
from explorer.document.safe import one_line
from explorer.notebook import controls
from explorer.notebook.all_pages import AllPages
from explorer.notebook.answer_file import holds_file, save_answer
from explorer.notebook.component import LOAD, Component
from explorer.notebook.desks import Given
from explorer.notebook.form_fields import FormControls
from explorer.notebook.operation_list import OperationList
from explorer.notebook.request_pane import RequestPane, request_figure
from explorer.workbench.catalogue import find, held_scopes, marks
from explorer.workbench.forms import Form, FormInvalid
from explorer.workbench.forms_choices import choices
from explorer.workbench.forms_fields import FormField
from explorer.workbench.forms_kept import Forms, variables_of
from explorer.workbench.workbench import Workbench

SEND = "send"
"""The key of the call that is on its way."""


class EndpointRunner(Component):
    """The catalogue of operations, a form for the one that is chosen, and its answer.

        runner = EndpointRunner(operation="ListConversations", limit=5)
        runner.send()

    What is typed is kept as the terminal's forms are, also over a restart.

    Attributes:
        operation: The id of the operation that is open; empty for none. May be set, by its class
            name as well.
        exchange: What came of the last call, an `Exchange`; None for nothing yet.
        conversation: A conversation, or its id, that forms begin with where nobody has typed one.
            May be linked: `traitlets.dlink((browser, "selected"), (runner, "conversation"))`.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        operation: To begin with.
        ui: `core` for core widgets only.
        values: Parameters of that operation, by either spelling.

    Raises:
        CallError: There is no such operation or parameter.
    """

    kind = "Endpoint"
    view = "endpoints"

    operation = traitlets.Unicode()
    exchange = traitlets.Any()
    conversation = traitlets.Any()

    def __init__(
        self, given: Given = None, *, operation: str = "", ui: str = "", **values: object
    ) -> None:
        super().__init__(given)
        self._ui = ui
        self._forms: Forms | None = None
        self._fields: FormControls | None = None
        self._call: Operation[Any] | None = None
        self._begin_with = {name: _text(value) for name, value in values.items()}
        self.form: Form | None = None
        """The form that is open: `form.set("limit", "5")` fills it in, too."""
        self._walked: AllPages | None = None
        self._operations = OperationList(self._choose_operation, ui)
        self._pane = RequestPane(
            {
                "send": self.send,
                "anyway": lambda: self.send(unchecked=True),
                "next": self.next_page,
                "all": self.all_pages,
            },
            self.save_file,
            ui,
        )
        self.observe(self._opened, "operation")
        self.observe(lambda _: self._share(), "conversation")
        self.observe(lambda _: self._draw_answer(), "exchange")
        if operation:
            known = Form(find(operation))
            for name in values:
                known.field(name)
            self.operation = operation
        sides = (self._operations.column, self._pane.column)
        self.compose(controls.row(*sides, classes=("sx-sides",)))

    @traitlets.validate("operation")
    def _known(self, proposal: Any) -> str:
        name = proposal["value"]
        return find(name).operation_id if name else ""

    # What a person does

    def set(self, **values: object) -> None:
        """Fill in parameters of the operation that is open.

        Args:
            values: By either spelling; what is no text is written as JSON.

        Raises:
            CallError: There is no such parameter, or no operation is open.
        """
        if not self.operation:
            raise CallError("Open an operation first: runner.operation = 'ListConversations'")
        if self.form is None:
            # What was typed earlier is still being read.
            known = Form(CATALOGUE[self.operation])
            self._begin_with |= {known.field(name).name: _text(values[name]) for name in values}
            return
        for name, value in values.items():
            self.form.set(name, _text(value))

    def send(self, *, unchecked: bool = False) -> None:
        """Send what stands in the form; what came of it is then `exchange`.

        Args:
            unchecked: Also where something is wrong with it, to see what the server says.
        """
        # On the loop, one after the other: of two clicks the second finds the first.
        self.bridge.call(lambda: self._send_now(unchecked))

    def _send_now(self, unchecked: bool) -> None:
        form = self.form
        if form is None and self.operation and self._forms is None:

            async def open_first(workbench: Workbench) -> None:
                await self._load_and_draw(workbench)
                self._send_now(unchecked)

            self.run(open_first, key=LOAD)
            return
        if form is None or self._fields is None:
            self.fail("Choose an operation first.")
            return
        if self._is_sending:
            self.fail("The last request is still on its way: wait, or cancel it.", about=SEND)
            return
        try:
            call = form.operation(unchecked=unchecked)
            call.build(self.workbench.cloud_id if self.workbench else "")
        except FormInvalid:
            problems = self._fields.show(asked=True)
            controls.show(self._pane.anyway)
            first = f" {problems[0]}." if problems else ""
            self.fail(f"Not sent.{first} “Send anyway” shows what the server says to it.")
            return
        except CallError as problem:
            self.fail(f"Not sent. {problem}")
            return
        self._begin(call)

    def next_page(self) -> None:
        """Ask for the page after the one that has come."""

        def ask() -> None:
            following = self._following()
            if following is not None and not self._is_sending:
                self._begin(following)

        self.bridge.call(ask)

    def all_pages(self) -> None:
        """Ask for all pages after the one that has come; `exchange` then holds the items of all.

        It tells how far it is. Cancelled, `exchange` holds what has come until then, and goes on
        from there by `next_page` or `all_pages`.
        """

        def ask() -> None:
            call, exchange = self._call, self.exchange
            if self._following() is None or self._is_sending:
                return
            walked = self._walked
            if walked is None or walked.whole().value != exchange.value:
                assert isinstance(call, PagedOperation)
                walked = self._walked = AllPages(call, exchange)
            self.run(lambda workbench: self._walk(walked, workbench), key=SEND)

        self.bridge.call(ask)

    async def _walk(self, walked: AllPages, workbench: Workbench) -> None:
        try:
            await walked.go(
                workbench, lambda words: self.tell_progress(0, 0, f"Reading on: {words} so far")
            )
        except asyncio.CancelledError:
            self.say(f"Cancelled after {walked.words()}.")
            raise
        else:
            ended = walked.last.value is not None
            self.say(f"All of it: {walked.words()}." if ended else _outcome(walked.last))
        finally:
            self.exchange = walked.whole()

    def save_file(self, path: str = "") -> None:
        """Save the file that the answer holds, as that of a media download.

        Args:
            path: A file or a directory on the kernel's machine; empty for the kernel's directory.
        """
        exchange = self.exchange
        if not holds_file(exchange):
            self.fail("There is no file in this answer.")
            return

        async def save(workbench: Workbench) -> None:
            try:
                saved = await asyncio.to_thread(save_answer, exchange, path)
            except FileTrouble as problem:
                self.fail(str(problem))
            else:
                self.say(f"Saved {saved.size:,} bytes as {one_line(str(saved.path), 120)}.")

        self.run(save)

    def cancel(self) -> None:
        """Give up the request that is on its way."""
        writes = self._is_sending and self._call is not None and self._call.method != "GET"
        super().cancel()
        if writes:
            self.say("Cancelled. Whether the server has done it is not known.")

    # Sending

    @property
    def _is_sending(self) -> bool:
        return self.bridge.has(SEND)

    def _begin(self, call: Operation[Any]) -> None:
        self._call, self._walked = call, None
        self.say(f"Sending {type(call).__name__}")
        self.run(self._exchange, key=SEND)

    async def _exchange(self, workbench: Workbench) -> None:
        call = self._call
        if call is None:
            return
        if self.form is not None:
            for secret in self.form.variables.secrets():
                workbench.client.context.redactor.learn(secret)
        if "{cloudId}" in call.path and not getattr(call, "cloud_id", ""):
            await workbench.site()
        self.exchange = await workbench.client.exchange(call, progress=self._progress_of(call))
        self.say(_outcome(self.exchange))

    def _progress_of(self, call: Operation[Any]) -> Any:
        if not (call.takes_file or call.gives_file):
            return None
        what = "Sending" if call.takes_file else "Receiving"

        def tell(done: int, total: int | None) -> None:
            amount = f"{done:,} bytes" if total is None else f"{done:,} of {total:,} bytes"
            self.tell_progress(done, total or 0, f"{what} the file: {amount}")

        return tell

    def _following(self) -> Operation[Any] | None:
        exchange, call = self.exchange, self._call
        if self._walked is not None and self._walked.whole() == exchange:
            return self._walked.following
        if not isinstance(call, PagedOperation) or not isinstance(exchange, Exchange):
            return None
        if exchange.value is None or exchange.operation_id != call.operation_id:
            return None
        return call.next_page(exchange.value)

    # Choosing an operation, and filling it in

    async def load(self, workbench: Workbench) -> None:
        """What was typed in earlier sittings, and the site it belongs to."""
        forms = Forms(workbench.drafts, workbench.target.name, variables_of(workbench))
        await forms.load()
        await workbench.site()
        forms.variables = variables_of(workbench)
        self._forms = forms

    def draw(self) -> None:
        """The operation that is open, its form and its answer."""
        if self._forms is not None and self.operation:
            self._open_form(CATALOGUE[self.operation])
        self._draw_right()

    def _open_form(self, operation: type[Operation[Any]]) -> None:
        forms, workbench = self._forms, self.workbench
        if forms is None or workbench is None:
            return
        self._share()
        form = forms.open(operation, workbench.cloud_id)
        if form is self.form:
            return
        for name, text in self._begin_with.items():
            form.set(name, text)
        self._begin_with = {}
        if self._fields is not None:
            self._fields.close()
        self.form = form
        self._fields = FormControls(form, self._ui, self._choose, self._draw_preview)

    def _share(self) -> None:
        chosen, forms, workbench = self.conversation, self._forms, self.workbench
        if not chosen or forms is None or workbench is None:
            return
        ident = chosen.id if isinstance(chosen, Conversation) else str(chosen)
        forms.share(workbench.cloud_id, "conversationId", ident)
        if self.form is not None:
            forms.open(self.form.operation_class, workbench.cloud_id)

    def _opened(self, change: Any) -> None:
        self._operations.show(change["new"])
        self.exchange = None
        controls.show(self._pane.anyway, shown=False)
        self.say("")
        self.draw()

    def _choose_operation(self, operation_id: str) -> None:
        self.operation = operation_id

    def _choose(self, field: FormField) -> None:
        fields, form = self._fields, self.form
        if fields is None or form is None:
            return
        box = fields.fields[field.name]
        if box.offering:
            box.withdraw()
            fields.lay_out()
            return

        async def ask(workbench: Workbench) -> None:
            self.say(f"Looking for {field.wire_name}")
            found = await choices(workbench, form, field.name)

            def taken(value: str) -> None:
                text = form.text(field.name)
                form.set(field.name, f"{text}, {value}" if field.many and text.strip() else value)
                fields.lay_out()

            box.offer(found, taken)
            fields.lay_out()
            self.say(f"Choose {field.wire_name} from {len(found)}.")

        self.run(ask, key="choose")

    # What is shown

    def _draw_right(self) -> None:
        form, fields = self.form, self._fields
        if form is None or fields is None:
            self._pane.show_nothing()
            if not self.operation:
                self.say(f"{len(CATALOGUE)} operations")
            return
        operation = form.operation_class
        auth = self.workbench.client.context.auth if self.workbench else None
        said = marks(operation, held_scopes(auth)).words()
        self._draw_preview()
        self._pane.show(operation, said, fields.column)

    def _draw_preview(self) -> None:
        form, workbench = self.form, self.workbench
        if form is not None and workbench is not None:
            shown = form.request(workbench.client.base_url, workbench.cloud_id)
            self._pane.show_request(shown.line, sound=not form.problems())

    def _draw_answer(self) -> None:
        base_url = self.workbench.client.base_url if self.workbench else ""
        follows = self._following() is not None
        self._pane.show_answer(self.exchange, base_url, follows=follows)

    def figure(self) -> Figure:
        """The request as it stands, and what came of the last one."""
        form = self.form if self.operation else None
        return request_figure(self.kind, self.status, form, self.exchange)


def _outcome(exchange: Exchange[Any]) -> str:
    status = exchange.status if exchange.response is not None else "no answer"
    return f"{status} · {exchange.milliseconds:.0f} ms"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    from explorer.api.operation import as_json
    from explorer.workbench.module_text import pretty

    return pretty(as_json(value))
