"""The endpoint screen: finding, filling in, sending, cancelling, reading whatever comes."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.api.operations import CATALOGUE, ListMessages
from explorer.api.retry import Cause, Failure
from explorer.document.safe import visible
from explorer.tui.endpoints.figures import documentation
from explorer.tui.widgets.lines import Lines
from explorer.workbench.profiles import Target
from explorer.workbench.variables import layer
from tests.tui.endpoint_steps import answered, go, of

BOTH_SIZES = pytest.mark.parametrize(
    "size", [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
)
HOSTILE = "\x1b[31mred\x1b]0;title\x07 [b]bold[/] \u202eevil\x9b2J"


def spoiled(body: bytes, status: int = 200, *headers: tuple[str, str]) -> Any:
    """Answers every GET of conversations so."""

    def spoil(request: Any) -> Response | None:
        if request.method == "GET" and request.target.split("?")[0].endswith("/conversation"):
            return Response(status, "", (("Content-Type", "application/json"), *headers), body)
        return None

    return spoil


class TestFinding:
    async def test_the_tree_is_grouped_folded_and_filtered(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("4")
            await stage.sees("▾ conversations  6")
            await stage.press("t")
            await stage.sees("▾ List  6")
            await stage.press("t", "home", "enter")
            await stage.sees("▸ sites  1")
            assert "ListSites" not in stage.text
            await stage.press("right")
            await stage.sees("ListSites")
            await stage.press("slash", *"manage:conv")
            await stage.sees("CreateConversation")
            assert "ListSites" not in stage.text
            await stage.press(*" zzz")
            await stage.sees("No operation's id")
            await stage.press("escape")
            await stage.sees("ListSites")
            await stage.press("escape")
            assert stage.app.screen is stage.browse

    async def test_it_stays_as_it_was_left(self, open_app: Any) -> None:
        async with open_app() as stage:
            await go(stage, "ListConversations")
            await stage.press("f2")
            assert (await answered(stage)).ok
            await stage.press(*["escape"] * 3)
            assert stage.app.screen is stage.browse
            await stage.press("4")
            await stage.sees("200 OK")
            assert of(stage).form.form is not None

    @pytest.mark.parametrize("operation_id", list(CATALOGUE))
    def test_each_can_be_explained(self, operation_id: str) -> None:
        source = documentation(CATALOGUE[operation_id])
        said = []
        for width in (20, 68):
            for index in range(len(source)):
                for line in source.lines(index, width):
                    assert len(line.text) <= width, line.text
                    said.append(line.text)
        text = "".join(said).replace(" ", "")
        assert operation_id in text
        assert "stride-explorercall" in text
        for item in CATALOGUE[operation_id].parameters():
            assert item.wire_name in text

    async def test_documentation_takes_the_place_of_the_form(self, open_app: Any) -> None:
        async with open_app() as stage:
            await go(stage, "PutGlance")
            await stage.press("f7")
            await stage.sees("operation id")
            await stage.press("end")
            await stage.sees("stride-explorer call")
            await stage.press("d")
            await stage.sees("conversationId *")

    async def test_each_is_marked(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await go(stage, "CreateConversation")
            screen.operations.know(frozenset({"participate:conversation"}))
            await stage.sees("token lacks the scope")

            def signs(name: str) -> str:
                row = next(row for row in stage.text.splitlines() if f" {name} " in row)
                return row.partition(f" {name} ")[2].split("│")[0].strip()

            assert signs("CreateConversation") == "!"
            await stage.press("escape", "slash", *"roster")
            await stage.sees("GET  ListRoster")
            assert signs("ListRoster") == "+✓"
            await stage.press("escape", "slash", *"DeleteBot")
            await stage.sees("DEL  DeleteBot")
            assert signs("DeleteBot") == "× ✓"
            await stage.press("up")
            await stage.sees("scope held or not")


class TestFillingIn:
    async def test_problems_stand_beside_their_fields(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            screen = await go(stage, "GetConversation")
            assert "is required" not in stage.text
            asked = len(wire.asked)
            await stage.press("f2")
            await stage.sees("is required")
            await stage.sees("Not sent. conversationId: is required.")
            assert len(wire.asked) == asked
            await stage.press(*"..")
            await stage.sees("must not be '.' or '..'")
            assert screen.form.focused_field is not None

    async def test_values_are_stepped_through(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await go(stage, "ListConversations")
            form = screen.form.form
            assert form is not None
            while screen.form.focused_field != form.field("limit"):
                await stage.press("tab")
            await stage.press(*"75", "up")
            await stage.sees("must be at most 75")
            await stage.press("down", "down", "enter", "down", "down", "down")
            await stage.sees("limit=74&sort=desc")
            assert screen.form.focused_field == form.field("sort")

    async def test_the_request_is_shown_as_it_is_typed(self, open_app: Any) -> None:
        async with open_app(size=(120, 40)) as stage:
            screen = await go(stage, "ListConversations")
            form = screen.form.form
            assert form is not None
            while screen.form.focused_field != form.field("query"):
                await stage.press("tab")
            await stage.press(*"a b&é")
            await stage.sees("query=a%20b%26%C3%A9")
            await stage.press("f2")
            exchange = await answered(stage)
            sent = form.request(stage.workbench.client.base_url, stage.workbench.cloud_id)
            assert exchange.request.url == sent.url

    async def test_what_is_typed_stays_with_its_operation_and_over_a_restart(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await go(stage, "SendMessage")
            await stage.press("tab", *"half a sentence")
            await stage.press("escape", "slash", *"GetConversation", "enter")
            await stage.sees("Get one conversation")
            await stage.press("escape", "slash", *"SendMessage", "enter")
            await stage.sees("half a sentence")
        async with open_app() as stage:
            await go(stage, "SendMessage")
            await stage.sees("half a sentence")

    async def test_a_form_is_cleared_and_brought_back(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await go(stage, "CreateConversation")
            await stage.press(*"Zebra", "f9")
            await stage.quiet()
            assert screen.form.form is not None
            assert screen.form.form.typed == {}
            await stage.press("f9")
            await stage.quiet()
            assert screen.form.form.typed == {"name": "Zebra"}
            box = screen.form.box("name")
            assert box is not None
            assert box.text == "Zebra"

    async def test_templates_of_a_body(self, open_app: Any) -> None:
        async with open_app(size=(120, 40)) as stage:
            screen = await go(stage, "SendMessage")
            await stage.press("ctrl+t")
            await stage.sees("Hello **team**")
            await stage.press("ctrl+t")
            await stage.sees('"type": "doc"')
            await stage.quiet()
            form = screen.form.form
            assert form is not None
            assert [str(each) for each in form.problems()] == ["conversationId: is required"]
            await stage.press("ctrl+z")
            await stage.sees("Hello **team**")

    async def test_the_only_template_of_a_body_says_that_it_is_there_already(
        self, open_app: Any
    ) -> None:
        async with open_app(size=(120, 40)) as stage:
            await go(stage, "PutDialog")
            await stage.press("ctrl+t")
            await stage.hears("already, and there is no other; nothing changed")

    async def test_a_body_says_its_keys_and_leaves_those_of_the_screen_alone(
        self, open_app: Any
    ) -> None:
        async with open_app(size=(220, 40)) as stage:
            screen = await go(stage, "PutDialog")
            await stage.sees("F4 chooses one")
            while screen.form.focused_field is None or not screen.form.focused_field.is_body:
                await stage.press("tab")
            await stage.sees("Ctrl+T template · Ctrl+O $EDITOR · F7 rules")
            await stage.press("f7")
            await stage.quiet()
            lines = screen.query_one("#form-documentation", Lines)
            assert lines.cursor is not None
            assert lines.source.lines(lines.cursor, 80)[0].text == "Body: Dialog"
            await stage.sees("A path that starts with '/'")
            await stage.press("f7", "f6")
            assert screen.answer.has_focus_within

    async def test_keys_in_its_sentences_are_those_that_were_set(self, open_app: Any) -> None:
        async with open_app(size=(220, 50)) as stage:
            await go(stage, "GetConversation")
            stage.app.set_keymap({"endpoints.send": "f12", "endpoints.send-anyway": "ctrl+y"})
            await stage.press("x")
            await stage.press("backspace")
            await stage.sees("to mend before F12 sends; Ctrl+Y sends anyway")

    async def test_the_open_conversation_is_filled_in(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            screen = await go(stage, "GetConversation")
            assert screen.form.form is not None
            conversation = stage.browse.thread.conversation
            assert screen.form.form.text("conversationId") == conversation.id

    async def test_the_site_is_asked_for_where_none_is_known(
        self, open_app: Any, target: Target
    ) -> None:
        async with open_app(dataclasses.replace(target, cloud_id="")) as stage:
            stage.workbench.use_site("")
            await go(stage, "ListConversations")
            assert stage.workbench.cloud_id == target.cloud_id
            await stage.press("f2")
            assert (await answered(stage)).ok

    async def test_variables_are_shown_with_their_source_and_secrets_never(
        self, open_app: Any, target: Target, wire: Any
    ) -> None:
        values = {"api_token": "hunter2secret", "room": "Zebra"}
        at = dataclasses.replace(target, variables=tuple(layer(values, "my.json")))
        async with open_app(at, size=(120, 40), transport=wire) as stage:
            await go(stage, "CreateConversation")
            await stage.press(*"{{room}} {{api_token}} {{rom}}")
            await stage.sees("{{room}} Zebra (my.json)")
            await stage.sees("{{rom}} has no value")
            assert "hunter2" not in stage.text
            await stage.press(*["backspace"] * 8, "f2")
            exchange = await answered(stage)
            assert exchange.ok
            assert b"hunter2" not in exchange.request.body
            assert b"Zebra" in exchange.request.body
            await stage.press("f6", "H")
            await stage.sees("Attempts")
            assert "hunter2" not in stage.text


class TestChoosing:
    async def test_from_a_list_that_is_narrowed_by_typing(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await go(stage, "GetConversation")
            await stage.press("f4")
            await stage.sees("# Alerts")
            await stage.paste("lunch")
            await stage.sees("# Lunch")
            await stage.press("enter")
            await stage.until(lambda: stage.app.screen is screen)
            await stage.press("f2")
            exchange = await answered(stage)
            assert exchange.value.title == "Lunch"

    async def test_what_must_come_first_is_said_and_nothing_is_changed(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await go(stage, "GetMessage")
            await stage.press("tab", "f4")
            await stage.sees("Choose conversationId first")
            await stage.press("enter", "escape")
            assert stage.app.screen is screen
            assert screen.form.form is not None
            assert screen.form.form.typed == {}

    async def test_several_people(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            screen = await go(stage, "UpdateRoster")
            await stage.press("f4")
            await stage.quiet()
            await stage.press("enter")
            await stage.until(lambda: stage.app.screen is screen)
            await stage.press("f4")
            await stage.quiet()
            await stage.press("end", "enter")
            await stage.until(lambda: stage.app.screen is screen)
            await stage.quiet()
            assert screen.form.form is not None
            assert screen.form.form.text("add").count(", ") == 1

    async def test_a_field_without_a_list_says_so(self, open_app: Any) -> None:
        async with open_app() as stage:
            await go(stage, "CreateConversation")
            await stage.press("f4")
            await stage.sees("name is typed")

    async def test_hostile_names_are_harmless(self, open_app: Any, wire: Any) -> None:
        values = [{"id": f"id{HOSTILE}", "cloudId": "c", "name": HOSTILE, "type": "group"}]
        async with open_app(transport=wire) as stage:
            screen = await go(stage, "GetConversation")
            wire.spoil = spoiled(json.dumps({"values": values, "limit": 75}).encode())
            await stage.press("f4")
            await stage.sees("[b]bold[/]")
            assert visible(stage.text) == stage.text
            await stage.press("enter")
            await stage.until(lambda: stage.app.screen is screen)
            await stage.sees("must not hold control characters")
            assert visible(stage.text) == stage.text


class TestSending:
    @BOTH_SIZES
    async def test_it_looks_right(
        self, open_app: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            screen = await go(stage, "GetConversation")
            await stage.press("f4")
            await stage.sees("# Alerts")
            picker = stage.app.screen
            await stage.paste("lunch")
            # What was listed is filtered at once; the server's answer comes after that.
            await stage.until(lambda: picker._loaded_for == "lunch", "what the server finds")
            await stage.sees("# Lunch")
            await stage.press("enter")
            await stage.until(lambda: stage.app.screen is screen)
            # The sandbox has another port each time.
            screen.form.know("http://127.0.0.1:8080", stage.workbench.cloud_id, None)
            screen.know = lambda: None  # type: ignore[method-assign]
            screen.form.show()
            await stage.quiet()
            screen_matches(stage.app)
            # An answer without the sandbox's address in it.
            await stage.press("escape", "slash", *"GetMe", "enter")
            await stage.sees("GET /me")
            await stage.press("f2")
            await answered(stage)
            screen_matches(stage.app)

    async def test_anyway_past_our_own_checks(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            screen = await go(stage, "ListConversations")
            form = screen.form.form
            assert form is not None
            while screen.form.focused_field != form.field("limit"):
                await stage.press("tab")
            await stage.press(*"999", "f3")
            exchange = await answered(stage)
            assert exchange.status == 400
            assert wire.asked[-1].endswith("limit=999")
            assert "400" in stage.text

    async def test_what_cannot_be_put_at_all_is_said(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await go(stage, "GetConversation")
            asked = len(wire.asked)
            await stage.press("f3")
            await stage.sees("needs conversationId")
            assert len(wire.asked) == asked

    async def test_again_sends_the_same(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            room = stage.browse.thread.conversation.id
            screen = await go(stage, "SendMessage")
            await stage.press(*"twice", "f2")
            first = await answered(stage)
            await stage.press("f5")
            await stage.until(lambda: getattr(screen.answer.exchange, "id", first.id) != first.id)
            texts = [each.text for each in other.send(ListMessages(conversation_id=room)).messages]
            assert texts[-2:] == ["twice", "twice"]

    async def test_a_request_is_cancelled(self, open_app: Any, wire: Any) -> None:
        never = asyncio.Event()
        async with open_app(transport=wire) as stage:
            await go(stage, "ListConversations")
            wire.hold = lambda request: never.wait()
            await stage.press("f8")
            await stage.sees("Nothing is on its way")
            await stage.press("f2")
            await stage.sees("Sending…")
            await stage.press("f2")
            await stage.sees("The last request is still on its way")
            await stage.press("f8")
            await stage.sees("Cancelled.")
            wire.hold = lambda request: None
            await stage.press("f2")
            assert (await answered(stage)).ok

    async def test_of_a_cancelled_write_nothing_is_known(self, open_app: Any, wire: Any) -> None:
        never = asyncio.Event()
        async with open_app(transport=wire) as stage:
            await go(stage, "CreateConversation")
            await stage.press(*"Zebra")
            wire.hold = lambda request: never.wait()
            await stage.press("f2")
            await stage.sees("Sending…")
            await stage.press("f8")
            await stage.sees("Cancelled. Whether the server")

    async def test_an_answer_waits_with_its_own_operation(self, open_app: Any, wire: Any) -> None:
        late = asyncio.Event()
        async with open_app(size=(120, 40), transport=wire) as stage:
            screen = await go(stage, "ListConversations")
            wire.hold = lambda request: late.wait()
            await stage.press("f2")
            await stage.sees("Sending…")
            await stage.press("escape", "slash", *"GetMe", "enter")
            await stage.sees("GET /me")
            late.set()
            await answered(stage)
            await stage.sees("Nothing was sent yet")
            assert screen.answer.exchange is None
            await stage.press("escape", "slash", *"ListConversations", "enter")
            await stage.sees("200 OK")

    async def test_no_answer_is_said(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await go(stage, "ListConversations")
            wire.spoil = lambda request: Failure(Cause.CONNECT, "refused", sent=False)
            await stage.press("f2")
            exchange = await answered(stage)
            assert exchange.response is None
            await stage.sees("no answer")
            await stage.sees("2 attempts")

    async def test_without_a_server_there_is_still_something_to_read(self, open_app: Any) -> None:
        async with open_app() as stage:
            stage.app.workbench, kept = None, stage.app.workbench
            await go(stage, "GetConversation")
            await stage.press("f2")
            await stage.sees("No server yet: Esc goes back")
            stage.app.workbench = kept


class TestAnswers:
    async def test_a_body_is_folded_searched_and_copied(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await go(stage, "ListConversations")
            await stage.press("f2")
            await answered(stage)
            await stage.press("f6", "down", "enter")
            await stage.sees("…")
            await stage.press("slash", *"Lunch", "enter")
            await stage.sees("found · n N")
            await stage.press("y")
            await stage.quiet()
            assert "Lunch" in stage.app.clipboard
            await stage.press("p")
            await stage.quiet()
            assert stage.app.clipboard.startswith("$['values'][")
            await stage.press("escape")
            await stage.loses("found · n N")

    async def test_what_it_means_and_its_headers(self, open_app: Any) -> None:
        async with open_app() as stage:
            await go(stage, "ListConversations")
            await stage.press("f2")
            await answered(stage)
            await stage.press("f6", "v")
            await stage.sees("ConversationPage")
            await stage.press("H")
            await stage.sees("Attempts")
            await stage.press("b")
            await stage.sees('"values": [')

    async def test_hostile_ones_are_shown_and_harmless(self, open_app: Any, wire: Any) -> None:
        bodies = {
            "json": json.dumps({"values": [{"id": "1", "name": HOSTILE}], "x": HOSTILE}).encode(),
            "text": HOSTILE.encode(),
            "broken": b'{"values": [' + HOSTILE.encode(),
            "page": b"<html>" + HOSTILE.encode(),
            "binary": b"\x00\xff\xfe" * 50,
            "deep": b"[" * 5000,
            "empty": b"",
            "null": b"null",
        }
        async with open_app(transport=wire) as stage:
            await go(stage, "ListConversations")
            for name, body in bodies.items():
                wire.spoil = spoiled(body, 200, ("X-Bad", HOSTILE), (HOSTILE, "x"))
                await stage.press("2", "f2")
                assert (await answered(stage)).response.body == body
                for key in ("f6", "v", "H", "b", "down", "end", "left"):
                    await stage.press(key)
                    await stage.quiet()
                    assert visible(stage.text) == stage.text, name

    async def test_a_large_one_is_there_at_once(self, open_app: Any, wire: Any) -> None:
        rows = [{"id": str(number), "name": f"room {number}"} for number in range(20_000)]
        body = json.dumps({"values": rows}).encode()
        async with open_app(transport=wire) as stage:
            screen = await go(stage, "ListConversations")
            wire.spoil = spoiled(body)
            await stage.press("f2")
            await answered(stage)
            await stage.press("f6", "end")
            await stage.quiet()
            assert screen.answer.body is not None
            assert screen.answer.body.complete
            assert screen.answer.list.cursor == len(screen.answer.body) - 1

    async def test_it_is_saved_and_no_file_is_replaced_unasked(
        self, open_app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        async with open_app() as stage:
            screen = await go(stage, "ListSites")
            await stage.press("3", "s")
            await stage.sees("There is no answer to save")
            await stage.press("f2")
            exchange = await answered(stage)
            await stage.press("s", "enter")
            await stage.until(lambda: stage.app.screen is screen)
            saved = tmp_path / "GetAllHandler.json"
            assert saved.read_bytes() == exchange.response.body
            saved.write_text("mine")
            await stage.press("s", "enter")
            await stage.sees("There is such a file")
            assert saved.read_text() == "mine"
            await stage.press("enter")
            await stage.until(lambda: stage.app.screen is screen)
            assert saved.read_bytes() == exchange.response.body
            await stage.press("s", *"/no/such/place", "enter")
            await stage.sees("cannot be written")
            await stage.press("escape")
            assert stage.app.screen is screen


class TestPanes:
    async def test_narrow_shows_one_at_a_time(self, open_app: Any) -> None:
        async with open_app(size=(80, 24)) as stage:
            screen = await go(stage, "ListSites")
            assert [pane.display for pane in (screen.operations, screen.form, screen.answer)] == [
                *(False, True, False)
            ]
            await stage.press("f2")
            await answered(stage)
            await stage.press("f6")
            await stage.quiet()
            assert screen.operations.display
            await stage.press("2")
            assert screen.form.display
            await stage.press("3")
            assert screen.answer.display
            await stage.press("escape")
            assert screen.form.display

    async def test_letters_are_text_in_a_field(self, open_app: Any) -> None:
        async with open_app() as stage:
            screen = await go(stage, "CreateConversation")
            await stage.press(*"123tbvhpsrd/e")
            await stage.quiet()
            assert screen.form.form is not None
            assert screen.form.form.text("name") == "123tbvhpsrd/e"
