"""`stride-explorer operations`."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explorer.api.operations import CATALOGUE

if TYPE_CHECKING:
    from .conftest import Run

COLUMNS = {"operation_id", "method", "path", "scope", "group", "in_collection", "summary"}


def test_the_list_as_json_has_the_collections_21_and_marks_the_others(run: Run) -> None:
    rows = json.loads(run("operations", "--json").stdout)
    assert all(set(row) == COLUMNS for row in rows)
    assert sum(row["in_collection"] for row in rows) == 21
    assert {row["operation_id"] for row in rows} == set(CATALOGUE)


def test_the_list_for_people_names_every_operation(run: Run) -> None:
    text = run("operations").stdout
    assert all(operation_id in text for operation_id in CATALOGUE)
    assert "* ConversationMessagesGetHandler" in text


def test_show_explains_parameters_with_bounds_and_defaults(run: Run) -> None:
    text = run("operations", "show", "ConversationGetAllHandler").stdout
    assert "GET /site/{cloudId}/conversation" in text
    assert "participate:conversation" in text
    assert "limit             integer, query, default 75, 1 to 75." in text


def test_an_operation_is_found_by_its_class_name_in_any_case(run: Run) -> None:
    assert "ConversationPatchHandler" in run("operations", "show", "updateconversation").stdout


def test_an_unknown_operation_is_refused_with_the_nearest_name(run: Run) -> None:
    result = run("operations", "show", "ConversationGetHandlr")
    assert result.exit_code == 2
    assert "Did you mean ConversationGetHandler?" in result.stderr


@pytest.mark.parametrize("operation_id", list(CATALOGUE))
def test_every_example_is_a_command_that_is_accepted(
    run: Run, operation_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "figures.csv").write_text("day,parcels")
    monkeypatch.chdir(tmp_path)
    shown = json.loads(run("operations", "show", operation_id, "--json").stdout)
    words = shlex.split(shown["example"]["command"])
    assert words[:3] == ["stride-explorer", "call", operation_id]
    from explorer.cli.call import prepare, read_body

    body = read_body(words[words.index("--body") + 1]) if "--body" in words else None
    pairs = [word for word in words[3:] if "=" in word and not word.startswith("{")]
    call = prepare(CATALOGUE[operation_id], tuple(pairs), body=body)
    assert call.build("site").method == shown["method"]
