"""`stride-explorer export`: the API and the journal for other tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from explorer.formats.postman import read, resolve, shipped_collection
from explorer.sandbox.server import Sandbox

if TYPE_CHECKING:
    from .conftest import Run

PUBLISHED = Path(__file__).parents[1] / "api" / "data" / "collection.json"


def test_the_collection_is_the_one_that_ships(run: Run) -> None:
    result = run("export", "postman")
    assert result.exit_code == 0
    assert result.stdout_bytes == shipped_collection().read_bytes()


def test_the_collections_own_requests_are_the_published_ones(run: Run) -> None:
    def facts(data: bytes) -> list[Any]:
        return [
            (
                each.name,
                each.folder,
                each.method,
                each.segments,
                sorted(pair.key for pair in each.query),
            )
            for each in read(data).requests
        ][:21]

    assert facts(run("export", "postman").stdout_bytes) == facts(PUBLISHED.read_bytes())


def test_the_targets_address_and_site_are_its_variables(run: Run) -> None:
    words = ("--base-url", "https://stride.test", "--cloud-id", "my-site")
    for order in (("export", "postman", *words), (*words, "export", "postman")):
        made = read(run(*order).stdout_bytes)
        request = next(each for each in made.requests if each.name == "ConversationGetAllHandler")
        assert resolve(request).url == "https://stride.test/site/my-site/conversation"


def test_a_token_is_not_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIDE_BASE_URL", "https://stride.test")
    monkeypatch.setenv("STRIDE_TOKEN", "swordfish")
    for kind in ("postman", "openapi", "har"):
        assert b"swordfish" not in run("export", kind).stdout_bytes


def test_openapi_is_what_the_sandbox_serves(run: Run, on_server: Sandbox) -> None:
    result = run("export", "openapi")
    assert result.exit_code == 0
    with urlopen(f"{on_server.base_url}/openapi.json", timeout=10) as answer:
        assert json.loads(result.stdout) == json.load(answer)


def test_openapi_of_no_server_names_the_services_own(run: Run) -> None:
    document = json.loads(run("export", "openapi").stdout)
    assert document["servers"] == [{"url": "https://api.atlassian.com"}]


def test_the_journal_is_written_as_har_and_searched(run: Run, on_server: Sandbox) -> None:
    assert json.loads(run("export", "har").stdout)["log"]["entries"] == []
    run("call", "MeGetHandler")
    run("call", "GetAllHandler")
    run("call", "ConversationGetHandler", "conversationId=nowhere")
    log = json.loads(run("export", "har").stdout)["log"]
    assert log["version"] == "1.2"
    called = [each["_operationId"] for each in log["entries"]]
    assert [each for each in called if each != "GetAllHandler"] == [
        "MeGetHandler",
        "ConversationGetHandler",
    ]

    def found(*words: str) -> set[str]:
        entries = json.loads(run("export", "har", *words).stdout)["log"]["entries"]
        return {each["_operationId"] for each in entries}

    assert found("--operation", "MeGet") == {"MeGetHandler"}
    assert found("--status", "4xx") == {"ConversationGetHandler"}
    assert found("--since", "1h") == set(called)
    assert found("--until", "2018-01-01") == set()
    bad = run("export", "har", "--since", "soon")
    assert bad.exit_code == 2
    assert "no time to look for" in bad.stderr


@pytest.mark.parametrize("kind", ["postman", "openapi", "har"])
def test_a_file_is_replaced_only_when_that_is_said(run: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "made"
    result = run("export", kind, "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    made = path.read_bytes()
    assert json.loads(made)
    path.write_text("mine")
    refused = run("export", kind, "-o", str(path))
    assert refused.exit_code == 2
    assert "--overwrite" in refused.stderr
    assert path.read_text() == "mine"
    assert run("export", kind, "-o", str(path), "--overwrite").exit_code == 0
    assert path.read_bytes() == made
    nowhere = run("export", kind, "-o", str(tmp_path / "no" / "such"))
    assert nowhere.exit_code == 2
    assert "cannot be written" in nowhere.stderr


def test_help_names_both_commands(run: Run) -> None:
    helped = run("--help").stdout
    assert "export" in helped
    assert "run " in helped


class TestAConversation:
    def test_as_markdown_on_stdout(self, run: Run, on_server: Sandbox) -> None:
        result = run("export", "conversation", "Lunch")
        assert result.exit_code == 0, result.stderr
        assert result.stdout.startswith("# Lunch\n")
        assert "Noodles it is: **3** to 0." in result.stdout
        assert "**Priya Raman**" in result.stdout

    def test_as_json_in_a_file(self, run: Run, on_server: Sandbox, tmp_path: Path) -> None:
        file = tmp_path / "lunch.json"
        result = run("export", "conversation", "Lunch", "-o", str(file))
        assert result.exit_code == 0, result.stderr
        made = json.loads(file.read_bytes())
        assert made["conversation"]["name"] == "Lunch"
        assert len(made["messages"]) > 3
        again = run("export", "conversation", made["conversation"]["id"], "-o", str(file))
        assert again.exit_code == 2
        assert "already" in again.stderr

    def test_a_name_that_means_several_or_none(self, run: Run, on_server: Sandbox) -> None:
        several = run("export", "conversation", "launch")
        assert several.exit_code == 2
        assert "Launch: Parcel 3" in several.stderr
        none = run("export", "conversation", "no such room")
        assert none.exit_code == 2
        assert "no such room" in none.stderr
