"""The essential job in Notebook 7, whose page is not JupyterLab's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from explorer.sandbox.server import Sandbox

from .lab import Lab
from .page import Notebook
from .steps import EXPLORER, asking, choose_and_read, run_an_endpoint, send


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Notebook 7 in the place of JupyterLab."""
    made = Lab(tmp_path_factory.mktemp("notebook7"), app="notebook")
    yield made
    made.stop()


def test_a_person_chooses_reads_sends_and_calls(
    open_notebook: Callable[..., Notebook], sandbox: Sandbox
) -> None:
    book = open_notebook(EXPLORER, "'the last cell'", run=False)
    # Notebook 7 without any cell has an error of its own in its page; the rest would be ours.
    before = len(book.errors)
    book.run()
    assert book.trouble == []
    assert "/notebooks/" in book.page.url
    expect(book.page.locator("body")).to_have_attribute("data-notebook", "notebooks")
    other = asking(sandbox)
    choose_and_read(book, sandbox, other)
    send(book, other)
    run_an_endpoint(book, other)
    assert book.accessibility() == []
    other.close()
    assert set(book.ask("_connections")) == {"127.0.0.1"}
    assert book.errors[before:] == []
