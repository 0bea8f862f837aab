"""Files of a conversation: kept as they come in, given out piece by piece."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from urllib.parse import quote

from explorer.api.operations import DeleteMedia, GetMedia, UploadMedia
from explorer.sandbox.context import Context, require_open
from explorer.sandbox.media_types import guess_type
from explorer.sandbox.refusals import Refusal, unknown
from explorer.sandbox.store import media
from explorer.sandbox.store.database import Connection, Database
from explorer.sandbox.store.media import PIECE, MediaRow
from explorer.sandbox.wire import Answer, Content

_PLAIN = re.compile(r"[^\w!#$&+^`{}~ .,()\[\]@=-]", re.ASCII)


async def upload_media(call: UploadMedia, context: Context) -> Answer:
    """A new file, which is there once all of it has come."""
    database = context.database
    with database.reading() as connection:
        require_open(context.conversation(connection, call.cloud_id, call.conversation_id))
        left = media.left_behind(connection, time.time())
    for each in left:
        await _delete(database, each)
    new = str(uuid.uuid4())
    with database.writing() as connection:
        media.begin(connection, new, call.conversation_id, call.name, time.time())
    try:
        size = await _take(database, new, context)
        with database.writing() as connection:
            # It may have been archived, or the app taken out, in the meantime.
            require_open(context.conversation(connection, call.cloud_id, call.conversation_id))
            if not media.finish(connection, new, size):
                raise _exchanged()
    except BaseException:
        with database.writing() as connection:
            media.doom(connection, new)
        await _delete(database, new)
        raise
    return Answer(201, {"data": {"id": new}})


async def _take(database: Database, media_id: str, context: Context) -> int:
    """Keep what comes, a piece at a time; gives the size."""
    waiting, size, number = bytearray(), 0, 0
    async with aclosing(context.request.pieces(context.upload_limit)) as pieces:
        async for data in pieces:
            waiting += data
            size += len(data)
            while len(waiting) >= PIECE:
                _keep(database, media_id, number, bytes(waiting[:PIECE]))
                del waiting[:PIECE]
                number += 1
    if waiting:
        _keep(database, media_id, number, bytes(waiting))
    return size


def _keep(database: Database, media_id: str, number: int, content: bytes) -> None:
    with database.writing() as connection:
        if not media.add_piece(connection, media_id, number, content):
            raise _exchanged()


def _exchanged() -> Refusal:
    return Refusal(
        503,
        "The sandbox's data were exchanged while the file came in: it was not kept. Send it again.",
        {"retry-after": "1"},
    )


async def get_media(call: GetMedia, context: Context) -> Answer:
    """The bytes of a file. Whatever they are, they are no page of this origin."""
    with context.database.reading() as connection:
        row = _find(connection, call.cloud_id, call.conversation_id, call.media_id, context)
    headers = {
        "content-disposition": disposition(row.name),
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
    }
    content = Content(guess_type(row.name), row.size, _give(context.database, row))
    return Answer(200, headers=headers, content=content)


async def _give(database: Database, row: MediaRow) -> AsyncGenerator[bytes, None]:
    for number in range(-(-row.size // PIECE)):
        found = media.piece(database.connection, row.id, number)
        if found is None:
            # The answer has begun: that it stays short is all that can be said any more.
            raise RuntimeError("the file was deleted while it was given out")
        yield found
        await asyncio.sleep(0)


async def delete_media(call: DeleteMedia, context: Context) -> Answer:
    """Delete a file: at once for whoever looks for it, its bytes little by little."""
    with context.database.writing() as connection:
        row = _find(connection, call.cloud_id, call.conversation_id, call.media_id, context)
        require_open(context.conversation(connection, call.cloud_id, call.conversation_id))
        media.doom(connection, row.id)
    await _delete(context.database, row.id)
    return Answer(204)


async def _delete(database: Database, media_id: str) -> None:
    left = True
    while left:
        with database.writing() as connection:
            left = media.delete_some(connection, media_id)
        await asyncio.sleep(0)


def _find(
    connection: Connection, cloud_id: str, conversation_id: str, media_id: str, context: Context
) -> MediaRow:
    context.conversation(connection, cloud_id, conversation_id)
    row = media.find(connection, conversation_id, media_id)
    if row is None:
        raise unknown("file", media_id)
    return row


def disposition(name: str) -> str:
    """A `Content-Disposition` that has a file saved under its name (RFC 6266, RFC 8187)."""
    plain = _PLAIN.sub("_", name)
    encoded = quote(name, safe="!#$&+^`|~")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
