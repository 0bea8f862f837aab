"""A saved notebook that someone else opens, without trusting it or running anything."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import expect

from explorer.sandbox.server import Sandbox

from .lab import Lab
from .page import Notebook

CELLS = (
    "from explorer.notebook import *\nbrowser = ConversationBrowser()\nbrowser",
    "MessageView(conversation=browser.conversations[0])",
    "Explorer(polling=False)",
    "from explorer.notebook import connect\nconnect().conversations.list(limit=3)",
)

TRUSTED = """() => [...window.jupyterapp.shell.currentWidget.content.widgets]
  .filter(each => each.model.type === 'code').map(each => each.model.trusted)"""


def test_pictures_show_and_nothing_runs(
    open_notebook: Callable[..., Notebook], lab: Lab, sandbox: Sandbox
) -> None:
    made = open_notebook(*CELLS)
    saved = made.save()
    made.page.context.close()
    lab.end_kernels()
    # As it comes by mail: what stands in an output's place of a script must not act.
    for cell in saved["cells"]:
        for output in cell["outputs"]:
            html = output.get("data", {}).get("text/html")
            if html is not None:
                output["data"]["text/html"] = [*html, "<script>window.acted = true</script>"]
    (lab.root / "page-2.ipynb").write_text(json.dumps(saved), encoding="utf-8")
    before = len(sandbox.requests())

    book = open_notebook(name="page-2.ipynb", run=False)
    assert not any(book.page.evaluate(TRUSTED))
    for number in range(1, 4):
        expect(book.output(number)).to_contain_text("Announcements" if number != 2 else "Alerts")
    expect(book.output(4).locator("table").first.locator("tbody tr")).to_have_count(3)
    expect(book.output(1)).to_contain_text("Run the cell again to have it live.")
    assert book.accessibility() == []
    assert book.page.evaluate("() => window.acted === undefined")
    assert len(sandbox.requests()) == before
    assert book.errors == []
