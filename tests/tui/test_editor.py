"""Editing a module: check, difference, save, conflict, drafts, new ones, large ones."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual.widgets import TextArea

from explorer.api.exchange import Response
from explorer.api.operations import (
    DeleteActionTarget,
    ListActionTargets,
    ListDialogs,
    PutDialog,
)
from explorer.tui.browse.editor import ModuleEditorScreen
from explorer.tui.browse.json_field import HIGHLIGHT_LIMIT, JsonField

KEY = "status-update"


def area(stage: Any) -> TextArea:
    found: TextArea = stage.app.screen.query_one("#editor-text", TextArea)
    return found


async def edit(stage: Any, key: str = KEY) -> None:
    """Open a module of the incident's room in the editor."""
    if stage.browse.thread.conversation is None:
        await stage.open("Incident 42")
    pane = stage.browse.modules
    await stage.until(lambda: len(pane.list.source) > 4, "modules")
    pane.list.focus()
    pane.list.cursor = next(i for i, row in enumerate(pane.list.source.rows) if row.key == key)
    await stage.press("enter")
    await stage.until(lambda: isinstance(stage.app.screen, ModuleEditorScreen), "the editor")


async def change(stage: Any, old: str, new: str) -> None:
    """Replace a text in the editor, as a person who types would."""
    field = area(stage)
    line = next(i for i, text in enumerate(field.text.splitlines()) if old in text)
    start = field.document.get_line(line).index(old)
    field.replace(new, (line, start), (line, start + len(old)))
    await stage.pilot.pause()


async def save(stage: Any) -> None:
    """Look at what will change, and save it."""
    await stage.press("f2")
    await stage.hears("This is what will change on the server.")
    await stage.press("f2")


def on_server(other: Any, stage: Any, key: str = KEY) -> dict[str, Any] | None:
    room = stage.browse.thread.conversation.id
    page = other.send(ListDialogs(conversation_id=room))
    return next((item.model_dump(by_alias=True) for item in page.values if item.key == key), None)


def put(other: Any, stage: Any, size: str, key: str = KEY) -> None:
    """Someone else saves the dialog with another size."""
    room = stage.browse.thread.conversation.id
    body = {
        "key": key,
        "title": {"value": "Theirs"},
        "url": "/dialogs/theirs",
        "authentication": "jwt",
        "options": {"size": size},
    }
    other.send(PutDialog(conversation_id=room, key=key, module=body))


async def meet(stage: Any, other: Any) -> None:
    """Save a dialog as large that someone else has saved as small in the meantime."""
    await edit(stage)
    await change(stage, '"medium"', '"large"')
    put(other, stage, "small")
    await save(stage)


class TestChecking:
    @pytest.mark.parametrize(
        "size", [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
    )
    async def test_the_editor_and_its_difference(
        self, open_app: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await stage.open("Incident 42")
            await stage.press("r")
            await stage.quiet()
            await edit(stage)
            screen_matches(stage.app)
            await change(stage, "jwt", "none")
            await stage.sees("changed, not saved yet")
            await stage.press("f3")
            await stage.sees('+   "authentication": "none"')
            screen_matches(stage.app)
            await stage.press("f3")
            await stage.loses('+   "authentication"')
            assert area(stage).has_focus

    async def test_problems_are_shown_with_their_places(self, open_app: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            assert "Valid as chat:dialog." in stage.text
            await change(stage, '"jwt"', '"none of these"')
            await stage.sees("line 7, column 21:")
            await change(stage, "{", "[red]{")
            await stage.sees("this is not JSON")
            assert "[red]{" in stage.text

    async def test_an_invalid_text_is_not_saved(self, open_app: Any, other: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await edit(stage)
            before = on_server(other, stage)
            await change(stage, '"jwt"', "7")
            wire.asked.clear()
            await stage.press("f2")
            await stage.hears("Not saved: see what is wrong below.")
            assert not [asked for asked in wire.asked if "/app/module/" in asked]
            assert area(stage).cursor_location == (6, 20)
            assert on_server(other, stage) == before

    async def test_format_lays_it_out_anew_and_can_be_undone(self, open_app: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            laid_out = area(stage).text
            area(stage).text = laid_out.replace("\n", " ")
            await stage.press("f4")
            assert area(stage).text == laid_out
            await stage.press("ctrl+z")
            assert area(stage).text == laid_out.replace("\n", " ")


class TestSaving:
    async def test_it_is_saved_and_the_list_shows_it(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            await change(stage, '"medium"', '"large"')
            await save(stage)
            await stage.hears(f"{KEY} is saved.")
            assert "as on the server" in stage.text
            assert on_server(other, stage)["options"]["size"] == "large"
            await stage.press("escape")
            await stage.quiet()
            assert stage.app.screen is stage.browse
            pane = stage.browse.modules
            assert pane.list.has_focus
            assert pane.list.source.rows[pane.list.cursor].key == KEY
            assert "status-update  draft" not in stage.text

    async def test_the_cursor_keeps_its_line(self, open_app: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            await change(stage, '"medium"', '   "large"')
            area(stage).move_cursor((11, 3))
            await save(stage)
            await stage.hears("is saved.")
            assert area(stage).cursor_location == (11, 3)

    async def test_what_is_typed_while_it_is_saved_stays(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        late = asyncio.Event()
        async with open_app(transport=wire) as stage:
            await edit(stage)
            await change(stage, '"medium"', '"large"')
            wire.hold = lambda request: late.wait() if request.method == "PUT" else None
            await save(stage)
            await stage.sees("saving…")
            await change(stage, '"large"', '"xlarge"')
            late.set()
            await stage.hears("is saved.")
            assert '"xlarge"' in area(stage).text
            assert "changed, not saved yet" in stage.text
            assert on_server(other, stage)["options"]["size"] == "large"

    async def test_escape_while_it_is_saved_waits_for_it(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        late = asyncio.Event()
        async with open_app(transport=wire) as stage:
            await edit(stage)
            await change(stage, '"medium"', '"large"')
            wire.hold = lambda request: late.wait() if request.method == "PUT" else None
            await save(stage)
            await stage.press("escape")
            await stage.sees("saving…")
            assert isinstance(stage.app.screen, ModuleEditorScreen)
            late.set()
            await stage.until(lambda: stage.app.screen is stage.browse)
            assert on_server(other, stage)["options"]["size"] == "large"

    async def test_a_failure_keeps_text_and_draft(self, open_app: Any, wire: Any) -> None:
        def refuse(request: Any) -> Response | None:
            failing = request.method == "PUT"
            return Response(403, "", (), b'{"message": "not [b]yours[/]"}') if failing else None

        async with open_app(transport=wire) as stage:
            await edit(stage)
            await change(stage, '"medium"', '"large"')
            wire.spoil = refuse
            await save(stage)
            await stage.hears("not [b]yours[/]")
            assert '"large"' in area(stage).text
            await stage.press("escape")
            await stage.sees("status-update  draft")


class TestConflict:
    async def test_it_is_shown_and_overwritten_only_on_a_second_save(
        self, open_app: Any, other: Any
    ) -> None:
        async with open_app() as stage:
            await meet(stage, other)
            await stage.hears("The server's copy has changed")
            await stage.sees('-     "size": "small"')
            await stage.sees('+     "size": "large"')
            assert on_server(other, stage)["options"]["size"] == "small"
            await stage.press("f2")
            await stage.hears(f"{KEY} is saved.")
            assert on_server(other, stage)["options"]["size"] == "large"

    async def test_a_copy_that_changes_again_is_a_conflict_again(
        self, open_app: Any, other: Any
    ) -> None:
        async with open_app() as stage:
            await meet(stage, other)
            await stage.sees('-     "size": "small"')
            put(other, stage, "xlarge")
            await stage.press("f2")
            await stage.sees('-     "size": "xlarge"')
            assert on_server(other, stage)["options"]["size"] == "xlarge"

    async def test_f8_takes_the_servers_copy_and_undo_the_own(
        self, open_app: Any, other: Any
    ) -> None:
        async with open_app() as stage:
            await meet(stage, other)
            await stage.sees('-     "size": "small"')
            await stage.press("f8")
            assert '"Theirs"' in area(stage).text
            assert "as on the server" in stage.text
            await stage.press("ctrl+z")
            await stage.sees("changed, not saved yet")
            assert '"large"' in area(stage).text

    async def test_a_module_that_is_gone(self, open_app: Any, other: Any) -> None:
        key = "ack-incident"
        async with open_app() as stage:
            await edit(stage, key)
            await change(stage, "INC-42", "INC-43")
            room = stage.browse.thread.conversation.id
            other.send(DeleteActionTarget(conversation_id=room, key=key))
            listing = ListActionTargets(conversation_id=room, limit=75)
            await save(stage)
            await stage.hears("no longer on the server")
            assert key not in [item.key for item in other.send(listing).values]
            await stage.press("f2")
            await stage.hears(f"{key} is saved.")
            saved = next(item for item in other.send(listing).values if item.key == key)
            assert saved.parameters == {"incident": "INC-43"}


class TestDrafts:
    async def test_escape_keeps_it_and_it_comes_back(self, open_app: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            await change(stage, '"medium"', '"large')
            await stage.press("escape")
            await stage.sees("status-update  draft")
            await edit(stage)
            await stage.hears("This is the draft you left")
            assert '"large' in area(stage).text

    async def test_it_outlives_the_app(self, open_app: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            await change(stage, '"medium"', '"large')
        async with open_app() as stage:
            await stage.open("Incident 42")
            assert "status-update  draft" in stage.text
            await edit(stage)
            assert '"large' in area(stage).text

    async def test_one_whose_copy_has_changed_since_is_a_conflict_at_once(
        self, open_app: Any, other: Any
    ) -> None:
        async with open_app() as stage:
            await edit(stage)
            await change(stage, '"medium"', '"large"')
            put(other, stage, "small")
            await stage.press("escape")
            await stage.press("r")
            await stage.quiet()
            await edit(stage)
            await stage.hears("The server's copy has changed")
            assert '-     "size": "small"' in stage.text

    async def test_thrown_away_it_is_gone(self, open_app: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            await change(stage, '"medium"', '"large"')
            await stage.press("f8")
            await stage.hears("thrown away")
            assert '"medium"' in area(stage).text
            await stage.press("escape")
            await stage.quiet()
            assert "status-update  draft" not in stage.text


class TestNew:
    async def test_a_adds_one_from_a_template(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            await stage.press("escape", "a")
            await stage.sees("new, not saved yet")
            await change(stage, "report-dialog", "fresh")
            await stage.sees("chat:dialog  fresh")
            await stage.press("f2")
            await stage.hears("fresh is saved.")
            assert on_server(other, stage, "fresh") is not None
            await stage.press("escape")
            await stage.sees("  fresh ")
            await stage.quiet()
            pane = stage.browse.modules
            assert pane.list.source.rows[pane.list.cursor].key == "fresh"

    async def test_one_that_is_left_is_marked_at_its_type(self, open_app: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            await stage.press("escape", "a")
            await stage.sees("new, not saved yet")
            await change(stage, "report-dialog", "begun")
            await stage.press("escape")
            await stage.sees("chat:dialog  4  new draft")
            await stage.press("a")
            await stage.sees('"begun"')

    async def test_a_key_that_is_taken_is_a_conflict(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            before = on_server(other, stage)
            await stage.press("escape", "a")
            await stage.sees("new, not saved yet")
            await change(stage, "report-dialog", KEY)
            await stage.press("f2")
            await stage.hears("The server's copy has changed")
            assert on_server(other, stage) == before

    async def test_enter_twice_opens_one_editor(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            stage.browse.modules.list.focus()
            stage.browse.modules.list.action_choose()
            stage.browse.modules.list.action_choose()
            await stage.sees("new, not saved yet")
            await stage.press("escape")
            await stage.quiet()
            assert stage.app.screen is stage.browse


class TestColours:
    async def test_a_large_text_is_not_coloured(self, open_app: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            field = stage.app.screen.query_one(JsonField)
            assert field.language == "json"
            text = field.text.replace("Status page", "x" * HIGHLIGHT_LIMIT)
            field.text = text
            await stage.until(lambda: field.language is None)
            assert field.text == text
            field.text = text.replace("x" * HIGHLIGHT_LIMIT, "short")
            await stage.until(lambda: field.language == "json")

    async def test_it_works_without_the_parser(
        self, open_app: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("explorer.tui.browse.json_field._has_grammar", lambda: False)
        async with open_app() as stage:
            await edit(stage)
            await change(stage, '"medium"', '"large"')
            await stage.sees("changed, not saved yet")
            assert stage.app.screen.query_one(JsonField).language is None

    async def test_colours_follow_the_theme(self, open_app: Any) -> None:
        async with open_app() as stage:
            await edit(stage)

            def key_color() -> Any:
                strip = area(stage).render_line(1)
                return next(s.style.color for s in strip if s.text.strip().startswith('"key"'))

            dark = key_color()
            stage.app.theme = "stride-light"
            await stage.until(lambda: key_color() != dark)


class TestDeleting:
    async def test_it_is_asked_for_twice(self, open_app: Any, other: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await edit(stage)
            await stage.press("f9")
            await stage.sees(f"Delete chat:dialog {KEY} from Incident 42")
            assert "AppModuleChatDialogDeleteHandler" in stage.text
            await stage.press("n")
            await change(stage, '"medium"', '"small"')
            await stage.press("f9")
            await stage.sees("and not saved goes too.")
            assert not [asked for asked in wire.asked if asked.startswith("DELETE")]
            await stage.press("y")
            await stage.hears(f"{KEY} is deleted.")
            await stage.until(lambda: stage.app.screen is stage.browse, "the list")
            await stage.loses(f"  {KEY}")
            row = stage.browse.modules._row()
            assert (str(row.type), row.key, row.detail.strip()) == ("chat:dialog", None, "3")
            assert on_server(other, stage) is None
            assert not stage.workbench.drafts.list()

    async def test_a_copy_that_has_changed_is_shown_first(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await edit(stage)
            put(other, stage, "large")
            await stage.press("f9", "y")
            await stage.hears("The server's copy has changed")
            assert on_server(other, stage) is not None
            await stage.press("f9", "y")
            await stage.hears(f"{KEY} is deleted.")
            assert on_server(other, stage) is None

    async def test_a_new_one_is_not_there_to_delete(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            await stage.press("3", "a")
            await stage.until(lambda: isinstance(stage.app.screen, ModuleEditorScreen))
            await stage.press("f9")
            await stage.hears("not on the server yet")

    async def test_a_server_that_cannot_says_so(self, open_app: Any, wire: Any) -> None:
        def refuse(request: Any) -> Response | None:
            return Response(405, "", (), b"{}") if request.method == "DELETE" else None

        wire.spoil = refuse
        async with open_app(transport=wire) as stage:
            await edit(stage)
            await stage.press("f9", "y")
            await stage.hears(
                "Not deleted. This server cannot delete chat:dialog modules: that would"
            )
            assert isinstance(stage.app.screen, ModuleEditorScreen)
