"""What the command palette finds: operations, a collection's requests, sites, conversations."""

from __future__ import annotations

import asyncio
import importlib
import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.command import Command, CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from explorer.document.safe import one_line
from explorer.tui.content import content
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.rows import sign_of

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.collected import CollectedRequest
    from explorer.workbench.links import Link

PAUSE = 0.12
"""Seconds after the last key before the server is asked: an earlier search is given up."""

BATCH = 0.2
"""Seconds more that the server has, before what is loaded is shown without its answer."""

BEHIND = 0.75
"""Weight of an operation beside a conversation or a command."""

_CONVERSATION_ID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{15,}")

_ACCOUNT_ID = re.compile(r"(?=.*\d)[\w:-]{12,128}")


_SITE_HELP = "Show the conversations of this site"


def _help(text: str) -> str:
    """Text from outside as the second row of a find, which would else be read as markup."""
    return cast("str", content(text)) if text else ""


class PaletteScreen(CommandPalette):
    """Textual's palette, which leaves the last text's list in place until the next one is there.

    One who types and presses Enter at once means the text, not the row that happens to stand
    first still. Enter waits until the search is over then.
    """

    _outdated = False
    _entered = False

    @on(Input.Changed)
    def _typed(self) -> None:
        self._outdated, self._entered = True, False

    @on(Input.Submitted)
    def _hold(self, event: Input.Submitted) -> None:
        if self._outdated:
            event.prevent_default().stop()
            self._entered = True

    def _refresh_command_list(
        self, command_list: CommandList, commands: list[Command], clear_current: bool
    ) -> None:
        super()._refresh_command_list(command_list, commands, clear_current)
        self._outdated = False

    @on(Worker.StateChanged)
    def _searched(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.SUCCESS and self._entered and not self._outdated:
            self._entered = False
            self._select_or_command()


def _link(query: str) -> Link | None:
    """Where a query leads that is an address, or looks like an id; None for any other."""
    from explorer.workbench.links import LinkError, read_link

    if "://" not in query and not _CONVERSATION_ID.fullmatch(query.strip()):
        return None
    try:
        return read_link(query)
    except LinkError:
        return None


class OperationProvider(Provider):
    """Every operation of the catalogue, by id, path and summary."""

    async def startup(self) -> None:
        """Have the catalogue there, without holding up the palette where it is not yet."""
        # It comes with the workbench, else it takes a tenth of a second.
        if cast("ExplorerApp", self.app).workbench is None:
            await asyncio.to_thread(importlib.import_module, "explorer.api.operations")

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


class CollectedProvider(Provider):
    """The requests of the collection that was named, by folder, name and address."""

    _requests: tuple[CollectedRequest, ...] = ()

    async def startup(self) -> None:
        """Read the collection; what is wrong with its file is said on the endpoint screen."""
        workbench = cast("ExplorerApp", self.app).workbench
        file = workbench.target.collection if workbench is not None else ""
        if not file:
            return

        def read() -> tuple[CollectedRequest, ...]:
            # The import too is none of the palette's key.
            from explorer.workbench.collected import read_collected

            return read_collected(file).requests

        with suppress(WorkbenchError):
            self._requests = await asyncio.to_thread(read)

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for each in self._requests:
            yield DiscoveryHit(
                content(_of_request(each)),
                partial(self._show, each.key),
                text=one_line(each.title, 200),
                help=_help(one_line(each.collection, 80)),
            )

    async def search(self, query: str) -> Hits:
        """Those whose folder, name or address matches."""
        matcher = self.matcher(query)
        for each in self._requests:
            title = one_line(each.title, 200)
            text = f"{title} {_of_request(each)}"
            if (score := matcher.match(text)) > 0:
                yield Hit(
                    score,
                    content(_of_request(each)),
                    partial(self._show, each.key),
                    text=text,
                    help=_help(f"{title} · {one_line(each.collection, 80)}"),
                )

    def _show(self, key: str) -> None:
        cast("ExplorerApp", self.app).open_endpoints(key)


def _of_request(each: CollectedRequest) -> str:
    return f"{one_line(each.request.method, 20)} {one_line(each.request.url.template, 120)}"


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
    """Conversations by name: loaded ones, then the server's; a user's direct one by their id."""

    async def search(self, query: str) -> Hits:
        """Those whose name holds the text."""
        app = cast("ExplorerApp", self.app)
        # A slow server is not waited for to offer what the list beside has already.
        loaded = app.browse.loaded_conversations(query)
        for conversation in loaded[:-1]:
            yield self._hit(query, conversation)
        await asyncio.sleep(PAUSE)
        asked = asyncio.ensure_future(app.browse.find_conversations(query))
        try:
            # The palette shows what it has when a hit comes late enough: the last one does.
            await asyncio.wait([asked], timeout=BATCH)
            for conversation in loaded[-1:]:
                yield self._hit(query, conversation)
            offered = {each.id for each in loaded}
            for conversation in await asked:
                if conversation.id not in offered:
                    yield self._hit(query, conversation)
        finally:
            asked.cancel()
        link = _link(query)
        if link is not None and app.workbench is not None:
            yield Hit(
                0.45,
                content(f"Go to the conversation {one_line(query.strip(), 80)}"),
                partial(app.acts.go, link),
                text=query.strip(),
                help="By its id or a link",
            )
        user_id = query.strip()
        if link is None and app.workbench is not None and _ACCOUNT_ID.fullmatch(user_id):
            yield Hit(
                0.4,
                content(f"Direct conversation with {user_id}"),
                partial(app.browse.open_direct, user_id),
                text=user_id,
                help="Open it, or begin it where there is none",
            )

    def _hit(self, query: str, conversation: Conversation) -> Hit:
        name = one_line(conversation.title, 80)
        facts = ["archived"] if conversation.is_archived else []
        facts += [one_line(conversation.topic, 100)] if conversation.topic else []
        return Hit(
            max(self.matcher(query).match(name), 0.5),
            content(f"{sign_of(conversation)} {name}"),
            partial(cast("ExplorerApp", self.app).browse.open_conversation, conversation),
            text=name,
            help=_help(" · ".join(facts)),
        )
