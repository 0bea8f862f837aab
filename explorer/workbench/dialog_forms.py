"""Forms that stand in a dialog: a few fields for one act, with what is wrong in each.

`OperationForm` is one call of an operation, of which only the fields a person fills in are shown.
Others, as that of a profile, are not calls: `DialogForm` is what a dialog needs of either.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, runtime_checkable

from explorer.api.errors import ApiError
from explorer.api.operation import CallError, Operation
from explorer.api.parameters import Place
from explorer.workbench.drafts import DraftId, Drafts
from explorer.workbench.forms import Form
from explorer.workbench.forms_fields import EMPTY, FormField, Kind, Pick
from explorer.workbench.forms_reading import FormProblem
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.workbench.forms_choices import Choice
    from explorer.workbench.workbench import Workbench

T = TypeVar("T")
Result = TypeVar("Result", covariant=True)

KIND = "dialog"
"""What the drafts call a form of a dialog."""

UNCHANGED = "nothing is changed yet"


@dataclass(frozen=True, slots=True)
class PlainField(FormField):
    """A field of a form that is no call; see `FormField`."""

    place: Place = "local"
    kind: Kind = Kind.TEXT
    required: bool = False
    default: str = ""
    bounds: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    pick: Pick | None = None
    many: bool = False
    example: str = ""

    def facts(self) -> list[str]:
        """The values it takes, where they are few."""
        return [" or ".join(self.choices)] if self.choices else []


class DialogForm(Protocol[Result]):
    """What a dialog shows and sends.

    Attributes:
        title: What the dialog is called; may hold text from outside.
        act: A verb for the button, as in `Create`.
        fields: In the order they are filled in.
        choosing: The form that says what a field may be chosen from; None for no choosing.
    """

    title: str
    act: str

    @property
    def fields(self) -> Sequence[FormField]: ...

    @property
    def choosing(self) -> Form | None: ...

    def text(self, name: str) -> str:
        """What stands in a field."""

    def set(self, name: str, text: str) -> None:
        """Put a text into a field, and keep it as a draft."""

    def problems(self) -> Sequence[FormProblem]:
        """What is wrong now."""

    def behind(self) -> Sequence[str]:
        """What the act does, one line each: the operation and its request line."""

    async def submit(self) -> Result:
        """Do it.

        Raises:
            ApiError: The server refused, or could not be asked.
            CallError: What is typed cannot be sent.
            WorkbenchError: It failed on this machine.
        """

    def discard(self) -> None:
        """Forget what was typed."""


@runtime_checkable
class OwnChoices(Protocol):
    """A form that knows by itself what its fields may hold."""

    async def choices(self, name: str, query: str) -> Sequence[Choice]:
        """What a field may hold; empty where it is typed.

        Args:
            name: The field.
            query: What is looked for; may be left out of account.
        """


class KeptTexts:
    """What is typed into a form, kept as a draft from the first key on.

    Args:
        drafts: Keep it.
        ident: What it is a draft of.
    """

    def __init__(self, drafts: Drafts, ident: DraftId) -> None:
        self._drafts, self._ident = drafts, ident

    def read(self) -> dict[str, str]:
        """What was typed and not sent; a draft of another shape holds nothing."""
        try:
            value = json.loads(self._drafts.get(self._ident) or "{}")
        except (ValueError, RecursionError):
            return {}
        if not isinstance(value, dict):
            return {}
        return {name: each for name, each in value.items() if isinstance(each, str)}

    def write(self, texts: Mapping[str, str]) -> None:
        """Keep the texts; none of them is no draft."""
        if texts:
            self._drafts.put(self._ident, json.dumps(dict(texts), ensure_ascii=False))
        else:
            self._drafts.delete(self._ident)


class OperationForm(Generic[T]):
    """One call of an operation, filled in by a person.

    Args:
        workbench: Sends.
        operation: Any class of the catalogue.
        title: What the dialog is called.
        act: A verb for the button.
        given: What the call holds without being asked for, by either spelling.
        present: How things are now, by either spelling: such a field begins with that, is left out
            of the call while it stays so, and is sent as empty when it is emptied.
        shown: The fields to show, in this order; None for all that are not given.
        kept_as: What tells this form's draft from another of the operation: a conversation's id.
    """

    def __init__(
        self,
        workbench: Workbench,
        operation: type[Operation[T]],
        *,
        title: str,
        act: str,
        given: Mapping[str, str] | None = None,
        present: Mapping[str, str] | None = None,
        shown: Sequence[str] | None = None,
        kept_as: str = "",
    ) -> None:
        self.title, self.act = title, act
        self.operation_class = operation
        self.form = Form(operation, texts=given)
        self._workbench = workbench
        given_names = {self.form.field(name).name for name in given or ()} | {"cloud_id"}
        names = (
            [self.form.field(name).name for name in shown]
            if shown is not None
            else [each.name for each in self.form.fields if each.name not in given_names]
        )
        self._fields = tuple(self.form.field(name) for name in names)
        self._present = {self.form.field(name).name: text for name, text in (present or {}).items()}
        self._kept = KeptTexts(
            workbench.drafts,
            DraftId(
                workbench.target.name, workbench.cloud_id, kept_as, KIND, operation.operation_id
            ),
        )
        for name, text in self._kept.read().items():
            if name in names:
                self._put(name, text)

    @property
    def fields(self) -> Sequence[FormField]:
        """Those a person fills in."""
        return self._fields

    @property
    def choosing(self) -> Form | None:
        """The form itself: every choice is of its operation."""
        return self.form

    def text(self, name: str) -> str:
        """What stands in a field: as typed, or as things are now."""
        name = self.form.field(name).name
        typed = self.form.text(name)
        if name not in self._present:
            return typed
        return "" if typed == EMPTY else typed or self._present[name]

    def set(self, name: str, text: str) -> None:
        """Put a text into a field."""
        self._put(name, text)
        typed = {each.name: self.text(each.name) for each in self._fields if self._is_typed(each)}
        self._kept.write(typed)

    def problems(self) -> Sequence[FormProblem]:
        """What is wrong now; where nothing differs from how things are, that."""
        if self._present and not any(map(self._is_typed, self._fields)):
            return (FormProblem("", UNCHANGED),)
        return self.form.problems()

    def behind(self) -> Sequence[str]:
        """The operation and its request, as far as it is known."""
        client = self._workbench.client
        request = self.form.request(client.base_url, self._workbench.cloud_id)
        lines = [self.operation_class.operation_id, request.line]
        if request.size:
            lines.append(f"{request.content_type}, {request.size:,} bytes")
        return lines

    async def submit(self) -> T:
        """Send it; what was typed is forgotten once it has arrived.

        Raises:
            ApiError: It was refused, or no answer came.
            CallError: It cannot be put.
        """
        call = self.form.operation()
        sent = self.form.typed
        result: T = (await self._workbench.client.exchange(call)).result()
        if self.form.typed == sent:
            self._kept.write({})
        return result

    def discard(self) -> None:
        """Forget what was typed."""
        for each in self._fields:
            self.form.reset(each.name)
        self._kept.write({})

    def _is_typed(self, field: FormField) -> bool:
        return bool(self.form.text(field.name))

    def _put(self, name: str, text: str) -> None:
        name = self.form.field(name).name
        before = self._present.get(name)
        if before is not None and text == before:
            self.form.set(name, "")
        elif before and not text:
            self.form.set(name, EMPTY)
        else:
            self.form.set(name, text)


def refusal(problem: Exception, fields: Sequence[FormField]) -> FormProblem:
    """How an act failed, at the field it is about where that is known.

    Args:
        problem: What was raised.
        fields: Those of the form.
    """
    said = str(problem)
    if isinstance(problem, ApiError):
        named = problem.field.split(".")[0].split("[")[0]
        # A server names what it refuses first: "name must not be empty".
        first = problem.message.split(" ", 1)[0].strip("\"'`:,")
        for each in fields:
            if each.wire_name in {named, first} or (named and each.name == named):
                return FormProblem(each.wire_name, said)
    elif isinstance(problem, CallError) and problem.field:
        for each in fields:
            if problem.field in {each.wire_name, each.name}:
                return FormProblem(each.wire_name, said)
    return FormProblem("", said)


FAILURES: tuple[type[Exception], ...] = (ApiError, CallError, WorkbenchError, OSError)
"""What an act of a dialog may fail by."""


def texts_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Values as the texts of fields; None is an empty one."""
    return {name: "" if value is None else str(value) for name, value in values.items()}
