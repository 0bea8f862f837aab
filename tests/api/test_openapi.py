"""The catalogue as an OpenAPI document: valid, whole, and of the classes' own words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from explorer.api.openapi import openapi_document
from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE, GetConversation, ListSites

BASE = "https://api.example.com"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi_document(BASE)


def described(document: dict[str, Any], operation: type[Operation[Any]]) -> dict[str, Any]:
    return document["paths"][operation.path][operation.method.lower()]


def everything(value: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield steps, value
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from everything(inner, (*steps, step))


def validator(document: dict[str, Any], schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    """Of a schema whose references lead into the document."""
    return jsonschema.Draft202012Validator(
        {**schema, "components": document["components"]}, format_checker=jsonschema.FormatChecker()
    )


every_operation = pytest.mark.parametrize(
    "operation", CATALOGUE.values(), ids=lambda operation: operation.operation_id
)


def test_it_is_valid(document: dict[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert document["openapi"].startswith("3.1.")
    assert document["servers"] == [{"url": BASE}]


def test_it_is_the_same_whenever_it_is_made(document: dict[str, Any]) -> None:
    code = (
        "import json\nfrom explorer.api.openapi import openapi_document\n"
        f"print(json.dumps(openapi_document({BASE!r})))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == json.dumps(document)


def test_every_reference_leads_to_a_component_and_every_component_is_led_to(
    document: dict[str, Any],
) -> None:
    found = {value["$ref"] for _, value in everything(document) if "$ref" in _as_dict(value)}
    known = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses", "headers")
        for name in document["components"][kind]
    }
    assert found <= known
    # That a path has other methods is no answer of an operation.
    assert known - found == {"#/components/responses/MethodNotAllowed"}


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def test_every_schema_is_one(document: dict[str, Any]) -> None:
    for steps, value in everything(document):
        if steps and steps[-1] == "schema" and isinstance(value, dict):
            jsonschema.Draft202012Validator.check_schema(value)
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    seen = 0
    for steps, value in everything(document):
        if "schema" not in _as_dict(value) or steps[-2:-1] == ("properties",):
            continue
        examples = [value["example"]] if "example" in value else []
        examples += [each["value"] for each in value.get("examples", {}).values()]
        for example in examples:
            validator(document, value["schema"]).validate(example)
            seen += 1
    assert seen > 3 * len(CATALOGUE)
    for schema in document["components"]["schemas"].values():
        for example in schema.get("examples", ()):
            validator(document, schema).validate(example)


@every_operation
def test_an_operation_is_told_in_its_own_words(
    document: dict[str, Any], operation: type[Operation[Any]]
) -> None:
    told = described(document, operation)
    assert told["operationId"] == operation.operation_id
    assert told["summary"] == operation.summary()
    assert told["tags"] == [operation.resource]
    assert told["x-in-collection"] is operation.in_collection
    scopes = [operation.scope.value] if operation.scope else []
    assert {"token": scopes} in told["security"]
    assert {"app": scopes} in told["security"]
    assert next(iter(told["responses"])) == str(operation.success)


@every_operation
def test_its_parameters_are_the_fields_of_the_class(
    document: dict[str, Any], operation: type[Operation[Any]]
) -> None:
    told = described(document, operation).get("parameters", [])
    fields = [each for each in operation.parameters() if each.place in {"path", "query"}]
    assert [(each["name"], each["in"]) for each in told] == [
        (each.wire_name, each.place) for each in fields
    ]
    for parameter, field in zip(told, fields, strict=True):
        schema = parameter["schema"]
        assert parameter["description"] == field.description
        assert parameter["required"] == (field.place == "path" or field.required)
        assert schema.get("default") == field.default
        assert "|".join(schema.get("enum", [schema["type"]])) == field.type_name
        if field.bounds:
            assert str(schema["minimum"]) in field.bounds
        if field.example is not None:
            assert parameter["example"] == field.example


@every_operation
def test_its_body_examples_are_calls_of_the_class(
    document: dict[str, Any], operation: type[Operation[Any]]
) -> None:
    body = described(document, operation).get("requestBody")
    takes = {each.place for each in operation.parameters()} & {"body", "whole-body"}
    assert bool(body) == bool(takes or operation.body_types)
    if not body:
        return
    assert tuple(body["content"]) == operation.body_types or ("application/json",)
    values = {
        each.wire_name: str(each.example)
        for each in operation.parameters()
        if each.place in {"path", "query"} and each.required
    }
    for kind, content in body["content"].items():
        examples = [each["value"] for each in content.get("examples", {}).values()]
        examples += [content["example"]] if "example" in content else []
        assert examples
        for example in examples:
            sent = example if isinstance(example, str) else json.dumps(example)
            operation.from_text(values, body=sent.encode(), content_type=kind)


@every_operation
def test_its_answer_example_is_read_by_the_class(
    document: dict[str, Any], operation: type[Operation[Any]]
) -> None:
    success = described(document, operation)["responses"][str(operation.success)]
    content = success.get("content", {})
    assert bool(content) == (operation.answer_type() is not type(None))
    if "application/json" in content:
        example = json.dumps(content["application/json"]["example"]).encode()
        assert operation.example().parse(operation.success, example) is not None


def test_links_name_operations_and_their_parameters(document: dict[str, Any]) -> None:
    count = 0
    for steps, link in everything(document):
        if len(steps) < 2 or steps[-2] != "links":
            continue
        count += 1
        target = described(document, CATALOGUE[link["operationId"]])
        names = {each["name"] for each in target["parameters"]}
        given = {name.removeprefix("query.") for name in link["parameters"]}
        assert given <= names
        needed = {each["name"] for each in target["parameters"] if each["in"] == "path"}
        assert needed <= given
    assert count > 40


def test_some_operations_alone_are_a_document_too() -> None:
    document = openapi_document(BASE, [ListSites, GetConversation])
    assert list(document["paths"]) == ["/oauth/token", ListSites.path, GetConversation.path]
    assert set(document["components"]["schemas"]) == {
        *("Conversation", "Error", "Site", "SitePage", "Token", "TokenError", "TokenRequest")
    }
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_two_schemas_of_one_name_are_an_error(document: dict[str, Any]) -> None:
    from explorer.api.openapi.schemas import Schemas

    schemas = Schemas([ListSites])
    with pytest.raises(TypeError, match="Site"):
        schemas.add("Site", {"type": "string"})
