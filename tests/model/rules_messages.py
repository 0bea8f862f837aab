"""The model's rules for messages, in rooms and to users."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from .documents import content
from .judging import Ask
from .rules_conversations import direct, reach, started
from .service import Conversation, Message, Service, rule

_NANOSECONDS = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{9})Z")
_RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_GREGORIAN = datetime(1582, 10, 15, tzinfo=UTC)
MOST = 75


def ticks(text: str) -> int | None:
    """A moment in RFC 3339 as ids count it, in ticks of 100 ns; None where it is none."""
    parts = _RFC3339.fullmatch(text)
    try:
        whole = datetime.fromisoformat((parts[1] + parts[3]).upper()) if parts else None
    except ValueError:
        return None
    if parts is None or whole is None:
        return None
    since = whole - _GREGORIAN
    return since // timedelta(seconds=1) * 10_000_000 + int((parts[2] or "").ljust(9, "0")[:7])


def written(moment: int) -> str:
    """A moment as messages carry it."""
    seconds, rest = divmod(moment, 10_000_000)
    return f"{_GREGORIAN + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.{rest:07d}00Z"


def shows(ask: Ask, found: Any, message: Message) -> None:
    """The message is shown as it is."""
    ask.same(set(found), {"id", "body", "text", "sender", "ts"}, "the members of a message")
    expected = (message.id, {"id": message.sender})
    ask.same((found["id"], found["sender"]), expected, "id and sender")
    ask.check(bool(_NANOSECONDS.fullmatch(found["ts"])), "ts is no moment")
    ask.same(found["ts"], written(message.moment), "ts, by the id")
    if message.body is None:
        message.body = found["body"]
    if message.text is None:
        message.text = found["text"]
    ask.same(found["body"], message.body, "the body of the message")
    ask.same(found["text"], message.text, "the text of the message")


def _page(ask: Ask, found: Any, expected: list[Message]) -> None:
    ask.same(set(found), {"messages"}, "the members of a page of messages")
    ids = [each["id"] for each in found["messages"]]
    ask.same(ids, [message.id for message in expected], "the messages of the page")
    for each, message in zip(found["messages"], expected, strict=True):
        shows(ask, each, message)


@rule("ConversationMessagesGetHandler")
def list_messages(service: Service, ask: Ask) -> None:
    """Messages between bounds: the first after the lower one, else the latest."""
    room, query = service.conversation(ask), ask.call.query
    ask.only("beforeMessage", "afterMessage", "beforeTimestamp", "afterTimestamp", "limit")
    limit = ask.number("limit", 1, MOST, MOST)
    low, high = _bound(ask, "after"), _bound(ask, "before")
    found = ask.answer()
    assert room is not None
    between = [
        message
        for message in room.history()
        if (not low or message.moment > max(low)) and (not high or message.moment < min(high))
    ]
    _page(ask, found, between[:limit] if query.keys() & _LOWER else between[-limit:])


_LOWER = {"afterMessage", "afterTimestamp"}


def _bound(ask: Ask, side: str) -> list[int]:
    found: list[int] = []
    query = ask.call.query
    if (name := f"{side}Message") in query:
        try:
            id = UUID(query[name])
        except ValueError:
            id = None
        if id is None or id.version != 1:
            ask.no(400, name)
        else:
            found.append(id.time)
    if (name := f"{side}Timestamp") in query:
        moment = ticks(query[name])
        if moment is None:
            ask.no(400, name)
        else:
            found.append(moment)
    return found


@rule("ConversationMessagesRecentGetHandler")
def list_recent(service: Service, ask: Ask) -> None:
    """The latest messages."""
    room = service.conversation(ask)
    ask.only("limit")
    limit = ask.number("limit", 1, MOST, MOST)
    found = ask.answer()
    assert room is not None
    _page(ask, found, room.history()[-limit:])


def _message(ask: Ask, room: Conversation | None) -> Message | None:
    """The message of the call; an objection where there is none."""
    wanted = ask.call.path["messageId"]
    found = room.messages.get(wanted) if room else None
    if room and found is None:
        ask.no(404, wanted)
    return found


def _own(service: Service, ask: Ask, room: Conversation | None) -> Message | None:
    """The message of the call, where the caller may change it."""
    message = _message(ask, room)
    if message and message.sender != service.caller(ask).app.user:
        ask.no(403, "sender")
    if room and room.archived:
        ask.no(403, "archived")
    return message


@rule("ConversationMessageGetHandler")
def get_message(service: Service, ask: Ask) -> None:
    """One message."""
    ask.only()
    message = _message(ask, service.conversation(ask))
    found = ask.answer()
    assert message is not None
    shows(ask, found, message)


@rule("ConversationContextMessagesGetHandler")
def get_context(service: Service, ask: Ask) -> None:
    """A message with its neighbours. Of more than 75 in all, the documents name no share."""
    room = service.conversation(ask)
    ask.only("before", "after")
    message = _message(ask, room)
    before, after = ask.number("before", 0, MOST, 0), ask.number("after", 0, MOST, 0)
    found = ask.answer()
    assert room is not None
    assert message is not None
    history = room.history()
    place = history.index(message)
    expected = history[max(place - before, 0) : place + after + 1]
    if len(expected) <= MOST:
        share = (MOST - 1) // 2
        if before + after < MOST or (place <= share and len(history) - place - 1 <= share):
            _page(ask, found, expected)
            return
    ids = [each["id"] for each in found["messages"]]
    ask.check(message.id in ids, "the message is not in its context")
    ask.check(len(ids) <= MOST, "the context is too long")
    first = place - ids.index(message.id)
    _page(ask, found, history[first : first + len(ids)])


def _send(service: Service, ask: Ask, room: Conversation, body: Any, text: str | None) -> None:
    made = ask.answer()
    ask.same(set(made), {"id"}, "the members of what was sent")
    id = service.new_id(ask, made["id"], 1)
    message = Message(id, service.caller(ask).app.user, body, text)
    later = [other for other in room.messages.values() if other.moment >= message.moment]
    ask.check(not later, "a message is older than those that were there before it")
    room.messages[id] = message


def _edit(ask: Ask, message: Message | None, body: Any, text: str | None) -> None:
    found = ask.answer()
    assert message is not None
    ask.same(found, {"id": message.id}, "the answer to an edit")
    message.body, message.text = body, text


@rule("ConversationMessagePostHandler")
def send_message(service: Service, ask: Ask) -> None:
    """A new message of the caller's own user."""
    ask.only()
    room = service.conversation(ask)
    body, text = content(ask)
    if room and room.archived:
        ask.no(403, "archived")
    if room is None:
        ask.answer()
    assert room is not None
    _send(service, ask, room, body, text)


@rule("ConversationMessagePutHandler")
def edit_message(service: Service, ask: Ask) -> None:
    """An own message gets another content."""
    ask.only()
    message = _own(service, ask, service.conversation(ask))
    _edit(ask, message, *content(ask))


@rule("ConversationMessageDeleteHandler")
def delete_message(service: Service, ask: Ask) -> None:
    """An own message goes."""
    ask.only()
    room = service.conversation(ask)
    message = _own(service, ask, room)
    ask.answer()
    assert room is not None
    assert message is not None
    del room.messages[message.id]


@rule("UserMessagePostHandler")
def send_direct(service: Service, ask: Ask) -> None:
    """A message to a user; the first one starts the conversation."""
    reach(service, ask)
    body, text = content(ask)
    room = direct(service, ask)
    if room and room.archived:
        ask.no(403, "archived")
    ask.answer()
    _send(service, ask, room or started(service, ask), body, text)


def _of_user(service: Service, ask: Ask) -> tuple[Conversation | None, Message | None]:
    reach(service, ask)
    room = direct(service, ask)
    if room is None:
        ask.no(404, "message")
    return room, _own(service, ask, room)


@rule("UserMessagePutHandler")
def edit_direct(service: Service, ask: Ask) -> None:
    """An own message to a user gets another content."""
    _, message = _of_user(service, ask)
    _edit(ask, message, *content(ask))


@rule("UserMessageDeleteHandler")
def delete_direct(service: Service, ask: Ask) -> None:
    """An own message to a user goes."""
    room, message = _of_user(service, ask)
    ask.answer()
    assert room is not None
    assert message is not None
    del room.messages[message.id]
