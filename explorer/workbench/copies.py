"""What of a thing can be copied: its text, id, links, JSON. Plain data for any face."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer.api.models import Conversation, Message, StoredModule, Unreadable
from explorer.api.models.modules import ModuleType
from explorer.api.operation import CallError, Operation
from explorer.api.operations import GetConversation, GetMessage, GetUser
from explorer.api.operations.modules import PUT

WEB_LINK = "https://applink.atlassian.com/stride/{cloud_id}/chat/{conversation_id}"
"""What the service's own apps open a conversation by (API.md section 1)."""

MOST_LINKS = 20
"""Of a message, offered to be copied."""


class Copy(NamedTuple):
    """Something to copy: what it is called, with an article, and the text."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class MessageOf:
    """A message, and the conversation it is in.

    Args:
        conversation_id: Of the conversation.
        message: The message.
    """

    conversation_id: str
    message: Message | Unreadable


@dataclass(frozen=True, slots=True)
class ModuleOf:
    """A module, and where it is.

    Args:
        conversation_id: Of the conversation.
        type: Its type.
        module: As the server lists it.
    """

    conversation_id: str
    type: ModuleType
    module: StoredModule | Unreadable


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of a thing's details.

    Args:
        name: As the service spells it.
        value: JSON data.
        whole: The conversation it is of.
    """

    name: str
    value: Any
    whole: Conversation


@dataclass(frozen=True, slots=True)
class PersonOf:
    """A person of a roster.

    Args:
        user_id: Atlassian account id.
        name: Empty if it is not known.
    """

    user_id: str
    name: str


def copies(
    subject: Conversation | Unreadable | MessageOf | ModuleOf | FieldOf | PersonOf,
    base_url: str,
    cloud_id: str,
) -> list[Copy]:
    """What of a thing can be copied, the likeliest first.

    Args:
        subject: The thing.
        base_url: Of the server, for REST addresses.
        cloud_id: Of the site it is on; empty for one that is not known: no addresses then.
    """
    match subject:
        case Conversation():
            found = _conversation(subject, base_url, subject.cloud_id or cloud_id)
        case MessageOf(conversation_id, Message() as message):
            found = _message(conversation_id, message, base_url, cloud_id)
        case ModuleOf(conversation_id, type, StoredModule() as module):
            found = _module(conversation_id, type, module, base_url, cloud_id)
        case FieldOf():
            found = _field(subject, base_url, cloud_id)
        case PersonOf(user_id, name):
            address = _address(GetUser, base_url, cloud_id, user_id=user_id)
            found = [Copy("the id", user_id), Copy("the name", name)]
            found.append(Copy("the REST address", address))
        case MessageOf(_, Unreadable() as other) | ModuleOf(_, _, Unreadable() as other):
            found = [Copy("the JSON", as_json(other))]
        case _:
            found = [Copy("the JSON", as_json(subject))]
    return [copy for copy in found if copy.text]


def _conversation(conversation: Conversation, base_url: str, cloud_id: str) -> list[Copy]:
    link = WEB_LINK.format(cloud_id=cloud_id, conversation_id=conversation.id)
    return [
        Copy("the name", conversation.title),
        Copy("the id", conversation.id),
        Copy("the web link", link if cloud_id else ""),
        Copy(
            "the REST address",
            _address(GetConversation, base_url, cloud_id, conversation_id=conversation.id),
        ),
        Copy("the JSON", as_json(conversation)),
    ]


def _field(field: FieldOf, base_url: str, cloud_id: str) -> list[Copy]:
    """The field alone, then what can be copied of the conversation."""
    value = field.value
    text = value if isinstance(value, str) else "" if value is None else as_json(value)
    whole = _conversation(field.whole, base_url, field.whole.cloud_id or cloud_id)
    return [
        Copy("the value", text),
        Copy("the field as JSON", as_json({field.name: value})),
        *(
            Copy(f"the conversation's {each.what.removeprefix('the ')}", each.text)
            for each in whole
        ),
    ]


def _message(conversation_id: str, message: Message, base_url: str, cloud_id: str) -> list[Copy]:
    from explorer.document.markdown import to_markdown
    from explorer.document.text import to_text

    place = {"conversation_id": conversation_id, "message_id": message.id}
    return [
        Copy("the message as Markdown", to_markdown(message.document)),
        Copy("the message as text", to_text(message.document)),
        *(Copy("the link", address) for address in _links(message)),
        Copy("the id", message.id),
        Copy("the author's id", message.sender_id),
        Copy("the REST address", _address(GetMessage, base_url, cloud_id, **place)),
        Copy("the JSON", as_json(message)),
        Copy("the document's JSON", as_json(message.body) if message.body else ""),
    ]


def _links(message: Message) -> list[str]:
    """Where the text and the cards of a message lead: each address once, in reading order."""
    from explorer.document.blocks import ApplicationCard
    from explorer.document.inlines import Text
    from explorer.document.marks import Link, is_safe_address

    found: list[str] = []
    for node in message.document.walk():
        if isinstance(node, Text):
            found += [mark.address for mark in node.marks if isinstance(mark, Link)]
        elif isinstance(node, ApplicationCard):
            found.append(node.card.link or "")
    return list(dict.fromkeys(filter(is_safe_address, found)))[:MOST_LINKS]


def _module(
    conversation_id: str, type: ModuleType, module: StoredModule, base_url: str, cloud_id: str
) -> list[Copy]:
    key = module.key or ""
    place = {"conversation_id": conversation_id, "key": key}
    return [
        Copy("the key", key),
        Copy("the REST address", _address(PUT[type], base_url, cloud_id, **place)),
        Copy("the JSON", as_json(module)),
    ]


def _address(operation: type[Operation[Any]], base_url: str, cloud_id: str, **place: str) -> str:
    """Where a thing is, by the path of an operation on it; empty where that cannot be told."""
    try:
        call = operation.unchecked({"cloud_id": cloud_id, **place})
        return base_url + call.build(cloud_id).target.partition("?")[0]
    except CallError:
        return ""


def as_json(thing: Any) -> str:
    """A model as the server sent it, or any JSON data, laid out over lines.

    Args:
        thing: A model of an answer, an `Unreadable`, or JSON data.
    """
    if isinstance(thing, Unreadable):
        thing = thing.raw
    elif hasattr(thing, "model_dump"):
        thing = thing.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return json.dumps(thing, ensure_ascii=False, indent=2)
