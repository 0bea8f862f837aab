"""Pictures of the app, and the stage they are taken on: a real sandbox whose time stands still.

    python tests/screenshots.py            makes screenshots/*.svg and *.png
    python tests/screenshots.py --check    says which of them no longer show the app as it is

The PNGs of the app are made from the SVGs by rsvg-convert and convert, of librsvg and ImageMagick;
those of the notebook need chromium and `pip install -e ".[browser]"`.

The tests of the app stand on the same stage: see `staged`.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from explorer.api.auth import ClientCredentials
from explorer.api.exchange import Request, Timing
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
from explorer.api.redact import Secret
from explorer.api.retry import Policy
from explorer.api.steps import Reply
from explorer.api.transport import AsyncHttpTransport, AsyncTransport
from explorer.sandbox.server import Sandbox
from explorer.tui.app import ExplorerApp
from explorer.tui.browse.screen import BrowseScreen
from explorer.tui.endpoints.screen import EndpointsScreen
from explorer.workbench import threads
from explorer.workbench.journal import EVERYTHING
from explorer.workbench.profiles import Target
from explorer.workbench.targets import ADMIN_TOKEN
from explorer.workbench.workbench import Workbench

sys.path.insert(0, str(Path(__file__).resolve().parent))
import terminal_png
from steady_admin import steady_road

NOW = datetime(2026, 6, 15, 16, 20, tzinfo=UTC)
"""The present on the stage."""

CALL_TAKES = 0.012
"""Seconds that every call takes on the stage."""

DEADLINE = 60.0
"""Seconds after which something that is waited for is given up."""

WIDE, NARROW = (120, 40), (80, 24)
SCREENSHOTS = Path(__file__).resolve().parent.parent / "screenshots"


class Clockwork:
    """A transport with a clock of its own: one call after the other, all equally fast.

    Args:
        inner: What sends in earnest.
    """

    def __init__(self, inner: AsyncTransport | None = None) -> None:
        self._inner = inner or AsyncHttpTransport()
        self._turn = asyncio.Lock()
        self.now = 0.0

    async def send(self, request: Request, remaining: float) -> Reply:
        async with self._turn:
            reply = await self._inner.send(request, remaining)
            self.now += CALL_TAKES
        return Reply(reply.outcome, Timing(None, None, CALL_TAKES * 1000))

    async def aclose(self) -> None:
        await self._inner.aclose()


class Stage:
    """The running app, and what a person in front of it does and sees.

    Attributes:
        app: The app.
        pilot: Presses its keys.
    """

    def __init__(self, app: ExplorerApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def browse(self) -> BrowseScreen:
        """The first screen."""
        return self.app.browse

    @property
    def workbench(self) -> Workbench:
        """What the app is connected to."""
        assert self.app.workbench is not None
        return self.app.workbench

    @property
    def text(self) -> str:
        """The screen as plain text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips) + "\n"

    async def connected(self) -> None:
        """Wait until the app has what it begins with."""
        await self.until(lambda: self.app.workbench is not None, "a workbench")
        await self.quiet()

    async def until(self, condition: Callable[[], Any], what: str = "") -> None:
        """Wait until something is so.

        Raises:
            AssertionError: It did not come to be, with the screen as it is.
        """
        give_up = time.monotonic() + DEADLINE
        while not condition():
            if time.monotonic() > give_up:
                raise AssertionError(f"waited in vain for {what or 'a condition'}:\n{self.text}")
            await asyncio.sleep(0.005)
        await self.pilot.pause()

    async def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await self.until(lambda: text in self.text, repr(text))

    async def loses(self, text: str) -> None:
        """Wait until a text is no longer on the screen."""
        await self.until(lambda: text not in self.text, f"no {text!r}")

    async def hears(self, text: str) -> None:
        """Wait until a notification says something."""
        await self.until(
            lambda: any(text in each.message for each in self.app._notifications), repr(text)
        )

    async def quiet(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(2):
            await self.pilot.pause()
            await self.until(lambda: not list(self.app.workers), "quiet")

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Type a text."""
        names = {" ": "space", "\n": "enter"}
        for character in text:
            await self.pilot.press(names.get(character, character))

    async def paste(self, text: str) -> None:
        """Put a text into the field with the focus at once, so that a filter asks for it once."""
        self.app.post_message(Paste(text))
        await self.pilot.pause()

    async def open(self, title: str) -> None:
        """Open a conversation of the list, and wait until all of it is there."""
        pane = self.browse.conversations
        await self.quiet()
        listed = pane.listed
        assert listed is not None, self.text
        titles = [getattr(listed.item(index), "title", "") for index in range(len(listed))]
        pane.list.focus()
        pane.list.cursor = next(i for i, each in enumerate(titles) if each.startswith(title))
        await self.press("enter")
        await self.until(lambda: self.browse.thread.conversation is not None)
        await self.quiet()


def make_app(
    target: Target,
    data: Path,
    *,
    transport: AsyncTransport | None = None,
    policy: Policy | None = None,
    embedded: bool = False,
    steady: bool = False,
    **options: Any,
) -> ExplorerApp:
    """The app on a target, not running yet.

    Args:
        target: The server.
        data: Directory for journal and drafts.
        transport: What sends; a `Clockwork` by default.
        policy: How patient to be.
        embedded: Whether the server is shown as the embedded sandbox, without its port.
        steady: Whether calls are made at the same time of day in every run.
        options: For the app.
    """

    async def connect() -> Workbench:
        sender = Clockwork() if transport is None else transport
        workbench = await Workbench.open(
            target, data_dir=data, transport=sender, policy=policy, on_notice=app.notice
        )
        if isinstance(sender, Clockwork):
            workbench.client.context.monotonic = lambda: sender.now
            if steady:
                workbench.client.context.now = lambda: NOW
            workbench.client.context.jitter = lambda: 0.5
        workbench.target = dataclasses.replace(workbench.target, embedded=embedded)
        return workbench

    app = ExplorerApp(connect, **{"now": lambda: NOW, **options})
    return app


@asynccontextmanager
async def staged(
    target: Target,
    data: Path,
    *,
    size: tuple[int, int] = WIDE,
    connected: bool = True,
    **options: Any,
) -> AsyncIterator[Stage]:
    """Run the app on a target; it has painted and connected, or failed to, when this begins.

    Args:
        target: The server.
        data: Directory for journal and drafts.
        size: Columns and rows.
        connected: Whether to wait until it has what it begins with.
        options: As of `make_app`.
    """
    app = make_app(target, data, **options)

    async def at_rest(*_: float) -> None:
        """Wait until every message has been handled.

        Textual's own pilot waits by the clock, 40 ms a key, and a second where a server in the
        same process is at work.
        """
        calm, began = 0, time.monotonic()
        while calm < 4 and time.monotonic() - began < 2:
            await asyncio.sleep(0)
            nodes = [app, app.screen, *app.screen.walk_children()]
            calm = 0 if any(map(_is_busy, nodes)) else calm + 1

    swift = (
        patch("textual.pilot.wait_for_idle", at_rest),
        patch("textual.app.wait_for_idle", at_rest),
    )
    with swift[0], swift[1]:
        async with app.run_test(size=size, notifications=True) as pilot:
            stage = Stage(app, pilot)
            if connected:
                await stage.connected()
            yield stage


def _is_busy(node: Any) -> bool:
    """Whether something of the app has yet to handle a message, or to be drawn."""
    if node.message_queue_size or node._next_callbacks:
        return True
    waits = ("_layout_required", "_repaint_required", "_refresh_styles_required", "_dirty_widgets")
    # What is hidden is not drawn before it is shown.
    shown = all(each.display for each in node.ancestors_with_self if each.is_attached)
    return shown and any(getattr(node, name, False) for name in waits)


def sandbox_target(sandbox: Sandbox) -> Target:
    """A sandbox as a target, with the app's own credentials and its first site."""
    held = sandbox.credentials
    return Target(
        profile_name="",
        base_url=sandbox.base_url,
        auth=ClientCredentials(held.client_id, held.client_secret),
        cloud_id=held.cloud_ids[0],
        admin_token=Secret(held.admin_token, ADMIN_TOKEN),
    )


@contextmanager
def still() -> Iterator[None]:
    """Keep the machine's terminal out of the pictures, and what moves by itself from moving."""
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL", "TEXTUAL_ANIMATIONS", "COLUMNS", "LINES"):
        os.environ.pop(name, None)
    os.environ["TERM"] = "xterm-256color"
    before = [(each, each.cursor_blink._default) for each in (Input, TextArea)]
    delay, threads.USUAL_DELAY = threads.USUAL_DELAY, 60.0
    for widget, _ in before:
        widget.cursor_blink._default = False
    try:
        yield
    finally:
        threads.USUAL_DELAY = delay
        for widget, blinks in before:
            widget.cursor_blink._default = blinks


# What the pictures show


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


async def pictures(name: str) -> dict[str, str]:
    """The pictures of a scene as SVG, by their names.

    Args:
        name: Of `PICTURES`.
    """
    size, theme, scene = PICTURES[name]
    numbers = count(0x8F3A21)
    known = SimpleNamespace(uuid4=lambda: UUID(int=next(numbers) << 96 | next(numbers)))
    with (
        Sandbox.start(port=0, seed=1, now=NOW) as sandbox,
        tempfile.TemporaryDirectory() as data,
        steady_road(),
        patch("explorer.api.ledger.uuid", known),
    ):
        target = sandbox_target(sandbox)
        options: dict[str, Any] = {"theme": theme, "embedded": True, "steady": True}
        async with staged(target, Path(data), size=size, **options) as stage:
            await scene(stage)
            made = {name: _still_svg(stage)}
            part, _, _ = name.partition("-")
            if part in LIGHT_TOO:
                stage.app.theme = "stride-light"
                await stage.quiet()
                made[f"{part}-light"] = _still_svg(stage)
            return made


def _notebook_pictures(*, check: bool) -> list[str]:
    """Make those of the notebook face, or check them; the names of those that were stale."""
    import notebook_pictures

    missing = notebook_pictures.lacking()
    if missing:
        print(f"left out: the notebook's pictures, which need {missing}")
        return []
    stale = []
    for name, made in notebook_pictures.pictures().items():
        path = SCREENSHOTS / f"{name}.png"
        if notebook_pictures.is_stale(path, made):
            stale.append(path.name)
            if not check:
                path.write_bytes(made)
    return stale


_MOVING = (
    (r"127\.0\.0\.1:\d{5}\b", "127.0.0.1:54321"),
    (r"\w{3},&#160;\d\d&#160;\w{3}&#160;\d{4}&#160;\d\d:\d\d:\d\d&#160;GMT",
     "Mon,&#160;15&#160;Jun&#160;2026&#160;16:20:00&#160;GMT"),
    (r"(?<=x-ratelimit-reset:)(.{1,200}?)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
     r"\g<1>2026-06-15T16:21:00Z"),
    (r"(?<=x-request-id:)(.{1,200}?)[0-9a-f]{32}", r"\g<1>7b1f30c2a94e4d0f8e6a5c3b2d1f0e9a"),
    (r"(?<=\(request&#160;)[0-9a-f]{32}", "7b1f30c2a94e4d0f8e6a5c3b2d1f0e9a"),
    (r"\bterminal-\d+-", "terminal-1-"),
)  # fmt: skip
"""What of a picture differs from run to run, and what stands there instead, equally long."""


def _still_svg(stage: Stage) -> str:
    svg = stage.app.export_screenshot(simplify=True) + "\n"
    for pattern, still in _MOVING:
        svg = re.sub(pattern, still, svg)
    return svg


def _keep(name: str, svg: str, *, check: bool) -> list[str]:
    """Keep a picture as SVG and PNG, or check both; the names of those that were stale."""
    stale = []
    path = SCREENSHOTS / f"{name}.svg"
    if not path.exists() or path.read_text(encoding="utf-8") != svg:
        stale.append(path.name)
        if not check:
            path.write_text(svg, encoding="utf-8")
    png = path.with_suffix(".png")
    if not terminal_png.is_of(png, svg):
        stale.append(png.name)
        if not check and not terminal_png.lacking():
            png.write_bytes(terminal_png.png_of(svg))
    return stale


def main() -> int:
    """Make the pictures, or check them; the exit code."""
    parser = argparse.ArgumentParser(description="Make the pictures in screenshots/.")
    parser.add_argument("--check", action="store_true", help="only say which of them are stale")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these; all by default")
    options = parser.parse_args()
    stale = []
    SCREENSHOTS.mkdir(exist_ok=True)
    with still():
        for name in options.names or PICTURES:
            for each, svg in asyncio.run(pictures(name)).items():
                stale += _keep(each, svg, check=options.check)
    if missing := terminal_png.lacking():
        print(f"The PNGs are not made anew: that needs {missing}, which is not here.")
    if not options.names:
        stale += _notebook_pictures(check=options.check)
    if stale:
        print(f"{'stale' if options.check else 'made'}: {', '.join(stale)}")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
