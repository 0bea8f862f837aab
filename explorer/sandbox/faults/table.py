"""The faults: one record each, in the words in which they are listed.

The rule for what is committed: a fault that damages the service's own answer on its way happens
after the handler, whose work is kept. One that takes the place of the answer happens before it, and
nothing is done.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from explorer.sandbox.faults.options import Choice, FaultError, Option, Text, Whole


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble.

    Args:
        name: Its name on every road.
        what: What a caller sees, in a sentence.
        committed: Whether the service does what was asked: the fault comes after the handler.
        options: What it can be told; the first one is what `name=value` sets.
    """

    name: str
    what: str
    committed: bool
    options: tuple[Option, ...] = ()

    def shown(self) -> dict[str, Any]:
        """For the admin path."""
        return {
            "fault": self.name,
            "what": self.what,
            "committed": self.committed,
            "options": [
                {"name": each.name, "help": each.help, "takes": each.takes, "default": each.default}
                | ({"words": list(each.words)} if isinstance(each, Choice) else {})
                for each in self.options
            ],
        }

    def option(self, name: str) -> Option:
        """An option by name.

        Raises:
            FaultError: There is none of that name.
        """
        for each in self.options:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.options)
        takes = f"It takes {known}" if known else "It takes no options of its own"
        raise FaultError(f"{self.name} has no option {name!r}. {takes}; all take {COMMON}.")


COMMON = "rate, count, after"

_HOW = Choice("how", "how the connection ends: closed in order, or reset", ("fin", "rst"))
_MEBIBYTE = 1024 * 1024

_ALL = (
    Fault(
        "latency",
        "The call is handled as always, after a wait.",
        True,
        (
            Whole("milliseconds", "the wait", 0, 600_000, 1_000),
            Whole("spread", "as much longer at most, drawn from the seed", 0, 600_000, 0),
        ),
    ),
    Fault(
        "status",
        "An error of the service, with code and message.",
        False,
        (
            Whole("status", "the status code", 200, 599, 503),
            Whole(
                "retry-after", "seconds in a Retry-After header; none if left out", 0, 86_400, None
            ),
        ),
    ),
    Fault(
        "refuse",
        "The connection is reset as soon as the head is read; the body is never looked at.",
        False,
    ),
    Fault(
        "drop-before",
        "The whole request is read, and the connection ends without an answer.",
        False,
        (_HOW,),
    ),
    Fault(
        "drop-after",
        "The call is handled, and the connection ends without an answer.",
        True,
        (_HOW,),
    ),
    Fault("empty", "The status is right and the body has no bytes.", True),
    Fault(
        "cut",
        "The connection ends in the middle of the answer, short of its Content-Length.",
        True,
        (
            Whole("bytes", "of the body that still come; half of it if left out", 0, 2**40, None),
            _HOW,
        ),
    ),
    Fault(
        "drip",
        "The right answer comes in small pieces with waits between them.",
        True,
        (
            Whole("pieces", "into which the body is divided", 2, 10_000, 20),
            Whole("every", "milliseconds before each piece", 0, 60_000, 50),
        ),
    ),
    Fault("bad-json", "The body is no JSON: a comma stands where a value should.", True),
    Fault("bad-utf8", "The body has bytes in a text that are not UTF-8.", True),
    Fault(
        "html",
        "A page of HTML, as of a proxy or a login, stands in the place of the answer.",
        False,
        (Whole("status", "the status code", 200, 599, 200),),
    ),
    Fault(
        "wrong-type",
        "The right answer under a wrong Content-Type.",
        True,
        (Text("type", "the content type", "text/html"),),
    ),
    Fault(
        "wrong-shape",
        "JSON whose members are of other types: numbers for texts, objects for lists.",
        True,
    ),
    Fault("no-content", "204 without a body, whatever is due.", True),
    Fault(
        "deep",
        "JSON of lists nested in lists.",
        True,
        (Whole("levels", "of nesting", 1, 1_000_000, 10_000),),
    ),
    Fault(
        "huge",
        "JSON of one very long text, sent without being held in memory.",
        True,
        (
            Whole("bytes", "of the body", 1_024, 2**40, 128 * _MEBIBYTE),
            Choice("declared", "whether a Content-Length says so before", ("yes", "no")),
        ),
    ),
    Fault(
        "redirect",
        "A redirect to somewhere else.",
        False,
        (
            Text("location", "where to", "https://elsewhere.example/"),
            Choice("status", "the status code", ("302", "301", "303", "307", "308")),
        ),
    ),
    Fault(
        "redirect-loop",
        "A redirect to the very same address, again and again.",
        False,
        (Choice("status", "the status code", ("307", "301", "302", "303", "308")),),
    ),
    Fault(
        "hostile",
        "The right answer with control characters, markup and bidi in every text.",
        True,
        (Choice("ids", "whether ids are filled too, which no call can use then", ("no", "yes")),),
    ),
)

FAULTS: dict[str, Fault] = {fault.name: fault for fault in _ALL}
"""Name to fault, in the order in which they are listed."""


def find(name: str) -> Fault:
    """A fault by name.

    Raises:
        FaultError: There is none of that name.
    """
    found = FAULTS.get(name)
    if found is None:
        close = difflib.get_close_matches(name, FAULTS, 1)
        meant = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(FAULTS)}."
        raise FaultError(f"There is no fault {name!r}. {meant}")
    return found
