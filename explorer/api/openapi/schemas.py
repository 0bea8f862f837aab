"""JSON Schema of what operations take and answer, from their classes and models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema
from pydantic_core import core_schema

from explorer.api.openapi.examples import example_of
from explorer.api.operation import Operation
from explorer.api.source import Source
from explorer.document.schema import ROOT, document_schemas

PREFIX = "#/components/schemas/"

AnyOperation = type[Operation[Any]]
Schema = dict[str, Any]

DOCUMENT = {"$ref": f"{PREFIX}{ROOT}"}
"""Refers to the schema of an Atlassian document."""

FILE: Schema = {"type": "string", "format": "binary"}
"""The bytes of a file. In OpenAPI 3.1 they need no schema; this is how tools know them."""

_ERROR: Schema = {
    "type": "object",
    "description": "What every refusal answers.",
    "properties": {
        "code": {"type": "integer", "description": "The HTTP status."},
        "message": {
            "type": "string",
            "minLength": 1,
            "description": "What is wrong, where, and what to do.",
        },
    },
    "required": ["code", "message"],
}


class _Generator(GenerateJsonSchema):
    """Without the titles that repeat the names, and silent about what is left out on purpose."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> dict[str, Any]:
        return dict(FILE) if schema["cls"] is Source else super().is_instance_schema(schema)


class Schemas:
    """The schemas of some operations, with the components they refer to.

    Args:
        operations: Of the catalogue.
    """

    def __init__(self, operations: Iterable[AnyOperation]) -> None:
        chosen = tuple(operations)
        taken = _definitions(chosen)
        self._own = {operation: taken.pop(operation.__name__) for operation in chosen}
        answered = _definitions(answer_models(chosen))
        self.components: dict[str, Schema] = {"Error": _ERROR, **document_schemas(PREFIX)}
        for name, schema in taken.items():
            self.add(name, schema)
        for name, schema in answered.items():
            self.add(name, _answered(schema))

    def field(self, operation: AnyOperation, name: str) -> Schema:
        """The schema of one parameter, by its Python name; with its description and examples."""
        # None means that a parameter is not sent, so null is none of its values.
        return _without_null(self._own[operation]["properties"][name])

    def rules(self, operation: AnyOperation) -> Schema:
        """What an operation's own schema says of its members together."""
        own = self._own[operation]
        return {name: own[name] for name in ("allOf", "anyOf", "oneOf", "not") if name in own}

    def add(self, name: str, schema: Schema) -> Schema:
        """Add a component; gives the reference to it.

        Raises:
            TypeError: There is another one of that name.
        """
        if self.components.setdefault(name, schema) != schema:
            raise TypeError(f"two schemas are named {name}")
        return {"$ref": f"{PREFIX}{name}"}

    def reference(self, model: type[BaseModel]) -> Schema:
        """The reference to a model's component."""
        return {"$ref": f"{PREFIX}{model.__name__}"}

    def example(self, schema: Schema) -> Any:
        """A plausible value of a schema."""
        return example_of(schema, self.components, PREFIX)


def answer_model(operation: AnyOperation) -> type[BaseModel] | None:
    """The model a successful call answers; None where it answers no JSON."""
    answer = operation.answer_type()
    for kind in (answer, *get_args(answer)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def answer_models(operations: Iterable[AnyOperation]) -> tuple[type[BaseModel], ...]:
    """Every model that is answered, each once."""
    found = map(answer_model, operations)
    return tuple(dict.fromkeys(model for model in found if model is not None))


def _definitions(models: tuple[type[BaseModel], ...]) -> dict[str, Schema]:
    mode: JsonSchemaMode = "validation"
    _, whole = models_json_schema(
        [(model, mode) for model in models],
        ref_template=f"{PREFIX}{{model}}",
        schema_generator=_Generator,
    )
    return {name: _untitled(schema) for name, schema in whole.get("$defs", {}).items()}


def _untitled(schema: Schema) -> Schema:
    return {name: value for name, value in schema.items() if name != "title"}


def _answered(schema: Schema) -> Schema:
    """An answer: what a model may lack is left out of the answer, not null in it."""
    if not isinstance(schema.get("properties"), Mapping):
        return schema
    members = {name: _without_null(each) for name, each in schema["properties"].items()}
    return {**schema, "properties": members}


def _without_null(schema: Schema) -> Schema:
    changed = dict(schema)
    if changed.get("default", ...) in (None, ""):
        del changed["default"]
    alternatives = [each for each in changed.get("anyOf", ()) if each != {"type": "null"}]
    if "anyOf" in changed:
        del changed["anyOf"]
        if len(alternatives) == 1:
            return {**alternatives[0], **changed}
        changed["anyOf"] = alternatives
    return changed
