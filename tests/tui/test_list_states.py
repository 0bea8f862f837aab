"""What the lists beside the conversations look like in each of their states, at two sizes."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from explorer.api.operations import GetConversation, GetMe, ListConversations, ListSites
from explorer.tui.browse.drafts import DraftsScreen
from explorer.tui.browse.servers import ServersScreen
from explorer.tui.endpoints.screen import EndpointsScreen
from explorer.tui.history.screen import HistoryScreen
from explorer.workbench.drafts import DraftId
from explorer.workbench.journal import EVERYTHING
from explorer.workbench.problems import StoreError

BOTH_SIZES = pytest.mark.parametrize(
    "size", [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
)
JSON = (("Content-Type", "application/json"),)
PROFILES = """\
[profiles.work]
base_url = "https://chat.example.com"
token_env = "WORK_TOKEN"

[profiles.somewhere-with-a-long-name]
base_url = "https://a-server-with-quite-a-long-name.example.com/with/a/path"
"""


async def keep_three(stage: Any, now: Any) -> None:
    """Have the journal hold three exchanges, the same in every run."""
    journal = stage.workbench.journal
    await stage.quiet()
    made = [
        await stage.workbench.client.exchange(call)
        for call in (ListSites(), GetConversation(conversation_id="no-such-room"), GetMe())
    ]
    await asyncio.to_thread(journal.delete_found, EVERYTHING)
    journal.server = "(sandbox)"
    for number, each in enumerate(made):
        url = each.request.url.replace(stage.workbench.target.base_url, "http://127.0.0.1:8080")
        request = dataclasses.replace(each.request, url=url)
        assert each.response is not None
        # The server's date and its id of the request are others each time.
        response = dataclasses.replace(each.response, headers=JSON)
        kept = dataclasses.replace(each, id=f"{number}" * 32, request=request, response=response)
        journal.record(dataclasses.replace(kept, started=now + timedelta(seconds=number)))


async def alone(stage: Any, kind: type[Screen[Any]]) -> None:
    """Show a dialog and nothing behind it, which is drawn at other moments than the dialog."""
    screen = stage.app.screen
    assert isinstance(screen, kind)
    screen.styles.background = "black"
    await stage.pilot.pause()


class TestHistory:
    async def test_older_ones_that_cannot_be_read_are_said_in_their_place(
        self, open_app: Any, staging: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("explorer.tui.history.listed.PAGE", 2)
        async with open_app() as stage:
            await keep_three(stage, staging.NOW)
            journal = stage.workbench.journal
            rows, broken = journal.rows, True

            def read(query: Any, number: int, before: Any = None, *asked: Any) -> Any:
                journal.trouble = "The disk is away." if broken and before is not None else ""
                return [] if journal.trouble else rows(query, number, before, *asked)

            monkeypatch.setattr(journal, "rows", read)
            await stage.press("L")
            await stage.sees("Older ones could not be read: The disk is away.")
            screen = stage.app.screen
            assert len(screen.rows) == 2
            await stage.press("end")
            await stage.sees("or scrolling on, tries again.")
            await stage.quiet()
            broken = False
            await stage.press("enter")
            await stage.loses("Older ones could not be read")
            await stage.until(lambda: len(screen.rows) == 3)
            assert screen.found.cursor == 2

    @BOTH_SIZES
    async def test_history_loading_loaded_wrong_unfit_failed_empty(
        self,
        open_app: Any,
        staging: Any,
        size: tuple[int, int],
        screen_matches: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await keep_three(stage, staging.NOW)
            journal, late = stage.workbench.journal, threading.Event()
            rows = journal.rows

            def wait(*asked: Any) -> Any:
                late.wait(60)
                return rows(*asked)

            monkeypatch.setattr(journal, "rows", wait)
            await stage.press("L")
            screen = stage.app.screen
            assert isinstance(screen, HistoryScreen)
            screen.query_one("#calls").display = False
            await stage.sees("Reading the journal…")
            screen_matches(stage.app)
            late.set()
            await stage.sees("3 found")
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("enter")
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("escape")
            screen.filter.value = "status:nonsense"
            await stage.sees("'nonsense' is no status")
            screen_matches(stage.app)
            screen.filter.value = "status:5xx op:Message"
            await stage.sees("No exchange fits")
            await stage.quiet()
            screen_matches(stage.app)

            def fail(job: Any) -> Any:
                raise StoreError("The journal is damaged: move journal.db away to begin a new one.")

            with monkeypatch.context() as broken:
                broken.setattr(journal._store, "run", fail)
                # The passing notice would go by the clock.
                broken.setattr(journal._store, "say", lambda sentence: None)
                await stage.press("r")
                await stage.sees("The journal is damaged")
                await stage.quiet()
                screen_matches(stage.app)
            await asyncio.to_thread(journal.delete_found, EVERYTHING)
            await stage.press("escape")
            await stage.sees("Nothing was sent from here yet.")
            await stage.quiet()
            screen_matches(stage.app)


class TestDrafts:
    @BOTH_SIZES
    async def test_drafts_none_on_their_way_loaded(
        self,
        open_app: Any,
        staging: Any,
        wire: Any,
        other: Any,
        size: tuple[int, int],
        screen_matches: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        [room] = other.send(ListConversations(query="Incident 42")).values
        late = asyncio.Event()
        async with open_app(transport=staging.Clockwork(wire), size=size, embedded=True) as stage:
            await stage.press("3", "D")
            await stage.sees("No drafts")
            await stage.quiet()
            await alone(stage, DraftsScreen)
            screen_matches(stage.app)
            await stage.press("escape")
            await stage.until(lambda: stage.app.screen is stage.browse)
            drafts, here = stage.workbench.drafts, stage.workbench.target.name
            for minutes, (where, kind, key, text) in enumerate(
                (
                    ("no-such-room", "message", "", "See you there."),
                    (room.id, "message", "", "Merged. **Pool size** is\nback at 40."),
                    (room.id, "chat:webhook+new", "", '{"key": "alerts", "url": '),
                    (room.id, "chat:dialog", "status-update", '{"key": "status-update"}'),
                )
            ):
                drafts._clock = lambda at=staging.NOW - timedelta(minutes=9 - minutes): at
                drafts.put(DraftId(here, stage.workbench.cloud_id, where, kind, key), text)
            wire.hold = lambda request: late.wait()
            await stage.press("D")
            await stage.sees("Reading the drafts…")
            await alone(stage, DraftsScreen)
            screen_matches(stage.app)
            late.set()
            await stage.sees("chat:dialog status-update")
            await stage.quiet()
            screen_matches(stage.app)
            await asyncio.to_thread(drafts.flush)

            def fail(job: Any) -> Any:
                raise StoreError("The drafts are damaged: move drafts.db away to begin new ones.")

            with monkeypatch.context() as broken:
                broken.setattr(drafts._store, "run", fail)
                await stage.press("r")
                await stage.sees("The drafts are damaged")
                await stage.quiet()
                screen_matches(stage.app)
            await stage.press("r")
            await stage.sees("chat:dialog status-update")


class TestServers:
    @BOTH_SIZES
    async def test_servers_none_of_ones_own_some_unreadable(
        self,
        open_app: Any,
        size: tuple[int, int],
        screen_matches: Any,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # Named without its directory, whose length differs.
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("STRIDE_EXPLORER_CONFIG", "config.toml")
        config = Path("config.toml")
        async with open_app(size=size, embedded=True) as stage:
            for text, said in (
                ("", "No profiles of your own yet"),
                (PROFILES, "Profiles are in"),
                (PROFILES + "[profiles.half]\nbase_url = 7\n", "half"),
            ):
                config.write_text(text, encoding="utf-8")
                await stage.press("ctrl+o")
                await stage.sees(said)
                await stage.quiet()
                await alone(stage, ServersScreen)
                screen_matches(stage.app)
                await stage.press("escape")
                await stage.until(lambda: stage.app.screen is stage.browse)


class TestOperations:
    @BOTH_SIZES
    async def test_operations_loaded_found_and_not_found(
        self, open_app: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await stage.press("e")
            await stage.sees("▾ conversations  6")
            await stage.quiet()
            screen = stage.app.screen
            assert isinstance(screen, EndpointsScreen)
            screen.query_one("#calls").display = False
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("slash")
            await stage.paste("manage:conv")
            await stage.loses("ListSites")
            await stage.quiet()
            screen_matches(stage.app)
            await stage.paste(" zzz")
            await stage.sees("No operation's id")
            await stage.quiet()
            screen_matches(stage.app)
