"""`.explore()` and `.edit()` open the widget for a thing, and the API does not know of widgets."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from explorer import notebook
from explorer.api import opening, operations
from explorer.api.errors import ApiError
from explorer.api.models.conversations import Conversation
from explorer.api.models.modules import ModuleType
from explorer.api.operations import ListConversations
from explorer.workbench.workbench import Workbench


async def opened(made: Any, kind: str) -> Any:
    assert type(made) is getattr(notebook, kind)
    await made.settled()
    return made


async def end(made: Any) -> None:
    parts = [made, *getattr(made, "_parts", {}).values()]
    await made.settled()
    made.close()
    for part in parts:
        await part.bridge.everything()


async def test_what_a_site_has(workbench: Workbench) -> None:
    page = await workbench.client.send(ListConversations(cloud_id=await workbench.site()))
    browser = await opened(page.explore(workbench), "ConversationBrowser")
    view = await opened(page.values[0].explore(workbench), "MessageView")
    assert view.messages
    editor = await opened(page.values[0].edit(workbench), "ModuleEditor")
    assert editor.conversation is page.values[0]
    for made in (browser, view, editor):
        await end(made)


async def test_a_module(workbench: Workbench) -> None:
    site = await workbench.site()
    page = await workbench.client.send(ListConversations(cloud_id=site))
    for conversation in page.values:
        shelf = (await workbench.modules(conversation))[ModuleType.DIALOG]
        if shelf.modules:
            stored = shelf.modules[0]
            editor = await opened(
                stored.edit(conversation, "chat:dialog", workbench), "ModuleEditor"
            )
            assert editor.selected == ("chat:dialog", stored.key)
            assert f'"{stored.key}"' in editor.draft
            await end(editor)
            return
    raise AssertionError("the sandbox has a dialog somewhere")


async def test_a_call_and_what_came_of_it(workbench: Workbench) -> None:
    call = ListConversations(cloud_id=await workbench.site(), limit=5)
    runner = await opened(call.explore(workbench), "EndpointRunner")
    assert runner.operation == call.operation_id
    assert runner.form.operation() == call
    exchange = await workbench.client.exchange(call)
    inspector = await opened(exchange.explore(workbench), "ExchangeInspector")
    assert inspector.exchange is exchange
    with pytest.raises(ApiError) as caught:
        await workbench.client.send(ListConversations(cloud_id="nowhere"))
    failed = await opened(caught.value.explore(workbench), "ExchangeInspector")
    assert failed.exchange is caught.value.exchange
    for made in (runner, inspector, failed):
        await end(made)


async def test_a_client(workbench: Workbench) -> None:
    made = await opened(workbench.client.explore(), "Explorer")
    await end(made)


def test_without_widgets_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_offered", [])
    monkeypatch.setattr(opening, "GROUP", "stride_explorer.nothing")
    with pytest.raises(ImportError, match=r"import explorer\.notebook"):
        Conversation(id="x").explore()


def test_the_entry_point_leads_to_what_opens_things() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    [(_, value)] = project["project"]["entry-points"][opening.GROUP].items()
    module, _, name = value.partition(":")
    assert callable(getattr(importlib.import_module(module), name))


def test_the_api_loads_no_widgets() -> None:
    code = (
        "import explorer.api.client, explorer.api.operations, explorer.api.models, sys\n"
        "print([name for name in ('ipywidgets', 'explorer.notebook') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert operations
