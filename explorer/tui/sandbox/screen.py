"""The sandbox's own side, live beside the app: faults, snapshots, settings, what arrives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.commands import bindings
from explorer.tui.content import notify_text
from explorer.tui.hints import hint
from explorer.tui.sandbox import acting
from explorer.tui.sandbox.arrivals import AGAIN, ArrivalsPane
from explorer.tui.sandbox.commands import SANDBOX_COMMANDS
from explorer.tui.sandbox.notice import AdminNotice
from explorer.tui.sandbox.rows import FaultSource, SettingsSource, SnapshotSource
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.key_footer import KeyFooter
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.pane_tabs import Pane, PaneTabs
from explorer.tui.widgets.status import StatusBar

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.sandbox_admin import AdminError, SandboxAdmin
    from explorer.workbench.sandbox_records import (
        SandboxSettings,
        Snapshot,
        StandingFault,
    )
    from explorer.workbench.workbench import Workbench

LOOK_EVERY = 1.0
"""Seconds between two looks at what has arrived, while the screen is in front."""

PANES = ("#box-faults", "#box-snapshots", "#box-settings", "#box-arrivals", "#box-request")
TITLES = ("Faults", "Snapshots", "Settings", "Arrived", "Request")

TABS = tuple(Pane(f"sandbox.{each.removeprefix('#box-')}", each) for each in PANES)
"""Of which a narrow screen shows one half."""

WHICH = "Go to a fault with {sandbox.faults}, or to a snapshot with {sandbox.snapshots}, to end it."

CALLS_OFF = "{sandbox.back} calls it off"

Act = Callable[..., Coroutine[Any, Any, None]]


class SandboxScreen(Background, Screen[None]):
    """Five panes over the admin path of the server, and a way in where it is not open yet.

    Args:
        workbench: Of the sitting.

    Attributes:
        busy: What is being done to all of the data; empty for nothing.
        calling_off: Whether a person wants that no longer.
    """

    BINDINGS = bindings(SANDBOX_COMMANDS)

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.workbench = workbench
        self.admin: SandboxAdmin | None = None
        self.snapshots: Sequence[Snapshot] = ()
        self._faults: Sequence[StandingFault] = ()
        self._open = False
        self._looking: Worker[None] | None = None
        self._trouble, self.busy, self.calling_off = "", "", False

    def compose(self) -> ComposeResult:
        yield StatusBar("Sandbox")
        yield PaneTabs(TABS)
        yield AdminNotice(id="admin-notice")
        with Horizontal(id="sandbox-panes"):
            with Vertical(id="sandbox-left"):
                yield Lines(id="box-faults")
                yield Lines(id="box-snapshots")
                yield Lines(id="box-settings")
            yield ArrivalsPane(id="sandbox-right")
        yield CallStrip(id="calls")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Find the admin path, and follow what arrives while this is in front."""
        for selector, title in zip(PANES, TITLES, strict=True):
            self.query_one(selector).border_title = title
        strip = self.query_one(CallStrip)
        strip.take_over(cast("ExplorerApp", self.app).browse.query_one(CallStrip))
        self._stop_watching = self.workbench.watch(strip.see)
        self.query_one("#admin-notice").display = False
        self.pane("faults").empty_text = hint(self, "No fault stands. {sandbox.add} adds one.")
        self.pane("snapshots").empty_text = hint(self, "No snapshot yet. {sandbox.save} saves one.")
        for pane in self.panes:
            pane.busy_text = "Asking the sandbox…"
        self._say_title()
        self.set_focus(self.pane("faults"))
        self.set_interval(LOOK_EVERY, self._look_again)
        self.background(self._begin, "sandbox-open", exclusive=True)

    async def on_unmount(self) -> None:
        """Leave the sandbox alone."""
        self._stop_watching()
        if self.admin is not None:
            await self.admin.close()

    @property
    def panes(self) -> list[Lines]:
        """The five lists."""
        return [self.query_one(selector, Lines) for selector in PANES]

    def pane(self, name: str) -> Lines:
        """A list by name: faults, snapshots, settings, arrivals or request."""
        return self.query_one(f"#box-{name}", Lines)

    @property
    def arrivals(self) -> ArrivalsPane:
        """The right half."""
        return self.query_one(ArrivalsPane)

    # Reading

    async def _begin(self, token: str = "") -> None:
        from explorer.workbench.sandbox_admin import AdminError, AdminTokenNeeded

        admin = self.workbench.sandbox_admin(token)
        try:
            await admin.check()
        except BaseException as problem:
            await admin.close()
            if not isinstance(problem, AdminError):
                raise
            self._refuse(str(problem), ask=isinstance(problem, AdminTokenNeeded))
            return
        if self.admin is not None:
            await self.admin.close()
        self.admin, self._open = admin, True
        self.arrivals.attach(admin)
        self.remove_class("-shut")
        self.query_one("#admin-notice").display = False
        self.query_one("#sandbox-panes").display = True
        if self.focused is None or isinstance(self.focused, Input):
            self.set_focus(self.pane("faults"))
        self.refresh_bindings()
        await self._read_all()

    def _refuse(self, sentence: str, *, ask: bool) -> None:
        self._open = False
        self.add_class("-shut")
        self.query_one("#sandbox-panes").display = False
        notice = self.query_one(AdminNotice)
        notice.display = True
        notice.say(sentence, ask=ask)
        self.refresh_bindings()

    @on(AdminNotice.TokenGiven)
    def _token_given(self, event: AdminNotice.TokenGiven) -> None:
        event.stop()
        self.background(partial(self._begin, event.token), "sandbox-open", exclusive=True)

    async def _read_all(self) -> None:
        for pane in self.panes:
            pane.error_text = ""
        await self.read_faults()
        await self.read_snapshots()
        await self._read(self._admin.settings, self.show_settings, self.pane("settings"))
        await self.arrivals.look()

    @property
    def _admin(self) -> SandboxAdmin:
        assert self.admin is not None
        return self.admin

    async def _read(
        self, ask: Callable[[], Awaitable[Any]], show: Callable[[Any], None], pane: Lines
    ) -> None:
        from explorer.workbench.sandbox_admin import AdminError

        try:
            found = await ask()
        except AdminError as problem:
            pane.busy_text = ""
            pane.error_text = f"{problem}  {hint(self, AGAIN)}"
            return
        pane.busy_text = pane.error_text = ""
        show(found)

    async def read_faults(self) -> None:
        """Read the faults that stand."""
        await self._read(self._admin.faults, self._show_faults, self.pane("faults"))

    def _show_faults(self, faults: Sequence[StandingFault]) -> None:
        if faults == self._faults and isinstance(self.pane("faults").source, FaultSource):
            return
        self._faults = faults
        _show(self.pane("faults"), FaultSource(faults))
        standing = sum(not each.over for each in faults)
        self.pane("faults").border_title = f"Faults · {standing}" if standing else "Faults"

    async def read_snapshots(self, at: str = "") -> None:
        """Read the snapshots.

        Args:
            at: The one to put the cursor on; empty: it stays.
        """
        await self._read(self._admin.snapshots, self._show_snapshots, self.pane("snapshots"))
        place = next((i for i, each in enumerate(self.snapshots) if each.name == at), None)
        if place is not None:
            self.pane("snapshots").cursor = place

    def _show_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        self.snapshots = snapshots
        _show(self.pane("snapshots"), SnapshotSource(snapshots, self._now))

    def show_settings(self, settings: SandboxSettings) -> None:
        """Show settings that were read or set."""
        _show(self.pane("settings"), SettingsSource(settings))

    def _look_again(self) -> None:
        # A slow sandbox gets its time: a look that each next one took the place of would never end.
        looking = self._looking is not None and not self._looking.is_finished
        if self._open and self.app.screen is self and not looking:
            self._looking = self.background(self._poll, "sandbox-look")

    async def _poll(self) -> None:
        from explorer.workbench.sandbox_admin import AdminError

        try:
            if self.busy and (task := await self._admin.task()) is not None and self.busy:
                self._say_busy(task.progress or self.busy)
            await self.arrivals.look(quietly=True)
            self._show_faults(await self._admin.faults())
        except AdminError as problem:
            self._say_trouble(problem)
        else:
            self._say_trouble(None)

    def _say_trouble(self, problem: AdminError | None) -> None:
        """Say once that looking fails; what was read stays."""
        said = str(problem) if problem is not None else ""
        if said != self._trouble:
            self._trouble = said
            self._say_title()

    # Acts

    def _act(self, act: Act, *what: Any) -> None:
        """Do something in the background; never exclusive, since it changes things."""
        if self.admin is not None and self._open:
            self.background(partial(act, self, self.admin, *what), "sandbox-act")

    def action_add(self) -> None:
        """Add a fault."""
        self._act(acting.add_fault)

    def action_save(self) -> None:
        """Save a snapshot."""
        self._act(acting.save)

    def action_tune(self) -> None:
        """Set the settings."""
        self._act(acting.tune)

    def action_reset(self) -> None:
        """Make the data anew."""
        self._act(acting.reset)

    def action_end_faults(self) -> None:
        """End all faults."""
        self._act(acting.end_faults, len(self._faults))

    def action_forget(self) -> None:
        """Forget what has arrived."""
        self._act(acting.forget)

    def action_delete(self) -> None:
        """End the fault, or delete the snapshot, under the cursor."""
        if self.pane("snapshots").has_focus:
            if (snapshot := self._snapshot()) is not None:
                self._act(acting.delete_snapshot, snapshot)
        elif self.pane("faults").has_focus:
            place = self.pane("faults").cursor
            if place is not None and place < len(self._faults):
                self._act(acting.end_fault, self._faults[place])
        else:
            notify_text(self.app, hint(self, WHICH))

    def _snapshot(self) -> Snapshot | None:
        place = self.pane("snapshots").cursor
        return self.snapshots[place] if place is not None and self.snapshots else None

    @on(Lines.Selected)
    def _selected(self, event: Lines.Selected) -> None:
        event.stop()
        if self.pane("snapshots").has_focus:
            if (snapshot := self._snapshot()) is not None:
                self._act(acting.restore, snapshot)
        elif self.pane("settings").has_focus:
            self._act(acting.tune, SettingsSource.NAMES[event.index])
        elif self.pane("arrivals").has_focus:
            self.set_focus(self.pane("request"))

    def action_hex(self) -> None:
        """Show the request byte by byte, or as text."""
        self.arrivals.toggle_bytes()

    def begin(self, doing: str) -> None:
        """Say in the title what is being done to all of the data."""
        self.calling_off = False
        self._say_busy(doing)

    def end(self) -> None:
        """Nothing is being done to all of the data any more."""
        self._say_busy("")

    def _say_busy(self, words: str) -> None:
        self.busy = words
        self._say_title()

    def _say_title(self) -> None:
        how = hint(self, CALLS_OFF) if self.busy and not self.calling_off else ""
        said = (one_line(each) for each in (self._trouble, self.busy, how) if each)
        self.query_one(StatusBar).say("  ·  ".join(said))

    def action_find(self) -> None:
        """Search the request, or else what has arrived."""
        self.add_class("-show-right")
        self.arrivals.find()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are text while a field has the focus, and of no use where there is no sandbox."""
        if action in {"next_pane", "previous_pane", "back"}:
            return True
        own = action in {command.action for command in SANDBOX_COMMANDS}
        if own and isinstance(self.focused, Input):
            return False
        return self._open or action == "reload" or not own

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """On a narrow screen show the half with the focus."""
        around = event.widget.ancestors_with_self
        self.set_class(self.query_one("#sandbox-right") in around, "-show-right")

    def _go(self, name: str) -> None:
        self.set_class(name in {"arrivals", "request"}, "-show-right")
        self.set_focus(self.pane(name))

    def action_faults(self) -> None:
        """To the faults."""
        self._go("faults")

    def action_snapshots(self) -> None:
        """To the snapshots."""
        self._go("snapshots")

    def action_settings(self) -> None:
        """To the settings."""
        self._go("settings")

    def action_arrivals(self) -> None:
        """To what has arrived."""
        self._go("arrivals")

    def action_request(self) -> None:
        """To the request's bytes."""
        self._go("request")

    def _step(self, by: int) -> None:
        if not self._open:
            return
        focused = self.focused
        place = self.panes.index(focused) if isinstance(focused, Lines) else -1
        self._go(PANES[(place + by) % len(PANES)].removeprefix("#box-"))

    def action_next_pane(self) -> None:
        """To the next pane."""
        self._step(1)

    def action_previous_pane(self) -> None:
        """To the pane before."""
        self._step(-1)

    def action_reload(self) -> None:
        """Ask the sandbox again."""
        begin = self._read_all if self._open else self._begin
        self.background(begin, "sandbox-open", exclusive=True)

    def action_back(self) -> None:
        """End a search, go back a pane, call off what is being done to all data, then leave."""
        if self.arrivals.end_search():
            return
        if self.pane("request").has_focus:
            self._go("arrivals")
        elif self.has_class("-narrow") and self.has_class("-show-right"):
            self._go("faults")
        elif self.busy and not self.calling_off:
            self.calling_off = True
            self._say_title()
            self._act(acting.call_off)
        else:
            self.dismiss()

    def _now(self) -> Any:
        return cast("ExplorerApp", self.app).now()


def _show(pane: Lines, source: Any) -> None:
    """Show a list anew, the cursor where it was as far as that is still there."""
    place = pane.cursor or 0
    pane.source = source
    if len(source):
        pane.cursor = min(place, len(source) - 1)
