"""Each operation of the catalogue, run from the endpoint screen by keys alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.api.operation import Operation
from explorer.api.transport import AsyncHttpTransport
from explorer.tui.endpoints.screen import EndpointsScreen
from explorer.workbench.catalogue import Branch, tree
from explorer.workbench.forms_fields import Pick
from tests.tui.endpoint_steps import of

ROOM = "Lunch"
TYPED = {
    "name": "Zebra",
    "topic": "Stripes",
    "body": "Hello **there**",
    "label": "3 open",
    "configured": "true",
}


async def open_operation(stage: Any, operation: type[Operation[Any]]) -> None:
    """By the filter, from wherever one is."""
    screen = of(stage)
    while not screen.operations.has_focus_within:
        await stage.press("escape")
    await stage.press("slash")
    await stage.write(operation.__name__)
    await stage.press("enter")
    await stage.until(
        lambda: (
            screen.form.form is not None
            and screen.form.form.operation_class is operation
            and screen.form.has_focus_within
        ),
        operation.operation_id,
    )
    await stage.quiet()


async def choose(stage: Any, words: str = "") -> None:
    """In the picker of the field, the first that words find."""
    await stage.press("f4")
    await stage.quiet()
    picker = stage.app.screen
    assert not picker.list.error_text, picker.list.error_text
    await stage.write(words)
    await stage.quiet()
    await stage.press("enter")
    await stage.until(lambda: isinstance(stage.app.screen, EndpointsScreen), "the picker to close")


async def fill(stage: Any, file: Path, known: dict[str, str]) -> None:
    """Each required field that is empty, by choosing where that is possible."""
    screen = of(stage)
    # A roster is changed by one of two lists, neither of which is required.
    waiting = [
        box
        for box in screen.form.boxes
        if (box.field.required or box.field.wire_name == "add") and not box.text
    ]
    for box in waiting:
        while not box.has_focus_within:
            await stage.press("tab")
        name = box.field.wire_name
        if box.field.pick is Pick.CONVERSATION:
            await choose(stage, ROOM)
        elif name in known:
            await stage.write(known[name])
        elif box.field.pick is not None:
            await choose(stage)
        else:
            text = str(file) if box.field.kind == "file" else TYPED[name]
            await stage.write(text)
        assert box.text, name


async def run(
    stage: Any, operation: type[Operation[Any]], file: Path, known: dict[str, str]
) -> None:
    await open_operation(stage, operation)
    await fill(stage, file, known)
    await stage.press("f2")
    screen = of(stage)
    await stage.until(
        lambda: (
            screen.answer.exchange is not None
            and screen.answer.exchange.operation_id == operation.operation_id
        ),
        f"an answer to {operation.operation_id}",
    )
    await stage.quiet()
    exchange = screen.answer.exchange
    assert exchange is not None
    assert exchange.ok, exchange.error
    assert exchange.status == operation.success
    assert f" {operation.success} " in stage.text
    if operation.operation_id == "ConversationMediaPostHandler":
        assert exchange.value is not None
        known["mediaId"] = exchange.value.id


@pytest.mark.parametrize("branch", tree(), ids=lambda branch: branch.title.replace(" · ", "-"))
async def test_each_operation_is_run_by_keys_alone(
    branch: Branch, open_app: Any, tmp_path: Path
) -> None:
    file = tmp_path / "f.csv"
    file.write_text("day,parcels\n")
    # A key that the service does not list, and one that a module gets by its first put.
    known = {"key": "configuration"} if "configuration" in branch.title else {}
    # What takes away comes last, so that there is something to take.
    operations = sorted(branch.operations, key=lambda each: each.method == "DELETE")
    # An upload is streamed, which the stage's own transport does not do.
    async with open_app(size=(80, 24), transport=AsyncHttpTransport()) as stage:
        await stage.press("4")
        await stage.quiet()
        for operation in operations:
            puts = operation.method == "PUT" and "key" not in known and "module" in branch.title
            if puts and "state" not in operation.path:
                await run(stage, operation, file, {**known, "key": "mine"})
            else:
                await run(stage, operation, file, known)
