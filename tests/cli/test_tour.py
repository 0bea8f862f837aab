"""`stride-explorer tour` and `history --tour`: checked, published, written; wrong ones in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
import yaml

from explorer.sandbox.server import Sandbox

if TYPE_CHECKING:
    from .conftest import Run

GOOD = "title: Two\nsteps:\n  - operation: ListSites\n  - operation: GetMe\n    title: Who am I?\n"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(GOOD)
    return path


def test_check_says_each_step_and_reports(run: Run, good: Path, tmp_path: Path) -> None:
    result = run("tour", "check", str(good), "--report", "json")
    assert result.exit_code == 0, result.stderr
    assert "✓ GET    200 Who am I?" in result.stderr
    assert "2 of 2 steps as expected" in result.stderr
    report = json.loads(result.stdout)
    assert [each["outcome"] for each in report["requests"]] == ["passed", "passed"]
    written = tmp_path / "out.xml"
    run("tour", "check", str(good), "--report", "junit", "--report-file", str(written))
    assert ElementTree.parse(written).getroot().get("tests") == "2"


def test_a_step_that_is_not_as_expected_ends_with_1(run: Run, good: Path) -> None:
    good.write_text(GOOD + "    expect: {status: 404}\n")
    result = run("tour", "check", str(good))
    assert result.exit_code == 1
    assert "✗ GET    200 Who am I?" in result.stderr
    assert "404 was expected, and 200 came" in result.stderr


def test_a_file_that_is_no_tour_ends_with_2_and_sends_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("title: x\nsteps:\n  - operation: Nothing\n    keep: {a: '$['}\n")
    result = run("tour", "check", str(path))
    assert result.exit_code == 2
    assert "bad.yaml:3: steps[1].operation: there is no operation 'Nothing'" in result.stderr
    assert "bad.yaml:4: steps[1].keep.a: No JSONPath" in result.stderr
    missing = run("tour", "check", "first-lok")
    assert missing.exit_code == 2
    assert "it cannot be read" in missing.stderr
    assert "Perhaps first-look is meant" in missing.stderr


@pytest.mark.parametrize("act", ["check", "present", "publish"])
def test_what_its_server_lacks_is_said_before_anything_is_sent(
    run: Run, tmp_path: Path, act: str
) -> None:
    path = tmp_path / "lacks.yaml"
    path.write_text("title: x\nsteps:\n  - operation: ListSites\n    as: nosuch\n")
    result = run("tour", act, str(path))
    assert result.exit_code == 2
    assert f"{path}:4: steps[1].as: the sandbox has no credentials 'nosuch'." in result.stderr
    unknown = run("tour", act, "first-look", "--var", "room=x")
    assert unknown.exit_code == 2
    assert "--var room: no tour here has a variable of that name. There are none." in unknown.stderr


def test_on_a_server_with_a_variable(run: Run, on_server: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "named.yaml"
    path.write_text(
        "title: Named\nvariables: {name: nothing}\nsteps:\n"
        "  - operation: ListConversations\n    values: {query: '{{name}}'}\n"
        "    expect: {fields: {$.values: {count: '>= 1'}}}\n"
    )
    assert run("tour", "check", str(path)).exit_code == 1
    result = run("tour", "check", str(path), "--var", "name=launch")
    assert result.exit_code == 0, result.stderr
    assert any("query=launch" in each.target for each in on_server.requests())


def test_publish_writes_a_page_and_never_over_a_file(run: Run, good: Path, tmp_path: Path) -> None:
    page = tmp_path / "two.html"
    assert run("tour", "publish", str(good), "-o", str(page)).exit_code == 0
    assert page.read_text().startswith("<!doctype html>")
    again = run("tour", "publish", str(good), "-o", str(page))
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert run("tour", "publish", str(good), "-o", str(page), "--overwrite").exit_code == 0
    nowhere = run("tour", "publish", str(good), "-o", str(tmp_path / "no" / "x.html"))
    assert nowhere.exit_code == 2
    notebook = run("tour", "publish", str(good), "--to", "notebook", "-o", "-")
    assert json.loads(notebook.stdout)["nbformat"] == 4


def test_list_and_schema(run: Run) -> None:
    assert run("tour", "list").stdout.split()[0] == "first-look"
    assert "steps" in json.loads(run("tour", "schema").stdout)["properties"]


def test_history_becomes_a_tour_that_can_be_checked(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    run("call", "ConversationGetAllHandler", "limit=1")
    run("call", "ConversationPostHandler", "name=From the journal", "topic=x")
    path = tmp_path / "recorded.yaml"
    result = run("history", "--last", "3", "--tour", str(path), "--title", "Seen")
    assert result.exit_code == 0, result.stderr
    tour = yaml.safe_load(path.read_text())
    assert tour["title"] == "Seen"
    # What looked for the site is no act; nor is it taken where nothing uses it.
    operations = ["ListConversations", "CreateConversation"]
    assert [each["operation"] for each in tour["steps"]] == operations
    assert "2 steps, of 2 acts." in result.stderr
    assert run("tour", "check", str(path)).exit_code == 0
    assert run("history", "--last", "3", "--tour", str(path)).exit_code == 2
    everything = run("history", "--last", "5", "--tour", "-", "--all-reads")
    assert "ListSites" in everything.stdout
    one = run("history", "--last", "1", "--tour", str(tmp_path / "one.yaml"))
    assert "1 step, of 1 act." in one.stderr


def test_an_empty_journal_is_no_tour(run: Run) -> None:
    result = run("history", "--tour", "-")
    assert result.exit_code == 2
    assert "call an operation first" in result.stderr
