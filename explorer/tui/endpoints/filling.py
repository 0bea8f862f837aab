"""Filling in a form by more than typing: from what the site has, and by templates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from explorer.api.filenames import safe_name
from explorer.tui.content import notify_text
from explorer.tui.external import edit_outside
from explorer.tui.hints import hint
from explorer.workbench.forms_fields import Kind

if TYPE_CHECKING:
    from explorer.tui.endpoints.screen import EndpointsScreen
    from explorer.workbench.forms_kept import AnyForm

_ENDINGS = {Kind.DOCUMENT: "md", Kind.TEXT: "txt"}


def choose(screen: EndpointsScreen) -> None:
    """Choose the value of the field with the focus from what the site has."""
    from explorer.tui.endpoints.picker import Picker

    pane = screen.form
    form, field = pane.form, pane.focused_field
    if form is None or field is None or screen.workbench is None:
        text = "Go to a field first; {endpoints.choose} then shows what it may hold."
        notify_text(screen.app, hint(screen, text))
        return
    if field.pick is None and not field.choices:
        notify_text(screen.app, f"{field.wire_name} is typed: there is no list to choose from.")
        return
    pane.take_typed()
    text = form.text(field.name)

    def chosen(value: str | None) -> None:
        box = pane.box(field.name)
        if value is None or box is None or pane.form is not form:
            return
        box.put(f"{text.rstrip(', ')}, {value}" if field.many and text.strip() else value)

    screen.app.push_screen(Picker.of(screen.workbench, form, field), chosen)


def add(screen: EndpointsScreen) -> None:
    """Give the request one more parameter or header, and go to it."""
    from explorer.tui.widgets.form_dialog import FormDialog, Outcome
    from explorer.workbench.request_added import AddForm
    from explorer.workbench.request_form import RequestForm

    pane = screen.form
    form = pane.form
    if not isinstance(form, RequestForm):
        text = (
            "An operation takes what its form has; a request of a collection or of "
            "{app.history} takes more."
        )
        notify_text(screen.app, hint(screen, text))
        return
    pane.take_typed()

    def added(outcome: Outcome | None) -> None:
        if outcome is not None and pane.form is form:
            screen.background(partial(_show, outcome.result.name), "fields")

    async def _show(name: str) -> None:
        pane.document(shown=False)
        await pane.match()
        box = pane.box(name)
        if box is not None:
            box.input.focus()

    screen.app.push_screen(FormDialog(AddForm(form)), added)


def template(screen: EndpointsScreen) -> None:
    """Put the next template into the body."""
    from explorer.workbench.forms_templates import templates

    form = screen.form.form
    body = form.body if form is not None else None
    operation = form.operation_class if form is not None else None
    found = templates(operation, body, _key(form)) if form and body and operation else ()
    box = screen.form.box(body.name) if body is not None else None
    if box is None or not found:
        notify_text(screen.app, "This operation has no body to fill.")
        return
    texts = [each.text for each in found]
    at = (texts.index(box.text) + 1) % len(texts) if box.text in texts else 0
    box.input.focus()
    if box.text == texts[at]:
        text = f"This is the {found[at].name} already, and there is no other; nothing changed."
        notify_text(screen.app, text)
        return
    box.put(texts[at])
    notify_text(screen.app, f"This is the {found[at].name}; Ctrl+Z brings back what stood there.")


def edit_body(screen: EndpointsScreen) -> None:
    """Edit the body of the request in the person's editor."""
    form = screen.form.form
    body = form.body if form is not None else None
    box = screen.form.box(body.name) if body is not None else None
    if form is None or body is None or box is None or body.kind is Kind.FILE:
        notify_text(screen.app, "This operation has no body to edit.")
        return
    ending = _ENDINGS.get(body.kind, "json")
    if body.kind is Kind.DOCUMENT and box.text.lstrip().startswith("{"):
        ending = "json"
    redactor = screen.workbench.client.context.redactor if screen.workbench is not None else None
    name = f"{safe_name(form.key, 'request')}.{ending}"
    changed = edit_outside(screen.app, box.text, name, redactor)
    if changed is not None:
        box.put(changed)
        box.input.focus()


def _key(form: AnyForm) -> str:
    return form.text("key") if any(each.name == "key" for each in form.fields) else ""
