"""Presenting a tour in a cell: the note, the request as it is sent, and the answer."""

from __future__ import annotations

import atexit
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import traitlets

from explorer.api.representation.figure import Figure
from explorer.document.element import element, fragment
from explorer.document.safe import one_line
from explorer.notebook import controls
from explorer.notebook.component import Component
from explorer.notebook.desks import Given, check, target_of
from explorer.notebook.presenter_html import before_html, figure_of, intro_html
from explorer.tour.body_texts import WHOLE, BodyProblem
from explorer.tour.checking import clean, cleanup_of, sandbox_options
from explorer.tour.errors import Fault
from explorer.tour.fitting import fitted, unfit_for
from explorer.tour.model import Tour
from explorer.tour.player import Player, title_of
from explorer.tour.publish_html import note_html, request_html, response_html
from explorer.tour.reading import read_file
from explorer.tour.shipped import find_tour
from explorer.tour.stepping import Stepping
from explorer.tour.telling import tell
from explorer.workbench.targets import Target
from explorer.workbench.workbench import Workbench

FIRST = "first-look"
"""The tour of a presenter that was given none."""


def present(tour: str | Path | Tour, given: Given = None) -> TourPresenter:
    """Present a tour in a cell.

        present("first-look")

    Args:
        tour: A file, the name of one that comes with the package, or a tour.
        given: A workbench, a client or the name of a profile to play it on. Nothing: a sandbox of
            its own, which begins as the tour says, or with `fresh: false` as for every component.

    Raises:
        TourError: The file is no tour, or not one for that server: by line, with the reason.
    """
    if isinstance(tour, Tour):
        return TourPresenter(given, tour=tour)

    def unfit(found: Tour) -> Iterable[Fault]:
        target = _target(given, found)
        return unfit_for(found, target) if target is not None else ()

    return TourPresenter(given, tour=read_file(find_tour(str(tour)), unfit))


def _target(given: Given, tour: Tour) -> Target | None:
    """Where a tour will be played, as far as that is known before it is opened."""
    own = check(given) is None and tour.sandbox.fresh
    return Target(embedded=True) if own else target_of(given)


class TourPresenter(Component):
    """A tour, step by step; `next` sends the step in front, or goes to the next one.

    Attributes:
        number: The step in front, from 1; 0 before it begins. May be set.
        exchange: What came of the step in front; None before it is sent.

    Args:
        given: Where it is played; see `present`.
        tour: The tour; None for the first one that comes with the package.

    Raises:
        TourError: It cannot be played there: by line, with the reason.
    """

    kind = "Tour"
    view = "tour"

    number = traitlets.Int(0)
    exchange = traitlets.Any()

    def __new__(cls, given: Given = None, *, tour: Tour | None = None) -> Self:
        """Refuse a tour that cannot be played there before there is a widget."""
        whole = tour or read_file(find_tour(FIRST))
        target = _target(given, whole)
        if target is not None:
            fitted(whole, target)
        made: Self = super().__new__(cls, given)
        return made

    def __init__(self, given: Given = None, *, tour: Tour | None = None) -> None:
        self.tour = tour or read_file(find_tour(FIRST))
        self._directory: TemporaryDirectory[str] | None = None
        self._stepping: Stepping | None = None
        super().__init__(given)
        self._title = controls.html(None, "sx-title")
        self._note = controls.html(None, "sx-doc")
        self._request = controls.html(None, "sx-request")
        self._answer = controls.html(None, "sx-answer")
        self._fields = controls.column(classes=("sx-tour-fields",))
        self._next = controls.button(
            "Begin", self.next, look="primary", tip="Send, or go on", typed=True
        )
        self._back = controls.button("Back", self.back, tip="To the step before")
        self._again = controls.button(
            "Send again", self.again, "sx-gone", tip="Once more", typed=True
        )
        self._skip = controls.button("Skip", self.skip, tip="On, without sending this one")
        self._clean = controls.button(
            "Clean up", self.clean_up, tip="Play the calls that undo what the tour did", typed=True
        )
        self._drawing = False
        self.observe(lambda _: self._gone_to(), "number")
        buttons = controls.row(self._back, self._next, self._again, self._skip, self._clean)
        step = controls.column(
            self._note, self._fields, self._request, buttons, self._answer, classes=("sx-tour",)
        )
        self.compose(controls.row(self._title, classes=("sx-head",)), step)

    # Its server

    async def _open(self) -> Workbench:
        if self._given is not None or not self.tour.sandbox.fresh:
            return await super()._open()
        if self._directory is None:
            self._directory = TemporaryDirectory(prefix="stride-tour-", ignore_cleanup_errors=True)
        opened = await Workbench.open(
            Target(embedded=True),
            data_dir=Path(self._directory.name),
            sandbox=sandbox_options(self.tour.sandbox),
            loop=self.bridge.loop,
            on_notice=self.say,
        )
        atexit.register(opened.close_files)
        return opened

    async def load(self, workbench: Workbench) -> None:
        """Get ready to play."""
        if self._stepping is None or self._stepping.player.workbench is not workbench:
            self._stepping = Stepping(Player(self.tour, workbench))

    # What a person does

    def next(self) -> None:
        """Begin, send the step in front, or go to the next one where it has been sent."""
        stepping = self._stepping
        if stepping is None or self.number == 0:
            self.number = 1
        elif stepping.played is None:
            self.again()
        elif self.number < stepping.count:
            self.number += 1
        else:
            self.say("That was the last step.")

    def back(self) -> None:
        """To the step before; what was done stays."""
        self.number = max(self.number - 1, 0)

    def skip(self) -> None:
        """To the next step without sending this one."""
        self.number = min(self.number + 1, len(self.tour.steps))

    def again(self) -> None:
        """Send the step in front, also where it was sent before."""
        # Never by a key: what may write is not cut short by the next click.
        self.run(self._play)

    def clean_up(self) -> None:
        """Undo what the tour did on a server that is not its own: see `cleanup` of the file."""
        self.run(self._clean_up)

    async def _clean_up(self, workbench: Workbench) -> None:
        assert self._stepping is not None
        self.say("Cleaning up…")
        wrong = [each for each in await clean(self._stepping.player) if not each.ok]
        failures = " ".join(sentence for each in wrong for sentence in each.failures)
        self.say(failures or "Cleaned up.")

    async def _play(self, workbench: Workbench) -> None:
        await self.load(workbench)
        stepping = self._stepping
        assert stepping is not None
        self.say("Sending…")
        played = await stepping.play()
        words = "As expected." if played.ok else " ".join(played.failures)
        self.say(f"{words} {stepping.news}".rstrip())
        self.draw()

    # What is shown

    def _gone_to(self) -> None:
        if self._stepping is not None and self.number:
            self._stepping.go(self.number)
            self.number = self._stepping.number
        self.say("")
        self.draw()

    def draw(self) -> None:
        """Show the step in front, or the page before the first."""
        stepping = self._stepping
        if self.number == 0 or stepping is None:
            controls.write(self._title, element("h3", one_line(self.tour.title, 120)))
            controls.write(self._note, intro_html(self.tour))
            self._next.description = "Begin"
            self._shown(None)
            return
        step = stepping.step
        heading = f"{self.number} of {stepping.count}: {title_of(step)}"
        controls.write(self._title, element("h3", one_line(heading, 160)))
        controls.write(self._note, note_html(step.note) if step.note else fragment())
        self._next.description = "Send" if stepping.played is None else "Next"
        self._shown(stepping)

    def _shown(self, stepping: Stepping | None) -> None:
        controls.show(self._back, stepping is not None)
        further = stepping is not None and self.number < stepping.count
        controls.show(self._skip, further)
        done = stepping is not None and stepping.played is not None
        controls.show(self._next, further or not done)
        is_left = stepping is not None and stepping.results and cleanup_of(stepping.player)
        controls.show(self._clean, bool(is_left))
        played = stepping.played if stepping is not None else None
        controls.show(self._again, played is not None)
        self.exchange = played.exchange if played is not None else None
        self._show_fields(stepping)
        if stepping is None:
            controls.write(self._request, fragment())
            controls.write(self._answer, fragment())
        elif played is None:
            controls.write(self._request, before_html(stepping))
            controls.write(self._answer, fragment())
        else:
            told = tell(played)
            controls.write(self._request, request_html(told) or fragment())
            controls.write(self._answer, response_html(told))

    def _show_fields(self, stepping: Stepping | None) -> None:
        """A field for each value of the step; what is typed holds for this presentation."""
        if stepping is None:
            self._fields.children = ()
            return
        made = [self._field(name, text, own=True) for name, text in stepping.values.items()]
        made += [self._field(name, text, own=False) for name, text in stepping.body_texts.items()]
        self._fields.children = tuple(made)

    def _field(self, name: str, text: str, *, own: bool) -> Any:
        """A field of a parameter of the step, or of a part of its body."""
        label = one_line(name, 60)
        make = controls.area if "\n" in text or name == WHOLE else controls.text
        field = make(label, "sx-grow", value=text, continuous_update=False)
        field.observe(lambda change: self._edited(name, change["new"], own=own), "value")
        return controls.row(controls.html(element("code", label)), field)

    def _edited(self, name: str, text: str, *, own: bool) -> None:
        stepping = self._stepping
        if stepping is None:
            return
        values, texts = stepping.values, stepping.body_texts
        (values if own else texts)[name] = text
        try:
            stepping.changed(values, texts)
        except BodyProblem as problem:
            # What is typed stays where it is, and the step as it was.
            self.say(f"{problem.name}: {problem.message}.")
            return
        stepping.edit(values, texts)
        stepping.results.pop(stepping.number, None)
        self.draw()

    def figure(self) -> Figure:
        """The step in front, for a reader without a kernel."""
        return figure_of(self.kind, self.tour, self._stepping if self.number else None)

    def close(self) -> None:
        """End it, and the sandbox it had of its own."""
        super().close()
        if self._directory is not None and self.workbench is not None:
            self.workbench.close_files()
            self._directory.cleanup()
