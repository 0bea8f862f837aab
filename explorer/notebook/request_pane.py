"""The operation that is open: its form, the request as it will be sent, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE
from explorer.api.representation.dispatch import described_as, figure_of
from explorer.api.representation.figure import Bit, Block, Facts, Figure, Words
from explorer.document.element import Html, element
from explorer.notebook import controls
from explorer.notebook.answer_file import FileRow, holds_file
from explorer.notebook.answer_view import AnswerView
from explorer.workbench.forms import Form


class RequestPane:
    """The right side of the endpoint runner.

    Args:
        acts: What each of its buttons does, by name: `send`, `anyway`, `next`, `all`.
        save_file: Called with the path that is typed, to save the file that an answer holds.
        ui: As of `json_field`.
    """

    def __init__(
        self,
        acts: Mapping[str, Callable[[], object]],
        save_file: Callable[[str], object],
        ui: str,
    ) -> None:
        self._summary = controls.html(None, "sx-about")
        self.preview = controls.html(None, "sx-request")
        send = controls.button(
            "Send", acts["send"], look="primary", tip="Send the request", typed=True
        )
        self.anyway = controls.button(
            "Send anyway",
            acts["anyway"],
            "sx-gone",
            tip="Send it past our own checks, to see the server's answer",
            typed=True,
        )
        self.next = controls.button("Next page", acts["next"], "sx-gone", icon="chevron-right")
        self.all = controls.button(
            "All pages", acts["all"], "sx-gone", tip="Ask for every page that follows"
        )
        self._buttons = controls.row(send, self.anyway, self.next, self.all)
        self._save_file = save_file
        self.file: FileRow | None = None
        """Where a file is saved; None until an answer held one."""
        self.answer = AnswerView(ui=ui)
        self.column = controls.column(classes=("sx-side",))

    def show_nothing(self) -> None:
        """Show that no operation is open."""
        self.column.children = (self._summary,)
        words = "Choose an operation to fill it in and send it."
        controls.write(self._summary, element("p", words))

    def show(self, operation: type[Operation[Any]], marks: Sequence[str], form: Any) -> None:
        """Show an operation.

        Args:
            operation: It.
            marks: What there is to say of it, as that it is outside the collection.
            form: The column of its fields.
        """
        controls.write(self._summary, _about(operation, marks))
        file = () if self.file is None else (self.file.row,)
        shown = (self._summary, form, self.preview, self._buttons, self.answer.column, *file)
        if self.column.children != shown:
            self.column.children = shown

    def show_request(self, line: str, *, sound: bool) -> None:
        """Show the request as it will be sent.

        Args:
            line: Its first line.
            sound: Whether nothing is wrong with it.
        """
        if sound:
            controls.show(self.anyway, shown=False)
        controls.write(self.preview, element("p", element("code", line)))

    def show_answer(self, exchange: Any, base_url: str, *, follows: bool) -> None:
        """Show what came of it.

        Args:
            exchange: It; None for nothing yet.
            base_url: Of the server, for snippets; empty where it is not known.
            follows: Whether another page follows.
        """
        self.answer.show(exchange, base_url)
        controls.show(self.next, follows)
        controls.show(self.all, follows)
        held = holds_file(exchange)
        if held and self.file is None:
            self.file = FileRow(self._save_file)
            self.column.children = (*self.column.children, self.file.row)
        if self.file is not None:
            controls.show(self.file.row, held)


def _about(operation: type[Operation[Any]], marks: Sequence[str]) -> Html:
    said = " · ".join([operation.operation_id, *marks])
    return element(
        "div",
        element("p", element("strong", operation.__name__), f" · {operation.summary()}"),
        element("p", element("small", said), class_="sx-note"),
    )


def request_figure(kind: str, status: str, form: Form | None, exchange: Any) -> Figure:
    """The request as it stands and what came of the last one, for where no kernel runs.

    Args:
        kind: What a person calls it.
        status: What the runner says of itself.
        form: Of the operation that is open; None for none.
        exchange: What came of it; None for nothing yet.
    """
    if form is None:
        return Figure("Endpoints", "", f"{len(CATALOGUE)} operations")
    operation = form.operation_class
    typed = tuple(
        (name, Bit(form.variables.show(text).text, "code")) for name, text in form.typed.items()
    )
    blocks: list[Block] = [Words(operation.summary()), Facts(typed)] if typed else []
    if exchange is not None:
        answer = exchange.error or exchange.value
        blocks += figure_of(exchange).blocks[:2]
        if answer is not None and not isinstance(answer, bytes):
            blocks += figure_of(answer).blocks
    elif not typed:
        blocks += described_as(operation).blocks
    name = (Bit(operation.method, "strong"), " ", Bit(operation.__name__, "code"))
    return Figure(kind, name, status, tuple(blocks))
