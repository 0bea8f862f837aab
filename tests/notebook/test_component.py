"""What all components have in common: a server, a status line, work, and a picture."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from explorer.api.auth import ClientCredentials
from explorer.api.client import AsyncClient, Client
from explorer.api.operations import ListConversations
from explorer.api.representation.figure import Bit, Figure, Words
from explorer.document.element import element
from explorer.notebook import controls
from explorer.notebook.component import Component
from explorer.notebook.desks import NotGiven
from explorer.sandbox.server import Sandbox
from explorer.workbench.workbench import Workbench

HOSTILE = "<img src=x onerror=alert(1)>\x1b[2J"


class Count(Component):
    """Counts the first page of conversations."""

    kind = "Count"
    view = "count"

    def __init__(self, given: Any = None) -> None:
        super().__init__(given)
        self.found = -1
        self.line = controls.html()
        self.compose(self.line)

    async def load(self, workbench: Workbench) -> None:
        page = await workbench.client.send(ListConversations(cloud_id=await workbench.site()))
        self.found = len(page.values)

    def draw(self) -> None:
        controls.write(self.line, element("p", f"{self.found} found"))
        if self.found >= 0:
            self.say(f"{self.found} found")

    def figure(self) -> Figure:
        return Figure("Count", Bit(str(self.found), "strong"), "found", (Words(HOSTILE),))


async def test_it_takes_a_workbench(workbench: Workbench) -> None:
    made = Count(workbench)
    assert made.workbench is workbench
    await made.settled()
    assert made.found > 0
    assert made.status == f"{made.found} found"


@pytest.mark.parametrize("kind", [Client, AsyncClient])
async def test_it_takes_a_client_and_components_of_one_client_share(
    kind: type[Any], sandbox: Sandbox
) -> None:
    held = sandbox.credentials
    client = kind(
        sandbox.base_url,
        auth=ClientCredentials(held.client_id, held.client_secret),
        cloud_id=held.cloud_ids[0],
    )
    first, second = Count(client), Count(client)
    assert first.workbench is second.workbench is not None
    assert (first.workbench.client is client) is (kind is AsyncClient)
    await first.settled()
    await second.settled()
    assert first.found == second.found > 0
    entries = await asyncio.to_thread(lambda: list(first.workbench.journal.search("")))
    assert {entry.view for entry in entries} == {"count"}
    await first.workbench.close()
    if kind is Client:
        client.close()


async def test_given_nothing_all_share_what_the_environment_names(sandbox: Sandbox) -> None:
    first, second = Count(), Count()
    assert first.workbench is second.workbench is not None
    assert first.workbench.target.base_url == sandbox.base_url
    await first.settled()
    await second.settled()
    await first.workbench.close()


def test_what_leads_to_no_server_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotGiven, match=r"Give a workbench, a client.*; this is int\."):
        Count(7)


async def test_a_server_that_cannot_be_had_is_told_in_the_component(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STRIDE_BASE_URL", "ftp://elsewhere")
    made = Count()
    await made.settled()
    assert made.workbench is None
    assert "STRIDE_BASE_URL" in made.problem
    assert "STRIDE_BASE_URL" in made._repr_mimebundle_()["text/html"]


async def test_what_is_shown_first_is_there_before_it_is_shown_and_fetched_once(
    workbench: Workbench,
) -> None:
    made = Count(workbench)
    bundle = made._repr_mimebundle_()
    assert made.found > 0
    assert f"<strong>{made.found}</strong>" in bundle["text/html"]
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == made.model_id
    assert bundle["text/plain"] == f"<Count {made.found} found>"
    await made.settled()
    entries = await asyncio.to_thread(lambda: list(workbench.journal.search("")))
    assert sum("conversation" in entry.request.url for entry in entries) == 1


async def test_the_picture_is_inert_small_and_says_how_to_have_it_live(
    workbench: Workbench,
) -> None:
    made = Count(workbench)
    live = made._repr_mimebundle_()["text/html"]
    assert "Run the cell again" in live
    assert "<img" not in live
    assert "&lt;img" in live
    assert len(live) < 20_000
    assert "Run the cell again" not in made.picture()._repr_html_()
    await made.settled()


async def test_plain_python_has_components_too(workbench: Workbench) -> None:
    """No kernel, no loop in the thread: the component works on a loop of its own."""

    def script() -> Count:
        made = Count()
        made.look()
        return made

    made = await asyncio.to_thread(script)
    assert made.found > 0


async def test_an_error_shows_in_the_component_and_the_next_success_ends_it(
    workbench: Workbench,
) -> None:
    made = Count(workbench)
    await made.settled()

    async def fail(workbench: Workbench) -> None:
        await workbench.client.send(ListConversations(cloud_id="nowhere"))

    made.run(fail)
    await made.settled()
    await asyncio.sleep(0)
    assert made.error.exchange.response.status in {403, 404}
    assert made.problem in made._foot.line.value.replace("&#x27;", "'").replace("&quot;", '"')
    made.refresh()
    await made.settled()
    assert made.problem == ""
    assert made.error is None


async def test_a_failure_nobody_foresaw_is_told_with_its_kind(workbench: Workbench) -> None:
    made = Count(workbench)

    async def fail(workbench: Workbench) -> None:
        raise LookupError(HOSTILE)

    made.run(fail)
    await made.settled()
    await asyncio.sleep(0)
    assert "LookupError" in made.problem
    assert "<img" not in made._foot.line.value


async def test_progress_is_shown_and_cancelling_ends_it(workbench: Workbench) -> None:
    made = Count(workbench)
    await made.settled()
    begun = asyncio.Event()

    async def walk(workbench: Workbench) -> None:
        made.tell_progress(1, 4, "Reading")
        begun.set()
        await asyncio.Event().wait()

    made.run(walk, key="walk")
    await begun.wait()
    assert "width:25%" in made._foot.line.value
    made._offer_cancel()
    assert "sx-gone" not in made._foot.cancel._dom_classes
    made._foot.cancel.click()
    await made.settled()
    await asyncio.sleep(0)
    assert made.status == "Cancelled."
    assert "sx-gone" in made._foot.cancel._dom_classes


async def test_no_secret_is_in_any_trait(workbench: Workbench, sandbox: Sandbox) -> None:
    import ipywidgets

    # What other tests have left, and may have closed in part, is none of it.
    ipywidgets.Widget.close_all()
    made = Count(workbench)
    await made.settled()
    state = str(ipywidgets.Widget.get_manager_state())
    token = workbench.client.context.auth.token()
    assert token is not None
    assert token.reveal() not in state
    assert sandbox.credentials.client_secret not in state


async def test_it_is_few_models(workbench: Workbench) -> None:
    import ipywidgets

    ipywidgets.Widget.close_all()
    await Count(workbench).settled()
    before = len(ipywidgets.Widget.get_manager_state()["state"])
    made = Count(workbench)
    added = len(ipywidgets.Widget.get_manager_state()["state"]) - before
    # Itself with a layout of its own, foot, status line, and its one line.
    assert added == 5
    await made.settled()


def test_html_that_the_builder_has_not_made_is_refused() -> None:
    with pytest.raises(TypeError, match="element builder"):
        controls.html("<b>x</b>")  # type: ignore[arg-type]
