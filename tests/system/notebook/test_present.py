"""A tour presented in a cell, by clicks: what is shown, and what arrives at the sandbox."""

from __future__ import annotations

from collections.abc import Callable

from explorer.sandbox.server import Sandbox

from .page import Notebook

CELL = """\
from explorer import Client
from explorer.api.auth import ClientCredentials
from explorer.notebook import present

app = ClientCredentials(os.environ["STRIDE_CLIENT_ID"], os.environ["STRIDE_CLIENT_SECRET"])
client = Client(os.environ["STRIDE_BASE_URL"], auth=app, cloud_id=os.environ["STRIDE_CLOUD_ID"])
present("first-look", client)
"""


def test_a_tour_by_clicks(open_notebook: Callable[..., Notebook], sandbox: Sandbox) -> None:
    notebook = open_notebook(CELL)
    page = notebook.page
    page.get_by_role("button", name="Begin").click()
    for number in range(1, 5):
        page.get_by_text(f"{number} of 5:").wait_for()
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_text("As expected.").wait_for()
        if number < 4:
            page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_text("201 Created").wait_for()
    assert any(each.method == "POST" and each.status == 201 for each in sandbox.requests())
    assert notebook.accessibility() == []
    assert notebook.trouble == []
