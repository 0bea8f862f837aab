"""The notebooks run from a clean kernel, and what they show is what the code shows now."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

TESTS = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((TESTS.parent / "notebooks").glob("*.ipynb"))


def command() -> ModuleType:
    """The command that makes them, `tests/notebooks.py`."""
    name = "explorer_notebooks"
    if name not in sys.modules:
        found = importlib.util.spec_from_file_location(name, TESTS / "notebooks.py")
        assert found is not None
        assert found.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(found)
        found.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def test_there_are_four() -> None:
    assert [path.stem[3:] for path in NOTEBOOKS] == [
        "first_look",
        "conversations_and_messages",
        "editing_modules",
        "demo_an_endpoint",
    ]


# A kernel is a program of its own, whose streams this process closes when it likes.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_saved_outputs_are_those_of_the_present_code(path: Path) -> None:
    made = command().text_of(command().executed(path))
    kept = path.read_text(encoding="utf-8")
    assert made == kept, "run tests/notebooks.py and look at what has changed"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_kept_is_good_on_every_machine_and_without_a_kernel(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert command().trouble(text) == []
    assert "widgets" not in book.metadata
    assert "widget-view" not in text
    assert "STRIDE_CLIENT_SECRET" not in text
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(len(cell.source.splitlines()) <= 12 for cell in code)
    shown = [output for cell in code for output in cell.outputs]
    for output in shown:
        for page in (output.get("data", {}).get("text/html", ""),):
            assert len(page.encode()) <= 20_000
            assert "<script" not in page
    # More than a few say something to whoever only reads.
    assert sum("text/html" in output.get("data", {}) for output in shown) >= 4
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert json.loads(text)["nbformat"] == 4
