"""What the history does with an exchange: again, compare, copy, delete; each asks where it must."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from explorer.document.lines import Line
from explorer.document.safe import one_line
from explorer.tui.content import notify_text
from explorer.tui.copying import copy_request
from explorer.tui.front import Front
from explorer.tui.hints import hint
from explorer.tui.history.asking import SecretScreen
from explorer.tui.widgets.calls import short_target
from explorer.tui.widgets.confirm import confirm

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.tui.history.screen import HistoryScreen
    from explorer.workbench.collected import CollectedRequest
    from explorer.workbench.journal import Query, Row


async def send_again(screen: HistoryScreen, row: Row) -> None:
    """Send an exchange again, once a person has agreed where that changes something."""
    from explorer.api.operation import CallError
    from explorer.workbench.journal_again import SecretNeeded
    from explorer.workbench.problems import WorkbenchError

    if row.method not in {"GET", "HEAD"}:
        question = (
            f"{row.method} {short_target(row.target)} changes something on the server, again."
        )
        name = row.method.lower() if row.method == "DELETE" else ""
        asked = screen.workbench if name else None
        if not await confirm(screen, question, "Send again", name=name, workbench=asked):
            return
    workbench, front = screen.workbench, Front(screen.app)
    try:
        try:
            made = await workbench.again(row.id)
        except SecretNeeded as needed:
            if front.left("The question for secrets"):
                return
            secrets = await screen.app.push_screen_wait(SecretScreen(needed.places))
            if secrets is None:
                return
            made = await workbench.again(row.id, secrets)
    except (WorkbenchError, CallError) as problem:
        notify_text(screen.app, str(problem), severity="error", timeout=10, about="history")
        return
    outcome = str(made.error) if made.error is not None else f"Sent again: {made.status}."
    notify_text(
        screen.app, outcome, severity="information" if made.ok else "warning", about="history"
    )


async def open_form(screen: HistoryScreen, row: Row) -> None:
    """Leave the history for the form of the operation, which then holds what was sent; of what is
    no operation for a form of its parts."""
    from explorer.workbench.journal_form import NoForm, form_texts
    from explorer.workbench.journal_request import held_request

    front = Front(screen.app)
    entry = await asyncio.to_thread(screen.journal.get, row.id)
    if entry is None:
        notify_text(
            screen.app, "This exchange is no longer kept.", severity="warning", about="history"
        )
        return
    if front.left("The form"):
        return
    subject: str | CollectedRequest = row.operation_id
    try:
        made = form_texts(entry, screen.workbench.cloud_id)
        texts, notes = made.typed, made.notes
    except NoForm:
        held = held_request(entry)
        subject, texts, notes = held.subject, {}, held.notes
    app = cast("ExplorerApp", screen.app)
    said = " ".join((f"The form holds what was sent as {row.short_id}.", *notes))
    screen.dismiss()
    app.open_endpoints(subject, texts, said)


async def compare(screen: HistoryScreen, row: Row) -> None:
    """Show what differs from the marked exchange, or from the one before of its operation."""
    other = screen.marked
    if not other or other == row.id:
        before = screen.rows[screen.rows.index(row) + 1 :] if row in screen.rows else []
        same = (each.id for each in before if each.operation_id == row.operation_id)
        other = next(same, "")
    if not other:
        text = "Mark another exchange with {history.mark} to compare it with this one."
        notify_text(screen.app, hint(screen, text), about="history")
        return

    def read() -> list[Line] | None:
        from explorer.workbench.journal_compare import compare_lines

        pair = sorted(
            (entry for id in (other, row.id) if (entry := screen.journal.get(id)) is not None),
            key=lambda entry: entry.number,
        )
        return compare_lines(*pair) if len(pair) == 2 else None

    lines = await asyncio.to_thread(read)
    if lines is None:
        notify_text(
            screen.app, "One of the two is no longer kept.", severity="warning", about="history"
        )
        return
    screen.show_comparison(f"{other[:8]} and {row.short_id}", lines)


async def copy_as(screen: HistoryScreen, row: Row) -> None:
    """Copy the request for another tool, which a person chooses."""
    front = Front(screen.app)
    entry = await asyncio.to_thread(screen.journal.get, row.id)
    if entry is None:
        notify_text(
            screen.app, "This exchange is no longer kept.", severity="warning", about="history"
        )
        return
    if not front.left("The choice"):
        await copy_request(screen, entry)


async def delete(screen: HistoryScreen, row: Row) -> None:
    """Delete an exchange, once a person has agreed."""
    question = (
        f"Delete {row.method} {short_target(row.target)} ({one_line(row.short_id)}) "
        "from the journal for good?"
    )
    if not await confirm(screen, question, "Delete"):
        return
    if await _written(screen, lambda: screen.journal.delete(row.id)) is not None:
        screen.listed.forget(row.id)


async def delete_found(screen: HistoryScreen, query: Query) -> None:
    """Delete all that a query finds, once a person has agreed to their number."""
    front = Front(screen.app)
    number = await asyncio.to_thread(screen.journal.count, query)
    if not number:
        notify_text(screen.app, "Nothing that was sent fits.", about="history")
        return
    if front.left("The question"):
        return
    what = "1 exchange" if number == 1 else f"all {number:,} exchanges"
    question = f"Delete {what} that the filter finds from the journal for good?"
    if await confirm(screen, question, "Delete"):
        gone = await _written(screen, lambda: screen.journal.delete_found(query))
        if gone is not None:
            notify_text(screen.app, f"{gone:,} deleted.", about="history")
            screen.reload()


async def _written(screen: HistoryScreen, act: Callable[[], int]) -> int | None:
    from explorer.workbench.problems import StoreError

    try:
        return await asyncio.to_thread(act)
    except StoreError as problem:
        notify_text(screen.app, str(problem), severity="error", timeout=10, about="history")
        return None
