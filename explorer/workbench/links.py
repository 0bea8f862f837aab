"""What a link or an id that someone was given leads to; nothing is asked for by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from explorer.document.safe import one_line
from explorer.workbench.problems import WorkbenchError

_ID = re.compile(r"[\w.:~-]{1,200}")
_REST = re.compile(
    r"(?P<before>.*?)/site/(?P<site>[^/]+)/conversation/(?:user/(?P<user>[^/]+)|(?P<room>[^/]+))"
    r"(?:/message/(?!recent(?:/|$))(?P<message>[^/]+))?"
)
_WEB = re.compile(r"(?:.*/)?(?P<site>[^/]+)/chat/(?P<room>[^/]+)/?")

HELP = (
    "Give a conversation's id, its address in the web client "
    "(https://app.stride.com/SITE/chat/ID), a deep link, or a URL of the API."
)


class LinkError(WorkbenchError):
    """A text leads to no conversation; the message says what would."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads.

    Args:
        conversation_id: The conversation; empty where a user is named instead.
        cloud_id: Its site; empty for the present one.
        user_id: The user whose direct conversation is meant; empty for none.
        base_url: The server, of a URL of the API; empty where the link names none.
        message_id: A message of the conversation; empty for none.
    """

    conversation_id: str = ""
    cloud_id: str = ""
    user_id: str = ""
    base_url: str = ""
    message_id: str = ""


def read_link(text: str) -> Link:
    """Where a link or an id leads.

    A web client's address (`https://app.stride.com/SITE/chat/ID`), a deep link
    (`https://applink.atlassian.com/stride/SITE/chat/ID`), a URL of the API, or a bare id.

    Args:
        text: As given.

    Raises:
        LinkError: It leads to no conversation.
    """
    given = text.strip()
    if not given:
        raise LinkError(f"There is nothing to go to. {HELP}")
    if "/" not in given:
        return Link(_checked(given, given))
    try:
        parts = urlsplit(given)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise LinkError(f"{one_line(given, 120)} is not an address. {HELP}") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise LinkError(f"{one_line(given, 120)} is not an address of the web. {HELP}")
    if ":" in host:
        host = f"[{host}]"
    rest = _REST.match(parts.path)
    if rest is not None and rest["room"] != "user":
        base_url = f"{parts.scheme}://{host}{port}{rest['before']}"
        site = _checked(unquote(rest["site"]), given)
        message = _checked(unquote(rest["message"]), given) if rest["message"] else ""
        if rest["user"]:
            return Link("", site, _checked(unquote(rest["user"]), given), base_url, message)
        return Link(_checked(unquote(rest["room"]), given), site, "", base_url, message)
    web = _WEB.fullmatch(parts.path)
    if web is not None:
        return Link(_checked(unquote(web["room"]), given), _checked(unquote(web["site"]), given))
    raise LinkError(f"{one_line(given, 120)} leads to no conversation. {HELP}")


def _checked(id: str, given: str) -> str:
    if not _ID.fullmatch(id) or id in {".", ".."}:
        raise LinkError(f"{one_line(given, 120)} holds no id of a conversation. {HELP}")
    return id
