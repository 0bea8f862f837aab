"""The field to write in, with what `@` and `:` can be completed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.tui.browse.completion_list import CompletionList
from explorer.tui.browse.writing_field import WritingField
from explorer.tui.widgets.lines import Lines
from explorer.workbench.ways import Way

if TYPE_CHECKING:
    from explorer.tui.browse.composer import Composer
    from explorer.workbench.workbench import Workbench


class CompletingField(WritingField):
    """A field that offers people and emoji while one types."""

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
