"""What a body can begin from: a valid module of its type, an example, a document, Markdown."""

from __future__ import annotations

from typing import Any, NamedTuple

from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operation import Operation, as_json
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.module_text import pretty, with_key

MARKDOWN_EXAMPLE = """Hello **team**, the launch moved to _Thursday_.

- tell the others
- see [the plan](https://example.com/plan)
"""


class Template(NamedTuple):
    """A text for a body.

    Args:
        name: What it is, in a word or two.
        text: The text.
    """

    name: str
    text: str


def module_type(operation: type[Operation[Any]]) -> ModuleType | None:
    """The type of module an operation is about; None where it is about none."""
    found = getattr(operation, "module_type", None)
    if isinstance(found, ModuleType):
        return found
    parts = operation.path.split("/")
    return next((kind for kind in ModuleType if kind in parts), None)


def templates(
    operation: type[Operation[Any]], field: FormField, key: str = ""
) -> tuple[Template, ...]:
    """The texts that a body may begin from, the usual one first.

    Args:
        operation: Any class of the catalogue.
        field: Its whole-body field.
        key: The key in the path, which the text of a module then bears; empty for its own.
    """
    if field.kind is Kind.FILE or not field.is_body:
        return ()
    item = next(each for each in operation.parameters() if each.name == field.name)
    example = pretty(as_json(item.example)) if item.example is not None else ""
    if field.kind is Kind.DOCUMENT:
        return (Template("Markdown", MARKDOWN_EXAMPLE), Template("document", example))
    kind = module_type(operation)
    if kind is None:
        return (Template("example", example),)
    text = pretty(TEMPLATES[kind])
    return (Template("module", with_key(text, key) if key else text),)


def beginning(operation: type[Operation[Any]], field: FormField, key: str = "") -> str:
    """What stands in a body that nobody has typed in yet: for a module its template.

    Args:
        operation: Any class of the catalogue.
        field: Its whole-body field.
        key: The key in the path.
    """
    if field.kind is not Kind.JSON:
        return ""
    found = templates(operation, field, key)
    return found[0].text if found else ""
