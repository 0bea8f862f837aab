"""What a field's value may be chosen from: what the site has, asked for through the workbench."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from explorer.api.errors import ApiError
from explorer.api.explain import explain
from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation
from explorer.api.models.messages import Message
from explorer.api.models.sites import Site
from explorer.api.operation import CallError, Operation
from explorer.api.operations import ListConversations, ListMessages, ListRoster
from explorer.api.operations.modules import LIST
from explorer.document.safe import one_line
from explorer.workbench.forms import Form
from explorer.workbench.forms_fields import FormField, Pick
from explorer.workbench.forms_templates import module_type
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.request_form import RequestForm
from explorer.workbench.workbench import Workbench

T = TypeVar("T")

ROOMS_ASKED = 6
"""Conversations whose people are offered where no conversation is chosen."""

NAMES_ASKED = 60
"""People whose names are asked for; of others the id is shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose.

    Args:
        value: What the field then holds.
        label: How a person knows it, on one visible line.
        detail: A word more, on one visible line.
    """

    value: str
    label: str
    detail: str = ""


class NothingToChoose(WorkbenchError):
    """There is nothing to choose from; the message says why and what to do."""


async def choices(
    workbench: Workbench, form: Form | RequestForm, name: str, query: str = ""
) -> Sequence[Choice]:
    """What a field may be filled with. The other fields of the form say where to look.

    The messages of a user are those of the direct conversation, which is begun where there is
    none: a service knows no other way to ask for it.

    Args:
        workbench: Asks.
        form: The form.
        name: The field, by either spelling.
        query: Part of a conversation's name, for which the server then looks; else empty.

    Raises:
        NothingToChoose: Another field must be filled first, or the service keeps no such list.
        ApiError: They could not be had.
        CallError: There is no such field, or another field holds what cannot be sent.
    """
    field = form.field(name)
    if field.pick is None:
        return [Choice(value, value) for value in field.choices]
    try:
        return await _ASKING[field.pick](_Asking(workbench, form, field, query))
    except ValidationError as problem:
        raise CallError(f"{explain(problem)[0]}.") from None


@dataclass(frozen=True, slots=True)
class _Asking:
    workbench: Workbench
    form: Form | RequestForm
    field: FormField
    query: str

    def given(self, name: str) -> str:
        """What another field holds; empty where there is no such field or nothing in it."""
        known = {each.wire_name for each in self.form.fields}
        return self.form.variables.fill(self.form.text(name)).text if name in known else ""

    def needed(self, name: str) -> str:
        value = self.given(name)
        if not value:
            raise NothingToChoose(
                f"Choose {name} first: {self.field.wire_name} is looked for there."
            )
        return value

    async def site(self) -> str:
        return self.given("cloudId") or await self.workbench.site()

    async def ask(self, call: Operation[T]) -> T:
        return (await self.workbench.client.exchange(call)).result()


async def _sites(asking: _Asking) -> list[Choice]:
    found = await asking.workbench.sites()
    return [
        Choice(each.id, one_line(each.title, 80), one_line(each.id, 60))
        for each in found
        if isinstance(each, Site)
    ]


async def _conversations(asking: _Asking) -> list[Choice]:
    target = asking.workbench.target
    if target.room_only:
        return [Choice(target.conversation_id, "The conversation of the token")]
    return [
        Choice(
            each.id,
            f"{'@' if each.is_direct else '#'} {one_line(each.title, 80)}",
            "archived" if each.is_archived else "private" if each.is_private else "",
        )
        for each in await _rooms(asking)
    ]


async def _rooms(asking: _Asking) -> list[Conversation]:
    call = ListConversations(
        cloud_id=await asking.site(), query=asking.query or None, include_archived=True
    )
    page = await asking.ask(call)
    return [each for each in page.values if isinstance(each, Conversation)]


async def _users(asking: _Asking) -> list[Choice]:
    site, room = await asking.site(), asking.given("conversationId")
    if room and asking.field.wire_name != "add":
        ids = await _roster(asking, site, room)
    else:
        there = set(await _roster(asking, site, room)) if room else set()
        rooms = [each.id for each in await _rooms(asking) if not each.is_direct][:ROOMS_ASKED]
        rosters = await asyncio.gather(*(_roster(asking, site, each) for each in rooms))
        everyone = dict.fromkeys(user for roster in rosters for user in roster)
        ids = [user for user in everyone if user not in there]
    # The app itself is in every roster, and cannot be written to.
    me = await _me(asking)
    ids = [user for user in ids if user != me]
    asked = ids[:NAMES_ASKED]
    names = await asyncio.gather(*map(asking.workbench.name_of, asked))
    labels = dict(zip(asked, names, strict=True))
    found = [Choice(user, one_line(labels.get(user, user), 80), one_line(user, 60)) for user in ids]
    return sorted(found, key=lambda each: each.label.lower())


async def _roster(asking: _Asking, site: str, room: str) -> list[str]:
    try:
        page = await asking.ask(ListRoster(cloud_id=site, conversation_id=room))
    except ApiError:
        if asking.given("conversationId"):
            raise
        # Of several rooms one that is closed to the app costs no other.
        return []
    return [user for user in page.values if isinstance(user, str) and user]


async def _me(asking: _Asking) -> str:
    try:
        me = await asking.workbench.me()
    except ApiError:
        return ""
    return me.account_id if me is not None else ""


async def _messages(asking: _Asking) -> list[Choice]:
    found = await _recent(asking)
    operation = asking.form.operation_class
    if operation is not None and operation.method in {"PUT", "DELETE"}:
        # Only the app's own can be changed.
        me = await _me(asking)
        found = [each for each in found if not me or each.sender_id == me]
    senders = list(dict.fromkeys(each.sender_id for each in found if each.sender_id))[:NAMES_ASKED]
    names = await asyncio.gather(*map(asking.workbench.name_of, senders))
    called = dict(zip(senders, names, strict=True))
    return [
        Choice(
            each.id,
            one_line(each.text or each.document.to_markdown(), 100) or "(no text)",
            one_line(called.get(each.sender_id, each.sender_id), 40),
        )
        for each in reversed(found)
    ]


async def _recent(asking: _Asking) -> list[Message]:
    site = await asking.site()
    known = {each.wire_name for each in asking.form.fields}
    if "conversationId" in known:
        room = asking.needed("conversationId")
    else:
        room = (await asking.workbench.direct(asking.needed("userId"))).id
    page = await asking.ask(ListMessages(cloud_id=site, conversation_id=room))
    return [each for each in page.messages if isinstance(each, Message)]


async def _module_keys(asking: _Asking) -> list[Choice]:
    site, room = await asking.site(), asking.needed("conversationId")
    operation = asking.form.operation_class
    kind = module_type(operation) if operation is not None else None
    if kind is None:
        states = await asking.workbench.configuration_states(room)
        if not states:
            raise NothingToChoose(
                "The service does not list these keys, and none was used from here yet: type it."
            )
        said = {True: "configured", False: "not configured"}
        return [Choice(each.key, one_line(each.key, 80), said[each.configured]) for each in states]
    page: Any = await asking.ask(LIST[kind](cloud_id=site, conversation_id=room, limit=75))
    return [
        Choice(each.key, one_line(each.key, 80), str(kind))
        for each in page.values
        if not isinstance(each, Unreadable) and each.key
    ]


async def _media(asking: _Asking) -> list[Choice]:
    """The files that the latest messages show: the service keeps no other list."""
    found: dict[str, Choice] = {}
    for message in reversed(await _recent(asking)):
        for attrs in _media_in(message.body):
            ident = attrs.get("id")
            if isinstance(ident, str) and ident and ident not in found:
                name = next(
                    (attrs[key] for key in ("fileName", "name") if isinstance(attrs.get(key), str)),
                    ident,
                )
                detail = one_line(message.text or "", 60)
                found[ident] = Choice(ident, one_line(name, 80), detail)
    if not found:
        raise NothingToChoose(
            "No file is in the latest messages, and the service lists them nowhere else: type it."
        )
    return list(found.values())


def _media_in(document: Any) -> Iterable[dict[str, Any]]:
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            attrs = node.get("attrs")
            if node.get("type") == "media" and isinstance(attrs, dict):
                yield attrs
            content = node.get("content")
            waiting += reversed(content) if isinstance(content, list) else ()


_ASKING = {
    Pick.SITE: _sites,
    Pick.CONVERSATION: _conversations,
    Pick.USER: _users,
    Pick.MESSAGE: _messages,
    Pick.MODULE_KEY: _module_keys,
    Pick.MEDIA: _media,
}
