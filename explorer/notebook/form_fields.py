"""The fields of a form as controls: what is typed, what is wrong with it, what may be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as w

from explorer.document.element import Html, element
from explorer.notebook import controls
from explorer.notebook.json_editor import json_field
from explorer.notebook.listing import listing
from explorer.workbench.forms import Form
from explorer.workbench.forms_choices import Choice
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.forms_reading import FormProblem
from explorer.workbench.module_text import TextProblem

LEFT_OUT = "—"
"""What stands for nothing in a list of choices."""


class FieldControls:
    """One field: where it is typed, and below it its facts and what is wrong.

    Args:
        form: The form.
        field: The field.
        ui: As of `json_field`.
        on_choose: Called when someone wants to choose a value of the field.
    """

    def __init__(
        self, form: Form, field: FormField, ui: str, on_choose: Callable[[FormField], None]
    ) -> None:
        self.form, self.field, self._ui = form, field, ui
        self.touched = False
        """Whether someone has typed in it, so that it may be said that it is empty."""
        self._setting = False
        self._facts = element(
            "span", " · ".join(field.facts()), f". {field.help}" if field.help else ""
        )
        self.input = self._make(form.text(field.name))
        self.note = controls.html(None, "sx-field-note")
        self.input.observe(self._typed, "value")
        self._list: Any = None
        row: Sequence[Any] = (self.input,)
        if field.pick is not None:
            tip = f"Choose {field.wire_name} from what the site has"
            choose = controls.button("Choose", lambda: on_choose(field), tip=tip)
            row = (controls.row(self.input, choose, classes=("sx-field-row",)),)
        self._children = (*row, self.note)
        self.say(())

    def _make(self, text: str) -> Any:
        field = self.field
        label = f"{field.wire_name}{' *' if field.required else ''}"
        if field.is_body and field.kind is Kind.JSON:
            return json_field(text, label=label, rows=12, ui=self._ui)
        if field.is_body and field.kind is Kind.DOCUMENT:
            hint = "Markdown, or the JSON of a document"
            return controls.control(
                w.Textarea, description=label, value=text, placeholder=hint, rows=5
            )
        if field.choices and not field.many:
            nothing = f"{LEFT_OUT} {field.default}" if field.default else LEFT_OUT
            options = [(nothing, ""), *((each, each) for each in field.choices)]
            if text and text not in field.choices:
                options.append((text, text))
            return controls.control(w.Dropdown, description=label, options=options, value=text)
        hint = field.default or (f"as in {field.example}" if field.example else "")
        return controls.control(w.Text, description=label, value=text, placeholder=hint)

    @property
    def children(self) -> tuple[Any, ...]:
        """Its controls, one below the other."""
        return self._children if self._list is None else (*self._children, self._list)

    def put(self, text: str) -> None:
        """Show another text, which the form holds already."""
        if self.input.value == text:
            return
        self._setting = True
        try:
            if isinstance(self.input, w.Dropdown):
                known = {value for _, value in self.input.options}
                if text not in known:
                    self.input.options = [*self.input.options, (text, text)]
            self.input.value = text
        finally:
            self._setting = False

    def say(self, problems: Sequence[FormProblem], *, asked: bool = False) -> None:
        """Show what is wrong with it.

        Args:
            problems: All of it.
            asked: Whether someone wanted to send: then also that it is empty.
        """
        if not (asked or self.touched or self.input.value):
            problems = ()
        if hasattr(self.input, "say"):
            self.input.say(
                [TextProblem(each.line or 1, each.column or 1, each.message) for each in problems]
            )
            problems = ()
        wrong: list[Html] = [
            element("p", f"⚠ {_sentence(each)}", class_="sx-problem") for each in problems[:3]
        ]
        controls.write(self.note, element("div", *wrong, self._facts))

    def offer(self, choices: Sequence[Choice], chosen: Callable[[str], None]) -> None:
        """Show a list of what the field may hold.

        Args:
            choices: All of them.
            chosen: Called with the value that is taken.
        """

        def taken(value: str) -> None:
            self._list = None
            chosen(value)

        self._list = listing(
            f"Choices for {self.field.wire_name}",
            "sx-choices",
            choose=taken,
            rows=min(max(len(choices), 3), 8),
            ui=self._ui,
        )
        rows = [(f"{each.label}  {each.detail}".rstrip(), each.value) for each in choices]
        self._list.show(rows, None)

    def withdraw(self) -> None:
        """Take the list away."""
        self._list = None

    @property
    def offering(self) -> bool:
        """Whether a list is shown."""
        return self._list is not None

    def _typed(self, change: Any) -> None:
        if not self._setting:
            self.touched = True
            self.form.set(self.field.name, change["new"])


def _sentence(problem: FormProblem) -> str:
    at = f"line {problem.line}, column {problem.column}: " if problem.line else ""
    return f"{at}{problem.message}"


class FormControls:
    """A form as a column of controls, made when it is opened.

    Args:
        form: The form.
        ui: As of `json_field`.
        on_choose: Called when someone wants to choose a value of a field.
        on_change: Called after each change of the form.
    """

    def __init__(
        self,
        form: Form,
        ui: str,
        on_choose: Callable[[FormField], None],
        on_change: Callable[[], None],
    ) -> None:
        self.form = form
        self.fields = {each.name: FieldControls(form, each, ui, on_choose) for each in form.fields}
        self.column = controls.column(classes=("sx-form",))
        self._asked = False
        self._on_change = on_change
        self._stop = form.on_change(lambda _: self._changed())
        self.lay_out()
        self.show()

    def lay_out(self) -> None:
        """Put the controls in their places again, after a list has come or gone."""
        self.column.children = [child for each in self.fields.values() for child in each.children]

    def show(self, *, asked: bool = False) -> tuple[FormProblem, ...]:
        """Show what the form holds and what is wrong with it; gives the problems.

        Args:
            asked: Whether someone wanted to send: from then on also what is missing is said.
        """
        self._asked = self._asked or asked
        problems = self.form.problems()
        for name, each in self.fields.items():
            each.put(self.form.text(name))
            mine = [p for p in problems if p.field in {each.field.wire_name, name}]
            each.say(mine, asked=self._asked)
        return problems

    def close(self) -> None:
        """No longer follow the form."""
        self._stop()

    def _changed(self) -> None:
        self.show()
        self._on_change()
