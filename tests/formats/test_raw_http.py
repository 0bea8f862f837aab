"""A request as it goes over the wire, compared with what a sandbox has received."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.api.client import Client
from explorer.api.operations import CATALOGUE
from explorer.formats import raw_http
from explorer.formats.errors import FormatError
from explorer.formats.portable import Portable
from explorer.sandbox.server import Sandbox

from .judging import latest, received
from .nasty import portables

CLOUD = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_it_is_what_our_own_client_sends_byte_for_byte(operation_id: str, sandbox: Sandbox) -> None:
    last = latest(sandbox)
    token = sandbox.credentials.participate_token
    with Client(sandbox.base_url, auth=token, cloud_id=CLOUD) as client:
        exchange = client.exchange(CATALOGUE[operation_id].example())
    (one,) = received(sandbox, last)
    portable = Portable.from_exchange(exchange)
    assert raw_http.wire(portable) == one.data
    assert raw_http.write(portable).encode() == one.data


@settings(max_examples=40)
@given(data=st.data())
def test_what_is_written_is_one_request_whatever_it_holds(
    data: st.DataObject, sandbox: Sandbox
) -> None:
    portable = data.draw(portables(sandbox.base_url))
    last = latest(sandbox)
    sent = raw_http.wire(portable)
    address = urlsplit(sandbox.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as line:
        token = f"Authorization: Bearer {sandbox.credentials.participate_token}\r\n"
        name = b"Authorization: Bearer $STRIDE_TOKEN\r\n"
        line.sendall(sent.replace(name, token.encode(), 1))
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):
            pass
    (one,) = received(sandbox, last)
    assert one.data == sent
    assert (one.method, one.target, one.body) == (portable.method, portable.target, portable.body)


def test_what_is_not_text_is_refused_in_a_sentence() -> None:
    with pytest.raises(FormatError, match="not UTF-8"):
        raw_http.write(Portable("POST", "http://a", "/", body=b"\xff"))
    with pytest.raises(FormatError, match="in the file of-figures,"):
        raw_http.write(Portable("POST", "http://a", "/", file="of-figures"))


def test_the_path_of_a_base_url_is_part_of_the_request_line() -> None:
    made = Portable("GET", "https://a.example:8443/under", "/site/?x=1")
    assert raw_http.write(made) == "GET /under/site/?x=1 HTTP/1.1\r\nHost: a.example:8443\r\n\r\n"
