"""The pictures of the notebook face show it as it is."""

from __future__ import annotations

import importlib.util
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]


def test_the_kept_pictures_show_what_the_page_shows_now() -> None:
    found = importlib.util.spec_from_file_location("pictures", TESTS / "notebook_pictures.py")
    assert found is not None
    assert found.loader is not None
    pictures = importlib.util.module_from_spec(found)
    found.loader.exec_module(pictures)
    assert pictures.lacking() == ""
    kept = TESTS.parent / "screenshots"
    stale = [
        name
        for name, made in pictures.pictures().items()
        if pictures.is_stale(kept / f"{name}.png", made)
    ]
    assert stale == [], "run tests/screenshots.py and look at them"
