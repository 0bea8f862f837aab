"""What one sitting holds: a server, the client for it, the journal, drafts, and lists that load.

async with await Workbench.open(target) as workbench:
    feed = workbench.conversations(query="launch")
    await feed.more()
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from explorer.api.auth import Auth
from explorer.api.client import AsyncClient, BaseClient
from explorer.api.errors import ApiError
from explorer.api.events import Done, Event, Failed, Listener
from explorer.api.exchange import Exchange
from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation
from explorer.api.models.messages import Message
from explorer.api.models.sites import Site
from explorer.api.models.users import Me
from explorer.api.operation import Operation
from explorer.api.operations import GetDirectConversation
from explorer.api.redact import Secret
from explorer.workbench import embedded, sitting
from explorer.workbench.drafts import DraftId, Drafts
from explorer.workbench.feeds import ConversationFeed
from explorer.workbench.journal import Entry, Journal
from explorer.workbench.journal_notes import Notes
from explorer.workbench.message_pages import MessagePages
from explorer.workbench.module_access import ModuleAccess, id_of
from explorer.workbench.opening import begin, begin_around
from explorer.workbench.outgoing import Outbox, Outgoing, State
from explorer.workbench.own_messages import OwnMessages
from explorer.workbench.people import People
from explorer.workbench.places import Places
from explorer.workbench.standing import Standing
from explorer.workbench.targets import ADMIN_TOKEN, Target
from explorer.workbench.threads import MessageFeed
from explorer.workbench.ways import Way

if TYPE_CHECKING:
    from explorer.workbench.sandbox_admin import SandboxAdmin

log = logging.getLogger("explorer.workbench")
CLOSING_SECONDS = 3.0
"""How long closing waits for messages on their way; they are kept and said to be uncertain."""


class Workbench(ModuleAccess):
    """Everything a face needs of a server. Made by `open`; a context manager that closes it.

    Attributes:
        target: The server; of the embedded sandbox with the address it got.
        client: For calls of any kind: they are journalled and seen by watchers.
        journal: Every exchange.
        drafts: Unsent work.
        own: What was sent, to be changed and deleted.
        standing: Whether the server is a sandbox, and the rate limit.
        places: Conversations that are pinned or were opened last.
    """

    def __init__(
        self,
        target: Target,
        client: AsyncClient,
        journal: Journal,
        drafts: Drafts,
        places: Places,
        server: embedded.Embedded | None,
    ) -> None:
        present = sitting.Sitting(
            target, client, journal, drafts, target.cloud_id, places.last_read
        )
        super().__init__(present, client, journal)
        self.target, self.drafts, self.places = target, drafts, places
        self._embedded = server
        self._people = People(self._sitting)
        self._outbox = Outbox(self._sitting, self._people.mentions)
        self.own = OwnMessages(self._sitting, self._people.mentions)
        self._watchers: list[Listener] = []
        self.standing = Standing(client.base_url, embedded=server is not None)
        self._notes = Notes()
        self._closed = False
        self._beside: list[AsyncClient] = []
        client.listen(self._heard)

    @classmethod
    async def open(
        cls,
        target: Target,
        *,
        data_dir: Path | None = None,
        fresh: bool = False,
        on_notice: Callable[[str], None] | None = None,
        loop: asyncio.AbstractEventLoop | None = None,
        sandbox: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Self:
        """Begin a sitting. The server itself is not asked for anything yet.

        Args:
            target: As `resolve` gives it. For the embedded sandbox one is started.
            data_dir: Where journal, drafts and the sandbox's data are; None for the user's own.
            fresh: Throw the embedded sandbox's data away and make new ones.
            on_notice: Called on the event loop with each sentence a person should see once.
            loop: The loop that the sitting will be used on; None for the running one.
            sandbox: Options of the embedded sandbox, as `seed`; without effect on other servers.
            options: For the client, as `transport` or `policy`.

        Raises:
            WorkbenchError: It cannot begin: a sentence that says why and what to do.
        """
        parts = await begin(
            target, data_dir, on_notice, fresh=fresh, loop=loop, sandbox=sandbox, **options
        )
        return cls(*parts)

    @classmethod
    def around(
        cls,
        client: BaseClient,
        *,
        loop: asyncio.AbstractEventLoop,
        data_dir: Path | None = None,
        on_notice: Callable[[str], None] | None = None,
    ) -> Self:
        """Begin a sitting with a client that is there already.

        Args:
            client: An `AsyncClient` is used itself: from then on what it sends is journalled. Of a
                `Client` the address, credentials and patience are used.
            loop: The loop that the sitting will be used on.
            data_dir: Where journal and drafts are; None for the user's own.
            on_notice: Called on the event loop with each sentence a person should see once.
        """
        return cls(*begin_around(client, data_dir, on_notice, loop=loop))

    @property
    def closed(self) -> bool:
        """Whether the sitting has ended."""
        return self._closed

    @property
    def cloud_id(self) -> str:
        """The present site; empty until it is chosen or first needed."""
        return self._sitting.cloud_id

    @property
    def sandbox(self) -> Any:
        """The embedded sandbox; None for another server."""
        return self._embedded.sandbox if self._embedded else None

    def sandbox_admin(self, token: str = "") -> SandboxAdmin:
        """The admin path of the server, which a sandbox has; nothing is asked for yet.

        Args:
            token: Opens it; empty for the embedded sandbox's, the environment's or the profile's.

        Returns:
            A client, which whoever asked for it closes.
        """
        from explorer.api.retry import Policy
        from explorer.api.transport import AsyncHttpTransport
        from explorer.workbench.sandbox_admin import LONG_DEADLINE, SandboxAdmin

        secret = Secret(token, ADMIN_TOKEN) if token else self.target.admin_token
        # What takes long is silent until it is done: each call's own deadline is what bounds it.
        patient = AsyncHttpTransport(self.target.ca_file, Policy(read_timeout=LONG_DEADLINE))
        return SandboxAdmin(self.target.base_url, secret, patient)

    async def sites(self) -> list[Site | Unreadable]:
        """The sites of the token.

        Raises:
            ApiError: They could not be had.
        """
        return await self._sitting.sites()

    async def site(self) -> str:
        """The present site; where none was chosen, the first of the token becomes it.

        Raises:
            ApiError: There is none, or they could not be had.
        """
        return await self._sitting.site()

    def use_site(self, cloud_id: str) -> None:
        """Make a site the present one. What was opened before stays with its own."""
        self._sitting.use_site(cloud_id)

    async def me(self) -> Me | None:
        """The app's own user; None where the server does not tell.

        Raises:
            ApiError: It could not be had for another reason.
        """
        return await self._people.me()

    async def own_id(self) -> str:
        """The app's own user id; empty where it cannot be had: all but own messages is known."""
        try:
            me = await self.me()
        except ApiError:
            return ""
        return me.account_id if me else ""

    async def learn_senders(self, messages: Iterable[object]) -> bool:
        """Ask for the names of those who wrote messages, where they are not known.

        Args:
            messages: Messages; what is none is left out.

        Returns:
            Whether anyone was asked for.
        """
        senders = {item.sender_id for item in messages if isinstance(item, Message)} - {""}
        unknown = sorted(each for each in senders if self.known_name(each) == each)
        await asyncio.gather(*map(self.name_of, unknown))
        return bool(unknown)

    async def name_of(self, user_id: str) -> str:
        """The name of a person, asked for once; the id where there is none."""
        return await self._people.name_of(user_id)

    def known_name(self, user_id: str) -> str:
        """The name of a person as far as it is known; else the id."""
        return self._people.known_name(user_id)

    def mentions(self) -> dict[str, str]:
        """Names that a message can mention, and the ids they mean."""
        return self._people.mentions()

    def conversations(
        self,
        query: str = "",
        *,
        include_private: bool = True,
        include_archived: bool = False,
        exclude_direct: bool = False,
        sort: Literal["asc", "desc"] | None = None,
    ) -> ConversationFeed:
        """The conversations of the present site, page by page; nothing is loaded yet.

        Args:
            query: Full or partial name.
            include_private, include_archived, exclude_direct, sort: As of `ListConversations`.
        """
        return ConversationFeed(
            self.client,
            self._sitting.site,
            query=query,
            include_private=include_private,
            include_archived=include_archived,
            exclude_direct=exclude_direct,
            sort=sort,
            only=self.target.conversation_id if self.target.room_only else "",
        )

    def thread(self, conversation: Conversation | str, *, window: int = 0) -> MessageFeed:
        """The messages of a conversation; nothing is loaded yet.

        Args:
            conversation: It, or its id.
            window: Messages to keep at most, see `MessageFeed`; 0 keeps all.
        """
        my_id = lambda: self._people.my_id  # noqa: E731 - it is asked for at each message
        return MessageFeed(self._sitting, self._outbox, id_of(conversation), my_id, window=window)

    def message_pages(self, conversation: Conversation | str) -> MessagePages:
        """The messages of a conversation page by page, for what goes through all of them."""
        return MessagePages(self._sitting, id_of(conversation), lambda: self._people.my_id)

    async def direct(self, user_id: str) -> Conversation:
        """The direct conversation with a user, begun where there is none.

        Raises:
            ApiError: It could not be had.
        """
        with sitting.calling(GetDirectConversation):
            call = GetDirectConversation(cloud_id=await self.site(), user_id=user_id)
            found = (await self.client.exchange(call)).result()
        self._sitting.direct_users[call.cloud_id, found.id] = user_id
        return found

    def message_draft(self, conversation: Conversation) -> DraftId:
        """What the draft of a message to a conversation is known by, in every face."""
        site = conversation.cloud_id or self.cloud_id
        return self._sitting.draft_id(site, conversation.id, "message")

    async def unsent(self, conversation: Conversation | str) -> list[Outgoing]:
        """The messages written here that have not arrived, or may not have; oldest first.

        Raises:
            ApiError: The site is not known and could not be asked for.
        """
        place = (await self.site(), id_of(conversation))
        await self._outbox.restore(*place)
        kept = {State.FAILED, State.UNKNOWN}
        return [message for message in self._outbox.of(*place) if message.state in kept]

    async def send_message(
        self, conversation: Conversation | str, markdown: str, way: Way = Way.DOCUMENT
    ) -> Outgoing:
        """Send a message. An open thread shows it from the beginning; this waits for the outcome.

        Args:
            conversation: It, or its id.
            markdown: The text; `@Name` mentions people known by name.
            way: How it is written: in Markdown, unless something else is said.

        Returns:
            The message: `sent`, or `failed` or `unknown` with the reason. It is not sent again
            unless someone says so.

        Raises:
            CallError: There is nothing to send, or it cannot be a document.
            ApiError: The site is not known and could not be asked for.
        """
        return await self._outbox.send(id_of(conversation), markdown, way)

    def has(self, operation: type[Operation[Any]]) -> bool:
        """Whether the server has an operation: True until it has shown otherwise."""
        return self._sitting.lacks.has(operation)

    async def again(
        self, entry: Entry | str, secrets: Mapping[str, str] | None = None
    ) -> Exchange[Any]:
        """Send an exchange of the journal once more, its token put back from the profile.

        Args:
            entry: It, or its id.
            secrets: What to put in the place of names that `SecretNeeded` has asked for.

        Raises:
            CannotSendAgain: It went to another server, or was not kept whole.
            NoSuchExchange: There is none of that id.
            SecretNeeded: It held secrets beside the token.
            CallError: It cannot be sent as it stands.
        """
        from explorer.workbench.journal_again import send_again

        if isinstance(entry, str):
            entry = await asyncio.to_thread(self.journal.exchange, entry)
        return await send_again(self, entry, secrets)

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Have a function called with every event of every call; gives the one that ends it."""
        self._watchers.append(listener)

        def stop() -> None:
            if listener in self._watchers:
                self._watchers.remove(listener)

        return stop

    def hear(self, client: BaseClient) -> None:
        """Have what another client of the same server sends journalled and seen by watchers, too.

        Args:
            client: As one that waits for its answers, for code that is on no loop.
        """
        # What one of them learns, as a token that was fetched, the other must know, too.
        client.context.redactor = self.client.context.redactor
        client.listen(self._heard)

    def origin(self, name: str, view: str | None = None) -> AbstractContextManager[None]:
        """Mark the calls made inside as a person's or as polling, and with the view.

        Args:
            name: `person` or `polling`.
            view: Where they are caused; None for the view around.
        """
        return sitting.origin(name, view)

    def beside(self, auth: Auth) -> AsyncClient:
        """A client of the same server with other credentials, heard and journalled like our own.

        Args:
            auth: The credentials; they go to this server and no other.

        Returns:
            A client that is closed with the sitting.

        Raises:
            ValueError: They cannot be used with this server.
        """
        ours = self.client
        client = AsyncClient(
            ours.base_url,
            auth=auth,
            cloud_id=self.cloud_id or ours.cloud_id,
            policy=ours.context.policy,
            ca_file=ours.ca_file,
        )
        for secret in auth.secrets():
            ours.context.redactor.learn(secret)
        client.listen(self._heard)
        self._beside.append(client)
        return client

    async def close(self) -> None:
        """End the sitting: what is typed is on disk, what is being sent gets a moment longer."""
        if self._closed:
            return
        self._closed = True
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.own.settle()
                await self._outbox.settle()
        except TimeoutError:
            pass
        for client in (*self._beside, self.client):
            await client.aclose()
        await asyncio.to_thread(self.close_files)

    def close_files(self) -> None:
        """Put on disk what is not there yet, and stop the embedded sandbox: when no loop is left.

        Blocks, and can be called from any thread; a second time it does nothing.
        """
        self.drafts.close()
        self.places.close()
        self.journal.close()
        if self._embedded is not None:
            self._embedded.stop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self.close()

    def _heard(self, event: Event) -> None:
        """The one hook: from here exchanges go to the journal and to all who watch."""
        self._notes.see(event)
        self.standing.see(event)
        if isinstance(event, Done | Failed):
            cause = sitting.present_origin()
            self.journal.record(
                event.exchange,
                origin=cause.name,
                view=cause.view,
                notes=self._notes.take(event),
            )
        for watcher in tuple(self._watchers):
            try:
                watcher(event)
            except Exception:
                # A face that fails to draw must not take the journal or other faces with it.
                log.exception("a watcher failed on %s", type(event).__name__)
