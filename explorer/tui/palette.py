"""The command palette's own finds: every operation and every conversation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from explorer.document.safe import one_line
from explorer.tui.content import content

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp


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
            score = max(matcher.match(text), matcher.match(operation.summary()))
            if score > 0:
                yield Hit(
                    score,
                    content(f"{operation.method} {operation.path}"),
                    partial(self._show, operation.operation_id),
                    text=text,
                    help=f"{operation.operation_id}: {operation.summary()}",
                )

    def _show(self, operation_id: str) -> None:
        from explorer.tui.operation import OperationScreen

        self.app.push_screen(OperationScreen(operation_id))


class ConversationProvider(Provider):
    """Conversations by name, asked of the server."""

    async def search(self, query: str) -> Hits:
        """Those whose name holds the text."""
        app = cast("ExplorerApp", self.app)
        if app.workbench is None:
            return
        from explorer.api.models import Conversation

        for conversation in await app.browse.find_conversations(query):
            if isinstance(conversation, Conversation):
                name = one_line(conversation.title, 80)
                yield Hit(
                    max(self.matcher(query).match(name), 0.5),
                    content(f"# {name}"),
                    partial(app.browse.open_conversation, conversation),
                    text=name,
                    help=one_line(conversation.topic or "", 100),
                )
