"""What a person does with parts that stand alone: long work told and cancelled, files, choosing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, expect

from explorer.sandbox.server import Sandbox

from .page import Notebook
from .steps import asking

PAGES = """\
from explorer.notebook import EndpointRunner, ModuleEditor, connect
pages = EndpointRunner(operation="ListConversations", limit=2)
pages"""

UPLOAD = """\
room = connect().conversations.list(query="incident").items[0]
upload = EndpointRunner(operation="UploadMedia", conversation_id=room.id, content={path!r})
upload"""

DOWNLOAD = """\
download = EndpointRunner(operation="GetMedia", conversation_id=room.id)
download"""

EDITOR = "editor = ModuleEditor()\neditor"

SLOW = """\
import time
from explorer.notebook import MessageComposer
composer = MessageComposer(conversation=room)
composer.observe(lambda _: time.sleep(0.3), "text")
composer"""


def test_parts_that_stand_alone(
    open_notebook: Callable[..., Notebook], sandbox: Sandbox, tmp_path: Path
) -> None:
    sent, saved = tmp_path / "figures.csv", tmp_path / "saved.csv"
    sent.write_bytes(b"a,b\n" * 500_000)
    book = open_notebook(PAGES, UPLOAD.format(path=str(sent)), DOWNLOAD, EDITOR, SLOW)
    walk_all_pages(book, book.output(1), sandbox)

    out = book.output(2)
    press(out, "Send")
    expect(out.locator(".sx-answer-head")).to_contain_text("201 Created")
    media = book.ask("upload.exchange.value.data.id")
    book.output(3).get_by_label("mediaId *").fill(media)
    download(book, book.output(3), sandbox, saved)
    assert saved.read_bytes() == sent.read_bytes()

    choose_by_the_keys(book, book.output(4))
    send_faster_than_the_kernel_takes_it(book, book.output(5), sandbox)
    assert book.accessibility() == []
    assert book.errors == []


def press(out: Locator, name: str) -> None:
    """Press a button of an output."""
    out.get_by_role("button", name=name).click()


def walk_all_pages(book: Notebook, out: Locator, sandbox: Sandbox) -> None:
    """How far it is stands there; cancelled, it goes on from there."""
    press(out, "Send")
    expect(out.locator(".sx-answer-head")).to_contain_text("200 OK")
    sandbox.add_fault("latency,milliseconds=400@ConversationGetAllHandler")
    press(out, "All pages")
    status = out.locator(".sx-status")
    expect(status).to_contain_text(re.compile(r"items on \d+ pages so far"))
    press(out, "Cancel")
    expect(status).to_contain_text("Cancelled after")
    expect(out.get_by_role("button", name="Cancel")).to_be_hidden()
    sandbox.clear_faults()
    press(out, "All pages")
    expect(status).to_contain_text("All of it: 23 items on 12 pages.")
    assert book.ask("len({each.id for each in pages.exchange.value.items})") == 23
    expect(out.get_by_role("button", name="All pages")).to_be_hidden()


def download(book: Notebook, out: Locator, sandbox: Sandbox, saved: Path) -> None:
    """A file on its way: its progress, Cancel, once more to the end, and saved."""
    sandbox.add_fault("drip,pieces=1000,every=50@ConversationMediaGetHandler")
    press(out, "Send")
    status = out.locator(".sx-status")
    expect(status).to_contain_text("of 2,000,000 bytes")
    expect(out.locator(".sx-bar > div")).to_be_attached()
    assert book.accessibility() == []
    press(out, "Cancel")
    expect(status).to_contain_text("Cancelled.")
    expect(out.locator(".sx-bar")).to_have_count(0)
    sandbox.clear_faults()
    press(out, "Send")
    expect(out.locator(".sx-answer-head")).to_contain_text("200 OK")
    out.get_by_label("Save in (a file or a directory)").fill(str(saved))
    press(out, "Save file")
    expect(status).to_contain_text("Saved 2,000,000 bytes as")
    press(out, "Save file")
    expect(out.get_by_role("alert")).to_contain_text(str(saved))


def choose_by_the_keys(book: Notebook, out: Locator) -> None:
    """From an editor with nothing in it to the modules of a conversation, without the mouse."""
    keys = book.page.keyboard
    out.get_by_role("button", name="Choose a conversation").focus()
    keys.press("Enter")
    out.get_by_label("Filter by name").focus()
    keys.type("incident 4")
    expect(out.get_by_label("Conversations", exact=True).locator("option")).to_have_count(1)
    for _ in range(4):  # past the three boxes, into the list
        keys.press("Tab")
    keys.press("ArrowDown")
    expect(out.locator(".sx-head")).to_contain_text("# Incident 42")
    modules = out.get_by_label("Modules", exact=True).locator("option")
    expect(modules.first).to_contain_text("actionTarget")
    press(out, "Close the list")
    expect(out.get_by_label("Filter by name")).to_be_hidden()


def send_faster_than_the_kernel_takes_it(book: Notebook, out: Locator, sandbox: Sandbox) -> None:
    """The page holds back what is typed while the kernel is busy: it is sent whole all the same."""
    field, room = out.get_by_label("Write a message in Markdown"), book.ask("room.id")
    with asking(sandbox) as other:
        # The kernel may take the click in another thread than the text, once both have had one.
        for words in ("Typed fast, and sent at once", "And the next", "And the one after that"):
            before = other.messages.recent(conversation_id=room, limit=1).messages[-1].id
            field.click()
            book.page.keyboard.type(words)
            press(out, "Send")
            expect(field).to_have_value("")
            sent = other.messages.recent(conversation_id=room, limit=1).messages[-1]
            until = time.monotonic() + 20
            while sent.id == before and time.monotonic() < until:
                sent = other.messages.recent(conversation_id=room, limit=1).messages[-1]
            assert sent.text == words
