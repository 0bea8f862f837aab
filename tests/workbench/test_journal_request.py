"""An exchange of no operation, opened as a form of its parts, makes the same request again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from explorer.api.exchange import Headers, Request
from explorer.formats.postman.resolving import Resolved
from explorer.workbench.journal_entry import Entry
from explorer.workbench.journal_request import HeldRequest, held_request
from explorer.workbench.request_form import RequestForm

AT = "http://127.0.0.1:9999"


def entry(
    method: str, url: str, headers: Headers = (), body: bytes = b"", *, name: str = "", cut: int = 0
) -> Entry:
    return Entry(
        number=1, id="abcdef0123", server="test", operation_id=name or f"{method} Probe",
        started=datetime.now(UTC), origin="person", view="", method=method, url=url, status=None,
        failure="", failure_kind="", milliseconds=1.0,
        request=Request(method, url, headers, body), request_cut=cut, response=None, attempts=(),
    )  # fmt: skip


def form_of(held: HeldRequest) -> RequestForm:
    form = RequestForm(held.subject)
    form.aim(AT, "site-1")
    return form


def made_of(found: Entry) -> Resolved:
    return form_of(held_request(found)).operation().ready.resolved


@pytest.mark.parametrize(
    ("method", "url", "headers", "body"),
    [
        ("GET", "https://shop.example.com:8443/v1/a%2Fb/%C3%BC?q=&full&x=1&x=%26%20b", (), b""),
        ("GET", f"{AT}/v1/x:y/", (("X-Trace", "7"), ("X-Empty", "")), b""),
        ("DELETE", f"{AT}/v1", (), b""),
        ("POST", f"{AT}/v1", (("Content-Type", "text/csv"),), b"a;b\r\n1;'2\"\n"),
        ("PUT", f"{AT}/v1", (("content-type", "application/xml"),), "<a>ü</a>".encode()),
        (
            "BREW",
            f"{AT}/pot?milk=%7B%22a%22%3A1%7D",
            (("Accept", "text/tea"), ("Content-Type", "a/b")),
            b"x",
        ),
    ],
)
def test_it_makes_the_request_that_was_sent(
    method: str, url: str, headers: Headers, body: bytes
) -> None:
    held = held_request(entry(method, url, headers, body))
    made = form_of(held).operation().ready.resolved
    assert (made.method, made.url, made.headers, made.body) == (method, url, headers, body)
    assert made.authorization == "profile"
    assert held.notes == ()


def test_a_segment_that_begins_with_a_colon_is_no_variable() -> None:
    assert made_of(entry("GET", f"{AT}/v1/:id/x")).url == f"{AT}/v1/%3Aid/x"


def test_json_is_laid_out_and_what_is_the_connections_left_out() -> None:
    headers = (
        *(("Host", "127.0.0.1"), ("Content-Length", "9"), ("Accept-Encoding", "br")),
        *(("Accept", "application/json"), ("Content-Type", "application/json")),
    )
    form = form_of(held_request(entry("POST", f"{AT}/v1", headers, b'{"a": 1}')))
    assert [each.wire_name for each in form.fields] == ["address", "Content-Type:", "body"]
    assert form.text("body") == '{\n  "a": 1\n}'


def test_everything_of_it_can_be_changed() -> None:
    form = form_of(held_request(entry("GET", f"{AT}/v1/x?a=1")))
    form.set("address", f"{AT}/v2/{{{{who}}}}?b=2")
    form.set("a", "")
    form.set("?c", "3")
    assert [each.message for each in form.problems()] == ["{{who}} has no value. Give it one"]
    form.set("address", "http://localhost:1/v2?b=2")
    assert form.operation().ready.resolved.url == "http://localhost:1/v2?b=2&c=3"
    form.set("address", "elsewhere:x/")
    assert [each.field for each in form.problems()] == ["address"]
    form.reset()
    assert form.operation().ready.resolved.url == f"{AT}/v1/x?a=1"


def test_what_does_not_stand_in_the_form_is_said() -> None:
    def notes(*args: Any, **more: Any) -> str:
        return " ".join(held_request(entry(*args, **more)).notes)

    headers = (("Authorization", "Bearer $STRIDE_TOKEN"), ("X-Api-Key", "$SECRET"))
    held = held_request(entry("GET", f"{AT}/v1", headers))
    assert held.notes == ("X-Api-Key was a secret: type it anew.",)
    form = form_of(held)
    assert [each.wire_name for each in form.fields if each.secret] == ["X-Api-Key:"]
    assert form.operation().ready.resolved.headers == ()
    basic = (("Authorization", "Basic $SECRET"),)
    assert notes("GET", f"{AT}/v1", basic) == "Authorization was a secret: type it anew."
    assert "only the beginning" in notes("POST", f"{AT}/v1", (), b"x", cut=9).lower()
    assert "no text" in notes("POST", f"{AT}/v1", (), b"\xff")
    assert "reads as a variable" in notes("POST", f"{AT}/v1", (), b"{{x}}")
    assert "left out" in notes("GET", f"{AT}/v1?limit=%7B%7D")


def test_what_is_sent_anew_is_called_the_same() -> None:
    assert held_request(entry("GET", f"{AT}/v1?a=1")).subject.request.name == "Probe"
    known = held_request(entry("GET", f"{AT}/v1?a=1", name="MeGetHandler"))
    assert known.subject.request.name == f"{AT}/v1"
    assert known.subject.key != held_request(entry("PUT", f"{AT}/v1")).subject.key
