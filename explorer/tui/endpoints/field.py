"""One field of a form: its name and help, where it is typed, and what is wrong with it."""

from __future__ import annotations

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from explorer.document.safe import one_line, visible
from explorer.tui.browse.json_field import JsonField
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.hints import hint
from explorer.tui.widgets.fields import STAND_IN
from explorer.tui.widgets.form_commands import FIELD_COMMANDS
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.forms_reading import FormProblem

TEMPLATE_KEY = "{endpoints.template} template · "
BODY_KEYS = "{endpoints.edit-body} $EDITOR · {endpoints.documentation} rules"

TAKEN = ("f6", "f7")
"""Keys by which a text area selects, as by others; here they lead to a pane and to the rules."""


class FieldInput(Input):
    """A field of one row. Up and down go through its values, or to the fields beside it.

    Args:
        field: What it is of.
        text: To begin with.
    """

    BINDINGS = bindings(FIELD_COMMANDS)

    def __init__(self, field: FormField, text: str) -> None:
        super().__init__(
            text,
            placeholder=placeholder(field),
            compact=True,
            # What is typed then takes the place of one of the few values, and is not added to it.
            select_on_focus=bool(field.choices),
            password=field.secret,
        )
        self.field = field

    def on_resize(self, event: events.Resize) -> None:
        """Show of a long word as much as there is room for, and not nothing."""
        text = placeholder(self.field)
        if self.field.pick is not None and not self.field.default:
            text = hint(self, "{endpoints.choose} chooses one")
        # One that is too long for its row would be wrapped, and only its first word seen.
        room = max(1, self.content_size.width - 1)
        self.placeholder = Content(text).truncate(room, ellipsis=True).plain

    @property
    def _value(self) -> Text:
        """The text as it is drawn: what acts instead of showing is replaced, cell by cell."""
        text = super()._value
        if visible(text.plain) != text.plain:
            text.plain = "".join(each if visible(each) == each else STAND_IN for each in text.plain)
        return text

    def action_next_value(self) -> None:
        """Take the next value of a field that has few, or a lower number; else go on."""
        self._step(1)

    def action_previous_value(self) -> None:
        """Take the value before, or a higher number; else go back."""
        self._step(-1)

    def _step(self, step: int) -> None:
        following = next_value(self.field, self.value, step)
        if following is not None:
            self.value = following
            self.cursor_position = len(following)
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()


class BodyField(JsonField):
    """A body of several lines: JSON in colours, Markdown without.

    Args:
        text: To begin with.
        prose: Whether it may be text and not JSON.
    """

    def __init__(self, text: str, *, prose: bool) -> None:
        super().__init__(text, id="body-field")
        for key in TAKEN:
            self._bindings.key_to_bindings.pop(key, None)
        self.tab_behavior = "focus"
        self.prose = prose
        if prose:
            self.soft_wrap, self.show_line_numbers = True, False

    def show_colours(self) -> None:
        """Colour what is JSON, if it is short enough."""
        if self.prose and not self.text.lstrip().startswith("{"):
            if self.language is not None:
                self.language = None
        else:
            super().show_colours()


class FieldBox(Vertical):
    """A field with what is said of it.

    Args:
        field: The field.
        text: What stands in it.
        templates: Whether there are texts for it to begin from.
        keys: Whether the keys of the endpoints' body act on it, and are said.
    """

    class Changed(Message):
        """Something was typed."""

        def __init__(self, field: str, text: str) -> None:
            super().__init__()
            self.field, self.text = field, text

    def __init__(
        self, field: FormField, text: str, *, templates: bool = False, keys: bool = True
    ) -> None:
        super().__init__()
        self.field = field
        self._begun = text
        self._templates, self._keys = templates, keys
        self.touched = False
        """Whether someone has typed in it, so that it may be said that it is empty."""

    def compose(self) -> ComposeResult:
        is_text = self.field.is_body and self.field.kind is not Kind.FILE
        said = f"\n{TEMPLATE_KEY if self._templates else ''}{BODY_KEYS}"
        keys = content(hint(self, said), "$foreground 60%") if is_text and self._keys else Content()
        yield Static(Content.assemble(label(self.field), keys), classes="field-label")
        if is_text:
            yield BodyField(self._begun, prose=self.field.kind is not Kind.JSON)
        else:
            yield FieldInput(self.field, self._begun)
        yield Static(classes="field-problem")

    @property
    def input(self) -> Input | TextArea:
        """Where it is typed."""
        found = self.query("FieldInput, BodyField").first()
        assert isinstance(found, Input | TextArea)
        return found

    @property
    def text(self) -> str:
        """What stands in it now."""
        found = self.input
        return found.value if isinstance(found, Input) else found.text

    def put(self, text: str) -> None:
        """Put a text into the field; in a body Ctrl+Z takes it back."""
        found = self.input
        if isinstance(found, Input):
            found.value = text
            found.cursor_position = len(text)
        elif found.text != text:
            found.replace(text, (0, 0), found.document.end)
            found.move_cursor((0, 0))

    def say(self, problems: list[FormProblem], *, asked: bool) -> None:
        """Show what is wrong with it.

        Args:
            problems: All of it.
            asked: Whether someone wanted to send: then also that it is empty.
        """
        if not (asked or self.touched or self.text):
            problems = []
        shown = [content(_sentence(each), "$text-error") for each in problems[:3]]
        if len(problems) > 3:
            shown.append(content(f"and {len(problems) - 3} more", "$foreground 60%"))
        below = self.query_one(".field-problem", Static)
        below.update(Content("\n").join(shown))
        below.display = bool(shown)
        if isinstance(self.input, BodyField):
            self.input.show_colours()
        if shown and self.has_focus_within:
            self._bring_problem()

    def _bring_problem(self) -> None:
        """Scroll to what is wrong, below a field that is the last one on screen."""
        if isinstance(self.input, Input):
            below = self.query_one(".field-problem", Static)
            self.call_after_refresh(below.scroll_visible, animate=False)

    def go_to(self, problem: FormProblem) -> None:
        """Focus the field, at the place of a problem."""
        found = self.input
        found.focus()
        self._bring_problem()
        if problem.line and isinstance(found, TextArea):
            row = min(problem.line, found.document.line_count) - 1
            found.move_cursor((row, max(0, problem.column - 1)))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell(event.value)

    @on(TextArea.Changed)
    def _written(self, event: TextArea.Changed) -> None:
        event.stop()
        self._tell(event.text_area.text)

    def _tell(self, text: str) -> None:
        if text != self._begun:
            self.touched = True
            self._begun = text
            self.post_message(self.Changed(self.field.name, text))


def label(field: FormField) -> Content:
    """A field's name, what is typed into it, and what it means."""
    facts = ", ".join(fact for fact in field.facts() if fact != "required")
    return Content.assemble(
        content(one_line(field.wire_name), "bold"),
        content(" *" if field.required else "", "bold $text-error"),
        content(f"  {one_line(field.help)}" if field.help else "", "$foreground 80%"),
        content(f"  {one_line(facts)}", "$foreground 50%"),
    )


def placeholder(field: FormField) -> str:
    """What stands in an empty field."""
    if field.default:
        return one_line(field.default, 60)
    if field.choices:
        return " or ".join(field.choices)
    if field.kind is Kind.FILE:
        return "path of a file"
    if field.example:
        return f"e.g. {one_line(field.example, 60)}"
    if field.place == "variable":
        return "as it is named elsewhere"
    return "needed" if field.required else "left out"


def next_value(field: FormField, text: str, step: int) -> str | None:
    """The value after or before another; None for a field in which one does not step.

    Args:
        field: The field.
        text: What stands in it.
        step: 1 or -1.
    """
    if field.choices:
        values = ("", *field.choices)
        if text not in values:
            return values[1 if step > 0 else -1]
        return values[(values.index(text) + step) % len(values)]
    if field.kind is Kind.INTEGER and text.isascii() and text.isdecimal() and len(text) < 10:
        # Up is an earlier value of a list, but a larger number.
        return str(max(0, int(text) - step))
    return None


def _sentence(problem: FormProblem) -> str:
    at = f"line {problem.line}, column {problem.column}: " if problem.line else ""
    return at + problem.message
