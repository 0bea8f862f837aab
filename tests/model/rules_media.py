"""The model's rules for files."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from .calls import BINARY
from .judging import Ask
from .service import Conversation, Service, rule

_NAME = re.compile(r"attachment; filename=\"[^\"]*\"; filename\*=UTF-8''(\S+)")
_TYPES = {".csv": "text/csv", ".png": "image/png", ".txt": "text/plain", "": BINARY}


@rule("ConversationMediaPostHandler")
def upload(service: Service, ask: Ask) -> None:
    """A new file: what is sent, byte for byte, under the name that is given."""
    room = _open(service, ask)
    ask.only("name")
    name = str(ask.call.query.get("name", ""))
    if not 1 <= len(name) <= 255:
        ask.no(400, "name")
    if ask.call.type != BINARY:
        ask.no(400, "Content-Type")
    made = ask.answer()
    assert room is not None
    ask.same((set(made), set(made["data"])), ({"data"}, {"id"}), "the members of what was made")
    room.media[service.new_id(ask, made["data"]["id"], 4)] = (name, ask.call.bytes)


def _open(service: Service, ask: Ask) -> Conversation | None:
    room = service.conversation(ask)
    if room and room.archived:
        ask.no(403, "archived")
    return room


def _file(ask: Ask, room: Conversation | None) -> Any:
    wanted = ask.call.path["mediaId"]
    found = room.media.get(wanted) if room else None
    if room and found is None:
        ask.no(404, wanted)
    return found


@rule("ConversationMediaGetHandler")
def download(service: Service, ask: Ask) -> None:
    """The bytes, what they are by their name, and the name."""
    ask.only()
    found = _file(ask, service.conversation(ask))
    ask.success()
    name, content = found
    ask.same(ask.reply.body, content, "the bytes of the file")
    headers = ask.reply.headers
    ending = "".join(re.findall(r"\.\w+$", name))
    kind = headers["content-type"].partition(";")[0]
    ask.same(kind, _TYPES[ending], "Content-Type")
    told = _NAME.fullmatch(headers["content-disposition"])
    ask.check(told is not None and unquote(told[1]) == name, "Content-Disposition")


@rule("ConversationMediaDeleteHandler")
def delete(service: Service, ask: Ask) -> None:
    """A file goes."""
    ask.only()
    room = _open(service, ask)
    _file(ask, room)
    ask.answer()
    assert room is not None
    del room.media[ask.call.path["mediaId"]]
