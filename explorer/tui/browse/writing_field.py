"""The field to write a message in: its draft, its way of writing, what it will look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.completion_list import CompletionList
from explorer.tui.browse.preview import Preview
from explorer.tui.content import content
from explorer.tui.hints import hint
from explorer.workbench.composition_drafts import Composition, CompositionDrafts
from explorer.workbench.ways import Way

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from explorer.api.models import Conversation
    from explorer.tui.browse.composer import Composer
    from explorer.workbench.module_text import TextProblem
    from explorer.workbench.workbench import Workbench

LOW = 30
"""Rows of a screen below which not everything has room at once."""

MOST_PROBLEMS = 3
"""Problems shown below the field at once."""


class WritingField(Background, Vertical):
    """A field whose text is a draft from the first key on."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.composer: Composer | None = None
        """The field to write in; None while no conversation is open."""
        self._workbench: Workbench | None = None
        self._conversation: Conversation | None = None
        self._way = Way.DOCUMENT
        self._editing = ""
        self._saving = False
        self._met: set[str] = set()

    @property
    def changing(self) -> bool:
        """Whether a message that was sent is being changed."""
        return bool(self._editing)

    def compose(self) -> ComposeResult:
        yield Static(id="writing-head")
        yield Preview(id="preview")
        yield CompletionList(id="completions")
        yield Static(id="writing-problems")

    def open(self, workbench: Workbench, conversation: Conversation) -> None:
        """Write to a conversation: what stands there of another one stays as its draft.

        Without a pause in between, so that no key typed meanwhile goes to the wrong draft.
        """
        self.keep_draft()
        self._workbench, self._conversation = workbench, conversation
        drafts = self._drafts(workbench, conversation)
        self._show(drafts.change() or drafts.new())

    def shut(self) -> None:
        """Write to no conversation; what is being written stays as a draft."""
        self.keep_draft()
        self._conversation = None
        self._offer_nothing()
        if self.composer is not None:
            self.composer.remove()
            self.composer = None
        self._show_state()

    def _show(self, composition: Composition) -> None:
        """Have something else stand in the field."""
        # The text field loads a parser for highlighting, which the first paint does not need.
        from textual.widgets import TextArea

        from explorer.tui.browse.composer import Composer

        self._way, self._editing = composition.way, composition.editing
        self._offer_nothing()
        composer = self.composer
        if composer is None:
            composer = self.composer = Composer(composition.text, self._way, id="composer")
            self.mount(composer, before="#completions")
        else:
            composer.write(self._way)
            if composer.text != composition.text:
                with composer.prevent(TextArea.Changed):
                    composer.text = composition.text
        composer.move_cursor(composer.document.end)
        self._show_state()

    # Drafts

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed as a draft, and show what it is."""
        event.stop()
        self.keep_draft()
        self._show_state()

    def keep_draft(self) -> None:
        """Keep what stands in the composer, also if its last key was not handled yet."""
        composer = self.composer
        if composer is None or self._workbench is None or self._conversation is None:
            return
        drafts = self._drafts(self._workbench, self._conversation)
        drafts.keep(Composition(composer.text, self._way, self._editing))

    def _drafts(self, workbench: Workbench, conversation: Conversation) -> CompositionDrafts:
        draft = workbench.message_draft(conversation)
        return CompositionDrafts(workbench.drafts, draft.profile, draft.site, draft.conversation)

    # How it is written

    def action_way(self) -> None:
        """Write in the next way: the text is turned into it."""
        from explorer.workbench.composing import changed_way

        composer, workbench = self.composer, self._workbench
        if composer is None or workbench is None:
            return
        way = self._way.next
        text = changed_way(composer.text, self._way, way, workbench.mentions())
        self._show(Composition(text, way, self._editing))
        self.keep_draft()

    def action_preview(self) -> None:
        """Show or hide what the text will look like."""
        self.set_class(not self.has_class("-preview"), "-preview")
        self._show_state(at_once=True)

    def action_external(self) -> None:
        """Write in the person's own editor."""
        from explorer.tui.external import edit_outside

        composer, workbench = self.composer, self._workbench
        if composer is None or workbench is None:
            return
        ending = {Way.JSON: "json", Way.TEXT: "txt"}.get(self._way, "md")
        redactor = workbench.client.context.redactor
        text = edit_outside(self.app, composer.text, f"message.{ending}", redactor)
        if text is not None:
            self._show(Composition(text.rstrip("\n"), self._way, self._editing))
            self.keep_draft()

    def _show_state(self, *, at_once: bool = False) -> None:
        """Bring what stands around the field in line with its text."""
        workbench, composer = self._workbench, self.composer
        text = composer.text if composer is not None else ""
        head = []
        if self._editing:
            what = "Saving the change…" if self._saving else "Changing a message"
            head.append(hint(self, f"{what}: {{composer.send}} saves, {{composer.drop}} drops it"))
        if self._way is not Way.DOCUMENT:
            head.append(f"{self._way.label}. {self._way.help}")
        title = self.query_one("#writing-head", Static)
        title.update(content(" · ".join(head)))
        title.display = bool(head) and composer is not None
        self._show_problems(text)
        preview = self.query_one(Preview)
        self._make_room()
        if preview.display and workbench is not None:
            show = preview.show_text if at_once else preview.follow
            show(text, self._way, workbench.mentions())

    def _show_problems(self, text: str) -> None:
        shown = self.query_one("#writing-problems", Static)
        found = problems(text, self._way) if text.strip() else []
        rows = [one_line(str(problem), 200) for problem in found[:MOST_PROBLEMS]]
        if len(found) > MOST_PROBLEMS:
            rows.append(f"and {len(found) - MOST_PROBLEMS} more")
        shown.update(content("\n".join(rows)))
        shown.display = bool(rows)

    def _make_room(self) -> None:
        """On a low screen the preview makes room for what is offered or wrong."""
        others = self.query_one(CompletionList), self.query_one("#writing-problems")
        crowded = self.app.size.height < LOW and any(each.display for each in others)
        wanted = self.has_class("-preview") and self.composer is not None
        self.query_one(Preview).display = wanted and not crowded

    def _offer_nothing(self) -> None:
        self.query_one(CompletionList).offer(None, ())
        self._make_room()
        if self.composer is not None:
            self.composer.choosing = False


def problems(text: str, way: Way) -> list[TextProblem]:
    """What is wrong with a text that is to be a document; nothing for the other ways."""
    if way is not Way.JSON:
        return []
    # It takes all models of the API, which the first paint must not wait for.
    from explorer.workbench.composing import check_document

    return check_document(text)
