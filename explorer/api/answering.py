"""What a successful call answers, and how an answer is read."""

from functools import cache
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from explorer.api.explain import PAGE_INSTEAD
from explorer.api.half_pairs import without_half_pairs

T = TypeVar("T")

_FIRST = 1024
"""Bytes of an answer in which a page of HTML shows itself."""


if TYPE_CHECKING:

    class _Generic(BaseModel, Generic[T]):
        """Generic over what a successful call answers."""

else:

    class _Generic(BaseModel):
        model_config = ConfigDict(defer_build=True)

        # Pydantic's own generics build a schema and a class for each argument: half the time
        # of importing the catalogue, for an argument that is no field.
        def __class_getitem__(cls, answer):
            return GenericAlias(cls, answer)


class Answering(_Generic[T]):
    """Base of what answers when it is sent: the type is the argument that a class is given."""

    @classmethod
    def answer_type(cls) -> Any:
        """The type a successful call answers: the argument the base class was given.

        Raises:
            TypeError: The class was given none.
        """
        return _answer_type(cls)

    def parse(self, status: int, body: bytes) -> T:
        """The typed answer of a successful call.

        Args:
            status: The status code, one of 2xx.
            body: The bytes of the answer.

        Raises:
            pydantic.ValidationError: The answer is not of the documented shape.
        """
        answer = self.answer_type()
        if body[:_FIRST].lstrip()[:1] == b"<":
            # Also where nothing is due: what a proxy or a login page says was not the service.
            raise _page_instead(type(self).__name__)
        if answer is type(None):
            return None  # type: ignore[return-value]  # T is None here
        if not body or not body.strip():
            return self.empty_answer()
        try:
            return self._read(body)
        except ValidationError as problem:
            # One text that was cut within an emoji must not cost the whole answer.
            whole = without_half_pairs(body) if _is_no_json(problem) else body
            if whole == body:
                raise
            return self._read(whole)

    def _read(self, body: bytes) -> T:
        answer = self.answer_type()
        if isinstance(answer, type) and issubclass(answer, BaseModel):
            return answer.model_validate_json(body)  # type: ignore[return-value]  # T is this class
        return _adapter(type(self)).validate_json(body)  # type: ignore[no-any-return]  # adapters give Any

    def empty_answer(self) -> T:
        """What a success without a body means, for an operation that usually answers one.

        Raises:
            pydantic.ValidationError: It cannot be meant.
        """
        answer = self.answer_type()
        if type(None) in get_args(answer):
            return None  # type: ignore[return-value]  # T is None here
        return answer.model_validate(answer.nothing)  # type: ignore[no-any-return]  # `answer` is Any


def _is_no_json(problem: ValidationError) -> bool:
    return any(each["type"] == "json_invalid" for each in problem.errors(include_url=False))


def _page_instead(title: str) -> ValidationError:
    words = "a page of HTML stands in the place of the answer, as of a proxy or a login"
    problem = PydanticCustomError(PAGE_INSTEAD, words)
    return ValidationError.from_exception_data(title, [{"type": problem, "loc": (), "input": None}])


@cache
def _answer_type(operation: type[Answering[Any]]) -> Any:
    for kind in operation.__mro__:
        for base in kind.__dict__.get("__orig_bases__", ()):
            arguments = get_args(base)
            if arguments and not isinstance(arguments[0], TypeVar):
                return type(None) if arguments[0] is None else arguments[0]
    raise TypeError(f"{operation.__name__} does not say what it answers")


@cache
def _adapter(operation: type[Answering[Any]]) -> TypeAdapter[Any]:
    return TypeAdapter(operation.answer_type())
