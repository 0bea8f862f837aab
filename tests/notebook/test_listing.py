"""What is clicked is what was seen, whatever the kernel has made of the list meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operations.modules import PutDialog
from explorer.api.operations.sites import ListSites
from explorer.notebook import listing as module
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.inspector import ExchangeInspector
from explorer.notebook.listing import NO_LONGER, CoreListing, Listing, listing
from explorer.notebook.module_editor import ModuleEditor
from explorer.notebook.runner import EndpointRunner
from explorer.workbench.workbench import Workbench
from tests.notebook.clicks import click, heard, marked

FRUIT = [("An apple", "apple"), ("A pear", "pear"), ("A plum", "plum")]

each_widget = pytest.mark.parametrize("ui", ["own", "core"])


def made(ui: str = "own") -> tuple[Any, list[str]]:
    chosen: list[str] = []
    there = listing("Fruit", "sx-list", choose=chosen.append, ui=ui)
    there.show(FRUIT, None)
    return there, chosen


def seen(there: Any) -> list[list[str]]:
    """What the page shows, and goes on showing until it hears more from the kernel."""
    return [list(each) for each in there.items]


@each_widget
def test_a_click_means_the_row_that_was_seen(ui: str) -> None:
    there, chosen = made(ui)
    assert isinstance(there, CoreListing if ui == "core" else Listing)
    click(there, 1)
    assert (chosen, there.value, marked(there)) == (["pear"], "pear", 1)
    # What the kernel does itself is no click, and new words for the same rows keep the choice.
    there.mark("plum")
    there.show([(words.upper(), name) for words, name in FRUIT], "plum")
    there.mark("a stone")
    assert there.value is None
    assert chosen == ["pear"]


def test_a_row_is_chosen_by_name_where_the_kernel_has_other_rows_by_now() -> None:
    there, chosen = made()
    shown = seen(there)
    there.show(FRUIT[1:], "plum")
    click(there, "apple", shown)
    click(there, "pear", shown)
    assert chosen == ["apple", "pear"]
    assert there.value == "pear"
    heard(there, method="custom", content={"type": "choose", "name": 1, "number": 9})
    heard(there, method="custom", content="nonsense")
    assert len(chosen) == 2


def test_a_list_of_core_widgets_hears_of_the_lists_before_and_keeps_few_of_them() -> None:
    there, chosen = made("core")
    before = there.children[0]
    there.show(FRUIT[1:], None)
    now = there.children[0]
    assert now is not before
    for part in (before, now):
        heard(part, method="update", state={"index": 0}, buffer_paths=[])
    assert chosen == ["apple", "pear"]
    for number in range(10):
        there.show([(f"Room {number}", str(number))], None)
    assert before.comm is None
    assert there.children[0].comm is not None


def test_the_page_is_told_which_click_was_heard_last_so_that_a_newer_one_stays() -> None:
    there, _ = made()
    content = {"type": "choose", "name": "pear", "number": 7}
    heard(there, method="custom", content=content)
    assert (there.heard, there.value) == (7, "pear")
    # Also where it stood no longer: the page then shows what is chosen.
    there.show(FRUIT[:1], "apple")
    heard(there, method="custom", content={**content, "number": 8})
    assert (there.heard, there.value) == (8, "apple")


def test_our_own_list_is_small_and_makes_no_html() -> None:
    script = (Path(module.__file__).parent / "static" / "list.js").read_text()
    assert len(script.encode()) < 3_000
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "http", "import("):
        assert word not in script


async def test_a_conversation_that_was_seen_is_opened_though_the_filter_has_another_there(
    workbench: Workbench,
) -> None:
    browser = ConversationBrowser(workbench)
    await browser.settled()
    shown, first = seen(browser._list), browser.conversations[0]
    browser.query = "incident 42"
    await browser.settled()
    assert browser.conversations[0].id != first.id
    click(browser._list, 0, shown)
    assert browser.selected.id == first.id
    assert marked(browser._list) is None
    click(browser._list, 0, [["One that was never here", "no-such-id"]])
    assert browser.problem == NO_LONGER
    assert browser.selected.id == first.id


async def test_an_operation_that_was_seen_is_opened_though_another_stands_there_now(
    workbench: Workbench,
) -> None:
    runner = EndpointRunner(workbench)
    await runner.settled()
    operations = runner._operations
    shown = seen(operations.list)
    operations.filter.value = "create a conversation"
    click(operations.list, "GetConversation", shown)
    await runner.settled()
    assert runner.operation == "ConversationGetHandler"
    assert operations.list.value is None
    operations.filter.value = ""
    assert shown[marked(operations.list)][0].endswith(" GetConversation")


async def test_an_exchange_that_was_seen_is_looked_at_though_newer_ones_came_in_above(
    workbench: Workbench,
) -> None:
    first = await workbench.client.exchange(ListSites())
    inspector = ExchangeInspector(workbench)
    await inspector.settled()
    shown = seen(inspector._list)
    await workbench.client.exchange(ListSites())
    click(inspector._list, 0, shown)
    await inspector.settled()
    assert inspector.exchange.id == first.id
    assert marked(inspector._list) == 1


async def test_a_module_of_the_conversation_before_is_not_taken_for_one_of_this(
    workbench: Workbench,
) -> None:
    rooms = []
    for name in ("One of two", "The other one"):
        rooms.append((await workbench.client.conversations.create(name=name, privacy="public")).id)
        dialog = {**TEMPLATES[ModuleType.DIALOG], "key": "report"}
        await workbench.client.send(
            PutDialog(conversation_id=rooms[-1], key="report", module=dialog)
        )
    editor = ModuleEditor(workbench, rooms[0])
    await editor.settled()
    shown = seen(editor._modules.list)
    editor.conversation = rooms[1]
    await editor.settled()
    click(editor._modules.list, "report", shown)
    assert editor.selected is None
    assert editor.problem == NO_LONGER
    click(editor._modules.list, "report")
    assert editor.selected == (str(ModuleType.DIALOG), "report")
