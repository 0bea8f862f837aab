"""Recording a tour while the app is used: begun by a key, ended by it, and written."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from explorer.document.safe import one_line
from explorer.tui.content import notify_text
from explorer.tui.hints import hint

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.workbench import Workbench


def begin_or_end(app: ExplorerApp) -> None:
    """Begin to record what a person sends from now on, or end it and ask for the file.

    Args:
        app: The app; its `recording` is the journal's last number before the recording.
    """
    workbench = app.workbench
    if workbench is None:
        notify_text(app, "Not connected yet.")
        return
    if app.recording is None:
        app.background(partial(_begin, app, workbench), "record")
        return
    since, app.recording = app.recording, None
    app.status_changed.publish(None)
    app.background(partial(_end, app, workbench, since), "record")


async def _begin(app: ExplorerApp, workbench: Workbench) -> None:
    from explorer.tour.recording import last_number

    app.recording = await asyncio.to_thread(last_number, workbench.journal)
    app.status_changed.publish(None)
    notify_text(app, hint(app, "Recording: use the app. {app.record} ends it."), timeout=8)


async def _end(app: ExplorerApp, workbench: Workbench, since: int) -> None:
    from explorer.tour.record_form import RecordForm
    from explorer.tour.recording import NOTHING, entries_since
    from explorer.tui.widgets.form_dialog import FormDialog

    entries = await asyncio.to_thread(entries_since, workbench.journal, since)
    if not entries:
        notify_text(app, NOTHING)
        return
    outcome = await app.push_screen_wait(FormDialog(RecordForm(entries)))
    if outcome is None:
        notify_text(app, "Not written. What was sent is in the history.")
        return
    path = one_line(str(outcome.result), 300)
    notify_text(app, f"Wrote {path}. Check it with: stride-explorer tour check {path}", timeout=10)
