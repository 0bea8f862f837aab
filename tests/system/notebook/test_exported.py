"""A saved notebook as a page: what the widgets showed is on it, without a kernel or a manager."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from explorer.sandbox.server import Sandbox

from .conftest import aimed

CELLS = [
    "from explorer.notebook import *",
    "browser = ConversationBrowser()\nbrowser",
    "MessageView(conversation=browser.conversations[0])",
    "Explorer(polling=False)",
]


def test_an_exported_page_shows_what_the_widgets_showed(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIDE_EXPLORER_DATA", str(tmp_path / "data"))
    cells = [nbformat.v4.new_code_cell(source) for source in [aimed(sandbox), *CELLS]]
    book = nbformat.v4.new_notebook(cells=cells)
    # As it is saved by default: without the state of widgets, which is dead without a kernel.
    NotebookClient(book, timeout=120, kernel_name="python3", store_widget_state=False).execute()
    page, _ = HTMLExporter().from_notebook_node(book)
    assert "widget-view+json" not in page
    assert page.count("Announcements") >= 2
    assert "Sentinel" in unescape(page)
    assert page.count("Run the cell again to have it live.") == 3
