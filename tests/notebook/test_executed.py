"""A notebook run by a real kernel: what is in its outputs, and how much travels to the page."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

CELLS = [
    "from explorer.notebook import *\nexplorer = Explorer(polling=False)\nexplorer",
    "await explorer.settled()",
    "explorer.selected = explorer.browser.conversations[1]\nawait explorer.settled()",
    "browser = ConversationBrowser()\nbrowser",
    "browser.query = 'a'\nawait browser.settled()\nprint(browser.status)",
    "view = MessageView(conversation=explorer.selected)\nview",
    "composer = MessageComposer(conversation=explorer.selected)\n"
    "composer.text = 'from a **notebook**'\nawait composer.settled()\ncomposer",
    "composer.send()\nawait composer.settled()\nprint(composer.status)",
    "view.refresh()\nawait view.settled()\nprint(view.messages[-1].text)",
    "view.picture()",
]


class Counting(NotebookClient):
    """Runs a notebook, and counts what it sends to the page."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.bytes: dict[int, int] = {}
        self.models: dict[int, int] = {}

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        if msg["msg_type"].startswith("comm_"):
            size = len(json.dumps(msg["content"]))
            self.bytes[cell_index] = self.bytes.get(cell_index, 0) + size
            opened = msg["msg_type"] == "comm_open"
            self.models[cell_index] = self.models.get(cell_index, 0) + opened
        return super().process_message(msg, cell, cell_index)


@pytest.fixture(scope="module")
def executed() -> dict[str, Any]:
    return {}


@pytest.fixture
async def ran(executed: dict[str, Any]) -> Counting:
    if "ran" not in executed:
        cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
        made = Counting(nbformat.v4.new_notebook(cells=cells), timeout=120, kernel_name="python3")
        await made.async_execute()
        executed["ran"] = made
    return executed["ran"]  # type: ignore[no-any-return]


def result(ran: Counting, number: int) -> dict[str, str]:
    [output] = [each for each in ran.nb.cells[number].outputs if "data" in each]
    return dict(output["data"])


def printed(ran: Counting, number: int) -> str:
    return "".join(each.get("text", "") for each in ran.nb.cells[number].outputs).strip()


async def test_every_widget_leaves_a_picture_that_needs_no_kernel(ran: Counting) -> None:
    for number in (0, 3, 5, 6):
        bundle = result(ran, number)
        assert "application/vnd.jupyter.widget-view+json" in bundle
        assert bundle["text/plain"].startswith("<")
        assert len(bundle["text/html"].encode()) < 20_000
    assert "Alerts" in result(ran, 0)["text/html"]
    assert "from a **notebook**" in result(ran, 6)["text/html"]
    assert "application/vnd.jupyter.widget-view+json" not in result(ran, 9)


async def test_it_all_works_on_the_kernels_own_loop(ran: Counting) -> None:
    assert "conversation" in printed(ran, 4)
    assert printed(ran, 7) == "Sent."
    assert printed(ran, 8) == "from a notebook"
    assert "from a <strong>notebook</strong>" in result(ran, 9)["text/html"]


async def test_few_models_and_few_bytes_travel(ran: Counting) -> None:
    assert ran.models[0] < 40
    assert ran.bytes[0] < 96 * 1024
    # A list of its own, its fifty rows included.
    assert ran.bytes[3] < 32 * 1024
    # Another filter: rows, and words about them.
    assert ran.models.get(4, 0) == 0
    assert ran.bytes[4] < 16 * 1024


async def test_the_notebook_holds_no_secret(ran: Counting, sandbox: Any) -> None:
    saved = nbformat.writes(ran.nb)
    assert sandbox.credentials.client_secret not in saved
    assert "Bearer " not in saved
