"""The app as a whole: starting, failing to, its screens at both sizes, help, quitting, drafts."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.widgets import Footer

from explorer.api.auth import Bearer
from explorer.api.models import ModuleType
from explorer.tui import app as module
from explorer.tui.background import Background
from explorer.tui.help import HelpScreen
from explorer.tui.keys import ALL_COMMANDS
from explorer.workbench.problems import StoreError

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
CLOSED = "http://127.0.0.1:9"


class TestStarting:
    @pytest.mark.parametrize("size", SIZES)
    async def test_conversations_come_by_themselves(
        self, open_app: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            assert "23 in all" in stage.text
            assert stage.browse.conversations.list.has_focus
            screen_matches(stage.app)

    @pytest.mark.parametrize("size", SIZES)
    async def test_a_thread_and_its_modules(
        self, open_app: Any, scenes: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await scenes.read_incident(stage)
            screen_matches(stage.app)
            if size == (80, 24):
                await stage.press("m")
                screen_matches(stage.app)

    async def test_opening_asks_for_sites_and_one_page_of_conversations(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire):
            paths = sorted(asked.partition("?")[0].rpartition("/")[2] for asked in wire.asked)
        assert paths == ["", "conversation", "token"]

    async def test_opening_a_thread_asks_for_each_thing_once(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            wire.asked.clear()
            await stage.open("Incident 42")
        users = [asked for asked in wire.asked if "/Users/" in asked]
        assert len(users) == len(set(users)) > 2
        rest = [asked.partition("?")[0] for asked in wire.asked if asked not in users]
        ends = sorted(asked.rpartition("/")[2] for asked in rest)
        assert ends == [*sorted(ModuleType), "me", "message"]

    async def test_the_title_names_site_and_server(self, open_app: Any, target: Any) -> None:
        named = dataclasses.replace(target, profile_name="work")
        async with open_app(named) as stage:
            assert f"Acme  ·  work  ·  {target.base_url}" in stage.text

    async def test_a_site_is_chosen_where_none_is_named(
        self, open_app: Any, target: Any, wire: Any
    ) -> None:
        async with open_app(dataclasses.replace(target, cloud_id=""), transport=wire) as stage:
            await stage.sees("23 in all")
            await stage.sees("Acme")
        assert wire.asked.count("GET /site/") == 1


class TestFailing:
    async def test_a_closed_port_is_said_and_can_be_tried_again(
        self, open_app: Any, target: Any, screen_matches: Any
    ) -> None:
        closed = dataclasses.replace(target, base_url=CLOSED, auth=Bearer("t"))
        async with open_app(closed, size=(80, 24)) as stage:
            screen_matches(stage.app)
            calls = len(stage.workbench.journal.list(100))
            await stage.press("r")
            await stage.quiet()
            assert "(r tries again)" in stage.text.replace("│", "")
            assert len(stage.workbench.journal.list(100)) > calls

    async def test_a_wrong_token_is_said(self, open_app: Any, target: Any) -> None:
        async with open_app(dataclasses.replace(target, auth=Bearer("wrong"))) as stage:
            assert "Not authenticated" in stage.text
            assert "wrong" not in stage.text
            assert "GET 401" in stage.text

    async def test_a_start_that_fails_is_said_and_can_be_tried_again(
        self, staging: Any, target: Any, tmp_path: Any
    ) -> None:
        from explorer.workbench.workbench import Workbench

        tries = 0

        async def connect() -> Workbench:
            nonlocal tries
            tries += 1
            if tries == 1:
                raise StoreError("The data cannot be used: [red]it is full[/].")
            return await Workbench.open(target, data_dir=tmp_path)

        app = module.ExplorerApp(connect, now=lambda: staging.NOW)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            stage = staging.Stage(app, pilot)
            await stage.sees("[red]it is full[/].")
            await stage.press("r")
            await stage.sees("23 in all")

    async def test_a_failure_nobody_foresaw_is_shown_in_a_toast(
        self, open_app: Any, mishaps: list[BaseException]
    ) -> None:
        async def fail() -> None:
            raise RuntimeError("[b]odd[/] \x1b[31m")

        async with open_app() as stage:
            for widget in (stage.app, stage.browse, stage.browse.thread, stage.browse.modules):
                assert isinstance(widget, Background)
                widget.background(fail, "test")
            await stage.sees("[b]odd[/]")
            await stage.until(lambda: len(mishaps) == 4)
        mishaps.clear()


class TestHelp:
    @pytest.mark.parametrize("size", SIZES)
    async def test_help_is_shown(
        self, open_app: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await stage.press("question_mark")
            screen_matches(stage.app)
            await stage.press("escape")
            assert stage.app.screen is stage.browse

    async def test_it_names_every_command_and_its_present_keys(self, open_app: Any) -> None:
        async with open_app(keymap={"browse.reload": "ctrl+g"}) as stage:
            await stage.press("f1")
            source = stage.app.screen.query_one("#help-lines").source
            text = "\n".join(
                line.text for index in range(len(source)) for line in source.lines(index, 200)
            )
            for command in ALL_COMMANDS:
                assert command.help in text, command.id
            row = next(row for row in text.splitlines() if row.endswith(" browse.reload"))
            assert "Ctrl+G" in row
            assert "r, F5" not in row

    async def test_it_can_be_searched(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("question_mark", "slash")
            await stage.write("send again")
            await stage.sees("Send a message again that could not be sent. thread.resend")
            assert "Leave the app" not in stage.text
            await stage.press("down", "down", "y")
            await stage.hears("Copied")
            assert stage.app.clipboard == '"thread.resend" = "s"'
            await stage.press("escape")
            await stage.sees("Conversations are on the left")
            await stage.press("escape")
            assert stage.app.screen is stage.browse

    async def test_what_works_here_comes_first(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("e")
            await stage.sees("Operations")
            await stage.press("f1")
            source = stage.app.screen.query_one("#help-lines").source
            groups = [item for item in source._items[source._introduced :] if isinstance(item, str)]
            assert groups[0] == "Endpoints"
            assert groups.index("Lists") < groups.index("Everywhere") < groups.index("Browse")

    async def test_what_has_no_key_is_said_to_be_in_the_palette(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("f1", "slash")
            await stage.write("app.theme")
            await stage.sees("palette  Choose another theme; it is remembered. app.theme")

    async def test_a_remapped_key_closes_it(self, open_app: Any) -> None:
        async with open_app(keymap={"help.close": "f6"}) as stage:
            await stage.press("f1", "escape")
            assert isinstance(stage.app.screen, HelpScreen)
            assert "F6 closes" in stage.text
            await stage.press("f6")
            assert stage.app.screen is stage.browse

    async def test_it_opens_once(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("f1", "f1")
            assert not isinstance(stage.app.screen, HelpScreen)


class TestKeys:
    async def test_the_footer_offers_what_the_focus_can_do(self, open_app: Any) -> None:
        async with open_app() as stage:
            footer = stage.text.splitlines()[-1]
            for words in ("a New", "/ Find", "? Help", "^p Palette"):
                assert words in footer
            await stage.press("slash")
            await stage.until(lambda: "a New" not in stage.text.splitlines()[-1])
            assert "f1 Help" in stage.text.splitlines()[-1]
            assert stage.browse.query_one(Footer)

    async def test_the_footer_is_made_anew_only_for_other_keys(self, open_app: Any) -> None:
        async with open_app() as stage:
            before = list(stage.browse.query("FooterKey"))
            assert before
            stage.browse.refresh_bindings()
            await stage.quiet()
            assert list(stage.browse.query("FooterKey")) == before
            await stage.press("slash")
            await stage.until(lambda: "a New" not in stage.text.splitlines()[-1])
            assert not set(stage.browse.query("FooterKey")) & set(before)

    async def test_a_remapped_key_works_and_the_old_one_does_not(self, open_app: Any) -> None:
        async with open_app(keymap={"app.help": "f6"}) as stage:
            await stage.press("question_mark")
            assert stage.app.screen is stage.browse
            await stage.press("f6")
            assert isinstance(stage.app.screen, HelpScreen)

    async def test_the_style_sheets_are_parsed_once_until_another_theme_is_chosen(
        self, open_app: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        parsed: list[Stylesheet] = []
        reparse = Stylesheet.reparse

        def count(sheet: Stylesheet) -> None:
            parsed.append(sheet)
            reparse(sheet)

        monkeypatch.setattr(Stylesheet, "reparse", count)
        async with open_app() as stage:
            await stage.quiet()
            assert not parsed
            background = stage.browse.styles.background
            stage.app.theme = "stride-light"
            await stage.until(lambda: stage.browse.styles.background != background)
            assert len(parsed) == 1

    async def test_q_leaves(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("q")
            await stage.until(lambda: not stage.app.is_running or stage.app._exit)
            assert stage.app.return_value == 0

    async def test_tab_goes_round_all_panes(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            visited = []
            for _ in range(5):
                visited.append(stage.app.focused.id)
                await stage.press("tab")
            assert visited == ["thread", "composer", "module-list", "filter", "conversation-list"]
            assert stage.app.focused.id == "thread"
            await stage.press("shift+tab")
            assert stage.app.focused.id == "conversation-list"

    async def test_number_keys_go_to_panes(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            for key, pane in (("1", "conversation-list"), ("3", "module-list"), ("2", "thread")):
                await stage.press(key)
                assert stage.app.focused.id == pane

    async def test_escape_goes_back_to_the_conversations(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            await stage.press("c", "escape")
            assert stage.app.focused.id == "thread"
            await stage.press("3", "escape")
            assert stage.app.focused.id == "conversation-list"


class TestSites:
    async def test_another_site_takes_its_own_conversations(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            await stage.press("c")
            await stage.write("half")
            before = stage.workbench.cloud_id
            (other_site,) = stage.browse.other_sites
            stage.browse.change_site(other_site)
            assert stage.workbench.cloud_id != before
            await stage.quiet()
            assert "Incident 42" not in stage.text
            assert "Choose a conversation" in stage.text
            assert "half" not in stage.text

            site = next(site for site in stage.browse._sites if site.id == before)
            stage.browse.change_site(site)
            await stage.open("Incident 42")
            assert stage.browse.thread.composer.text == "half"
