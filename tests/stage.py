"""The stage that the app stands on in its pictures and tests: a real sandbox, time stands still.

See `staged`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from explorer.api.auth import ClientCredentials
from explorer.api.exchange import Request, Timing
from explorer.api.redact import Secret
from explorer.api.retry import Policy
from explorer.api.steps import Reply
from explorer.api.transport import AsyncHttpTransport, AsyncTransport
from explorer.sandbox.server import Sandbox
from explorer.tui.app import ExplorerApp
from explorer.tui.browse.screen import BrowseScreen
from explorer.workbench import threads
from explorer.workbench.profiles import Target
from explorer.workbench.targets import ADMIN_TOKEN
from explorer.workbench.workbench import Workbench

NOW = datetime(2026, 6, 15, 16, 20, tzinfo=UTC)
"""The present on the stage."""

CALL_TAKES = 0.012
"""Seconds that every call takes on the stage."""

DEADLINE = 60.0
"""Seconds after which something that is waited for is given up."""

WIDE, NARROW = (120, 40), (80, 24)


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
