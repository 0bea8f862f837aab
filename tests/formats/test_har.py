"""Exchanges as an HTTP Archive, checked against the format's rules."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from explorer.api import operations
from explorer.api.client import Client
from explorer.api.errors import ConnectFailed
from explorer.api.exchange import Attempt, Exchange, Request, Response, Timing
from explorer.api.operations import CATALOGUE
from explorer.formats import har
from explorer.sandbox.server import Sandbox

from .har_rules import RULES
from .nasty import bodies, texts

NOON = datetime(2018, 6, 8, 12, tzinfo=UTC)
RULE = Draft202012Validator(RULES)


def archive(exchanges: Iterable[Any]) -> list[dict[str, Any]]:
    """The entries of an archive that keeps all rules, as a reader of its file gets them."""
    made = json.loads(json.dumps(har.write(exchanges), allow_nan=False).encode())
    RULE.validate(made)
    for entry in made["log"]["entries"]:
        parts = [each for each in entry["timings"].values() if each > 0]
        assert entry["time"] == pytest.approx(sum(parts), abs=0.01)
    entries: list[dict[str, Any]] = made["log"]["entries"]
    return entries


def exchange(
    request: Request | None = None, response: Response | None = None, **more: Any
) -> Exchange[Any]:
    return Exchange(
        **{
            "id": "1",
            "operation_id": "",
            "started": NOON,
            "request": request or Request("GET", "http://a/site/"),
            "response": response,
            **more,
        }
    )


def test_all_operations_make_a_sound_archive_without_secrets(sandbox: Sandbox) -> None:
    token = sandbox.credentials.participate_token
    with Client(sandbox.base_url, auth=token) as client:
        client.cloud_id = client.sites.list().values[0].id
        made = [client.exchange(each.example()) for each in CATALOGUE.values()]
    entries = archive(made)
    assert [each["_operationId"] for each in entries] == list(CATALOGUE)
    assert [each["response"]["status"] for each in entries] == [each.status for each in made]
    assert [each["request"]["url"] for each in entries] == [each.request.url for each in made]
    assert token not in json.dumps(entries)
    assert "$STRIDE_TOKEN" in json.dumps(entries)
    for entry, each in zip(entries, made, strict=True):
        assert entry["timings"]["wait"] > 0
        assert entry["time"] == pytest.approx(each.milliseconds, abs=1)
        assert entry["response"]["content"]["text"].encode() == each.response.body
        assert entry["request"]["bodySize"] == len(each.request.body)


@given(body=bodies, answer=bodies, query=texts)
def test_bodies_come_back_as_they_were(body: bytes, answer: bytes, query: str) -> None:
    query = query.encode("utf-8", "replace").decode()
    call = operations.ListConversations(cloud_id="s", query=query).build()
    request = Request("POST", f"http://a{call.target}", (("Content-Type", "x/y"),), body)
    response = Response(200, "OK", (("Content-Type", "x/z"),), answer)
    (entry,) = archive([exchange(request, response)])
    posted, content = entry["request"].get("postData", {}), entry["response"]["content"]
    for found, encoding, wanted in (
        (posted, "_encoding", body),
        (content, "encoding", answer),
    ):
        text = found.get("text", "").encode()
        assert (base64.b64decode(text) if encoding in found else text) == wanted
    assert ("postData" in entry["request"]) is bool(body)
    assert entry["request"]["queryString"] == [{"name": "query", "value": query}]
    assert (content["size"], content["mimeType"]) == (len(answer), "x/z")


@given(text=texts)
def test_hostile_text_is_data(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    response = Response(200, text, (("X-Note", text), ("Location", text)), text.encode())
    (entry,) = archive([exchange(response=response)])
    assert entry["response"]["statusText"] == text
    assert entry["response"]["redirectURL"] == text
    assert {"name": "X-Note", "value": text} in entry["response"]["headers"]


def test_the_oldest_comes_first() -> None:
    later = exchange(started=NOON + timedelta(seconds=1), id="later")
    assert [each["_id"] for each in archive([later, exchange(id="earlier")])] == [
        *("earlier", "later")
    ]
    (entry,) = archive([exchange(started=NOON + timedelta(microseconds=1999))])
    assert entry["startedDateTime"] == "2018-06-08T12:00:00.001Z"


def test_times_are_those_of_the_last_attempt_and_what_was_before_it() -> None:
    attempts = (
        Attempt(1, 503, "", Timing(2.0, 5.0, 6.0)),
        Attempt(2, 200, "", Timing(None, 7.5, 10.0)),
    )
    (entry,) = archive([exchange(response=Response(200), attempts=attempts, milliseconds=300.0)])
    assert entry["timings"] == {
        "blocked": 290.0,
        "dns": -1,
        "connect": -1,
        "ssl": -1,
        "send": 0,
        "wait": 7.5,
        "receive": 2.5,
    }
    assert entry["time"] == 300.0
    assert "The last of 2 attempts" in entry["comment"]
    assert [each["status"] for each in entry["_attempts"]] == [503, 200]
    (entry,) = archive([exchange(attempts=attempts[:1], milliseconds=6.0)])
    assert entry["timings"] | {"connect": 2.0, "wait": 3.0, "receive": 1.0} == entry["timings"]


def test_a_call_without_an_answer_says_why() -> None:
    attempts = (Attempt(1, None, "the connection was refused", Timing(whole=1.5)),)
    error = ConnectFailed("the connection was refused")
    (entry,) = archive([exchange(attempts=attempts, error=error, milliseconds=1.5)])
    assert entry["response"]["status"] == 0
    assert "the connection was refused" in entry["response"]["_error"]
    assert (entry["timings"]["wait"], entry["timings"]["connect"]) == (1.5, -1)
    (entry,) = archive([exchange(milliseconds=4.0)])
    assert entry["time"] == 4.0


def test_an_entry_of_a_journal_is_as_good_as_an_exchange() -> None:
    values = vars(exchange(attempts=(Attempt(1, None),))) | {"failure": "no answer came"}
    del values["error"]
    kept = SimpleNamespace(**values)
    (entry,) = archive([kept])
    assert entry["response"]["_error"] == "no answer came"


def test_a_cut_body_says_how_much_is_missing() -> None:
    request = Request("POST", "http://a/x", (), "ab🎉".encode()[:-1], 900)
    response = Response(200, "", (("Content-Encoding", "gzip"),), b"\xff\xfe", cut=7)
    (entry,) = archive([exchange(request, response)])
    assert entry["request"]["bodySize"] == 905
    assert entry["request"]["postData"]["text"] == "ab"
    assert "900 bytes are missing" in entry["request"]["postData"]["comment"]
    content = entry["response"]["content"]
    assert (content["size"], content["encoding"]) == (9, "base64")
    assert "7 bytes are missing" in content["comment"]
    assert entry["response"]["bodySize"] == -1


def test_the_rules_refuse_what_is_no_archive() -> None:
    made = har.write([exchange()])
    del made["log"]["entries"][0]["timings"]["send"]
    assert not RULE.is_valid(made)
    made = har.write([exchange()])
    made["log"]["entries"][0]["request"]["surprise"] = 1
    assert not RULE.is_valid(made)
