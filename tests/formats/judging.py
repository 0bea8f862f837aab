"""Whether a request that was received is the one that was to be made."""

from __future__ import annotations

import time

from explorer.formats.portable import Portable
from explorer.sandbox.admin.received import Received
from explorer.sandbox.server import Sandbox


def latest(sandbox: Sandbox) -> int:
    """The number of the last request that a sandbox has received."""
    return max((each.number for each in sandbox.requests()), default=0)


def received(sandbox: Sandbox, after: int) -> list[Received]:
    """The requests since a number, whole.

    A sandbox may answer before a body has come, and its log then has the request a moment later.
    """
    until = time.monotonic() + 10
    while True:
        found = sandbox.requests(after)
        if all(each.data for each in found) or time.monotonic() > until:
            return found
        time.sleep(0.002)


def headers(one: Received) -> list[tuple[str, str]]:
    """The headers of a received request, names in lower case."""
    lines = one.head.decode("latin-1").split("\r\n")[1:]
    pairs = [line.partition(":")[::2] for line in lines]
    return [(name.lower(), value.strip()) for name, value in pairs]


def assert_is(one: Received, wanted: Portable) -> None:
    """A request is the one wanted: method, target and body byte for byte, the headers that matter.

    Args:
        one: What a sandbox got, its own secrets by their names.
        wanted: What was to be made, secrets by the same names.
    """
    found = headers(one)
    assert one.method == wanted.method
    assert one.target == wanted.target
    assert one.body == wanted.body
    for name, value in wanted.own_headers:
        assert (name.lower(), value) in found, name
    names = [name for name, _ in found]
    given = {name.lower() for name, _ in wanted.own_headers}
    for name in {"content-type", "authorization", "expect", "transfer-encoding", "cookie"} - given:
        assert name not in names
    if "accept" not in given:
        assert [value for name, value in found if name == "accept"] in ([], ["*/*"])
    length = [value for name, value in found if name == "content-length"]
    if wanted.body or wanted.method in {"POST", "PUT", "PATCH"}:
        assert length == [str(len(wanted.body))]
    else:
        assert length in ([], ["0"])
