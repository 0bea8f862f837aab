"""Opening operations and requests: the forms of a sitting, the collection, what is to come."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from explorer.tui.content import notify_text
from explorer.tui.hints import hint

if TYPE_CHECKING:
    from explorer.api.operation import Operation
    from explorer.tui.app import ExplorerApp
    from explorer.tui.endpoints.screen import EndpointsScreen
    from explorer.workbench.collected import Collected, CollectedRequest
    from explorer.workbench.consent import Consent
    from explorer.workbench.forms_kept import Forms


class Wanted(NamedTuple):
    """What is to be opened as soon as the screen is there.

    Args:
        subject: Id of an operation, key of a request of the collection, or any request.
        texts: What its form is to hold; None for what it held.
        said: A sentence to go with it; empty for none.
    """

    subject: str | CollectedRequest
    texts: Mapping[str, str] | None = None
    said: str = ""


class Opening:
    """What can be opened, and what is to be as soon as it is there.

    Args:
        screen: Has the operations and the form.
    """

    def __init__(self, screen: EndpointsScreen) -> None:
        self._screen = screen
        self.wanted: Wanted | None = None
        self.collected: Collected | None = None
        """The collection beside the operations; None while there is none."""
        self.consent: Consent | None = None
        """What a person has agreed to; None while that is not known."""
        self._kept: Forms | None = None

    async def collect(self, file: str) -> None:
        """Read the collection that is shown beside the operations.

        Args:
            file: Where it is.
        """
        from explorer.workbench.collected import read_collected
        from explorer.workbench.problems import WorkbenchError

        screen = self._screen
        try:
            self.collected = collected = await asyncio.to_thread(read_collected, file)
        except WorkbenchError as problem:
            notify_text(screen.app, str(problem), severity="error", timeout=20)
            return
        screen.operations.collect(collected)
        self.open_wanted()

    def open_wanted(self) -> None:
        """Open what is wanted, if it is there already."""
        from explorer.api.operations import CATALOGUE

        wanted = self.wanted
        if wanted is None:
            return
        key = wanted.subject
        subject: type[Operation[Any]] | CollectedRequest | None
        subject = CATALOGUE.get(key) if isinstance(key, str) else key
        if subject is None and self.collected is not None:
            requests = self.collected.requests
            subject = next((each for each in requests if each.key == key), None)
        # A request of a collection waits until that is read.
        if subject is not None:
            self.wanted = None
            show = partial(self.show, subject, wanted.texts, wanted.said)
            self._screen.background(show, "open", exclusive=True)

    async def show(
        self,
        subject: type[Operation[Any]] | CollectedRequest,
        texts: Mapping[str, str] | None = None,
        said: str = "",
    ) -> None:
        """Show the form of an operation or a request.

        Args:
            subject: Either.
            texts: What it is to hold, by wire name; None for what it held.
            said: A sentence to go with it; empty for none.
        """
        from explorer.workbench.forms_kept import new_form

        screen = self._screen
        screen.join()
        if screen.workbench is None:
            # Without a server there is still something to read, and to fill in.
            form = new_form(subject)
        else:
            form = (await self._forms()).open(subject, screen.workbench.cloud_id)
        screen.show_pane("form")
        if form is not screen.form.form:
            screen.sending.show_kept(form.key)
            screen.operations.mark_opened(form.key)
            await screen.form.open(form)
        else:
            screen.form.focus_first()
        if texts is not None and screen.form.fill(texts):
            said += hint(screen, " {endpoints.clear} brings back what was typed.")
        if said:
            notify_text(screen.app, said, timeout=8)

    async def _forms(self) -> Forms:
        """The forms, with what was typed in earlier sittings."""
        from explorer.api.errors import ApiError
        from explorer.workbench.consent import Consent
        from explorer.workbench.forms_kept import Forms, variables_of

        screen, workbench = self._screen, self._screen.workbench
        if workbench is None:
            raise RuntimeError("the forms were asked for before there was a workbench")
        if self._kept is None:
            self.consent = Consent(workbench.drafts, workbench.target.name)
            await self.consent.load()
            forms = Forms(workbench.drafts, workbench.target.name, variables_of(workbench))
            await forms.load()
            self._kept = forms
        if not workbench.cloud_id:
            # Forms are kept by site: which it is must be known before anything is typed.
            with suppress(ApiError), workbench.origin("person", view="choosing"):
                await workbench.site()
            screen.know()
        conversation = cast("ExplorerApp", screen.app).browse.thread.conversation
        if conversation is not None:
            self._kept.offer(workbench.cloud_id, "conversationId", conversation.id)
        return self._kept
