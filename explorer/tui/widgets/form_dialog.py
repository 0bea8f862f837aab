"""A form in front of the screen: fields, what is wrong in each, and the endpoint behind it.

result = await app.push_screen_wait(FormDialog(create_conversation(workbench), workbench))
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Button, Input, Static
from textual.worker import Worker

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.endpoints.field import FieldBox
from explorer.tui.hints import hint, key_of
from explorer.tui.widgets.form_commands import FORM_COMMANDS

if TYPE_CHECKING:
    from explorer.tui.endpoints.picker import Picker
    from explorer.workbench.dialog_forms import DialogForm
    from explorer.workbench.forms_reading import FormProblem
    from explorer.workbench.workbench import Workbench

SHOW_AFTER = 0.12
"""Seconds after the last key before what is wrong is shown: no flicker in the middle of a word."""

GIVEN_UP = "Given up. Whether the server has done it is not known."


class Outcome:
    """What came of a dialog whose act was done.

    Args:
        result: What the act gave.
    """

    def __init__(self, result: Any) -> None:
        self.result = result


class FormDialog(Background, ModalScreen[Outcome | None]):
    """A form; ends with what its act gave once it was done, or with None when it was left.

    What is typed is kept by the form as a draft. A refusal shows at its field, and nothing is lost.

    Args:
        form: What is filled in.
        workbench: Whose calls these are, for their origin and for choosing; None for neither.
        view: What the journal calls the view the act was done in.
        choose: Whether to begin with what the first field may be chosen from.
        at: Name of the field to begin in; empty for the first that waits for something.
    """

    BINDINGS = bindings(FORM_COMMANDS)

    def __init__(
        self,
        form: DialogForm[Any],
        workbench: Workbench | None = None,
        *,
        view: str = "form",
        choose: bool = False,
        at: str = "",
    ) -> None:
        super().__init__()
        self.form = form
        self._workbench, self._view = workbench, view
        self._choose_first, self._at = choose, at
        self._asked = False
        self._refused: FormProblem | None = None
        self._pause: Timer | None = None
        self._sending: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="form-dialog"):
            with VerticalScroll(id="dialog-fields", can_focus=False):
                for each in self.form.fields:
                    yield FieldBox(each, self.form.text(each.name), keys=False)
            yield Static(id="dialog-problems")
            yield Static(id="dialog-behind")
            with Horizontal(id="dialog-buttons"):
                yield Button(
                    content(f"{self.form.act} ({key_of(self, 'form.submit')})"),
                    id="dialog-act",
                    variant="primary",
                    compact=True,
                )
                yield Button(hint(self, "Close ({form.close})"), id="dialog-close", compact=True)

    def on_mount(self) -> None:
        """Begin in the field that is wanted, else in the first that waits for something."""
        box = self.query_one("#form-dialog")
        box.border_title = content(one_line(self.form.title, 60))
        few = any(each.choices for each in self.form.fields)
        ways = ["{field.next-value} changes a value"] * few + ["{form.choose} chooses"] * (
            self._choosable()
        )
        box.border_subtitle = hint(self, " · ".join(ways))
        boxes = self.boxes
        first = [each for each in boxes if each.field.name == self._at]
        first += [each for each in boxes if not each.text and each.field.required]
        for each in [*first, *boxes][:1]:
            self.set_focus(each.input)
        # The fields are there once all of the dialog is.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.show()
        if self._choose_first:
            self.action_choose()

    @property
    def boxes(self) -> list[FieldBox]:
        """The fields."""
        return list(self.query(FieldBox))

    def box(self, name: str) -> FieldBox | None:
        """A field by either spelling; None where there is none."""
        return next(
            (box for box in self.boxes if name in {box.field.name, box.field.wire_name}), None
        )

    # Typing

    @on(FieldBox.Changed)
    def _changed(self, event: FieldBox.Changed) -> None:
        event.stop()
        self.form.set(event.field, event.text)
        if self._sending is not None:
            return
        self._refused = None
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(SHOW_AFTER, self.show)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """To the next field; from the last one do it."""
        event.stop()
        boxes = self.boxes
        if boxes and boxes[-1].input is event.input:
            self.action_submit()
        else:
            self.focus_next()

    def _take_typed(self) -> None:
        """Give the form what stands in the fields, if it does not have it yet."""
        for box in self.boxes:
            if box.is_mounted and box.text != self.form.text(box.field.name):
                self.form.set(box.field.name, box.text)

    # What is shown

    def show(self) -> None:
        """Show what is wrong in each field, and what will be sent, unless it is being sent."""
        if not self.is_mounted or self._sending is not None:
            return
        self._take_typed()
        problems = [*self.form.problems(), *([self._refused] if self._refused else [])]
        for box in self.boxes:
            own = [each for each in problems if each.field == box.field.wire_name]
            box.say(own, asked=self._asked)
        names = {box.field.wire_name for box in self.boxes}
        # Of a long text, also what stands below it: that may be out of sight.
        rest = [each for each in problems if each.field not in names or each.line]
        self._say([str(each) for each in rest] if self._asked or self._refused else [])
        behind = self.query_one("#dialog-behind", Static)
        operation, *lines = self.form.behind() or ("",)
        behind.update(
            Content("\n").join(
                [content(operation, "bold"), *(content(each, "$foreground 60%") for each in lines)]
            )
        )

    def _say(self, sentences: Sequence[str], style: str = "$text-error") -> None:
        below = self.query_one("#dialog-problems", Static)
        below.update(content("\n".join(sentences), style))
        below.display = bool(sentences)

    # Doing it

    def wanting(self) -> bool:
        """Say what is wrong and go to the first field it is in; whether anything is."""
        self._asked, self._refused = True, None
        if self._pause is not None:
            # What it would show is shown now; later it would wipe away what comes of the act.
            self._pause.stop()
        self.show()
        problem = next(iter(self.form.problems()), None)
        if problem is not None and (box := self.box(problem.field)) is not None:
            box.go_to(problem)
        return problem is not None

    def tell(self, sentences: Sequence[str], *, good: bool) -> None:
        """Say something below the fields.

        Args:
            sentences: What; may come from outside.
            good: Whether it is good news.
        """
        self._say(sentences, "$text-success" if good else "$text-error")

    @on(Button.Pressed, "#dialog-act")
    def action_submit(self) -> None:
        """Do it, unless something is wrong: then go to the first field that is."""
        if self._sending is not None:
            return
        if self.wanting():
            return
        self.query_one("#dialog-act").disabled = True
        self._say(
            [f"{self.form.act}: waiting for the server… ({key_of(self, 'form.close')} gives up)"],
            "$foreground 60%",
        )
        self._sending = self.background(self._submit, "form-dialog")

    async def _submit(self) -> None:
        from contextlib import nullcontext

        from explorer.workbench.dialog_forms import FAILURES, refusal

        workbench = self._workbench
        try:
            with workbench.origin("person", self._view) if workbench else nullcontext():
                result = await self.form.submit()
        except FAILURES as problem:
            self._refused = refusal(problem, self.form.fields)
        else:
            self.dismiss(Outcome(result))
            return
        finally:
            self._sending = None
            if self.is_mounted:
                self.query_one("#dialog-act").disabled = False
        self.show()
        box = self.box(self._refused.field)
        if box is not None:
            box.go_to(self._refused)

    @on(Button.Pressed, "#dialog-close")
    def action_close(self) -> None:
        """Give up what is being sent, else close."""
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None
            if self._pause is not None:
                self._pause.stop()
            self.query_one("#dialog-act").disabled = False
            self._say([GIVEN_UP])
            return
        self._take_typed()
        self.dismiss(None)

    def action_discard(self) -> None:
        """Forget what is typed, and close."""
        if self._sending is None:
            self.form.discard()
            self.dismiss(None)

    # Choosing

    def _choosable(self) -> bool:
        from explorer.workbench.dialog_forms import OwnChoices

        if isinstance(self.form, OwnChoices):
            return True
        found = self.form.choosing is not None and self._workbench is not None
        return found and any(each.pick or each.choices for each in self.form.fields)

    def action_choose(self) -> None:
        """Choose the value of the field with the focus."""
        box = next((box for box in self.boxes if box.has_focus_within), None)
        if box is None:
            return
        picker = self._picker(box)
        if picker is None:
            notify_text(self.app, f"{box.field.wire_name} is typed: there is no list of it.")
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                text = box.text.rstrip(", ")
                box.put(f"{text}, {value}" if box.field.many and text else value)
            box.input.focus()

        self.app.push_screen(picker, chosen)

    def _picker(self, box: FieldBox) -> Picker | None:
        """What a field is chosen with; None for one that is typed."""
        from explorer.tui.endpoints.picker import Picker
        from explorer.workbench.dialog_forms import OwnChoices

        self._take_typed()
        form, workbench, field = self.form.choosing, self._workbench, box.field
        if isinstance(self.form, OwnChoices):
            ask = partial(self.form.choices, field.name)
            by_name = field.pick is not None
            return Picker(field.wire_name, ask, present=box.text, by_name=by_name)
        if form is None or workbench is None or (field.pick is None and not field.choices):
            return None
        return Picker.of(workbench, form, field)
