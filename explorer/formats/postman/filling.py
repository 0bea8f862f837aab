"""Filling the texts of one request: where values come from, and what is noted when none does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from explorer.api.wire import shown
from explorer.formats.postman.dynamic import Chance, make
from explorer.formats.postman.pieces import Problems
from explorer.formats.postman.templates import Endless, fill, is_placeholder

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


class Filler:
    """Fills templates and notes what stays open.

    Args:
        given: Values of the caller, which come first.
        own: Values that the collection itself holds.
        chance: Where random values come from.
        clock: The time.
    """

    def __init__(
        self,
        given: Mapping[str, str],
        own: Mapping[str, str],
        chance: Chance,
        clock: Callable[[], datetime],
    ) -> None:
        self._given = given
        self._own = own
        self._chance = chance
        self._clock = clock
        self.problems = Problems()

    def find(self, name: str) -> str | None:
        """The value of a name; None where there is none, and for one that only says so."""
        for known in (name, name.strip()):
            for values in (self._given, self._own):
                value = values.get(known)
                if value is not None and not is_placeholder(value):
                    return value
        return make(name.strip(), self._chance, self._clock)

    def find_any(self, name: str) -> str | None:
        """As `find`, but what the caller gives counts whatever it is: of bodies."""
        for known in (name, name.strip()):
            if known in self._given:
                return self._given[known]
        return self.find(name)

    def open_names(self, text: str) -> list[str]:
        """The names in a text that have no value."""
        missing: list[str] = []
        try:
            fill(text, self.find, missing.append)
        except Endless:
            pass
        return missing

    def __call__(self, text: str, path: str, *, in_body: bool = False) -> str | None:
        """A text, filled; None where it cannot be, which is noted by the names that are open.

        Args:
            text: A template.
            path: Where it stands, for what is noted.
            in_body: Whether it is of a body, where a value may be anything.
        """
        if "{{" not in text:
            return text
        missing: list[str] = []
        try:
            text = fill(text, self.find_any if in_body else self.find, missing.append)
        except Endless:
            self.error(
                path,
                "The names in {{…}} lead to one another without an end, or to too long a text.",
            )
            return None
        for name in missing:
            self.error(path, f"{{{{{name}}}}} has no value{_hint(name)}")
        return None if missing else text

    def error(self, path: str, message: str) -> None:
        """Note what keeps the request from being sent."""
        self.problems.add(path, "error", message)

    def sound(self, text: str, path: str, what: str, *, controls: bool = False) -> bool:
        """Whether a text can be sent: no half of a surrogate pair and, unless allowed, no control.

        What is wrong with it is noted.
        """
        if _SURROGATE.search(text):
            self.error(path, f"{what} holds half of a surrogate pair, which cannot be sent.")
            return False
        found = None if controls else _CONTROL.search(text)
        if found:
            self.error(path, f"{what} holds the control character {shown(found[0])}. Remove it.")
            return False
        return True


def _hint(name: str) -> str:
    if name.strip().startswith("$"):
        return ": this dynamic name is not made here. Give it a value of its own."
    return ". Give it one."
