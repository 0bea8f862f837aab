"""Any endpoint as a form: filled in by controls or by code, sent, looked at, given up."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import traitlets

from explorer.api.exchange import Exchange
from explorer.api.operation import CallError
from explorer.api.operations import CATALOGUE
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.runner import EndpointRunner
from explorer.sandbox.server import Sandbox
from explorer.workbench.workbench import Workbench
from tests.notebook.clicks import click

HOSTILE = "<img src=x onerror=alert(1)>"


async def opened(given: Any, operation: str, **values: object) -> EndpointRunner:
    made = EndpointRunner(given, operation=operation, **values)
    await made.settled()
    assert made.problem == ""
    return made


async def sent(runner: EndpointRunner, **how: Any) -> Exchange[Any]:
    runner.send(**how)
    await runner.settled()
    assert isinstance(runner.exchange, Exchange)
    return runner.exchange


def models(widget: Any) -> int:
    """The models of a widget: itself, its layout and style, and those below, shared ones once."""
    found: set[str] = set()
    waiting = [widget]
    while waiting:
        each = waiting.pop()
        if each.model_id not in found:
            found.add(each.model_id)
            waiting += [each.layout] if hasattr(each, "layout") else []
            waiting += [each.style] if hasattr(each, "style") else []
            waiting += list(getattr(each, "children", ()))
    return len(found)


async def test_a_form_is_filled_in_by_controls_and_by_code_alike(workbench: Workbench) -> None:
    runner = await opened(workbench, "ListConversations", limit=3)
    assert runner.operation == "ConversationGetAllHandler"
    assert runner.form is not None
    assert runner._fields is not None
    fields = runner._fields.fields
    assert fields["limit"].input.value == "3"
    fields["query"].input.value = "incident"
    assert runner.form.text("query") == "incident"
    runner.set(query="launch", include_archived=True)
    assert fields["query"].input.value == "launch"
    assert "query=launch" in runner._pane.preview.value
    exchange = await sent(runner)
    assert exchange.status == 200
    assert "query=launch" in exchange.request.target
    assert "200 OK" in runner._pane.answer._head.value
    assert runner.status.startswith("200 · ")


async def test_what_is_wrong_stands_at_its_field_and_can_be_sent_anyway(
    workbench: Workbench,
) -> None:
    runner = await opened(workbench, "ListConversations", limit=500)
    assert runner._fields is not None
    assert "must be at most 75" in runner._fields.fields["limit"].note.value
    runner.send()
    await runner.settled()
    assert runner.exchange is None
    assert runner.problem.startswith("Not sent. limit: must be at most 75.")
    exchange = await sent(runner, unchecked=True)
    assert exchange.status == 400
    assert runner.problem == ""
    assert "400 Bad Request" in runner._pane.answer._head.value


async def test_what_is_required_is_said_when_someone_sends(workbench: Workbench) -> None:
    runner = await opened(workbench, "GetConversation")
    assert runner._fields is not None
    note = runner._fields.fields["conversation_id"].note
    assert "⚠" not in note.value
    runner.send()
    assert "is required" in note.value


async def test_a_value_is_chosen_from_what_the_site_has(workbench: Workbench) -> None:
    runner = await opened(workbench, "GetConversation")
    assert runner._fields is not None
    box = runner._fields.fields["conversation_id"]
    runner._choose(box.field)
    await runner.settled()
    options = box._list.items
    click(box._list, 1)
    assert runner.form is not None
    assert runner.form.text("conversation_id") == options[1][1]
    assert box.input.value == options[1][1]
    assert box._list is None
    assert (await sent(runner)).status == 200


async def test_it_can_be_filled_in_and_sent_in_the_cell_that_makes_it(
    workbench: Workbench,
) -> None:
    runner = EndpointRunner(workbench, operation="ListConversations", limit=3)
    runner.set(query="incident")
    runner.send()
    await runner.settled()
    assert runner.problem == ""
    assert runner.exchange.status == 200
    assert "limit=3&query=incident" in runner.exchange.request.target


async def test_pages_follow_each_other(workbench: Workbench) -> None:
    runner = await opened(workbench, "ListConversations", limit=2)
    first = await sent(runner)
    runner.next_page()
    await runner.settled()
    assert runner.exchange is not first
    ids = {each.id for each in first.value.items}
    assert ids.isdisjoint(each.id for each in runner.exchange.value.items)


async def test_all_pages_come_as_one_and_tell_how_far_they_are(workbench: Workbench) -> None:
    runner = await opened(workbench, "ListConversations", limit=7)
    await sent(runner)
    assert "sx-gone" not in runner._pane.all._dom_classes
    said: list[str] = []
    runner.observe(lambda change: said.append(change["new"]), "status")
    runner.all_pages()
    await runner.settled()
    known = [each.id async for each in workbench.client.conversations.each()]
    assert [each.id for each in runner.exchange.value.items] == known
    assert "Reading on: 14 items on 2 pages so far" in said
    pages = -(-len(known) // 7)
    assert runner.status == f"All of it: {len(known)} items on {pages} pages."
    assert "sx-gone" in runner._pane.all._dom_classes
    assert "sx-gone" in runner._pane.next._dom_classes


async def test_walking_is_cancelled_and_goes_on_from_there(
    workbench: Workbench, sandbox: Sandbox
) -> None:
    runner = await opened(workbench, "ListConversations", limit=7)
    await sent(runner)
    reached = asyncio.Event()
    runner.observe(lambda change: reached.set() if "14 items" in change["new"] else None, "status")
    runner.all_pages()
    await asyncio.wait_for(reached.wait(), 30)
    runner.cancel()
    await runner.settled()
    assert runner.status == "Cancelled after 14 items on 2 pages."
    assert len(runner.exchange.value.items) == 14
    runner.all_pages()
    await runner.settled()
    known = [each.id async for each in workbench.client.conversations.each()]
    assert [each.id for each in runner.exchange.value.items] == known


async def test_a_page_that_fails_on_the_way_is_told(workbench: Workbench, sandbox: Sandbox) -> None:
    runner = await opened(workbench, "ListConversations", limit=7)
    await sent(runner)
    fault = sandbox.add_fault("status=403@ConversationGetAllHandler")
    try:
        runner.all_pages()
        await runner.settled()
    finally:
        sandbox.remove_fault(fault)
    assert runner.exchange.status == 403
    assert runner.status.startswith("403 ")


async def test_a_conversation_that_is_chosen_elsewhere_stands_in_the_forms(
    workbench: Workbench,
) -> None:
    browser = ConversationBrowser(workbench)
    await browser.settled()
    runner = await opened(workbench, "GetConversation")
    traitlets.dlink((browser, "selected"), (runner, "conversation"))
    browser.selected = browser.conversations[0]
    assert runner.form is not None
    assert runner.form.text("conversationId") == browser.conversations[0].id
    runner.operation = "ListMessages"
    assert runner.form.text("conversationId") == browser.conversations[0].id


async def test_a_call_is_given_up_and_a_second_click_does_not_send_twice(
    workbench: Workbench, sandbox: Sandbox
) -> None:
    fault = sandbox.add_fault("latency=20000@ConversationPostHandler")
    try:
        runner = await opened(workbench, "CreateConversation", name="Slow room")
        runner.send()
        await asyncio.sleep(0.05)
        runner.send()
        assert "still on its way" in runner.problem
        runner.cancel()
        await runner.settled()
    finally:
        sandbox.remove_fault(fault)
    assert runner.status == "Cancelled. Whether the server has done it is not known."
    assert runner.exchange is None
    runner.operation = "ListSites"
    assert (await sent(runner)).status == 200


async def test_a_failure_shows_itself_where_the_answer_stands(
    workbench: Workbench,
) -> None:
    runner = await opened(workbench, "GetConversation", conversation_id="none")
    exchange = await sent(runner)
    assert exchange.status == 404
    assert "404 Not Found" in runner._pane.answer._head.value
    assert (
        "There is no" in runner._pane.answer._content.value
        or "404" in runner._pane.answer._content.value
    )


async def test_every_side_of_an_answer_is_safe(workbench: Workbench) -> None:
    runner = await opened(
        workbench, "CreateConversation", name="Odd", topic=HOSTILE, privacy="private"
    )
    made = await sent(runner)
    assert made.ok, made.error
    runner.operation = "GetConversation"
    runner.set(conversation_id=made.value.id)
    await sent(runner)
    for view in ("Result", "Body", "Exchange"):
        runner._pane.answer.look(view)
        assert "&lt;img" in runner._pane.answer._content.value
        assert "<img" not in runner._pane.answer._content.value
    runner._pane.answer.look("Copy as")
    snippets = runner._pane.answer._snippets
    assert snippets is not None
    assert "GetConversation" in snippets.text.value or "conversations.get" in snippets.text.value
    bundle = runner._repr_mimebundle_()["text/html"]
    assert "<img" not in bundle
    assert len(bundle.encode()) < 20_000


async def test_no_secret_is_in_any_trait(workbench: Workbench, sandbox: Sandbox) -> None:
    from ipywidgets.widgets.widget import _instances

    # Those of other tests may hold what has been closed since.
    others = set(_instances)
    runner = await opened(workbench, "ListConversations")
    await sent(runner)
    for view in ("Result", "Body", "Exchange", "Copy as"):
        runner._pane.answer.look(view)
    token = workbench.client.context.auth.token()
    assert token is not None
    held = [token.reveal(), sandbox.credentials.client_secret]
    for widget in [each for id, each in _instances.items() if id not in others]:
        state = repr(widget.get_state())
        assert not any(secret in state for secret in held), type(widget)


async def test_a_file_is_uploaded_by_its_path(workbench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(b"a,b\n" * 1000)
    room = (await workbench.client.conversations.list(query="incident")).items[0]
    runner = await opened(workbench, "UploadMedia", conversation_id=room.id, content=str(path))
    bars: list[str] = []
    runner._foot.line.observe(lambda change: bars.append(change["new"]), "value")
    exchange = await sent(runner)
    assert exchange.ok, exchange.error
    assert any("Sending the file" in each and 'class="sx-bar"' in each for each in bars)
    assert "sx-bar" not in runner._foot.line.value


async def test_a_file_in_an_answer_is_saved_and_none_is_overwritten(
    workbench: Workbench, tmp_path: Path
) -> None:
    room = (await workbench.client.conversations.list(query="incident")).items[0]
    path = tmp_path / "figures.csv"
    path.write_bytes(b"a,b\n" * 1000)
    uploader = await opened(workbench, "UploadMedia", conversation_id=room.id, content=str(path))
    media = (await sent(uploader)).value.data.id
    runner = await opened(workbench, "GetMedia", conversation_id=room.id, media_id=media)
    assert runner._pane.file is None
    await sent(runner)
    assert runner._pane.file is not None
    there = tmp_path / "saved.csv"
    runner._pane.file.path.value = str(there)
    runner._pane.file.button.click()
    await runner.settled()
    assert there.read_bytes() == path.read_bytes()
    assert runner.status == f"Saved 4,000 bytes as {there}."
    runner._pane.file.button.click()
    await runner.settled()
    assert str(there) in runner.problem
    runner.operation = "ListSites"
    assert "sx-gone" in runner._pane.file.row._dom_classes


async def test_forms_are_built_when_they_are_opened(workbench: Workbench) -> None:
    runner = EndpointRunner(workbench)
    await runner.settled()
    assert models(runner) < 20
    runner.operation = "ListConversations"
    assert models(runner) < 60


@pytest.mark.parametrize("name", sorted(each.__name__ for each in CATALOGUE.values()))
async def test_every_operation_opens(name: str, workbench: Workbench) -> None:
    runner = await opened(workbench, name)
    assert runner.operation == next(
        each.operation_id for each in CATALOGUE.values() if each.__name__ == name
    )
    assert runner._repr_mimebundle_()["text/html"]


def test_what_is_misspelt_is_said_at_once() -> None:
    with pytest.raises(CallError, match="Did you mean ListConversations"):
        EndpointRunner(operation="ListConversation")
    with pytest.raises(CallError, match="Perhaps 'limit' is meant"):
        EndpointRunner(operation="ListConversations", limt=3)
