"""JSONPath in a body: examples of RFC 9535, where matches are from, errors in words, an end."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.workbench.body import Body, query
from explorer.workbench.body.paths import read, written
from explorer.workbench.body.query import MOST_MATCHES, Found, QueryError, ask, follow

STORE = {
    "store": {
        "book": [
            {"category": "reference", "author": "Nigel Rees", "title": "A", "price": 8.95},
            {"category": "fiction", "author": "Evelyn Waugh", "title": "B", "price": 12.99},
            {
                "category": "fiction",
                "author": "Herman Melville",
                "title": "C",
                "isbn": "0-553-21311-3",
                "price": 8.99,
            },
            {
                "category": "fiction",
                "author": "J. R. R. Tolkien",
                "title": "D",
                "isbn": "0-395-19395-8",
                "price": 22.99,
            },
        ],
        "bicycle": {"color": "red", "price": 399},
    }
}


def body_of(value: Any) -> Body:
    body = Body(json.dumps(value).encode(), "application/json")
    body.read_all()
    return body


def body_from(text: str) -> Body:
    body = Body(text.encode(), "application/json")
    body.read_all()
    return body


def places(found: Found) -> list[str]:
    return [written(steps) for steps in found.places]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$.store.book[*].author", [f"$['store']['book'][{n}]['author']" for n in range(4)]),
        ("$..author", [f"$['store']['book'][{n}]['author']" for n in range(4)]),
        ("$.store.*", ["$['store']['book']", "$['store']['bicycle']"]),
        ("$..book[2].author", ["$['store']['book'][2]['author']"]),
        ("$..book[2].publisher", []),
        ("$..book[-1]", ["$['store']['book'][3]"]),
        ("$..book[0,1]", ["$['store']['book'][0]", "$['store']['book'][1]"]),
        ("$..book[:2]", ["$['store']['book'][0]", "$['store']['book'][1]"]),
        ("$..book[?@.isbn]", ["$['store']['book'][2]", "$['store']['book'][3]"]),
        ("$..book[?@.price<10]", ["$['store']['book'][0]", "$['store']['book'][2]"]),
        ("$", ["$"]),
        ("  $.store.bicycle  ", ["$['store']['bicycle']"]),
        ("$..book[?match(@.author, 'J.*')].title", ["$['store']['book'][3]['title']"]),
        (
            "$..book[?search(@.author, 'l+')].title",
            [f"$['store']['book'][{n}]['title']" for n in (0, 1, 2, 3)],
        ),
        (
            "$.store.book[?length(@.title) == 1 && count(@.*) > 4].title",
            ["$['store']['book'][2]['title']", "$['store']['book'][3]['title']"],
        ),
    ],
)
def test_examples_of_the_rfc(expression: str, expected: list[str]) -> None:
    found = follow(body_of(STORE), expression)
    assert places(found) == expected
    assert found.note == ""


def test_matches_are_a_body_whose_lines_know_where_they_are_from() -> None:
    asked = body_from(
        '{"values": [{"id": 1.50, "n": {"x": "\\u00e9"}}, {"id": 12345678901234567890}]}'
    )
    found = follow(asked, "$.values[*]")
    body = found.body
    assert [body.text(line) for line in range(body.line_count)] == [
        "[",
        "  {",
        '    "id": 1.50,',
        '    "n": {',
        '      "x": "é"',
        "    }",
        "  },",
        "  {",
        '    "id": 12345678901234567890',
        "  }",
        "]",
    ]
    assert found.path(0) == found.path(10) == ""
    assert found.path(4) == "$['values'][0]['n']['x']"
    assert found.path(6) == "$['values'][0]"
    assert found.path(8) == "$['values'][1]['id']"
    line = asked.find_path(found.path(8))
    assert line is not None
    assert asked.value(line).source == "12345678901234567890"


values = st.recursive(
    st.integers() | st.text(max_size=3) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_every_value_is_found_once_and_its_path_leads_to_it_alone(value: Any) -> None:
    body = body_of(value)
    assert body.json is not None
    found = follow(body, "$..*")
    for steps in found.places:
        (same,) = follow(body, written(steps)).places
        assert same == steps
        at = value
        for step in read(written(steps)):
            at = at[step]
        line = body.find_path(written(steps))
        assert line is not None
        assert json.loads(body.value(line).source) == at
    assert len(set(found.places)) == len(found.places)
    openers = [line for line in range(1, body.line_count) if body.path(line) != "$"]
    assert {body.path(line) for line in openers} == set(places(found))


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("", "No JSONPath"),
        ("values", "at character 1"),
        ("$.values[?@.a ==]", "at character"),
        ("$.values[", "at character"),
        ("$['a", "at character"),
        ("$.a | $.b", "No JSONPath|RFC 9535"),
        ("$[?nothing(@.a)]", "nothing"),
        ("$[\x1b]", "No JSONPath"),
        ("$" + "[?(" * 3_000, "No JSONPath: it is nested too deep|No JSONPath: .* at character"),
    ],
)
def test_what_is_no_path_is_refused_in_words(expression: str, said: str) -> None:
    with pytest.raises(QueryError, match=said) as refused:
        follow(body_of(STORE), expression)
    assert "\n" not in str(refused.value)
    assert "\x1b" not in str(refused.value)


def test_only_a_whole_json_body_is_asked() -> None:
    whole_json = "A JSONPath needs a body that is JSON, and whole."
    for body in (Body(b"<a/>", "text/html"), Body(b"[1,2", "application/json", cut=3)):
        body.read_all()
        with pytest.raises(QueryError, match=whole_json):
            follow(body, "$[0]")


def test_what_is_odd_in_a_body_is_no_obstacle() -> None:
    assert places(follow(body_from('"text"'), "$")) == ["$"]
    assert follow(body_from('"{\\"a\\": 1}"'), "$.a").places == ()
    assert places(follow(body_from('{"a": 1, "a": 2}'), "$.a")) == ["$['a']"]
    assert follow(body_from('{"a": 1, "a": 2}'), "$.a").body.text(1) == "  2"
    digits = "9" * 5_000
    assert follow(body_from(f"[{digits}]"), "$[0]").body.value(1).source == digits
    body = Body(b'{"\xff": 1, "\\ud800": 2}', "application/json")
    body.read_all()
    assert len(follow(body, "$.*").places) == 2


def test_a_body_that_is_too_deep_is_refused_in_words() -> None:
    deep = body_from("[" * 5_000 + "]" * 5_000)
    assert deep.kind == "json"
    with pytest.raises(QueryError, match="nested too deep"):
        follow(deep, "$..a")
    with pytest.raises(QueryError, match="body is nested too deep"):
        follow(body_from("[" * 500 + "]" * 500), "$..a")


def test_an_expression_that_runs_away_ends_in_a_sentence() -> None:
    with pytest.raises(QueryError, match="takes too long"):
        follow(body_of(["a" * 60 + "c"]), "$[?search(@, '(a|a)*[bx]')]")


def test_matches_beyond_the_most_are_left_out_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(query, "MOST_MATCHES", 10)
    found = follow(body_of(list(range(20))), "$[*]")
    assert len(found.places) == 10
    assert found.note == "Only the first 10 matches are shown."
    monkeypatch.setattr(query, "MOST_MATCHES", MOST_MATCHES)
    monkeypatch.setattr(query, "MOST_BYTES", 30)
    assert follow(body_of(["x" * 10] * 5), "$[*]").note == "Only the first 2 matches are shown."


async def test_asking_waits_for_the_body_and_leaves_the_loop_alone() -> None:
    body = Body(json.dumps([{"id": number} for number in range(200_000)]).encode())
    assert not body.complete
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(others())
    found = await ask(body, "$[199999].id")
    other.cancel()
    assert places(found) == ["$[199999]['id']"]
    assert turns > 10


async def test_cancelling_ends_the_work_in_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    begun = threading.Event()
    inner = query.follow

    def watched(body: Body, expression: str, stop: threading.Event) -> Found:
        begun.set()
        try:
            return inner(body, expression, stop)
        finally:
            ended.set()

    monkeypatch.setattr(query, "follow", watched)
    body = body_of([{"a": number} for number in range(3_000)])
    task = asyncio.create_task(ask(body, "$[?count($[?@.a > 0]) > 3000]"))
    await asyncio.to_thread(begun.wait, 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 20)


def test_the_library_is_loaded_when_a_path_is_followed() -> None:
    import subprocess
    import sys

    code = (
        "import explorer.workbench.body, explorer.workbench.body.query, sys\n"
        "print({'jsonpath', 'regex', 'textual', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
