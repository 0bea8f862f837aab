"""The status bar: which server one is on, as whom, and what one may still do there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.content import Content
from textual.widget import Widget

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.document.styled import width_of
from explorer.tui.content import content
from explorer.tui.hints import hint

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.standing import Rate

FEW = 20
"""Calls left from which on the rate limit is shown as a warning."""

GAP = "  ·  "

RECORDING = "● recording, {app.record} ends it"


class Part(NamedTuple):
    """A piece of the bar.

    Args:
        text: What it says.
        weight: The lighter, the sooner it is left out.
        style: A Textual style.
    """

    text: str
    weight: int
    style: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the bar can tell; empty texts for what is not known.

    Args:
        title: Of the screen.
        note: What the screen has to say beside it: what is being done, what is wrong.
        place: Where on the screen one is: a step, a conversation.
        recording: Said while what is sent is recorded as a tour; empty while it is not.
        connected: Whether there is a server yet.
        sandbox: Whether it is a sandbox.
        embedded: Whether it is the one of this process.
        site, profile, host: Where one is.
        scopes: Of the token; None where they are not known.
        rate: What is left of the rate limit; None where that is not known.
    """

    title: str = ""
    note: str = ""
    place: str = ""
    recording: str = ""
    connected: bool = False
    sandbox: bool = False
    embedded: bool = False
    site: str = ""
    profile: str = ""
    host: str = ""
    scopes: frozenset[str] | None = None
    rate: Rate | None = None


def parts_of(facts: Facts) -> tuple[list[Part], list[Part]]:
    """What stands at the left of the bar and what at the right."""
    if not facts.connected:
        parts = [Part("Stride Explorer", 9, "bold"), Part(facts.title, 8)]
        return [each for each in parts if each.text], []
    where = "embedded" if facts.embedded else facts.host
    left = [
        Part(facts.title or "Stride Explorer", 4, "bold"),
        Part(facts.recording, 11, "bold $text-error"),
        Part(facts.note, 10, "bold $text-warning"),
        Part(facts.place, 9),
        Part(facts.site, 8),
        Part(facts.profile, 5),
        Part(where, 7 if facts.sandbox else 9),
    ]
    right = []
    if facts.scopes is not None:
        short = sorted(scope.partition(":")[0] for scope in facts.scopes)
        right.append(Part(" + ".join(short) or "no scope", 3))
    rate = facts.rate
    if rate is not None:
        of = f"/{rate.limit}" if rate.limit is not None else ""
        color = "$text-error" if rate.remaining == 0 else "$text-warning"
        style = f"bold {color}" if rate.remaining < FEW else ""
        right.append(Part(f"{rate.remaining}{of} calls left", 6, style))
    return [each for each in left if each.text], right


def laid_out(facts: Facts, width: int) -> Content:
    """The bar as one row: the state first, what there is room for beside it.

    Args:
        facts: What it tells.
        width: Cells.
    """
    badge = content("")
    if facts.connected:
        badge = content(" SANDBOX ", "reverse $text-success")
        if not facts.sandbox:
            badge = content(" LIVE ", "bold reverse")
    left, right = parts_of(facts)
    room = width - badge.cell_length - 2
    while _width(left) + _width(right) + 2 > room:
        lightest = min((*left, *right), key=lambda each: each.weight)
        if len(left) + len(right) == 1:
            break
        (left if lightest in left else right).remove(lightest)
    gap = max(2, room - _width(left) - _width(right))
    row = [badge, content("  "), _joined(left), content(" " * gap), _joined(right)]
    return Content.assemble(*row)


def _joined(parts: Sequence[Part]) -> Content:
    return content(GAP).join(content(one_line(each.text), each.style) for each in parts)


def _width(parts: Sequence[Part]) -> int:
    return sum(width_of(Line((Span(one_line(each.text)),))) for each in parts) + len(GAP) * max(
        0, len(parts) - 1
    )


class StatusBar(Widget):
    """One row at the top of a screen.

    Args:
        title: Of the screen; empty for the first.
    """

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &.-live { background: $error 35%; }
    }
    """

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._title = title
        self._note = self._place = ""

    def tell(self, title: str, place: str) -> None:
        """Say what the screen shows now.

        Args:
            title: Of the screen; may hold text from outside.
            place: Where on it one is; the same.
        """
        if (self._title, self._place) != (title, place):
            self._title, self._place = title, place
            self._changed(None)

    def say(self, note: str) -> None:
        """Say something beside the title; nothing with an empty text.

        Args:
            note: A word or two; may come from outside.
        """
        self._note = note
        self._changed(None)

    def on_mount(self) -> None:
        """Follow what is known of the server."""
        cast("ExplorerApp", self.app).status_changed.subscribe(self, self._changed)
        self._changed(None)

    def on_resize(self) -> None:
        """There is more or less room."""
        self.refresh()

    def _changed(self, _: object) -> None:
        facts = self.facts()
        self.set_class(facts.connected and not facts.sandbox, "-live")
        # All of it, for where there is no room.
        left, right = parts_of(facts)
        state = ["sandbox" if facts.sandbox else "live"] if facts.connected else []
        self.tooltip = content("\n".join([*state, *(one_line(each.text) for each in left + right)]))
        self.refresh()

    def facts(self) -> Facts:
        """What is known now."""
        app = cast("ExplorerApp", self.app)
        workbench = app.workbench
        if workbench is None:
            return Facts(self._title, self._note)
        from explorer.workbench.catalogue import held_scopes

        target = workbench.target
        return Facts(
            title=self._title,
            note=self._note,
            place=self._place,
            recording=hint(self, RECORDING) if app.recording is not None else "",
            connected=True,
            sandbox=workbench.standing.sandbox,
            embedded=target.embedded,
            site=app.browse.site_title or workbench.cloud_id,
            profile=target.profile_name,
            host=workbench.client.base_url,
            scopes=held_scopes(workbench.client.context.auth),
            rate=workbench.standing.rate,
        )

    def render(self) -> Content:
        """The row."""
        return laid_out(self.facts(), self.size.width)
