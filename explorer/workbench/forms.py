"""A form: any operation as fields of text, with what is wrong in each and what will be sent.

form = Form(ListConversations)
form.set("limit", "500")
form.problems()      # limit: must be at most 75
form.operation(unchecked=True)

No screen is needed for any of it: the terminal, the notebook and the runner share it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Self

from explorer.api.operation import CallError, Operation
from explorer.workbench.forms_fields import FormField, fields_of
from explorer.workbench.forms_reading import FormProblem, Reading, read
from explorer.workbench.forms_request import RequestPreview, preview
from explorer.workbench.forms_templates import beginning
from explorer.workbench.variables import Variables


class FormInvalid(CallError):
    """What is in a form cannot be sent: the message says what is wrong, field by field.

    Args:
        problems: All of it.
    """

    def __init__(self, problems: tuple[FormProblem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)), problems[0].field if problems else "")
        self.problems = problems

    def __reduce__(self) -> tuple[Any, ...]:
        return FormInvalid, (self.problems,)


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


class Form:
    """One operation, filled in bit by bit.

    A field holds text, as typed. One with nothing in it is left out of the request; where an
    empty text is meant, `""` is typed. `{{name}}` in any field stands for a variable.

    Args:
        operation: Any class of the catalogue.
        variables: What `{{name}}` stands for.
        texts: What to begin with, by either spelling; unknown names are left aside.

    Attributes:
        operation_class: The operation.
        fields: Its fields, the path's first.
        variables: May be set, when they have changed.
    """

    def __init__(
        self,
        operation: type[Operation[Any]],
        *,
        variables: Variables | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        self.operation_class = operation
        self.fields: tuple[FormField, ...] = fields_of(operation)
        self.variables = variables or Variables()
        self._by_name = {each.wire_name: each for each in self.fields}
        self._by_name |= {each.name: each for each in reversed(self.fields)}
        self._typed: dict[str, str] = {}
        self._listeners: list[Callable[[Form], None]] = []
        for name, text in (texts or {}).items():
            known = self._by_name.get(name)
            if known is not None:
                self._typed[known.name] = text

    @classmethod
    def of(cls, operation: type[Operation[Any]], variables: Variables | None = None) -> Self:
        """An empty form of an operation."""
        return cls(operation, variables=variables)

    # Fields

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
                f"{self.operation_class.operation_id} has no parameter {name!r}.{meant} "
                f"It takes: {takes}.",
                name,
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
        if typed is not None or not found.is_body:
            return typed or ""
        key = self._typed.get("key", "")
        return beginning(self.operation_class, found, "" if "{{" in key else key)

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

    def on_change(self, listener: Callable[[Form], None]) -> Callable[[], None]:
        """Have a function called after each change; gives the one that ends it."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener(self)

    # What is wrong, and what is sent

    def problems(self) -> tuple[FormProblem, ...]:
        """What is wrong now, in the order of the fields, what is about none of them last."""
        return self._read().problems

    def operation(self, *, unchecked: bool = False) -> Operation[Any]:
        """The call that the form puts.

        Args:
            unchecked: Put it as it stands, past our own checks, to see the service's answer.

        Raises:
            FormInvalid: Something is wrong.
            CallError: Unchecked: it is nothing that can be put at all, as a file that is not there.
        """
        if unchecked:
            return self._read(checked=False).unchecked()
        reading = self._read()
        if reading.problems or reading.call is None:
            raise FormInvalid(reading.problems)
        return reading.call

    def request(self, base_url: str, cloud_id: str = "") -> RequestPreview:
        """The request as it will be sent, as far as it is known; no secret stands in it.

        Args:
            base_url: Of the server.
            cloud_id: The present site; empty where it is not known yet.
        """
        return preview(self._read(), self.variables, base_url, cloud_id)

    def used_variables(self) -> tuple[UsedVariable, ...]:
        """The variables that stand in the fields, each once, with where they come from."""
        from explorer.workbench.variables import names_in

        found = {}
        for each in self.fields:
            for name in names_in(self.text(each.name)):
                known = self.variables.get(name)
                found[name] = UsedVariable(
                    name, known.shown if known else "", known.source if known else ""
                )
        return tuple(found.values())

    def _read(self, *, checked: bool = True) -> Reading:
        texts = {each.name: self.text(each.name) for each in self.fields}
        return read(self.operation_class, self.fields, texts, self.variables, checked=checked)

    def __repr__(self) -> str:
        return f"<Form {self.operation_class.operation_id}, {len(self._typed)} typed>"
