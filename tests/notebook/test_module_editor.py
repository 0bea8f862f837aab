"""Modules in a cell: drafts, checks, differences, conflicts; the same editing as the terminal's."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import traitlets

from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operations.modules import DeleteDialog, ListDialogs, PutDialog
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.module_editor import CONFLICT, ModuleEditor
from explorer.workbench.module_text import pretty
from explorer.workbench.workbench import Workbench
from tests.notebook.clicks import click

KIND = str(ModuleType.DIALOG)
HOSTILE = "</pre><img src=x onerror=alert(1)>"


def dialog(key: str, title: str = "Report") -> dict[str, Any]:
    return {**TEMPLATES[ModuleType.DIALOG], "key": key, "title": {"value": title}}


@pytest.fixture
async def room(workbench: Workbench) -> AsyncIterator[str]:
    """A conversation with one dialog, `nb-report`, and no other module."""
    client = workbench.client
    made = await client.conversations.create(name="Modules in a cell", privacy="private")
    await put(workbench, made.id, dialog("nb-report"))
    yield made.id
    page = await client.send(ListDialogs(conversation_id=made.id))
    for module in page.values:
        await client.send(DeleteDialog(conversation_id=made.id, key=module.key))


async def put(workbench: Workbench, room: str, module: dict[str, Any]) -> None:
    await workbench.client.send(PutDialog(conversation_id=room, key=module["key"], module=module))


async def titles(workbench: Workbench, room: str) -> dict[str, str]:
    page = await workbench.client.send(ListDialogs(conversation_id=room))
    return {module.key: module.title["value"] for module in page.values}


async def opened(workbench: Workbench, room: str, key: str = "nb-report") -> ModuleEditor:
    editor = ModuleEditor(workbench, room, KIND, key)
    await editor.settled()
    assert editor.edit is not None, editor.problem
    return editor


async def in_conflict(workbench: Workbench, room: str) -> ModuleEditor:
    """An editor that has tried to save over what someone else has changed meanwhile."""
    editor = await opened(workbench, room)
    editor.draft = pretty(dialog("nb-report", "Mine"))
    await put(workbench, room, dialog("nb-report", "Theirs"))
    editor.save()
    await editor.settled()
    return editor


async def test_a_module_is_changed_and_saved(workbench: Workbench, room: str) -> None:
    editor = await opened(workbench, room)
    assert json.loads(editor.draft) == dialog("nb-report")
    assert "as on the server" in editor._pane.head.value
    editor._field.value = editor.draft.replace("Report", "Weekly report")
    assert editor.edit is not None
    assert "Weekly report" in editor.edit.text
    assert "changed, not saved yet" in editor._pane.head.value
    assert "Valid as chat:dialog." in editor._pane.said.value
    editor.save()
    await editor.settled()
    assert editor.status == "nb-report is saved."
    assert await titles(workbench, room) == {"nb-report": "Weekly report"}
    assert "as on the server" in editor._pane.head.value


async def test_the_draft_is_read_set_and_observed_from_code(
    workbench: Workbench, room: str
) -> None:
    editor = await opened(workbench, room)
    seen: list[str] = []
    editor.observe(lambda change: seen.append(change.new), "draft")
    editor.draft = pretty(dialog("nb-report", "From code"))
    assert editor._field.value == editor.draft
    assert len(seen) == 1
    # It is the draft that the terminal finds, too, and one that is there on coming back.
    other = await opened(workbench, room)
    assert other.draft == editor.draft
    assert "draft" in other.status
    other.discard()
    assert json.loads(other.draft) == dialog("nb-report")


async def test_what_is_wrong_is_told_with_its_place_and_not_sent(
    workbench: Workbench, room: str
) -> None:
    editor = await opened(workbench, room)
    editor.draft = editor.draft.replace('"title"', '"tilte"')
    items = editor._field.problems["items"]
    assert any(each["line"] == 3 and "tilte" in each["message"] for each in items)
    editor.save()
    await editor.settled()
    assert editor.problem.startswith("Not saved: line ")
    assert await titles(workbench, room) == {"nb-report": "Report"}
    # The server is asked all the same where someone wants it, and its answer is shown.
    editor.save(anyway=True)
    await editor.settled()
    assert "400" in editor.problem
    assert editor.error is not None
    assert "tilte" in editor.draft


async def test_a_difference_is_shown_and_holds_no_markup(workbench: Workbench, room: str) -> None:
    editor = await opened(workbench, room)
    editor.draft = pretty(dialog("nb-report", HOSTILE))
    editor.compare()
    assert "1 added, 1 removed" in editor._pane.difference.value
    assert "&lt;img" in editor._pane.difference.value
    assert "<img" not in editor._pane.difference.value
    bundle = editor._repr_mimebundle_()["text/html"]
    assert "<img" not in bundle
    editor.compare()
    assert "sx-gone" in editor._pane.difference._dom_classes


async def test_a_copy_that_has_changed_meanwhile_is_shown_and_not_overwritten(
    workbench: Workbench, room: str
) -> None:
    editor = await in_conflict(workbench, room)
    assert editor.problem == CONFLICT
    assert "Theirs" in editor._pane.difference.value
    assert await titles(workbench, room) == {"nb-report": "Theirs"}
    assert editor._pane.save.description == "Save over it"
    editor.save()
    await editor.settled()
    assert await titles(workbench, room) == {"nb-report": "Mine"}
    assert editor.problem == ""


async def test_theirs_can_be_taken(workbench: Workbench, room: str) -> None:
    editor = await in_conflict(workbench, room)
    assert editor._pane.discard.description == "Take theirs"
    editor._pane.discard.click()
    assert json.loads(editor.draft)["title"]["value"] == "Theirs"
    assert editor.problem == ""


async def test_what_went_wrong_with_one_module_is_not_said_of_another(
    workbench: Workbench, room: str
) -> None:
    editor = await in_conflict(workbench, room)
    assert editor.problem == CONFLICT
    editor.selected = (KIND, "")
    assert editor.problem == ""
    editor.selected = (KIND, "nb-report")
    assert json.loads(editor.draft)["title"]["value"] == "Mine"


async def test_a_new_module_begins_from_a_template_and_is_listed_when_saved(
    workbench: Workbench, room: str
) -> None:
    editor = ModuleEditor(workbench, room)
    await editor.settled()
    editor._modules.type.value = KIND
    editor._modules.new.click()
    assert editor.selected == (KIND, "")
    editor.draft = pretty(dialog("nb-second", "Second"))
    editor.save()
    await editor.settled()
    assert editor.selected == (KIND, "nb-second")
    assert set(await titles(workbench, room)) == {"nb-report", "nb-second"}
    assert any("nb-second" in words for words, _ in editor._modules.list.items)


async def test_deleting_is_asked_for_twice(workbench: Workbench, room: str) -> None:
    editor = await opened(workbench, room)
    editor._pane.delete.click()
    assert editor._pane.delete.description == "Really delete"
    assert await titles(workbench, room)
    editor._pane.delete.click()
    await editor.settled()
    assert await titles(workbench, room) == {}
    assert editor.selected is None
    assert editor.status == "nb-report is deleted."


async def test_a_browser_is_linked_by_one_line(workbench: Workbench, room: str) -> None:
    browser = ConversationBrowser(workbench, query="Modules in a cell")
    await browser.settled()
    editor = ModuleEditor(workbench)
    traitlets.dlink((browser, "selected"), (editor, "conversation"))
    browser.selected = next(each for each in browser.conversations if each.id == room)
    await editor.settled()
    assert [words.split()[1] for words, _ in editor._modules.list.items] == ["nb-report"]
    click(editor._modules.list, 0)
    assert editor.selected == (KIND, "nb-report")
    assert json.loads(editor.draft) == dialog("nb-report")


async def test_a_module_that_is_not_there_is_said(workbench: Workbench, room: str) -> None:
    editor = ModuleEditor(workbench, room, KIND, "none")
    await editor.settled()
    assert "no chat:dialog module 'none'" in editor.problem


async def test_core_widgets_alone_do_it_too(workbench: Workbench, room: str) -> None:
    editor = ModuleEditor(workbench, room, KIND, "nb-report", ui="core")
    await editor.settled()
    editor._field.area.value = editor.draft.replace("Report", "Core")
    editor.save()
    await editor.settled()
    assert await titles(workbench, room) == {"nb-report": "Core"}
