"""Every operation of the catalogue: as the Postman collection has it, as sent, as read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from explorer.api.models import (
    Conversation,
    ConversationPage,
    Created,
    Me,
    Message,
    MessagePage,
    ModulePage,
    RosterPage,
    SitePage,
    User,
)
from explorer.api.operation import Operation, PagedOperation, Scope
from explorer.api.operations import CATALOGUE, ListConversations, UpdateConversation

COLLECTION = json.loads((Path(__file__).parent / "data" / "collection.json").read_text())
SITE = "11111111-2222-4333-8444-555555555555"
ROOM = "22222222-3333-4444-8555-666666666666"
USER = "557058:33333333-4444-4555-8666-777777777777"
MESSAGE = "5d6e39d3-ab1d-10e7-be03-02420aff0003"


@dataclass(frozen=True)
class Listed:
    """An operation as the collection has it."""

    group: str
    method: str
    path: str
    query: tuple[str, ...]
    scope: str


def collection() -> dict[str, Listed]:
    found = {}
    for folder in COLLECTION["item"]:
        for item in folder["item"]:
            request = item["request"]
            url = request["url"]
            if isinstance(url, str):
                path, query = url.removeprefix("{{default}}"), []
            else:
                path = "/" + "/".join(url["path"])
                query = [entry["key"] for entry in url.get("query", [])]
            scope = re.search(r"with scope (\S+)$", request["description"])
            found[item["name"]] = Listed(
                folder["name"],
                request["method"],
                # Only a segment that starts with a colon is a variable.
                re.sub(r"(?<=/):(\w+)", r"{\1}", path),
                tuple(query),
                # Two say nothing of scopes; the service asked for this one.
                scope[1] if scope else "participate:conversation",
            )
    return found


IN_COLLECTION = collection()
OUTSIDE = {
    "ConversationMessagesGetHandler": ("GET", "/message", "Message"),
    "ConversationMessagesRecentGetHandler": ("GET", "/message/recent", "Message"),
    "ConversationMessagePostHandler": ("POST", "/message", "Message"),
    "ConversationMessageGetHandler": ("GET", "/message/{messageId}", "Message"),
    "ConversationMessagePutHandler": ("PUT", "/message/{messageId}", "Message"),
    "ConversationMessageDeleteHandler": ("DELETE", "/message/{messageId}", "Message"),
    "ConversationContextMessagesGetHandler": ("GET", "/message/{messageId}/context", "Message"),
    "ConversationArchivePutHandler": ("PUT", "/archive", "Conversation"),
    "ConversationUnarchivePutHandler": ("PUT", "/unarchive", "Conversation"),
    "ConversationRosterGetHandler": ("GET", "/roster", "Roster"),
    "PatchRosterHandler": ("PATCH", "/roster", "Roster"),
    "ConversationMediaPostHandler": ("POST", "/media", "Media"),
    "ConversationMediaGetHandler": ("GET", "/media/{mediaId}", "Media"),
    "ConversationMediaDeleteHandler": ("DELETE", "/media/{mediaId}", "Media"),
    "AppModuleChatDialogDeleteHandler": (
        "DELETE",
        "/app/module/chat:dialog/{key}",
        "Chat:dialog",
    ),
    "AppModuleChatGlanceStatePutHandler": (
        "PUT",
        "/app/module/chat:glance/{key}/state",
        "Chat:glance",
    ),
    **{
        f"{stem}{act}Handler": (
            method,
            f"/app/module/{kind}{tail}",
            kind.capitalize()[:5] + kind[5:],
        )
        for stem, kind in (
            ("AppModuleChatExternalPage", "chat:externalPage"),
            ("AppModuleChatGlance", "chat:glance"),
            ("AppModuleChatSidebar", "chat:sidebar"),
            ("AppWebhookChatWebhook", "chat:webhook"),
        )
        for act, method, tail in (
            ("GetAll", "GET", ""),
            ("Put", "PUT", "/{key}"),
            ("Delete", "DELETE", "/{key}"),
        )
    },
}
OF_MANAGERS = {
    "ConversationArchivePutHandler",
    "ConversationUnarchivePutHandler",
    "PatchRosterHandler",
}


def test_the_collection_names_21_operations_and_so_does_the_catalogue() -> None:
    assert len(IN_COLLECTION) == 21
    assert {name for name, kind in CATALOGUE.items() if kind.in_collection} == set(IN_COLLECTION)


@pytest.mark.parametrize("operation_id", IN_COLLECTION)
def test_an_operation_is_as_the_collection_has_it(operation_id: str) -> None:
    listed, kind = IN_COLLECTION[operation_id], CATALOGUE[operation_id]
    query = [each.wire_name for each in kind.parameters() if each.place == "query"]

    assert (kind.method, kind.path, kind.group, kind.scope) == (
        listed.method,
        listed.path,
        listed.group,
        listed.scope,
    )
    assert sorted(query) == sorted(listed.query)


@pytest.mark.parametrize("operation_id", OUTSIDE)
def test_an_operation_outside_the_collection_has_its_resource_as_group(operation_id: str) -> None:
    method, tail, group = OUTSIDE[operation_id]
    kind = CATALOGUE[operation_id]

    assert (kind.method, kind.path) == (
        method,
        f"/site/{{cloudId}}/conversation/{{conversationId}}{tail}",
    )
    scope = Scope.MANAGE if operation_id in OF_MANAGERS else Scope.PARTICIPATE
    assert (kind.group, kind.scope, kind.in_collection) == (group, scope, False)


def test_people_are_outside_the_collection() -> None:
    user, me = CATALOGUE["UserGetHandler"], CATALOGUE["MeGetHandler"]

    assert (user.method, user.path) == ("GET", "/scim/site/{cloudId}/Users/{userId}")
    assert (user.scope, user.in_collection) == (Scope.PARTICIPATE, False)
    assert (me.method, me.path, me.scope, me.in_collection) == ("GET", "/me", None, False)


def test_nothing_else_is_in_the_catalogue() -> None:
    assert set(CATALOGUE) == {*IN_COLLECTION, *OUTSIDE, "UserGetHandler", "MeGetHandler"}
    assert all(CATALOGUE[name].operation_id == name for name in CATALOGUE)


DOCUMENT = {
    "version": 1,
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hi"}]}],
}
IN_ROOM: dict[str, Any] = {"cloud_id": SITE, "conversation_id": ROOM}
WITH_USER: dict[str, Any] = {"cloud_id": SITE, "user_id": USER}
ROOM_PATH = f"/site/{SITE}/conversation/{ROOM}"
USER_PATH = f"/site/{SITE}/conversation/user/{USER}"
MODULES = f"{ROOM_PATH}/app/module"
BOT = {"mention": {"url": "/m"}}
DIALOG = {"title": {"value": "Report"}, "url": "/d"}
GLANCE = {
    "name": {"value": "Reports"},
    "icon": {"url": "/i.png", "url@2x": "/i@2x.png"},
    "queryUrl": "/q",
    "conditions": [{"type": "or", "conditions": [{"condition": "user_is_guest", "invert": True}]}],
}

# Operation, its parameters, the target and body that come of them, an answer, what is read.
CASES: dict[str, tuple[dict[str, Any], str, Any, Any, Any]] = {
    "GetAllHandler": ({}, "/site/", None, {"values": [{"id": SITE, "name": "acme"}]}, SitePage),
    "ConversationMediaDeleteHandler": (
        {**IN_ROOM, "media_id": "m"},
        f"{ROOM_PATH}/media/m",
        None,
        None,
        type(None),
    ),
    "ConversationGetAllHandler": (
        {
            "cloud_id": SITE,
            "cursor": "a/b",
            "exclude_direct": True,
            "include_archived": True,
            "include_private": False,
            "limit": 5,
            "query": "café & co",
            "sort": "desc",
        },
        f"/site/{SITE}/conversation?cursor=a%2Fb&exclude-direct=true&include-archived=true"
        "&include-private=false&limit=5&query=caf%C3%A9%20%26%20co&sort=desc",
        None,
        {"values": [{"id": ROOM}], "cursor": "", "limit": 5, "size": 1},
        ConversationPage,
    ),
    "ConversationPostHandler": (
        {"cloud_id": SITE, "name": "Launch", "privacy": "private", "topic": "go"},
        f"/site/{SITE}/conversation",
        {"name": "Launch", "privacy": "private", "topic": "go"},
        {"id": ROOM},
        Created,
    ),
    "ConversationUserGetHandler": (WITH_USER, USER_PATH, None, {"id": ROOM}, Conversation),
    "UserMessagePostHandler": (
        {**WITH_USER, "content": DOCUMENT},
        f"{USER_PATH}/message",
        {"body": DOCUMENT},
        {"id": MESSAGE},
        Created,
    ),
    "UserMessagePutHandler": (
        {**WITH_USER, "message_id": MESSAGE, "content": DOCUMENT},
        f"{USER_PATH}/message/{MESSAGE}",
        {"body": DOCUMENT},
        {"id": MESSAGE},
        Created,
    ),
    "UserMessageDeleteHandler": (
        {**WITH_USER, "message_id": MESSAGE},
        f"{USER_PATH}/message/{MESSAGE}",
        None,
        None,
        type(None),
    ),
    "ConversationGetHandler": (IN_ROOM, ROOM_PATH, None, {"id": ROOM}, Conversation),
    "ConversationPatchHandler": (
        {**IN_ROOM, "topic": ""},
        ROOM_PATH,
        {"topic": ""},
        {"id": ROOM},
        Conversation,
    ),
    "AppModuleChatActionTargetGetAllHandler": (
        {**IN_ROOM, "limit": 20, "start": 40},
        f"{MODULES}/chat:actionTarget?limit=20&start=40",
        None,
        {"values": []},
        ModulePage,
    ),
    "AppModuleChatActionTargetPutHandler": (
        {**IN_ROOM, "key": "k", "module": {"openDialog": {"key": "d"}}},
        f"{MODULES}/chat:actionTarget/k",
        {"openDialog": {"key": "d"}},
        None,
        type(None),
    ),
    "AppModuleChatActionTargetDeleteHandler": (
        {**IN_ROOM, "key": "k"},
        f"{MODULES}/chat:actionTarget/k",
        None,
        None,
        type(None),
    ),
    "AppWebhookChatBotGetAllHandler": (
        IN_ROOM,
        f"{MODULES}/chat:bot",
        None,
        {"values": [{"key": "b"}]},
        ModulePage,
    ),
    "AppWebhookChatBotPutHandler": (
        {**IN_ROOM, "key": "k", "module": BOT},
        f"{MODULES}/chat:bot/k",
        BOT,
        None,
        type(None),
    ),
    "AppWebhookChatBotDeleteHandler": (
        {**IN_ROOM, "key": "k"},
        f"{MODULES}/chat:bot/k",
        None,
        None,
        type(None),
    ),
    "AppWebhookChatBotMessageGetAllHandler": (
        IN_ROOM,
        f"{MODULES}/chat:bot:messages",
        None,
        {"values": []},
        ModulePage,
    ),
    "AppWebhookChatBotMessagePutHandler": (
        {
            **IN_ROOM,
            "key": "k",
            "module": {"pattern": "^(?i)(hi).*$", "url": "https://x.example/p"},
        },
        f"{MODULES}/chat:bot:messages/k",
        {"pattern": "^(?i)(hi).*$", "url": "https://x.example/p"},
        None,
        type(None),
    ),
    "AppWebhookChatBotMessageDeleteHandler": (
        {**IN_ROOM, "key": "k"},
        f"{MODULES}/chat:bot:messages/k",
        None,
        None,
        type(None),
    ),
    "AppModuleChatConfigurationPutHandler": (
        {**IN_ROOM, "key": "k", "configured": False},
        f"{MODULES}/chat:configuration/k/state",
        {"configured": False},
        None,
        type(None),
    ),
    "AppModuleChatDialogGetAllHandler": (
        IN_ROOM,
        f"{MODULES}/chat:dialog",
        None,
        {"values": []},
        ModulePage,
    ),
    "AppModuleChatDialogPutHandler": (
        {**IN_ROOM, "key": "k", "module": DIALOG},
        f"{MODULES}/chat:dialog/k",
        DIALOG,
        None,
        type(None),
    ),
    "ConversationArchivePutHandler": (IN_ROOM, f"{ROOM_PATH}/archive", {}, None, type(None)),
    "ConversationUnarchivePutHandler": (IN_ROOM, f"{ROOM_PATH}/unarchive", {}, None, type(None)),
    "ConversationRosterGetHandler": (
        {**IN_ROOM, "start": 75, "limit": 5},
        f"{ROOM_PATH}/roster?limit=5&start=75",
        None,
        {"values": [USER], "_links": {USER: f"https://x.example/{USER}"}},
        RosterPage,
    ),
    "PatchRosterHandler": (
        {**IN_ROOM, "add": [USER], "remove": ["b"]},
        f"{ROOM_PATH}/roster",
        {"add": [USER], "remove": ["b"]},
        None,
        type(None),
    ),
    "AppModuleChatDialogDeleteHandler": (
        {**IN_ROOM, "key": "a/b"},
        f"{MODULES}/chat:dialog/a%2Fb",
        None,
        None,
        type(None),
    ),
    "AppModuleChatExternalPageGetAllHandler": (
        IN_ROOM,
        f"{MODULES}/chat:externalPage",
        None,
        {"values": []},
        ModulePage,
    ),
    "AppModuleChatExternalPagePutHandler": (
        {**IN_ROOM, "key": "k", "module": {"name": {"value": "N"}, "url": "/p"}},
        f"{MODULES}/chat:externalPage/k",
        {"name": {"value": "N"}, "url": "/p"},
        None,
        type(None),
    ),
    "AppModuleChatExternalPageDeleteHandler": (
        {**IN_ROOM, "key": "k"},
        f"{MODULES}/chat:externalPage/k",
        None,
        None,
        type(None),
    ),
    "AppModuleChatGlanceGetAllHandler": (
        {**IN_ROOM, "start": 10},
        f"{MODULES}/chat:glance?start=10",
        None,
        {"values": [{"key": "k"}], "start": 10},
        ModulePage,
    ),
    "AppModuleChatGlancePutHandler": (
        {**IN_ROOM, "key": "k", "module": GLANCE},
        f"{MODULES}/chat:glance/k",
        GLANCE,
        None,
        type(None),
    ),
    "AppModuleChatGlanceDeleteHandler": (
        {**IN_ROOM, "key": "k"},
        f"{MODULES}/chat:glance/k",
        None,
        None,
        type(None),
    ),
    "AppModuleChatGlanceStatePutHandler": (
        {**IN_ROOM, "key": "k", "label": "3 open", "metadata": {"open": 3}},
        f"{MODULES}/chat:glance/k/state",
        {"label": "3 open", "metadata": {"open": 3}},
        None,
        type(None),
    ),
    "AppModuleChatSidebarGetAllHandler": (
        IN_ROOM,
        f"{MODULES}/chat:sidebar",
        None,
        {"values": []},
        ModulePage,
    ),
    "AppModuleChatSidebarPutHandler": (
        {**IN_ROOM, "key": "k", "module": {"name": {"value": "N"}, "url": "/p"}},
        f"{MODULES}/chat:sidebar/k",
        {"name": {"value": "N"}, "url": "/p"},
        None,
        type(None),
    ),
    "AppModuleChatSidebarDeleteHandler": (
        {**IN_ROOM, "key": "k"},
        f"{MODULES}/chat:sidebar/k",
        None,
        None,
        type(None),
    ),
    "AppWebhookChatWebhookGetAllHandler": (
        IN_ROOM,
        f"{MODULES}/chat:webhook",
        None,
        {"values": []},
        ModulePage,
    ),
    "AppWebhookChatWebhookPutHandler": (
        {**IN_ROOM, "key": "k", "module": {"event": "roster:updates", "url": "/w"}},
        f"{MODULES}/chat:webhook/k",
        {"event": "roster:updates", "url": "/w"},
        None,
        type(None),
    ),
    "AppWebhookChatWebhookDeleteHandler": (
        {**IN_ROOM, "key": "k"},
        f"{MODULES}/chat:webhook/k",
        None,
        None,
        type(None),
    ),
    "ConversationMessagesGetHandler": (
        {**IN_ROOM, "before_message": MESSAGE, "after_timestamp": "2018-06-08T17:36:32.123456789Z"},
        f"{ROOM_PATH}/message?beforeMessage={MESSAGE}"
        "&afterTimestamp=2018-06-08T17%3A36%3A32.123456789Z",
        None,
        {"messages": [{"id": MESSAGE}]},
        MessagePage,
    ),
    "ConversationMessagesRecentGetHandler": (
        {**IN_ROOM, "limit": 3},
        f"{ROOM_PATH}/message/recent?limit=3",
        None,
        {"messages": []},
        MessagePage,
    ),
    "ConversationMessagePostHandler": (
        {**IN_ROOM, "content": DOCUMENT},
        f"{ROOM_PATH}/message",
        {"body": DOCUMENT},
        {"id": MESSAGE},
        Created,
    ),
    "ConversationMessageGetHandler": (
        {**IN_ROOM, "message_id": MESSAGE},
        f"{ROOM_PATH}/message/{MESSAGE}",
        None,
        {"id": MESSAGE},
        Message,
    ),
    "ConversationMessagePutHandler": (
        {**IN_ROOM, "message_id": MESSAGE, "content": DOCUMENT},
        f"{ROOM_PATH}/message/{MESSAGE}",
        {"body": DOCUMENT},
        {"id": MESSAGE},
        Created,
    ),
    "ConversationMessageDeleteHandler": (
        {**IN_ROOM, "message_id": MESSAGE},
        f"{ROOM_PATH}/message/{MESSAGE}",
        None,
        None,
        type(None),
    ),
    "ConversationContextMessagesGetHandler": (
        {**IN_ROOM, "message_id": MESSAGE, "before": 2, "after": 1},
        f"{ROOM_PATH}/message/{MESSAGE}/context?before=2&after=1",
        None,
        {"messages": [{"id": MESSAGE}]},
        MessagePage,
    ),
    "UserGetHandler": (WITH_USER, f"/scim/site/{SITE}/Users/{USER}", None, {"id": USER}, User),
    "MeGetHandler": ({}, "/me", None, {"account_id": USER, "name": "Harbor"}, Me),
}


OF_BYTES = {"ConversationMediaPostHandler", "ConversationMediaGetHandler"}
"""What their bodies are, tests/api/test_media.py looks at."""


@pytest.mark.parametrize("operation_id", [name for name in CATALOGUE if name not in OF_BYTES])
def test_what_is_sent_and_what_is_read(operation_id: str) -> None:
    values, target, body, answer, read = CASES[operation_id]
    call = CATALOGUE[operation_id](**values)
    prepared = call.build()

    assert (prepared.method, prepared.target) == (call.method, target)
    assert prepared.content_type == ("application/json" if body is not None else "")
    assert (json.loads(prepared.body) if prepared.body else None) == body

    parsed = call.parse(200, b"" if answer is None else json.dumps(answer).encode())
    assert type(parsed) is read
    if answer is not None:
        assert parsed.model_dump(mode="json", exclude_unset=True, by_alias=True) == answer


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_the_example_is_a_call_that_could_be_made(operation_id: str) -> None:
    kind: Any = CATALOGUE[operation_id]
    prepared = kind.example().build()

    assert "{" not in prepared.target
    words = {each.name: each.example for each in kind.parameters() if each.place == "path"}
    if kind.takes_file:
        words["name"] = "figures.csv"
    again = kind.from_text(
        words, body=prepared.source or prepared.body or None, content_type=prepared.content_type
    )
    assert again.build() == prepared


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_the_catalogue_tells_what_a_form_needs(operation_id: str) -> None:
    kind = CATALOGUE[operation_id]

    assert re.fullmatch(r"[A-Z].*[^.]", kind.summary())
    places = [each.place for each in kind.parameters()]
    assert places == sorted(places, key=lambda place: place != "path")
    in_template = set(re.findall(r"{(\w+)}", kind.path))
    assert {each.wire_name for each in kind.parameters() if each.place == "path"} == in_template
    assert all(each.description for each in kind.parameters())
    in_path = [each for each in kind.parameters() if each.place == "path"]
    assert all(each.required == (each.wire_name != "cloudId") for each in in_path)


def test_types_and_bounds_are_in_words() -> None:
    found = {
        each.wire_name: (each.type_name, each.bounds, each.default)
        for each in CATALOGUE["ConversationGetAllHandler"].parameters()
    }
    assert found == {
        "cloudId": ("string", "", None),
        "cursor": ("string", "", None),
        "exclude-direct": ("boolean", "", False),
        "include-archived": ("boolean", "", False),
        "include-private": ("boolean", "", True),
        "limit": ("integer", "1 to 75", 75),
        "query": ("string", "", None),
        "sort": ("asc|desc", "", None),
    }


def test_every_list_that_has_pages_says_how_they_follow() -> None:
    paged = [kind for kind in CATALOGUE.values() if issubclass(kind, PagedOperation)]

    assert {kind.__name__ for kind in paged} >= {"ListConversations", "ListMessages", "ListRoster"}
    for kind in paged:
        assert kind.next_page is not PagedOperation.next_page
        assert kind.next_page is not Operation.__dict__.get("next_page")


def test_a_default_is_left_to_the_server() -> None:
    kind = ListConversations

    assert kind().build("s").target == "/site/s/conversation"
    assert kind(limit=75).build("s").target == "/site/s/conversation?limit=75"


def test_what_is_left_out_of_a_patch_is_not_sent() -> None:
    patch = UpdateConversation(**IN_ROOM, name="x", topic=None)
    assert patch.build().body == b'{"name":"x"}'
