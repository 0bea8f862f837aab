"""A Postman collection beside the operations: shown, filled in, asked about, sent."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.tui.endpoints.screen import EndpointsScreen
from explorer.tui.palette import CollectedProvider
from explorer.workbench.profiles import Target
from explorer.workbench.variables import COMMAND_LINE, layer
from tests.tui.endpoint_steps import answered, go, of
from tests.workbench.shop import SECRET, shop

FAR = "https://shop.example.com/v1"


@pytest.fixture
def with_shop(target: Target, tmp_path: Path) -> Any:
    """Gives the target with a collection whose own requests are below an address."""

    def made(base: str = FAR, *more: Any) -> Target:
        file = tmp_path / "shop.json"
        file.write_text(json.dumps(shop(base, *more)), encoding="utf-8")
        known = layer({"tenant": "acme"}, COMMAND_LINE)
        return dataclasses.replace(target, collection=str(file), variables=tuple(known))

    return made


async def test_it_stands_below_the_operations_with_what_is_wrong_with_it(
    open_app: Any, with_shop: Any
) -> None:
    async with open_app(with_shop(), size=(120, 40)) as stage:
        await stage.press("e")
        await stage.until(lambda: of(stage).collected is not None, "the collection")
        await stage.press("end")
        await stage.sees("Shop: 5 requests")
        await stage.sees("▾ Shop / Rooms  2")
        screen = of(stage)
        rows = screen.operations.list.source.rows
        screen.operations.list.cursor = next(i for i, row in enumerate(rows) if row.about)
        await stage.press("enter")
        await stage.sees("item[1].item[1].request")
        await stage.sees("The request is a number, not an object.")
        await stage.sees("pm.globals.clear()")
        assert SECRET not in stage.text
        await stage.press("escape")
        await stage.sees("Shop: 5 requests")


async def test_a_request_is_filled_in_sent_and_in_the_journal(
    open_app: Any, with_shop: Any, sandbox: Any
) -> None:
    async with open_app(with_shop(f"{sandbox.base_url}/shop"), size=(120, 40)) as stage:
        screen = await go(stage, "one invoice")
        await stage.sees("{{tenant}} acme (command line)")
        assert SECRET not in stage.text
        await stage.press("f2")
        await stage.sees("Not sent. :number: has no value. Give it one.")
        assert screen.form.focused_field is not None
        assert screen.form.focused_field.wire_name == ":number"
        await stage.write("A/7")
        await stage.press("f2")
        exchange = await answered(stage)
        assert exchange.status == 404
        assert exchange.request.target == "/shop/acme/invoices/A%2F7?full=true&tag=a&tag=b"
        await stage.press("f10")
        await stage.sees("GET One invoice")
        assert SECRET not in stage.text


async def test_its_documentation_shows_examples_and_lists_scripts(
    open_app: Any, with_shop: Any
) -> None:
    async with open_app(with_shop(), size=(120, 40)) as stage:
        await go(stage, "one invoice")
        await stage.press("f7")
        await stage.sees("Saved answer · Paid · 200 OK")
        await stage.press("end")
        await stage.sees("never run")
        await stage.sees("pm.test('ok')")


async def test_a_known_operation_goes_to_the_server_and_is_typed(
    open_app: Any, with_shop: Any
) -> None:
    async with open_app(with_shop(), size=(120, 40)) as stage:
        screen = await go(stage, "list rooms")
        await stage.sees("ConversationGetAllHandler")
        await stage.sees("The credentials of the file")
        await stage.press("f2")
        exchange = await answered(stage)
        assert exchange.ok
        assert len(exchange.value.items) == 2
        assert screen.form.form is not None


async def test_another_host_is_asked_about_once(open_app: Any, with_shop: Any, wire: Any) -> None:
    there: list[Any] = []

    def spoil(request: Any) -> Response | None:
        if request.url.startswith(FAR):
            there.append(request)
            return Response(200, "OK", (("Content-Type", "application/json"),), b'{"far": 1}')
        return None

    wire.spoil = spoil
    async with open_app(with_shop(), size=(120, 40), transport=wire) as stage:
        await go(stage, "signed")
        await stage.sees("Credentials of the kind awsv4")
        await stage.press("f2")
        await stage.sees("which is neither")
        await stage.sees("https://shop.example.com,")
        await stage.press("n")
        assert there == []
        await stage.press("f2")
        await stage.sees("which is neither")
        await stage.press("y")
        await answered(stage)
        await stage.sees('"far"')
        assert [name for name, _ in there[0].headers if name == "Authorization"] == []
        await stage.press("f2")
        await answered(stage)
        assert len(there) == 2
    async with open_app(with_shop(), size=(120, 40), transport=wire) as stage:
        await go(stage, "signed")
        await stage.press("f2")
        await answered(stage)
        assert len(there) == 3


async def test_what_is_typed_stays_but_for_secrets(open_app: Any, with_shop: Any) -> None:
    async with open_app(with_shop(), size=(120, 40)) as stage:
        screen = await go(stage, "one invoice")
        screen.form.put(":number", "77")
        screen.form.put("X-Api-Key:", "canary-typed")
        await stage.quiet()
    async with open_app(with_shop(), size=(120, 40)) as stage:
        screen = await go(stage, "one invoice")
        assert screen.form.form is not None
        assert screen.form.form.text(":number") == "77"
        assert screen.form.form.text("X-Api-Key:") == SECRET


async def test_a_file_that_is_none_is_said_in_a_sentence(
    open_app: Any, target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.json").write_text("{\n  nonsense", encoding="utf-8")
    # By its bare name: where a sentence with a long path wraps, no one knows.
    monkeypatch.chdir(tmp_path)
    async with open_app(dataclasses.replace(target, collection="broken.json")) as stage:
        await stage.press("e")
        await stage.sees("column 3")
        await stage.sees("ListSites")


async def test_hostile_names_reach_no_terminal(open_app: Any, with_shop: Any) -> None:
    bad = "\x1b[31m[b]evil[/b]\u202e\x9b2J"
    item = {
        "name": bad,
        "request": {"method": "GET", "url": f"https://h/{bad}", "description": bad,
                    "header": [{"key": bad, "value": bad}]},
        "response": [{"name": bad, "body": bad}],
        "event": [{"listen": "test", "script": {"exec": [bad]}}],
    }  # fmt: skip
    async with open_app(with_shop(FAR, item), size=(120, 40)) as stage:
        await go(stage, "evil")
        for key in ("f7", "f7", "1"):
            await stage.press(key)
            assert not set("\x1b\x9b\u202e") & set(stage.text)
            assert "[b]evil[/b]" in stage.text


async def test_a_request_is_copied_for_another_tool_before_it_is_sent(
    open_app: Any, with_shop: Any
) -> None:
    async with open_app(with_shop(), size=(120, 40)) as stage:
        await go(stage, "one invoice")
        await stage.press("f11")
        await stage.sees("Not copied. :number: has no value. Give it one")
        await stage.write("7")
        await stage.press("f11")
        await stage.sees("HTTPie")
        await stage.press("enter")
        await stage.until(lambda: stage.app.clipboard, "a copy")
        assert "https://shop.example.com/v1/acme/invoices/7" in stage.app.clipboard
        assert SECRET not in stage.app.clipboard


async def test_a_request_is_found_in_the_palette_and_asks_before_it_goes_elsewhere(
    open_app: Any, with_shop: Any, wire: Any
) -> None:
    async with open_app(with_shop(), size=(120, 40), transport=wire) as stage:
        provider = CollectedProvider(stage.browse)
        await provider.startup()
        assert len([hit async for hit in provider.discover()]) == 5
        hits = [hit async for hit in provider.search("signed")]
        best = max(hits, key=lambda hit: hit.score)
        assert "Signed" in str(best.text)
        best.command()
        await stage.until(lambda: isinstance(stage.app.screen, EndpointsScreen))
        await stage.until(lambda: of(stage).form.form is not None, "the form")
        await stage.quiet()
        await stage.press("f2")
        await stage.sees("which is neither")
