"""Names that Postman makes values for, such as `{{$guid}}`: another one each time."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

Clock = Callable[[], datetime]
Chance = random.Random


def _guid(chance: Chance, clock: Clock) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _iso(chance: Chance, clock: Clock) -> str:
    moment = clock().astimezone(UTC).isoformat(timespec="milliseconds")
    return moment.replace("+00:00", "Z")


_MAKERS: Final[Mapping[str, Callable[[Chance, Clock], str]]] = {
    "$guid": _guid,
    "$randomUUID": _guid,
    "$timestamp": lambda chance, clock: str(int(clock().timestamp())),
    "$isoTimestamp": _iso,
    "$randomInt": lambda chance, clock: str(chance.randint(0, 1000)),
    "$randomBoolean": lambda chance, clock: chance.choice(("true", "false")),
    "$randomAlphaNumeric": lambda chance, clock: chance.choice(
        string.ascii_lowercase + string.digits
    ),
}


def make(name: str, chance: Chance, clock: Clock) -> str | None:
    """A value of a dynamic name; None for a name that is none, or is not made here.

    Args:
        name: With its `$`.
        chance: Where random values come from.
        clock: The time.
    """
    maker = _MAKERS.get(name)
    return None if maker is None else maker(chance, clock)
