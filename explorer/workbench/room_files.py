"""Files that the messages of a conversation carry."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from explorer.api.models.conversations import Conversation
from explorer.api.saving import Saved
from explorer.api.streaming import Progress
from explorer.document.model import Document
from explorer.document.nodes import Media, walk

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench


class SavedFile(NamedTuple):
    """What saving a file has told of it: the service says it only with the bytes.

    Args:
        name: Under which it was saved, from outside.
        size: In bytes.
    """

    name: str
    size: int


_SAVED: WeakKeyDictionary[Workbench, dict[str, SavedFile]] = WeakKeyDictionary()


def saved_file(workbench: Workbench, media_id: str) -> SavedFile | None:
    """What is known of a file that was saved in this sitting; None of any other.

    Args:
        workbench: Of the sitting.
        media_id: The file.
    """
    return _SAVED.get(workbench, {}).get(media_id)


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

    What it tells of the file is known from then on, see `saved_file`.

    Raises:
        ApiError: The call failed, or the file could not be written.
        CallError: There is no such directory, or there is a file already.
    """
    saved = await workbench.client.media.download(
        media_id,
        path,
        conversation_id=conversation.id,
        cloud_id=conversation.cloud_id or await workbench.site(),
        overwrite=overwrite,
        progress=progress,
    )
    _SAVED.setdefault(workbench, {})[media_id] = SavedFile(saved.path.name, saved.size)
    return saved
