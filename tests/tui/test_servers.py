"""Going elsewhere: sites and profiles, links and ids, a room token's one room."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from explorer.api.auth import RoomToken
from explorer.api.operations import ListConversations, ListSites
from explorer.tui.browse.servers import ServersScreen
from explorer.tui.widgets.form_dialog import FormDialog
from explorer.workbench.configuration import load_config
from explorer.workbench.links import read_link


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration and data of this test alone."""
    monkeypatch.setenv("STRIDE_EXPLORER_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("STRIDE_EXPLORER_DATA", str(tmp_path / "elsewhere"))
    return tmp_path


async def servers(stage: Any) -> ServersScreen:
    """Open the list of sites and profiles."""
    await stage.press("ctrl+o")
    await stage.until(lambda: isinstance(stage.app.screen, ServersScreen))
    found = stage.app.screen
    assert isinstance(found, ServersScreen)
    return found


async def on_row(screen: ServersScreen, label: str) -> None:
    """Put the cursor on a row."""
    rows = screen.list.source.rows  # type: ignore[attr-defined]
    screen.list.cursor = next(i for i, row in enumerate(rows) if row.label == label)


async def make_profile(stage: Any, target: Any, name: str = "work") -> None:
    """Fill in the form of a profile of the same sandbox."""
    await servers(stage)
    await stage.press("a")
    await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
    dialog = stage.app.screen
    for field, text in (
        ("name", name),
        ("base_url", target.base_url),
        ("auth", "bearer"),
        ("token_env", "BOX_TOKEN"),
    ):
        dialog.box(field).put(text)
    await stage.quiet()


class TestProfiles:
    async def test_one_is_made_tried_saved_and_gone_to(
        self, open_app: Any, target: Any, sandbox: Any, monkeypatch: Any
    ) -> None:
        monkeypatch.setenv("BOX_TOKEN", sandbox.credentials.participate_token)
        async with open_app() as stage:
            await stage.open("Lunch")
            before = stage.workbench
            await make_profile(stage, target)
            await stage.press("f6")
            await stage.sees("It works: 2 sites: Acme")
            assert not load_config().profiles
            await stage.press("f2")
            await stage.sees("Profile work is saved")
            assert load_config().profiles["work"].token_env == "BOX_TOKEN"
            # The cursor is on it, as the sentence has it.
            await stage.press("enter")
            await stage.until(lambda: stage.app.workbench is not before, "another workbench")
            await stage.quiet()
            assert stage.workbench.target.profile_name == "work"
            assert stage.browse.thread.conversation is None
            await stage.sees("work")
            await stage.sees("in all")
            await stage.until(lambda: before._closed, "the end of the other sitting")
            # Calls of the new sitting show in the strip, and the endpoints are of the new server.
            await stage.press("r")
            await stage.sees("/conversation")

    async def test_what_is_wrong_is_at_its_field_and_nothing_is_lost(
        self, open_app: Any, target: Any
    ) -> None:
        async with open_app() as stage:
            await make_profile(stage, target, name="no good")
            await stage.press("f2")
            await stage.sees("must be made of letters")
            await stage.press("escape")
            await stage.press("a")
            await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
            assert stage.app.screen.box("name").text == "no good"

    async def test_one_that_cannot_be_gone_to_leaves_everything_as_it_was(
        self, open_app: Any, target: Any
    ) -> None:
        async with open_app() as stage:
            before = stage.workbench
            await make_profile(stage, target)
            await stage.press("f2")
            await stage.sees("is saved")
            await on_row(stage.app.screen, "work")
            await stage.press("enter")
            await stage.sees("BOX_TOKEN")
            await stage.quiet()
            assert stage.workbench is before

    async def test_a_site_is_gone_to(self, open_app: Any, other: Any) -> None:
        second = other.send(ListSites()).values[1]
        async with open_app() as stage:
            screen = await servers(stage)
            await on_row(screen, second.title)
            await stage.press("enter")
            await stage.sees(second.title)
            await stage.quiet()
            assert stage.workbench.cloud_id == second.id


class TestRoomToken:
    async def test_its_one_room_is_opened(self, open_app: Any, target: Any, sandbox: Any) -> None:
        held = sandbox.credentials
        room = dataclasses.replace(
            target,
            auth=RoomToken(held.room_token, held.room_conversation_id),
            conversation_id=held.room_conversation_id,
        )
        async with open_app(room) as stage:
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            assert stage.browse.thread.conversation.id == held.room_conversation_id


class TestLinks:
    async def test_an_id_and_every_link_open_their_conversation(
        self, open_app: Any, other: Any, target: Any
    ) -> None:
        room = other.send(ListConversations(query="Lunch")).values[0]
        site = target.cloud_id
        for link in (
            room.id,
            f"https://app.stride.com/{site}/chat/{room.id}",
            f"{target.base_url}/site/{site}/conversation/{room.id}/message",
        ):
            async with open_app() as stage:
                await stage.press("O")
                await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
                stage.app.screen.box("link").put(link)
                await stage.sees("ConversationGetHandler")
                await stage.press("f2")
                await stage.until(lambda: stage.browse.thread.conversation is not None)
                assert stage.browse.thread.conversation.id == room.id

    async def test_the_palette_takes_them_too(self, open_app: Any, other: Any) -> None:
        room = other.send(ListConversations(query="Lunch")).values[0]
        async with open_app() as stage:
            await stage.press("ctrl+p")
            stage.app.screen.query_one("CommandInput").value = room.id
            await stage.sees("Go to the conversation")
            await stage.quiet()
            await stage.press("down", "enter")
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            assert stage.browse.thread.conversation.id == room.id

    async def test_one_of_another_site_changes_the_site(self, open_app: Any, other: Any) -> None:
        second = other.send(ListSites()).values[1]
        room = other.send(ListConversations(cloud_id=second.id)).values[0]
        link = read_link(f"https://app.stride.com/{second.id}/chat/{room.id}")
        async with open_app(begin=lambda app: app.acts.go(link)) as stage:
            await stage.until(lambda: stage.browse.thread.conversation is not None)
            assert stage.browse.thread.conversation.id == room.id
            assert stage.workbench.cloud_id == second.id
            await stage.sees(second.title)

    async def test_one_that_is_not_there_or_of_another_server_is_said(
        self, open_app: Any, target: Any
    ) -> None:
        async with open_app(begin=lambda app: app.acts.go(read_link("nowhere"))) as stage:
            await stage.hears("404 Not found")
            await stage.sees("23 in all")
            for link, said in (
                (f"https://else.example/site/{target.cloud_id}/conversation/a", "profile of that"),
                ("https://app.stride.com/", "leads to no"),
            ):
                await stage.press("O")
                await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
                stage.app.screen.box("link").put(link)
                await stage.press("f2")
                await stage.sees(said)
                await stage.press("escape")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_form_of_a_profile_fits(
    open_app: Any, size: tuple[int, int], screen_matches: Any
) -> None:
    async with open_app(size=size, embedded=True) as stage:
        await servers(stage)
        # The file's real place is as long as the machine's directory for tests is named.
        stage.app.screen._say("Profiles are in config.toml. Secrets stay where they are.")
        await stage.press("a")
        await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
        stage.app.screen.form._path = "config.toml"
        await stage.press("f2")
        await stage.sees("is required")
        assert "Save (F2)" in stage.text
        screen_matches(stage.app)


async def test_what_came_of_trying_stays_also_where_someone_had_just_typed(
    open_app: Any, target: Any, sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOX_TOKEN", sandbox.credentials.participate_token)
    monkeypatch.setattr("explorer.tui.widgets.form_dialog.SHOW_AFTER", 600.0)
    async with open_app() as stage:
        await make_profile(stage, target)
        await stage.press("f6")
        await stage.sees("It works: 2 sites: Acme")
        # The pause in the typing is over: nothing is shown anew after it.
        assert stage.app.screen._pause._task is None


async def test_what_is_wrong_is_seen_also_at_a_field_that_stands_last_on_screen(
    open_app: Any,
) -> None:
    async with open_app(size=(80, 24)) as stage:
        await servers(stage)
        await stage.press("a")
        await stage.until(lambda: isinstance(stage.app.screen, FormDialog))
        dialog = stage.app.screen
        for field, text in (
            ("name", "roomy"),
            ("base_url", "http://127.0.0.1:9"),
            ("auth", "room"),
            ("token_env", "ROOM_TOKEN"),
        ):
            dialog.box(field).put(text)
        await stage.press("f2")
        await stage.until(lambda: dialog.box("conversation_id").has_focus_within)
        await stage.sees("in the URL that the service shows")
