"""Whatever is sent, the answer is one of the service's: never a fault of ours, never a hang."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, quote_from_bytes

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    ["", "application/json", "text/plain", "text/markdown", "a/b", "; charset="]
)
quick = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def sound(reply):
    """An answer of the service's own: a success, or an error in its shape."""
    assert reply.status < 500, reply.body
    if reply.status >= 400:
        found = reply.json
        assert found["code"] == reply.status
        assert found["message"]
    return True


@quick
@given(st.data())
def test_any_body_for_any_operation(fresh, data):
    takers = [each for each in CATALOGUE.values() if each.method in {"POST", "PUT", "PATCH"}]
    operation = data.draw(st.sampled_from(takers))
    values = {
        "cloudId": fresh.cloud,
        "conversationId": fresh.room("lunch"),
        "userId": fresh.user("maya"),
        "messageId": "none",
        "key": "configuration",
    }
    path = re.sub(r"\{(\w+)\}", lambda match: values[match[1]], operation.path)
    headers = {"Content-Type": data.draw(types)}
    assert sound(fresh.call(operation.method, path, data.draw(bodies), headers=headers))


@quick
@given(st.data())
def test_any_path_and_query(fresh, data):
    operation = data.draw(st.sampled_from(list(CATALOGUE.values())))
    known = {"cloudId": fresh.cloud, "conversationId": fresh.room("lunch")}
    segments = st.one_of(
        texts.map(lambda text: quote(text, safe="")),
        st.binary(min_size=1, max_size=6).map(lambda raw: quote_from_bytes(raw, safe="")),
    )

    def fill(match):
        usual = known.get(match[1])
        return data.draw(st.just(usual) | segments if usual else segments)

    path = re.sub(r"\{(\w+)\}", fill, operation.path)
    names = st.sampled_from(
        [each.wire_name for each in operation.parameters() if each.place == "query"] + ["x", ""]
    )
    pairs = data.draw(st.lists(st.tuples(names, texts | st.integers().map(str)), max_size=3))
    query = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in pairs)
    method = operation.method if operation.method in {"GET", "DELETE"} else "GET"
    assert sound(fresh.call(method, f"{path}?{query}"))
