"""What a person can do with the sandbox's own side."""

from __future__ import annotations

from explorer.tui.commands import Command

SANDBOX = "Sandbox"

# Those that lead to another pane come before a list's own keys; the screen withholds them while a
# field has the focus.
SANDBOX_COMMANDS: tuple[Command, ...] = (
    Command("sandbox.next-pane", "Next pane", "Go to the next pane.", "tab", where=SANDBOX),
    Command("sandbox.previous-pane", "Previous", "Go back a pane.", "shift+tab", where=SANDBOX),
    Command("sandbox.faults", "Faults", "Go to the faults.", "1", where=SANDBOX, priority=True),
    Command(
        "sandbox.snapshots", "Snapshots", "Go to the snapshots.", "2", where=SANDBOX, priority=True
    ),
    Command(
        "sandbox.settings", "Settings", "Go to the settings.", "3", where=SANDBOX, priority=True
    ),
    Command(
        "sandbox.arrivals", "Arrived", "Go to what has arrived.", "4", where=SANDBOX, priority=True
    ),
    Command(
        "sandbox.request",
        "Request",
        "Go to the request's bytes.",
        "5",
        where=SANDBOX,
        priority=True,
    ),
    Command(
        "sandbox.add",
        "Add fault",
        "Add a fault: choose its kind, say which operations it is for and how often it strikes.",
        "a",
        where=SANDBOX,
        footer=1,
    ),
    Command(
        "sandbox.save",
        "Snapshot",
        "Save all data as a snapshot; Enter on one puts it back.",
        "s",
        where=SANDBOX,
        footer=1,
    ),
    Command(
        "sandbox.tune",
        "Set",
        "Set rate limit, latency, install delay, and whether people answer.",
        "t",
        where=SANDBOX,
        footer=1,
    ),
    Command(
        "sandbox.delete",
        "End",
        "End the fault, or delete the snapshot, under the cursor.",
        "d,delete",
        where=SANDBOX,
        footer=1,
        near="#box-faults, #box-snapshots",
    ),
    Command(
        "sandbox.end-faults",
        "End all",
        "End all faults.",
        "D",
        where=SANDBOX,
        footer=2,
        near="#box-faults",
    ),
    Command(
        "sandbox.reset",
        "Reset",
        "Make the data anew from their seed number; asks first.",
        "R",
        where=SANDBOX,
        footer=2,
    ),
    Command(
        "sandbox.hex",
        "Bytes",
        "Show the request byte by byte, or as text again.",
        "x",
        where=SANDBOX,
        footer=1,
        near="#box-request",
    ),
    Command(
        "sandbox.forget",
        "Forget",
        "Forget what has arrived.",
        "c",
        where=SANDBOX,
        footer=1,
        near="#box-arrivals, #box-request",
    ),
    Command(
        "sandbox.find",
        "Find",
        "Search what has arrived, or the request.",
        "slash",
        where=SANDBOX,
        footer=1,
        near="#box-arrivals, #box-request",
    ),
    Command("sandbox.reload", "Reload", "Ask the sandbox again.", "r,f5", where=SANDBOX, footer=4),
    Command(
        "sandbox.back",
        "Back",
        "End a search, go back a pane, call off what is being done to all data, then leave.",
        "escape",
        where=SANDBOX,
        footer=1,
    ),
)
