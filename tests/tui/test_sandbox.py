"""The sandbox's own side in the app: what each pane shows, and every act, over a real sandbox."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.api.operations import CreateConversation, GetMe, ListConversations
from explorer.api.retry import Cause, Failure
from explorer.sandbox.server import Sandbox
from explorer.tui.sandbox import screen as sandbox_screen
from explorer.tui.sandbox.screen import SandboxScreen
from explorer.tui.widgets.confirm import ConfirmScreen
from explorer.tui.widgets.form_dialog import FormDialog

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]


@pytest.fixture
def looking(road: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look many times a second."""
    monkeypatch.setattr(sandbox_screen, "LOOK_EVERY", 0.02)


async def enter(stage: Any) -> SandboxScreen:
    # The strip then shows the same last call each time.
    await stage.press("r")
    await stage.quiet()
    await stage.press("B")
    await stage.until(lambda: isinstance(stage.app.screen, SandboxScreen), "the sandbox screen")
    await stage.quiet()
    found = stage.app.screen
    assert isinstance(found, SandboxScreen)
    return found


async def form(stage: Any) -> FormDialog:
    await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "a form")
    found = stage.app.screen
    assert isinstance(found, FormDialog)
    return found


def fill(dialog: FormDialog, **texts: str) -> None:
    for name, text in texts.items():
        box = dialog.box(name)
        assert box is not None
        box.put(text)


def _hold(sandbox: Sandbox) -> None:
    """Have a reset, or a restore, go on only until it is called off."""
    keeper = sandbox._admin.keeper

    def hold(*given: Any) -> None:
        task = keeper.task
        assert task is not None
        task.progress = "Making rows: 5 of 10"
        assert task.wait(30)
        task.check()

    keeper._fill = hold
    vars(keeper._shelf)["load"] = hold


class TestStates:
    @pytest.mark.parametrize("size", SIZES)
    async def test_loaded(
        self,
        open_app: Any,
        road: Any,
        sandbox: Sandbox,
        other: Any,
        size: tuple[int, int],
        screen_matches: Any,
    ) -> None:
        sandbox.add_fault("status=503,count=2@MeGetHandler")
        sandbox.add_fault("latency=20@POST")
        async with open_app(size=size, embedded=True) as stage:
            screen = await enter(stage)
            await stage.press("c")
            await stage.quiet()
            other.exchange(GetMe())
            sandbox.save_snapshot("before-demo")
            sandbox.tune(rate_limit=600)
            await stage.press("r")
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("4")
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("x", "5")
            await stage.sees("byte by byte")
            screen_matches(stage.app)
            assert screen.pane("request").has_focus

    @pytest.mark.parametrize("size", SIZES)
    async def test_empty(
        self, open_app: Any, road: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await enter(stage)
            await stage.press("c")
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("4")
            await stage.sees("Nothing has arrived yet")
            screen_matches(stage.app)

    @pytest.mark.parametrize("size", SIZES)
    async def test_loading(
        self, open_app: Any, road: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        late = asyncio.Event()
        road.hold = lambda request: late.wait()
        async with open_app(size=size, embedded=True) as stage:
            await stage.press("r")
            await stage.quiet()
            await stage.press("B")
            await stage.sees("Asking the sandbox…")
            screen_matches(stage.app)
            late.set()
            await stage.sees("No fault stands")

    @pytest.mark.parametrize("size", SIZES)
    async def test_errors_stand_in_their_panes_and_r_tries_again(
        self, open_app: Any, road: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        road.spoil = lambda request: (
            Failure(Cause.CONNECT, "the connection was refused", False)
            if request.target != "/sandbox/"
            else None
        )
        async with open_app(size=size, embedded=True) as stage:
            await enter(stage)
            screen_matches(stage.app)
            await stage.press("4")
            await stage.sees("could not be asked")
            road.spoil = lambda request: None
            await stage.press("r")
            await stage.quiet()
            await stage.loses("could not be asked")
            await stage.press("1")
            await stage.sees("No fault stands")

    @pytest.mark.parametrize("size", SIZES)
    async def test_a_server_that_is_no_sandbox(
        self, open_app: Any, road: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        road.spoil = lambda request: Response(404, "", (), b'{"message": "no"}')
        async with open_app(size=size, embedded=True) as stage:
            await enter(stage)
            screen_matches(stage.app)
            await stage.press("a", "R", "s", "d", "tab")
            assert isinstance(stage.app.screen, SandboxScreen)
            await stage.press("escape")
            assert stage.app.screen is stage.browse

    @pytest.mark.parametrize("size", SIZES)
    async def test_a_token_that_is_missing_is_asked_for(
        self,
        open_app: Any,
        road: Any,
        target: Any,
        sandbox: Sandbox,
        size: tuple[int, int],
        screen_matches: Any,
    ) -> None:
        without = dataclasses.replace(target, admin_token=None)
        async with open_app(without, size=size, embedded=True) as stage:
            screen = await enter(stage)
            screen_matches(stage.app)
            await stage.write("wrong")
            assert "wrong" not in stage.text
            await stage.press("enter")
            await stage.sees("does not take this admin token")
            for letter in sandbox.credentials.admin_token:
                await stage.press("minus" if letter == "-" else letter)
            await stage.press("enter")
            await stage.sees("No fault stands")
            assert screen.pane("faults").has_focus
            assert sandbox.credentials.admin_token not in stage.text


class TestFaults:
    async def test_one_is_added_by_its_form_strikes_and_is_ended(
        self, open_app: Any, road: Any, sandbox: Sandbox, other: Any
    ) -> None:
        async with open_app() as stage:
            await enter(stage)
            await stage.press("a")
            await stage.sees("An error of the service")
            await stage.write("error of the service")
            await stage.press("enter")
            dialog = await form(stage)
            fill(dialog, status="418", count="2")
            dialog.box("for").input.focus()
            await stage.press("f4")
            await stage.sees("every POST")
            await stage.write("megethandler")
            await stage.press("enter")
            await stage.sees("status=418,count=2@MeGetHandler")
            await stage.press("f2")
            await stage.hears("status=418,count=2@MeGetHandler stands now.")
            assert [each["spec"] for each in sandbox.faults()] == [
                "status=418,count=2@MeGetHandler"
            ]
            assert other.exchange(GetMe()).status == 418
            await stage.press("r")
            await stage.sees("struck 1 of 2 · 1 call met")
            await stage.press("1", "d")
            await stage.sees("No fault stands")
            assert sandbox.faults() == []

    async def test_what_is_wrong_is_said_at_its_field(
        self, open_app: Any, road: Any, sandbox: Sandbox
    ) -> None:
        async with open_app() as stage:
            await enter(stage)
            await stage.press("a")
            await stage.sees("An error of the service")
            await stage.press("down", "enter")
            dialog = await form(stage)
            fill(dialog, **{"for": "MeGetHandlr", "rate": "2", "count": "some"})
            await stage.press("f2")
            await stage.sees("MeGetHandlr is no operation: did you mean MeGetHandler?")
            assert "must be a number from 0 to 1" in stage.text
            assert "must be a whole number" in stage.text
            fill(dialog, **{"for": "MeGetHandler", "rate": "", "count": "", "status": "999"})
            await stage.press("f2")
            await stage.sees("must be a whole number, 200 to 599")
            assert sandbox.faults() == []

    async def test_all_are_ended_at_once(self, open_app: Any, road: Any, sandbox: Sandbox) -> None:
        for _ in range(3):
            sandbox.add_fault("empty@POST")
        async with open_app() as stage:
            await enter(stage)
            await stage.press("D")
            await stage.sees("End all 3 faults?")
            await stage.press("escape")
            assert len(sandbox.faults()) == 3
            await stage.press("D", "y")
            await stage.hears("All faults are ended.")
            assert sandbox.faults() == []
            await stage.press("D")
            await stage.hears("No fault stands.")


class TestSettings:
    async def test_they_are_set_and_hold_at_once(
        self, open_app: Any, road: Any, sandbox: Sandbox, other: Any
    ) -> None:
        async with open_app() as stage:
            await enter(stage)
            await stage.press("3", "enter")
            dialog = await form(stage)
            fill(dialog, rate_limit="30", latency="1", install_delay="2.5", lively="true")
            await stage.press("f2")
            await stage.sees("30 calls a minute")
            assert "2.5 s" in stage.text
            assert sandbox.tuning() == {
                "rate_limit": 30,
                "latency": 1,
                "install_delay": 2.5,
                "lively": True,
            }
            assert "answer, and talk" in stage.text
            made = other.exchange(GetMe())
            assert made.response.header("x-ratelimit-limit") == "30"
            await stage.press("j", "enter")
            dialog = await form(stage)
            assert stage.app.focused is dialog.box("latency").input
            fill(dialog, rate_limit="", latency="much")
            await stage.press("f2")
            await stage.sees("must be a whole number")
            fill(dialog, latency="900000")
            await stage.press("f2")
            await stage.sees("latency: must be 0 to 600000")
            fill(dialog, latency="0", lively="false")
            await stage.press("f2")
            await stage.sees("Rate limit     none")


class TestData:
    async def test_a_snapshot_is_saved_and_put_back_and_the_panes_follow(
        self, open_app: Any, road: Any, sandbox: Sandbox, other: Any
    ) -> None:
        async with open_app() as stage:
            await enter(stage)
            await stage.press("s")
            fill(await form(stage), name="before demo")
            await stage.press("f2")
            await stage.sees("cannot name a snapshot")
            fill(await form(stage), name="before-demo")
            await stage.press("f2")
            await stage.hears("Saved as before-demo.")
            assert [each.name for each in sandbox.snapshots()] == ["before-demo"]
            made = other.send(CreateConversation(name="Made since", privacy="public"))
            await stage.press("escape")
            await stage.press("r")
            await stage.sees("Made since")
            await stage.open("Made since")
            await enter(stage)
            await stage.press("2", "enter")
            await stage.sees("Put the snapshot before-demo in the place of")
            await stage.press("n")
            await stage.press("enter", "y")
            await stage.hears("The data are those of before-demo again.")
            await stage.hears("Made since is not among the data there are now.")
            await stage.press("escape")
            await stage.quiet()
            assert "# Made since" not in stage.text
            assert stage.browse.thread.conversation is None
            ids = [each.id for each in other.send(ListConversations()).values]
            assert made.id not in ids

    async def test_a_reset_is_asked_for_and_what_is_open_is_read_again(
        self, open_app: Any, road: Any, sandbox: Sandbox, other: Any
    ) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            other.send(CreateConversation(name="Made since", privacy="public"))
            await enter(stage)
            await stage.press("R")
            await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
            assert "POST /sandbox/reset" in stage.text
            await stage.press("y")
            await stage.hears("The data are as they were at first.")
            await stage.press("escape")
            await stage.quiet()
            assert stage.browse.thread.conversation.title == "Lunch"
            assert "# Made since" not in stage.text

    async def test_one_that_cannot_be_called_off_can_be_left(
        self, open_app: Any, road: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done = asyncio.Event()

        async def reset(admin: Any) -> None:
            await done.wait()

        monkeypatch.setattr("explorer.workbench.sandbox_admin.SandboxAdmin.reset", reset)
        async with open_app() as stage:
            screen = await enter(stage)
            await stage.press("R")
            await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
            await stage.press("y")
            await stage.sees("Making the data anew")
            await stage.press("escape")
            await stage.hears("Esc once more leaves at once.")
            # What is done in this moment is done, and that is said.
            await stage.hears("there is nothing to call off.")
            assert stage.app.screen is screen
            assert "calls it off" not in stage.text
            await stage.press("escape")
            await stage.until(lambda: stage.app.screen is stage.browse, "the first screen")

    @pytest.mark.parametrize("held", ["reset", "restore"])
    async def test_what_takes_long_says_how_far_it_is_and_is_called_off(
        self, open_app: Any, road: Any, looking: None, sandbox: Sandbox, other: Any, held: str
    ) -> None:
        sandbox.save_snapshot("old")
        other.send(CreateConversation(name="Made since", privacy="public"))
        _hold(sandbox)
        async with open_app() as stage:
            screen = await enter(stage)
            await stage.press(*{"reset": ("R",), "restore": ("2", "enter")}[held])
            await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
            await stage.press("y")
            await stage.sees("Making rows: 5 of 10  ·  Esc calls it off")
            await stage.press("escape")
            await stage.hears(f"The {held} was called off; nothing was changed.")
            await stage.loses("Making rows")
            assert stage.app.screen is screen
            await stage.press("escape")
            await stage.until(lambda: stage.app.screen is stage.browse, "the first screen")
            assert "# Made since" in stage.text
        assert "Made since" in [each.name for each in other.send(ListConversations()).values]

    async def test_a_snapshot_is_deleted_when_that_is_agreed(
        self, open_app: Any, road: Any, sandbox: Sandbox
    ) -> None:
        sandbox.save_snapshot("old")
        async with open_app() as stage:
            await enter(stage)
            await stage.press("d")
            await stage.press("2", "d")
            await stage.sees("Delete the snapshot old for good?")
            await stage.press("y")
            await stage.sees("No snapshot yet")
            assert sandbox.snapshots() == []

    async def test_a_failure_is_said_and_nothing_else_happens(
        self, open_app: Any, road: Any
    ) -> None:
        async with open_app() as stage:
            await enter(stage)
            road.spoil = lambda request: Response(
                500, "", (), b'{"message": "the [b]disk[/] is full"}'
            )
            await stage.press("R", "y")
            await stage.hears("The sandbox answered 500: the [b]disk[/] is full.")
            await stage.press("a")
            await stage.quiet()
            assert isinstance(stage.app.screen, SandboxScreen)


class TestArrivals:
    async def test_what_comes_shows_by_itself_with_its_bytes(
        self, open_app: Any, looking: None, sandbox: Sandbox, other: Any
    ) -> None:
        async with open_app() as stage:
            screen = await enter(stage)
            await stage.press("4", "c")
            await stage.sees("Nothing has arrived yet")
            other.send(GetMe())
            await stage.until(lambda: "/me" in stage.text, "the call")
            await stage.until(lambda: "GET /me HTTP/1.1" in stage.text, "its bytes")
            assert "Bearer $STRIDE_TOKEN" in stage.text
            assert screen.arrivals.arrival.operation == "MeGetHandler"
            await stage.press("x")
            await stage.sees("000000  47 45 54 20 2f 6d 65 20")
            sandbox.add_fault("empty@MeGetHandler")
            await stage.sees("empty@MeGetHandler")
            other.exchange(GetMe())
            await stage.sees("empty /me")
            await stage.sees("struck 1")

    async def test_a_slow_sandbox_is_looked_at_all_the_same(
        self, open_app: Any, road: Any, looking: None, sandbox: Sandbox
    ) -> None:
        async with open_app() as stage:
            await enter(stage)
            road.hold = lambda request: asyncio.sleep(5 * sandbox_screen.LOOK_EVERY)
            sandbox.add_fault("empty@MeGetHandler")
            await stage.sees("empty@MeGetHandler")

    async def test_a_sandbox_that_goes_is_said_in_the_title_and_the_rows_stay(
        self, open_app: Any, road: Any, looking: None
    ) -> None:
        async with open_app() as stage:
            await enter(stage)
            await stage.press("4")
            await stage.sees("/oauth/token")
            road.spoil = lambda request: Failure(Cause.CONNECT, "it is gone", False)
            await stage.sees("could not be asked: it is gone.")
            assert "/oauth/token" in stage.text
            road.spoil = lambda request: None
            await stage.loses("it is gone")

    async def test_it_is_not_looked_at_from_behind(
        self, open_app: Any, road: Any, looking: None
    ) -> None:
        async with open_app() as stage:
            await enter(stage)
            await stage.press("question_mark")
            await stage.quiet()
            asked = len(road.asked)
            for _ in range(20):
                await asyncio.sleep(0.01)
            assert len(road.asked) == asked
            await stage.press("escape")
            await stage.until(lambda: len(road.asked) > asked, "another look")

    async def test_a_search_finds_in_either_list(
        self, open_app: Any, road: Any, other: Any
    ) -> None:
        other.send(GetMe())
        async with open_app(size=(80, 24)) as stage:
            screen = await enter(stage)
            await stage.press("4", "slash")
            await stage.write("/me")
            await stage.press("enter")
            await stage.until(lambda: screen.arrivals.arrival.target == "/me", "the call")
            await stage.quiet()
            await stage.press("5", "slash")
            await stage.write("user-agent")
            await stage.press("enter")
            assert screen.pane("request").matches
            await stage.press("escape")
            assert not screen.pane("request").matches
            await stage.press("escape")
            assert screen.pane("arrivals").has_focus
            await stage.press("escape")
            assert screen.pane("faults").has_focus
            await stage.press("escape")
            assert stage.app.screen is stage.browse

    async def test_hostile_requests_are_made_visible(
        self, open_app: Any, road: Any, sandbox: Sandbox
    ) -> None:
        import socket

        with socket.create_connection(("127.0.0.1", sandbox.port)) as connection:
            connection.sendall(b"GET /[red]\x1b[2J\xe2\x80\xae HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.recv(1000)
        async with open_app() as stage:
            await enter(stage)
            await stage.press("4", "home")
            await stage.quiet()
            assert "\x1b" not in stage.text
            assert "\u202e" not in stage.text
            assert "[red]" in stage.text


async def test_it_is_found_in_the_palette_and_the_help(open_app: Any, road: Any) -> None:
    async with open_app() as stage:
        await stage.press("ctrl+p")
        await stage.write("Sandbox")
        await stage.sees("The sandbox's own side")
        await stage.press("escape")
        assert any(each.id == "sandbox.reset" for each in _all_commands())


def _all_commands() -> Any:
    from explorer.tui.keys import ALL_COMMANDS

    return ALL_COMMANDS
