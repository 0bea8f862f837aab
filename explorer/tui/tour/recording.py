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
    from explorer.workbench.dialog_forms import KeptTexts
    from explorer.workbench.workbench import Workbench


GROUP = "record"


def begin_or_end(app: ExplorerApp) -> None:
    """Begin to record what a person sends from now on, or end it and ask for the file.

    While one begins, or its file is being asked for, nothing happens: there is one at a time.

    Args:
        app: The app; its `recording` is the journal's last number before the recording.
    """
    workbench = app.workbench
    if workbench is None:
        notify_text(app, "Not connected yet.")
        return
    if any(each.group == GROUP and not each.is_finished for each in app.workers):
        return
    if app.recording is None:
        app.background(partial(_begin, app, workbench), GROUP)
    else:
        app.background(partial(_end, app, workbench, app.recording), GROUP)


async def _begin(app: ExplorerApp, workbench: Workbench) -> None:
    from explorer.tour.recording import last_number

    _now(app, await asyncio.to_thread(last_number, workbench.journal))
    notify_text(app, hint(app, "Recording: use the app. {app.record} ends it."), timeout=8)


async def _end(app: ExplorerApp, workbench: Workbench, since: int) -> None:
    from explorer.tour.record_form import RecordForm
    from explorer.tour.recording import NOTHING, entries_since
    from explorer.tui.front import Front
    from explorer.tui.widgets.form_dialog import FormDialog

    front = Front(app)
    entries = await asyncio.to_thread(entries_since, workbench.journal, since)
    if not entries:
        _now(app, None)
        notify_text(app, NOTHING)
        return
    if front.left("The form"):
        return
    form = RecordForm(entries, _kept(workbench))
    outcome = await app.push_screen_wait(FormDialog(form))
    if outcome is None and not form.given_up:
        words = (
            "Not written: the recording goes on. {app.record} asks again, {form.discard} there "
            "gives it up."
        )
        notify_text(app, hint(app, words), timeout=8)
        return
    _now(app, None)
    if outcome is None:
        notify_text(app, "The recording is given up. What was sent is in the history.")
        return
    path = one_line(str(outcome.result), 300)
    notify_text(
        app,
        f"Wrote {path}. Notes to tell are added in the file; then: "
        f"stride-explorer tour check {path}",
        timeout=12,
    )


async def unwritten(app: ExplorerApp) -> str:
    """How what is being recorded is had after the app; empty where nothing was sent.

    Args:
        app: The app, about to be left.
    """
    from explorer.tour.acts import is_act
    from explorer.tour.recording import entries_since

    workbench, since = app.workbench, app.recording
    if workbench is None or since is None:
        return ""
    entries = await asyncio.to_thread(entries_since, workbench.journal, since)
    acts = sum(map(is_act, entries))
    options = f"--last {acts}" if acts else f"--last {len(entries)} --all-reads"
    command = f"stride-explorer history {options} --tour tour.yaml"
    return f"The recording was not written. The journal has it:\n{command}" if entries else ""


def _now(app: ExplorerApp, since: int | None) -> None:
    """Take over from where it is recorded, and say so on every screen."""
    app.recording = since
    app.status_changed.publish(None)


def _kept(workbench: Workbench) -> KeptTexts:
    """What is typed into the form, while the recording goes on."""
    from explorer.workbench.dialog_forms import KeptTexts
    from explorer.workbench.drafts import DraftId

    return KeptTexts(workbench.drafts, DraftId(workbench.target.name, "", "", "tour", "recording"))
