"""Files that the messages of a conversation carry."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from explorer.api.models.conversations import Conversation
from explorer.api.saving import Saved
from explorer.api.streaming import Progress
from explorer.document.model import Document
from explorer.document.nodes import Media, walk

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench


def files_of(document: Document) -> list[Media]:
    """The files of a message that its conversation keeps: pictures elsewhere are none.

    Args:
        document: Of the message.
    """
    nodes = (node for block in document.content for node in walk(block))
    return [
        node for node in nodes if isinstance(node, Media) and node.id and node.kind != "external"
    ]


async def download(
    workbench: Workbench,
    conversation: Conversation,
    media_id: str,
    path: str | PathLike[str],
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Saved:
    """Save a file of a conversation. From `GetMedia`.

    Args:
        workbench: Asks.
        conversation: Where the file is.
        media_id: The file.
        path: A file, or a directory, in which the server's name for the file is used.
        overwrite: Whether a file that is there is replaced.
        progress: Called with the bytes so far and those in all.

    Raises:
        ApiError: The call failed, or the file could not be written.
        CallError: There is no such directory, or there is a file already.
    """
    return await workbench.client.media.download(
        media_id,
        path,
        conversation_id=conversation.id,
        cloud_id=conversation.cloud_id or await workbench.site(),
        overwrite=overwrite,
        progress=progress,
    )
