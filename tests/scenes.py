"""What the pictures show: each scene is played on the stage as a person would play it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from unittest.mock import patch

from stage import NARROW, WIDE, Stage
from textual.widgets import TextArea

from explorer.api.operation import Operation
from explorer.api.operations import (
    GetConversation,
    GetMe,
    ListConversations,
    ListDialogs,
    ListMessages,
    ListRoster,
    PutConfigurationState,
)
from explorer.tui.endpoints.screen import EndpointsScreen
from explorer.workbench.journal import EVERYTHING


async def read_incident(stage: Stage) -> None:
    """An incident is being read; the strip shows the last look for news."""
    await stage.open("Incident 42")
    await stage.press("r")
    await stage.quiet()


async def read_launch(stage: Stage) -> None:
    """A launch is being prepared: panels, tables, cards."""
    await stage.open("Launch: Parcel 3")
    for key in ("pageup", "pageup", "r"):
        await stage.press(key)
        await stage.quiet()
    await stage.quiet()


async def answer_incident(stage: Stage) -> None:
    """An answer is being written."""
    await read_incident(stage)
    await stage.press("c")
    await stage.write("Merged. **Pool size** is back at 40.")


async def edit_module(stage: Stage) -> None:
    """A dialog is being changed, with the difference to the server's copy beside it."""
    await read_incident(stage)
    await stage.press("3")
    rows = stage.browse.modules.list.source.rows  # type: ignore[attr-defined]
    place = next(i for i, row in enumerate(rows) if row.key == "status-update")
    stage.browse.modules.list.cursor = place
    await stage.press("enter")
    area = stage.app.screen.query_one("#editor-text", TextArea)
    before = area.text
    after = before.replace('"authentication": "jwt"', '"authentication": "none"')
    assert after != before, before
    line = next(i for i, text in enumerate(before.splitlines()) if '"authentication"' in text)
    start = before.splitlines()[line].index("jwt")
    area.replace("none", (line, start), (line, start + 3))
    area.move_cursor((line, start + 4))
    await stage.press("f3")
    await stage.until(lambda: "- " in stage.text and "+ " in stage.text, "a difference")
    # What was shown after a pause of the keys is shown now.
    await stage.sees("changed, not saved yet")
    await stage.quiet()


async def run_operation(stage: Stage, name: str) -> EndpointsScreen:
    """An operation has been run; no picture tells at which port."""
    stage.app.open_endpoints(name)
    await stage.until(lambda: isinstance(stage.app.screen, EndpointsScreen))
    screen = stage.app.screen
    assert isinstance(screen, EndpointsScreen)
    await stage.until(lambda: screen.form.form is not None, name)
    await stage.quiet()
    screen.form.know("http://127.0.0.1:8080", stage.workbench.cloud_id, None)
    screen.know = lambda: None  # type: ignore[method-assign]
    await stage.press("f2")
    await stage.until(lambda: screen.answer.exchange is not None, "an answer")
    await stage.quiet()
    screen.action_answer()
    return screen


async def follow_path(stage: Stage) -> None:
    """A path shows of an answer the names of the private rooms."""
    await run_operation(stage, "ConversationGetAllHandler")
    await stage.press("f")
    await stage.write("$.values[?@.privacy=='private'].name")
    await stage.press("enter")
    await stage.sees("matches")
    await stage.press("down", "down")
    await stage.quiet()


async def read_answer(stage: Stage) -> None:
    """What messages of an incident mean stands beside how they came."""
    await stage.open("Incident 42")
    await run_operation(stage, "ConversationMessagesGetHandler")
    await stage.press("v")
    await stage.quiet()


async def read_details(stage: Stage) -> None:
    """Every field of an incident, and who is in it."""
    pane = stage.browse.conversations
    await stage.open("Incident 42")
    await stage.press("1")
    assert pane.highlighted is not None
    await stage.press("d")
    await stage.until(lambda: stage.app.screen is not stage.browse, "the details")
    await stage.quiet()
    await stage.press("2", "down", "r")
    await stage.quiet()


async def call_in_turn(stage: Stage) -> None:
    """Calls one after the other, as in every run: what a screen asks for at once is not."""
    room = stage.browse.thread.conversation
    assert room is not None
    place = {"conversation_id": room.id}
    calls: list[Operation[Any]] = [
        GetMe(),
        ListConversations(query="launch"),
        GetConversation(**place),
        ListRoster(**place),
        ListDialogs(**place, limit=20),
        PutConfigurationState(**place, key="escalation", configured=True),
        GetConversation(conversation_id="no-such-room"),
        ListMessages(**place, limit=3),
    ]
    for call in calls:
        await stage.workbench.client.exchange(call)


async def read_history(stage: Stage) -> None:
    """What opening an incident did on the wire, one exchange whole."""
    await read_incident(stage)
    await asyncio.to_thread(stage.workbench.journal.delete_found, EVERYTHING)
    await call_in_turn(stage)
    await stage.press("L")
    await stage.until(lambda: stage.app.screen is not stage.browse, "the history")
    await stage.quiet()
    await stage.press("down", "down")
    await stage.quiet()


async def watch_sandbox(stage: Stage) -> None:
    """The sandbox's own side, with faults that strike and what has arrived."""
    await stage.quiet()
    admin = stage.workbench.sandbox_admin()
    await admin.add_fault("status=503,count=2@MeGetHandler")
    await admin.add_fault("latency=20@POST")
    await admin.save_snapshot("before-demo")
    await admin.tune({"rate_limit": 600})
    await read_incident(stage)
    await admin.forget_arrivals()
    await call_in_turn(stage)
    await stage.press("B")
    await stage.until(lambda: stage.app.screen is not stage.browse, "the sandbox")
    await stage.quiet()
    await stage.press("4", "r")
    await stage.quiet()


async def read_help(stage: Stage) -> None:
    """The keys."""
    await read_incident(stage)
    await stage.press("question_mark")


async def present_tour(stage: Stage, steps: int = 4) -> None:
    """The first tour is presented: a message has been sent, and shows in its room."""
    from explorer.tour.reading import read_file
    from explorer.tour.shipped import shipped_tours
    from explorer.tui.tour.screen import TourScreen

    await stage.quiet()
    screen = TourScreen(stage.workbench, read_file(shipped_tours()["first-look"]))
    # The minutes are those of a presenter who takes them.
    screen.stepping._clock = lambda: screen.stepping._began + 45 * steps
    stage.app.push_screen(screen)
    await stage.until(lambda: stage.app.screen is screen, "the tour")
    await stage.press("space")
    # The id of the message is the same in every picture.
    known = "0f3872b4-68d6-11f1-9555-555555555555"
    with patch("explorer.sandbox.store.messages.message_id", lambda *_: known):
        for number in range(1, steps + 1):
            await stage.press("space")
            await stage.until(lambda number=number: number in screen.stepping.results, "an answer")
            await stage.quiet()
            if number < steps:
                await stage.press("space")
    await stage.sees("Hello from the tour.")
    await stage.quiet()


async def read_message_back(stage: Stage) -> None:
    """The first tour at its end: what was sent, as the service has it."""
    await present_tour(stage, 5)


PICTURES: dict[str, tuple[tuple[int, int], str, Callable[[Stage], Awaitable[None]]]] = {
    "browse-dark": (WIDE, "stride-dark", read_incident),
    "browse-light": (WIDE, "stride-light", read_launch),
    "browse-80x24": (NARROW, "stride-dark", answer_incident),
    "editor-dark": (WIDE, "stride-dark", edit_module),
    "endpoints-dark": (WIDE, "stride-dark", follow_path),
    "endpoints-light": (WIDE, "stride-light", read_answer),
    "help-dark": (WIDE, "stride-dark", read_help),
    "details-dark": (WIDE, "stride-dark", read_details),
    "history-dark": (WIDE, "stride-dark", read_history),
    "sandbox-dark": (WIDE, "stride-dark", watch_sandbox),
    "tour-dark": (WIDE, "stride-dark", present_tour),
    "tour-light": (WIDE, "stride-light", read_message_back),
}
"""Size, theme and scene of each picture."""

LIGHT_TOO = ("editor", "help", "details", "history", "sandbox")
"""Of the dark picture's scene there is a light one, too: the theme is changed where it stands."""
