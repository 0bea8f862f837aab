"""What a type checker knows of calls. Checked by mypy --strict, never run.

A comment `type: ignore[...]` here is an assertion: should the misuse beside it ever become legal,
the comment itself is an error.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Literal, assert_type

from explorer.api.client import AsyncClient, Client
from explorer.api.exchange import Exchange
from explorer.api.models import (
    Bot,
    Conversation,
    ConversationPage,
    Created,
    Glance,
    Me,
    Message,
    MessagePage,
    ModulePage,
    RosterPage,
    SitePage,
    StoredModule,
    Unreadable,
    Uploaded,
    User,
)
from explorer.api.models.modules import Icon, Text, Url
from explorer.api.operations import (
    CATALOGUE,
    GetMe,
    ListConversations,
    ListMessages,
    ListSites,
    PutBot,
    SendMessage,
    UpdateConversation,
    UploadMedia,
)
from explorer.api.saving import Saved


def told(done: int, total: int | None) -> None:
    pass


def sync_client(client: Client) -> None:
    assert_type(client.send(ListSites()), SitePage)
    assert_type(client.send(ListConversations(query="launch")), ConversationPage)
    assert_type(client.send(UpdateConversation(conversation_id="c")), Conversation | None)
    assert_type(client.exchange(GetMe()), Exchange[Me])
    assert_type(client.exchange(GetMe()).result(), Me)
    assert_type(client.pages(ListMessages(conversation_id="c")), Iterator[MessagePage])
    assert_type(client.items(ListConversations()), Iterator[Conversation | Unreadable])
    assert_type(client.follow(client.exchange(GetMe())), Exchange[bytes])
    assert_type(
        ListConversations().next_page(ConversationPage(values=[])), ListConversations | None
    )

    assert_type(client.sites.list(), SitePage)
    assert_type(client.conversations.list(query="launch", limit=5), ConversationPage)
    assert_type(client.conversations.each(), Iterator[Conversation | Unreadable])
    assert_type(client.conversations.create(name="x", privacy="private"), Created)
    assert_type(client.conversations.get(conversation_id="c"), Conversation)
    assert_type(client.messages.send(conversation_id="c", content="*hi*"), Created)
    assert_type(client.messages.each(conversation_id="c"), Iterator[Message | Unreadable])
    assert_type(client.media.upload("a.csv", conversation_id="c", progress=told), Uploaded)
    assert_type(client.media.upload(b"a", conversation_id="c", name="a.csv"), Uploaded)
    assert_type(client.media.download("m", "a.csv", conversation_id="c", overwrite=True), Saved)
    assert_type(client.media.get(conversation_id="c", media_id="m"), bytes)
    assert_type(client.save(GetMe(), "me.json", progress=told), Saved)
    assert_type(client.save_exchange(GetMe(), "me.json"), Exchange[Saved])
    UploadMedia(conversation_id="c", name="a.csv", content=Path("a.csv"))
    UploadMedia(conversation_id="c", name="a.csv", content=b"a")
    assert_type(client.messages.recent(conversation_id="c"), MessagePage)
    assert_type(client.modules.list_bots(conversation_id="c"), ModulePage)
    assert_type(client.modules.each_bot(conversation_id="c"), Iterator[StoredModule | Unreadable])
    assert_type(client.users.get(user_id="u"), User)
    client.modules.put_bot(conversation_id="c", key="k", module=Bot(mention=Url(url="/m")))
    assert_type(client.roster.list(conversation_id="c", start=75), RosterPage)
    assert_type(client.roster.each(conversation_id="c"), Iterator[str | Unreadable])
    client.roster.update(conversation_id="c", add=["u"], remove=["v"])
    client.conversations.archive(conversation_id="c")
    client.conversations.unarchive(conversation_id="c", cloud_id="s")
    assert_type(client.modules.list_webhooks(conversation_id="c"), ModulePage)
    assert_type(
        client.modules.each_sidebar(conversation_id="c"), Iterator[StoredModule | Unreadable]
    )
    client.modules.delete_dialog(conversation_id="c", key="k")
    client.modules.put_glance(
        conversation_id="c",
        key="k",
        module=Glance(name=Text(value="N"), icon=Icon(url="/i", url_2x="/j"), weight=5),
    )
    client.modules.put_glance_state(
        conversation_id="c", key="k", label="3 open", metadata={"open": 3}
    )


async def async_client(client: AsyncClient) -> None:
    assert_type(await client.send(ListSites()), SitePage)
    assert_type(await client.exchange(GetMe()), Exchange[Me])
    assert_type(client.pages(ListMessages(conversation_id="c")), AsyncIterator[MessagePage])
    assert_type(await client.conversations.list(limit=5), ConversationPage)
    assert_type(client.conversations.each(), AsyncIterator[Conversation | Unreadable])
    assert_type(await client.messages.send(conversation_id="c", content="hi"), Created)
    assert_type(await client.direct.get(user_id="u"), Conversation)
    assert_type(await client.users.me(), Me)
    assert_type(await client.media.upload("a.csv", conversation_id="c", progress=told), Uploaded)
    assert_type(await client.media.download("m", "a.csv", conversation_id="c"), Saved)
    assert_type(await client.media.get(conversation_id="c", media_id="m"), bytes)
    assert_type(await client.save(GetMe(), "me.json"), Saved)
    assert_type(await client.save_exchange(GetMe(), "me.json"), Exchange[Saved])
    async for item in client.modules.each_dialog(conversation_id="c"):
        assert_type(item, StoredModule | Unreadable)
    async for user in client.roster.each(conversation_id="c"):
        assert_type(user, str | Unreadable)
    assert_type(await client.modules.list_external_pages(conversation_id="c"), ModulePage)
    await client.conversations.archive(conversation_id="c")
    await client.modules.put_glance_state(conversation_id="c", key="k", label="3 open")


def misuse(client: Client) -> None:
    ListConversations(qeury="x")  # type: ignore[call-arg]
    ListConversations(limit="5")  # type: ignore[arg-type]
    ListConversations(sort="up")  # type: ignore[arg-type]
    SendMessage(content="x")  # type: ignore[call-arg]
    PutBot(conversation_id="c", key="k", module={})  # type: ignore[arg-type]
    client.conversations.list(qeury="x")  # type: ignore[call-arg]
    client.conversations.list(limit="5")  # type: ignore[arg-type]
    client.conversations.get()  # type: ignore[call-arg]
    client.roster.update(conversation_id="c", add="u")  # type: ignore[arg-type]
    client.modules.put_glance_state(conversation_id="c", key="k")  # type: ignore[call-arg]
    client.conversations.archive(id="c")  # type: ignore[call-arg]
    client.users.me(user_id="u")  # type: ignore[call-arg]
    client.media.upload("a.csv")  # type: ignore[call-arg]
    client.media.download("m", "a.csv", conversation_id="c", progress=1)  # type: ignore[arg-type]
    UploadMedia(conversation_id="c", name="a.csv", content="a")  # type: ignore[arg-type]
    client.items(ListSites())  # type: ignore[arg-type]
    Client("https://x", tokn="y")  # type: ignore[call-arg]
    AsyncClient("https://x", cloud_id=5)  # type: ignore[arg-type]
    direction: Literal["asc", "desc"] | None = ListConversations().sort
    direction = "up"  # type: ignore[assignment]
    print(direction, CATALOGUE["GetAllHandler"].operation_id)
