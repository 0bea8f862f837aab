"""Whatever is sent, the answer is one of the service's: never a fault of ours, never a hang."""

from __future__ import annotations

import copy
import json
import re
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.api.operation import JSON
from explorer.api.operations import CATALOGUE

texts = st.text(st.characters(codec="utf-8"), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "content", "version", "attrs", "marks", "text", "body", "key", "url"]
            )
            | texts,
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
documents = st.builds(
    lambda content: {"type": "doc", "version": 1, "content": content}, st.lists(values, max_size=3)
)
bodies = st.one_of(
    st.just(b""),
    st.binary(max_size=40),
    values.map(lambda value: json.dumps(value).encode()),
    documents.map(lambda value: json.dumps(value).encode()),
    documents.map(lambda value: json.dumps({"body": value}).encode()),
)
types = st.sampled_from(
    [
        *("", "application/json", "text/plain", "text/markdown", "application/octet-stream"),
        *("a/b", "; charset=", "application/json; charset=utf-16", "text/html", "*/*"),
    ]
)
segments = st.one_of(
    texts.map(lambda text: quote(text, safe="")),
    st.binary(min_size=1, max_size=6).map(lambda raw: quote_from_bytes(raw, safe="")),
)
quick = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
every_operation = pytest.mark.parametrize(
    "operation", CATALOGUE.values(), ids=lambda operation: operation.operation_id
)
takers = pytest.mark.parametrize(
    "operation",
    [each for each in CATALOGUE.values() if each.example().build("site").content_type],
    ids=lambda operation: operation.operation_id,
)


def sound(reply):
    """An answer of the service's own: a success, or an error in its shape."""
    assert reply.status < 500, reply.body
    if reply.status >= 400:
        assert set(reply.json) == {"code", "message"}
        assert reply.json["code"] == reply.status
        assert reply.json["message"]
    assert reply.headers["x-request-id"]
    return True


@pytest.fixture
def known(used):
    """Path parameters that lead to what is there: a room of the test's own, and a message in it."""
    room = used.call("POST", used.path("conversation"), {"name": "Any"}).json["id"]
    sent = used.call(
        "POST",
        used.path("conversation", room, "message"),
        "Hello",
        headers={"Content-Type": "text/plain"},
    )
    return {
        "cloudId": used.cloud,
        "conversationId": room,
        "userId": used.user("maya"),
        "messageId": sent.json["id"],
        "key": "configuration",
    }


def address(operation, values):
    """Path and query of an operation's example, with some of its path parameters put in."""
    prepared = operation.example().build("site")
    _, mark, query = prepared.target.partition("?")
    path = re.sub(
        r"\{(\w+)\}", lambda match: quote(values.get(match[1], "x"), safe=""), operation.path
    )
    return f"{path}{mark}{query}"


def places(value, steps=()):
    """Every place in a JSON value, as the steps that lead there."""
    yield steps
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*steps, step))


def damaged(value, steps, other):
    """A JSON value with another value at a place."""
    if not steps:
        return other
    changed = copy.copy(value)
    changed[steps[0]] = damaged(value[steps[0]], steps[1:], other)
    return changed


@takers
@quick
@given(st.data())
def test_any_body_for_any_operation(used, known, operation, data):
    headers = {"Content-Type": data.draw(types)}
    target = address(operation, known)
    assert sound(used.call(operation.method, target, data.draw(bodies), headers=headers))


@takers
@quick
@given(st.data())
def test_a_body_that_is_nearly_right(used, known, operation, data):
    prepared = operation.example().build("site")
    if prepared.content_type != JSON:
        example = data.draw(values)
    else:
        example = json.loads(prepared.body)
        example = damaged(
            example, data.draw(st.sampled_from(list(places(example)))), data.draw(values)
        )
    body = json.dumps(example).encode()
    headers = {"Content-Type": prepared.content_type}
    assert sound(used.call(operation.method, address(operation, known), body, headers=headers))


@every_operation
@quick
@given(st.data())
def test_any_path_and_query(used, known, operation, data):
    def fill(match):
        right = known.get(match[1])
        return data.draw(st.just(right) | segments if right else segments)

    path = re.sub(r"\{(\w+)\}", fill, operation.path)
    names = st.sampled_from(
        [each.wire_name for each in operation.parameters() if each.place == "query"] + ["x", ""]
    )
    pairs = data.draw(st.lists(st.tuples(names, texts | st.integers().map(str)), max_size=3))
    query = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in pairs)
    prepared = operation.example().build("site")
    headers = {"Content-Type": prepared.content_type} if prepared.content_type else {}
    body = prepared.body or None
    assert sound(used.call(operation.method, f"{path}?{query}", body, headers=headers))


@settings(quick, max_examples=100)
@given(st.data())
def test_any_header(used, known, data):
    operation = data.draw(st.sampled_from(list(CATALOGUE.values())))
    line = st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f"))
    names = ["Authorization", "Content-Type", "Accept", "Expect", "Origin", "Range", "X-Any"]
    headers = data.draw(st.dictionaries(st.sampled_from(names), line, max_size=3))
    headers = {
        name: value.encode("latin-1")
        for name, value in headers.items()
        if not any(127 < ord(each) < 160 for each in value)
    }
    assert sound(used.call(operation.method, address(operation, known), headers=headers))
