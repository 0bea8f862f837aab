"""The command palette's own finds: every operation and every conversation."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from explorer.document.safe import one_line
from explorer.tui.content import content

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp

PAUSE = 0.12
"""Seconds after the last key before the server is asked: an earlier search is given up."""

BEHIND = 0.75
"""Weight of an operation beside a conversation or a command."""

_ACCOUNT_ID = re.compile(r"(?=.*\d)[\w:-]{12,128}")


_SITE_HELP = "Show the conversations of this site"


def _help(text: str) -> str:
    """Text from outside as the second row of a find, which would else be read as markup."""
    return cast("str", content(text)) if text else ""


class OperationProvider(Provider):
    """Every operation of the catalogue, by id, path and summary."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        from explorer.api.operations import CATALOGUE

        for operation in CATALOGUE.values():
            yield DiscoveryHit(
                content(f"{operation.method} {operation.path}"),
                partial(self._show, operation.operation_id),
                text=operation.operation_id,
                help=f"{operation.operation_id}: {operation.summary()}",
            )

    async def search(self, query: str) -> Hits:
        """Those whose id, path or summary matches."""
        from explorer.api.operations import CATALOGUE

        matcher = self.matcher(query)
        for operation in CATALOGUE.values():
            text = f"{operation.operation_id} {operation.method} {operation.path}"
            # Every path has common words: what one opened this app for comes first.
            score = max(matcher.match(text), matcher.match(operation.summary())) * BEHIND
            if score > 0:
                yield Hit(
                    score,
                    content(f"{operation.method} {operation.path}"),
                    partial(self._show, operation.operation_id),
                    text=text,
                    help=f"{operation.operation_id}: {operation.summary()}",
                )

    def _show(self, operation_id: str) -> None:
        cast("ExplorerApp", self.app).open_endpoints(operation_id)


class SiteProvider(Provider):
    """The sites of the token, but for the one that is shown."""

    async def discover(self) -> Hits:
        """All of them."""
        for label, act in self._commands():
            yield DiscoveryHit(content(label), act, text=label, help=_SITE_HELP)

    async def search(self, query: str) -> Hits:
        """Those whose name matches."""
        matcher = self.matcher(query)
        for label, act in self._commands():
            if (score := matcher.match(label)) > 0:
                yield Hit(score, content(label), act, text=label, help=_SITE_HELP)

    def _commands(self) -> list[tuple[str, partial[None]]]:
        browse = cast("ExplorerApp", self.app).browse
        return [
            (f"Site: {one_line(site.title, 60)}", partial(browse.change_site, site))
            for site in browse.other_sites
        ]


class ConversationProvider(Provider):
    """Conversations by name, asked of the server, and a user's direct one by the user's id."""

    async def search(self, query: str) -> Hits:
        """Those whose name holds the text."""
        await asyncio.sleep(PAUSE)
        app = cast("ExplorerApp", self.app)
        matcher = self.matcher(query)
        for conversation in await app.browse.find_conversations(query):
            name = one_line(conversation.title, 80)
            kind = "@" if conversation.is_direct else "#"
            facts = ["archived"] if conversation.is_archived else []
            facts += [one_line(conversation.topic, 100)] if conversation.topic else []
            yield Hit(
                max(matcher.match(name), 0.5),
                content(f"{kind} {name}"),
                partial(app.browse.open_conversation, conversation),
                text=name,
                help=_help(" · ".join(facts)),
            )
        user_id = query.strip()
        if app.workbench is not None and _ACCOUNT_ID.fullmatch(user_id):
            yield Hit(
                0.4,
                content(f"Direct conversation with {user_id}"),
                partial(app.browse.open_direct, user_id),
                text=user_id,
                help="Open it, or begin it where there is none",
            )
