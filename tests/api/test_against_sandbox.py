"""Every operation through both clients against a fresh sandbox, with its typed answer."""

from __future__ import annotations

import inspect
import json
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from explorer.api import errors
from explorer.api.auth import ClientCredentials, RoomToken
from explorer.api.client import AsyncClient, Client
from explorer.api.models import (
    TEMPLATES,
    Conversation,
    ConversationPage,
    Created,
    Glance,
    Me,
    Message,
    MessagePage,
    ModulePage,
    ModuleType,
    RosterPage,
    Site,
    SitePage,
    StoredModule,
    Unreadable,
    Uploaded,
    User,
)
from explorer.api.operation import Operation
from explorer.api.operations import (
    CATALOGUE,
    ArchiveConversation,
    CreateConversation,
    DeleteDirectMessage,
    DeleteMedia,
    DeleteMessage,
    EditDirectMessage,
    EditMessage,
    Form,
    GetConversation,
    GetDirectConversation,
    GetMe,
    GetMedia,
    GetMessage,
    GetMessageContext,
    GetUser,
    ListConversations,
    ListMessages,
    ListRecentMessages,
    ListRoster,
    ListSites,
    PutConfigurationState,
    PutGlance,
    PutGlanceState,
    SendDirectMessage,
    SendMessage,
    UnarchiveConversation,
    UpdateConversation,
    UpdateRoster,
    UploadMedia,
)
from explorer.api.operations.modules import DELETE, LIST, PUT
from explorer.sandbox.server import Sandbox

NOW = datetime(2018, 6, 8, 12, 0, tzinfo=UTC)
DOCUMENT: dict[str, Any] = {
    "version": 1,
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Edited"}]}],
}
Story = Generator[Operation[Any], Any, None]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A fresh one, to write to."""
    with Sandbox.start(port=0, now=NOW) as started:
        yield started


@pytest.fixture(scope="module")
def seeded() -> Iterator[Sandbox]:
    """One for all tests that change nothing."""
    with Sandbox.start(port=0, now=NOW) as started:
        yield started


def app(sandbox: Sandbox) -> dict[str, Any]:
    known = sandbox.credentials
    return {
        "auth": ClientCredentials(known.client_id, known.client_secret),
        "cloud_id": known.cloud_ids[0],
    }


def all_operations() -> Story:
    """A working day, as calls: each is yielded, and its answer sent back."""
    sites = yield ListSites()
    assert type(sites) is SitePage
    assert all(type(site) is Site and site.name for site in sites.values)
    me = yield GetMe()
    assert type(me) is Me
    user = yield GetUser(user_id=me.account_id)
    assert type(user) is User
    assert user.shown_name == me.name

    page = yield ListConversations(limit=5, sort="asc", include_archived=True)
    assert type(page) is ConversationPage
    assert [type(each) for each in page.values] == [Conversation] * 5
    assert page.cursor
    created = yield CreateConversation(name="Launch: €1 & more", topic="go live")
    assert type(created) is Created
    room: dict[str, Any] = {"conversation_id": created.id}
    conversation = yield GetConversation(**room)
    assert (conversation.name, conversation.topic) == ("Launch: €1 & more", "go live")
    changed = yield UpdateConversation(**room, topic="Postponed", privacy="private")
    assert (changed.topic, changed.is_private, changed.name) == (
        "Postponed",
        True,
        conversation.name,
    )

    yield from messages(room)
    person = yield from somebody_else(page, me)
    yield from direct(person)
    yield from roster(room, person)
    yield from archive(room)
    yield from media(room)
    yield from modules(room)
    yield from glance(room)
    assert (yield PutConfigurationState(**room, key="configuration", configured=True)) is None


def somebody_else(page: ConversationPage, me: Me) -> Generator[Operation[Any], Any, str]:
    """Somebody to write to: a person who has said something in one of the rooms."""
    for room in page.values:
        history = yield ListRecentMessages(conversation_id=room.id)
        for message in history.messages:
            sender: str = message.sender_id
            user = yield GetUser(user_id=sender)
            if user.id != me.account_id and user.user_name:
                return sender
    raise AssertionError("nobody has said anything")


def messages(room: dict[str, Any]) -> Story:
    sent = []
    for form, content in (
        (Form.WRAPPED, DOCUMENT),
        (Form.BARE, DOCUMENT),
        (Form.TEXT, "plain *text*"),
        (Form.MARKDOWN, "**bold** text"),
    ):
        made = yield SendMessage(**room, content=content, form=form)
        assert type(made) is Created
        sent.append(made.id)
    read = yield GetMessage(**room, message_id=sent[2])
    assert type(read) is Message
    assert read.text == "plain *text*"
    edited = yield EditMessage(**room, message_id=sent[2], content=DOCUMENT)
    assert edited.id == sent[2]
    page = yield ListMessages(**room)
    assert type(page) is MessagePage
    assert [each.id for each in page.messages if each.id in sent] == sent
    texts = {each.id: each.text for each in page.messages if isinstance(each, Message)}
    assert texts[sent[2]] == "Edited"
    recent = yield ListRecentMessages(**room, limit=2)
    assert [each.id for each in recent.messages] == sent[2:]
    around = yield GetMessageContext(**room, message_id=sent[1], before=1, after=1)
    assert [each.id for each in around.messages] == sent[:3]
    assert (yield DeleteMessage(**room, message_id=sent[0])) is None
    left = yield ListRecentMessages(**room)
    assert sent[0] not in [each.id for each in left.messages]


def direct(user_id: str) -> Story:
    conversation = yield GetDirectConversation(user_id=user_id)
    assert conversation.is_direct
    sent = yield SendDirectMessage(user_id=user_id, content="*psst*")
    edited = yield EditDirectMessage(user_id=user_id, message_id=sent.id, content=DOCUMENT)
    assert edited.id == sent.id
    page = yield ListMessages(conversation_id=conversation.id)
    assert page.messages[-1].text == "Edited"
    assert (yield DeleteDirectMessage(user_id=user_id, message_id=sent.id)) is None


def modules(room: dict[str, Any]) -> Story:
    for kind, put in PUT.items():
        template = TEMPLATES[kind]
        key = template["key"]
        call = put.from_text({**room, "key": key}, body=json.dumps(template).encode())
        assert (yield call) is None
        page = yield LIST[kind](**room)
        assert type(page) is ModulePage
        (stored,) = page.values
        assert type(stored) is StoredModule
        assert stored.model_dump(mode="json", exclude_unset=True) == template
        assert (yield DELETE[kind](**room, key=key)) is None
        assert (yield LIST[kind](**room)).values == []


def roster(room: dict[str, Any], person: str) -> Story:
    before = yield ListRoster(**room)
    assert type(before) is RosterPage
    assert person not in before.values
    assert (yield UpdateRoster(**room, add=[person])) is None
    after = yield ListRoster(**room, limit=75)
    assert set(after.values) == {*before.values, person}
    assert set(after.links) == set(after.values)
    assert (yield UpdateRoster(**room, remove=[person])) is None
    assert (yield ListRoster(**room)).values == before.values


def media(room: dict[str, Any]) -> Story:
    made = yield UploadMedia(**room, name="figures.csv", content=b"day,parcels")
    assert type(made) is Uploaded
    file = {**room, "media_id": made.id}
    assert (yield GetMedia(**file)) == b"day,parcels"
    assert (yield DeleteMedia(**file)) is None


def archive(room: dict[str, Any]) -> Story:
    assert (yield ArchiveConversation(**room)) is None
    assert (yield GetConversation(**room)).is_archived is True
    assert (yield UnarchiveConversation(**room)) is None
    assert (yield GetConversation(**room)).is_archived is False


def glance(room: dict[str, Any]) -> Story:
    key = TEMPLATES[ModuleType.GLANCE]["key"]
    module = Glance.model_validate(TEMPLATES[ModuleType.GLANCE])
    assert (yield PutGlance(**room, key=key, module=module)) is None
    call = PutGlanceState(**room, key=key, label="3 open", metadata={"open": 3})
    assert (yield call) is None


def test_every_operation_succeeds_through_the_sync_client(sandbox: Sandbox) -> None:
    used: set[str] = set()
    story = all_operations()
    with Client(sandbox.base_url, **app(sandbox)) as client:
        answer: Any = None
        try:
            while True:
                call = story.send(answer)
                made = client.exchange(call)
                assert (made.ok, made.status) == (True, call.success), made.error
                used.add(call.operation_id)
                answer = made.result()
        except StopIteration:
            pass
    assert used == set(CATALOGUE)


async def test_every_operation_succeeds_through_the_async_client(sandbox: Sandbox) -> None:
    used: set[str] = set()
    story = all_operations()
    async with AsyncClient(sandbox.base_url, **app(sandbox)) as client:
        answer: Any = None
        try:
            while True:
                call = story.send(answer)
                answer = await client.send(call)
                used.add(call.operation_id)
        except StopIteration:
            pass
    assert used == set(CATALOGUE)


def test_nothing_the_sandbox_holds_is_unreadable(seeded: Sandbox) -> None:
    with Client(seeded.base_url, **app(seeded)) as client:
        rooms = list(client.conversations.each(include_archived=True))
        assert len(rooms) > 10
        found: list[Any] = list(rooms)
        for room in rooms[:8]:
            found += client.messages.each(conversation_id=room.id)
            found += client.modules.each_dialog(conversation_id=room.id)
            found += client.modules.each_glance(conversation_id=room.id)
            found += client.roster.each(conversation_id=room.id)
    assert not [each for each in found if isinstance(each, Unreadable)]
    assert len({each.id for each in rooms}) == len(rooms)


def test_pages_of_history_join_up(seeded: Sandbox) -> None:
    with Client(seeded.base_url, **app(seeded)) as client:
        counts = {}
        for room in client.conversations.each():
            whole = client.messages.list(conversation_id=room.id).messages
            counts[room.id] = whole
        room_id, whole = max(counts.items(), key=lambda pair: len(pair[1]))
        pages = client.pages(ListMessages(conversation_id=room_id, limit=20))
        latest = [next(pages).messages for _ in range(3)]

    assert len(whole) == 75
    assert [each.id for page in reversed(latest) for each in page] == [
        each.id for each in whole[-60:]
    ]
    moments = [each.ts for each in whole if isinstance(each, Message)]
    assert moments == sorted(moments, key=lambda moment: moment or NOW)


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_what_is_refused_is_told_apart(operation_id: str, seeded: Sandbox) -> None:
    """Without a token 401; with one that lacks the scope 403: both name the scope."""
    known = seeded.credentials
    call = CATALOGUE[operation_id].example()
    site: dict[str, Any] = {"cloud_id": known.cloud_ids[0]}
    with Client(seeded.base_url, **site) as client:
        error = client.exchange(call).error
    assert type(error) is errors.Unauthenticated
    assert call.scope is None or call.scope in str(error)

    if call.scope == "manage:conversation":
        with Client(seeded.base_url, auth=known.participate_token, **site) as client:
            error = client.exchange(call).error
        assert type(error) is errors.Forbidden
        assert "manage:conversation" in str(error)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
async def test_a_longer_answer_is_left_as_it_came_where_that_is_asked(
    kind: type[Client] | type[AsyncClient], seeded: Sandbox
) -> None:
    known = seeded.credentials
    client = kind(seeded.base_url, auth=known.participate_token, cloud_id=known.cloud_ids[0])

    async def ask(understood: int) -> Any:
        made = client.exchange(ListConversations(), understood=understood)
        return await made if inspect.isawaitable(made) else made

    whole = await ask(1 << 20)
    size = len(whole.response.body)
    assert len((await ask(size)).value.values) == len(whole.value.values)
    left = await ask(size - 1)
    assert left.ok
    assert left.value is None
    assert left.response.body == whole.response.body
    if isinstance(client, AsyncClient):
        await client.aclose()
    else:
        client.close()


def test_a_room_token_works_in_its_room_only(sandbox: Sandbox) -> None:
    known = sandbox.credentials
    auth = RoomToken(known.room_token, known.room_conversation_id)
    with Client(sandbox.base_url, auth=auth, cloud_id=known.cloud_ids[0]) as client:
        sent = client.messages.send(conversation_id=known.room_conversation_id, content="hi")
        assert sent.id
        assert type(client.exchange(ListConversations()).error) is errors.Forbidden


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"exclude-direct": "yes"}, "exclude-direct"),
        ({"sort": "up"}, "sort"),
    ],
)
def test_an_unchecked_call_meets_the_services_own_400(
    values: dict[str, str], named: str, seeded: Sandbox
) -> None:
    with Client(seeded.base_url, **app(seeded)) as client:
        error = client.exchange(ListConversations.unchecked(values)).error
    assert type(error) is errors.BadRequest
    assert named in error.message
