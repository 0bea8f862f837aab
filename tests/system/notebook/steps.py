"""What a person does in a notebook, by clicks and keys: seen in the page and at the sandbox."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.models.conversations import Conversation
from explorer.sandbox.server import Sandbox
from explorer.workbench.catalogue import search

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


def type_and_click_at_once(field: Locator, typed: str, listing: Locator, words: str) -> None:
    """Filter a list and click a row of the list as it was, before the kernel hears of either."""
    act = """(field, [typed, list, words]) => {
        field.value = typed;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        [...list.options].find((row) => row.textContent.endsWith(words)).selected = true;
        list.dispatchEvent(new Event("change", { bubbles: true }));
    }"""
    field.evaluate(act, [typed, listing.element_handle(), words])


def incident(other: Client) -> Conversation:
    """The conversation that is chosen, as someone else sees it."""
    return next(
        each
        for each in other.conversations.each()
        if isinstance(each, Conversation) and each.title.startswith("Incident 42")
    )


def choose_and_read(book: Notebook, sandbox: Sandbox, other: Client) -> None:
    """Filter the conversations, choose one by the keys, and read what was said last."""
    page, keys, cells = book.page, book.page.keyboard, book.cells
    # The server filters as one types.
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

    # What the sandbox has last is what the page shows last.
    last = other.messages.recent(conversation_id=incident(other).id, limit=1).messages[-1]
    thread = page.locator(".sx-page")
    expect(thread).to_contain_text((last.text or "").split("\n")[0][:40])
    assert book.accessibility() == []


def send(book: Notebook, other: Client) -> None:
    """Write a message in the conversation that is chosen, and send it."""
    page = book.page
    page.get_by_role("button", name="Write a message").click()
    page.get_by_label("Write a message in Markdown").click()
    page.keyboard.type("Pool size is **back at 40**, seen in a browser.")
    page.locator(".sx-talk").get_by_role("button", name="Send").click()
    expect(page.locator(".sx-page")).to_contain_text("back at 40, seen in a browser.")
    sent = other.messages.recent(conversation_id=incident(other).id, limit=1).messages[-1]
    assert sent.text == "Pool size is back at 40, seen in a browser."


def run_an_endpoint(book: Notebook, other: Client) -> None:
    """Find an operation, fill its form in and send it."""
    page = book.page
    page.get_by_role("tab", name="Endpoints").click()
    page.get_by_label("Find an operation").click()
    words = "create a conversation"
    page.keyboard.type(words)
    # The list before has it too, in another row: the driver clicks where it stood when it looked.
    operations = page.get_by_label("Operations", exact=True)
    expect(operations.locator("option")).to_have_count(len(search(words)))
    choose(operations, "CreateConversation")
    page.get_by_label("name *").click()
    page.keyboard.type("Made in a browser")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".sx-answer-head")).to_contain_text("201 Created")
    found = other.conversations.list(query="Made in a browser").items
    titles = [each.title for each in found]
    assert titles == ["Made in a browser"], titles
