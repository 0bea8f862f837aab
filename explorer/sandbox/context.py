"""What every handler is given, and the rules that most of them share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from explorer.sandbox.clock import Clock
from explorer.sandbox.refusals import Refusal, unknown
from explorer.sandbox.store import arrivals, conversations, sites
from explorer.sandbox.store.conversations import ConversationRow
from explorer.sandbox.store.database import Connection, Database
from explorer.sandbox.store.tokens import Caller
from explorer.sandbox.wire import Request


@dataclass(frozen=True, slots=True)
class Context:
    """One call's surroundings.

    Args:
        database: The data.
        caller: Who calls.
        clock: The sandbox's time.
        base_url: Where links lead, without a slash at the end.
        request: As it came, for what reads a body piece by piece.
        upload_limit: Most bytes of a file.
        install_delay: Seconds until the app is installed in a conversation it starts.
        heard: Told the site, the conversation and the text of each message that is sent.
    """

    database: Database
    caller: Caller
    clock: Clock
    base_url: str
    request: Request
    upload_limit: int
    install_delay: float = 0.0
    heard: Callable[[str, str, str], None] = lambda cloud_id, conversation_id, text: None

    def require_site(self, connection: Connection, cloud_id: str) -> None:
        """The site must be one the app can reach.

        Raises:
            Refusal: 404.
        """
        if not sites.reaches(connection, self.caller.app_id, cloud_id):
            raise unknown("site", cloud_id)

    def refuse_room_token(self, what: str) -> None:
        """What a room token cannot do, since it holds for one conversation only.

        Raises:
            Refusal: 403.
        """
        if self.caller.conversation_id is not None:
            raise Refusal(
                403,
                f"This is a room token: it works in its own conversation only and cannot {what}. "
                "Use an app's token.",
            )

    def conversation(
        self, connection: Connection, cloud_id: str, conversation_id: str
    ) -> ConversationRow:
        """A conversation in which the app is installed.

        Raises:
            Refusal: 404 for an unknown site or conversation; 403 where the app is not installed,
                or for a room token of another conversation.
        """
        own = self.caller.conversation_id
        if own is not None and conversation_id != own:
            self.refuse_room_token("leave it")
        self.require_site(connection, cloud_id)
        found = conversations.find(connection, cloud_id, conversation_id)
        if found is None:
            raise unknown("conversation", conversation_id)
        if not conversations.is_installed(connection, self.caller.app_id, conversation_id):
            if arrivals.is_expected(connection, self.caller.app_id, conversation_id):
                raise not_installed_yet()
            raise Refusal(
                403, "The app is not installed in this conversation, and did not create it."
            )
        return found

    def install(self, connection: Connection, row: ConversationRow) -> None:
        """Install the app in a conversation it starts, now or when it is time. In a transaction."""
        if self.install_delay:
            until = time.time() + self.install_delay
            arrivals.expect(connection, self.caller.app_id, row, until)
        else:
            conversations.install(connection, self.caller.app_id, row)


def not_installed_yet() -> Refusal:
    """403 for a conversation that the app has started a moment ago."""
    return Refusal(
        403,
        "The app is not installed in this conversation yet: that takes the service a moment. "
        "Try again shortly.",
    )


def require_open(conversation: ConversationRow) -> None:
    """Messages of an archived conversation do not change.

    Raises:
        Refusal: 403.
    """
    if conversation.archived:
        raise Refusal(403, "This conversation is archived: its messages cannot be changed.")
