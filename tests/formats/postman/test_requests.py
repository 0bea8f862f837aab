"""What a collection holds beside its URLs: folders, headers, bodies, credentials, scripts."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.formats.postman import pieces, reader, resolve

from .making import collection, errors, item, one, sent, warnings

URL = "https://h/a"


def test_folders_are_walked_in_the_files_order() -> None:
    read = collection(
        {"name": "A/B: c", "item": [item(), {"name": "", "item": [item()]}]},
        {"name": "Empty", "item": []},
        item(),
    )
    assert [each.folder for each in read.requests] == [("A/B: c",), ("A/B: c", "Folder"), ()]
    assert [each.path for each in read.requests] == [
        "item[0].item[0]",
        "item[0].item[1].item[0]",
        "item[2]",
    ]


def test_names_may_be_missing_and_are_no_file_names() -> None:
    read = collection({"request": URL}, {**item(), "name": "a/../\x1b[2J"}, {**item(), "name": 7})
    assert [each.name for each in read.requests] == ["GET https://h/a", "a/../\x1b[2J", "7"]


@pytest.mark.parametrize(
    ("request_", "method"),
    [
        (URL, "GET"),
        ({"url": URL}, "GET"),
        ({"url": URL, "method": None}, "GET"),
        ({"url": URL, "method": "patch"}, "PATCH"),
        ({"url": URL, "method": "PROPFIND"}, "PROPFIND"),
        ({"url": URL, "method": "{{how}}"}, "DELETE"),
    ],
)
def test_methods(request_: Any, method: str) -> None:
    read = collection({"name": "x", "request": request_})
    assert resolve(read.requests[0], {"how": "delete"}).method == method


@pytest.mark.parametrize(
    ("bad", "path", "message"),
    [
        (None, "item[1]", "null"),
        ("text", "item[1]", "a text"),
        ([], "item[1]", "a list"),
        ({}, "item[1]", "neither a request nor a folder"),
        ({"item": "x"}, "item[1].item", "a list was expected"),
        ({"request": None}, "item[1].request", "null"),
        ({"request": 7}, "item[1].request", "a number"),
        ({"request": {"url": URL, "method": "GE T"}}, "item[1].request.method", "no HTTP method"),
        ({"request": {"url": URL, "method": ["GET"]}}, "item[1].request.method", "no HTTP method"),
        (item(URL, header=7), "item[1].request.header", "a number"),
        (item(URL, header=[7]), "item[1].request.header[0]", "a number"),
        (item(URL, method="POST", body=7), "item[1].request.body", "a number"),
        (item(URL, method="POST", body={"mode": "x"}), "item[1].request.body.mode", "not known"),
        (
            item(URL, method="POST", body={"mode": "urlencoded", "urlencoded": [7]}),
            "item[1].request.body.urlencoded[0]",
            "a field was expected",
        ),
        (
            item(URL, method="POST", body={"mode": "graphql", "graphql": 7}),
            "item[1].request.body.graphql",
            "GraphQL",
        ),
        (item(URL, auth={"type": 7}), "item[1].request.auth", "a number"),
        ({**item(URL), "variable": [7]}, "item[1].variable[0]", "a variable was expected"),
    ],
)
def test_a_bad_item_is_an_entry_and_costs_no_good_one(bad: Any, path: str, message: str) -> None:
    read = collection(item("https://h/1"), bad, item("https://h/3"))
    found = errors(read.problems)
    assert [each[0] for each in found] == [path]
    assert message in found[0][1]
    assert {"https://h/1", "https://h/3"} <= {each.url_template for each in read.requests}


def test_problems_never_act_on_a_terminal() -> None:
    read = collection(item(URL, auth={"type": "\x1b[31m\u202e"}), item(URL, method="\x1b[2J"))
    for problem in read.problems:
        assert (problem.path + problem.message).isprintable()


HEADERS = {
    "a list": ([{"key": "A", "value": "1"}, {"key": "B", "value": "2"}], {"A": "1", "B": "2"}),
    "null": (None, {}),
    "one text": ("A: 1\r\nB: http://x\n", {"A": "1", "B": "http://x"}),
    "a list of texts": (["A: 1", "B:2"], {"A": "1", "B": "2"}),
    "an object": ({"A": "1"}, {"A": "1"}),
    "disabled": ([{"key": "A", "value": "1", "disabled": True}], {}),
    "an empty row": ([{"key": "", "value": ""}, None], {}),
    "a stand-in": ([{"key": "A", "value": "<string>"}], {}),
    "a number": ([{"key": "A", "value": 5}], {"A": "5"}),
    "null as a value": ([{"key": "A", "value": None}], {"A": ""}),
    "a variable": ([{"key": "X-{{a}}", "value": "{{b}}"}], {"X-one": "two"}),
    "the connection's own": ([{"key": "Content-Length", "value": "9"}], {}),
}


@pytest.mark.parametrize("case", HEADERS)
def test_headers(case: str) -> None:
    written, expected = HEADERS[case]
    assert dict(sent(URL, {"a": "one", "b": "two"}, header=written).headers) == expected


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ({"key": "A", "value": "a\r\nB: c"}, "control character"),
        ({"key": "A b", "value": "c"}, "not a header name"),
        ({"key": "A", "value": "é"}, "beyond ASCII"),
        ({"key": "A", "value": "{{open}}"}, "{{open}} has no value"),
    ],
)
def test_a_header_that_cannot_be_sent(header: dict[str, str], message: str) -> None:
    resolved = resolve(one(URL, header=[header]))
    assert [path for path, _ in errors(resolved.problems)] == ["item[0].request.header[0]"]
    assert message in errors(resolved.problems)[0][1]
    assert resolved.headers == ()


def test_descriptions_are_texts_or_objects() -> None:
    read = collection(
        item(URL, description="one"),
        item(URL, description={"content": "two", "type": "text/markdown"}),
        item(URL, description=None),
        {**item(URL), "description": "four"},
        info={"name": "x", "description": {"content": "about"}},
    )
    assert [each.description for each in read.requests] == ["one", "two", "", "four"]
    assert read.description == "about"


def script(*lines: str, listen: str = "test") -> list[Any]:
    return [{"listen": listen, "script": {"type": "text/javascript", "exec": list(lines)}}]


def test_scripts_are_kept_listed_and_never_run() -> None:
    read = collection(
        {"name": "F", "item": [{**item(), "event": script("a()", "b()")}], "event": script("f()")},
        {**item(), "event": [{"listen": "prerequest", "script": "c()"}, {"listen": "test"}]},
        event=script("pm.environment.set('id', 'from a script')", listen="prerequest"),
    )
    assert [(each.event, each.text, each.path) for each in read.scripts] == [
        ("prerequest", "pm.environment.set('id', 'from a script')", "event[0]"),
        ("test", "f()", "item[0].event[0]"),
        ("test", "a()\nb()", "item[0].item[0].event[0]"),
        ("prerequest", "c()", "item[1].event[0]"),
    ]
    assert [each.text for each in read.requests[0].scripts] == ["a()\nb()"]
    assert "4 scripts" in read.problems[-1].message
    assert "never run" in read.problems[-1].message


def test_saved_answers_are_kept_with_their_requests() -> None:
    original = {"method": "PUT", "url": {"raw": "{{base}}/b"}}
    answer = {
        "name": "Good",
        "originalRequest": original,
        "status": "OK",
        "code": 200,
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": "{}",
    }
    read = collection({**item(), "response": [answer, {"name": "Bare"}, 7, None]})
    good, bare = read.requests[0].examples
    assert (good.name, good.status, good.reason, good.body) == ("Good", 200, "OK", "{}")
    assert (good.method, good.url) == ("PUT", "{{base}}/b")
    assert [(each.key, each.value) for each in good.headers] == [
        ("Content-Type", "application/json")
    ]
    assert (bare.name, bare.status, bare.url) == ("Bare", None, "")
    assert warnings(read.problems)[0][0] == "item[0].response[2]"


@pytest.mark.parametrize(
    ("schema", "version"),
    [
        ("https://schema.getpostman.com/json/collection/v2.0.0/", "2.0"),
        ("https://schema.getpostman.com/json/collection/v2.1.0/collection.json", "2.1"),
        ("somewhere else", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_versions(schema: Any, version: str) -> None:
    read = collection(item(), info={"name": "x", "schema": schema})
    assert (read.version, read.problems) == (version, ())


def test_an_unknown_version_and_a_missing_info_are_read_and_said() -> None:
    newer = collection(item(), info={"schema": "https://x/v3.0.0/collection.json"})
    assert "3.0" in warnings(newer.problems)[0][1]
    without = collection(item(), info=None)
    assert warnings(without.problems)[0][0] == "info"
    assert len(newer.requests) == len(without.requests) == 1


def test_a_body_goes_with_a_get_only_where_the_collection_says_so() -> None:
    body = {"mode": "raw", "raw": "x"}
    pruned = collection(item(URL, body=body))
    assert resolve(pruned.requests[0]).body == b""
    assert "without its body" in pruned.problems[0].message
    behaviour = {"disableBodyPruning": True, "followRedirects": False}
    for read in (
        collection({**item(URL, body=body), "protocolProfileBehavior": behaviour}),
        collection(item(URL, body=body), protocolProfileBehavior=behaviour),
    ):
        assert resolve(read.requests[0]).body == b"x"
        assert ["followRedirects" in each.message for each in read.problems] == [True]


def test_there_are_bounds_and_they_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_REQUESTS", 3)
    monkeypatch.setattr(reader, "MOST_DEPTH", 2)
    monkeypatch.setattr(pieces, "MOST_PROBLEMS", 5)
    read = collection(*[item()] * 5)
    assert len(read.requests) == 3
    assert "2 more are left out" in read.problems[0].message
    deep = collection({"name": "1", "item": [{"name": "2", "item": [item()]}, item()]})
    assert [each.folder for each in deep.requests] == [("1",)]
    assert errors(deep.problems)[0][0] == "item[0].item[0]"
    many = collection(*[7] * 9)
    assert len(many.problems) == 6
    assert many.problems[-1].message == "There are 4 more problems."
