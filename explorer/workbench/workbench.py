"""What one sitting holds: a server, the client for it, the journal, drafts, and lists that load.

async with await Workbench.open(target) as workbench:
    feed = workbench.conversations(query="launch")
    await feed.more()
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from explorer.api.auth import Auth, ClientCredentials, RoomToken
from explorer.api.client import AsyncClient, BaseClient
from explorer.api.errors import ApiError
from explorer.api.events import Done, Event, Failed, Listener
from explorer.api.exchange import Exchange
from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation
from explorer.api.models.messages import Message
from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.models.sites import Site
from explorer.api.models.users import Me
from explorer.api.operation import Operation
from explorer.api.operations import GetDirectConversation, PutConfigurationState, PutGlanceState
from explorer.api.origin import is_loopback
from explorer.api.redact import Secret
from explorer.workbench import embedded, paths, sitting
from explorer.workbench.drafts import DraftId, Drafts
from explorer.workbench.feeds import ConversationFeed
from explorer.workbench.journal import ConfigurationState, Entry, GlanceState, Journal
from explorer.workbench.journal_notes import Notes
from explorer.workbench.message_pages import MessagePages
from explorer.workbench.module_copies import put_copy, rename
from explorer.workbench.module_editing import ModuleEdit
from explorer.workbench.module_links import Known
from explorer.workbench.module_results import RenameResult, Saved, SaveResult
from explorer.workbench.module_text import pretty, with_key
from explorer.workbench.outgoing import Outbox, Outgoing, State
from explorer.workbench.own_messages import OwnMessages
from explorer.workbench.people import People
from explorer.workbench.places import Places
from explorer.workbench.problems import ConfigError
from explorer.workbench.shelves import ModuleShelf, Shelf, read_shelf, read_shelves
from explorer.workbench.standing import Standing
from explorer.workbench.targets import ADMIN_TOKEN, Target
from explorer.workbench.threads import MessageFeed
from explorer.workbench.ways import Way

if TYPE_CHECKING:
    from explorer.workbench.sandbox_admin import SandboxAdmin

log = logging.getLogger("explorer.workbench")
CLOSING_SECONDS = 3.0
"""How long closing waits for messages on their way; they are kept and said to be uncertain."""


class Workbench:
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
        self.target, self.client = target, client
        self.journal, self.drafts, self.places = journal, drafts, places
        self._embedded = server
        self._sitting = sitting.Sitting(
            target, client, journal, drafts, target.cloud_id, places.last_read
        )
        self._people = People(self._sitting)
        self._outbox = Outbox(self._sitting, self._people.mentions)
        self.own = OwnMessages(self._sitting, self._people.mentions)
        self._shelves: dict[tuple[str, str], ModuleShelf] = {}
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
        directory = paths.data_dir() if data_dir is None else data_dir
        if fresh and not target.embedded:
            raise ConfigError(
                f"Only the embedded sandbox can be made anew, and {target.name} is another server: "
                "leave out --fresh."
            )
        exposed = target.base_url.startswith("http://") and not is_loopback(target.base_url)
        if exposed and target.secrets and not options.get("plain_http"):
            raise ConfigError(
                f"{target.base_url} is not encrypted and not this machine: the token could be read "
                "on the way. Use https, or a tunnel that begins on this machine."
            )
        server = None
        # The HTTP library takes 0.2 s to import, during which a screen should still move.
        importing = asyncio.to_thread(import_module, "explorer.api.transport")
        if target.embedded:
            starting = asyncio.to_thread(embedded.start, directory, fresh=fresh, **(sandbox or {}))
            server, _ = await asyncio.gather(starting, importing)
            target = _aimed(target, server)
        else:
            await importing
        try:
            client = AsyncClient(
                target.base_url,
                auth=target.auth,
                cloud_id=target.cloud_id,
                ca_file=target.ca_file,
                **options,
            )
        except (ValueError, OSError) as problem:
            if server is not None:
                await asyncio.to_thread(server.stop)
            raise ConfigError(f"{target.name}: {problem}") from None
        tell = _teller(loop or asyncio.get_running_loop(), on_notice)
        return cls(target, client, *_records(directory, target, client, tell), server)

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
        context = client.context
        room = context.auth.conversation_id if isinstance(context.auth, RoomToken) else ""
        target = Target(
            base_url=client.base_url,
            auth=context.auth,
            cloud_id=client.cloud_id,
            conversation_id=room,
            ca_file=client.ca_file,
        )
        if not isinstance(client, AsyncClient):
            client = AsyncClient(
                client.base_url,
                auth=context.auth,
                cloud_id=client.cloud_id,
                policy=context.policy,
                ca_file=client.ca_file,
                # The client that is there was allowed what it does.
                plain_http=True,
            )
            client.context.redactor = context.redactor
        directory = paths.data_dir() if data_dir is None else data_dir
        records = _records(directory, target, client, _teller(loop, on_notice))
        return cls(target, client, *records, None)

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
        from explorer.api.transport import AsyncHttpTransport
        from explorer.workbench.sandbox_admin import SandboxAdmin

        secret = Secret(token, ADMIN_TOKEN) if token else self.target.admin_token
        return SandboxAdmin(self.target.base_url, secret, AsyncHttpTransport(self.target.ca_file))

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
        return MessageFeed(self._sitting, self._outbox, _id(conversation), my_id, window=window)

    def message_pages(self, conversation: Conversation | str) -> MessagePages:
        """The messages of a conversation page by page, for what goes through all of them."""
        return MessagePages(self._sitting, _id(conversation), lambda: self._people.my_id)

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
        place = (await self.site(), _id(conversation))
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
        return await self._outbox.send(_id(conversation), markdown, way)

    async def modules(self, conversation: Conversation | str) -> ModuleShelf:
        """The modules of a conversation by type; each type tells its own failure.

        Raises:
            ApiError: The site is not known and could not be asked for.
        """
        site = await self.site()
        shelf = await read_shelves(self._sitting, site, _id(conversation))
        self._shelves[site, shelf.conversation_id] = shelf
        return shelf

    def has(self, operation: type[Operation[Any]]) -> bool:
        """Whether the server has an operation: True until it has shown otherwise."""
        return self._sitting.lacks.has(operation)

    def edit_module(
        self,
        conversation: Conversation | str,
        type: ModuleType,
        key: str | None = None,
        *,
        begin: str = "",
    ) -> ModuleEdit:
        """Edit a module as `modules` read it last, or a draft of it that was left earlier.

        Args:
            conversation: It, or its id.
            type: The module's type.
            key: The module; None for a new one, which begins from a template.
            begin: The key that a new one begins with, and that tells its draft from others; empty
                for the template's.
        """
        conversation_id = _id(conversation)
        shelf = self._shelves.get((self.cloud_id, conversation_id))
        original = shelf[type].find(key) if shelf is not None and key is not None else None
        return ModuleEdit(
            self._sitting,
            conversation_id,
            type,
            key,
            original=original,
            start=with_key(pretty(TEMPLATES[type]), begin) if begin else None,
            start_key=begin,
            on_saved=lambda fresh: self._shelved(conversation_id, fresh),
            known=lambda: self._known_modules(conversation_id),
        )

    def copy_module(self, edit: ModuleEdit, key: str) -> ModuleEdit:
        """Begin a new module from the text of another.

        Args:
            edit: The other; it stays as it is.
            key: Of the new one. A draft begun at that key earlier is gone on with.
        """
        conversation_id = edit.conversation_id
        return ModuleEdit(
            self._sitting,
            conversation_id,
            edit.type,
            None,
            start=with_key(edit.text, key),
            start_key=key,
            on_saved=lambda fresh: self._shelved(conversation_id, fresh),
            known=lambda: self._known_modules(conversation_id),
        )

    async def put_module_copy(
        self, edit: ModuleEdit, key: str, conversation: Conversation | str | None = None
    ) -> SaveResult:
        """Put a copy of a module, as its text stands, at a key where nothing is yet.

        Args:
            edit: The module; it stays as it is, and so does its draft.
            key: Of the copy.
            conversation: Where it goes; None for the module's own.
        """
        where = edit.conversation_id if conversation is None else _id(conversation)
        made = await put_copy(self._sitting, edit.site, where, edit.type, key, edit.text)
        if isinstance(made, Saved):
            self._shelved(where, await read_shelf(self._sitting, edit.site, where, edit.type))
        return made

    async def rename_module(self, edit: ModuleEdit, key: str) -> RenameResult:
        """Put a module at another key and delete it at its own; see `module_copies.rename`."""
        return await rename(self._sitting, edit, key)

    def shelf(self, conversation: Conversation | str) -> ModuleShelf | None:
        """The modules of a conversation as they were read last; None before that."""
        return self._shelves.get((self.cloud_id, _id(conversation)))

    def _known_modules(self, conversation_id: str) -> Known:
        shelf = self.shelf(conversation_id)
        return {} if shelf is None else shelf.keys()

    async def set_configuration_state(
        self, conversation: Conversation | str, key: str, configured: bool
    ) -> Exchange[None]:
        """Say whether the app is configured in a conversation.

        Args:
            conversation: It, or its id.
            key: Of the configuration module.
            configured: What to say.

        Raises:
            ApiError: The site is not known, or the key cannot be one.
        """
        site, conversation_id = await self.site(), _id(conversation)
        with sitting.calling(PutConfigurationState):
            return await self.client.exchange(
                PutConfigurationState(
                    cloud_id=site, conversation_id=conversation_id, key=key, configured=configured
                )
            )

    async def configuration_states(
        self, conversation: Conversation | str
    ) -> Sequence[ConfigurationState]:
        """What was last set from here, by key: the service itself does not tell."""
        return await asyncio.to_thread(
            self.journal.configuration_states, await self.site(), _id(conversation)
        )

    async def set_glance_state(
        self,
        conversation: Conversation | str,
        key: str,
        label: str,
        metadata: Mapping[str, Any] | None = None,
    ) -> Exchange[None]:
        """Say what a glance shows in a conversation.

        Args:
            conversation: It, or its id.
            key: Of the glance.
            label: The line it shows.
            metadata: Whatever the app keeps with it; None for nothing.

        Raises:
            ApiError: The site is not known, or the key cannot be one.
        """
        site, conversation_id = await self.site(), _id(conversation)
        with sitting.calling(PutGlanceState):
            call = PutGlanceState(
                cloud_id=site,
                conversation_id=conversation_id,
                key=key,
                label=label,
                metadata=None if metadata is None else dict(metadata),
            )
            return await self.client.exchange(call)

    async def glance_states(self, conversation: Conversation | str) -> Sequence[GlanceState]:
        """What glances were last told from here to show: the service itself does not tell."""
        return await asyncio.to_thread(
            self.journal.glance_states, await self.site(), _id(conversation)
        )

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

    def _shelved(self, conversation_id: str, fresh: Shelf) -> None:
        place = (self.cloud_id, conversation_id)
        known = self._shelves.get(place)
        if known is not None:
            shelves = {**known.shelves, fresh.type: fresh}
            self._shelves[place] = dataclasses.replace(known, shelves=shelves)


def _id(conversation: Conversation | str) -> str:
    return conversation if isinstance(conversation, str) else conversation.id


def _aimed(target: Target, server: embedded.Embedded) -> Target:
    """The target with the address, credentials and site of the sandbox that was started."""
    credentials = server.sandbox.credentials
    return dataclasses.replace(
        target,
        base_url=server.sandbox.base_url,
        auth=target.auth
        or ClientCredentials(
            credentials.client_id, Secret(credentials.client_secret, "STRIDE_CLIENT_SECRET")
        ),
        cloud_id=target.cloud_id or credentials.cloud_ids[0],
        admin_token=Secret(credentials.admin_token, ADMIN_TOKEN),
    )


def _records(
    directory: Path, target: Target, client: AsyncClient, tell: Callable[[str], None]
) -> tuple[Journal, Drafts, Places]:
    journal = Journal(
        directory / "journal.db",
        client.context.redactor,
        server=target.name,
        bounds=target.journal,
        report=tell,
    )
    drafts = Drafts(directory / "drafts.db", report=tell)
    places = Places(directory / "places.db", target.name, report=tell)
    for notice in target.notices:
        tell(notice)
    return journal, drafts, places


def _teller(
    loop: asyncio.AbstractEventLoop, on_notice: Callable[[str], None] | None
) -> Callable[[str], None]:
    def tell(sentence: str) -> None:
        log.info("%s", sentence)
        if on_notice is not None:
            try:
                loop.call_soon_threadsafe(on_notice, sentence)
            except RuntimeError:
                pass  # The loop has ended; there is no one left to tell.

    return tell
