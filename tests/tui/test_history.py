"""The history screen over a real sandbox: found, opened, sent again, compared, copied, deleted."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.api.operations import GetConversation, ListConversations, ListSites, SendMessage
from explorer.tui.endpoints.screen import EndpointsScreen
from explorer.tui.history.asking import SecretScreen
from explorer.tui.history.screen import HistoryScreen
from explorer.tui.widgets.choice import ChoiceScreen
from explorer.tui.widgets.confirm import ConfirmScreen

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]


async def opened(stage: Any) -> HistoryScreen:
    """Open the history and wait until it is read."""
    await stage.quiet()
    await stage.press("L")
    screen = stage.app.screen
    assert isinstance(screen, HistoryScreen)
    await stage.until(lambda: screen.rows, "exchanges")
    await stage.quiet()
    return screen


def operations(screen: HistoryScreen) -> list[str]:
    return [row.operation_id for row in screen.rows]


async def news(stage: Any, screen: HistoryScreen, number: int) -> None:
    """Wait until so many are listed."""
    await stage.until(lambda: len(screen.rows) == number, f"{number} exchanges")
    await stage.quiet()


class TestReading:
    @pytest.mark.parametrize("size", SIZES)
    async def test_every_exchange_is_listed_and_the_one_under_the_cursor_shown(
        self, open_app: Any, size: tuple[int, int]
    ) -> None:
        async with open_app(size=size) as stage:
            await stage.open("Incident 42")
            screen = await opened(stage)
            kept = stage.workbench.journal.search(origin="person")
            assert [row.id for row in screen.rows] == [entry.id for entry in kept]
            assert f"{len(screen.rows)} found" in stage.text
            await stage.press("j", "enter")
            await stage.quiet()
            assert screen.detail.has_focus
            for text in (screen.rows[1].id, "Authorization: Bearer $STRIDE_TOKEN", "Timing"):
                assert text in stage.text
            await stage.press("escape", "escape")
            assert stage.app.screen is stage.browse

    async def test_words_filter_and_what_cannot_be_understood_is_said(self, open_app: Any) -> None:
        async with open_app() as stage:
            client = stage.workbench.client
            await client.exchange(GetConversation(conversation_id="nowhere"))
            screen = await opened(stage)
            await stage.press("slash")
            await stage.write("status:4xx op:conversations")
            await stage.press("enter")
            await stage.quiet()
            assert operations(screen) == ["ConversationGetHandler"]
            assert screen.found.has_focus
            screen.filter.value = "status:nonsense"
            await stage.sees("'nonsense' is no status")
            assert operations(screen) == ["ConversationGetHandler"]
            await stage.press("escape")
            await stage.until(lambda: len(screen.rows) > 1)

    async def test_what_is_sent_meanwhile_comes_by_itself(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await opened(stage)
            number = len(screen.rows)
            await stage.workbench.client.exchange(ListSites())
            await news(stage, screen, number + 1)
            assert operations(screen)[0] == "GetAllHandler"
            assert screen.found.cursor == 0
            await stage.press("j")
            kept = screen.row
            await stage.workbench.client.exchange(ListSites())
            await news(stage, screen, number + 2)
            assert screen.row == kept

    async def test_polling_is_shown_on_request(self, open_app: Any) -> None:
        async with open_app() as stage:
            with stage.workbench.origin("polling", "messages"):
                await stage.workbench.client.exchange(ListSites())
            screen = await opened(stage)
            assert "polling" not in {row.origin for row in screen.rows}
            await stage.press("p")
            await stage.until(lambda: "polling" in {row.origin for row in screen.rows})
            await stage.press("p")
            await stage.until(lambda: "polling" not in {row.origin for row in screen.rows})

    async def test_more_come_while_someone_scrolls(self, open_app: Any) -> None:
        async with open_app() as stage:
            made = await stage.workbench.client.exchange(ListSites())
            for number in range(230):
                stage.workbench.journal.record(dataclasses.replace(made, id=f"n{number:03}"))
            screen = await opened(stage)
            assert len(screen.rows) == 100
            assert "found" in stage.text
            for _ in range(4):
                await stage.press("G")
                await stage.quiet()
            assert len(screen.rows) == stage.workbench.journal.count()
            assert len({row.id for row in screen.rows}) == len(screen.rows)

    async def test_the_detail_is_searched(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await opened(stage)
            await stage.press("enter", "slash")
            await stage.write("authorization")
            await stage.press("enter")
            await stage.until(lambda: screen.detail.matches)
            line = screen.detail.source.search_text(screen.detail.cursor)
            assert line.startswith("Authorization")
            await stage.press("escape")
            assert screen.detail.search_text == ""
            assert screen.detail.has_focus

    async def test_letters_are_text_in_the_filter(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await opened(stage)
            await stage.press("slash")
            await stage.write("ldswxcpDr")
            assert screen.filter.value == "ldswxcpDr"
            assert stage.app.screen is screen


class TestActs:
    async def test_one_is_sent_again(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await opened(stage)
            number, first = len(screen.rows), screen.rows[0]
            await stage.press("s")
            await news(stage, screen, number + 1)
            assert screen.rows[0].target == first.target
            assert screen.rows[0].view == "history"
            await stage.hears("Sent again: 200.")

    async def test_what_changes_something_is_asked_for_twice(self, open_app: Any) -> None:
        async with open_app() as stage:
            client = stage.workbench.client
            [room] = (await client.send(ListConversations(limit=1))).values
            await client.exchange(SendMessage(conversation_id=room.id, content="Once more"))
            screen = await opened(stage)
            number = len(screen.rows)
            await stage.press("s")
            await stage.sees("Send again (y)")
            question = stage.app.screen.query_one("#ask-question").content.plain
            assert question.startswith("POST /site/")
            assert question.endswith("changes something on the server, again.")
            await stage.press("escape")
            await stage.quiet()
            assert len(stage.workbench.journal.search(origin="person")) == number
            await stage.press("s")
            await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
            await stage.press("y")
            await news(stage, screen, number + 1)
            assert screen.rows[0].status == 201

    async def test_secrets_are_asked_for_and_shown_nowhere(self, open_app: Any) -> None:
        canary = "canary-5d8e"
        async with open_app() as stage:
            await stage.workbench.client.exchange(ListSites(), headers={"X-Api-Key": canary})
            screen = await opened(stage)
            number = len(screen.rows)
            await stage.press("enter")
            await stage.quiet()
            assert "X-Api-Key: $SECRET" in stage.text
            await stage.press("escape", "s")
            await stage.until(lambda: isinstance(stage.app.screen, SecretScreen))
            assert "$SECRET in the header X-Api-Key" in stage.text
            await stage.write(canary)
            assert canary not in stage.text
            await stage.press("enter")
            await news(stage, screen, number + 1)
            assert screen.rows[0].status == 200
            await stage.press("g", "enter")
            await stage.quiet()
            assert canary not in stage.text
            assert "X-Api-Key: $SECRET" in stage.text

    async def test_two_are_compared(self, open_app: Any) -> None:
        async with open_app() as stage:
            client = stage.workbench.client
            await client.exchange(ListConversations(limit=1))
            await client.exchange(ListConversations(limit=2))
            screen = await opened(stage)
            await stage.press("c")
            await stage.sees("Response headers")
            lines = "\n".join(line.text for line in screen.detail.source._lines)
            assert lines.startswith("- GET 200")
            assert "limit=1" in lines.splitlines()[0]
            assert "limit=2" in lines.splitlines()[1]
            await stage.press("escape", "j", "x", "k", "c")
            await stage.quiet()
            assert lines == "\n".join(line.text for line in screen.detail.source._lines)
            await stage.press("escape", "enter")
            await stage.sees(screen.rows[0].id)

    async def test_the_request_is_copied_for_another_tool(self, open_app: Any) -> None:
        async with open_app() as stage:
            await opened(stage)
            await stage.press("e")
            await stage.until(lambda: isinstance(stage.app.screen, ChoiceScreen))
            assert "HTTPie" in stage.text
            await stage.press("enter")
            await stage.hears("Copied the request as curl")
            assert "curl" in stage.app.clipboard
            assert "$STRIDE_TOKEN" in stage.app.clipboard
            await stage.press("e")
            await stage.until(lambda: isinstance(stage.app.screen, ChoiceScreen))
            await stage.press("escape")
            await stage.quiet()
            assert isinstance(stage.app.screen, HistoryScreen)

    async def test_one_is_deleted_and_all_that_are_found(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await opened(stage)
            ids = [row.id for row in screen.rows]
            await stage.press("d")
            await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
            await stage.press("n")
            await stage.quiet()
            assert stage.workbench.journal.get(ids[0]) is not None
            await stage.press("d")
            await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
            await stage.press("y")
            await stage.until(lambda: [row.id for row in screen.rows] == ids[1:])
            assert stage.workbench.journal.get(ids[0]) is None
            await stage.press("D")
            await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
            many = len(ids) - 1
            await stage.sees("Delete 1 exchange " if many == 1 else f"Delete all {many} exchanges")
            await stage.press("y")
            await stage.until(lambda: not screen.rows)
            await stage.sees("Nothing was sent from here yet.")


class TestSafety:
    async def test_hostile_answers_are_harmless(self, open_app: Any, wire: Any) -> None:
        evil = "\x1b[31m\x1b]0;owned\x07\u202e[red]r[/red][@click=app.quit]q[/]"
        async with open_app(transport=wire) as stage:
            body = ('{"message": "' + evil.replace("\x1b", "\\u001b") + evil + '"}').encode()
            wire.spoil = lambda request: Response(
                418, evil, (("X-Evil", evil), ("Content-Type", "application/json")), body
            )
            await stage.workbench.client.exchange(ListSites(), headers={"X-A": "b"})
            screen = await opened(stage)
            await stage.press("enter")
            await stage.quiet()
            assert "[@click=app.quit]" in stage.text
            for row in stage.text.splitlines():
                assert row.isprintable(), repr(row)
            await stage.press("escape", "s")
            await stage.until(lambda: len(screen.rows) > 2)
            await stage.quiet()
            for row in stage.text.splitlines():
                assert row.isprintable(), repr(row)


class TestOpeningInTheForm:
    async def test_it_holds_what_was_sent_and_what_was_typed_comes_back(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await stage.press("e")
            stage.app.open_endpoints("ConversationGetAllHandler")
            await stage.sees("List the conversations")
            await stage.quiet()
            form = stage.app.screen.form
            form.put("query", "mine")
            await stage.quiet()
            await stage.workbench.client.exchange(ListConversations(query="launch", limit=3))
            assert form.form.typed == {"query": "mine"}
            await stage.press("escape", "escape")
            screen = await opened(stage)
            assert screen.row is not None
            await stage.press("o")
            await stage.sees("The form holds what was sent as")
            await stage.sees("F9 brings back")
            await stage.quiet()
            assert isinstance(stage.app.screen, EndpointsScreen)
            assert form.form is not None
            assert form.form.typed == {"query": "launch", "limit": "3"}
            assert {box.field.name: box.text for box in form.boxes}["query"] == "launch"
            await stage.press("f9")
            assert form.form.typed == {"query": "mine"}
            assert {box.field.name: box.text for box in form.boxes}["limit"] == ""
            await stage.press("f9")
            assert form.form.typed == {}
            await stage.press("f9")
            assert form.form.typed == {"query": "mine"}

    async def test_what_is_of_no_operation_is_a_form_of_its_parts(
        self, open_app: Any, sandbox: Any
    ) -> None:
        async with open_app(size=(120, 40)) as stage:
            made = await stage.workbench.client.exchange(ListSites())
            request = dataclasses.replace(made.request, url=f"{made.request.url}invoices?q=&n=7")
            odd = dataclasses.replace(
                made, id="odd", operation_id="GET One invoice", request=request
            )
            stage.workbench.journal.record(odd)
            await opened(stage)
            await stage.press("o")
            await stage.sees("The form holds what was sent as odd")
            await stage.quiet()
            screen = stage.app.screen
            assert isinstance(screen, EndpointsScreen)
            assert screen.form.form is not None
            assert screen.form.form.typed == {}
            await stage.press("ctrl+n")
            await stage.sees("Add to the request")
            await stage.press("shift+tab", "down", "tab")
            await stage.write("X-More")
            await stage.press("tab")
            await stage.write("yes")
            await stage.press("f2")
            await stage.until(lambda: stage.app.screen is screen, "the endpoints")
            await stage.until(
                lambda: (
                    screen.form.focused_field and screen.form.focused_field.wire_name == "X-More:"
                ),
                "the new field",
            )
            await stage.press("f2")
            await stage.until(lambda: screen.answer.exchange is not None, "an answer")
            logged = sandbox.requests()[-1]
            assert logged.target.endswith("/site/invoices?q=&n=7")
            assert ("X-More", "yes") in screen.answer.exchange.request.headers
            await stage.quiet()
            (kept, *_) = stage.workbench.journal.search("invoices")
            assert kept.operation_id == "GET One invoice"
