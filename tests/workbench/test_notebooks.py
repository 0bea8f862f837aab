"""Notebooks are copied to where they can be written in, and nobody's changes are lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.workbench.notebooks import FIRST, copy_out, shipped
from explorer.workbench.problems import StoreError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    made = tmp_path / "source"
    made.mkdir()
    (made / FIRST).write_text("one")
    (made / "02.ipynb").write_text("two")
    return made


def test_the_notebooks_are_there() -> None:
    assert (shipped() / FIRST).is_file()


def test_a_copy_that_nobody_changed_is_renewed_and_one_that_was_changed_stays(
    source: Path, tmp_path: Path
) -> None:
    directory = tmp_path / "deep" / "copies"
    assert copy_out(directory, source).kept == ()
    assert (directory / FIRST).read_text() == "one"
    (directory / "02.ipynb").write_text("mine")
    # Nothing newer has come: there is nothing to say.
    assert copy_out(directory, source).kept == ()
    (source / FIRST).write_text("one, newer")
    (source / "02.ipynb").write_text("two, newer")
    assert copy_out(directory, source).kept == ("02.ipynb",)
    assert (directory / FIRST).read_text() == "one, newer"
    assert (directory / "02.ipynb").read_text() == "mine"


def test_a_file_of_that_name_that_was_never_copied_stays(source: Path, tmp_path: Path) -> None:
    directory = tmp_path / "copies"
    directory.mkdir()
    (directory / FIRST).write_text("someone's own")
    (directory / ".copied.json").write_text("[[[")
    assert copy_out(directory, source).kept == (FIRST,)
    assert (directory / FIRST).read_text() == "someone's own"


def test_a_copy_that_was_deleted_comes_again(source: Path, tmp_path: Path) -> None:
    directory = tmp_path / "copies"
    copy_out(directory, source)
    (directory / FIRST).unlink()
    copy_out(directory, source)
    assert (directory / FIRST).read_text() == "one"


def test_a_directory_that_is_none_is_said_in_a_sentence(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be copied to .*--directory"):
        copy_out(tmp_path / "file" / "below", source)
