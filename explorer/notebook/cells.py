"""A client for a cell's own code: it waits for its answers, and is the workbench's otherwise.

What a cell calls belongs in the journal as what a widget calls does, and to the same server.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from explorer.api.client import Client
from explorer.notebook.bridge import finish, home_loop
from explorer.notebook.component import OPENING_SECONDS
from explorer.notebook.desks import Given, desk
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.workbench import Workbench

_clients: WeakKeyDictionary[Workbench, Client] = WeakKeyDictionary()


def connect(given: Given = None) -> Client:
    """A client for cells, of the server that components without arguments are about.

        client = connect()
        client.conversations.list(query="launch")

    Args:
        given: As every component is given it: a workbench, a client, the name of a profile, or
            nothing.

    Raises:
        WorkbenchError: There is no server: a sentence that says why and what to do.
    """
    if isinstance(given, Client):
        return given
    loop = home_loop()
    try:
        workbench = finish(lambda: desk(given, loop, lambda sentence: None), loop, OPENING_SECONDS)
    except TimeoutError:
        raise WorkbenchError(
            f"The server did not start within {OPENING_SECONDS:.0f} s: try again."
        ) from None
    client = _clients.get(workbench)
    if client is None:
        target = workbench.target
        client = Client(
            target.base_url,
            auth=target.auth,
            cloud_id=workbench.cloud_id,
            ca_file=target.ca_file,
        )
        workbench.hear(client)
        _clients[workbench] = client
    return client
