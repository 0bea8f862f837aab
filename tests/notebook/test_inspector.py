"""Exchanges in a cell: as they happen, whole, and as code."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from explorer.api.operations import GetConversation, ListConversations, ListSites
from explorer.formats.errors import FormatError
from explorer.notebook.inspector import ExchangeInspector
from explorer.notebook.snippet_view import WAYS, cell, snippet
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.workbench import Workbench
from tests.notebook.clicks import click


async def looking(workbench: Workbench, **how: Any) -> ExchangeInspector:
    made = ExchangeInspector(workbench, **how)
    await made.settled()
    assert made.problem == ""
    return made


def names(inspector: ExchangeInspector) -> list[str]:
    return [words.split()[-1] for words, _ in inspector._list.items]


async def test_what_happens_is_seen_at_once(workbench: Workbench) -> None:
    inspector = await looking(workbench)
    assert inspector.exchange is None
    sent = await workbench.client.exchange(ListSites())
    assert inspector.exchange is sent
    assert names(inspector)[0] == "ListSites"
    # The latest is followed, unless someone has chosen another one.
    await workbench.client.exchange(ListConversations(limit=2))
    click(inspector._list, names(inspector).index("ListSites"))
    await inspector.settled()
    assert inspector.live is False
    await workbench.client.exchange(GetConversation(conversation_id="none"))
    assert inspector.exchange.id == sent.id
    assert names(inspector)[0] == "GetConversation"
    inspector.close()
    await workbench.client.exchange(ListSites())
    assert names(inspector)[0] == "GetConversation"


async def test_what_was_before_is_in_the_list_and_can_be_searched(workbench: Workbench) -> None:
    await workbench.client.exchange(ListConversations(query="launch"))
    with workbench.origin("polling"):
        await workbench.client.exchange(ListSites())
    await workbench.client.exchange(GetConversation(conversation_id="none"))
    inspector = await looking(workbench)
    assert names(inspector)[:2] == ["GetConversation", "ListConversations"]
    inspector.polling = True
    await inspector.settled()
    assert "ListSites" in names(inspector)
    inspector._filter.value = "status:4xx"
    await inspector.settled()
    assert names(inspector) == ["GetConversation"]
    inspector._filter.value = "status:purple"
    await inspector.settled()
    assert "purple" in inspector.problem


async def test_an_exchange_is_sent_again(workbench: Workbench) -> None:
    first = await workbench.client.exchange(ListConversations(limit=2))
    inspector = await looking(workbench)
    inspector.send_again()
    await inspector.settled()
    assert inspector.problem == ""
    assert inspector.exchange.id != first.id
    assert inspector.exchange.request.target == first.request.target


async def test_it_is_written_for_every_tool_with_secrets_by_their_names(
    workbench: Workbench,
) -> None:
    exchange = await workbench.client.exchange(ListConversations(limit=2))
    token = workbench.client.context.auth.token()
    assert token is not None
    inspector = await looking(workbench, exchange=exchange)
    inspector._answer.look("Copy as")
    view = inspector._answer._snippets
    assert view is not None
    for name in WAYS:
        view.choice.value = name
        assert view.text.value == inspector.snippet(name)
        assert token.reveal() not in view.text.value
        assert ("cell" in view.text.offers) is (name != "raw")
    assert "$STRIDE_TOKEN" in inspector.snippet("curl")


async def test_a_cell_makes_the_same_request(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = await workbench.client.exchange(ListConversations(limit=2, query="launch"))
    source = cell(exchange, base_url=workbench.client.base_url)
    assert "connect().conversations.list(" in source
    scope: dict[str, Any] = {}
    *statements, last = source.strip().split("\n\n")
    exec("\n".join(statements), scope)
    page = await asyncio.to_thread(eval, last, scope)
    assert [each.id for each in page.items] == [each.id for each in exchange.value.items]


async def test_a_cell_for_a_shell_says_so(workbench: Workbench) -> None:
    exchange = await workbench.client.exchange(ListSites())
    assert cell(exchange, "curl").startswith("%%bash\ncurl ")
    with pytest.raises(FormatError, match="no code that a cell runs"):
        cell(exchange, "raw")
    with pytest.raises(FormatError, match="There are: cell, curl"):
        snippet(exchange, "pearl")


async def test_there_may_be_nothing_yet(workbench: Workbench) -> None:
    inspector = await looking(workbench)
    assert inspector._again.disabled
    with pytest.raises(WorkbenchError, match="no exchange yet"):
        inspector.snippet()
    with pytest.raises(WorkbenchError, match="no exchange yet"):
        inspector.to_cell()


async def test_its_picture_is_the_exchange(workbench: Workbench) -> None:
    exchange = await workbench.client.exchange(ListConversations(limit=2))
    inspector = await looking(workbench, exchange=exchange)
    html = inspector._repr_mimebundle_()["text/html"]
    assert "ConversationGetAllHandler" in html
    assert len(html.encode()) < 20_000
