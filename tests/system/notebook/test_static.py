"""What a cell shows without any widget, in the page."""

from __future__ import annotations

from collections.abc import Callable

from explorer.sandbox.server import Sandbox

from .page import Notebook


def test_what_an_answer_shows_is_accessible_and_asks_nothing_of_another_machine(
    open_notebook: Callable[..., Notebook], sandbox: Sandbox
) -> None:
    held = sandbox.credentials
    book = open_notebook(
        "from explorer import Client\n"
        f"client = Client({sandbox.base_url!r}, auth={held.participate_token!r},"
        f" cloud_id={held.cloud_ids[0]!r})\n"
        "page = client.conversations.list(limit=5)\npage",
        "client.messages.list(conversation_id=page.items[0].id, limit=20)",
    )
    table = book.output(1).locator("table").first
    assert table.locator("tbody tr").count() == 5
    assert book.accessibility() == []
    assert set(book.ask("_connections")) == {"127.0.0.1"}
    assert book.errors == []
