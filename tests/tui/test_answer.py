"""The answer: followed by a path, searched, compared, taken along, in every state it can be in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.document.safe import visible
from explorer.tui.endpoints.screen import EndpointsScreen
from explorer.workbench.body import query
from tests.tui.endpoint_steps import go, of

HOSTILE = "\x1b[31mred\x1b]0;title\x07 [b]bold[/] \u202eevil\x9b2J"
BOTH_SIZES = pytest.mark.parametrize(
    "size", [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
)
ROOMS = [
    {"id": str(number), "name": f"Room {number}", "privacy": "public" if number % 2 else "private"}
    for number in range(6)
]


async def send(stage: Any) -> EndpointsScreen:
    """Send what stands in the form, and go to the answer."""
    screen = of(stage)
    await stage.press("f2")
    await stage.until(lambda: not screen.sending.under_way, "an answer")
    await stage.quiet()
    screen.action_answer()
    await stage.quiet()
    return screen


def answers(*bodies: Any) -> Any:
    """Answers every GET of conversations with these, the last of them again and again."""
    left = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in bodies]

    def spoil(request: Any) -> Response | None:
        if request.method == "GET" and request.target.split("?")[0].endswith("/conversation"):
            body = left.pop(0) if len(left) > 1 else left[0]
            return Response(200, "OK", (("Content-Type", "application/json"),), body)
        return None

    return spoil


class TestLooks:
    """What the pane shows in each state, at both sizes."""

    @pytest.fixture(autouse=True)
    def still(self, wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        # Where the sandbox is, and how long it took, is not the same each time.
        wire.spoil = answers({"values": ROOMS, "limit": 75})
        monkeypatch.setattr("explorer.tui.endpoints.answer.facts", lambda _: ["12 ms", "1.0 KiB"])
        monkeypatch.setattr("explorer.tui.endpoints.answer.timing", lambda _: "whole 12 ms")

    @staticmethod
    def settle(screen: EndpointsScreen) -> None:
        screen.form.know("http://127.0.0.1:8080", "site", None)
        screen.know = lambda: None  # type: ignore[method-assign]
        screen.form.show()
        screen.query_one("#calls").display = False

    @BOTH_SIZES
    async def test_from_nothing_to_an_answer(
        self, open_app: Any, wire: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        late = asyncio.Event()
        async with open_app(size=size, embedded=True, transport=wire) as stage:
            screen = await go(stage)
            self.settle(screen)
            await stage.press("f6")
            await stage.quiet()
            screen_matches(stage.app)
            wire.spoil, spoil = (lambda request: None), wire.spoil
            wire.hold = lambda request: late.wait()
            await stage.press("f2")
            await stage.sees("Sending…")
            screen_matches(stage.app)
            await stage.press("f8")
            await stage.sees("Cancelled.")
            screen_matches(stage.app)
            wire.spoil = spoil
            await send(stage)
            screen_matches(stage.app)
            await stage.press("v")
            await stage.quiet()
            screen_matches(stage.app)
            await stage.press("v", "f")
            await stage.write("$.values[?@.privacy=='public'].name")
            await stage.press("enter")
            await stage.sees("3 matches")
            screen_matches(stage.app)

    @BOTH_SIZES
    async def test_an_error(
        self, open_app: Any, wire: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        body = b'{"statusCode": 404, "message": "no such room"}'
        kind = (("Content-Type", "application/json"),)
        async with open_app(size=size, embedded=True, transport=wire) as stage:
            screen = await go(stage)
            self.settle(screen)
            wire.spoil = lambda request: Response(404, "Not Found", kind, body)
            await send(stage)
            screen_matches(stage.app)


class TestPaths:
    async def test_a_path_shows_what_it_leads_to_and_escape_all_again(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"values": ROOMS})
            screen = await send(stage)
            await stage.press(*["down"] * 4, "f")
            await stage.quiet()
            assert screen.answer.filter.value == "$['values'][0]['name']"
            await stage.write("$.values[*].name")
            await stage.press("enter")
            await stage.sees("6 matches")
            await stage.press("down", "down", "y")
            await stage.quiet()
            assert stage.app.clipboard == "Room 1"
            await stage.press("Y")
            await stage.sees('its source: "Room 1"')
            await stage.press("down", "enter")
            await stage.quiet()
            assert stage.app.clipboard == '"Room 1"'
            await stage.press("p")
            await stage.quiet()
            assert stage.app.clipboard == "$['values'][1]['name']"
            await stage.press("escape")
            await stage.sees('"privacy": "public"')
            await stage.loses("6 matches")

    async def test_what_is_wrong_with_it_is_said_and_nothing_is_lost(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"values": ROOMS})
            screen = await send(stage)
            await stage.press("f")
            # At once: what half of it leads to would be shown instead of the whole.
            await stage.paste("$.values[")
            await stage.sees("No JSONPath")
            await stage.sees('"name": "Room 0"')
            assert screen.answer.filter.value == "$.values["
            await stage.write("*].nothing")
            await stage.sees("Nothing in the body has this path.")
            await stage.press("escape")
            await stage.loses("Nothing in the body")

    async def test_it_is_followed_in_the_next_answer_of_the_operation(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"values": ROOMS}, {"values": ROOMS[:2]})
            screen = await send(stage)
            await stage.press("f")
            await stage.write("$.values[*].id")
            await stage.press("enter")
            await stage.sees("6 matches")
            await stage.press("r")
            await stage.sees("2 matches")
            await stage.press("escape", "1", "slash", *"GetMe", "enter")
            await stage.sees("GET /me")
            await send(stage)
            assert not screen.answer.filter.display

    async def test_leaving_a_path_ends_the_way_to_it(
        self, open_app: Any, wire: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ends: list[str] = []

        async def endless(body: Any, path: str) -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                ends.append(path)
                raise

        monkeypatch.setattr(query, "ask", endless)
        async with open_app(transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"values": ROOMS})
            await send(stage)
            await stage.press("f")
            await stage.paste("$..id")
            await stage.press("enter", "escape")
            await stage.until(lambda: ends[-1:] == ["$..id"], "the end of it")

    async def test_a_body_that_is_no_json_has_none(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await go(stage)
            await stage.press("f6", "f")
            await stage.sees("There is no JSON here")
            wire.spoil = answers(b"<html>")
            screen = await send(stage)
            await stage.press("f")
            await stage.quiet()
            assert not screen.answer.filter.display


class TestSearching:
    async def test_also_in_what_is_folded(self, open_app: Any, wire: Any) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"values": ROOMS})
            screen = await send(stage)
            await stage.press("minus")
            await stage.sees("[…] 6 items")
            await stage.press("slash")
            await stage.write("room")
            await stage.press("enter")
            await stage.sees("1 of 6 found · n N")
            await stage.press("n")
            await stage.sees("2 of 6 found")
            await stage.press("N", "N")
            await stage.sees("6 of 6 found")
            assert screen.answer.lines.path == "$['values'][5]['name']"
            await stage.press("escape")
            await stage.loses("found · n N")
            await stage.press("minus", "plus")
            await stage.sees('"name": "Room 5"')

    async def test_for_a_regular_expression(self, open_app: Any, wire: Any) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"values": ROOMS})
            await send(stage)
            await stage.press("slash")
            await stage.write("Room [0-2]")
            await stage.sees("0 found")
            await stage.press("ctrl+r")
            await stage.sees("regex, 1 of 3 found")
            await stage.write("[")
            await stage.sees("No regular expression")
            await stage.press("ctrl+r", "backspace")
            await stage.sees("0 found")

    async def test_what_stands_far_to_the_right_comes_into_view(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"long": "x " * 100 + "needle"})
            await send(stage)
            assert "needle" not in stage.text
            await stage.press("slash")
            await stage.write("needle")
            await stage.sees("1 of 1 found")
            assert 'needle"' in stage.text
            await stage.press("enter", *["less_than_sign"] * 12)
            await stage.sees('"long": "x x')
            await stage.press("greater_than_sign")
            await stage.loses('"long": "x x')

    async def test_the_other_views_too(self, open_app: Any, wire: Any) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            await send(stage)
            await stage.press("H", "slash")
            await stage.write("content-type")
            await stage.press("enter")
            await stage.sees("found · n N")


class TestComparing:
    async def test_with_an_earlier_answer_of_the_operation(self, open_app: Any, wire: Any) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"values": ROOMS}, {"values": [*ROOMS[:5], {"id": "new"}]})
            await stage.press("f6", "c")
            await stage.sees("There is no answer yet")
            await send(stage)
            screen = await send(stage)
            await stage.press("c")
            await stage.sees("found")
            await stage.press("enter")
            await stage.until(lambda: screen.answer.view == "difference")
            await stage.press("end")
            await stage.sees("+     {")
            await stage.sees('"id": "new"')
            await stage.sees('-       "name": "Room 5"')
            await stage.press("b")
            await stage.sees('"values": [')

    async def test_with_any_that_words_find(self, open_app: Any, wire: Any) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage, "GetMe")
            screen = await send(stage)
            await stage.press("c")
            await stage.sees("There is no other answer of this operation")
            await stage.write("status:9999")
            await stage.sees("9999")
            await stage.press(*["backspace"] * 11)
            await stage.write("op:ConversationGetAll")
            await stage.press("enter")
            await stage.until(lambda: screen.answer.view == "difference")
            await stage.sees("Operation")

    async def test_hostile_ones_are_harmless(self, open_app: Any, wire: Any) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"name": HOSTILE}, {"name": "plain", HOSTILE: 1})
            await send(stage)
            screen = await send(stage)
            await stage.press("c")
            await stage.sees("found")
            await stage.press("enter")
            await stage.until(lambda: screen.answer.view == "difference")
            await stage.press("end")
            await stage.quiet()
            assert visible(stage.text) == stage.text


class TestOutside:
    @pytest.fixture(autouse=True)
    def programs(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        @contextmanager
        def suspend(app: Any) -> Iterator[None]:
            yield

        monkeypatch.setattr("explorer.tui.app.ExplorerApp.suspend", suspend)
        monkeypatch.delenv("VISUAL", raising=False)
        copy = tmp_path / "copy"
        copy.write_text(f'#!/bin/sh\nenv > {tmp_path}/environment\ncp "$1" {tmp_path}/seen\n')
        copy.chmod(0o755)
        monkeypatch.setenv("PAGER", str(copy))
        monkeypatch.setenv("EDITOR", str(copy))

    @pytest.mark.parametrize("key", ["o", "e"])
    async def test_a_program_gets_the_body_as_it_is_shown_and_no_secret(
        self,
        key: str,
        open_app: Any,
        wire: Any,
        tmp_path: Path,
        sandbox: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("INNOCENT", sandbox.credentials.client_secret)
        async with open_app(transport=wire) as stage:
            await go(stage)
            await stage.press("f6", key)
            await stage.sees("There is no answer yet")
            wire.spoil = answers({"name": HOSTILE})
            await send(stage)
            await stage.press(key)
            await stage.until((tmp_path / "seen").exists)
            await stage.quiet()
        seen = (tmp_path / "seen").read_text()
        assert seen.startswith('{\n  "name": "')
        assert "[b]bold[/]" in seen
        assert visible(seen) == seen
        assert "PATH=" in (tmp_path / "environment").read_text()
        assert sandbox.credentials.client_secret not in (tmp_path / "environment").read_text()

    async def test_the_body_of_a_request_is_edited(
        self, open_app: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EDITOR", "sed -i s/hello/goodbye/")
        async with open_app() as stage:
            await stage.open("Lunch")
            screen = await go(stage, "SendMessage")
            await stage.write("hello")
            await stage.press("ctrl+o")
            await stage.quiet()
            assert screen.form.form is not None
            assert screen.form.form.text("body") == "goodbye"
            await stage.press("ctrl+z")
            await stage.quiet()
            assert screen.form.form.text("body") == "hello"

    async def test_an_operation_without_a_body_says_so(self, open_app: Any) -> None:
        async with open_app() as stage:
            await go(stage)
            await stage.press("ctrl+o")
            await stage.sees("This operation has no body to edit")


class TestLarge:
    async def test_it_is_understood_only_when_someone_asks(self, open_app: Any, wire: Any) -> None:
        rooms = [{**ROOMS[0], "name": f"Room {number}"} for number in range(20_000)]
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"values": rooms, "limit": 75})
            screen = await send(stage)
            exchange, body = screen.answer.exchange, screen.answer.body
            assert exchange is not None
            assert exchange.ok
            assert exchange.value is None
            assert body is not None
            assert body.source.formatted < 500
            await stage.press("v")
            await stage.sees("20,000")
            assert exchange.value is None

    async def test_what_is_wrong_with_its_shape_is_said_then(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(size=(120, 40), transport=wire) as stage:
            await go(stage)
            wire.spoil = answers({"values": "x" * (2 << 20)})
            await send(stage)
            await stage.press("v")
            await stage.sees("not of the documented")

    async def test_few_large_ones_are_kept(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await go(stage)
            wire.spoil = answers(b"x" * (33 << 20))
            screen = await send(stage)
            await stage.press("escape", "escape", "slash", *"GetMe", "enter")
            await stage.sees("GET /me")
            await send(stage)
            await stage.press("escape", "escape", "slash", *"ListConversations", "enter")
            await stage.sees("exclude-direct")
            await stage.quiet()
            assert screen.answer.exchange is None


class TestBesideEachOther:
    async def test_body_and_typed_view_where_there_is_room(self, open_app: Any) -> None:
        async with open_app(size=(120, 40)) as stage:
            await go(stage)
            screen = await send(stage)
            await stage.press("v")
            await stage.sees("ConversationPage")
            assert '"values": [' in stage.text
            await stage.press("shift+tab")
            await stage.quiet()
            assert screen.answer.list is screen.answer.lines
            await stage.press("v")
            await stage.loses("ConversationPage")

    async def test_one_in_the_place_of_the_other_where_there_is_not(self, open_app: Any) -> None:
        async with open_app(size=(80, 24)) as stage:
            await go(stage)
            await send(stage)
            await stage.press("v")
            await stage.sees("ConversationPage")
            assert '"values": [' not in stage.text
