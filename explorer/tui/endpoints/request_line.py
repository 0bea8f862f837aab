"""What is said above a form and below it: whose it is, and the line that will be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from explorer.document.safe import one_line
from explorer.tui.content import content
from explorer.tui.hints import hint
from explorer.tui.widgets.calls import METHOD_COLORS

if TYPE_CHECKING:
    from explorer.workbench.forms_kept import AnyForm
    from explorer.workbench.forms_request import RequestPreview
    from explorer.workbench.forms_texts import Head


class RequestLine(Static, can_focus=True):
    """What will be sent; Enter sends it."""

    class Send(Message):
        """A person wants it to be sent."""

    BINDINGS = [("enter", "send", "Send")]

    def tell(self, form: AnyForm, request: RequestPreview, problems: int) -> None:
        """Show a request as it will be sent.

        Args:
            form: Whose it is.
            request: As it is now.
            problems: How many keep it from being sent.
        """
        facts = []
        if request.size or request.content_type:
            facts.append(f"{request.content_type or 'body'}, {request.size:,} bytes")
        if problems:
            past = "; {endpoints.send-anyway} sends anyway" if form.can_be_unchecked else ""
            before = hint(self, f"to mend before {{endpoints.send}} sends{past}")
            facts.append(f"{problems} {before}")
        self.update(_request(form, request, facts))

    def action_send(self) -> None:
        """Send it."""
        self.post_message(self.Send())


def head_of(head: Head) -> tuple[Content, Content]:
    """The two lines above a form: method and path, and what there is to know of them."""
    color = METHOD_COLORS.get(head.method, "")
    said = [
        content(f" · {word}", "$text-error" if at == 0 and _grave(word) else "$foreground 60%")
        for at, word in enumerate(head.words)
    ]
    path = Content.assemble(
        content(one_line(head.method, 20), f"bold {color}".strip()), content(f" {head.path}")
    )
    shown = Content.assemble(
        content(f"{head.summary}. ", "bold"),
        content(head.scope, "$text-success" if head.held else "$foreground 60%"),
        *said,
    )
    return path, shown


def _grave(word: str) -> bool:
    return word in {"deletes", "the token lacks the scope"}


def _request(form: AnyForm, request: RequestPreview, facts: list[str]) -> Content:
    color = METHOD_COLORS.get(request.method, "")
    parts = [
        content(request.method, f"bold {color}".strip()),
        content(f" {request.url}"),
    ]
    if facts:
        parts.append(content("\n" + " · ".join(facts), "$foreground 60%"))
    for used in form.used_variables():
        words = f"{used.shown} ({used.source})" if used.source else "has no value"
        style = "$foreground 60%" if used.source else "$text-error"
        parts.append(content(f"\n{{{{{used.name}}}}} {one_line(words, 120)}", style))
    parts += [content(f"\n{one_line(note, 200)}", "$text-warning") for note in form.notes()]
    return Content.assemble(*parts)
