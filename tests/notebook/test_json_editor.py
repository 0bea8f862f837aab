"""The JSON editor, with no kernel: what it holds and says, as our own widget and as core ones."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from explorer.notebook import json_editor
from explorer.notebook.json_editor import CoreJsonEditor, JsonEditor, json_field
from explorer.workbench.module_text import TextProblem

HOSTILE = "<img src=x onerror=alert(1)>"


def test_our_own_widget_is_small_and_makes_no_html() -> None:
    script = (Path(json_editor.__file__).parent / "static" / "json_editor.js").read_text()
    sheet = (Path(json_editor.__file__).parent / "static" / "json_editor.css").read_text()
    assert len(script.encode()) + len(sheet.encode()) < 20_000
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "http:", "https:", "import("):
        assert word not in script
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_what_is_wrong_goes_with_the_text_it_was_found_in() -> None:
    editor = json_field("{}", label="Module")
    assert isinstance(editor, JsonEditor)
    editor.revision = 7
    editor.say([TextProblem(1, 2, "key: is required")])
    assert editor.problems == {
        "revision": 7,
        "items": [{"line": 1, "column": 2, "message": "key: is required"}],
    }


def test_keys_that_mean_something_are_told() -> None:
    editor = json_field("{}")
    told: list[str] = []
    editor.on_act(told.append)
    for content in ({"type": "submit"}, {"type": "save"}, {"type": "no such"}, "nonsense"):
        editor._handle_custom_msg(content, [])
    assert told == ["submit", "save"]


def test_core_widgets_hold_and_say_the_same() -> None:
    editor = json_field("{}", label="Module", ui="core")
    assert isinstance(editor, CoreJsonEditor)
    seen: list[str] = []
    editor.observe(lambda change: seen.append(change.new), "value")
    editor.area.value = '{"a": 1}'
    assert editor.value == '{"a": 1}'
    assert seen == ['{"a": 1}']
    editor.value = "[]"
    assert editor.area.value == "[]"
    editor.say([TextProblem(1, 1, HOSTILE)] * 7)
    assert "line 1, column 1: &lt;img" in editor.said.value
    assert "and 2 more" in editor.said.value
    assert "<img" not in editor.said.value
    editor.say([])
    assert editor.said.value == ""


def test_a_host_that_loads_no_widget_of_ours_gets_core_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    assert isinstance(json_field("{}"), CoreJsonEditor)
    assert isinstance(json_field("{}", ui="own"), JsonEditor)
