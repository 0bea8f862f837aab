"""What is done to modules from their list and in the editor, beside typing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.api.models import ModuleType
from explorer.api.models.modules import TEMPLATES
from explorer.api.operations import (
    ListActionTargets,
    ListDialogs,
    PutActionTarget,
    SendMessage,
)
from explorer.tui.browse.editor import ModuleEditorScreen
from explorer.tui.browse.json_field import JsonField
from explorer.tui.browse.module_rows import Role
from explorer.tui.widgets.form_dialog import FormDialog
from explorer.workbench.external import Program

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
KEY = "status-update"


async def modules(stage: Any, key: str = KEY, title: str = "Incident 42") -> Any:
    """Open a room with the cursor of its modules on one of them."""
    if stage.browse.thread.conversation is None:
        await stage.open(title)
    pane = stage.browse.modules
    await stage.until(lambda: len(pane.list.source) > 4, "modules")
    await stage.press("3")
    pane.list.cursor = next(i for i, row in enumerate(pane.list.source.rows) if row.key == key)
    await stage.pilot.pause()
    return pane


async def editor(stage: Any, key: str = KEY) -> ModuleEditorScreen:
    await modules(stage, key)
    await stage.press("enter")
    await stage.until(lambda: isinstance(stage.app.screen, ModuleEditorScreen), "the editor")
    found = stage.app.screen
    assert isinstance(found, ModuleEditorScreen)
    return found


async def fill(stage: Any, **texts: str) -> FormDialog:
    await stage.until(lambda: isinstance(stage.app.screen, FormDialog), "a form")
    dialog = stage.app.screen
    assert isinstance(dialog, FormDialog)
    for name, text in texts.items():
        box = dialog.box(name)
        assert box is not None
        box.put(text)
    await stage.pilot.pause()
    return dialog


def dialogs(other: Any, stage: Any, room: str = "") -> list[str]:
    where = room or stage.browse.thread.conversation.id
    return sorted(each.key for each in other.send(ListDialogs(conversation_id=where)).values)


def under_cursor(stage: Any) -> Any:
    pane = stage.browse.modules.list
    return pane.source.rows[pane.cursor]


class TestStates:
    @pytest.mark.parametrize("size", SIZES)
    async def test_modules_with_drafts_states_and_what_is_missing(
        self, open_app: Any, other: Any, size: tuple[int, int], screen_matches: Any
    ) -> None:
        async with open_app(size=size, embedded=True) as stage:
            await stage.open("Incident 42")
            room = stage.browse.thread.conversation.id
            body = {"key": "open-timeline", "openDialog": {"key": "lost"}}
            other.send(PutActionTarget(conversation_id=room, key="open-timeline", module=body))
            await modules(stage, "incident-state")
            await stage.press("r")
            await stage.quiet()
            await stage.press("home")
            screen_matches(stage.app)
            assert "→ lost missing" in stage.text
            await stage.press("end")
            screen_matches(stage.app)
            assert "[?] configuration" in stage.text

    @pytest.mark.parametrize("size", SIZES)
    async def test_modules_on_their_way(
        self,
        open_app: Any,
        staging: Any,
        wire: Any,
        size: tuple[int, int],
        screen_matches: Any,
    ) -> None:
        late = asyncio.Event()
        road = staging.Clockwork(wire)
        async with open_app(transport=road, size=size, embedded=True) as stage:
            wire.hold = lambda request: late.wait() if "/app/module/" in request.target else None
            stage.browse.modules.open(stage.workbench, _room(stage, "Lunch"))
            await stage.press("3")
            await stage.sees("Reading the modules…")
            screen_matches(stage.app)
            late.set()
            await stage.sees("chat:actionTarget")

    @pytest.mark.parametrize("size", SIZES)
    async def test_a_room_without_modules_shows_the_types_to_add_to(
        self,
        open_app: Any,
        staging: Any,
        wire: Any,
        size: tuple[int, int],
        screen_matches: Any,
    ) -> None:
        wire.spoil = lambda request: (
            Response(200, "", (), b'{"values": []}') if "/app/module/" in request.target else None
        )
        road = staging.Clockwork(wire)
        async with open_app(transport=road, size=size, embedded=True) as stage:
            await stage.open("Lunch")
            await stage.press("3", "r")
            await stage.quiet()
            pane = stage.browse.modules
            assert [row.detail for row in pane.list.source.rows[:8]] == ["  0"] * 8
            assert pane.list.source.rows[8].text == "chat:configuration"
            screen_matches(stage.app)

    async def test_no_room_no_modules(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("3", "a", "d", "p", "o", "s", "R")
            assert stage.app.screen is stage.browse
            await stage.sees("The modules of the open")


def _room(stage: Any, title: str) -> Any:
    feed = stage.browse.conversations._feed
    rows = [feed.row(index) for index in range(feed.count)]
    return next(row for row in rows if row.title.startswith(title))


class TestCopying:
    async def test_to_another_key(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await modules(stage)
            before = dialogs(other, stage)
            await stage.press("p")
            await fill(stage)
            await stage.sees(f"app/module/chat:dialog/{KEY}-2")
            await stage.press("f2")
            await stage.hears(f"Copied as {KEY}-2.")
            await stage.quiet()
            assert dialogs(other, stage) == sorted([*before, f"{KEY}-2"])
            assert under_cursor(stage).key == f"{KEY}-2"

    async def test_to_another_conversation_found_by_its_name(
        self, open_app: Any, other: Any
    ) -> None:
        async with open_app() as stage:
            await modules(stage)
            await stage.press("p")
            dialog = await fill(stage, key=KEY)
            await stage.press("f2")
            await stage.sees("is the module's own")
            dialog.box("conversation_id").input.focus()
            await stage.press("f4")
            await stage.write("Lunch")
            await stage.sees("1 of")
            await stage.press("enter")
            await stage.until(lambda: stage.app.screen is dialog)
            await stage.press("f2")
            await stage.hears(f"Copied as {KEY} to the other conversation.")
            assert dialogs(other, stage, _room(stage, "Lunch").id) == [KEY]

    async def test_a_key_that_is_taken_is_said_at_its_field(
        self, open_app: Any, other: Any
    ) -> None:
        async with open_app() as stage:
            await modules(stage)
            before = dialogs(other, stage)
            await stage.press("p")
            await fill(stage, key="runbook")
            await stage.press("f2")
            await stage.sees("There is a chat:dialog with this key already")
            await stage.press("escape")
            assert dialogs(other, stage) == before


class TestRenaming:
    async def test_it_is_a_copy_and_a_deletion(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await modules(stage, "runbook")
            before = dialogs(other, stage)
            await stage.press("R")
            await fill(stage, key="handbook")
            await stage.sees("Named by open-runbook")
            await stage.press("f2")
            await stage.hears("runbook is handbook now.")
            await stage.quiet()
            after = sorted([*(key for key in before if key != "runbook"), "handbook"])
            assert dialogs(other, stage) == after
            assert under_cursor(stage).key == "handbook"
            # What named it names nothing now.
            row = next(r for r in stage.browse.modules.list.source.rows if r.key == "open-runbook")
            assert "→ runbook missing" in row.detail

    async def test_where_the_old_one_cannot_go_both_are_there_and_why(
        self, open_app: Any, wire: Any
    ) -> None:
        wire.spoil = lambda request: (
            Response(405, "", (), b"{}") if request.method == "DELETE" else None
        )
        async with open_app(transport=wire) as stage:
            await modules(stage)
            await stage.press("R")
            await fill(stage, key="other")
            await stage.press("f2")
            await stage.hears(f"other is there, and {KEY} still is.")
            await stage.hears("that would need AppModuleChatDialogDeleteHandler")

    async def test_in_the_editor_it_closes_with_the_cursor_on_the_new(
        self, open_app: Any, other: Any
    ) -> None:
        async with open_app() as stage:
            await editor(stage)
            await stage.press("ctrl+r")
            await fill(stage, key="fresh")
            await stage.press("f2")
            await stage.hears(f"{KEY} is fresh now.")
            await stage.until(lambda: stage.app.screen is stage.browse)
            await stage.quiet()
            assert under_cursor(stage).key == "fresh"


class TestDeleting:
    async def test_it_is_asked_with_who_names_it(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await modules(stage, "runbook")
            await stage.press("d")
            await stage.sees("Named by chat:actionTarget")
            assert "AppModuleChatDialogDeleteHandler" in stage.text
            await stage.press("escape")
            assert "runbook" in dialogs(other, stage)
            await stage.press("d", "y")
            await stage.hears("runbook is deleted.")
            await stage.quiet()
            assert "runbook" not in dialogs(other, stage)

    async def test_what_changed_since_is_not_deleted(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await modules(stage, "ack-incident")
            room = stage.browse.thread.conversation.id
            body = TEMPLATES[ModuleType.ACTION_TARGET] | {"key": "ack-incident"}
            other.send(PutActionTarget(conversation_id=room, key="ack-incident", module=body))
            await stage.press("d", "y")
            await stage.hears("Not deleted: ack-incident has changed on the server")
            page = other.send(ListActionTargets(conversation_id=room, limit=75))
            assert "ack-incident" in [each.key for each in page.values]

    async def test_a_server_without_the_operation_is_told_to_need_it(
        self, open_app: Any, wire: Any
    ) -> None:
        wire.spoil = lambda request: (
            Response(405, "", (), b"{}") if request.method == "DELETE" else None
        )
        async with open_app(transport=wire) as stage:
            await modules(stage)
            await stage.press("d", "y")
            await stage.hears("would need AppModuleChatDialogDeleteHandler (DELETE /site/")
            await stage.quiet()
            # Once it is known, nobody is asked a question that leads nowhere.
            await stage.press("d")
            await stage.quiet()
            assert stage.app.screen is stage.browse


class TestFollowing:
    async def test_from_the_list_to_what_is_named(self, open_app: Any) -> None:
        async with open_app() as stage:
            await modules(stage, "open-runbook")
            await stage.press("o")
            await stage.until(lambda: under_cursor(stage).key == "runbook", "the dialog")
            await modules(stage, "graphs")
            await stage.press("o")
            await stage.hears("It names no module.")

    async def test_what_is_missing_is_begun(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            room = stage.browse.thread.conversation.id
            body = {"key": "open-timeline", "openDialog": {"key": "lost"}}
            other.send(PutActionTarget(conversation_id=room, key="open-timeline", module=body))
            await stage.press("3", "r")
            await stage.quiet()
            await modules(stage, "open-timeline")
            await stage.press("o")
            await stage.sees("chat:dialog  lost  ·  new, not saved yet")
            await stage.press("f2")
            await stage.hears("lost is saved.")
            await stage.press("escape")
            await stage.quiet()
            assert "lost" in dialogs(other, stage)
            assert "missing" not in stage.text

    async def test_in_the_editor_a_missing_target_is_pointed_out_as_one_types(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await editor(stage, "open-runbook")
            await stage.sees("Names runbook. F5 goes there.")
            field = stage.app.screen.query_one(JsonField)
            field.text = field.text.replace('"runbook"', '"rundown"')
            await stage.sees("openDialog.key names 'rundown', but there is no dialog of that key")
            whole, field.text = field.text, field.text[:-3]
            await stage.sees("this is not JSON")
            await stage.press("f5")
            await stage.hears("What it names is known once the text is right")
            field.text = whole.replace('"rundown"', '"runbook"')
            await stage.sees("Names runbook")
            await stage.press("f5")
            await stage.sees("chat:dialog  runbook  ·  as on the server")
            await stage.press("escape")
            await stage.sees("chat:actionTarget  open-runbook")

    async def test_a_card_leads_to_its_modules_and_says_which_are_missing(
        self, open_app: Any, other: Any
    ) -> None:
        def card(*keys: str) -> dict[str, Any]:
            actions = [{"title": key, "target": {"key": key}, "parameters": {}} for key in keys]
            attrs = {"text": "A card", "title": {"text": "A card"}, "actions": actions}
            return {
                "version": 1,
                "type": "doc",
                "content": [{"type": "applicationCard", "attrs": attrs}],
            }

        async with open_app(size=(80, 24)) as stage:
            await stage.open("Incident 42")
            room, thread = stage.browse.thread.conversation.id, stage.browse.thread
            other.send(SendMessage(conversation_id=room, content=card("ack-incident", "gone")))
            await stage.press("r")
            await stage.sees("→ gone missing  o begins it")
            await stage.press("end", "o")
            await stage.sees("gone  missing, begins a chat:actionTarget")
            await stage.press("up", "enter")
            await stage.until(lambda: under_cursor(stage).key == "ack-incident", "the target")
            await stage.until(lambda: stage.browse.modules.list.has_focus, "the modules")
            await stage.press("Y")
            await stage.sees('JSON: { "key": "ack-incident"')
            await stage.press("escape", "2", "o")
            await stage.until(lambda: "Go to" in stage.text, "the choice")
            await stage.press("down", "enter")
            await stage.sees("chat:actionTarget  gone  ·  new, not saved yet")
            await stage.press("f2")
            await stage.hears("gone is saved.")
            await stage.press("escape", "2")
            await stage.loses("gone missing")
            assert thread.has_focus_within


class TestStatesThatAreWriteOnly:
    async def test_what_a_glance_shows(self, open_app: Any) -> None:
        async with open_app() as stage:
            await modules(stage, "incident-state")
            assert under_cursor(stage).role is Role.MODULE
            await stage.press("s")
            await fill(stage, label="SEV-2", metadata="[1]")
            await stage.sees("Write-only. The service tells nobody what it is now")
            assert "never set from here" in stage.text
            await stage.press("f2")
            await stage.sees("must be a JSON object")
            await fill(stage, metadata='{"open": 1}')
            await stage.press("f2")
            await stage.hears("incident-state is set; the service does not show it back.")
            await stage.sees("“SEV-2”")
            await stage.press("down", "enter")
            dialog = await fill(stage)
            assert dialog.form.text("label") == "SEV-2"

    async def test_a_configuration_is_a_switch(self, open_app: Any, wire: Any) -> None:
        async with open_app(transport=wire) as stage:
            await modules(stage)
            await stage.press("end", "enter")
            await fill(stage)
            await stage.press("f2")
            await stage.sees("[x] configuration  set here")
            await stage.press("enter")
            await stage.sees("[ ] configuration  set here")
            asked = [each for each in wire.asked if each.endswith("/state")]
            assert len(asked) == 2
            await stage.press("up", "enter")
            await fill(stage, key="not-there")
            await stage.press("f2")
            await stage.sees("404")

    async def test_what_is_typed_into_such_a_form_is_kept(self, open_app: Any) -> None:
        async with open_app() as stage:
            await modules(stage, "incident-state")
            await stage.press("s")
            await fill(stage, label="half a")
            await stage.press("escape")
            await stage.press("s")
            dialog = await fill(stage)
            assert dialog.form.text("label") == "half a"


class TestDrafts:
    async def test_they_are_listed_opened_and_thrown_away_by_the_person_only(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await editor(stage)
            field = stage.app.screen.query_one(JsonField)
            field.text = field.text.replace("medium", "large")
            await stage.press("escape")
            await stage.press("c")
            await stage.write("half a message")
            await stage.press("escape")
        # As after a crash: another sitting on the same data.
        async with open_app() as stage:
            await stage.press("3", "D")
            await stage.sees("chat:dialog status-update  in Incident 42")
            await stage.sees("message  in Incident 42")
            assert "half a message" in stage.text
            place = next(
                i
                for i, each in enumerate(stage.app.screen.list.source.drafts)
                if each.module is not None
            )
            stage.app.screen.list.cursor = place
            await stage.press("enter")
            await stage.until(lambda: isinstance(stage.app.screen, ModuleEditorScreen))
            await stage.hears("This is the draft you left")
            assert '"large"' in stage.app.screen.query_one(JsonField).text
            await stage.press("escape", "D")
            await stage.sees("chat:dialog status-update")
            stage.app.screen.list.cursor = place
            await stage.press("d")
            await stage.sees("Throw away the draft of chat:dialog status-update")
            await stage.press("n")
            assert len(stage.workbench.drafts.list()) == 2
            await stage.press("d", "y")
            await stage.hears("The draft is thrown away.")
            await stage.loses("chat:dialog status-update")
            assert [each.id.kind for each in stage.workbench.drafts.list()] == ["message"]
            await stage.press("enter")
            await stage.sees("half a message")
            assert stage.browse.thread.composer.has_focus

    async def test_no_drafts(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.press("3", "D")
            await stage.sees("No drafts")
            await stage.press("escape")
            assert stage.app.screen is stage.browse

    async def test_one_that_began_at_a_key_of_its_own_comes_back(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            pane = stage.browse.modules
            pane.post_message(pane.Edit(ModuleType.DIALOG, None, begin="lost"))
            await stage.sees("chat:dialog  lost")
            field = stage.app.screen.query_one(JsonField)
            field.text = field.text.replace("Report", "Begun")
            await stage.press("escape")
            await stage.press("3", "D")
            await stage.sees("new chat:dialog lost  in Lunch")
            await stage.press("enter")
            await stage.sees("Begun")


class TestTheEditor:
    async def test_a_template_takes_the_place_of_the_text_and_undo_brings_it_back(
        self, open_app: Any
    ) -> None:
        async with open_app() as stage:
            await editor(stage)
            field = stage.app.screen.query_one(JsonField)
            before = field.text
            await stage.press("ctrl+t")
            expected = TEMPLATES[ModuleType.DIALOG] | {"key": KEY}
            assert json.loads(field.text) == expected
            await stage.hears("template of chat:dialog; Ctrl+Z brings back")
            template = field.text
            await stage.press("ctrl+t")
            await stage.hears("template of chat:dialog already; nothing changed")
            assert field.text == template
            await stage.press("ctrl+z")
            assert field.text == before

    async def test_the_next_problem_is_gone_to(self, open_app: Any) -> None:
        async with open_app() as stage:
            await editor(stage)
            field = stage.app.screen.query_one(JsonField)
            await stage.press("ctrl+n")
            await stage.hears("Nothing is wrong")
            field.text = field.text.replace('"jwt"', "7").replace('"medium"', '"big"')
            await stage.sees("line 7")
            field.move_cursor((0, 0))
            await stage.press("ctrl+n")
            first = field.cursor_location
            await stage.press("ctrl+n")
            assert field.cursor_location > first
            await stage.press("ctrl+n")
            assert field.cursor_location == first

    async def test_it_is_changed_in_the_persons_own_editor(
        self, open_app: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from contextlib import nullcontext

        from explorer.workbench import external

        given = []

        def edit(text: str, name: str, program: Program, environ: Any) -> str:
            given.append((name, dict(environ)))
            return text.replace("medium", "large")

        monkeypatch.setattr(external, "editor", lambda: Program(("ed",)))
        monkeypatch.setattr(external, "edit", edit)
        async with open_app() as stage:
            monkeypatch.setattr(stage.app, "suspend", nullcontext)
            await editor(stage)
            await stage.press("ctrl+o")
            field = stage.app.screen.query_one(JsonField)
            assert '"large"' in field.text
            assert stage.workbench.drafts.list()[0].text == field.text
            assert given[0][0] == f"{KEY}.json"
            await stage.press("ctrl+z")
            assert '"medium"' in field.text

    async def test_nothing_is_saved_where_nothing_has_changed(
        self, open_app: Any, wire: Any
    ) -> None:
        async with open_app(transport=wire) as stage:
            await editor(stage)
            await stage.press("f2")
            await stage.hears("Nothing to save: the text is as on the server.")
            await stage.press("f3")
            await stage.sees("Nothing differs from the server's copy:")
            assert not [each for each in wire.asked if each.startswith("PUT")]

    async def test_brackets_are_matched(self, open_app: Any) -> None:
        async with open_app() as stage:
            await editor(stage)
            field = stage.app.screen.query_one(JsonField)
            field.move_cursor((0, 0))
            await stage.pilot.pause()
            assert field.match_cursor_bracket
            assert field.matching_bracket_location == (field.document.line_count - 1, 0)
            style = field._theme.bracket_matching_style
            assert style is not None
            assert style.bold or style.bgcolor is not None

    async def test_in_a_conflict_both_sides_are_shown(self, open_app: Any, other: Any) -> None:
        async with open_app() as stage:
            await editor(stage, "ack-incident")
            field = stage.app.screen.query_one(JsonField)
            field.text = field.text.replace("INC-42", "INC-43")
            room = stage.browse.thread.conversation.id
            body = json.loads(field.text) | {"parameters": {"incident": "INC-99"}}
            other.send(PutActionTarget(conversation_id=room, key="ack-incident", module=body))
            await stage.press("f2")
            await stage.hears("This is what will change")
            await stage.press("f2")
            await stage.hears("The server's copy has changed since this text was begun.")
            assert "What the server's copy has changed since" in stage.text
            assert '-     "incident": "INC-42"' in stage.text
            assert '+     "incident": "INC-99"' in stage.text
            assert "The server's copy now, and this text:" in stage.text
            assert '-     "incident": "INC-99"' in stage.text
            assert '+     "incident": "INC-43"' in stage.text
