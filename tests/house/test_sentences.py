"""Sentences of the app name keys by the command they belong to, never by themselves.

A key can be set by the person: a sentence that spells it out would be wrong from then on.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TUI = Path(__file__).parents[2] / "explorer" / "tui"

KEY = re.compile(
    r"\bEsc\b|\bF([1-9]|1[0-2])\b|\b(Ctrl|Shift|Alt)\+(?!Z\b)"
    r"|\b(End|Home|PgUp|PgDn) [a-z]+s\b"
    r"|(?:^|[·;,.(] )[b-zB-HJ-Z] (adds|brings|closes|deletes|edits|goes|keeps|opens|saves"
    r"|searches|sends|shows|stops|takes|tries|writes)\b|\(r "
)
"""What names a key. Undo within a field has no command of ours, and is Ctrl+Z everywhere."""

ENTER = re.compile(r"\bEnter\b")

FIELDS = {
    # What ends a field's text is the field's own key, which no command stands for.
    "browse/found.py",
    "browse/jump.py",
    "browse/saving_dialog.py",
    "endpoints/save.py",
    "history/asking.py",
    "widgets/confirm.py",
}


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a file that may be shown, with their lines: all but what documents it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in told:
            yield node.lineno, node.value


FILES = sorted(
    path
    for path in TUI.rglob("*.py")
    # There the keys are declared and their names made.
    if not path.name.endswith("commands.py") and path.name != "keys.py"
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TUI)))
def test_a_sentence_names_no_key(path: Path) -> None:
    in_fields = str(path.relative_to(TUI)) in FIELDS
    named = [
        f"line {line}: {text}"
        for line, text in sentences(path)
        if KEY.search(text) or (ENTER.search(text) and not in_fields)
    ]
    assert not named, "say it through explorer.tui.hints.hint: " + "; ".join(named)


@pytest.mark.parametrize(
    "sentence",
    [
        "Esc closes",
        "kept  (r tries again)",
        "F9 brings it back",
        "3 new, End goes there",
        "a · p adds",
    ],
)
def test_a_key_is_seen(sentence: str) -> None:
    assert KEY.search(sentence)


@pytest.mark.parametrize("sentence", ["{picker.close} closes", "Ctrl+Z brings it back", "The End"])
def test_what_is_no_key_passes(sentence: str) -> None:
    assert not KEY.search(sentence)
