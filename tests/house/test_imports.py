"""What each room does not load, proved in a process of its own.

Import contracts read the code; this looks at what is really in memory, so that a lazy import in the
wrong place or a library's own imports show too.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("textual", "httpx", "uvicorn", "h11", "ipywidgets", "tree_sitter")


def loaded_by(statement: str) -> set[str]:
    """Top-level names of what is in memory after a statement, in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "not_loaded"),
    [
        ("import explorer", (*HEAVY, "pydantic", "click", "sqlite3")),
        ("import explorer.document.markdown, explorer.document.lines", HEAVY),
        ("import explorer.api.operations", HEAVY),
        ("import explorer.formats.snippets, explorer.formats.har", HEAVY),
        ("import explorer.api.client", ("textual", "uvicorn", "ipywidgets")),
        ("import explorer.formats.postman", HEAVY),
        ("import explorer.sandbox.server", ("textual", "httpx", "ipywidgets")),
        ("import explorer.workbench.workbench", ("textual", "uvicorn", "ipywidgets")),
        ("import explorer.workbench.profiles, explorer.workbench.words", HEAVY),
        ("import explorer.tui.app", ("httpx", "uvicorn", "h11", "ipywidgets", "tree_sitter")),
        ("import explorer.notebook", (*HEAVY, "pydantic")),
        ("import explorer.notebook.explorer", ("textual", "httpx", "uvicorn", "h11")),
        ("import explorer.cli.root", (*HEAVY, "pydantic")),
        ("import explorer.cli.operations", HEAVY),
    ],
)
def test_a_room_loads_only_what_it_needs(statement: str, not_loaded: tuple[str, ...]) -> None:
    assert loaded_by(statement).isdisjoint(not_loaded)


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(word: str) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['stride-explorer', {word!r}]\n"
        "from explorer.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
    )
    loaded = loaded_by(code)
    assert loaded.isdisjoint({*HEAVY, "pydantic", "sqlite3", "asyncio"})
