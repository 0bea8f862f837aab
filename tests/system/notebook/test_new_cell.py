"""A call taken along as a new cell, by the button and by code, and run there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from explorer.sandbox.server import Sandbox

from .page import Notebook

CELL = """\
from explorer.notebook import EndpointRunner, ExchangeInspector
runner = EndpointRunner(operation="ListConversations", limit=3)
runner"""

RUN = """async index => {
  const app = window.jupyterapp;
  app.shell.currentWidget.content.activeCellIndex = index;
  app.shell.currentWidget.content.deselectAll();
  await app.commands.execute('notebook:run-cell');
}"""


def test_a_call_becomes_a_cell_below_that_makes_it_again(
    open_notebook: Callable[..., Notebook], sandbox: Sandbox
) -> None:
    book = open_notebook(CELL, "'the last cell'")
    page = book.page
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".sx-answer-head")).to_contain_text("200 OK")
    page.get_by_role("button", name="Copy as").click()
    cells = book.cells
    page.get_by_role("button", name="New cell").click()
    expect(page.get_by_role("button", name="Added below")).to_be_visible()
    assert book.cells == cells + 1
    source = "".join(book.save()["cells"][2]["source"])
    assert "connect().conversations.list(" in source
    assert "limit=3)" in source
    assert sandbox.credentials.client_secret not in source

    before = len(sandbox.requests())
    page.evaluate(RUN, 2)
    book.settle()
    assert book.trouble == []
    expect(book.output(2).locator("table tbody tr").first).to_be_visible()
    calls = [each.target for each in sandbox.requests()[before:]]
    assert any("conversation?limit=3" in target for target in calls)

    # By code: the cell that says so has it below.
    page.evaluate(
        "() => { const panel = window.jupyterapp.shell.currentWidget;"
        " panel.content.model.sharedModel.insertCell(4, {cell_type: 'code', source:"
        " 'inspector = ExchangeInspector()\\n"
        "inspector.exchange = runner.exchange\\ninspector.to_cell()'}); }"
    )
    page.evaluate(RUN, 4)
    book.settle()
    assert book.trouble == []
    assert book.cells == cells + 3
    again = "".join(book.save()["cells"][5]["source"])
    assert again.strip() == source.strip()
    assert book.errors == []
