"""The inspector: what the last act did on the wire, beside any pane, as it happens."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.api.operations import ListSites
from explorer.tui.browse.editor import ModuleEditorScreen
from explorer.tui.widgets.inspector import Inspector, WireSource
from explorer.tui.widgets.wire import KEPT_CALLS, Wire

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]


def shown(stage: Any) -> Inspector:
    found: Inspector = stage.app.screen.query_one(Inspector)
    return found


def all_lines(stage: Any, index: int = 0, width: int = 200) -> str:
    source = shown(stage).list.source
    return "\n".join(line.text for line in source.lines(index, width))


class TestShowing:
    @pytest.mark.parametrize("size", SIZES)
    async def test_it_comes_beside_the_panes_and_goes(
        self, open_app: Any, size: tuple[int, int]
    ) -> None:
        async with open_app(size=size) as stage:
            focus = stage.app.focused
            await stage.press("w")
            await stage.sees("On the wire")
            assert stage.app.focused is focus
            assert "Request  Accept: application/json" in all_lines(stage)
            assert stage.browse.conversations.list.size.height > 2
            await stage.press("f12")
            await stage.loses("On the wire")

    async def test_it_knows_what_was_done_before_it_was_opened(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            await stage.press("w")
            await stage.sees("On the wire")
            paths = {
                call.target.rpartition("/")[2].partition("?")[0] for call in stage.app.wire.calls
            }
            assert {"message", "me", "conversation"} <= paths

    async def test_it_follows_live_and_keeps_what_is_read(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("w")
            await stage.sees("On the wire")
            client = stage.workbench.client
            await client.exchange(ListSites(), headers={"X-Trace": "first-one"})
            await stage.sees("X-Trace:")
            assert "X-Trace: first-one" in all_lines(stage)
            text = all_lines(stage)
            for part in ("GET 200", "/site/", "whole 12 ms", "Bearer $STRIDE_TOKEN", '"values": ['):
                assert part in text
            shown(stage).list.focus()
            await stage.until(lambda: shown(stage).list.has_focus)
            shown(stage).list.cursor = 1
            kept = stage.app.wire.calls[shown(stage).list.cursor].id
            await client.exchange(ListSites())
            await stage.quiet()
            assert stage.app.wire.calls[shown(stage).list.cursor].id == kept
            await stage.press("enter")
            assert "X-Trace: first-one" not in all_lines(stage, 0)
            assert "Request" in all_lines(stage, shown(stage).list.cursor)

    async def test_it_stands_in_the_editor_too(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            stage.browse.modules.list.focus()
            rows = stage.browse.modules.list.source.rows
            place = next(i for i, row in enumerate(rows) if row.key)
            stage.browse.modules.list.cursor = place
            await stage.press("enter")
            await stage.until(lambda: isinstance(stage.app.screen, ModuleEditorScreen))
            await stage.press("f12")
            await stage.sees("On the wire")
            await stage.press("f12")
            await stage.loses("On the wire")

    async def test_polling_is_left_to_the_strip(self, open_app: Any) -> None:
        async with open_app() as stage:
            number = len(stage.app.wire.calls)
            with stage.workbench.origin("polling", "messages"):
                await stage.workbench.client.exchange(ListSites())
            assert len(stage.app.wire.calls) == number


class TestRetries:
    async def test_what_is_sent_again_and_why(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await stage.press("w")
            await stage.sees("On the wire")
            answers = [Response(503, "", (), b"{}")]
            wire.spoil = lambda request: answers.pop() if answers else None
            gate = asyncio.Event()
            wire.hold = lambda request: gate.wait()
            call = asyncio.create_task(stage.workbench.client.exchange(ListSites()))
            await stage.sees("attempt 1: 503")
            assert "again in 0.0 s" in all_lines(stage)
            gate.set()
            await call
            await stage.sees("2 attempts")
            lines = all_lines(stage).splitlines()
            attempts = [
                line.strip() for line in lines if line.strip().startswith(("1  ", "2  ", "→"))
            ]
            assert attempts[0].startswith("1  503 Service Unavailable")
            assert attempts[1].startswith("→ again in 0.0 s: ")
            assert attempts[2].startswith("2  200 OK")

    async def test_no_answer_is_said(self, open_app: Any, wire: Any) -> None:
        from explorer.api.retry import Cause, Failure

        async with open_app(transport=wire) as stage:
            wire.spoil = lambda request: Failure(Cause.CONNECT, "connection refused", False)
            await stage.workbench.client.exchange(ListSites())
            await stage.press("w")
            await stage.sees("no answer")
            assert "no answer: connection refused" in all_lines(stage)


class TestSafety:
    async def test_hostile_answers_are_harmless(self, open_app: Any, wire: Any) -> None:
        evil = "\x1b]0;owned\x07\u202e[red]r[/red][@click=app.quit]q[/]" + "e\u0301" * 50
        async with open_app(transport=wire) as stage:
            wire.spoil = lambda request: Response(418, evil, (("X-" + evil, evil),), evil.encode())
            await stage.workbench.client.exchange(ListSites())
            await stage.press("w")
            await stage.sees("[@click=app.quit]")
            for row in stage.text.splitlines():
                assert row.isprintable(), repr(row)

    async def test_no_secret_is_in_it(self, open_app: Any, sandbox: Any) -> None:
        canary = "canary-71aa"
        async with open_app() as stage:
            await stage.workbench.client.exchange(ListSites(), headers={"X-Api-Key": canary})
            await stage.press("w")
            await stage.sees("On the wire")
            text = all_lines(stage)
            assert "X-Api-Key: $SECRET" in text
            everything = repr(list(stage.app.wire.calls)) + stage.text + text
            for secret in (canary, sandbox.credentials.client_secret):
                assert secret not in everything

    async def test_it_holds_on_to_little(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            body = b'{"a": "' + b"x" * 1_000_000 + b'"}'
            wire.spoil = lambda request: Response(200, "", (), body)
            for _ in range(KEPT_CALLS + 5):
                await stage.workbench.client.exchange(ListSites())
            calls = stage.app.wire.calls
            assert len(calls) == KEPT_CALLS
            assert max(len(call.shape.response.body) for call in calls) < 5000
            assert len(stage.app.wire._by_id) == KEPT_CALLS
            assert not stage.app.wire._notes


def test_a_source_without_calls_is_empty() -> None:
    assert len(WireSource(Wire())) == 0
