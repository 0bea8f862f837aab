"""The values of a presented step, as a form that changes them for this presentation alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from explorer.tour.body_texts import BodyProblem, BodyText, body_texts
from explorer.tour.player import NotReady, title_of
from explorer.tour.reading import find_operation
from explorer.workbench.forms_fields import FormField, Kind, fields_of
from explorer.workbench.forms_reading import FormProblem
from explorer.workbench.own_forms import OwnForm, own_field

if TYPE_CHECKING:
    from explorer.tour.stepping import Stepping

BODY = frozenset({"body", "whole-body", "local"})

_WHOLE = {
    "text": "As it is sent.",
    "markdown": "The message in Markdown; it is sent as a document.",
    "json": "As it is sent; names in braces stand for what is kept.",
}


class StepForm(OwnForm):
    """A dialog's form over a step; nothing is sent by it.

    Args:
        stepping: The presentation; its present step is edited.
    """

    def __init__(self, stepping: Stepping) -> None:
        self._stepping, step = stepping, stepping.step
        operation = find_operation(step.operation)
        assert operation is not None
        known = fields_of(operation)
        given = {operation.python_name(name) or name: name for name in step.values}
        paths = {each.name for each in known if each.place not in BODY}
        bodies = {each.name: _field(each, known, paths) for each in body_texts(step)}
        before = [each for each in known if each.name in given]
        rest = [each for each in known if each.name not in given and each.place not in BODY]
        # What one changes before people comes first: seldom a value that an earlier step gave.
        kept = [each for each in before if "{{" in step.values[given[each.name]]]
        typed = [each for each in before if each not in kept]
        fields = (*typed, *bodies.values(), *kept, *rest)
        # The names by which the tour knows what stands in the fields.
        self._values = {
            each.name: given.get(each.name, each.wire_name) for each in (*before, *rest)
        }
        self._bodies = {field.name: name for name, field in bodies.items()}
        values, texts = stepping.values, stepping.body_texts
        present = {each: values.get(name, "") for each, name in self._values.items()}
        present |= {each: texts.get(name, "") for each, name in self._bodies.items()}
        super().__init__(title_of(step), "Take", fields, present)

    def check(self, field: FormField, text: str) -> str:
        """Nothing where a name in braces stands, or where the step is sent past our checks."""
        if "{{" in text or self._stepping.step.unchecked:
            return ""
        return super().check(field, text)

    def problems(self) -> Sequence[FormProblem]:
        """What would not make a call; what waits for an earlier step is none."""
        stepping = self._stepping
        found = [] if stepping.step.unchecked else super().problems()
        if found:
            return found
        try:
            step = stepping.changed(self._typed(self._values), self._typed(self._bodies))
            if not stepping.player.missing(step):
                stepping.player.call(step)
        except BodyProblem as problem:
            return [FormProblem(problem.name, problem.message, problem.line, problem.column)]
        except NotReady as problem:
            return [self._problem(problem)]
        return []

    def _problem(self, problem: NotReady) -> FormProblem:
        """What is wrong, at its field where it has one."""
        part, *inner = problem.at or ("",)
        names = self._values if part == "values" else self._bodies if part == "body" else {}
        for each in self.fields:
            if names.get(each.name) in inner[:1]:
                return FormProblem(each.name, problem.reason.rstrip("."))
        return FormProblem("", str(problem).rstrip("."))

    def _typed(self, names: Mapping[str, str]) -> dict[str, str]:
        return {name: self.text(each) for each, name in names.items()}

    def behind(self) -> Sequence[str]:
        """What the step is."""
        return [self._stepping.step.operation, "for this presentation: the file stays as it is"]

    async def submit(self) -> None:
        """Take the values over."""
        self._stepping.edit(self._typed(self._values), self._typed(self._bodies))

    def discard(self) -> None:
        """Go back to the values of the file."""
        self._stepping.edit({})


def _field(part: BodyText, known: Sequence[FormField], taken: Collection[str]) -> FormField:
    """The field of a part of the body: as its operation describes it, where it does."""
    if part.way == "member":
        same = [each for each in known if each.wire_name == part.name and each.place == "body"]
        field = same[0] if same else own_field(part.name, Kind.TEXT, "")
        # A module's key stands in the path and in the body.
        return (
            dataclasses.replace(field, name=f"body {field.name}") if field.name in taken else field
        )
    kind = Kind.JSON if part.way == "json" else Kind.DOCUMENT
    whole = own_field(part.name, kind, _WHOLE[part.way])
    return dataclasses.replace(whole, place="whole-body")
