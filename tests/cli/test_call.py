"""`stride-explorer call`: words in, JSON out, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from explorer.cli.call import safe_json
from explorer.sandbox.server import Sandbox

if TYPE_CHECKING:
    from .conftest import Run


def first_room(run: Run) -> dict[str, Any]:
    page = json.loads(run("call", "ConversationGetAllHandler", "exclude-direct=true").stdout)
    return next(room for room in page["values"] if room["privacy"] == "public")


def test_the_answer_is_json_on_stdout_and_the_status_on_stderr(
    run: Run, on_server: Sandbox
) -> None:
    result = run("call", "GetAllHandler")
    assert result.exit_code == 0
    assert [site["id"] for site in json.loads(result.stdout)["values"]] == list(
        on_server.credentials.cloud_ids
    )
    assert result.stderr.startswith("200 OK · GET /site/ · ")


def test_without_a_target_the_embedded_sandbox_answers(run: Run) -> None:
    assert run("call", "ConversationGetAllHandler", "limit=2").exit_code == 0


def test_both_spellings_of_a_parameter_work(run: Run, on_server: Sandbox) -> None:
    room = first_room(run)
    for word in (f"conversationId={room['id']}", f"conversation_id={room['id']}"):
        answer = run("call", "ConversationGetHandler", word)
        assert json.loads(answer.stdout)["name"] == room["name"]


def test_a_body_comes_from_a_text_a_file_or_stdin(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    body = json.dumps({"name": "War room", "topic": "disk is full"})
    file = tmp_path / "body.json"
    file.write_text(body, encoding="utf-8")
    for result in (
        run("call", "ConversationPostHandler", "--body", body),
        run("call", "ConversationPostHandler", "--body", f"@{file}"),
        run("call", "ConversationPostHandler", "--body", "-", stdin=body.encode()),
        run("call", "ConversationPostHandler", "name=War room", "topic=disk is full"),
    ):
        assert result.exit_code == 0, result.stderr
        made = json.loads(result.stdout)["id"]
        room = json.loads(run("call", "ConversationGetHandler", f"conversationId={made}").stdout)
        assert (room["name"], room["topic"]) == ("War room", "disk is full")


def test_a_message_is_sent_as_markdown(run: Run, on_server: Sandbox) -> None:
    room = first_room(run)["id"]
    sent = run(
        *("call", "ConversationMessagePostHandler", f"conversationId={room}"),
        *("--body", "**Hello** there", "--content-type", "text/markdown"),
    )
    assert sent.exit_code == 0, sent.stderr
    assert sent.stderr.startswith("201 Created")
    message = json.loads(sent.stdout)["id"]
    read = run(
        "call", "ConversationMessageGetHandler", f"conversationId={room}", f"messageId={message}"
    )
    assert json.loads(read.stdout)["text"].strip() == "Hello there"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("NoSuchHandler",), "no operation"),
        (("ConversationGetHandler",), "conversationId"),
        (("ConversationGetAllHandler", "limit=76"), "limit"),
        (("ConversationGetAllHandler", "limit=many"), "limit"),
        (("ConversationGetAllHandler", "include-private=yes"), "include-private"),
        (("ConversationGetAllHandler", "colour=red"), "colour"),
        (("ConversationGetAllHandler", "limit"), "limit"),
        (("ConversationPostHandler", "--body", "{"), "line 1"),
        (("ConversationPostHandler", "--body", "@nowhere.json"), "nowhere.json"),
        (("ConversationGetHandler", "conversationId=.."), "conversationId"),
    ],
)
def test_wrong_words_end_with_2_and_one_sentence(
    run: Run, on_server: Sandbox, words: tuple[str, ...], said: str
) -> None:
    result = run("call", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_unchecked_shows_the_servers_own_answer(run: Run, on_server: Sandbox) -> None:
    result = run("call", "ConversationGetAllHandler", "limit=76", "--unchecked")
    assert result.exit_code == 1
    assert "limit" in json.loads(result.stdout)["message"]


def test_an_http_error_ends_with_1_and_says_what_to_do(run: Run, on_server: Sandbox) -> None:
    result = run("call", "ConversationGetHandler", "conversationId=nowhere")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["code"] == 404
    assert "404 Not found" in result.stderr


def test_no_answer_ends_with_3(run: Run) -> None:
    result = run("--base-url", "http://127.0.0.1:9", "call", "MeGetHandler")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.count("… again in ") == 2
    assert "Nothing was sent" in result.stderr


def test_no_secret_is_printed(run: Run, on_server: Sandbox) -> None:
    for result in (
        run("call", "GetAllHandler"),
        run("call", "ConversationGetHandler", "conversationId=nowhere"),
    ):
        assert on_server.credentials.client_secret not in result.output


def test_printed_json_steers_no_terminal_and_is_still_the_same_json() -> None:
    value = {"name": "\x1b[31m\x9b2J\u202eevil\x7f\ud800é"}
    printed = safe_json(value)
    assert json.loads(printed) == value
    assert printed.replace("\n", "").isprintable()
    assert "é" in printed
