"""Names and their values: whose count, names within names, and those made anew each time."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime

import pytest

from explorer.formats.errors import FormatError
from explorer.formats.postman import read_environment, resolve, templates
from explorer.formats.postman.environment import Value

from .making import collection, errors, item, one

NOON = datetime(2018, 6, 8, 12, 0, tzinfo=UTC)


def test_the_nearest_value_counts_and_the_callers_before_all() -> None:
    read = collection(
        item("https://h/{{a}}"),
        {
            "name": "F",
            "variable": [{"key": "a", "value": "folder"}],
            "item": [item("https://h/{{a}}")],
        },
        {**item("https://h/{{a}}"), "variable": [{"id": "a", "value": "item"}]},
        variable=[
            {"key": "a", "value": "disabled", "disabled": True},
            {"key": "a", "value": "first"},
            {"id": "a", "value": "whole"},
        ],
    )
    assert [resolve(each).url for each in read.requests] == [
        "https://h/whole",
        "https://h/folder",
        "https://h/item",
    ]
    assert {resolve(each, {"a": "given"}).url for each in read.requests} == {"https://h/given"}


def test_a_disabled_variable_is_none() -> None:
    read = collection(
        item("https://h/{{a}}"), variable=[{"key": "a", "value": "x", "disabled": True}]
    )
    assert not resolve(read.requests[0]).ok
    assert read.variables == ()


@pytest.mark.parametrize(
    ("value", "text"), [(5, "5"), (True, "true"), ({"b": 1}, '{"b": 1}'), ("x", "x")]
)
def test_values_of_any_kind_are_texts(value: object, text: str) -> None:
    read = collection(item(), variable=[{"key": "a", "value": value}])
    assert read.variables[0].value == text


def test_names_are_found_with_spaces_round_them() -> None:
    assert resolve(one("https://h/{{ a }}"), {"a": "b"}).url == "https://h/b"


def test_names_within_values_and_within_names() -> None:
    values = {"a": "{{b}}", "b": "{{c{{d}}}}", "d": "9", "c9": "end"}
    assert resolve(one("https://h/{{a}}"), values).url == "https://h/end"


@pytest.mark.parametrize("length", [templates.MOST_ROUNDS, templates.MOST_ROUNDS + 1])
def test_a_chain_of_names_has_a_length(length: int) -> None:
    chain = {f"v{n}": f"{{{{v{n + 1}}}}}" for n in range(1, length)} | {f"v{length}": "end"}
    resolved = resolve(one("https://h/{{v1}}"), chain)
    assert resolved.ok == (length <= templates.MOST_ROUNDS)
    if resolved.ok:
        assert resolved.url == "https://h/end"


def test_names_that_double_each_other_end_soon() -> None:
    bomb = {f"v{n}": f"{{{{v{n + 1}}}}}" * 40 for n in range(18)} | {"v18": "x"}
    resolved = resolve(
        one("https://h/", method="POST", body={"mode": "raw", "raw": "{{v0}}"}), bomb
    )
    assert "too long a text" in errors(resolved.problems)[0][1]


DYNAMIC = {
    "$guid": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "$randomUUID": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "$timestamp": "1528459200",
    "$isoTimestamp": "2018-06-08T12:00:00.000Z",
    "$randomInt": "[0-9]{1,3}|1000",
    "$randomBoolean": "true|false",
    "$randomAlphaNumeric": "[a-z0-9]",
}


@pytest.mark.parametrize("name", DYNAMIC)
def test_dynamic_names(name: str) -> None:
    request = one(f"https://h/{{{{{name}}}}}")
    made = [
        resolve(request, chance=random.Random(seed), clock=lambda: NOON).url.removeprefix(
            "https://h/"
        )
        for seed in (1, 1, 2, 3, 4, 5, 6, 7)
    ]
    assert all(re.fullmatch(DYNAMIC[name], each) for each in made)
    assert made[0] == made[1]
    assert (len(set(made)) > 1) == ("imestamp" not in name)
    assert resolve(request, {name: "given"}).url == "https://h/given"


def test_each_dynamic_name_is_made_anew() -> None:
    url = resolve(one("https://h/{{$guid}}/{{$guid}}"), chance=random.Random(1)).url
    first, second = url.rsplit("/", 2)[1:]
    assert first != second


ENVIRONMENT = """{"id": "x", "name": "E", "values": [
  {"key": "base", "value": "https://h", "enabled": true, "type": "default"},
  {"key": "token", "value": "very-secret", "type": "secret"},
  {"key": "off", "value": "x", "enabled": false},
  {"key": "number", "value": 5}, {"key": "none", "value": null}, {"key": "", "value": "x"},
  {"key": "base", "value": "https://later"}]}"""


def test_an_environment() -> None:
    found = read_environment(b"\xef\xbb\xbf" + ENVIRONMENT.encode())
    assert found == {
        "token": Value("very-secret", secret=True),
        "number": Value("5"),
        "none": Value(""),
        "base": Value("https://later"),
    }
    assert "very-secret" not in repr(found)
    assert read_environment(b'{"environment": ' + ENVIRONMENT.encode() + b"}") == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"item": []}', "This is a Postman collection"),
        ('{"openapi": "3.1.0"}', "OpenAPI document"),
        ("[1]", "it is a list"),
        ("{}", "no list of values"),
        ('{"values": {}}', "no list of values"),
        ('{"values": [{"key": "a"}, 7]}', "values[1]"),
        ('{"values": [', "cut off"),
        ('{"values" []}', "line 1, column 11"),
        ("", "Give a Postman environment"),
    ],
)
def test_what_is_no_environment(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=re.escape(said)):
        read_environment(text.encode())
