"""Where messages are written, changed and sent from. Nothing that is typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse.completion_list import CompletionList
from explorer.tui.browse.preview import Preview
from explorer.tui.browse.thread_commands import WRITING_COMMANDS
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.hints import hint
from explorer.tui.widgets.lines import Lines
from explorer.workbench.composition_drafts import Composition, CompositionDrafts
from explorer.workbench.transcript import joined
from explorer.workbench.ways import Way

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from explorer.api.models import Conversation
    from explorer.api.models import Message as Received
    from explorer.tui.browse.composer import Composer
    from explorer.workbench.module_text import TextProblem
    from explorer.workbench.outgoing import Outgoing
    from explorer.workbench.workbench import Workbench

LOW = 30
"""Rows of a screen below which not everything has room at once."""

MOST_PROBLEMS = 3
"""Problems shown below the field at once."""


class Writing(Background, Vertical):
    """The field to write in, its draft, what it will look like, and the sending."""

    BINDINGS = bindings(WRITING_COMMANDS)

    class Sending(Message):
        """A message is on its way, and shows among the others."""

    class Sent(Message):
        """The sending has ended.

        Args:
            arrived: Whether there was something to send at all.
        """

        def __init__(self, arrived: bool) -> None:
            super().__init__()
            self.arrived = arrived

    class Changed(Message):
        """A message has another text now.

        Args:
            message_id: The message.
        """

        def __init__(self, message_id: str) -> None:
            super().__init__()
            self.message_id = message_id

    class Left(Message):
        """A person goes back to the messages."""

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

    def _give_back(
        self, workbench: Workbench, conversation: Conversation, text: str, way: Way
    ) -> None:
        """Put a text that was not sent back where it was written, before what stands there."""
        drafts = self._drafts(workbench, conversation)
        here = self._conversation is not None and self._conversation.id == conversation.id
        if here and self.composer is not None and not self._editing:
            there = Composition(self.composer.text, self._way)
        else:
            there = drafts.new()
        back = Composition(_joined(text, way, there, workbench.mentions()), way)
        if here and self.composer is not None and not self._editing:
            self._show(back)
            self.keep_draft()
            self.composer.focus()
        else:
            drafts.keep(back)

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
        found = _problems(text, self._way) if text.strip() else []
        rows = [one_line(str(problem), 200) for problem in found[:MOST_PROBLEMS]]
        if len(found) > MOST_PROBLEMS:
            rows.append(f"and {len(found) - MOST_PROBLEMS} more")
        shown.update(content("\n".join(rows)))
        shown.display = bool(rows)

    # Completion

    def on_composer_moved(self, event: Composer.Moved) -> None:
        """Offer what can be completed where the cursor is."""
        event.stop()
        from explorer.workbench.completing import begun, completions

        composer, workbench = self.composer, self._workbench
        if composer is None or workbench is None or self._way is Way.JSON:
            self._offer_nothing()
            return
        name = begun(composer.before_cursor) if composer.has_focus else None
        if name is not None and name.sign == "@":
            self._meet(workbench)
        found = completions(name, workbench.mentions()) if name is not None else []
        composer.choosing = self.query_one(CompletionList).offer(name, found)
        self._make_room()

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

    def _meet(self, workbench: Workbench) -> None:
        """Learn who is in the conversation, once, so that all of them can be mentioned."""
        conversation = self._conversation
        if conversation is None or conversation.id in self._met:
            return
        self._met.add(conversation.id)

        async def learn() -> None:
            from explorer.api.errors import ApiError
            from explorer.tui.browse.composer import Composer
            from explorer.workbench.room_people import learn_people

            try:
                with workbench.origin("person", view="messages"):
                    await learn_people(workbench, conversation.id)
            except ApiError:
                # Those who have spoken can be mentioned all the same.
                return
            if self.composer is not None:
                self.composer.post_message(Composer.Moved())

        self.background(learn, "people")

    def on_composer_chose(self, event: Composer.Chose) -> None:
        """Go through the completions, take one, or none."""
        event.stop()
        offered = self.query_one(CompletionList)
        if event.command in {"completion.next", "completion.previous"}:
            offered.step(1 if event.command == "completion.next" else -1)
            return
        chosen = offered.chosen
        if event.command == "completion.refuse" or chosen is None or self.composer is None:
            offered.refuse()
        else:
            self.composer.complete(*chosen)
            offered.offer(None, ())
        if self.composer is not None:
            self.composer.choosing = False
        self._make_room()

    def on_lines_selected(self, event: Lines.Selected) -> None:
        """Take the completion that was clicked on."""
        event.stop()
        offered = self.query_one(CompletionList)
        if event.lines is offered and (chosen := offered.chosen) and self.composer is not None:
            self.composer.complete(*chosen)

    # Sending

    def on_composer_submitted(self, event: Composer.Submitted) -> None:
        """Send what was written, or save the change."""
        event.stop()
        problems = _problems(event.text, self._way)
        if problems:
            problem = problems[0]
            if self.composer is not None:
                self.composer.move_cursor((problem.line - 1, problem.column - 1))
            notify_text(self.app, f"This is no document: {problem}.", severity="error")
        elif self._editing:
            self._save(event.text)
        else:
            self.send(event.text)

    def on_composer_left(self, event: Composer.Left) -> None:
        """Go back to the messages."""
        event.stop()
        self.post_message(self.Left())

    def send(self, text: str) -> None:
        """Send a message. It shows at once, as being sent; the field is free for the next."""
        workbench, conversation, way = self._workbench, self._conversation, self._way
        if workbench is None or conversation is None:
            return
        self._show(Composition())
        self.keep_draft()

        async def send() -> None:
            from explorer.api.errors import ApiError
            from explorer.api.operation import CallError

            try:
                with workbench.origin("person", view="messages"):
                    if way is Way.DOCUMENT:
                        await workbench.send_message(conversation, text)
                    else:
                        await workbench.send_message(conversation, text, way)
            except (ApiError, CallError) as problem:
                self.post_message(self.Sent(False))
                self._give_back(workbench, conversation, text, way)
                notify_text(self.app, str(problem), severity="error", timeout=10)
            except Exception:
                self._give_back(workbench, conversation, text, way)
                raise
            else:
                self.post_message(self.Sent(True))

        self.post_message(self.Sending())
        # A write is never cancelled by the next one.
        self.background(send, "send")

    def send_again(self, item: Outgoing) -> None:
        """Send a message again that could not be sent."""
        workbench = self._workbench
        if workbench is None:
            return

        async def again() -> None:
            with workbench.origin("person", view="messages"):
                await item.retry()

        self.background(again, "send")

    def take_back(self, item: Outgoing) -> None:
        """Put a message that could not be sent back into the field."""
        if self._workbench is not None and self._conversation is not None:
            self._give_back(self._workbench, self._conversation, item.markdown, item.way)
            item.discard()

    # Changing

    def edit(self, message: Received) -> None:
        """Change a message: what stands in the field stays as a draft meanwhile."""
        from explorer.document.markdown import from_markdown, to_markdown
        from explorer.workbench.module_text import pretty

        workbench = self._workbench
        if workbench is None or self.composer is None:
            return
        self.keep_draft()
        document = message.document
        text, way = to_markdown(document).rstrip("\n"), Way.DOCUMENT
        if from_markdown(text, mentions=workbench.mentions()).to_json() != document.to_json():
            # What Markdown has no words for would be lost.
            text, way = pretty(document.to_json()), Way.JSON
        self._show(Composition(text, way, message.id))
        self.composer.focus()

    def action_drop(self) -> None:
        """Drop the change of a message: it stays as it is."""
        workbench, conversation = self._workbench, self._conversation
        if not self._editing or workbench is None or conversation is None:
            return
        drafts = self._drafts(workbench, conversation)
        drafts.drop(self._editing)
        self._show(drafts.new())

    def _save(self, text: str) -> None:
        workbench, conversation = self._workbench, self._conversation
        message_id, way = self._editing, self._way
        if workbench is None or conversation is None or self._saving:
            return
        self._saving = True
        self._show_state()

        async def save() -> None:
            from explorer.api.errors import ApiError
            from explorer.api.operation import CallError

            drafts = self._drafts(workbench, conversation)
            try:
                with workbench.origin("person", view="messages"):
                    await workbench.own.edit(conversation.id, message_id, text, way)
            except (ApiError, CallError) as problem:
                # The text still stands in the field, and as a draft.
                notify_text(self.app, str(problem), severity="error", timeout=10)
            else:
                drafts.drop(message_id)
                self.post_message(self.Changed(message_id))
                if self._editing == message_id:
                    self._show(drafts.new())
            finally:
                self._saving = False
                self._show_state()

        self.background(save, "send")


def _problems(text: str, way: Way) -> list[TextProblem]:
    if way is not Way.JSON:
        return []
    # It takes all models of the API, which the first paint must not wait for.
    from explorer.workbench.composing import check_document

    return check_document(text)


def _joined(text: str, way: Way, there: Composition, mentions: dict[str, str]) -> str:
    """A text before what stands in a field already, in the way of the text."""
    from explorer.workbench.composing import changed_way

    # Two documents are none: they then stand one after the other, to be joined by hand.
    rest = there.text if way is Way.JSON else changed_way(there.text, there.way, way, mentions)
    return joined(text, rest)
