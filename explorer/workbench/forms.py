"""A form: any operation as fields of text, with what is wrong in each and what will be sent.

form = Form(ListConversations)
form.set("limit", "500")
form.problems()      # limit: must be at most 75
form.operation(unchecked=True)

No screen is needed for any of it: the terminal, the notebook and the runner share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from explorer.api.operation import CallError, Operation
from explorer.workbench.forms_fields import FormField, fields_of
from explorer.workbench.forms_reading import FormProblem, Reading, read
from explorer.workbench.forms_request import RequestPreview, preview
from explorer.workbench.forms_templates import beginning
from explorer.workbench.forms_texts import Head, TextForm, UsedVariable
from explorer.workbench.variables import Variables

__all__ = ["Form", "FormInvalid", "UsedVariable"]


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


class Form(TextForm):
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
        super().__init__(operation.operation_id, fields_of(operation), variables, texts)

    @classmethod
    def of(cls, operation: type[Operation[Any]], variables: Variables | None = None) -> Self:
        """An empty form of an operation."""
        return cls(operation, variables=variables)

    @property
    def subject(self) -> type[Operation[Any]]:
        """What it is a form of."""
        return self.operation_class

    def _begins(self, field: FormField) -> str:
        if not field.is_body:
            return ""
        key = self._typed.get("key", "")
        return beginning(self.operation_class, field, "" if "{{" in key else key)

    def head(self, scopes: frozenset[str] | None = None) -> Head:
        """What stands above it.

        Args:
            scopes: What the token holds; None where that is not known.
        """
        from explorer.workbench.catalogue import marks

        operation = self.operation_class
        found = marks(operation, scopes)
        return Head(
            operation.method,
            operation.path,
            operation.summary(),
            operation.scope or "any token",
            found.scope_held,
            tuple(found.words()),
        )

    def notes(self) -> tuple[str, ...]:
        """What is worth knowing of what will be sent, beside what is wrong."""
        return ()

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

    def _read(self, *, checked: bool = True) -> Reading:
        texts = {each.name: self.text(each.name) for each in self.fields}
        return read(self.operation_class, self.fields, texts, self.variables, checked=checked)
