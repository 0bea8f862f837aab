"""A published tour: a page that asks no one for anything, and a notebook whose code runs."""

from __future__ import annotations

import json
import re
import runpy
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from explorer import Client
from explorer.tour.checking import played, stage
from explorer.tour.model import Tour
from explorer.tour.player import Played
from explorer.tour.publish_html import tour_page
from explorer.tour.publish_notebook import tour_notebook
from explorer.tour.reading import read_file
from explorer.tour.shipped import shipped_tours
from explorer.workbench.targets import Target

from .conftest import IMPATIENT, tour_of

WHEN = datetime(2026, 6, 15, tzinfo=UTC)


async def play(tour: Tour) -> list[Played]:
    async with stage(tour, Target(embedded=True), policy=IMPATIENT) as workbench:
        known = workbench.sandbox.credentials
        steps = [each async for each in played(tour, workbench)]
    for each in steps:
        text = repr(each)
        for secret in (known.client_secret, known.participate_token, known.room_token):
            assert secret not in text
    return steps


class Seen(HTMLParser):
    """What a page has: its elements, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.marks = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.marks += tag == "mark"
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", shipped_tours())
async def test_a_page_says_it_all_and_asks_no_one(name: str) -> None:
    tour = read_file(shipped_tours()[name])
    steps = await play(tour)
    page = tour_page(tour, steps, server="the sandbox", when=WHEN)
    seen = Seen(page)
    assert not seen.elements & {"script", "link", "iframe", "img", "object", "form", "base"}
    for attribute, value in seen.attributes:
        assert attribute not in {"src", "srcset", "action"}
        assert not attribute.startswith("on")
        if attribute == "href":
            assert value.startswith("#step-")
    assert "url(" not in page
    assert "@import" not in page
    assert f"{len(tour.steps)} steps, all as expected" in seen.text
    assert seen.marks >= sum(bool(each.highlights) for each in steps)
    for step in tour.steps:
        assert step.title in seen.text


async def test_hostile_answers_are_text() -> None:
    tour = tour_of(
        "  - operation: CreateConversation\n"
        "    title: '<script>alert(1)</script>'\n"
        "    note: '[click](javascript:alert(1)) <img src=x onerror=alert(1)>'\n"
        "    body: {name: '</pre><script>alert(2)</script>', privacy: public,"
        ' topic: "\\u202e\\e[31m"}\n'
        "    keep: {room: $.id}\n"
        "  - operation: GetConversation\n    values: {conversationId: '{{room}}'}\n"
        "    highlight: [$.name]\n"
        "  - operation: ListSites\n    fault: hostile\n    expect: {status: 200}\n"
        "  - operation: ListSites\n    fault: html\n    expect: {status: 200}\n"
    )
    page = tour_page(tour, await play(tour), server="<b>", when=WHEN)
    seen = Seen(page)
    assert "script" not in seen.elements
    assert "img" not in seen.elements
    assert not [each for each in seen.attributes if "javascript" in each[1] or each[0][:2] == "on"]
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "<script>alert(2)</script>" in seen.text


async def test_what_went_wrong_is_on_the_page() -> None:
    tour = tour_of(
        "  - operation: ListSites\n    expect: {status: 404}\n"
        "  - operation: ListSites\n    fault: status=503,count=1\n"
        "  - operation: GetConversation\n    values: {conversationId: '{{room}}'}\n",
        "variables: {room: ''}",
    )
    seen = Seen(tour_page(tour, await play(tour), server="the sandbox", when=WHEN))
    assert "2 not as expected" in seen.text
    assert "404 was expected, and 200 came" in seen.text
    assert "Sent more than once" in seen.text
    assert "Not sent" in seen.text


async def test_long_answers_are_cut_around_what_is_pointed_at() -> None:
    tour = tour_of(
        "  - operation: ListConversations\n    highlight: ['$.cursor']\n", "variables: {}"
    )
    seen = Seen(tour_page(tour, await play(tour), server="the sandbox", when=WHEN))
    assert re.search(r"… \d+ lines", seen.text)
    assert seen.marks == 1
    # A click unfolds the rest.
    assert "Überraschung für Ruth" in seen.text


@pytest.mark.parametrize("name", shipped_tours())
async def test_a_notebook_is_valid_and_its_code_runs(name: str, tmp_path: Path) -> None:
    tour = read_file(shipped_tours()[name])
    steps = await play(tour)
    text = tour_notebook(tour, steps, sandbox=True)
    notebook: dict[str, Any] = json.loads(text)
    nbformat.validate(notebook)
    assert text == tour_notebook(tour, steps, sandbox=True)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) == len(tour.steps) + 1
    assert all(cell["outputs"] for cell in code[1:])
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    # The last expression of a cell is its output: here it is checked instead.
    check = "statuses.append(exchange.status)\n"
    source = "statuses = []\n" + "\n".join(
        "".join(cell["source"]) + ("\n" + check if number else "")
        for number, cell in enumerate(code)
    )
    path = tmp_path / "notebook.py"
    path.write_text(source, encoding="utf-8")
    ran = runpy.run_path(str(path))
    for thing in ran.values():
        if isinstance(thing, Client):
            thing.close()
    ran["sandbox"].stop()
    assert ran["statuses"] == [each.exchange.status for each in steps if each.exchange]
