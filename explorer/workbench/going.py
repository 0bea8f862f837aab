"""Going to a conversation by a link or an id: the form that asks for it, and what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.api.models.conversations import Conversation
from explorer.api.operations import GetConversation, GetDirectConversation
from explorer.api.origin import is_loopback, origin
from explorer.workbench.dialog_forms import PlainField
from explorer.workbench.forms import Form
from explorer.workbench.forms_reading import FormProblem
from explorer.workbench.links import Link, LinkError, read_link
from explorer.workbench.rooms import behind, read_conversation

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench

FIELD = PlainField(
    name="link",
    wire_name="link",
    help="Id of a conversation, or a link to it or to a message of it.",
    required=True,
    example="https://app.stride.com/SITE/chat/ID",
)


async def follow_link(workbench: Workbench, link: Link) -> Conversation:
    """The conversation that a link leads to; its site becomes the present one.

    From `GetConversation`, or `GetDirectConversation` where the link names a user.

    Args:
        workbench: Asks.
        link: Where to go.

    Raises:
        LinkError: It is of another server.
        ApiError: There is no such conversation, or it could not be had.
    """
    here = workbench.client.base_url
    if link.base_url and origin(link.base_url) != origin(here):
        raise LinkError(
            f"The link is of {link.base_url}, and this is {here}: choose a profile of that server."
        )
    before = workbench.cloud_id
    if link.cloud_id:
        workbench.use_site(link.cloud_id)
    try:
        if link.user_id:
            return await workbench.direct(link.user_id)
        return await read_conversation(workbench, link.conversation_id)
    except Exception:
        workbench.use_site(before)
        raise


class GoForm:
    """Asks where to go.

    Args:
        workbench: Asks the server.

    Attributes:
        message_id: The message that the link submitted last leads to; empty for none.
    """

    title, act = "Go to a conversation", "Go"

    def __init__(self, workbench: Workbench) -> None:
        self._workbench, self._text = workbench, ""
        self.message_id = ""

    @property
    def fields(self) -> Sequence[PlainField]:
        """The link alone."""
        return (FIELD,)

    @property
    def choosing(self) -> Form | None:
        """A link is typed or pasted."""
        return None

    def text(self, name: str) -> str:
        """What stands in the field."""
        return self._text

    def set(self, name: str, text: str) -> None:
        """Put a text into the field."""
        self._text = text

    def problems(self) -> Sequence[FormProblem]:
        """What is wrong with it."""
        try:
            read_link(self._text)
        except LinkError as problem:
            return (FormProblem("link", str(problem)),)
        return ()

    def behind(self) -> Sequence[str]:
        """The call that fetches the conversation."""
        try:
            link = read_link(self._text)
        except LinkError:
            return behind(GetConversation, cloud_id=self._workbench.cloud_id)
        site = link.cloud_id or self._workbench.cloud_id
        if link.user_id:
            return behind(GetDirectConversation, cloud_id=site, user_id=link.user_id)
        return behind(GetConversation, cloud_id=site, conversation_id=link.conversation_id)

    async def submit(self) -> Conversation:
        """Fetch the conversation.

        Raises:
            LinkError: The link is of another server.
            ApiError: It could not be had.
        """
        link = read_link(self._text)
        self.message_id = link.message_id
        return await follow_link(self._workbench, link)

    def discard(self) -> None:
        """Forget what was typed."""
        self._text = ""


def of_this_machine(link: Link) -> bool:
    """Whether a link may be of the embedded sandbox, whose port is known once it runs."""
    return bool(link.base_url) and is_loopback(link.base_url)
