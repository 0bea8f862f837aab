"""The catalogue as a collection: equal to the published one in what that has, and all 51 known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer.api.operations import CATALOGUE
from explorer.formats.postman import (
    Collection,
    Request,
    dump,
    read,
    recognise,
    resolve,
    shipped_collection,
    write,
)

from .making import PUBLISHED

VALUES = {
    "cloudId": "S",
    "conversationId": "C",
    "userId": "557058:U",
    "messageId": "M",
    "mediaId": "F",
}


def shape(request: Request) -> tuple[Any, ...]:
    keys = [each.key for each in request.query]
    return request.name, request.folder, request.method, request.segments, keys


@pytest.fixture(scope="module")
def published() -> Collection:
    return read(PUBLISHED.read_bytes())


@pytest.fixture(scope="module")
def written() -> Collection:
    return read(dump(write()))


def test_the_published_ones_are_equal_and_in_order(
    published: Collection, written: Collection
) -> None:
    assert [shape(each) for each in written.requests[:21]] == [
        shape(each) for each in published.requests
    ]


def test_collection_to_catalogue_to_collection(published: Collection) -> None:
    operations = [found[0] for each in published.requests if (found := recognise(each))]
    again = read(dump(write(operations, name=published.name, base_url_variable="default")))
    assert again.name == published.name
    assert [shape(each) for each in again.requests] == [shape(each) for each in published.requests]
    assert [each.url_template for each in again.requests] == [
        each.url_template for each in published.requests
    ]


def test_all_operations_are_known_again(written: Collection) -> None:
    assert written.problems == ()
    assert len(written.requests) == len(CATALOGUE) == 51
    assert {each.operation_id for each in written.requests} == set(CATALOGUE)
    for request in written.requests[21:]:
        operation = CATALOGUE[request.name]
        assert not operation.in_collection
        assert request.folder == ("Outside the collection", operation.group)


@pytest.mark.parametrize("operation", CATALOGUE.values(), ids=list(CATALOGUE))
def test_what_is_sent_is_the_operations_own_example(operation: Any, written: Collection) -> None:
    request = next(each for each in written.requests if each.name == operation.operation_id)
    resolved = resolve(request, {**VALUES, "baseUrl": "http://127.0.0.1:1/", "token": "t"})
    assert resolved.problems == ()
    example = operation.example()
    mine = {name: VALUES[name] for name in VALUES if operation.python_name(name)}
    call = operation.model_validate(
        {
            **{name: getattr(example, name) for name in example.model_fields_set},
            **{str(operation.python_name(name)): value for name, value in mine.items()},
        }
    )
    prepared = call.build()
    assert (resolved.method, resolved.url) == (
        prepared.method,
        f"http://127.0.0.1:1{prepared.target}",
    )
    headers = dict(resolved.headers)
    assert headers["Authorization"] == "Bearer t"
    assert headers["Accept"] == operation.accept
    assert headers.get("Content-Type", "") == prepared.content_type
    if prepared.source is not None:
        assert resolved.body.decode() == operation.model_fields["content"].examples[0]
    elif prepared.body:
        assert json.loads(resolved.body) == json.loads(prepared.body)
    else:
        assert resolved.body == b""


def test_every_parameter_is_there_and_only_the_required_are_sent(written: Collection) -> None:
    for request in written.requests:
        operation = CATALOGUE[request.name]
        parameters = {each.wire_name: each for each in operation.parameters()}
        in_query = [name for name, each in parameters.items() if each.place == "query"]
        assert [each.key for each in request.query] == in_query
        for pair in request.query:
            assert pair.disabled == (not parameters[pair.key].required)
            assert parameters[pair.key].description in pair.description
        in_path = {name for name, each in parameters.items() if each.place == "path"}
        assert {each.name for each in request.url.variables} == in_path
        assert operation.summary() in request.description


def test_variables_take_values_and_no_secret() -> None:
    whole = write(
        variables={"baseUrl": "http://127.0.0.1:1", "cloudId": "S", "token": "very-secret"}
    )
    values = {each["key"]: each["value"] for each in whole["variable"]}
    assert values["baseUrl"] == "http://127.0.0.1:1"
    assert values["cloudId"] == "S"
    assert values["token"] == ""
    assert "very-secret" not in json.dumps(whole)
    assert {"conversationId", "userId", "messageId", "mediaId"} <= set(values)


def test_the_shipped_file_is_what_is_written_now() -> None:
    assert shipped_collection().read_bytes() == dump(write()), (
        "The catalogue has changed: python tests/formats/postman/ship.py"
    )
