"""A tour as it stands in its file. JSON Schema for editors comes from these classes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from explorer.tour.source import Source
from explorer.workbench.sandbox_words import moment_problem

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
"""A name that values are kept under."""

_STATUS = re.compile(r"[1-5]xx|[1-5][0-9][0-9]|none")


def _text(value: Any) -> Any:
    """Numbers and truth values as the texts they are on the wire."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


_SCALAR = WithJsonSchema({"type": ["string", "number", "boolean"]})
Text = Annotated[str, BeforeValidator(_text), _SCALAR]
Name = Annotated[str, Field(pattern=f"^{NAME.pattern}$", max_length=60)]


class Part(BaseModel):
    """What all parts of a tour have in common: what is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    _source: Source = PrivateAttr(default=Source())

    @property
    def source(self) -> Source:
        """Where it stands in its file; nowhere, where it was not read from one."""
        return self._source

    def stand(self, source: Source) -> None:
        """Remember where it stands."""
        self._source = source


class Start(Part):
    """How the sandbox begins. On another server it has no meaning."""

    fresh: Annotated[
        bool,
        Field(
            description="A sandbox of its own, thrown away afterwards; false: your own, as its "
            "data are now."
        ),
    ] = True
    seed: Annotated[int | None, Field(ge=0, description="Makes the same data each time.")] = None
    now: Annotated[
        datetime | None, Field(description="The present that the data are dated from.")
    ] = None
    rate_limit: Annotated[
        int | None, Field(ge=1, description="Calls a minute and conversation; none without.")
    ] = None
    install_delay: Annotated[
        float, Field(ge=0, le=60, description="Seconds until a new room accepts its app.")
    ] = 0
    lively: Annotated[
        bool, Field(description="People answer what is sent, and rooms go on by themselves.")
    ] = False

    @field_validator("now")
    @classmethod
    def _can_be(cls, value: datetime | None) -> datetime | None:
        problem = moment_problem(value) if value is not None else ""
        if problem:
            raise ValueError(problem)
        return value

    @model_validator(mode="after")
    def _of_new_data(self) -> Self:
        if not self.fresh and (self.seed is not None or self.now is not None):
            raise ValueError("seed and now are of new data: leave them out, or fresh: false")
        return self


class Expect(Part):
    """What must be true of an answer for the step to pass."""

    status: Annotated[
        int | str | list[int | str],
        Field(
            description="A status such as 404, a class such as 2xx, none for no answer, or a list."
        ),
    ] = "2xx"
    fields: Annotated[
        dict[str, Any],
        Field(
            description="By JSONPath of the answer: a value it must equal, or one of contains, "
            "matches, exists, count, not."
        ),
    ] = {}

    @field_validator("status")
    @classmethod
    def _known(cls, value: Any) -> Any:
        if value == []:
            raise ValueError("must not be empty: no status would do")
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, bool) or not _STATUS.fullmatch(str(each)):
                raise ValueError("must be a status such as 404, a class such as 2xx, or none")
        return value

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status or class that passes, as texts."""
        given = self.status if isinstance(self.status, list) else [self.status]
        return tuple(str(each) for each in given)


class Step(Part):
    """One call, with what is told about it."""

    operation: Annotated[str, Field(description="Id or class of an operation.")]
    title: Annotated[
        str, Field(max_length=120, description="A few words; the summary if left out.")
    ] = ""
    note: Annotated[str, Field(description="What to tell, in Markdown.")] = ""
    as_: Annotated[
        str,
        Field(
            alias="as",
            description="Whose credentials: of the sandbox app, participate, room, nobody or "
            "wrong; on another server the name of a profile.",
        ),
    ] = ""
    values: Annotated[dict[str, Text], Field(description="Parameters by name.")] = {}
    body: Annotated[Any, Field(description="The body: data are sent as JSON, a text as it is.")] = (
        None
    )
    content_type: Annotated[str, Field(description="Of the body, where it is a text.")] = ""
    unchecked: Annotated[
        bool, Field(description="Send it past our own checks, to see the server's answer.")
    ] = False
    fault: Annotated[
        str, Field(description="A fault of the sandbox for this step, such as status=503,count=1.")
    ] = ""
    keep: Annotated[
        dict[Name, str], Field(description="Names for later steps, by JSONPath of the answer.")
    ] = {}
    expect: Expect = Expect()
    highlight: Annotated[
        list[str], Field(description="JSONPaths of the answer's parts to point at.")
    ] = []

    @property
    def has_body(self) -> bool:
        """Whether it gives a body of its own."""
        return self.body is not None


class Tour(Part):
    """A demo: steps in their order, and how things stand before and after."""

    title: Annotated[str, Field(min_length=1, max_length=120)]
    intro: Annotated[str, Field(description="What it is about, in Markdown.")] = ""
    sandbox: Start = Start()
    variables: Annotated[
        dict[Name, Text],
        Field(description="Values of {{name}}, to be changed by whoever plays it."),
    ] = {}
    steps: Annotated[list[Step], Field(min_length=1, max_length=500)]
    cleanup: Annotated[
        list[Step],
        Field(
            description="Calls at the end on a server that is not made for the tour.",
            max_length=100,
        ),
    ] = []
