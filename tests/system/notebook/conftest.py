"""A JupyterLab and a browser for the tests of a module; a sandbox for each test."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from explorer.sandbox.server import Sandbox

from .lab import Lab
from .page import WITHIN, BrowserAtWork, Notebook, browsing

expect.set_options(timeout=WITHIN)

NOW = datetime(2026, 6, 15, 16, 20, tzinfo=UTC)
"""The present in the sandbox."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    made = Lab(tmp_path_factory.mktemp("lab"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserAtWork]:
    """A browser that ends each module with having asked nothing of another machine."""
    with browsing() as made:
        yield made
        assert made.elsewhere == []


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(port=0, seed=1, now=NOW) as made:
        yield made


def aimed(sandbox: Sandbox) -> str:
    """The source of a cell that makes the sandbox of the test the one that is meant."""
    held = sandbox.credentials
    values = {
        "STRIDE_BASE_URL": sandbox.base_url,
        "STRIDE_CLIENT_ID": held.client_id,
        "STRIDE_CLIENT_SECRET": held.client_secret,
        "STRIDE_CLOUD_ID": held.cloud_ids[0],
    }
    return f"import os\nos.environ.update({values!r})"


@pytest.fixture
def open_notebook(
    lab: Lab, browser: BrowserAtWork, sandbox: Sandbox
) -> Iterator[Callable[..., Notebook]]:
    """A function that opens a notebook of the given cells on the test's sandbox, and runs it.

    With a name it opens the notebook of that name as it is.
    """
    numbers = itertools.count(1)
    with ExitStack() as stack:
        stack.callback(lab.end_kernels)

        def open_one(
            *cells: str, theme: str = "light", run: bool = True, name: str = ""
        ) -> Notebook:
            context = browser.context(theme)
            stack.callback(context.close)
            if not name:
                name = f"page-{next(numbers)}.ipynb"
                lab.write(name, [aimed(sandbox), *cells])
            made = Notebook(context.new_page(), lab, name)
            made.take_theme(theme)
            if run:
                made.run()
                assert made.trouble == []
            return made

        yield open_one


__all__ = ["Path", "aimed"]
