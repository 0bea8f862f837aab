"""What a person adds to a request of a collection, or of the journal: parameters and headers.

A label says what it is: `?name` a parameter of the query, `Name:` a header, `name=` a field of a
form that is the body. A form takes such a label for a name like that of any field it begins with.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.api.redact import secret_named
from explorer.document.safe import one_line
from explorer.formats.postman import model
from explorer.workbench.forms_fields import EMPTY, FormField, Kind
from explorer.workbench.own_forms import OwnForm, own_field
from explorer.workbench.request_fields import MOST_FIELDS, RequestField

if TYPE_CHECKING:
    from explorer.workbench.request_form import RequestForm

QUERY, HEADER, FORM = "query", "header", "form"

_LABEL = re.compile(r"\?(?P<query>[^?].*)|(?P<header>[^?=].*):|(?P<form>[^?].*)=", re.S)
_NUMBERED = re.compile(r"(.+) \(\d{1,4}\)", re.S)
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_FORM_BODIES = frozenset({"urlencoded", "formdata"})

Fields = tuple[RequestField, ...]


def label_of(part: str, name: str) -> str:
    """The label of a parameter, a header or a field of a form."""
    return {QUERY: f"?{name}", HEADER: f"{name}:"}.get(part, f"{name}=")


def places_of(body: model.Body) -> tuple[str, ...]:
    """Where something can be added."""
    return (QUERY, HEADER, FORM) if body.mode in _FORM_BODIES else (QUERY, HEADER)


def extended(
    request: model.Request, fields: Fields, label: str, *, anew: bool = False
) -> tuple[model.Request, Fields] | None:
    """A request and its fields with one more, which is left out as long as nothing stands in it.

    Args:
        request: As it is.
        fields: Its fields.
        label: As `label_of` gives it.
        anew: Whether there is to be another one where there is one of this label.

    Returns:
        None where the label says of nothing what it is, or there are too many fields.
    """
    labels = {each.field.wire_name for each in fields}
    numbered = _NUMBERED.fullmatch(label)
    if numbered is not None and numbered[1] in labels:
        label = numbered[1]
    found = _LABEL.fullmatch(label)
    if found is None or len(fields) >= MOST_FIELDS:
        return None
    part = str(found.lastgroup)
    name = found[part].strip()
    is_known = part != HEADER or _HEADER_NAME.fullmatch(name)
    if not name or not is_known or part not in places_of(request.body):
        return None
    number = 1
    while (wire_name := f"{label} ({number})" if number > 1 else label) in labels:
        number += 1
    if number > 1 and numbered is None and not anew:
        return None
    request, index = _room(request, part, name)
    field = FormField(
        name=f"{part}.{index}",
        wire_name=wire_name,
        place="query" if part == QUERY else "header" if part == HEADER else "form",
        kind=Kind.TEXT,
        required=False,
        default="",
        bounds="",
        help="Added here.",
        choices=(),
        pick=None,
        many=False,
        example="",
        secret=secret_named(name),
    )
    made = RequestField(field, part, index, name, "")
    last = [place for place, each in enumerate(fields) if each.part in _BEFORE[part]]
    at = last[-1] + 1 if last else 0
    return request, (*fields[:at], made, *fields[at:])


_BEFORE = {
    QUERY: ("address", "path", QUERY),
    HEADER: ("address", "path", QUERY, HEADER),
    FORM: ("address", "path", QUERY, HEADER, FORM),
}
"""Parts of a request that stand before one, and itself."""


def _room(request: model.Request, part: str, name: str) -> tuple[model.Request, int]:
    """A request with a place for one more of a part, and its number."""
    if part == QUERY:
        query = request.url.query
        more = (*query, model.Pair(name, None, disabled=True))
        return replace(request, url=replace(request.url, query=more)), len(query)
    if part == HEADER:
        headers = (*request.headers, model.Pair(name, None, disabled=True))
        return replace(request, headers=headers), len(request.headers)
    fields = request.body.fields
    more_fields = (*fields, model.FormField(name, None, disabled=True))
    return replace(request, body=replace(request.body, fields=more_fields)), len(fields)


class AddForm(OwnForm):
    """A dialog that adds a parameter or a header to a form; its act gives the new field.

    Args:
        form: What it is added to.
    """

    def __init__(self, form: RequestForm) -> None:
        places = form.places
        fields = (
            own_field("where", Kind.CHOICE, "Up and down choose.", required=True, choices=places),
            own_field("name", Kind.TEXT, "Of the parameter or header.", required=True),
            own_field("value", Kind.TEXT, "As it is sent.", default="an empty value"),
        )
        super().__init__("Add to the request", "Add", fields, {"where": QUERY})
        self._form = form

    def check(self, field: FormField, text: str) -> str:
        """Also that a header has a name that headers can have."""
        is_header = field.name == "name" and self.text("where").strip() == HEADER
        if is_header and not _HEADER_NAME.fullmatch(text):
            return f"{one_line(text, 60)!r} is no name of a header"
        return super().check(field, text)

    def behind(self) -> tuple[str, ...]:
        """The form of the request it is added to."""
        return (self._form.key,)

    async def submit(self) -> FormField:
        """Add it.

        Raises:
            CallError: The request has as many fields as can be.
        """
        label = label_of(self.text("where").strip(), self.text("name").strip())
        field = self._form.add(label)
        self._form.set(field.name, self.text("value") or EMPTY)
        return field
