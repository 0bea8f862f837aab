"""The sandbox's own pages: the endpoints with their curl lines, and the OpenAPI document."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shlex
from html.parser import HTMLParser

import pytest

from explorer.api.openapi import openapi_document
from explorer.api.operations import CATALOGUE

PAGES = ["/", "/openapi.json"]
VOID = {"meta", "br", "hr", "img"}


class Outline(HTMLParser):
    """Elements of a page, checked to be closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.headings = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append([int(tag[1]), ""])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.headings and any(re.fullmatch("h[1-6]", each) for each in self.open):
            self.headings[-1][1] += data


@pytest.fixture(scope="module")
def page(service):
    reply = service.call("GET", "/", token=None)
    assert reply.status == 200
    return reply


@pytest.fixture(scope="module")
def outline(page):
    return Outline(page.body.decode())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_token_and_counts_for_no_quota(service, path):
    reply = service.call("GET", path, token=None)
    assert reply.status == 200
    assert "x-ratelimit-limit" not in reply.headers
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_head_answers_what_get_does_without_the_body(service, path):
    volatile = {"date", "x-request-id"}
    got, head = (service.call(method, path, token=None) for method in ("GET", "HEAD"))
    assert head.status == 200
    assert head.body == b""
    kept = {name: value for name, value in got.headers.items() if name not in volatile}
    assert {name: head.headers[name] for name in kept} == kept
    assert int(head.headers["content-length"]) == len(got.body)


@pytest.mark.parametrize("path", PAGES)
def test_other_methods_are_405_with_allow(service, path):
    reply = service.call("POST", path, token=None)
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_not_for_another_host(service, path):
    assert service.call("GET", path, token=None, headers={"Host": "evil.example"}).status == 403


def test_the_policy_lets_nothing_in_but_the_page_s_own_style(page, outline):
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in page.headers["content-security-policy"].split(";")
    )
    style = re.search("<style>(.*?)</style>", page.body.decode(), re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    names = {tag for tag, _ in outline.elements}
    assert names.isdisjoint({"script", "img", "iframe", "object", "form", "link"})
    assert not any(name.startswith("on") for _, attrs in outline.elements for name in attrs)


def test_links_stay_on_the_page_or_in_the_sandbox(service, outline):
    places = {attrs["id"] for _, attrs in outline.elements if "id" in attrs}
    links = [attrs["href"] for tag, attrs in outline.elements if tag == "a"]
    assert f"{service.sandbox.base_url}/openapi.json" in links
    for link in links:
        assert link.startswith(service.sandbox.base_url) or link[1:] in places


def test_headings_tell_resources_and_operations_with_what_is_outside_the_collection(outline):
    assert outline.headings[0] == [1, "Stride sandbox"]
    resources = [text for level, text in outline.headings if level == 2]
    assert resources == list(
        dict.fromkeys(["start", *(each.resource for each in CATALOGUE.values())])
    )
    operations = sorted(text for level, text in outline.headings if level == 3)
    assert operations == sorted(
        each.summary() + ("" if each.in_collection else " (outside the collection)")
        for each in CATALOGUE.values()
    )


def test_faults_and_tokens_are_told_of(page):
    words = page.body.decode()
    assert "stride-explorer sandbox faults" in words
    assert "/oauth/token" in words
    assert "export STRIDE_TOKEN=" in words


def test_every_operation_has_a_line_with_its_method_address_and_token(page):
    found = [
        html.unescape(line)
        for line in re.findall("<pre><code>(.*?)</code></pre>", page.body.decode(), re.S)
    ]
    lines = [line for line in found if line.startswith(("curl", "printf"))]
    assert len(lines) == len(CATALOGUE)
    seen = set()
    for line in lines:
        words = shlex.split(line)
        method = words[words.index("-X") + 1] if "-X" in words else None
        method = method or ("POST" if "--data-binary" in words else "GET")
        assert "Authorization: Bearer $STRIDE_TOKEN" in words
        address = words[-1]
        assert address.startswith("$STRIDE_BASE_URL/")
        path = address.removeprefix("$STRIDE_BASE_URL").partition("?")[0]
        for operation in CATALOGUE.values():
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation.path))
            if operation.method == method and re.fullmatch(pattern, path):
                seen.add(operation.operation_id)
                assert ("$STRIDE_CLOUD_ID" in path) == ("{cloudId}" in operation.path)
    assert seen == set(CATALOGUE)


def test_the_document_served_is_that_of_the_catalogue(service):
    reply = service.call("GET", "/openapi.json", token=None)
    assert reply.headers["content-type"] == "application/json"
    served = json.loads(reply.body)
    assert served == openapi_document(service.sandbox.base_url)
    assert served["servers"] == [{"url": service.sandbox.base_url}]
