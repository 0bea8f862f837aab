"""Recording a tour in a notebook: what widgets, magics and calls of the sitting send."""

from __future__ import annotations

from explorer.notebook.bridge import finish, home_loop
from explorer.notebook.component import OPENING_SECONDS
from explorer.notebook.desks import Given, check, desk
from explorer.tour.recording import JournalRecording


def record(given: Given = None) -> JournalRecording:
    """Begin to record what is sent from now on.

        recording = record()
        ...
        recording.stop("demo.yaml", title="What I did")

    Args:
        given: As of every component: a workbench, a client, the name of a profile, or nothing.
            What a client that was made with `Client(...)` sends by itself is not journalled, and
            so not recorded; `connect()` gives one that is.

    Raises:
        WorkbenchError: The server cannot be reached.
    """
    known = check(given)
    loop = home_loop()
    workbench = finish(lambda: desk(known, loop, lambda words: None), loop, OPENING_SECONDS)
    return JournalRecording(workbench.journal)
