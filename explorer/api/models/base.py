"""What all answers have in common: unknown members are kept, and one bad item spoils no page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import core_schema

from explorer.api.explain import explain
from explorer.api.representation.shown import Shown

ItemT = TypeVar("ItemT")


class WireModel(Shown, BaseModel):
    """Base of everything read from the wire: tolerant of what it does not know."""

    _is_described: ClassVar[bool] = True

    model_config = ConfigDict(
        extra="allow", defer_build=True, populate_by_name=True, serialize_by_alias=True
    )

    nothing: ClassVar[dict[str, Any]] = {}
    """What a success without a body stands for."""

    def __str__(self) -> str:
        return repr(self)

    def to_dataframe(self) -> Any:
        """A table of pandas with a row for each item of a page, or for this one thing.

        Columns are named as the service names the members; see `explorer.api.dataframe`.

        Raises:
            ModuleNotFoundError: pandas is not installed; the message says how to.
        """
        from explorer.api.dataframe import to_dataframe

        return to_dataframe(self)


class Page(WireModel, Generic[ItemT]):
    """One page of a list, to be gone through as one: `for item in page`.

    It has no length, so that an empty page is as true as any other; `len(page.items)` counts.
    """

    member: ClassVar[str] = "values"
    """What the service calls the list."""

    nothing: ClassVar[dict[str, Any]] = {"values": []}

    @property
    def items(self) -> list[ItemT]:
        """What is on it, in the server's order, whatever the service calls that member."""
        found: list[ItemT] = getattr(self, self.member)
        return found

    def __iter__(self) -> Iterator[ItemT]:  # type: ignore[override]  # see below
        """What is on it; pydantic's own gives pairs of a member's name and value."""
        return iter(self.items)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Instant = Annotated[datetime, AfterValidator(_aware)]
"""A moment; one that names no zone is taken as UTC, so that all can be compared."""


@dataclass(frozen=True, slots=True, repr=False)
class Unreadable(Shown):
    """An item of a page that does not have the documented shape.

    Args:
        raw: The item as the server sent it, as JSON data.
        why: What does not fit, in words.
    """

    raw: Any
    why: str

    @property
    def id(self) -> str:
        """The item's id where it has one, else empty."""
        found = self.raw.get("id") if isinstance(self.raw, dict) else None
        return found if isinstance(found, str) else ""


class Tolerant:
    """Annotation of a list's item type: what does not fit becomes `Unreadable`, in its place.

    Args:
        model: Gives the model; called when the schema is built, so that it can be deferred.
    """

    def __init__(self, model: Callable[[], type[BaseModel]]) -> None:
        self._model = model

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        model = self._model()

        def unreadable(value: Any) -> Unreadable:
            if isinstance(value, Unreadable):
                return value
            try:
                model.model_validate(value)
            except ValidationError as problem:
                return Unreadable(value, "; ".join(map(str, explain(problem)[:3])))
            return Unreadable(value, "it fits only in part")

        # A union tried from left to right keeps the usual case inside the compiled validator.
        return core_schema.union_schema(
            [
                handler.generate_schema(model),
                core_schema.no_info_plain_validator_function(
                    unreadable,
                    serialization=core_schema.plain_serializer_function_ser_schema(
                        lambda item: item.raw if isinstance(item, Unreadable) else item
                    ),
                ),
            ],
            mode="left_to_right",
        )
