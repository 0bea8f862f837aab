"""The forms of one sitting: what is typed in one stays while another is open, and over a crash."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, overload

from explorer.api.operation import Operation
from explorer.workbench.collected import CollectedRequest
from explorer.workbench.drafts import DraftId, Drafts
from explorer.workbench.forms import Form
from explorer.workbench.request_form import RequestForm
from explorer.workbench.variables import BUILT_IN, Variables, layer

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench

KIND = "form"
"""What the drafts call a form."""

SHARED = ("conversationId", "userId")
"""Ids that one form takes over from another, where nobody has typed in it yet."""


AnyForm = Form | RequestForm


class Forms:
    """The forms of a server, by site and operation.

    Args:
        drafts: Keep what is typed.
        profile: What drafts know the server by.
        variables: What `{{name}}` stands for in all of them.
    """

    def __init__(self, drafts: Drafts, profile: str, variables: Variables | None = None) -> None:
        self._drafts, self._profile = drafts, profile
        self._variables = variables or Variables()
        self._open: dict[tuple[str, str], AnyForm] = {}
        self._kept: dict[tuple[str, str], dict[str, str]] = {}
        self._shared: dict[tuple[str, str], str] = {}
        self._untouched: set[tuple[str, str]] = set()

    async def load(self) -> None:
        """Read what was typed in earlier sittings."""
        found = await asyncio.to_thread(self._drafts.list, profile=self._profile, kind=KIND)
        for draft in found:
            self._kept[draft.id.site, draft.id.key] = _texts(draft.text)

    @property
    def variables(self) -> Variables:
        """What `{{name}}` stands for; setting it changes all forms."""
        return self._variables

    @variables.setter
    def variables(self, variables: Variables) -> None:
        self._variables = variables
        for form in self._open.values():
            form.variables = variables

    def offer(self, site: str, name: str, text: str) -> None:
        """As `share`, where no form has such an id yet."""
        self._shared.setdefault((site, name), text)

    def share(self, site: str, name: str, text: str) -> None:
        """Have an id stand in forms that nobody has typed in yet.

        Args:
            site: The present site.
            name: One of `SHARED`.
            text: The id.
        """
        self._shared[site, name] = text

    @overload
    def open(self, subject: type[Operation[Any]], site: str) -> Form: ...
    @overload
    def open(self, subject: CollectedRequest, site: str) -> RequestForm: ...
    def open(self, subject: type[Operation[Any]] | CollectedRequest, site: str) -> AnyForm:
        """The form of an operation, or of a request of a collection, as it was left.

        Args:
            subject: Any class of the catalogue, or any request.
            site: The present site: ids of one mean nothing in another.
        """
        key = subject.key if isinstance(subject, CollectedRequest) else subject.operation_id
        place = (site, key)
        form = self._open.get(place)
        if form is None:
            texts = self._kept.get(place)
            form = new_form(subject, self._variables, texts)
            self._open[place] = form
            if texts is None:
                self._untouched.add(place)
            form.on_change(lambda changed: self._changed(place, changed))
        if place in self._untouched:
            for each in form.fields:
                known = self._shared.get((site, each.wire_name), "")
                # What the file of a request says stands before what another form has.
                if known and not form.beginning(each.name):
                    form.set(each.name, known)
            self._untouched.add(place)
        return form

    def _changed(self, place: tuple[str, str], form: AnyForm) -> None:
        self._untouched.discard(place)
        site, key = place
        typed = {name: text for name, text in form.typed.items() if not form.field(name).secret}
        for name in SHARED:
            if typed.get(name) and "{{" not in typed[name]:
                self._shared[site, name] = typed[name]
        ident = DraftId(self._profile, site, "", KIND, key)
        if typed:
            self._drafts.put(ident, json.dumps(typed, ensure_ascii=False))
        else:
            self._drafts.delete(ident)


def new_form(
    subject: type[Operation[Any]] | CollectedRequest,
    variables: Variables | None = None,
    texts: Mapping[str, str] | None = None,
) -> AnyForm:
    """A form that nothing keeps.

    Args:
        subject: An operation, or a request of a collection.
        variables: What `{{name}}` stands for.
        texts: What to begin with.
    """
    if isinstance(subject, CollectedRequest):
        return RequestForm(subject, variables=variables, texts=texts)
    return Form(subject, variables=variables, texts=texts)


def variables_of(workbench: Workbench) -> Variables:
    """The variables of a sitting: those of its target, and what is built in."""
    built_in = {"baseUrl": workbench.client.base_url, "cloudId": workbench.cloud_id}
    return Variables(
        workbench.target.variables,
        layer({name: text for name, text in built_in.items() if text}, BUILT_IN),
    )


def _texts(text: str) -> dict[str, str]:
    """The fields of a draft; what is none of that shape holds nothing."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {name: each for name, each in value.items() if isinstance(each, str)}
