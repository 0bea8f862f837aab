"""The values of a presented step, as a form that changes them for this presentation alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.tour.player import NotReady, title_of
from explorer.tour.reading import find_operation
from explorer.workbench.forms_fields import FormField, fields_of
from explorer.workbench.forms_reading import FormProblem

if TYPE_CHECKING:
    from explorer.tour.stepping import Stepping
    from explorer.workbench.forms import Form

BODY = frozenset({"body", "whole-body", "local"})


class StepForm:
    """A dialog's form over a step; nothing is sent by it.

    Args:
        stepping: The presentation; its present step is edited.
    """

    def __init__(self, stepping: Stepping) -> None:
        self._stepping = stepping
        self.title = title_of(stepping.step)
        self.act = "Take"
        operation = find_operation(stepping.step.operation)
        assert operation is not None
        given = {operation.python_name(name) or name: name for name in stepping.step.values}
        self.fields: Sequence[FormField] = [
            field
            for field in fields_of(operation)
            if field.name in given or field.place not in BODY
        ]
        self._names = {field.name: given.get(field.name, field.wire_name) for field in self.fields}
        values = stepping.values
        self._texts = {name: values.get(spelt, "") for name, spelt in self._names.items()}

    @property
    def choosing(self) -> Form | None:
        """Nothing is chosen here: a value may be a name in braces."""
        return None

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self._texts.get(name, "")

    def set(self, name: str, text: str) -> None:
        """Put a text into a field."""
        self._texts[name] = text

    def problems(self) -> Sequence[FormProblem]:
        """What would not make a call; what waits for an earlier step is none."""
        stepping = self._stepping
        step = stepping.step.model_copy(update={"values": {}})
        if stepping.player.missing(stepping.step.model_copy(update={"values": self._values()})):
            return []
        try:
            stepping.player.call(step, self._values())
        except NotReady as problem:
            return [FormProblem("", str(problem).rstrip("."))]
        return []

    def _values(self) -> dict[str, str]:
        return {self._names[name]: text for name, text in self._texts.items() if text}

    def behind(self) -> Sequence[str]:
        """What the step is."""
        return [self._stepping.step.operation, "for this presentation: the file stays as it is"]

    async def submit(self) -> None:
        """Take the values over."""
        self._stepping.edit({self._names[name]: text for name, text in self._texts.items()})

    def discard(self) -> None:
        """Go back to the values of the file."""
        self._stepping.edit({})
