"""Files that mean harm or nothing: no error but our own, no good item lost, no time wasted."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from explorer.document.safe import one_line
from explorer.formats.errors import FormatError
from explorer.formats.postman import read, read_environment, recognise, resolve

GOOD = {"name": "good", "request": {"method": "GET", "url": "https://h/good"}}

TELLING = [
    "raw", "urlencoded", "formdata", "file", "graphql", "bearer", "basic", "apikey", "oauth2",
    "POST", "{{a}}", "{{a{{b}}}}", ":id", "{}", "%7B%7D", "https://h/x?y=1#z", "%", "..",
    "\x1b[2J",
]  # fmt: skip
KEYS = [
    "item", "name", "request", "url", "raw", "host", "path", "query", "variable", "key", "value",
    "id", "disabled", "header", "body", "mode", "urlencoded", "formdata", "file", "graphql",
    "src", "type", "auth", "bearer", "basic", "apikey", "oauth2", "event", "script", "exec",
    "response", "originalRequest", "method", "description", "content", "protocol", "port",
    "options", "variables", "code", "protocolProfileBehavior",
]  # fmt: skip

texts = some.text(max_size=12) | some.sampled_from(TELLING)
numbers = some.floats(allow_nan=False, allow_infinity=False)
leaves = some.one_of(some.none(), some.booleans(), some.integers(), numbers, texts)
keys = some.sampled_from(KEYS) | some.text(max_size=4)
trees = some.recursive(
    leaves,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(keys, inner, max_size=6),
    max_leaves=30,
)
requests = some.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("url", "method", "header", "body", "auth", "description"), trees),
)
items = some.one_of(
    trees,
    some.fixed_dictionaries({"request": requests}, optional={"event": trees, "response": trees}),
    some.fixed_dictionaries({"item": some.lists(trees, max_size=3)}, optional={"auth": trees}),
)


def is_safe(text: str) -> bool:
    """Whether a text can be shown as it is, in one row."""
    return one_line(text) == text


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


@given(trees)
def test_any_json_is_read_or_refused(value: Any) -> None:
    for reader in (read, read_environment):
        refusal = ""
        try:
            reader(dumped(value))
        except FormatError as problem:
            refusal = str(problem)
        assert is_safe(refusal)


@given(some.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        read(data)
    assert is_safe(str(caught.value))


@given(some.lists(items, max_size=3), some.dictionaries(texts, texts, max_size=4), trees)
def test_good_neighbours_survive_and_all_can_be_resolved(
    bad: list[Any], variables: dict[str, str], around: Any
) -> None:
    whole = {"info": around, "item": [GOOD, *bad, GOOD], "variable": around, "event": around}
    found = read(dumped(whole))
    good = [each for each in found.requests if each.name == "good" and not each.folder]
    assert {each.path for each in good} >= {"item[0]", f"item[{len(bad) + 1}]"}
    for problem in found.problems:
        assert is_safe(problem.path + problem.message)
    for request in found.requests:
        recognise(request, variables)
        resolved = resolve(request, variables, values=variables, read_file=lambda name: b"x")
        assert all(is_safe(each.message) for each in resolved.problems)
        assert "resolved" in repr(resolved).lower()
        if resolved.ok:
            assert resolved.url.isascii()
            assert resolved.url.startswith(("http://", "https://"))
            assert "{{" not in resolved.url
            assert not any(character <= " " for character in resolved.url)
            for name, value in resolved.headers:
                assert (name + value).isascii()
                assert "\n" not in name + value


N = 200_000

LARGE: dict[str, Any] = {
    "braces": {"request": "https://h/" + "{{" * N},
    "braces half open": {"request": "https://h/" + "{{a" * N},
    "slashes": {"request": {"url": {"host": "h", "path": ["/" * N]}}},
    "slashes and braces": {"request": "https://h/{{a}}" + "/" * N},
    "dots": {"request": "https://h" + "/a/.." * N},
    "percent signs": {"request": "https://h/" + "%" * N},
    "ampersands": {"request": "https://h/?" + "&" * N + "{{a}}"},
    "colons": {"request": "https://h/" + "/".join([":a"] * 20_000)},
    "names": {"request": "https://h/" + "{{a}}" * 20_000},
    "a long scheme": {"request": "a" * N + "://h"},
    "a long host": {"request": "https://" + "é" * N + "/"},
    "many queries": {
        "request": {
            "url": {"raw": "https://h/", "query": [{"key": "a", "value": "{{b}}"}] * 20_000}
        }
    },
    "many headers": {
        "request": {"url": "https://h/", "header": [{"key": "a", "value": "b"}] * 20_000}
    },
    "a list of nothing": {"request": {"url": "https://h/", "header": [7] * N}},
    "a long description": {"request": {"url": "https://h/", "description": "{{a}}" * N}},
}


@pytest.mark.parametrize("case", LARGE)
def test_large_ones_take_a_time_that_grows_with_their_size(case: str) -> None:
    # What grows with the square of these sizes takes minutes.
    data = dumped({"item": [LARGE[case], GOOD]})
    begun = time.process_time()
    found = read(data)
    for request in found.requests:
        resolve(request, {"a": "x"})
    assert found.requests[-1].name == "good"
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "tail",
    ['"' + 'a\\"' * N, '"' + "\\" * (2 * N + 1), "[" * 900, '{"a":[' * 400, "1," * N],
)
def test_large_cut_off_ones_do_too(tail: str) -> None:
    begun = time.process_time()
    with pytest.raises(FormatError, match="cut off"):
        read(b'{"item": [' + tail.encode())
    assert time.process_time() - begun < 10


def test_many_requests_under_many_variables() -> None:
    variables = [{"key": f"v{n}", "value": "x"} for n in range(5000)]
    inner = [{**GOOD, "variable": [{"key": "a", "value": "b"}]}] * 2000
    begun = time.process_time()
    found = read(dumped({"item": inner, "variable": variables}))
    assert len(found.requests) == 2000
    assert len(found.variables) == 1000
    assert time.process_time() - begun < 10
