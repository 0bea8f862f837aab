"""Fields that hold text as it was typed: what every form is, whatever it puts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Self

from explorer.api.operation import CallError
from explorer.workbench.forms_fields import FormField
from explorer.workbench.variables import Variables, names_in


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a form.

    Args:
        method: The HTTP method.
        path: Where to, with names in the place of values.
        summary: What it does, in a sentence without its full stop.
        scope: What the token needs; empty where that is not known.
        held: Whether the token holds it; None where that is not known.
        words: What a person should know of it before it is sent, the gravest first.
    """

    method: str
    path: str
    summary: str
    scope: str = ""
    held: bool | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UsedVariable:
    """A variable that stands in a field.

    Args:
        name: Its name.
        shown: Its value, hidden where it is secret; empty where there is none.
        source: Where it was named; empty where it was not.
    """

    name: str
    shown: str
    source: str


class TextForm:
    """Fields of text, filled in bit by bit.

    A field with nothing in it is left out of the request. `{{name}}` in any field stands for a
    variable.

    Args:
        key: What the form is known by.
        fields: Its fields, in their order.
        variables: What `{{name}}` stands for.
        texts: What to begin with, by either spelling; unknown names are left aside.

    Attributes:
        variables: May be set, when they have changed.
        can_be_unchecked: Whether it can also be sent past our own checks.
    """

    can_be_unchecked = True

    def __init__(
        self,
        key: str,
        fields: Sequence[FormField],
        variables: Variables | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        self.key = key
        self._take(fields)
        self.variables = variables or Variables()
        self._typed: dict[str, str] = {}
        self._listeners: list[Callable[[Any], None]] = []
        for name, text in (texts or {}).items():
            known = self._by_name.get(name)
            if known is not None:
                self._typed[known.name] = text

    def _take(self, fields: Sequence[FormField]) -> None:
        self.fields = tuple(fields)
        self._by_name = {each.wire_name: each for each in self.fields}
        self._by_name |= {each.name: each for each in reversed(self.fields)}

    def field(self, name: str) -> FormField:
        """A field by either spelling.

        Raises:
            CallError: There is none of this name.
        """
        found = self._by_name.get(name)
        if found is None:
            close = get_close_matches(name, self._by_name, 1)
            meant = f" Perhaps {close[0]!r} is meant." if close else ""
            takes = ", ".join(each.wire_name for each in self.fields) or "nothing"
            raise CallError(
                f"{self.key} has no parameter {name!r}.{meant} It takes: {takes}.", name
            )
        return found

    @property
    def body(self) -> FormField | None:
        """The field that is the whole body; None where there is none."""
        return next((each for each in self.fields if each.is_body), None)

    def text(self, name: str) -> str:
        """What stands in a field: as typed, or what it begins with.

        Raises:
            CallError: There is none of this name.
        """
        found = self.field(name)
        typed = self._typed.get(found.name)
        return self.beginning(found.name) if typed is None else typed

    def beginning(self, name: str) -> str:
        """What stands in a field that nobody has typed in yet.

        Raises:
            CallError: There is none of this name.
        """
        return self._begins(self.field(name))

    def _begins(self, field: FormField) -> str:
        return ""

    def set(self, name: str, text: str) -> None:
        """Put a text into a field.

        Args:
            name: By either spelling.
            text: As typed; empty to leave the parameter out.

        Raises:
            CallError: There is no field of this name.
        """
        found = self.field(name)
        if self.text(found.name) != text:
            self._typed[found.name] = text
            self._changed()

    def reset(self, name: str | None = None) -> None:
        """Put a field, or all of them, back to what it began with.

        Args:
            name: By either spelling; None for all.

        Raises:
            CallError: There is no field of this name.
        """
        names = list(self._typed) if name is None else [self.field(name).name]
        gone = [self._typed.pop(each) for each in names if each in self._typed]
        if gone:
            self._changed()

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by wire name: enough to have the same form again."""
        return {
            each.wire_name: self._typed[each.name]
            for each in self.fields
            if each.name in self._typed
        }

    def on_change(self, listener: Callable[[Self], None]) -> Callable[[], None]:
        """Have a function called after each change; gives the one that ends it."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener(self)

    def used_variables(self) -> tuple[UsedVariable, ...]:
        """The variables that stand in the fields, each once, with where they come from."""
        found = {}
        for each in self.fields:
            for name in names_in(self.text(each.name)):
                known = self.variables.get(name)
                found[name] = UsedVariable(
                    name, known.shown if known else "", known.source if known else ""
                )
        return tuple(found.values())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key}, {len(self._typed)} typed>"
