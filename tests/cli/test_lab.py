"""`lab`: what it says where it cannot open JupyterLab. That it does is in the system tests."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from .conftest import Run


def test_without_jupyterlab_one_sentence_says_how_to_get_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("explorer.cli.lab.version", none)
    done = run("lab")
    assert done.exit_code == 2
    assert done.stderr == (
        "JupyterLab is not installed beside the explorer: pip install 'stride-explorer[lab]'\n"
    )


def test_a_jupyterlab_that_lets_an_output_run_commands_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.cli.lab.version", lambda name: "4.5.6")
    done = run("lab")
    assert done.exit_code == 2
    assert done.stderr.startswith("JupyterLab 4.5.6 is too old, 4.5.7 or newer is needed: pip")


def test_options_of_a_target_are_refused_with_what_to_do(run: Run) -> None:
    done = run("--base-url", "http://127.0.0.1:1", "lab")
    assert done.exit_code == 2
    assert "STRIDE_BASE_URL" in done.stderr


def test_a_directory_that_cannot_be_written_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.cli.lab.refuse_missing", lambda: None)
    (tmp_path / "file").write_text("")
    done = run("lab", "--directory", str(tmp_path / "file" / "x"))
    assert done.exit_code == 2
    assert "cannot be copied" in done.stderr


def test_jupyterlab_gets_the_first_notebook_and_what_else_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("explorer.cli.lab.refuse_missing", lambda: None)
    monkeypatch.setattr("os.execv", lambda path, words: started.append(words))
    done = run("lab", "--directory", str(tmp_path / "here"), "--no-browser", "--port=9000")
    assert done.exit_code == 0, done.output
    (words,) = started
    first = tmp_path / "here" / "01_first_look.ipynb"
    assert words[1:] == ["-m", "jupyterlab", "--no-browser", "--port=9000", str(first)]
    assert first.is_file()
