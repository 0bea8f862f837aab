"""The main job in a browser, by clicks and keys: each step seen in the page and at the sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from explorer.api.operations import CATALOGUE
from explorer.sandbox.server import Sandbox
from explorer.tour.reading import read_file

from .lab import Lab
from .page import Notebook
from .steps import (
    EXPLORER,
    asking,
    choose,
    choose_and_read,
    incident,
    run_an_endpoint,
    send,
    type_and_click_at_once,
)


def test_a_person_browses_reads_writes_edits_calls_and_sees_an_error(
    open_notebook: Callable[..., Notebook], lab: Lab, sandbox: Sandbox
) -> None:
    record = "from explorer.notebook import record\nrecording = record()"
    book = open_notebook(record, EXPLORER, "'the last cell'")
    page = book.page
    other = asking(sandbox)
    room = incident(other)
    choose_and_read(book, sandbox, other)
    send(book, other)

    # Change a module and save it.
    page.get_by_role("tab", name="Modules").click()
    choose(page.get_by_label("Modules", exact=True), "status-update")
    area = page.get_by_label("chat:dialog status-update")
    area.click()
    text = area.input_value()
    at = text.index('"jwt"') + 1
    area.evaluate("(area, at) => area.setSelectionRange(at, at + 3)", at)
    page.keyboard.type("none")
    page.get_by_role("button", name="Difference").click()
    expect(page.locator(".sx-added")).to_contain_text('"authentication": "none"')
    assert book.accessibility() == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("status-update is saved.")).to_be_visible()
    dialogs = other.modules.list_dialogs(conversation_id=room.id).values
    (saved,) = [each for each in dialogs if getattr(each, "key", "") == "status-update"]
    assert saved.authentication == "none"

    run_an_endpoint(book, other)

    # A row that is clicked while the list is about to become another one is the one that was seen.
    operations = page.get_by_label("Operations", exact=True)
    finder = page.get_by_label("Find an operation")
    finder.fill("")
    expect(operations.locator("option")).to_have_count(len(CATALOGUE))
    type_and_click_at_once(finder, "create a conversation", operations, "\u00a0GetConversation")

    # See an error: the server's, with what to do next.
    page.get_by_label("conversationId *").fill("no-such-room")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".sx-answer-head")).to_contain_text("404 Not Found")
    expect(page.locator(".sx-answer")).to_contain_text("no-such-room")
    assert sandbox.requests()[-1].status == 404
    assert book.accessibility() == []

    # And one of our own: what is wrong stands at its field, and nothing is sent.
    before = len(sandbox.requests())
    finder.fill("ConversationGetAllHandler")
    choose(operations, "ListConversations")
    page.get_by_label("limit").fill("500")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".sx-field-note", has_text="must be at most 75")).to_be_visible()
    assert len(sandbox.requests()) == before

    other.close()

    # What went over the wire is seen, and taken along.
    page.get_by_role("tab", name="Exchanges").click()
    expect(page.get_by_label("Exchanges").locator("option").first).to_contain_text(
        "GetConversation"
    )
    page.get_by_role("button", name="Copy as").last.click()
    page.get_by_label("Copy as").last.select_option("curl")
    code = page.get_by_label(", secrets by their names").last
    expect(code).to_have_value(re.compile("^curl "))
    page.get_by_role("button", name="Copy", exact=True).last.click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("curl ")
    assert "$STRIDE_TOKEN" in copied

    # All of it was recorded, and is a tour that tells what was changed.
    assert book.ask("str(recording.stop('demo.yaml', title='Seen in a browser'))") == "demo.yaml"
    tour = read_file(lab.root / "demo.yaml")
    told = [step.operation for step in tour.steps]
    assert [each for each in told if not each.startswith(("List", "Get"))] == [
        "SendMessage",
        "PutDialog",
        "CreateConversation",
    ]
    assert sandbox.credentials.client_secret not in (lab.root / "demo.yaml").read_text("utf-8")
    assert set(book.ask("_connections")) == {"127.0.0.1"}
    assert book.errors == []


def test_it_takes_the_dark_of_the_theme_and_stays_accessible(
    open_notebook: Callable[..., Notebook],
) -> None:
    book = open_notebook(EXPLORER, theme="dark")
    for tab in ("Modules", "Endpoints", "Exchanges", "Messages"):
        book.page.get_by_role("tab", name=tab).click()
        book.settle()
        assert book.accessibility() == [], tab
    drawn = book.page.locator(".sx").first.evaluate(
        "each => getComputedStyle(each).backgroundColor"
    )
    red, green, blue = (int(part) for part in drawn[4:-1].split(","))
    assert red + green + blue < 200, drawn
