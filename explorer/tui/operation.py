"""One operation of the catalogue, explained: what it takes, what it needs, how to call it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Static

from explorer.document.lines import Line, Span, wrap
from explorer.tui.widgets.lines import Lines
from explorer.workbench.catalogue import describe, example_command


class OperationScreen(ModalScreen[None]):
    """An operation's documentation.

    Args:
        operation_id: Which one.
    """

    BINDINGS = [
        Binding("escape,q", "dismiss", "Close", id="operation.close"),
        Binding("y", "copy_command", "Copy the command", id="operation.copy"),
    ]

    def __init__(self, operation_id: str) -> None:
        super().__init__()
        self.operation_id = operation_id

    def compose(self) -> ComposeResult:
        with Static(id="operation-box"):
            yield Lines(OperationSource(self.operation_id), id="operation-lines")

    def on_mount(self) -> None:
        box = self.query_one("#operation-box")
        box.border_title = self.operation_id
        box.border_subtitle = "y copies the command · Esc closes"
        self.query_one(Lines).focus()

    def on_lines_copy_requested(self, event: Lines.CopyRequested) -> None:
        event.stop()
        self.action_copy_command()

    def action_copy_command(self) -> None:
        """Copy a `stride-explorer call` of it."""
        from explorer.api.operations import CATALOGUE

        self.app.copy_to_clipboard(example_command(CATALOGUE[self.operation_id]))
        self.notify("The command is copied.", markup=False)


class OperationSource:
    """An operation as items of a line view, a fact each.

    Args:
        operation_id: Which one.
    """

    fixed_height = None

    def __init__(self, operation_id: str) -> None:
        from explorer.api.operations import CATALOGUE

        operation = CATALOGUE[operation_id]
        self._items: list[tuple[Span, ...]] = [
            (
                Span(operation.method, f"method-{operation.method.lower()}"),
                Span(f" {operation.path}", "title"),
            ),
            (),
            *((Span(paragraph),) for paragraph in describe(operation)),
            (),
            (Span("Scope    ", "muted"), Span(operation.scope or "any token")),
            (Span("Success  ", "muted"), Span(str(operation.success))),
            (
                Span("Group    ", "muted"),
                Span(operation.group),
                Span("" if operation.in_collection else "  outside the collection", "muted"),
            ),
        ]
        parameters = operation.parameters()
        if parameters:
            self._items += [(), (Span("Parameters", "heading-2"),)]
        for item in parameters:
            facts = ", ".join(item.facts())
            self._items.append(
                (
                    Span(f"{item.wire_name}  ", "strong"),
                    Span(f"{facts}. ", "muted"),
                    Span(item.description),
                )
            )
        self._items += [
            (),
            (Span("On the command line", "heading-2"),),
            (Span(example_command(operation), "code"),),
        ]

    def __len__(self) -> int:
        return len(self._items)

    def lines(self, index: int, width: int) -> list[Line]:
        spans = self._items[index]
        return list(wrap(spans, width)) if spans else [Line()]
