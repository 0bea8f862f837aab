"""The endpoint screen: find an operation, fill it in, send it, read the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, TextArea

from explorer.tui.background import Background
from explorer.tui.commands import bindings
from explorer.tui.content import notify_text
from explorer.tui.endpoints import filling, taking
from explorer.tui.endpoints.answer import AnswerPane
from explorer.tui.endpoints.commands import ENDPOINT_COMMANDS
from explorer.tui.endpoints.form import CHOOSE_FIRST, FormPane
from explorer.tui.endpoints.opening import Opening, Wanted
from explorer.tui.endpoints.request_line import RequestLine
from explorer.tui.endpoints.sending import Sending
from explorer.tui.endpoints.tree import OperationsPane
from explorer.tui.hints import hint
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.key_footer import KeyFooter
from explorer.tui.widgets.pane_tabs import Pane, PaneTabs
from explorer.tui.widgets.status import StatusBar

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.collected import Collected, CollectedRequest
    from explorer.workbench.workbench import Workbench

LETTERS = frozenset({"tree", "form", "answer", "find"})
"""Actions whose keys are all letters, and come before a field's own use of them."""


PANES = (
    Pane("endpoints.tree", "OperationsPane"),
    Pane("endpoints.form", "FormPane"),
    Pane("endpoints.answer", "AnswerPane"),
)
"""Of which a narrow screen shows the one with the focus."""


class EndpointsScreen(Background, Screen[None]):
    """Three panes: operations, the request, the answer. A narrow screen shows one of them."""

    BINDINGS = bindings(ENDPOINT_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self.workbench: Workbench | None = None
        self.opening, self.sending = Opening(self), Sending(self)
        self._stop_watching: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        yield StatusBar("Endpoints")
        yield PaneTabs(PANES)
        with Horizontal(id="endpoint-panes"):
            yield OperationsPane(id="operations")
            yield FormPane(id="form")
            yield AnswerPane(id="answer")
        yield CallStrip(id="calls")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Begin with the operations."""
        self.set_focus(self.operations.list)
        self.join()

    def on_screen_resume(self) -> None:
        """Others may have called, chosen another site, or fetched a token meanwhile."""
        self.join()
        browse = cast("ExplorerApp", self.app).browse
        self.query_one(CallStrip).take_over(browse.query_one(CallStrip))
        self.opening.open_wanted()

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

    @property
    def collected(self) -> Collected | None:
        """The collection beside the operations; None while there is none."""
        return self.opening.collected

    def join(self) -> None:
        """Take the workbench, as soon as the app has one."""
        workbench = cast("ExplorerApp", self.app).workbench
        if workbench is not None and self.workbench is None:
            self.workbench = workbench
            self._stop_watching = workbench.watch(self.query_one(CallStrip).see)
            if workbench.target.collection:
                self.background(
                    partial(self.opening.collect, workbench.target.collection), "collection"
                )
        self.know()

    @on(OperationsPane.About)
    def _about(self, event: OperationsPane.About) -> None:
        event.stop()
        from explorer.tui.endpoints.about import CollectionScreen

        if self.collected is not None:
            self.app.push_screen(CollectionScreen(self.collected))

    def know(self) -> None:
        """Show the server, the site and the token's scopes as they are known by now."""
        from explorer.workbench.catalogue import held_scopes

        workbench = self.workbench
        if workbench is None:
            return
        scopes = held_scopes(workbench.client.context.auth)
        self.form.know(workbench.client.base_url, workbench.cloud_id, scopes)
        self.operations.know(scopes)

    # Opening operations

    def open(
        self,
        subject: str | CollectedRequest,
        texts: Mapping[str, str] | None = None,
        said: str = "",
    ) -> None:
        """Open an operation or a request, now or as soon as it is there.

        Args:
            subject: Id of the operation, key of a request of the collection, or any request.
            texts: What its form is to hold, by wire name; None for what it held.
            said: A sentence to go with it; empty for none.
        """
        self.opening.wanted = Wanted(subject, texts, said)
        if self.is_mounted and self.app.screen is self:
            self.opening.open_wanted()

    @on(OperationsPane.Chosen)
    async def _chosen(self, event: OperationsPane.Chosen) -> None:
        event.stop()
        await self.opening.show(event.subject)

    # Sending

    @on(RequestLine.Send)
    def _enter(self, event: RequestLine.Send) -> None:
        event.stop()
        self.action_send()

    def action_send(self) -> None:
        """Send what stands in the form, if nothing is wrong with it."""
        self.sending.send()

    def action_send_anyway(self) -> None:
        """Send what stands in the form as it is, to see what the service says."""
        self.sending.send_anyway()

    def action_again(self) -> None:
        """Send once more what was sent last, whatever stands in the form now."""
        self.sending.send_again()

    def action_cancel(self) -> None:
        """Give up the request that is on its way."""
        self.sending.cancel()

    def action_copy_as(self) -> None:
        """Copy the request for another tool, which a person chooses."""
        from explorer.tui.endpoints.copying import copy_as

        self.background(partial(copy_as, self), "copy-as")

    # Filling in

    def action_choose(self) -> None:
        """Choose the value of the field from what the site has."""
        filling.choose(self)

    def action_add(self) -> None:
        """Give the request one more parameter or header."""
        filling.add(self)

    def action_template(self) -> None:
        """Put the next template into the body."""
        filling.template(self)

    def action_edit_body(self) -> None:
        """Edit the body in the person's editor."""
        filling.edit_body(self)

    def action_clear(self) -> None:
        """Empty the form, or bring back what stood in it."""
        said = self.form.clear()
        if said:
            notify_text(self.app, said)

    # Panes

    def show_pane(self, name: str) -> None:
        """On a narrow screen show one pane: `form`, `answer`, or else the operations."""
        for each in ("form", "answer"):
            self.set_class(each == name, f"-show-{each}")

    def action_tree(self) -> None:
        """To the operations."""
        self.show_pane("")
        self.set_focus(self.operations.list)

    def action_form(self) -> None:
        """To the request."""
        if self.form.form is None:
            notify_text(self.app, hint(self, CHOOSE_FIRST))
            return
        self.show_pane("form")
        self.form.focus_last()

    def action_answer(self) -> None:
        """To the answer."""
        self.show_pane("answer")
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
            self.show_pane("form")
        elif self.answer in around:
            self.show_pane("answer")
        elif self.operations in around:
            self.show_pane("")

    def action_find(self) -> None:
        """Search in the answer, or filter the operations."""
        if self.answer.has_focus_within:
            self.set_focus(self.answer.open_search())
        else:
            self.show_pane("")
            # What is typed next takes the place of what was looked for before.
            self.operations.filter.action_select_all()
            self.set_focus(self.operations.filter)

    def action_back(self) -> None:
        """End a search, go back a pane, or leave."""
        if self.answer.close_search() or self.answer.close_filter():
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
            notify_text(self.app, hint(self, CHOOSE_FIRST))
            return
        self.show_pane("form")
        self.form.document()

    def action_body(self) -> None:
        """Look at the body."""
        self.answer.look("body")

    def action_typed(self) -> None:
        """Show what the answer means, beside its body, or the body alone again."""
        self.answer.look("body" if self.answer.view == "typed" else "typed")

    def action_headers(self) -> None:
        """Look at the headers and attempts."""
        self.answer.look("body" if self.answer.view == "headers" else "headers")

    def action_filter(self) -> None:
        """Show of the body what a JSONPath leads to."""
        field = self.answer.open_filter()
        if field is None:
            notify_text(self.app, "There is no JSON here that a path could lead into.")
        else:
            self.show_pane("answer")
            self.set_focus(field)

    def action_regular(self) -> None:
        """Search the body for a regular expression, or for plain text again."""
        self.answer.turn_regular()

    def action_copy_path(self) -> None:
        """Copy the path of the value under the cursor."""
        taking.copy_path(self)

    def action_save(self) -> None:
        """Save the body of the answer to a file."""
        taking.save(self)

    def action_pager(self) -> None:
        """Read the body in the person's pager."""
        taking.look_outside(self, in_editor=False)

    def action_editor(self) -> None:
        """Open the body in the person's editor."""
        taking.look_outside(self, in_editor=True)

    def action_compare(self) -> None:
        """Show what differs from another answer."""
        taking.compare(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are text while a field has the focus: the footer does not offer them then."""
        writing = isinstance(self.focused, Input | TextArea)
        return not (writing and self.app.screen is self and action in LETTERS)
