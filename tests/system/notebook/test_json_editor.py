"""The JSON editor in the page: what one types stays in it, and what is wrong is pointed at."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from .page import Notebook

EDITOR = """
from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.notebook.json_editor import json_field
from explorer.workbench.module_text import check_module, pretty

acts = []
editor = json_field(pretty(TEMPLATES[ModuleType.GLANCE]), label="The glance")
editor.on_act(acts.append)

def look(change):
    editor.say(check_module(change.new, ModuleType.GLANCE))

editor.observe(look, "value")
editor
"""


def test_keys_stay_in_the_editor_and_what_is_wrong_is_pointed_at(
    open_notebook: Callable[..., Notebook],
) -> None:
    book = open_notebook(EDITOR, "'the last cell'")
    page, keys = book.page, book.page.keyboard
    area = page.get_by_label("The glance")
    said = page.locator(".sx-json-said")
    before = area.input_value()

    # As one types: by the page alone, before the kernel has been asked.
    area.click()
    keys.press("Control+Home")
    keys.type("{,")
    expect(said).to_have_text(
        "line 1, column 2: this is not JSON: expected a name in double quotes"
    )
    expect(area).to_have_attribute("aria-invalid", "true")

    # Keys that are commands of the notebook are letters here, chords included.
    cells = book.cells
    for key in ("d", "d", "x", "a", "b", "0", "0", "i", "i", "Escape", "Shift+Enter"):
        keys.press(key)
    keys.press("Control+s")
    book.settle()
    assert book.cells == cells
    assert "ddxab00ii" in area.input_value()
    assert page.evaluate("() => document.activeElement.tagName") == "TEXTAREA"
    assert book.ask("acts") == ["save"]

    # What the kernel finds by the rules of the type, and where; a click goes there.
    keys.press("Control+a")
    keys.insert_text(before.replace('"name"', '"nom"'))
    where = before[: before.index('"name"')]
    line = where.count("\n") + 1
    problem = said.get_by_role("button").filter(has_text=f"line {line}, column 3").first
    problem.click()
    expect(page.locator(".sx-json-where")).to_have_text(f"Ln {line}, Col 3")
    assert "nom" in book.ask("editor.value")
    assert book.accessibility() == []

    # Enter keeps the indentation, and undo takes back as everywhere.
    keys.press("Control+a")
    keys.insert_text('{"a": {}}')
    keys.press("ArrowLeft")
    keys.press("ArrowLeft")
    keys.press("Enter")
    assert area.input_value() == '{"a": {\n  \n}}'
    keys.type('"b": 1')
    keys.press("Control+Enter")
    expect(area).to_have_value('{"a": {\n  "b": 1\n}}')
    keys.press("Control+z")
    assert area.input_value() != '{"a": {\n  "b": 1\n}}'

    # What the kernel sets is shown; Tab leaves the editor.
    book.until("editor.value", area.input_value())
    book.ask("setattr(editor, 'value', '[]')")
    expect(area).to_have_value("[]")
    assert book.ask("acts") == ["save", "submit"]
    keys.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") != "TEXTAREA"
    assert book.errors == []


def test_a_long_text_is_edited_without_colours_and_comes_whole(
    open_notebook: Callable[..., Notebook],
) -> None:
    book = open_notebook(
        "from explorer.notebook.json_editor import json_field\n"
        "editor = json_field('[' + '1,\\n' * 50_000 + '1]', label='Long')\neditor"
    )
    area = book.page.get_by_label("Long")
    area.click()
    book.page.keyboard.press("Control+End")
    book.page.keyboard.type(" ")
    expect(book.page.locator(".sx-json-where")).to_have_text("Ln 50001, Col 4")
    book.page.keyboard.press("Tab")
    book.settle()
    book.page.wait_for_function("() => true")
    assert book.ask("(len(editor.value), editor.value[-3:])") == [150_004, "1] "]
