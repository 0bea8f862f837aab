"""Parts that stand alone: each has a list of its own to choose the conversation from."""

from __future__ import annotations

from typing import Any

import pytest
import traitlets

from explorer.api.models.conversations import Conversation
from explorer.notebook.about_conversation import AboutConversation
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.composer import MessageComposer
from explorer.notebook.messages import MessageView
from explorer.notebook.module_editor import ModuleEditor
from explorer.workbench.workbench import Workbench
from tests.notebook.clicks import click

ALONE = [ModuleEditor, MessageView, MessageComposer]


async def requests(workbench: Workbench) -> list[str]:
    workbench.journal.flush()
    return [entry.request.url for entry in workbench.journal.search("")]


def button(made: AboutConversation) -> Any:
    (chooser,) = made.chooser
    return chooser.children[0].children[1]


@pytest.mark.parametrize("kind", ALONE)
async def test_the_list_is_read_when_it_is_opened_and_what_is_chosen_is_shown(
    kind: type[AboutConversation], workbench: Workbench
) -> None:
    made = kind(workbench)
    await made.settled()
    assert made.browser is None
    assert not any(url.endswith("/conversation") for url in await requests(workbench))
    assert button(made).description == "Choose a conversation"

    button(made).click()
    await made.settled()
    assert made.choosing
    assert made.browser is not None
    assert button(made).description == "Close the list"
    made.browser._filter.value = "incident 42"
    await made.settled()
    click(made.browser._list, 0)
    await made.settled()
    chosen = made.conversation
    assert isinstance(chosen, Conversation)
    assert chosen.title.startswith("Incident 42")
    assert chosen.title in made.chooser[0].children[0].children[0].value
    assert made.problem == ""

    # The arrow keys go on from there: the list stays until it is closed.
    button(made).click()
    assert not made.choosing
    assert "sx-gone" in made.browser._dom_classes
    assert button(made).description == "Choose another"


async def test_a_module_editor_alone_leads_to_the_modules(workbench: Workbench) -> None:
    editor = ModuleEditor(workbench)
    await editor.settled()
    assert editor._modules.new.disabled
    assert "Choose a conversation first." in editor._pane.head.value
    editor.choosing = True
    await editor.settled()
    assert editor.browser is not None
    rows = editor.browser.conversations
    editor.browser.selected = next(
        row for row in rows if isinstance(row, Conversation) and row.title.startswith("Incident")
    )
    await editor.settled()
    assert editor._modules.list.items
    assert not editor._modules.new.disabled
    assert editor.status == f"{len(editor._modules.list.items)} modules"


async def test_a_part_that_is_led_from_elsewhere_leads_its_list_along(workbench: Workbench) -> None:
    browser, view = ConversationBrowser(workbench), MessageView(workbench)
    traitlets.dlink((browser, "selected"), (view, "conversation"))
    view.choosing = True
    await browser.settled()
    await view.settled()
    click(browser._list, 2)
    await browser.settled()
    await view.settled()
    assert view.browser is not None
    assert view.browser.selected == browser.selected == view.conversation


async def test_closed_before_it_has_come_it_stays_closed(workbench: Workbench) -> None:
    view = MessageView(workbench)
    await view.settled()
    view.choosing = True
    view.choosing = False
    await view.settled()
    assert view.browser is None or "sx-gone" in view.browser._dom_classes


async def test_where_something_else_chooses_there_is_no_list(workbench: Workbench) -> None:
    room = (await workbench.client.conversations.list(query="incident 42")).items[0]
    view = MessageView(workbench, room, choose=False)
    await view.settled()
    assert view.chooser == ()
    assert "# Incident 42" in view._page.value
