"""Ids from a seed number and a name: the same at every time, whatever else is made beside them."""

from __future__ import annotations

import hashlib
import uuid


class Ids:
    """Makes ids.

    Args:
        seed: The number everything is made from.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def bits(self, name: str, count: int) -> int:
        """A number of so many bits, at most 256."""
        found = hashlib.sha256(f"{self._seed}/{name}".encode()).digest()
        return int.from_bytes(found, "big") >> (256 - count)

    def uuid(self, name: str) -> str:
        """A UUID that looks random."""
        return str(uuid.UUID(int=self.bits(name, 128), version=4))

    def account(self, name: str, *, old: bool) -> str:
        """An account id in one of its two forms: `557058:` and a UUID, or 24 hex digits."""
        if old:
            return f"557058:{self.uuid(name)}"
        return f"{self.bits(name, 96):024x}"
