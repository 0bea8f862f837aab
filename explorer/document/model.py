"""Documents of the Atlassian Document Format: tolerant in, strict out.

`Document.parse` takes whatever a server sent and gives it back exactly; `check` says what is
wrong with a document by the schema of June 2018, and `Document.of` makes only documents with
which nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, Self

from explorer.document.check import Problem, check
from explorer.document.nodes import MAX_DEPTH, Node, UnknownNode, parse_node, plain_text, walk
from explorer.document.safe import one_line
from explorer.document.view import View, copy_json

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema, core_schema

__all__ = [
    "MAX_DEPTH",
    "Document",
    "DocumentError",
    "Node",
    "Problem",
    "UnknownNode",
    "check",
    "parse_node",
    "plain_text",
    "walk",
]

_VERSION: Final = 1
_REPR_LIMIT: Final = 60


class DocumentError(ValueError):
    """A value is no document, or a document that was to be made does not fit the schema.

    Args:
        message: One sentence.
        problems: What is wrong and where, if the schema was asked.
    """

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class Document(View):
    """A document: a typed view of a JSON object of type `doc`.

    It can be a field of a pydantic model, where it reads and writes its JSON.
    """

    __slots__ = ("_content",)

    def __init__(self, raw: dict[str, Any]) -> None:
        super().__init__(raw)
        self._content: tuple[Node, ...] | None = None

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read a document, whatever is inside it.

        Args:
            value: A JSON value as `json.loads` gives it. It is kept, not copied.

        Raises:
            DocumentError: The value is not a JSON object of type `doc`.
        """
        if isinstance(value, cls):
            return value
        if not isinstance(value, dict):
            raise DocumentError(
                'A document must be a JSON object of type "doc", '
                f"but this is {_kind_of_json(value)}."
            )
        if value.get("type") != "doc":
            raise DocumentError(
                'A document must be a JSON object of type "doc", '
                f"but its type is {_shown(value.get('type'))}."
            )
        return cls(value)

    @classmethod
    def of(cls, *blocks: Node) -> Self:
        """Make a document that is valid by the schema of June 2018.

        Args:
            blocks: Its top-level nodes, as `explorer.document.build` makes them; none is one
                empty paragraph.

        Raises:
            DocumentError: The nodes do not make a valid document; `problems` says why.
        """
        content = [copy_json(block.raw) for block in blocks]
        raw = {
            "version": _VERSION,
            "type": "doc",
            "content": content or [{"type": "paragraph", "content": []}],
        }
        if problems := check(raw):
            raise DocumentError(f"This is no valid document: {problems[0]}", tuple(problems))
        return cls(raw)

    def to_json(self) -> dict[str, Any]:
        """The document as JSON: exactly what was parsed, as a copy of its own."""
        copied: dict[str, Any] = copy_json(self.raw)
        return copied

    @property
    def content(self) -> tuple[Node, ...]:
        """The top-level nodes."""
        if self._content is None:
            inside = self.raw.get("content")
            self._content = tuple(map(parse_node, inside)) if isinstance(inside, list) else ()
        return self._content

    @property
    def version(self) -> object:
        """The format's version, 1 in every sound document."""
        return self.raw.get("version")

    def walk(self) -> Iterator[Node]:
        """Yield all nodes in the order of reading."""
        for block in self.content:
            yield from walk(block)

    def __repr__(self) -> str:
        words = one_line(" ".join(plain_text(block) for block in self.content[:8]), _REPR_LIMIT)
        return f"Document({words!r})"

    def _repr_html_(self) -> str:
        """Its beginning as HTML, at most 20 KB: what a notebook shows of it."""
        from explorer.document.excerpt import excerpt_page

        return excerpt_page(self)

    def to_markdown(self) -> str:
        """The document as Markdown, from which it can be made again."""
        from explorer.document.markdown import to_markdown

        return to_markdown(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """As a field of a pydantic model: reads by `parse`, writes by `to_json`."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _serialize, info_arg=True
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "title": "Document",
            "description": "A document of the Atlassian Document Format.",
            "type": "object",
            "required": ["version", "type", "content"],
            "properties": {
                "version": {"enum": [_VERSION]},
                "type": {"enum": ["doc"]},
                "content": {"type": "array", "items": {"type": "object"}, "minItems": 1},
            },
        }


def _serialize(document: Document, info: core_schema.SerializationInfo) -> Any:
    return document.raw if info.mode == "json" else document.to_json()


def _kind_of_json(value: object) -> str:
    if value is None:
        return "null"
    kinds: dict[type, str] = {list: "an array", str: "a string", bool: "a boolean"}
    kinds |= {int: "a number", float: "a number"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _shown(kind: object) -> str:
    if kind is None:
        return "missing"
    return f'"{one_line(kind, 40)}"' if isinstance(kind, str) else _kind_of_json(kind)
