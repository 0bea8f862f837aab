"""The forms of one sitting: what is typed in one stays while another is open, and over a crash."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from explorer.api.operation import Operation
from explorer.workbench.drafts import DraftId, Drafts
from explorer.workbench.forms import Form
from explorer.workbench.variables import Variables

KIND = "form"
"""What the drafts call a form."""

SHARED = ("conversationId", "userId")
"""Ids that one form takes over from another, where nobody has typed in it yet."""


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
        self._open: dict[tuple[str, str], Form] = {}
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

    def open(self, operation: type[Operation[Any]], site: str) -> Form:
        """The form of an operation, as it was left.

        Args:
            operation: Any class of the catalogue.
            site: The present site: ids of one mean nothing in another.
        """
        place = (site, operation.operation_id)
        form = self._open.get(place)
        if form is None:
            texts = self._kept.get(place)
            form = Form(operation, variables=self._variables, texts=texts)
            self._open[place] = form
            if texts is None:
                self._untouched.add(place)
            form.on_change(lambda changed: self._changed(place, changed))
        if place in self._untouched:
            for each in form.fields:
                known = self._shared.get((site, each.wire_name), "")
                if known:
                    form.set(each.name, known)
            self._untouched.add(place)
        return form

    def _changed(self, place: tuple[str, str], form: Form) -> None:
        self._untouched.discard(place)
        site, operation_id = place
        typed = form.typed
        for name in SHARED:
            if typed.get(name) and "{{" not in typed[name]:
                self._shared[site, name] = typed[name]
        ident = DraftId(self._profile, site, "", KIND, operation_id)
        if typed:
            self._drafts.put(ident, json.dumps(typed, ensure_ascii=False))
        else:
            self._drafts.delete(ident)


def _texts(text: str) -> dict[str, str]:
    """The fields of a draft; what is none of that shape holds nothing."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {name: each for name, each in value.items() if isinstance(each, str)}
