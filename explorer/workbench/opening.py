"""What a sitting is made of, put together: the server, the client, the records of what is done."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from explorer.api.auth import ClientCredentials, RoomToken
from explorer.api.client import AsyncClient, BaseClient
from explorer.api.origin import is_loopback
from explorer.api.redact import Secret
from explorer.workbench import embedded, paths
from explorer.workbench.drafts import Drafts
from explorer.workbench.journal import Journal
from explorer.workbench.places import Places
from explorer.workbench.problems import ConfigError
from explorer.workbench.targets import ADMIN_TOKEN, Target

log = logging.getLogger("explorer.workbench")


class Parts(NamedTuple):
    """What a workbench holds from its beginning; `server` is None but for the embedded sandbox."""

    target: Target
    client: AsyncClient
    journal: Journal
    drafts: Drafts
    places: Places
    server: embedded.Embedded | None


async def begin(
    target: Target,
    data_dir: Path | None = None,
    on_notice: Callable[[str], None] | None = None,
    *,
    fresh: bool = False,
    loop: asyncio.AbstractEventLoop | None = None,
    sandbox: Mapping[str, Any] | None = None,
    **options: Any,
) -> Parts:
    """Put together a sitting at a target, see `Workbench.open`.

    Raises:
        WorkbenchError: It cannot begin: a sentence that says why and what to do.
    """
    directory = paths.data_dir() if data_dir is None else data_dir
    if fresh and not target.embedded:
        raise ConfigError(
            f"Only the embedded sandbox can be made anew, and {target.name} is another server: "
            "leave out --fresh."
        )
    exposed = target.base_url.startswith("http://") and not is_loopback(target.base_url)
    if exposed and target.secrets and not options.get("plain_http"):
        raise ConfigError(
            f"{target.base_url} is not encrypted and not this machine: the token could be read "
            "on the way. Use https, or a tunnel that begins on this machine."
        )
    server = None
    # The HTTP library takes 0.2 s to import, during which a screen should still move.
    importing = asyncio.to_thread(import_module, "explorer.api.transport")
    if target.embedded:
        starting = embedded.started(directory, fresh=fresh, **(sandbox or {}))
        server, _ = await asyncio.gather(starting, importing)
        target = _aimed(target, server)
    else:
        await importing
    try:
        client = AsyncClient(
            target.base_url,
            auth=target.auth,
            cloud_id=target.cloud_id,
            ca_file=target.ca_file,
            **options,
        )
    except (ValueError, OSError) as problem:
        if server is not None:
            await asyncio.to_thread(server.stop)
        raise ConfigError(f"{target.name}: {problem}") from None
    tell = _teller(loop or asyncio.get_running_loop(), on_notice)
    parts = Parts(target, client, *_records(directory, target, client, tell), server)
    await parts.places.choices.load()
    return parts


def begin_around(
    client: BaseClient,
    data_dir: Path | None = None,
    on_notice: Callable[[str], None] | None = None,
    *,
    loop: asyncio.AbstractEventLoop,
) -> Parts:
    """Put together a sitting with a client that is there already, see `Workbench.around`."""
    context = client.context
    room = context.auth.conversation_id if isinstance(context.auth, RoomToken) else ""
    target = Target(
        base_url=client.base_url,
        auth=context.auth,
        cloud_id=client.cloud_id,
        conversation_id=room,
        ca_file=client.ca_file,
    )
    if not isinstance(client, AsyncClient):
        client = AsyncClient(
            client.base_url,
            auth=context.auth,
            cloud_id=client.cloud_id,
            policy=context.policy,
            ca_file=client.ca_file,
            # The client that is there was allowed what it does.
            plain_http=True,
        )
        client.context.redactor = context.redactor
    directory = paths.data_dir() if data_dir is None else data_dir
    records = _records(directory, target, client, _teller(loop, on_notice))
    return Parts(target, client, *records, None)


def _aimed(target: Target, server: embedded.Embedded) -> Target:
    """The target with the address, credentials and site of the sandbox that was started."""
    credentials = server.sandbox.credentials
    return dataclasses.replace(
        target,
        base_url=server.sandbox.base_url,
        auth=target.auth
        or ClientCredentials(
            credentials.client_id, Secret(credentials.client_secret, "STRIDE_CLIENT_SECRET")
        ),
        cloud_id=target.cloud_id or credentials.cloud_ids[0],
        admin_token=Secret(credentials.admin_token, ADMIN_TOKEN),
    )


def _records(
    directory: Path, target: Target, client: AsyncClient, tell: Callable[[str], None]
) -> tuple[Journal, Drafts, Places]:
    journal = Journal(
        directory / "journal.db",
        client.context.redactor,
        server=target.name,
        bounds=target.journal,
        report=tell,
    )
    drafts = Drafts(directory / "drafts.db", report=tell)
    places = Places(directory / "places.db", target.name, report=tell)
    for notice in target.notices:
        tell(notice)
    return journal, drafts, places


def _teller(
    loop: asyncio.AbstractEventLoop, on_notice: Callable[[str], None] | None
) -> Callable[[str], None]:
    def tell(sentence: str) -> None:
        log.info("%s", sentence)
        if on_notice is not None:
            try:
                loop.call_soon_threadsafe(on_notice, sentence)
            except RuntimeError:
                pass  # The loop has ended; there is no one left to tell.

    return tell
