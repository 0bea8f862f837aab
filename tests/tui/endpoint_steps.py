"""What a person does on the screen of the operations, for the tests of it."""

from __future__ import annotations

from typing import Any

from explorer.tui.endpoints.screen import EndpointsScreen


def of(stage: Any) -> EndpointsScreen:
    """The screen, which is shown."""
    found = stage.app.screen
    assert isinstance(found, EndpointsScreen), found
    return found


async def go(stage: Any, name: str = "ListConversations") -> EndpointsScreen:
    """Open the screen and an operation of it, or a request of the collection."""
    await stage.press("e")
    workbench = stage.app.workbench
    if workbench is not None and workbench.target.collection:
        await stage.until(lambda: of(stage).collected is not None, "the collection")
    await stage.press("slash")
    await stage.write(name)
    await stage.press("enter")
    await stage.until(lambda: of(stage).form.has_focus_within, name)
    await stage.quiet()
    return of(stage)


async def answered(stage: Any) -> Any:
    """Wait until the answer is there; gives the exchange."""
    screen = of(stage)
    await stage.until(lambda: not screen.sending.under_way, "an answer")
    await stage.quiet()
    return screen.answer.exchange
