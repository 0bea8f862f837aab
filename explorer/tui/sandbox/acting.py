"""What the sandbox screen does: faults, settings, data; each act asks where it must."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from explorer.document.safe import one_line
from explorer.tui.content import notify_text
from explorer.tui.front import Front
from explorer.tui.hints import hint
from explorer.tui.widgets.confirm import confirm

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.tui.sandbox.screen import SandboxScreen
    from explorer.tui.widgets.form_dialog import Outcome
    from explorer.workbench.sandbox_admin import SandboxAdmin
    from explorer.workbench.sandbox_records import Snapshot, StandingFault


T = TypeVar("T")


async def add_fault(screen: SandboxScreen, admin: SandboxAdmin) -> None:
    """Choose a kind, fill in its form, and let it stand."""
    from explorer.tui.endpoints.picker import Picker
    from explorer.workbench.forms_choices import Choice
    from explorer.workbench.sandbox_forms import FaultForm

    front = Front(screen.app)
    kinds = await _done(screen, admin.kinds)
    if kinds is None or front.left("The list of faults"):
        return
    by_name = {each.name: each for each in kinds}

    async def ask(query: str) -> list[Choice]:
        return [Choice(each.name, one_line(each.name), one_line(each.what)) for each in kinds]

    chosen = await screen.app.push_screen_wait(Picker("Fault", ask))
    if chosen in by_name:
        outcome = await _ask(screen, FaultForm(admin, by_name[chosen]))
        if outcome is not None:
            notify_text(screen.app, f"{outcome.result.spec} stands now.", about="faults")
            await screen.read_faults()


async def end_fault(screen: SandboxScreen, admin: SandboxAdmin, fault: StandingFault) -> None:
    """End a fault; it is quickly added again."""
    if await _done(screen, lambda: _yes(admin.end_fault(fault.id))):
        notify_text(screen.app, f"{fault.spec} is ended.", about="faults")
        await screen.read_faults()


async def end_faults(screen: SandboxScreen, admin: SandboxAdmin, number: int) -> None:
    """End all faults, once a person has agreed to their number."""
    if not number:
        notify_text(screen.app, "No fault stands.", about="faults")
        return
    what = "the fault that stands" if number == 1 else f"all {number} faults"
    if not await _agreed(screen, f"End {what}?", "End", "DELETE /sandbox/faults"):
        return
    if await _done(screen, lambda: _yes(admin.end_faults())):
        notify_text(screen.app, "All faults are ended.", about="faults")
        await screen.read_faults()


async def tune(screen: SandboxScreen, admin: SandboxAdmin, at: str = "") -> None:
    """Set rate limit, latency, install delay and whether people answer, in a form.

    Args:
        screen: Shows them.
        admin: The sandbox.
        at: Name of the field to begin in; empty for the first.
    """
    from explorer.workbench.sandbox_forms import SettingsForm

    front = Front(screen.app)
    present = await _done(screen, admin.settings)
    if present is None or front.left("The form"):
        return
    outcome = await _ask(screen, SettingsForm(admin, present), at=at)
    if outcome is not None:
        screen.show_settings(outcome.result)
        notify_text(screen.app, "Set, until the sandbox stops.", about="settings")


async def save(screen: SandboxScreen, admin: SandboxAdmin) -> None:
    """Save the data as a snapshot, under a name."""
    from explorer.workbench.sandbox_forms import SnapshotForm

    taken = [each.name for each in screen.snapshots]
    now = cast("ExplorerApp", screen.app).now()
    outcome = await _ask(screen, SnapshotForm(admin, taken, now))
    if outcome is not None:
        notify_text(screen.app, f"Saved as {outcome.result.name}.", about="data")
        await screen.read_snapshots(at=outcome.result.name)


async def restore(screen: SandboxScreen, admin: SandboxAdmin, snapshot: Snapshot) -> None:
    """Put a snapshot in the place of the data, once a person has agreed."""
    name = one_line(snapshot.name)
    question = (
        f"Put the snapshot {name} in the place of all present data? What was not saved as a "
        "snapshot is gone then."
    )
    path = f"POST /sandbox/snapshots/{name}/restore"
    if await _agreed(screen, question, "Restore", path):
        done = f"The data are those of {name} again."
        await _replace(
            screen, lambda: admin.restore_snapshot(snapshot.name), f"Restoring {name}…", done
        )


async def delete_snapshot(screen: SandboxScreen, admin: SandboxAdmin, snapshot: Snapshot) -> None:
    """Forget a snapshot, once a person has agreed."""
    name = one_line(snapshot.name)
    path = f"DELETE /sandbox/snapshots/{name}"
    if not await _agreed(screen, f"Delete the snapshot {name} for good?", "Delete", path):
        return
    if await _done(screen, lambda: _yes(admin.delete_snapshot(snapshot.name))):
        await screen.read_snapshots()


async def reset(screen: SandboxScreen, admin: SandboxAdmin) -> None:
    """Make the data anew, once a person has agreed."""
    question = (
        "Make all data anew, as they were at first? Conversations, messages and modules made since "
        "are gone then. Credentials, faults and snapshots stay."
    )
    if await _agreed(screen, question, "Reset", "POST /sandbox/reset"):
        done = "The data are as they were at first."
        await _replace(screen, admin.reset, "Making the data anew…", done)


async def forget(screen: SandboxScreen, admin: SandboxAdmin) -> None:
    """Forget what has arrived."""
    if await _done(screen, lambda: _yes(admin.forget_arrivals())):
        await screen.arrivals.look()


async def call_off(screen: SandboxScreen, admin: SandboxAdmin) -> None:
    """Call off what is being done to all of the data."""
    text = hint(screen, "Calling that off… {sandbox.back} once more leaves at once.")
    notify_text(screen.app, text, about="data")
    await _done(screen, lambda: _yes(admin.call_off()))


async def _replace(
    screen: SandboxScreen, act: Callable[[], Awaitable[None]], doing: str, done: str
) -> None:
    """Have all of the data be others, say how that goes, and have the first screen read them."""
    from explorer.workbench.sandbox_admin import AdminError, CalledOff

    screen.begin(doing)
    try:
        await act()
    except CalledOff as problem:
        notify_text(screen.app, str(problem), about="data")
    except AdminError as problem:
        notify_text(screen.app, str(problem), severity="error", timeout=10)
    else:
        notify_text(screen.app, done, about="data")
        cast("ExplorerApp", screen.app).browse.data_replaced()
    screen.end()


async def _agreed(screen: SandboxScreen, question: str, act: str, path: str) -> bool:
    return await confirm(
        screen, question, act, behind=("Sandbox", path), workbench=screen.workbench
    )


async def _ask(screen: SandboxScreen, form: Any, at: str = "") -> Outcome | None:
    from explorer.tui.widgets.form_dialog import FormDialog

    return await screen.app.push_screen_wait(FormDialog(form, at=at))


async def _yes(act: Awaitable[object]) -> bool:
    await act
    return True


async def _done(screen: SandboxScreen, act: Callable[[], Awaitable[T]]) -> T | None:
    """What an act gives; None, and a word on why, where it failed."""
    from explorer.workbench.sandbox_admin import AdminError

    try:
        return await act()
    except AdminError as problem:
        notify_text(screen.app, str(problem), severity="error", timeout=10)
        return None
