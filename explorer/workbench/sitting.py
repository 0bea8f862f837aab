"""What the parts of one sitting share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from pydantic import ValidationError

from explorer.api.client import AsyncClient
from explorer.api.errors import ApiError
from explorer.api.explain import explain
from explorer.api.models.base import Unreadable
from explorer.api.models.sites import Site
from explorer.api.operation import CallError, Operation
from explorer.api.operations import ListSites
from explorer.workbench.drafts import DraftId, Drafts
from explorer.workbench.journal import PERSON, Journal
from explorer.workbench.lacks import Lacks
from explorer.workbench.last_read import LastRead
from explorer.workbench.once import Once
from explorer.workbench.targets import Target


class Origin(NamedTuple):
    """What caused a call, and the view it was caused in."""

    name: str = PERSON
    view: str = ""


_ORIGIN: ContextVar[Origin] = ContextVar("origin")


def present_origin() -> Origin:
    """The origin of calls made just here."""
    return _ORIGIN.get(Origin())


@contextmanager
def origin(name: str, view: str | None = None) -> Iterator[None]:
    """Mark the calls made inside, tasks started inside included.

    Args:
        name: What causes them: `person` or `polling`.
        view: Where; None for the view around.
    """
    around = present_origin()
    token = _ORIGIN.set(Origin(name, around.view if view is None else view))
    try:
        yield
    finally:
        _ORIGIN.reset(token)


@contextmanager
def calling(operation: type[Operation[Any]]) -> Iterator[None]:
    """Have a call that cannot even be put fail as one that failed: an `ApiError`.

    Ids come from servers, and one that no path can hold must not end more than its own call.

    Args:
        operation: What is called inside.

    Raises:
        ApiError: A parameter does not fit.
    """
    try:
        yield
    except ValidationError as problem:
        raise _unsent(operation, str(explain(problem)[0])) from None
    except CallError as problem:
        raise _unsent(operation, str(problem)) from None


def _unsent(operation: type[Operation[Any]], reason: str) -> ApiError:
    return ApiError(
        reason, operation_id=operation.operation_id, hint="Nothing was sent: it cannot be put so."
    )


class Sitting:
    """A server, the client for it, and what is kept about it.

    Args:
        target: The server.
        client: Sends.
        journal: Keeps what was sent.
        drafts: Keep what was not.
        cloud_id: The site to begin with; empty for the first of the token.
        last_read: Up to where each conversation has been read; None to know of this sitting only.
    """

    def __init__(
        self,
        target: Target,
        client: AsyncClient,
        journal: Journal,
        drafts: Drafts,
        cloud_id: str = "",
        last_read: LastRead | None = None,
    ) -> None:
        self.target, self.client = target, client
        self.journal, self.drafts = journal, drafts
        self.lacks = Lacks(client)
        self.cloud_id = cloud_id
        self.direct_users: dict[tuple[str, str], str] = {}
        """The user of a direct conversation, by site and conversation."""
        self.last_read = last_read or LastRead()
        self._sites = Once(self._list_sites)
        self._first_site = Once(self._choose_site)

    async def sites(self) -> list[Site | Unreadable]:
        """The sites of the token. Those who ask at the same time share one call.

        Raises:
            ApiError: They could not be had.
        """
        return await self._sites()

    async def site(self) -> str:
        """The present site; the first of the token where none was chosen.

        Raises:
            ApiError: There is none, or they could not be had.
        """
        if self.cloud_id:
            return self.cloud_id
        # Whatever needs it, this is no call that a person made.
        with origin(present_origin().name, "site"):
            return await self._first_site()

    def use_site(self, cloud_id: str) -> None:
        """Make a site the present one."""
        self.cloud_id = cloud_id
        self.client.cloud_id = cloud_id

    async def user_of(self, site: str, conversation_id: str) -> str:
        """The user a direct conversation is with, as far as it is known here; else empty."""
        known = self.direct_users.get((site, conversation_id))
        if known is None:
            known = await asyncio.to_thread(self.journal.direct_user, site, conversation_id)
            if known:
                self.direct_users[site, conversation_id] = known
        return known

    def draft_id(self, site: str, conversation: str, kind: str, key: str = "") -> DraftId:
        """What a draft of this server is known by."""
        return DraftId(self.target.name, site, conversation, kind, key)

    async def _list_sites(self) -> list[Site | Unreadable]:
        return (await self.client.exchange(ListSites())).result().values

    async def _choose_site(self) -> str:
        found = [site.id for site in await self.sites() if site.id]
        if not found:
            raise ApiError(
                "the token reaches no site",
                operation_id=ListSites.operation_id,
                hint="Name one with cloud_id, or use another token.",
            )
        if not self.cloud_id:
            self.use_site(found[0])
        return self.cloud_id
