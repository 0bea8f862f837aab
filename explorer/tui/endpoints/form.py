"""The request of an operation: its documentation, its form, and the line that will be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from explorer.document.safe import one_line
from explorer.tui.content import content
from explorer.tui.endpoints.field import FieldBox
from explorer.tui.endpoints.request_line import RequestLine, head_of
from explorer.tui.hints import hint
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.workbench.forms_fields import FormField
    from explorer.workbench.forms_kept import AnyForm
    from explorer.workbench.forms_reading import FormProblem

SHOW_AFTER = 0.12
"""Seconds after the last key before what is wrong is shown: no flicker in the middle of a word."""

CHOOSE_FIRST = "Choose an operation with {list.choose} first."
UNOPENED = "Choose an operation with {list.choose} to see its parameters and to send it."


class FormPane(Vertical):
    """The form of the operation that is open."""

    BORDER_TITLE = "Request"

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.form: AnyForm | None = None
        self._base_url = self._cloud_id = ""
        self._scopes: frozenset[str] | None = None
        self._asked = False
        self._pause: Timer | None = None
        self._last: Widget | None = None
        self._cleared: dict[str, str] | None = None
        self._before: dict[str, str] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="form-path")
        yield Static(content(hint(self, UNOPENED), "$foreground 60%"), id="form-head")
        yield VerticalScroll(id="form-fields", can_focus=False)
        yield Lines(id="form-documentation")
        yield Static(id="form-problems")
        yield RequestLine(id="form-request")

    def on_mount(self) -> None:
        """There is nothing to send yet."""
        for name in ("path", "problems", "documentation", "request"):
            self.query_one(f"#form-{name}").display = False

    # The form comes

    def know(self, base_url: str, cloud_id: str, scopes: frozenset[str] | None) -> None:
        """Show requests as they go to a server.

        Args:
            base_url: Of it.
            cloud_id: The present site; empty where it is not known yet.
            scopes: What the token holds; None where that is not known.
        """
        known = self._base_url, self._cloud_id, self._scopes
        self._base_url, self._cloud_id, self._scopes = base_url, cloud_id, scopes
        if self.form is not None and known != (base_url, cloud_id, scopes):
            self._show_head()
            self.show()

    async def open(self, form: AnyForm) -> None:
        """Show another form, and focus the first field that waits for something."""
        self.take_typed()
        self.form, self._asked, self._last = form, False, None
        self._cleared = self._before = None
        self.border_title = content(one_line(form.key, 120))
        fields = self.query_one("#form-fields", VerticalScroll)
        with self.app.batch_update():
            await fields.remove_children()
            known = form.operation_class is not None
            await fields.mount_all(
                FieldBox(each, form.text(each.name), templates=known) for each in form.fields
            )
            fields.scroll_home(animate=False)
            self._show_head()
            self.query_one("#form-request").display = True
            self.query_one("#form-path").display = True
            if self.documented:
                self._fill_documentation()
        self.show()
        self.focus_first()

    def focus_first(self) -> None:
        """To the first field that waits for something, or to the request where none does."""
        documentation = self.query_one("#form-documentation", Lines)
        if documentation.display:
            self.screen.set_focus(documentation)
            return
        boxes = [box for box in self.boxes if box.field.wire_name != "cloudId"]
        empty = [box for box in boxes if not box.text]
        required = [box for box in empty if box.field.required]
        target = next(iter([*required, *empty]), None)
        if target is not None:
            self.screen.set_focus(target.input)
        elif self.form is not None:
            self.screen.set_focus(self.query_one("#form-request"))

    def focus_last(self) -> None:
        """To where one was last."""
        if self._last is not None and self._last.is_attached and self._last.focusable:
            self.screen.set_focus(self._last)
        else:
            self.focus_first()

    def on_descendant_focus(self, event: Any) -> None:
        """Remember where one is."""
        if event.widget.id != "form-documentation":
            self._last = event.widget

    @property
    def boxes(self) -> list[FieldBox]:
        """The fields."""
        return list(self.query(FieldBox))

    @property
    def focused_field(self) -> FormField | None:
        """The field with the focus; None where none has it."""
        return next((box.field for box in self.boxes if box.has_focus_within), None)

    def box(self, name: str) -> FieldBox | None:
        """A field by either spelling; None where there is none."""
        return next(
            (box for box in self.boxes if name in {box.field.name, box.field.wire_name}), None
        )

    # Typing

    @on(FieldBox.Changed)
    def _changed(self, event: FieldBox.Changed) -> None:
        event.stop()
        form = self.form
        if form is None:
            return
        body = form.body
        before = form.text(body.name) if body else ""
        form.set(event.field, event.text)
        if body is not None and body.name != event.field and form.text(body.name) != before:
            # A body that nobody has typed in follows the key in the path.
            box = self.box(body.name)
            if box is not None and box.text == before:
                box.put(form.text(body.name))
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(SHOW_AFTER, self.show)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def take_typed(self) -> None:
        """Give the form what stands in the fields, if it does not have it yet."""
        if self.form is not None:
            for box in self.boxes:
                if box.is_mounted and box.text != self.form.text(box.field.name):
                    self.form.set(box.field.name, box.text)

    async def match(self) -> None:
        """Show fields that the form has been given meanwhile."""
        if self.form is None:
            return
        container = self.query_one("#form-fields", VerticalScroll)
        boxes = {box.field.name: box for box in self.boxes}
        known = self.form.operation_class is not None
        following: FieldBox | None = None
        for field in reversed(self.form.fields):
            box = boxes.get(field.name)
            if box is None:
                box = FieldBox(field, self.form.text(field.name), templates=known)
                await container.mount(box, before=following)
            following = box
        self.show()

    def put(self, name: str, text: str) -> None:
        """Put a text into a field."""
        box = self.box(name)
        if box is not None:
            box.put(text)

    def fill(self, texts: Mapping[str, str]) -> bool:
        """Have the form hold texts, and nothing else; whether others were there, which are kept.

        Args:
            texts: By wire name.
        """
        form = self.form
        if form is None:
            return False
        self.take_typed()
        before = form.typed
        self._hold(texts)
        self.focus_first()
        if before and before != form.typed:
            self._before = before
        return self._before is not None

    def _hold(self, texts: Mapping[str, str]) -> None:
        if self.form is not None:
            self.form.reset()
            for name, text in texts.items():
                self.form.set(name, text)
            for box in self.boxes:
                box.put(self.form.text(box.field.name))
            self.call_later(self.match)

    def clear(self) -> str:
        """Empty the form, or bring back what stood in it; gives what was done, in words."""
        form = self.form
        if form is None:
            return ""
        self.take_typed()
        typed = form.typed
        if self._before is not None:
            before, self._before, self._cleared = self._before, None, typed
            self._hold(before)
            return "What was typed is back."
        if not typed and self._cleared:
            for name, text in self._cleared.items():
                form.set(name, text)
            self._cleared = None
            said = "What was typed is back."
        elif typed:
            self._cleared = typed
            form.reset()
            said = hint(self, "The form is cleared; {endpoints.clear} brings back what was typed.")
        else:
            return ""
        for box in self.boxes:
            box.put(form.text(box.field.name))
        self.show()
        return said

    # What is shown

    def ask(self) -> FormProblem | None:
        """Say all that is wrong since someone wants to send; gives the first of it."""
        self.take_typed()
        self._asked = True
        self.show()
        return next(iter(self.form.problems()), None) if self.form is not None else None

    def go_to(self, problem: FormProblem) -> None:
        """Focus the field a problem is in."""
        box = self.box(problem.field)
        if box is not None:
            self.document(shown=False)
            box.go_to(problem)

    def show(self) -> None:
        """Show what is wrong in each field, and the request as it is now."""
        form = self.form
        if form is None or not self.is_mounted:
            return
        self.take_typed()
        problems = form.problems()
        for box in self.boxes:
            own = [each for each in problems if each.field == box.field.wire_name]
            box.say(own, asked=self._asked)
        touched = self._asked or any(box.touched for box in self.boxes)
        rest = [each.message for each in problems if not each.field] if touched else []
        below = self.query_one("#form-problems", Static)
        below.update(content("\n".join(rest), "$text-error"))
        below.display = bool(rest)
        request = form.request(self._base_url, self._cloud_id)
        line = self.query_one("#form-request", RequestLine)
        line.tell(form, request, len(problems))

    def _show_head(self) -> None:
        form = self.form
        if form is not None:
            path, said = head_of(form.head(self._scopes))
            self.query_one("#form-path", Static).update(path)
            self.query_one("#form-head", Static).update(said)

    @property
    def documented(self) -> bool:
        """Whether the documentation is shown in the place of the fields."""
        return bool(self.query_one("#form-documentation").display)

    def document(self, *, shown: bool | None = None) -> None:
        """Show the documentation in the place of the fields, or the fields again.

        Args:
            shown: Which of the two; None for the other.
        """
        form = self.form
        wanted = not self.documented if shown is None else shown
        if form is None or wanted == self.documented:
            return
        focused = self.focused_field
        self.query_one("#form-documentation").display = wanted
        self.query_one("#form-fields").display = not wanted
        if wanted:
            self._fill_documentation()
            lines = self.query_one("#form-documentation", Lines)
            lines.focus()
            if focused is not None and focused.is_body:
                self.call_after_refresh(_go_to_body, lines)
        else:
            self.focus_last()

    def _fill_documentation(self) -> None:
        from explorer.tui.endpoints.figures import documentation

        if self.form is not None:
            lines = self.query_one("#form-documentation", Lines)
            lines.source = documentation(self.form.subject)


def _go_to_body(lines: Lines) -> None:
    """Put what the documentation says of a body at the top, if it says anything."""
    if not lines.visible_items and lines.display:
        lines.call_after_refresh(_go_to_body, lines)
        return
    for at in range(len(lines.source)):
        rows = lines.source.lines(at, 80)
        if rows and rows[0].text.startswith("Body"):
            lines.cursor = len(lines.source) - 1
            lines.cursor = at
