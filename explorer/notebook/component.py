"""What every component is made of: its server, its status line, its work, and a picture of it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self

import ipywidgets
import traitlets

from explorer.api.errors import ApiError
from explorer.api.operation import CallError
from explorer.api.representation.figure import Bit, Figure, Words
from explorer.api.representation.line import tag
from explorer.notebook import controls
from explorer.notebook.bridge import Bridge, finish
from explorer.notebook.desks import Given, check, desk
from explorer.notebook.foot import Foot
from explorer.notebook.picture import Picture
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.workbench import Workbench

log = logging.getLogger("explorer.notebook")

OPENING_SECONDS = 20.0
"""How long a cell waits for a server of its own to start."""

CANCEL_SECONDS = 0.4
"""How long something goes on before it is offered to cancel it."""

_FEWEST_SECONDS = 0.1
"""Between two reports of progress: the front end drops messages that come too fast."""

LOAD = "load"
"""The key of the work that fetches what is shown first."""

FORESEEN = (ApiError, CallError, WorkbenchError)


class Component(ipywidgets.VBox):
    """Base of all components.

    A component says what it is and what it holds by `kind`, `load`, `draw` and `figure`; calls go
    through `run`, which begins them on the kernel's loop, shows that they go on and what came of
    them.

    Attributes:
        workbench: The sitting it is a face of; None while there is none, as `problem` tells.
        status: What it says of itself just now.
        problem: What went wrong last, in a sentence; empty when nothing did.
        error: The exception that goes with it, for a look at its exchange; None for none.
        busy: Whether someone may be waiting for it.
        loaded: Whether what is shown first has come.

    Args:
        given: A workbench, a client, the name of a profile, or nothing: then the server that the
            environment or the default profile names, or else the embedded sandbox, which all
            components of the kernel share.

    Raises:
        NotGiven: Something else was given.
    """

    kind = "Component"
    """What a person calls it."""

    view = "notebook"
    """The view its calls are journalled with."""

    first_seconds = 1.5
    """How long a cell waits for what is shown first, so that it is in the saved notebook."""

    status = traitlets.Unicode()
    problem = traitlets.Unicode()
    error = traitlets.Any()
    busy = traitlets.Bool()
    loaded = traitlets.Bool()

    def __new__(cls, given: object = None, *rest: object, **named: object) -> Self:
        """Refuse what leads to no server before there is a widget that would have to be closed."""
        check(given)
        made: Self = super().__new__(cls)
        return made

    def __init__(self, given: Given = None) -> None:
        self._given = given
        self._try_again: Any = None
        self._foot = Foot(self.cancel)
        self._progress: tuple[int, int] | None = None
        self._told_at = 0.0
        self._about = ""
        self.workbench: Workbench | None = None
        self.bridge = Bridge(self.fail, self._work_changed)
        super().__init__()
        self.add_class("sx")
        self.observe(lambda _: self._show_status(), ["status", "problem", "busy"])
        self._open_now()

    # What a component says and does

    async def load(self, workbench: Workbench) -> None:
        """Fetch what is shown first. May run on a loop of its own: keeps values, draws nothing.

        Raises:
            ApiError: It could not be had.
        """

    def draw(self) -> None:
        """Bring the controls in line with what is known."""

    def figure(self) -> Figure:
        """What is to be seen of it just now, for `picture`."""
        return Figure(self.kind, note=self.status)

    # For the one who uses it

    def picture(self) -> Picture:
        """What it shows just now as static HTML, for a cell of its own, a mail or a report."""
        return Picture(self._whole_figure())

    def refresh(self) -> None:
        """Fetch what it shows anew."""
        self.run(self._load_and_draw, key=LOAD)

    def cancel(self) -> None:
        """Stop what is going on, unless something is being written."""
        self.bridge.cancel()
        self.say("Cancelled.")

    async def settled(self) -> None:
        """Wait until nothing is going on."""
        await self.bridge.settled()

    def close(self) -> None:
        """End it: it shows nothing any more, and stops what goes on in the background."""
        self.bridge.cancel()
        super().close()

    def __repr__(self) -> str:
        return tag(type(self).__name__, self.status)

    # For the one who writes one

    def compose(self, *children: Any) -> None:
        """Lay out the component's own controls, above its status line, and begin to load."""
        self.children = (*controls.ground(getattr(self, "_ui", "")), *children, self._foot.row)
        self._show_status()
        if self.workbench is None:
            self._try_again = controls.button("Try again", self.refresh, look="primary")
            self._foot.add(self._try_again)
        self.draw()
        self.run(self._first, key=LOAD)

    def run(
        self,
        act: Callable[[Workbench], Awaitable[None]],
        *,
        key: str = "",
        lasting: bool = False,
    ) -> None:
        """Do something with the workbench, on the kernel's loop; from any thread.

        What it raises is shown in the status line.

        Args:
            act: What to do.
            key: What it is about: it takes the place of what goes on by the same key, and can be
                cancelled. Empty for what is written, which nothing may cut short.
            lasting: Whether it is in the background, as polling is, and no one waits for it.
        """

        async def work() -> None:
            if not lasting:
                self._over()
            try:
                workbench = await self._desk()
                with workbench.origin("polling" if lasting else "person", view=self.view):
                    await act(workbench)
            except Exception as problem:  # noqa: BLE001 - shown in the component, whatever it is
                self.fail(problem, about=key)
            else:
                if self._about == key:
                    self._over()

        self.bridge.start(work, key=key, lasting=lasting)

    def say(self, words: str) -> None:
        """Say something in the status line. From any thread."""

        def tell() -> None:
            self._progress = None
            self.status = words
            self._show_status()

        self.bridge.call(tell)

    def fail(self, problem: BaseException | str, *, about: str = "") -> None:
        """Show in the status line what went wrong. From any thread.

        Args:
            problem: A sentence, or an exception: of one that nobody foresaw, its kind is told too.
            about: The key of what went wrong; when work of that key succeeds, this is over.
        """
        words = problem if isinstance(problem, str) else str(problem)
        if isinstance(problem, BaseException) and not isinstance(problem, FORESEEN):
            log.error("a component's work failed", exc_info=problem)
            kind = type(problem).__name__
            words = (
                f"Something went wrong inside the explorer ({kind}: {words}). Nothing typed is "
                "lost; try again."
            )

        def tell() -> None:
            self._progress, self._about = None, about
            self.error = problem if isinstance(problem, BaseException) else None
            self.problem = words

        self.bridge.call(tell)

    def _over(self) -> None:
        """What went wrong before is no longer shown."""
        self.problem, self.error = "", None

    def tell_progress(self, done: int, total: int, words: str = "") -> None:
        """Show how far something long has come. From any thread, as often as one likes.

        Args:
            done: What is done.
            total: Of how much; 0 where no one knows.
            words: What is going on; empty for what is said already.
        """

        def tell() -> None:
            now = self.bridge.loop.time()
            if now - self._told_at < _FEWEST_SECONDS and done < total:
                return
            self._told_at, self._progress = now, (done, total)
            if words:
                self.status = words
            self._show_status()

        self.bridge.call(tell)

    # Its server

    def _open_now(self) -> None:
        """Open the workbench while the cell waits, so that the component begins with one."""
        try:
            self.workbench = finish(self._open, self.bridge.loop, OPENING_SECONDS)
        except TimeoutError:
            words = f"The server did not start within {OPENING_SECONDS:.0f} s: try again."
            self.fail(words, about=LOAD)
        except WorkbenchError as problem:
            self.fail(problem, about=LOAD)

    async def _open(self) -> Workbench:
        return await desk(self._given, self.bridge.loop, self.say)

    async def _desk(self) -> Workbench:
        if self.workbench is None:
            self.workbench = await self._open()
            if self._try_again is not None:
                controls.show(self._try_again, False)
        return self.workbench

    # First look

    async def _first(self, workbench: Workbench) -> None:
        if not self.loaded:
            await self._load_and_draw(workbench)

    async def _load_and_draw(self, workbench: Workbench) -> None:
        await self.load(workbench)
        self.draw()
        self.loaded = True

    def look(self) -> None:
        """Have what is shown first before it is shown, unless it takes `first_seconds`."""
        workbench = self.workbench
        if self.loaded or workbench is None:
            return

        async def load() -> None:
            try:
                with workbench.origin("person", view=self.view):
                    await self.load(workbench)
            finally:
                await workbench.client.release()

        try:
            finish(load, self.bridge.loop, self.first_seconds)
        except TimeoutError:
            return  # It goes on to load; what is late is drawn when it comes.
        except FORESEEN as problem:
            self.fail(problem, about=LOAD)
        self.draw()
        self.loaded = True

    # How it is shown

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The live view and, for where no kernel runs, a picture of what it shows first."""
        self.look()
        data: dict[str, Any] = super()._repr_mimebundle_(**kwargs) or {}
        data["text/html"] = Picture(self._whole_figure(), live=True)._repr_html_()
        return data

    def _whole_figure(self) -> Figure:
        figure = self.figure()
        if not self.problem:
            return figure
        said = Words((Bit("Error: ", "strong"), self.problem))
        return Figure(figure.kind, figure.name, figure.note, (said, *figure.blocks))

    def _work_changed(self) -> None:
        self.busy = self.bridge.busy
        if not self.busy:
            self._progress = None
        can_cancel = self.busy and self.bridge.can_cancel
        if can_cancel and self._foot.cancel is None:
            self.bridge.loop.call_later(CANCEL_SECONDS, self._offer_cancel)
        else:
            self._foot.offer_cancel(can_cancel)
        self._show_status()

    def _offer_cancel(self) -> None:
        self._foot.offer_cancel(self.bridge.busy and self.bridge.can_cancel)

    def _show_status(self) -> None:
        self._foot.show(self.status, self.problem, busy=self.busy, progress=self._progress)


def joined(parts: Sequence[str]) -> str:
    """Words of a status line, set apart."""
    return " · ".join(part for part in parts if part)
