"""An exchange of the journal as the texts of its operation's form: to be changed, and sent anew.

texts = form_texts(journal.get(id), site=workbench.cloud_id)
form = Form(texts.operation, texts=texts.typed)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from explorer.api.exchange import header
from explorer.api.operation import JSON, Operation
from explorer.api.operations import CATALOGUE
from explorer.document.safe import one_line
from explorer.workbench.addresses import path_values
from explorer.workbench.forms_fields import EMPTY, FormField, Kind, fields_of
from explorer.workbench.journal_entry import Entry
from explorer.workbench.problems import WorkbenchError

_FORMS = {"text/plain": "text", "text/markdown": "markdown"}


class NoForm(WorkbenchError):
    """An exchange that no form is of; says why and what to do."""


@dataclass(frozen=True, slots=True)
class FormTexts:
    """What the form of an operation holds to make a request.

    Args:
        operation: Whose form it is.
        typed: Texts by wire name; what the request left out is left out.
        notes: What of the request does not stand in the form, a sentence each.
    """

    operation: type[Operation[Any]]
    typed: Mapping[str, str]
    notes: tuple[str, ...] = ()


def form_texts(entry: Entry, site: str = "") -> FormTexts:
    """The texts that make the request of an exchange.

    Args:
        entry: The exchange.
        site: The present site, which a form need not name.

    Raises:
        NoForm: It is no request of an operation of the catalogue.
    """
    operation = CATALOGUE.get(entry.operation_id)
    path = path_values(entry.operation_id, entry.url)
    if operation is None or (not path and "{" in operation.path):
        raise NoForm(
            "This exchange is of no operation of the catalogue: it can be sent again as it was, "
            "or copied for another tool."
        )
    taken = _Taken(operation)
    for name, value in path.items():
        if name != "cloudId" or value != site:
            taken.put(name, value)
    for name, value in parse_qsl(urlsplit(entry.url).query, keep_blank_values=True):
        taken.put(name, value)
    if entry.request_cut or entry.request.cut:
        taken.notes.append("Only the beginning of the body was kept: the form has none.")
    elif entry.request.body:
        taken.body(entry.request.body, header(entry.request.headers, "Content-Type") or "")
    return FormTexts(operation, taken.typed, tuple(taken.notes))


class _Taken:
    """The texts of a form as they are found."""

    def __init__(self, operation: type[Operation[Any]]) -> None:
        self.fields = fields_of(operation)
        self.by_name = {each.wire_name: each for each in self.fields}
        self.typed: dict[str, str] = {}
        self.notes: list[str] = []

    def put(self, name: str, value: Any) -> None:
        """Put a value where the form has a field of its name."""
        field = self.by_name.get(name)
        if field is None or name in self.typed:
            second = "" if field is None else "second "
            self.notes.append(f"The form has no {second}field for {one_line(name, 60)!r}.")
            return
        self.typed[name] = _text(field, value)
        if "{{" in self.typed[name]:
            self.notes.append(f"{name} holds {{{{, which the form reads as a variable.")

    def body(self, body: bytes, content_type: str) -> None:
        """Put a body, whole or part by part, where the form takes it."""
        whole = next((each for each in self.fields if each.is_body), None)
        kind = content_type.partition(";")[0].strip().lower()
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            text = None
        if whole is not None and whole.kind is Kind.FILE:
            self.notes.append("The file that was sent is not kept: name it again.")
        elif text is None:
            self.notes.append("The body is no text: the form has none.")
        elif whole is None:
            self._parts(text)
        elif whole.kind is Kind.DOCUMENT:
            self._document(whole, text, kind)
        else:
            self.put(whole.wire_name, _laid_out(text))

    def _parts(self, text: str) -> None:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            self.notes.append("The body is no JSON object: the form does not hold it.")
            return
        for name, each in value.items():
            self.put(name, each)

    def _document(self, field: FormField, text: str, kind: str) -> None:
        form = _FORMS.get(kind, "")
        if not form and kind == JSON:
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                value = None
            wrapped = isinstance(value, dict) and set(value) == {"body"}
            form = "wrapped" if wrapped else "bare"
            text = _laid_out(text) if not wrapped else _pretty(value["body"])
        self.put(field.wire_name, text)
        if form and "form" in self.by_name:
            self.put("form", form)


def _text(field: FormField, value: Any) -> str:
    if field.is_body:
        return str(value)
    if isinstance(value, list) and field.many and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    if isinstance(value, str):
        return value if value or field.kind is not Kind.TEXT else EMPTY
    return json.dumps(value, ensure_ascii=False)


def _laid_out(text: str) -> str:
    """JSON over several lines; what is none as it is."""
    try:
        return _pretty(json.loads(text))
    except (ValueError, RecursionError):
        return text


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
