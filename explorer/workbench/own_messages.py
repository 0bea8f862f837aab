"""Changing and deleting what was sent: at once, or after a moment in which it can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from explorer.api.errors import ApiError
from explorer.api.explain import explain
from explorer.api.operation import CallError, Operation
from explorer.api.operations import (
    DeleteDirectMessage,
    DeleteMessage,
    EditDirectMessage,
    EditMessage,
    ListMessages,
    SendMessage,
)
from explorer.workbench.changes import Changes
from explorer.workbench.composing import written
from explorer.workbench.sitting import Sitting, calling
from explorer.workbench.ways import Way

GRACE = 6.0
"""Seconds between the decision to delete and the call."""

NO_EDIT = "This server has no operation to change a message of a room, only one of a user's."
NO_DELETION = "This server has no operation to delete a message of a room, only one of a user's."


class Stage(StrEnum):
    """How far a deletion has come."""

    WAITING = "waiting"
    DELETING = "deleting"
    DELETED = "deleted"
    UNDONE = "undone"
    FAILED = "failed"


class Deletion:
    """A message that is about to be deleted.

    Attributes:
        conversation_id: Where it is.
        message_id: The message.
        stage: How far it has come.
        reason: Why it failed, in a sentence; else empty.
    """

    def __init__(self, conversation_id: str, message_id: str, told: Callable[[], None]) -> None:
        self.conversation_id, self.message_id = conversation_id, message_id
        self.stage = Stage.WAITING
        self.reason = ""
        self._told = told
        self._now = asyncio.Event()

    def undo(self) -> bool:
        """Keep the message, if the call has not been made; whether it has not."""
        if self.stage is not Stage.WAITING:
            return False
        self._set(Stage.UNDONE)
        self._now.set()
        return True

    def at_once(self) -> None:
        """Wait no longer."""
        self._now.set()

    async def _wait(self, seconds: float) -> bool:
        """Whether it is still to be done after a while."""
        try:
            async with asyncio.timeout(seconds):
                await self._now.wait()
        except TimeoutError:
            pass
        return self.stage is Stage.WAITING

    def _set(self, stage: Stage, reason: str = "") -> None:
        self.stage, self.reason = stage, reason
        self._told()


class OwnMessages(Changes):
    """Messages of the app's own, changed and deleted.

    Args:
        sitting: Of this server.
        mentions: Gives the names that can be mentioned.
    """

    def __init__(self, sitting: Sitting, mentions: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self._sitting, self._mentions = sitting, mentions
        self._deletions: dict[tuple[str, str], Deletion] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def edit(
        self, conversation_id: str, message_id: str, text: str, way: Way = Way.DOCUMENT
    ) -> None:
        """Replace the whole content of a message. From `EditMessage` and `EditDirectMessage`.

        Args:
            conversation_id: Where it is.
            message_id: The message.
            text: The new text.
            way: How it is written.

        Raises:
            CallError: There is nothing to send, or it cannot be a document.
            ApiError: It was refused, or no answer came.
        """
        ready = written(text, way, self._mentions())
        site = await self._sitting.site()
        content = {"message_id": message_id, "content": ready.content, "form": ready.form}
        try:
            await self._call(
                lambda: EditMessage(cloud_id=site, conversation_id=conversation_id, **content),
                lambda user: EditDirectMessage(cloud_id=site, user_id=user, **content),
                conversation_id,
                NO_EDIT,
            )
        except ValidationError as problem:
            found = explain(problem)[0]
            raise CallError(f"This cannot be sent: {found}.", found.field) from None

    def delete(self, conversation_id: str, message_id: str, grace: float | None = None) -> Deletion:
        """Delete a message after a moment in which that can be undone.

        From `DeleteMessage` and `DeleteDirectMessage`.

        Args:
            conversation_id: Where it is.
            message_id: The message.
            grace: Seconds until the call is made; None for `GRACE`.
        """
        known = self._deletions.get((conversation_id, message_id))
        if known is not None and known.stage in {Stage.WAITING, Stage.DELETING}:
            return known
        deletion = Deletion(conversation_id, message_id, self.changed)
        self._deletions[conversation_id, message_id] = deletion
        task = asyncio.get_running_loop().create_task(
            self._delete(deletion, GRACE if grace is None else grace)
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.changed()
        return deletion

    def deletion(self, conversation_id: str, message_id: str) -> Deletion | None:
        """The deletion of a message that is under way or has failed; None where there is none."""
        found = self._deletions.get((conversation_id, message_id))
        return None if found is None or found.stage is Stage.UNDONE else found

    @property
    def can_undo(self) -> bool:
        """Whether a message is about to be deleted that can still be kept."""
        return any(each.stage is Stage.WAITING for each in self._deletions.values())

    def undo(self) -> Deletion | None:
        """Keep the message whose deletion was asked for last; None where it is too late."""
        for deletion in reversed(list(self._deletions.values())):
            if deletion.undo():
                return deletion
        return None

    async def settle(self) -> None:
        """Make the calls that wait, and wait for them."""
        for deletion in self._deletions.values():
            deletion.at_once()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks))

    async def _delete(self, deletion: Deletion, grace: float) -> None:
        if not await deletion._wait(grace):
            return
        deletion._set(Stage.DELETING)
        room, message = deletion.conversation_id, deletion.message_id
        try:
            site = await self._sitting.site()
            with calling(DeleteMessage):
                await self._call(
                    lambda: DeleteMessage(cloud_id=site, conversation_id=room, message_id=message),
                    lambda user: DeleteDirectMessage(
                        cloud_id=site, user_id=user, message_id=message
                    ),
                    room,
                    NO_DELETION,
                )
        except ApiError as problem:
            deletion._set(Stage.FAILED, str(problem))
        else:
            deletion._set(Stage.DELETED)

    async def _call(
        self,
        to_room: Callable[[], Operation[Any]],
        to_user: Callable[[str], Operation[Any]],
        conversation_id: str,
        no_way: str,
    ) -> None:
        """Make a call to a room, or where the server has none, to the user it is with."""
        sitting = self._sitting
        call = to_room()
        # With a message in the call a 404 does not tell which of the two was not found.
        needed: list[type[Operation[Any]]] = [type(call), SendMessage, ListMessages]
        has_rooms = all(sitting.lacks.has(each) for each in needed)
        if has_rooms:
            answer = await sitting.client.exchange(call)
            if answer.error is None or not await sitting.lacks.because(call, answer.error):
                answer.result()
                return
        user = await sitting.user_of(await sitting.site(), conversation_id)
        if not user:
            raise ApiError(no_way, operation_id=call.operation_id)
        (await sitting.client.exchange(to_user(user))).result()
