"""All drafts in one list: opened, or thrown away by the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from explorer.document.lines import Line, Span, truncate
from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.module_commands import DRAFTS_COMMANDS
from explorer.tui.commands import bindings
from explorer.tui.content import notify_text
from explorer.tui.hints import hint
from explorer.tui.widgets.confirm import confirm
from explorer.tui.widgets.lines import Lines
from explorer.workbench.rows import short_time

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.draft_list import ListedDraft
    from explorer.workbench.workbench import Workbench

NO_DRAFTS = (
    "No drafts: all that was typed was sent. "
    "What is typed and left, in a message, a module or a form, is kept here by itself."
)

AGAIN = "({drafts.reload} tries again)"


class DraftSource:
    """Drafts, two rows each: what and where, and how it begins."""

    fixed_height = 2

    def __init__(self, drafts: Sequence[ListedDraft], now: datetime) -> None:
        self.drafts = drafts
        self._now = now

    def __len__(self) -> int:
        return len(self.drafts)

    def lines(self, index: int, width: int) -> tuple[Line, Line]:
        each = self.drafts[index]
        head = [Span(one_line(each.what), "strong")]
        if each.where:
            head.append(Span(f"  in {one_line(each.where, 60)}"))
        when = Span(f"  {short_time(each.saved, self._now)}", "muted")
        begun = truncate(Line(tuple(head)), max(8, width - len(when.text)))
        return (
            Line((*begun.spans, when)),
            truncate(Line((Span(f"  {each.excerpt}", "muted"),)), width),
        )

    def search_text(self, index: int) -> str:
        return f"{self.drafts[index].what} {self.drafts[index].where}"

    def copy_text(self, index: int) -> str:
        return self.drafts[index].draft.text


class DraftsScreen(Background, ModalScreen["ListedDraft | None"]):
    """The drafts; the result is the one to open.

    Args:
        workbench: Of the sitting.
    """

    BINDINGS = bindings(DRAFTS_COMMANDS)

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.workbench = workbench

    def compose(self) -> ComposeResult:
        with Vertical(id="drafts-box"):
            yield Lines(id="drafts-list", empty_text=NO_DRAFTS)

    def on_mount(self) -> None:
        """Read them."""
        box = self.query_one("#drafts-box")
        box.border_title = "Drafts"
        box.border_subtitle = hint(
            self, "{list.choose} opens · {drafts.discard} discards · {drafts.close} closes"
        )
        self.list.focus()
        self.action_reload()

    @property
    def list(self) -> Lines:
        """The list itself."""
        return self.query_one("#drafts-list", Lines)

    @property
    def _chosen(self) -> ListedDraft | None:
        source, place = self.list.source, self.list.cursor
        if isinstance(source, DraftSource) and place is not None and place < len(source):
            return source.drafts[place]
        return None

    async def _load(self) -> None:
        from explorer.workbench.draft_list import list_drafts

        with self.workbench.origin("person", view="drafts"):
            found = await list_drafts(self.workbench)
        place, trouble = self.list.cursor or 0, self.workbench.drafts.trouble
        self.list.busy_text = ""
        self.list.error_text = f"{trouble}  {hint(self, AGAIN)}" if trouble else ""
        self.list.source = DraftSource(found, self._now())
        if found:
            self.list.cursor = min(place, len(found) - 1)

    @on(Lines.Selected, "#drafts-list")
    def _selected(self, event: Lines.Selected) -> None:
        event.stop()
        if self._chosen is not None:
            self.dismiss(self._chosen)

    def action_discard(self) -> None:
        """Throw the draft under the cursor away, once a person has agreed."""
        if self._chosen is not None:
            self.background(partial(self._discard, self._chosen), "drafts-discard")

    async def _discard(self, listed: ListedDraft) -> None:
        where = f" in {one_line(listed.where, 60)}" if listed.where else ""
        question = f"Throw away the draft of {listed.what}{where}? It cannot be had back."
        if await confirm(self, question, "Discard"):
            self.workbench.drafts.delete(listed.draft.id)
            notify_text(self.app, "The draft is thrown away.", about="drafts")
            await self._load()

    def action_reload(self) -> None:
        """Read them again."""
        self.list.busy_text = "Reading the drafts…"
        self.background(self._load, "drafts", exclusive=True)

    def action_close(self) -> None:
        """Open none."""
        self.dismiss(None)

    def _now(self) -> Any:
        return cast("ExplorerApp", self.app).now()
