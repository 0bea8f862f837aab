"""Files of a conversation, the convenient way: from a path, to a path, and into a message.

uploaded = client.media.upload("figures.csv", conversation_id=room)
client.messages.send(
    conversation_id=room,
    content=document_with_files([uploaded.id], conversation_id=room, text="The figures"),
)
saved = client.media.download(uploaded.id, "downloads/", conversation_id=room)
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from types import MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from explorer.api import operations as op
from explorer.api.models.media import Uploaded
from explorer.api.saving import Saved
from explorer.api.shortcuts import Owner, Resource, shortcut
from explorer.api.source import FileSource, Source
from explorer.api.streaming import Progress
from explorer.api.wire import CallError

if TYPE_CHECKING:
    from explorer.api.client import AsyncClient, Client
    from explorer.document.blocks import MediaGroup
    from explorer.document.model import Document

P = ParamSpec("P")
T = TypeVar("T")


class transferring(Generic[P, T]):
    """A method that streams a file: a function of the client and more, with its signature.

    Args:
        call: What it does; with an async client its result is awaited.
    """

    def __init__(self, call: Callable[Concatenate[Any, P], T]) -> None:
        self._call = call

    def summary(self) -> str:
        """What it does, in a line."""
        return (self._call.__doc__ or "").strip().partition("\n")[0].rstrip(".")

    @overload
    def __get__(self, owner: None, kind: type[Any]) -> transferring[P, T]: ...
    @overload
    def __get__(self, owner: Resource[Client], kind: type[Any]) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, owner: Resource[AsyncClient], kind: type[Any]
    ) -> Callable[P, Awaitable[T]]: ...
    def __get__(self, owner: Resource[Any] | None, kind: type[Any]) -> Any:
        return self if owner is None else MethodType(self._call, owner._client)


def upload(
    client: Any,
    file: str | os.PathLike[str] | bytes | Source,
    *,
    conversation_id: str,
    name: str | None = None,
    cloud_id: str = "",
    progress: Progress | None = None,
) -> Uploaded:
    """Upload a file to a conversation, reading it while it is sent.

    Args:
        file: Its path, or its bytes.
        conversation_id: Where.
        name: The name it gets there; that of the file where left out.
        cloud_id: The site; the client's where left out.
        progress: Called with the bytes so far and those in all.

    Raises:
        ApiError: The call failed. A POST that has been sent is not sent again.
        CallError: The file cannot be read, or bytes are given without a name.
    """
    source = FileSource(file) if isinstance(file, str | os.PathLike) else Source.of(file)
    named = name or source.name
    if not named:
        raise CallError("Bytes have no name of their own: give name, as in figures.csv.", "name")
    operation = op.UploadMedia(
        cloud_id=cloud_id, conversation_id=conversation_id, name=named, content=source
    )
    uploaded: Uploaded = client.send(operation, progress=progress)
    return uploaded


def download(
    client: Any,
    media_id: str,
    path: str | os.PathLike[str],
    *,
    conversation_id: str,
    overwrite: bool = False,
    cloud_id: str = "",
    progress: Progress | None = None,
) -> Saved:
    """Download a file of a conversation to disk, writing it as it comes.

    Under the final name there is either the whole file or nothing new.

    Args:
        media_id: The file's id.
        path: A file, or a directory, in which the server's name for the file is used.
        conversation_id: Where it was uploaded.
        overwrite: Replace a file that is there.
        cloud_id: The site; the client's where left out.
        progress: Called with the bytes so far and those in all, None where not known. A download
            that broke is begun again, and counted from zero again.

    Raises:
        ApiError: The call failed, or the file could not be written.
        CallError: There is no such directory, or there is a file already.
    """
    operation = op.GetMedia(cloud_id=cloud_id, conversation_id=conversation_id, media_id=media_id)
    saved: Saved = client.save(operation, path, overwrite=overwrite, progress=progress)
    return saved


class Media(Resource[Owner]):
    """Files of a conversation."""

    upload = transferring(upload)
    download = transferring(download)
    get = shortcut(op.GetMedia)
    delete = shortcut(op.DeleteMedia)


def files_node(media_ids: Iterable[str], *, conversation_id: str) -> MediaGroup:
    """The document node that shows files uploaded to a conversation, one beside the other.

    Args:
        media_ids: Their ids.
        conversation_id: Where they were uploaded and the message goes.
    """
    from explorer.document.blocks import MediaGroup

    files = [
        {"type": "media", "attrs": {"type": "file", "id": id, "collection": conversation_id}}
        for id in media_ids
    ]
    return MediaGroup({"type": "mediaGroup", "content": files})


def document_with_files(
    media_ids: Iterable[str], *, conversation_id: str, text: str = ""
) -> Document:
    """A message that carries files: a text in Markdown, and the files after it.

    Args:
        media_ids: Of files uploaded to the conversation.
        conversation_id: Where the message goes.
        text: What is said about them; empty for nothing.

    Raises:
        DocumentError: There is no file in it.
    """
    from explorer.document.markdown import from_markdown
    from explorer.document.model import Document

    said = from_markdown(text).content if text.strip() else ()
    return Document.of(*said, files_node(media_ids, conversation_id=conversation_id))
