"""The main job in a browser, by clicks and keys: each step seen in the page and at the sandbox."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.models.conversations import Conversation
from explorer.sandbox.server import Sandbox

from .page import Notebook

EXPLORER = "from explorer.notebook import Explorer\nexplorer = Explorer(polling=False)\nexplorer"


def asking(sandbox: Sandbox) -> Client:
    """Someone else, who looks at the sandbox."""
    held = sandbox.credentials
    auth = ClientCredentials(held.client_id, held.client_secret)
    return Client(sandbox.base_url, auth=auth, cloud_id=held.cloud_ids[0])


def choose(listing: Locator, words: str) -> None:
    """Click the row of a list that holds some words."""
    listing.locator("option", has_text=words).first.click()


def test_a_person_browses_reads_writes_edits_calls_and_sees_an_error(
    open_notebook: Callable[..., Notebook], sandbox: Sandbox
) -> None:
    book = open_notebook(EXPLORER, "'the last cell'")
    page, keys, cells = book.page, book.page.keyboard, book.cells
    other = asking(sandbox)
    room = next(
        each
        for each in other.conversations.each()
        if isinstance(each, Conversation) and each.title.startswith("Incident 42")
    )

    # Choose a conversation: the server filters as one types, the keys choose.
    page.get_by_label("Filter by name").click()
    keys.type("incident 4")
    conversations = page.get_by_label("Conversations", exact=True)
    expect(conversations.locator("option")).to_have_count(1)
    asked = [each.target for each in sandbox.requests()]
    assert any("query=incident" in target for target in asked)
    conversations.focus()
    # In JupyterLab these are commands of the notebook: here they stay in the list.
    for key in ("ArrowDown", "d", "d", "x"):
        keys.press(key)
    assert book.cells == cells

    # Read it: what the sandbox has last is what the page shows last.
    last = other.messages.recent(conversation_id=room.id, limit=1).messages[-1]
    thread = page.locator(".sx-page")
    expect(thread).to_contain_text((last.text or "").split("\n")[0][:40])
    assert book.accessibility() == []

    # Send a message.
    page.get_by_role("button", name="Write a message").click()
    page.get_by_label("Write a message in Markdown").click()
    keys.type("Pool size is **back at 40**, seen in a browser.")
    page.locator(".sx-talk").get_by_role("button", name="Send").click()
    expect(thread).to_contain_text("back at 40, seen in a browser.")
    sent = other.messages.recent(conversation_id=room.id, limit=1).messages[-1]
    assert sent.text == "Pool size is back at 40, seen in a browser."

    # Change a module and save it.
    page.get_by_role("tab", name="Modules").click()
    choose(page.get_by_label("Modules", exact=True), "status-update")
    area = page.get_by_label("chat:dialog status-update")
    area.click()
    text = area.input_value()
    at = text.index('"jwt"') + 1
    area.evaluate("(area, at) => area.setSelectionRange(at, at + 3)", at)
    keys.type("none")
    page.get_by_role("button", name="Difference").click()
    expect(page.locator(".sx-added")).to_contain_text('"authentication": "none"')
    assert book.accessibility() == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("status-update is saved.")).to_be_visible()
    dialogs = other.modules.list_dialogs(conversation_id=room.id).values
    (saved,) = [each for each in dialogs if getattr(each, "key", "") == "status-update"]
    assert saved.authentication == "none"

    # Run an endpoint.
    page.get_by_role("tab", name="Endpoints").click()
    page.get_by_label("Find an operation").click()
    keys.type("create a conversation")
    operations = page.get_by_label("Operations", exact=True)
    choose(operations, "CreateConversation")
    page.get_by_label("name *").click()
    keys.type("Made in a browser")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".sx-answer-head")).to_contain_text("201 Created")
    found = other.conversations.list(query="Made in a browser").items
    assert [each.title for each in found] == ["Made in a browser"]

    # See an error: the server's, with what to do next.
    finder = page.get_by_label("Find an operation")
    finder.fill("ConversationGetHandler")
    choose(operations, "GetConversation")
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
    page.get_by_role("button", name="Copy", exact=True).last.click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("curl ")
    assert "$STRIDE_TOKEN" in copied
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
