"""Messages on their way out: shown at once, kept until they have arrived, never sent twice."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from explorer.api.errors import AnswerTooLarge, ApiError, OutcomeUnknown, PageInstead, ShapeError
from explorer.api.exchange import Exchange
from explorer.api.explain import explain
from explorer.api.models.conversations import Created
from explorer.api.operation import CallError
from explorer.api.operations import SendDirectMessage, SendMessage
from explorer.api.operations.content import Form
from explorer.workbench.changes import Changes
from explorer.workbench.composing import Written, written
from explorer.workbench.drafts import Draft, DraftId
from explorer.workbench.sitting import Sitting
from explorer.workbench.ways import Way

KIND = "outgoing"
"""Kind of the drafts that hold messages on their way."""

INTERRUPTED = (
    "It was being sent when its program ended, or another one is sending it still: it may have "
    "arrived. Look before you send it again."
)
NO_WAY = (
    "This server has no operation to send to a room, only to a user. For a direct conversation, "
    "call ConversationUserGetHandler with its user first: then it is known here whose it is."
)


class State(StrEnum):
    """How far a message has come."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Outgoing:
    """A message written here.

    Attributes:
        id: Ours, not the server's.
        conversation_id: Where it goes.
        markdown: As it was written.
        way: How it was written.
        document: What it looks like, as document JSON.
        started: When it was first sent, in UTC.
        state: How far it has come.
        reason: Why it failed or is unknown, in a sentence; else empty.
        message_id: The server's id once it is sent; empty where the server gave none.
    """

    def __init__(
        self,
        outbox: Outbox,
        draft: DraftId,
        markdown: str,
        way: Way,
        message: Written,
        started: datetime,
    ) -> None:
        self._outbox = outbox
        self._draft = draft
        self.id = draft.key
        self.site, self.conversation_id = draft.site, draft.conversation
        self.markdown = markdown
        self.way = way
        self.document = message.document
        self._content, self._form = message.content, message.form
        self.started = started
        self.state = State.SENDING
        self.reason = ""
        self.message_id = ""

    @property
    def content(self) -> Any:
        """What the call carries: a document, or a text."""
        return self._content

    @property
    def form(self) -> Form:
        """The form of the content."""
        return self._form

    @property
    def draft(self) -> DraftId:
        """Where it is kept until it has arrived."""
        return self._draft

    async def retry(self) -> None:
        """Send it again, if it failed or its outcome is unknown; waits for the outcome."""
        if self.state in {State.FAILED, State.UNKNOWN}:
            await self._outbox.deliver(self)

    def discard(self) -> None:
        """Forget it, if it failed or its outcome is unknown."""
        if self.state in {State.FAILED, State.UNKNOWN}:
            self._outbox.forget(self)

    def __repr__(self) -> str:
        return f"<Outgoing {self.id} {self.state}>"


class Outbox:
    """The messages of a sitting that are on their way.

    Args:
        sitting: Of this server.
        mentions: Gives the names that can be mentioned.
    """

    def __init__(self, sitting: Sitting, mentions: Callable[[], Mapping[str, str]]) -> None:
        self._sitting, self._mentions = sitting, mentions
        self._messages: dict[str, Outgoing] = {}
        self._changes: dict[tuple[str, str], Changes] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, conversation_id: str, markdown: str, way: Way = Way.DOCUMENT) -> Outgoing:
        """Send a message; it is shown by `of` from the beginning. Waits for the outcome.

        Whoever waits may go away: the message is sent all the same.

        Args:
            conversation_id: Where to.
            markdown: The text.
            way: How it is written.

        Raises:
            CallError: There is nothing to send, or it cannot be a document.
            ApiError: The site is not known and could not be asked for.
        """
        ready = written(markdown, way, self._mentions())
        site = await self._sitting.site()
        try:
            SendMessage(
                cloud_id=site,
                conversation_id=conversation_id,
                content=ready.content,
                form=ready.form,
            )
        except ValidationError as problem:
            found = explain(problem)[0]
            raise CallError(f"This cannot be sent: {found}.", found.field) from None
        id = self._sitting.draft_id(site, conversation_id, KIND, uuid.uuid4().hex)
        message = Outgoing(self, id, markdown, way, ready, datetime.now(UTC))
        self._messages[message.id] = message
        await self.deliver(message)
        return message

    async def deliver(self, message: Outgoing) -> None:
        """Send a message that is here; waits for the outcome."""
        self._set(message, State.SENDING)
        task = asyncio.get_running_loop().create_task(self._deliver(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.shield(task)

    def of(self, site: str, conversation_id: str) -> list[Outgoing]:
        """The messages of a conversation, in the order written."""
        return [
            message
            for message in self._messages.values()
            if (message.site, message.conversation_id) == (site, conversation_id)
        ]

    def changes(self, site: str, conversation_id: str) -> Changes:
        """Tells when something of a conversation's messages has changed."""
        return self._changes.setdefault((site, conversation_id), Changes())

    def forget(self, message: Outgoing) -> None:
        """Show a message no more, and keep nothing of it."""
        self._messages.pop(message.id, None)
        self._sitting.drafts.delete(message.draft)
        self.changes(message.site, message.conversation_id).changed()

    async def restore(self, site: str, conversation_id: str) -> None:
        """Take over what an earlier sitting left, and let go of what another has dealt with.

        Args:
            site: The cloud id.
            conversation_id: The conversation.
        """
        kept = await asyncio.to_thread(
            self._sitting.drafts.list,
            profile=self._sitting.target.name,
            site=site,
            conversation=conversation_id,
            kind=KIND,
        )
        known = {draft.id.key for draft in kept}
        gone = [
            message.id
            for message in self.of(site, conversation_id)
            if message.id not in known and message.state in {State.FAILED, State.UNKNOWN}
        ]
        found = [draft for draft in reversed(kept) if draft.id.key not in self._messages]
        for id in gone:
            del self._messages[id]
        for draft in found:
            self._messages[draft.id.key] = self._restored(draft)
        if gone or found:
            self.changes(site, conversation_id).changed()

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        if self._tasks:
            await asyncio.wait(tuple(self._tasks))

    async def _deliver(self, message: Outgoing) -> None:
        # On disk before it is on the wire: whoever is killed in between finds it again.
        await asyncio.to_thread(self._sitting.drafts.flush)
        try:
            answer = await self._exchange(message)
        except ValidationError as problem:
            self._set(message, State.FAILED, f"This cannot be sent: {explain(problem)[0]}.")
            return
        except CallError as problem:
            self._set(message, State.FAILED, str(problem))
            return
        if answer is None:
            self._set(message, State.FAILED, NO_WAY)
        elif answer.error is None or _understood_by_the_service(answer.error):
            # An answer we do not understand is still the server's word that it has arrived.
            message.message_id = answer.value.id if answer.value else ""
            self._set(message, State.SENT)
        else:
            lost = _may_have_arrived(answer.error)
            self._set(message, State.UNKNOWN if lost else State.FAILED, str(answer.error))

    async def _exchange(self, message: Outgoing) -> Exchange[Created] | None:
        """The exchange that sent it; None where this server has no way to send it."""
        client, lacks = self._sitting.client, self._sitting.lacks
        site, conversation = message.site, message.conversation_id
        if lacks.has(SendMessage):
            call = SendMessage(
                cloud_id=site,
                conversation_id=conversation,
                content=message.content,
                form=message.form,
            )
            answer = await client.exchange(call)
            if answer.error is None or not await lacks.because(call, answer.error):
                return answer
        user = await self._sitting.user_of(site, conversation)
        if not user:
            return None
        return await client.exchange(
            SendDirectMessage(
                cloud_id=site, user_id=user, content=message.content, form=message.form
            )
        )

    def _set(self, message: Outgoing, state: State, reason: str = "") -> None:
        message.state, message.reason = state, reason
        if state is State.SENT:
            self._sitting.drafts.delete(message.draft)
        else:
            kept = {
                "markdown": message.markdown,
                "way": message.way,
                "document": message.document,
                "state": state,
                "reason": reason,
                "started": message.started.isoformat(),
            }
            self._sitting.drafts.put(message.draft, json.dumps(kept))
        self.changes(message.site, message.conversation_id).changed()

    def _restored(self, draft: Draft) -> Outgoing:
        kept = json.loads(draft.text)
        way = Way(kept.get("way", Way.DOCUMENT))
        message = Outgoing(
            self,
            draft.id,
            kept["markdown"],
            way,
            _as_sent(kept["markdown"], way, kept["document"]),
            datetime.fromisoformat(kept["started"]),
        )
        message.state, message.reason = State(kept["state"]), kept["reason"]
        if message.state is State.SENDING:
            message.state, message.reason = State.UNKNOWN, INTERRUPTED
        return message


def _as_sent(text: str, way: Way, document: dict[str, Any]) -> Written:
    """A message as it was when it was kept: names may mean others by now."""
    if way in {Way.TEXT, Way.MARKDOWN}:
        return Written(text, Form.TEXT if way is Way.TEXT else Form.MARKDOWN, document)
    return Written(document, Form.WRAPPED, document)


def _understood_by_the_service(error: ApiError) -> bool:
    """Whether it was the service that answered, in whatever shape."""
    return isinstance(error, ShapeError) and not isinstance(error, PageInstead)


def _may_have_arrived(error: ApiError) -> bool:
    """Whether a failed sending may have been carried out: a gateway's word is not the service's."""
    unknown = isinstance(error, OutcomeUnknown | AnswerTooLarge | PageInstead)
    return unknown or error.status in {502, 504}
