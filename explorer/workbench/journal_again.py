"""Sending an exchange of the journal once more.

The journal has the names of secrets, not the secrets. The token of the request is put back from
the profile, as with any call. What stands anywhere else is asked for: a person may have written
`$STRIDE_TOKEN` into a message and meant just that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from explorer.api.exchange import Exchange, Headers, Request, header
from explorer.api.operations import CATALOGUE
from explorer.api.origin import is_loopback, origin
from explorer.api.redact import Secret
from explorer.document.safe import one_line
from explorer.workbench.addresses import target_in
from explorer.workbench.journal_entry import Entry
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench

_USUAL = ("STRIDE_TOKEN", "STRIDE_CLIENT_SECRET", "SECRET")
_NAME = r"\$({})(?![A-Za-z0-9_])"


class CannotSendAgain(WorkbenchError):
    """An exchange that cannot be sent again from here; says why and what to do."""


class SecretNeeded(WorkbenchError):
    """Secrets stood in the request that no profile knows.

    Attributes:
        places: Where each stood, in words, by its name.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = dict(places)
        named = ", ".join(f"${name} ({place})" for name, place in self.places.items())
        super().__init__(
            f"The journal does not keep secrets, and the request has {named}: give the value, "
            "or the name itself to send that."
        )


async def send_again(
    workbench: Workbench, entry: Entry, secrets: Mapping[str, str] | None = None
) -> Exchange[Any]:
    """Send the request of an entry again; the new exchange is journalled like any other.

    Args:
        workbench: Of the server it went to.
        entry: The exchange.
        secrets: What to put in the place of names that `SecretNeeded` has asked for.

    Raises:
        CannotSendAgain: It went to another server, or was not kept whole.
        SecretNeeded: It held secrets beside the token.
        CallError: It cannot be sent as it stands.
    """
    client = workbench.client
    request = prepare(
        entry,
        base_url=client.base_url,
        server=workbench.target.name,
        known=[secret.name for secret in client.context.auth.secrets()],
        secrets=secrets or {},
    )
    for name, value in (secrets or {}).items():
        if value != f"${name}":
            client.context.redactor.learn(Secret(value, name))
    operation = CATALOGUE.get(entry.operation_id)
    with workbench.origin("person", view="history"):
        return await client.again(request, operation, entry.operation_id)


def prepare(
    entry: Entry,
    *,
    base_url: str,
    server: str,
    known: Iterable[str] = (),
    secrets: Mapping[str, str],
) -> Request:
    """The request of an entry as it is to be sent, without the token a client adds.

    Args:
        entry: The exchange.
        base_url: Where the server is now.
        server: `Target.name` of it.
        known: Names of the secrets that the client has.
        secrets: Values by name, for what stands elsewhere.

    Raises:
        CannotSendAgain: It went to another server, or was not kept whole.
        SecretNeeded: It holds names that no value is given for.
    """
    if entry.request_cut or entry.request.cut:
        raise CannotSendAgain(
            "Only the beginning of the request's body was kept, so that it cannot be sent again: "
            "make the call anew."
        )
    known = frozenset(known)
    url = _address(entry, base_url, server)
    headers = _without_token(entry.request.headers, known)
    names = sorted({*_USUAL, *known})
    pattern = re.compile(_NAME.format("|".join(map(re.escape, names))))
    missing = _places(pattern, url, headers, entry.request.body)
    for name in secrets:
        missing.pop(name, None)
    if missing:
        raise SecretNeeded(missing)

    def filled(text: str, encode: Any = str) -> str:
        def value(found: re.Match[str]) -> str:
            given = secrets[found[1]]
            return found[0] if given == found[0] else str(encode(given))

        return pattern.sub(value, text)

    body = entry.request.body
    if pattern.search(body.decode("latin-1")):
        kind = header(headers, "Content-Type") or ""
        escape = _in_json if "json" in kind.lower() else str
        text = body.decode("utf-8", "surrogateescape")
        body = filled(text, escape).encode("utf-8", "surrogateescape")
    return Request(
        entry.method,
        filled(url, lambda value: quote(value, safe="")),
        tuple((name, filled(value)) for name, value in headers),
        body,
    )


def _in_json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _address(entry: Entry, base_url: str, server: str) -> str:
    """Where to send it: the embedded sandbox may have another port today."""
    try:
        there = origin(entry.url)
    except ValueError:
        raise CannotSendAgain(
            f"The exchange went to {one_line(entry.url, 80)!r}, which is no address."
        ) from None
    if there == origin(base_url):
        return entry.url
    if entry.server != server:
        raise CannotSendAgain(
            f"The exchange went to {one_line(entry.server, 80)}, and this is {server}: "
            "name its server to send it again."
        )
    known = target_in(entry.operation_id, entry.url)
    # A request of a collection may have gone to a host of its own, and goes there again.
    if known is None or (is_loopback(base_url) and not is_loopback(entry.url)):
        return entry.url
    return base_url + known


def _without_token(headers: Headers, known: frozenset[str]) -> Headers:
    """Headers but for the token that the client puts there itself."""
    own = {f"Bearer ${name}" for name in known}
    if known:
        own.add("Bearer $STRIDE_TOKEN")
    return tuple(
        (name, value)
        for name, value in headers
        if not (name.lower() == "authorization" and value in own)
    )


def _places(pattern: re.Pattern[str], url: str, headers: Headers, body: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    texts = [("in the address", url)]
    texts += [(f"in the header {one_line(name, 40)}", value) for name, value in headers]
    texts.append(("in the body", body.decode("latin-1")))
    for place, text in texts:
        for match in pattern.finditer(text):
            found.setdefault(match[1], place)
    return found
