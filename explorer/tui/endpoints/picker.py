"""Choosing the value of a field from what the site has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from explorer.document.lines import Line, Span, truncate
from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.endpoints.commands import PICKER_COMMANDS
from explorer.tui.hints import hint
from explorer.tui.widgets.lines import Lines
from explorer.workbench.forms_fields import FormField, Pick

if TYPE_CHECKING:
    from explorer.workbench.forms_choices import Choice
    from explorer.workbench.forms_kept import AnyForm
    from explorer.workbench.workbench import Workbench

DEBOUNCE = 0.15
"""Seconds after the last key before the server is asked."""


Ask = Callable[[str], Awaitable[Sequence["Choice"]]]


class ChoiceSource:
    """Choices for a line view, a row each."""

    fixed_height = 1

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.choices = choices

    def __len__(self) -> int:
        return len(self.choices)

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        choice = self.choices[index]
        spans = [Span(choice.label or choice.value)]
        if choice.detail:
            spans.append(Span(f"  {choice.detail}", "muted"))
        return (truncate(Line(tuple(spans)), width),)

    def copy_text(self, index: int) -> str:
        """The value itself."""
        return self.choices[index].value


class Picker(Background, ModalScreen[str]):
    """A list with a filter; the result is the value that was chosen.

    Args:
        title: What is chosen.
        ask: Gives the choices; for a text to look for where `by_name`, else for an empty one.
        present: The value there is now.
        by_name: Whether the choices are looked for by name, there being too many to list.
    """

    BINDINGS = bindings(PICKER_COMMANDS)

    def __init__(self, title: str, ask: Ask, *, present: str = "", by_name: bool = False) -> None:
        super().__init__()
        self._title, self._ask, self._present = title, ask, present
        self._asks_by_name = by_name
        self._all: Sequence[Choice] = ()
        self._debounce: Timer | None = None
        self._loaded_for: str | None = None
        self._choose_when_here = False

    @classmethod
    def of(cls, workbench: Workbench, form: AnyForm, field: FormField) -> Picker:
        """One for a field of an operation's form.

        Args:
            workbench: Asks.
            form: The form.
            field: Its field.
        """

        async def ask(query: str) -> Sequence[Choice]:
            from explorer.workbench.forms_choices import choices

            with workbench.origin("person", view="choosing"):
                return await choices(workbench, form, field.name, query)

        what = f": {field.pick}" if field.pick else ""
        return cls(
            f"{field.wire_name}{what}",
            ask,
            present=form.text(field.name),
            by_name=field.pick is Pick.CONVERSATION,
        )

    def compose(self) -> ComposeResult:
        with Vertical(id="picker-box"):
            yield Input(placeholder="filter", id="picker-filter", compact=True)
            yield Lines(id="picker-list", empty_text="Nothing to choose from.")
            yield Static(id="picker-status")

    def on_mount(self) -> None:
        """Ask at once."""
        box = self.query_one("#picker-box")
        box.border_title = content(one_line(self._title, 60))
        box.border_subtitle = hint(self, "{list.choose} chooses · {picker.close} closes")
        self.list.busy_text = "Asking…"
        self.query_one(Input).focus()
        self.reload()

    @property
    def list(self) -> Lines:
        """The list itself."""
        return self.query_one("#picker-list", Lines)

    def reload(self) -> None:
        """Ask for the choices again."""
        query = self.query_one(Input).value.strip() if self._asks_by_name else ""
        self.background(partial(self._load, query), "picker", exclusive=True)

    async def _load(self, query: str) -> None:
        from explorer.api.errors import ApiError
        from explorer.api.operation import CallError
        from explorer.workbench.problems import WorkbenchError

        try:
            self._all = await self._ask(query)
        except (ApiError, CallError, WorkbenchError) as problem:
            self.list.busy_text, self.list.error_text = "", str(problem)
            self._choose_when_here = False
            return
        self._loaded_for = query
        self.list.busy_text = self.list.error_text = ""
        self._show()
        if self._choose_when_here:
            self._choose()

    def _show(self) -> None:
        words = self.query_one(Input).value.lower().split()
        found = [
            each
            for each in self._all
            if all(word in f"{each.label} {each.detail} {each.value}".lower() for word in words)
        ]
        self.list.source = ChoiceSource(found)
        place = next((i for i, each in enumerate(found) if each.value == self._present), 0)
        if found:
            self.list.cursor = place
        text = f"{len(found):,} of {len(self._all):,}" if words else f"{len(found):,}"
        self.query_one("#picker-status", Static).update(content(text))

    @on(Input.Changed, "#picker-filter")
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self._choose_when_here = False
        if self._loaded_for is None:
            return
        self._show()
        if self._asks_by_name:
            if self._debounce is not None:
                self._debounce.stop()
            self._debounce = self.set_timer(DEBOUNCE, self.reload)

    @on(Input.Submitted, "#picker-filter")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose()

    @on(Lines.Selected, "#picker-list")
    def _selected(self, event: Lines.Selected) -> None:
        event.stop()
        self._choose()

    def _choose(self) -> None:
        source, cursor = self.list.source, self.list.cursor
        if isinstance(source, ChoiceSource) and cursor is not None:
            self.dismiss(source.choices[cursor].value)
            return
        # What is typed may find something as soon as the server has answered.
        waits = self._loaded_for != self.query_one(Input).value.strip() and self._asks_by_name
        self._choose_when_here = self._loaded_for is None or waits

    def on_key(self, event: events.Key) -> None:
        """Up and down move in the list while one types in the filter."""
        if self.query_one(Input).has_focus and event.key in {"down", "up", "pagedown", "pageup"}:
            event.stop()
            if self.list.cursor is not None:
                {
                    "down": self.list.action_down,
                    "up": self.list.action_up,
                    "pagedown": self.list.action_page_down,
                    "pageup": self.list.action_page_up,
                }[event.key]()

    def action_close(self) -> None:
        """Leave the field as it is."""
        self.dismiss(None)
