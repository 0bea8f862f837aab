"""URLs in every spelling that is found, and what is sent for each."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.formats.postman import resolve

from .making import collection, errors, item, one, sent, warnings

VARIABLES = {
    "base": "https://api.example.com",
    "slash": "http://www.example.com/",
    "deep": "https://api.example.com/v2/",
    "bare": "api.example.com:8080",
    "id": "42",
    "a": "alpha",
    "alphabet": "letters",
}

SENT = {
    "a text": ("https://h/a/b?x=1", "https://h/a/b?x=1"),
    "a text with a variable for its base": ("{{base}}/site/", "https://api.example.com/site/"),
    "a base that ends in a slash": ("{{slash}}/site/", "http://www.example.com/site/"),
    "a base with a path": ("{{deep}}/site", "https://api.example.com/v2/site"),
    "a base that is everything": ("{{deep}}", "https://api.example.com/v2/"),
    "no scheme at all": ("h.example/a", "http://h.example/a"),
    "a scheme missing in the variable": ("{{bare}}/a", "http://api.example.com:8080/a"),
    "a scheme before a variable that has one": ("http://{{base}}/a", "https://api.example.com/a"),
    "a variable for the scheme": ("{{scheme}}://h/a", "https://h/a"),
    "no path": ("https://h", "https://h/"),
    "a fragment": ("https://h/a?x=1#top", "https://h/a?x=1"),
    "a password": ("https://me:word@h/a", "https://h/a"),
    "a slash in a name": ("{{a/b}}/c", "https://slash/c"),
    "raw alone": ({"raw": "{{base}}/a?x=1"}, "https://api.example.com/a?x=1"),
    "no raw": ({"host": "{{base}}", "path": ["a", "b"]}, "https://api.example.com/a/b"),
    "the host a list": ({"host": ["api", "example", "com"], "path": "a"}, "http://api.example.com/a"),
    "protocol, host and port": (
        {"protocol": "https", "host": ["h"], "port": "8443", "path": ["a"]},
        "https://h:8443/a",
    ),
    "the port a number": ({"host": "h", "port": 81, "path": ["a"]}, "http://h:81/a"),
    "a scheme in the host": ({"host": ["https://h", "example"], "path": "a"}, "https://h.example/a"),
    "a port in the host": ({"host": "h:81", "path": "a"}, "http://h:81/a"),
    "a path in the host": ({"host": "https://h/v1/", "path": ["a"]}, "https://h/v1/a"),
    "a host in other letters": ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    "an address of version 6": ("http://[::1]:80/a", "http://[::1]:80/a"),
    "the path one text": ({"host": "{{base}}", "path": "/a/b/"}, "https://api.example.com/a/b/"),
    "the path unsplit": ({"host": "{{slash}}", "path": ["site/a/b"]}, "http://www.example.com/site/a/b"),
    "the path half split": ({"host": "{{base}}", "path": ["a/", "/b/c"]}, "https://api.example.com/a/b/c"),
    "a path of objects": (
        {"host": "{{base}}", "path": [{"type": "string", "value": "a"}, "b"]},
        "https://api.example.com/a/b",
    ),
    "a path that ends in an empty element": (
        {"host": "{{base}}", "path": ["a", ""]},
        "https://api.example.com/a/",
    ),
    "two slashes on purpose": (
        {"host": "{{base}}", "path": ["a", "", "b"]},
        "https://api.example.com/a//b",
    ),
    "a query in the path": (
        {"host": "{{base}}", "path": ["a?x=1"], "query": [{"key": "y", "value": "2"}]},
        "https://api.example.com/a?x=1&y=2",
    ),
    "a number in the path": ({"host": "{{base}}", "path": ["v", 2]}, "https://api.example.com/v/2"),
    "steps upwards": ("https://h/a/../b/./c", "https://h/b/c"),
    "a path variable by key": (
        {"host": "h", "path": [":who"], "variable": [{"key": "who", "value": "me"}]},
        "http://h/me",
    ),
    "a path variable by id": (
        {"host": "h", "path": [":who"], "variable": [{"id": "who", "value": "me"}]},
        "http://h/me",
    ),
    "a path variable that is a variable": (
        {"host": "h", "path": [":who"], "variable": [{"key": "who", "value": "{{id}}"}]},
        "http://h/42",
    ),
    "a path variable that is a number": (
        {"host": "h", "path": [":who"], "variable": [{"key": "who", "value": 7}]},
        "http://h/7",
    ),
    "a path variable with an ending": (
        {"host": "h", "path": [":who.json"], "variable": [{"key": "who", "value": "me"}]},
        "http://h/me.json",
    ),
    "a path variable with a full stop in it": (
        {"host": "h", "path": [":a.b"], "variable": [{"key": "a.b", "value": "me"}]},
        "http://h/me",
    ),
    "a colon within a segment": ("https://h/chat:bot/chat:bot:messages", "https://h/chat:bot/chat:bot:messages"),
    "a stand-in, and a variable of its name": (
        {"host": "h", "path": [":id"], "variable": [{"key": "id", "value": "{}"}]},
        "http://h/42",
    ),
    "a value that would be two segments": (
        {"host": "h", "path": [":w"], "variable": [{"key": "w", "value": "a/b?c#d e"}]},
        "http://h/a%2Fb%3Fc%23d%20e",
    ),
    "what is encoded already": ("https://h/a%20b/%7Bc%7D?q=%26&r=a+b", "https://h/a%20b/%7Bc%7D?q=%26&r=a+b"),
    "what is not": ("https://h/a b/é?q=ü x", "https://h/a%20b/%C3%A9?q=%C3%BC%20x"),
    "a percent sign that encodes nothing": ("https://h/100%?q=5%", "https://h/100%25?q=5%25"),
    "braces": ("https://h/{x}?q={y}", "https://h/%7Bx%7D?q=%7By%7D"),
    "a disabled parameter": (
        {"raw": "https://h/a", "query": [{"key": "x", "value": "1", "disabled": True}]},
        "https://h/a",
    ),
    "repeated parameters": (
        {"raw": "https://h/a", "query": [{"key": "x", "value": "1"}, {"key": "x", "value": "2"}]},
        "https://h/a?x=1&x=2",
    ),
    "a parameter without a value": (
        {"raw": "https://h/a", "query": [{"key": "x", "value": None}, {"key": "y"}]},
        "https://h/a?x&y",
    ),
    "a parameter without a name": (
        {"raw": "https://h/a", "query": [{"key": None, "value": None}, {"key": "", "value": ""}]},
        "https://h/a",
    ),
    "the object wins over raw": (
        {"raw": "https://h/a?x=raw&y=raw", "query": [{"key": "x", "value": "object"}]},
        "https://h/a?x=object",
    ),
    "the query one text": ({"host": "h", "path": "a", "query": "?x=1&y"}, "http://h/a?x=1&y"),
    "the query an object": (
        {"host": "h", "path": "a", "query": {"x": "1", "y": ["2", "3"]}},
        "http://h/a?x=1&y=2&y=3",
    ),
    "a query of texts": ({"host": "h", "path": "a", "query": ["x=1", "y"]}, "http://h/a?x=1&y"),
    "numbers and truth in a query": (
        {"host": "h", "query": [{"key": "n", "value": 5}, {"key": "t", "value": True}]},
        "http://h/?n=5&t=true",
    ),
    "what would end a parameter": (
        {"host": "h", "path": "a", "query": [{"key": "a&b=c", "value": "x&y=z#"}]},
        "http://h/a?a%26b%3Dc=x%26y=z%23",
    ),
    "a variable in a query": ("https://h/a?x={{id}}&{{a}}=1", "https://h/a?x=42&alpha=1"),
    "a name made of a name": ("https://h/{{{{a}}bet}}", "https://h/letters"),
}  # fmt: skip


@pytest.mark.parametrize("case", SENT)
def test_what_is_sent(case: str) -> None:
    url, expected = SENT[case]
    resolved = sent(url, {**VARIABLES, "scheme": "https", "a/b": "https://slash"})
    assert resolved.url == expected


@pytest.mark.parametrize(
    "stand_in", ["{}", "%7B%7D", "%7b%7d", "<string>", "%3Cstring%3E", "<integer>", "", "  "]
)
def test_a_stand_in_is_no_value(stand_in: str) -> None:
    url = {
        "host": "h",
        "path": ["a", ":who"],
        "query": [{"key": "x", "value": stand_in}, {"key": "y", "value": "1"}],
        "variable": [{"key": "who", "value": stand_in}],
    }
    resolved = resolve(one(url))
    assert resolved.url == "http://h/a/:who?y=1"
    assert errors(resolved.problems) == [
        ("item[0].request.url.variable", ":who has no value. Give it one.")
    ]
    given = resolve(one(url), values={"who": "me", "x": "9"})
    assert given.ok
    assert given.url == "http://h/a/me?x=9&y=1"
    assert not resolve(one(url), {"who": stand_in}, values={"who": stand_in}).ok


def test_given_values_come_before_the_files_and_leave_disabled_ones() -> None:
    url = {
        "host": "h",
        "path": [":who"],
        "query": [{"key": "x", "value": "1"}, {"key": "y", "value": "2", "disabled": True}],
        "variable": [{"key": "who", "value": "me"}],
    }
    resolved = resolve(one(url), {"who": "them"}, values={"x": "3", "y": "4"})
    assert resolved.url == "http://h/me?x=3"
    assert resolve(one(url), values={"who": "them"}).url == "http://h/them?x=1"


def test_a_variable_of_the_path_without_an_entry_stays_and_is_named() -> None:
    read = collection(item("https://h/a/:who/b"))
    assert warnings(read.problems) == [
        ("item[0].request.url", ":who stands in the path and has no entry.")
    ]
    resolved = resolve(read.requests[0])
    assert resolved.url == "https://h/a/:who/b"
    assert not resolved.ok
    assert resolve(read.requests[0], {"who": "me"}).url == "https://h/a/me/b"


@pytest.mark.parametrize(
    ("url", "variables", "message"),
    [
        ("{{nowhere}}/a", {}, "{{nowhere}} has no value. Give it one."),
        ("https://h/{{b}}", {}, "{{b}} has no value. Give it one."),
        ("https://h/a?x={{b}}", {}, "{{b}} has no value. Give it one."),
        ("https://h/{{b}}", {"b": "{}"}, "{{b}} has no value. Give it one."),
        ("https://h/{{$randomLoremText}}", {}, "this dynamic name is not made here"),
        ("/a/b", {}, "no host"),
        ("ftp://h/a", {}, "only http and https"),
        ("https://h:99999/a", {}, "99999 is no port."),
        ("https://a b/c", {}, "is no host name"),
        ("https://[::::]/c", {}, "is no host name"),
        ("https://h/{{b}}", {"b": "x\ny"}, "control character"),
        ("https://h/a?x={{b}}", {"b": "\ud800"}, "surrogate"),
        ("https://h/{{b}}", {"b": "{{b}}"}, "without an end"),
        ("https://h/{{b}}", {"b": "{{c}}{{c}}", "c": "{{b}}{{b}}"}, "without an end"),
    ],
)
def test_what_cannot_be_sent_says_why(url: str, variables: dict[str, str], message: str) -> None:
    resolved = resolve(one(url), variables)
    found = errors(resolved.problems)
    assert len(found) == 1
    assert message in found[0][1]
    assert found[0][0].startswith("item[0].request.url")


@pytest.mark.parametrize("value", [".", "..", "%2e%2E"])
def test_a_value_never_changes_the_path(value: str) -> None:
    url = {"host": "h", "path": ["a", ":b"], "variable": [{"key": "b", "value": value}]}
    assert "would change the path" in errors(resolve(one(url)).problems)[0][1]


def test_a_base_url_takes_the_place_of_everything_before_the_path() -> None:
    for url in ("{{base}}/a", "https://elsewhere:9/a", {"host": "x", "port": "7", "path": "a"}):
        assert resolve(one(url), base_url="http://127.0.0.1:80/").url == "http://127.0.0.1:80/a"


def test_a_password_in_the_url_is_sent_as_a_header() -> None:
    resolved = sent("https://me:word@h/a")
    assert dict(resolved.headers)["Authorization"] == "Basic bWU6d29yZA=="
    assert resolved.authorization == "request"


@pytest.mark.parametrize(
    ("url", "path", "message"),
    [
        (None, "item[1].request.url", "missing"),
        ("", "item[1].request.url", "empty"),
        ({}, "item[1].request.url", "neither raw, host nor path"),
        (["a"], "item[1].request.url", "a list"),
        ({"host": "h", "path": ["a", ["b"]]}, "item[1].request.url.path[1]", "no text"),
        ({"raw": "h/a", "query": 7}, "item[1].request.url.query", "a number"),
        ({"raw": "h/a", "query": [7]}, "item[1].request.url.query[0]", "a number"),
        ({"raw": "h/a", "variable": "x"}, "item[1].request.url.variable", "a text"),
    ],
)
def test_a_bad_url_costs_no_neighbour(url: Any, path: str, message: str) -> None:
    read = collection(item("https://h/1"), item(url), item("https://h/3"))
    found = errors(read.problems)
    assert [each[0] for each in found] == [path]
    assert message in found[0][1]
    urls = [each.url_template for each in read.requests]
    assert urls[0] == "https://h/1"
    assert urls[-1] == "https://h/3"
