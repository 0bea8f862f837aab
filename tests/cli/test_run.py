"""`stride-explorer run`: the words, the table, the reports, the exit codes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from explorer.sandbox.server import Sandbox

if TYPE_CHECKING:
    from .conftest import Run

PUBLISHED = Path(__file__).parents[1] / "api" / "data" / "collection.json"
HOSTILE = "\x1b[2J\x1b]0;owned\x07\u202eevil"


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """A function that writes a collection and gives its path."""

    def write_one(*requests: dict[str, Any], **more: Any) -> str:
        items = [{"name": each.pop("name", "One"), "request": each} for each in requests]
        path = tmp_path / "collection.json"
        path.write_text(json.dumps({"info": {"name": "Test"}, "item": items, **more}))
        return str(path)

    return write_one


def report(result: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_published_collection_filled_from_a_fresh_sandbox(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox.start(port=0) as fresh:
        monkeypatch.setenv("STRIDE_BASE_URL", fresh.base_url)
        monkeypatch.setenv("STRIDE_CLIENT_ID", fresh.credentials.client_id)
        monkeypatch.setenv("STRIDE_CLIENT_SECRET", fresh.credentials.client_secret)
        result = run("run", str(PUBLISHED), "--fill", "--report", "json")
    assert result.exit_code == 0, result.stderr
    lines = result.stderr.splitlines()
    assert lines[-1].startswith("21 requests, 21 passed, 0 failed in ")
    assert lines[0].split()[:6] == ["1", "GET", "List", "/", "GetAllHandler", "200"]
    assert [each["status"] // 100 for each in report(result)["requests"]] == [2] * 21
    assert "\x1b" not in result.stderr


def test_without_a_file_the_shipped_collection_runs_on_the_embedded_sandbox(run: Run) -> None:
    result = run("run", "--fill", "--folder", "List")
    assert result.exit_code == 0, result.stderr
    assert "6 requests, 6 passed" in result.stderr
    assert result.stdout == ""


def test_a_list_says_what_would_be_sent_and_sends_nothing(run: Run, on_server: Sandbox) -> None:
    before = on_server._log.latest()
    result = run(
        *("run", str(PUBLISHED), "--list", "--report", "json"),
        *("--var", "cloudId=a b", "--var", "conversationId=c/d"),
    )
    assert result.exit_code == 0, result.stderr
    listed = report(result)["requests"]
    assert len(listed) == 21
    third = listed[2]
    assert third["name"] == "AppModuleChatActionTargetGetAllHandler"
    assert third["folder"] == ["List"]
    assert third["method"] == "GET"
    assert third["problems"] == []
    assert third["url"] == (
        f"{on_server.base_url}/site/a%20b/conversation/c%2Fd/app/module/chat:actionTarget"
    )
    assert [each["message"] for each in listed[-1]["problems"]] == [
        ":key has no value. Give it one."
    ]
    assert on_server._log.latest() == before


def test_a_list_as_text_names_what_has_no_value(run: Run, on_server: Sandbox, write: Any) -> None:
    result = run("run", write({"url": "{{b}}/x/{{y}}?z={}", "name": HOSTILE}), "--list")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "1  ␛[2J␛]0;owned␇\\u202eevil",
        f"   GET {on_server.base_url}/x/{{{{y}}}}",
        "   error: {{y}} has no value. Give it one.",
    ]


def test_stdin_is_a_collection_and_words_and_environment_are_values(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    environment = tmp_path / "env.json"
    values = [
        {"key": "default", "value": on_server.base_url},
        {"key": "cloudId", "value": "not this one"},
        {"key": "off", "value": "x", "enabled": False},
    ]
    environment.write_text(json.dumps({"name": "Env", "values": values}))
    site = on_server.credentials.cloud_ids[0]
    result = run(
        *("run", "-", "-e", str(environment), "--var", f"cloudId={site}"),
        *("--folder", "ConversationGetAllHandler", "--report", "json"),
        stdin=PUBLISHED.read_bytes(),
    )
    assert result.exit_code == 0, result.stderr
    assert report(result)["requests"][0]["url"] == f"{on_server.base_url}/site/{site}/conversation"


@pytest.mark.parametrize(
    ("requests", "code", "summary"),
    [
        ([{"url": "{{b}}/me"}], 0, "1 request, 1 passed, 0 failed"),
        ([{"url": "{{b}}/nowhere"}, {"url": "{{b}}/me"}], 1, "2 requests, 1 passed, 1 failed"),
        ([{"url": "{{b}}/{{x}}"}], 1, "1 request, 0 passed, 0 failed, 1 not sent"),
        ([{"url": "http://127.0.0.1:9/"}], 1, "1 request, 0 passed, 1 failed"),
        ([{"url": "https://elsewhere.test/"}], 1, "0 failed, 1 not sent"),
        ([], 0, "0 requests, 0 passed, 0 failed"),
    ],
)
def test_exit_codes_and_summaries(
    run: Run, on_server: Sandbox, write: Any, requests: list[Any], code: int, summary: str
) -> None:
    result = run("run", write(*map(dict, requests)))
    assert result.exit_code == code, result.stderr
    assert summary in result.stderr.splitlines()[-1]


def test_what_is_wrong_is_said_below_the_row(run: Run, on_server: Sandbox, write: Any) -> None:
    result = run("run", write({"url": "https://elsewhere.test/"}, {"url": "{{b}}/nowhere"}))
    lines = result.stderr.splitlines()
    assert lines[0].endswith("not sent")
    assert "--allow-host elsewhere.test" in lines[1]
    assert " 404 " in lines[2]
    assert "404 Not found" in lines[3]


def test_a_request_is_sent_once_unless_retries_are_asked_for(
    run: Run, on_server: Sandbox, write: Any
) -> None:
    prefer = [{"key": "Prefer", "value": "code=503"}]
    file = write({"url": "{{b}}/me", "header": prefer})
    for more, attempts in (((), 1), (("--retry",), 3)):
        result = run("run", file, "--report", "json", *more)
        sent = report(result)["requests"][0]
        assert (result.exit_code, sent["status"], sent["attempts"]) == (1, 503, attempts)


def test_bail_runs_nothing_after_a_failure(run: Run, on_server: Sandbox, write: Any) -> None:
    file = write({"url": "{{b}}/nowhere"}, {"url": "{{b}}/me"})
    result = run("run", file, "--bail", "--report", "json")
    assert result.exit_code == 1
    assert [each["outcome"] for each in report(result)["requests"]] == ["failed", "not run"]


def test_a_bad_entry_costs_no_good_one_and_is_said(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "c.json"
    good = {"name": "Good", "request": {"url": "{{b}}/me"}}
    path.write_text(json.dumps({"info": {"name": "Bad"}, "item": [5, good]}))
    result = run("run", str(path))
    assert result.exit_code == 0
    assert result.stderr.startswith("error: item[0]: This is a number")
    assert "1 request, 1 passed" in result.stderr


def test_of_many_bad_entries_the_gravest_are_said_and_the_others_counted(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "c.json"
    odd = {"name": "Odd", "request": {"url": "{{b}}/x/:y"}}
    path.write_text(json.dumps({"info": {"name": "Bad"}, "item": [*[odd] * 20, 5]}))
    result = run("run", str(path), "--list")
    lines = result.stderr.splitlines()
    assert lines[0].startswith("error: item[20]: ")
    assert lines[-1] == "11 more about the file: --list --report json has them all."
    assert len(lines) == 11
    assert len(report(run("run", str(path), "--list", "--report", "json"))["problems"]) == 21


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.json"], "nowhere.json"),
        ([".", "--list"], "cannot be read"),
        (["BROKEN"], "line 1"),
        (["NOTHING"], "not a Postman collection"),
        ([str(PUBLISHED), "-e", "nowhere.json"], "environment file"),
        ([str(PUBLISHED), "-e", str(PUBLISHED)], "environment"),
        (["-", "-e", "-"], "stdin"),
        ([str(PUBLISHED), "--var", "no-value"], "name=value"),
        ([str(PUBLISHED), "--folder", "Lits"], "Did you mean 'List'?"),
        ([str(PUBLISHED), "--allow-host", "a b"], "no host"),
        ([str(PUBLISHED), "--list", "--fill"], "--list sends nothing"),
        ([str(PUBLISHED), "--list", "--report", "junit"], "junit"),
        ([str(PUBLISHED), "--base-url", "nonsense"], "--base-url"),
        ([str(PUBLISHED), "--list", "--report-file", "/nowhere/at/all.json"], "/nowhere/at/all"),
    ],
)
def test_wrong_words_end_with_2_and_one_sentence(
    run: Run, tmp_path: Path, words: list[str], said: str
) -> None:
    (tmp_path / "BROKEN").write_text('{"item": [')
    (tmp_path / "NOTHING").write_text("[]")
    made = [str(tmp_path / each) if each in {"BROKEN", "NOTHING"} else each for each in words]
    result = run("run", *made, stdin=b"{}")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_reports_go_to_a_file_and_are_what_they_say(
    run: Run, on_server: Sandbox, write: Any, tmp_path: Path
) -> None:
    file = write({"url": "{{b}}/me", "name": f"<{HOSTILE}>"}, {"url": "{{b}}/nowhere"})
    made = tmp_path / "report.xml"
    result = run("run", file, "--report-file", str(made))
    assert (result.exit_code, result.stdout) == (1, "")
    root = ElementTree.fromstring(made.read_bytes())
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    result = run("run", file, "--report", "json", "--report-file", str(tmp_path / "r"))
    data = json.loads((tmp_path / "r").read_text())
    assert data["requests"][0]["name"] == f"<{HOSTILE}>"
    assert data["summary"]["passed"] == 1
    assert data["interrupted"] is False


def test_secrets_stand_by_their_names_everywhere(
    run: Run, on_server: Sandbox, write: Any, tmp_path: Path
) -> None:
    environment = tmp_path / "env.json"
    secret = {"key": "mine", "value": "swordfish", "type": "secret"}
    environment.write_text(json.dumps({"values": [secret]}))
    file = write({"url": "{{b}}/me?x={{mine}}"}, {"url": "{{b}}/swordfish/{{mine}}"})
    result = run("run", file, "-e", str(environment), "--report", "json")
    assert "swordfish" not in result.stderr + result.stdout
    assert report(result)["requests"][0]["url"].endswith("/me?x=$mine")
    data = Path(os.environ["STRIDE_EXPLORER_DATA"])
    kept = [each.read_bytes() for each in data.iterdir() if each.is_file()]
    assert kept
    assert all(b"swordfish" not in each for each in kept)


def test_hostile_names_reach_the_terminal_only_visible(
    run: Run, on_server: Sandbox, write: Any
) -> None:
    bad = {"url": HOSTILE, "name": HOSTILE, "auth": {"type": HOSTILE}}
    file = write(bad, {"url": f"{{{{{HOSTILE}}}}}/x"}, {"url": f"{{{{b}}}}/me/{HOSTILE}"})
    for more in ([], ["--list"], ["--folder", HOSTILE + "x"], ["--report", "junit"]):
        result = run("run", file, *more)
        assert "owned" in result.stderr + result.stdout
        for odd in ("\x1b", "\x07", "\u202e"):
            assert odd not in result.stderr + result.stdout


def environment_of(tmp_path: Path, base_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "STRIDE_EXPLORER_DATA": str(tmp_path / "data"),
        "STRIDE_BASE_URL": base_url,
        "STRIDE_TOKEN": "a-token",
        "COLUMNS": "100",
        "TERM": "xterm-256color",
    }


def test_ctrl_c_ends_with_the_summary_so_far(write: Any, tmp_path: Path, server: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        file = write({"url": f"{server.base_url}/"}, {"url": f"{address}/a"}, {"url": "{{b}}/b"})
        words = ["run", file, "--report", "json"]
        process = subprocess.Popen(
            [sys.executable, "-m", "explorer", *words],
            env=environment_of(tmp_path, server.base_url),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        silent.settimeout(30)
        connection, _ = silent.accept()
        connection.recv(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        connection.close()
    assert process.returncode == 130
    lines = err.decode().splitlines()
    assert lines[-1].startswith("Ended early: 3 requests, 1 passed, 1 failed, 1 not run in ")
    assert "whether it arrived is not known" in lines[-2]
    data = json.loads(out)
    assert data["interrupted"] is True
    assert [each["outcome"] for each in data["requests"]] == ["passed", "failed", "not run"]


def test_the_port_of_another_server_on_this_machine_gets_no_token(
    run: Run, on_server: Sandbox, write: Any, serve_collection_only: Any
) -> None:
    other = serve_collection_only(on_server.base_url)
    assert urlsplit(other.base_url).port != urlsplit(on_server.base_url).port
    result = run("run", write({"url": f"{other.base_url}/site/"}), "--report", "json")
    assert report(result)["requests"][0]["status"] == 401
