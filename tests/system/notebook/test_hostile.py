"""Content that would act in a page: from every field that a server fills, shown and harmless."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.sandbox.server import Sandbox

from .page import Notebook
from .steps import asking

ACTS = (
    "<img src=x onerror=\"window.acted='img'\">",
    "<script>window.acted='script'</script>",
    "<svg onload=\"window.acted='svg'\"></svg>",
    "</pre></textarea></option><b onmouseover=\"window.acted='over'\">over me</b>",
    "javascript:window.acted='link'",
    "<a href=\"javascript:window.acted='a'\">click me</a>",
    '<button data-commandlinker-command="notebook:cut-cell">press me</button>',
    "{{7*7}} ${7*7} \u202e gnirts \x1b[2J",
)
ALL = " ".join(ACTS)

SHOW = """
from explorer import operations
from explorer.notebook import (
    ConversationBrowser, EndpointRunner, ExchangeInspector, Explorer, MessageView, ModuleEditor,
    connect,
)
client = connect()
room = client.conversations.list(query="onerror").items[0]
room
"""

CELLS = (
    SHOW,
    "client.messages.recent(conversation_id=room.id, limit=5)",
    "client.modules.list_dialogs(conversation_id=room.id)",
    "client.exchange(operations.GetConversation(conversation_id=room.id))",
    "browser = ConversationBrowser(query='window.acted')\nbrowser",
    "view = MessageView(conversation=room)\nview",
    "editor = ModuleEditor(None, room, 'chat:dialog', 'hostile')\neditor.compare()\neditor",
    "runner = EndpointRunner(operation='GetConversation', conversation_id=room.id)\nrunner.send()\n"
    "await runner.settled()\nrunner",
    "inspector = ExchangeInspector(exchange=runner.exchange)\ninspector",
    "client.exchange(operations.GetConversation(conversation_id=room.id),"
    " headers={'Prefer': 'code=400'}).error",
)

# What our outputs hold that could act: handlers, scripts, addresses, commands.
_ACTS = """const acts = each =>
  [...each.attributes].some(one => /^on/i.test(one.name)
    || one.name.startsWith('data-commandlinker')
    || (['href', 'src', 'action', 'formaction', 'srcdoc'].includes(one.name)
        && /^\\s*(javascript|data|vbscript):/i.test(one.value)))
  || ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'FORM', 'BASE', 'META', 'LINK', 'IMG']
    .includes(each.tagName.toUpperCase());
const told = all => [...all].filter(acts).map(each => each.outerHTML.slice(0, 200));"""
_ALIVE = f"() => {{ {_ACTS} return told(document.querySelectorAll('.jp-OutputArea-output *')); }}"
_ALIVE_IN = f"""text => {{ {_ACTS}
  const page = new DOMParser().parseFromString(text, 'text/html');
  return told(page.body.querySelectorAll('*'));
}}"""


def test_nothing_that_a_server_sends_acts_in_the_page(
    open_notebook: Callable[..., Notebook], sandbox: Sandbox
) -> None:
    other = asking(sandbox)
    # A name is not long; each in its own room, and all of them in a topic and a message.
    room = other.conversations.create(name=ACTS[0][:90], topic=ALL[:900]).id
    for name in ACTS[1:]:
        other.conversations.create(name=name.replace("\x1b", "")[:90], topic=ALL[:900])
    document = {
        "version": 1,
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in ACTS
        ]
        + [{"type": "codeBlock", "content": [{"type": "text", "text": ALL}]}],
    }
    other.messages.send(conversation_id=room, content=document)
    module = {**TEMPLATES[ModuleType.DIALOG], "key": "hostile", "title": {"value": ALL}}
    other.modules.put_dialog(conversation_id=room, key="hostile", module=module)
    other.close()

    book = open_notebook(*CELLS)
    page = book.page
    # Each output shows it, as text.
    for number in range(1, len(CELLS)):  # all but the error, which the sandbox words
        expect(book.output(number)).to_contain_text("window.acted")
    # An answer in which every text is an attack, in each of its views.
    sandbox.add_fault("hostile@ConversationGetHandler")
    shown = book.output(8)
    shown.get_by_role("button", name="Send", exact=True).click()
    expect(shown).to_contain_text("<script>alert(1)</script>")
    for view in ("Body", "Exchange", "Copy as", "Result"):
        shown.get_by_role("button", name=view).click()
        book.settle()
        assert page.evaluate(_ALIVE) == [], view
    # A pointer over whatever offers itself.
    for words in ("over me", "click me", "press me"):
        for place in page.get_by_text(words).all()[:4]:
            if place.is_visible():
                place.hover(force=True)
    assert page.evaluate(_ALIVE) == []
    assert page.evaluate("() => window.acted === undefined")
    assert book.errors == []

    # Opened again by someone who trusts it: the same, without a kernel.
    outputs = [each["outputs"] for each in book.save()["cells"]]
    pictures = [
        "".join(output["data"]["text/html"])
        for cell in outputs
        for output in cell
        if "text/html" in output.get("data", {})
    ]
    assert len(pictures) == len(CELLS)
    for picture in pictures:
        assert page.evaluate(_ALIVE_IN, picture) == []
    secrets = {sandbox.credentials.client_secret, sandbox.credentials.admin_token}
    assert not any(secret in str(outputs) for secret in secrets)
