"""`stride-explorer history`: listed, shown, compared, sent again, deleted; never a secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from explorer.sandbox.server import Sandbox

if TYPE_CHECKING:
    from .conftest import Run


def listed(run: Run, *words: str) -> list[dict[str, Any]]:
    result = run("history", *words, "--json")
    assert result.exit_code == 0, result.stderr
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


@pytest.fixture
def some(run: Run, on_server: Sandbox) -> Sandbox:
    """A journal with calls of several kinds, made by `call`."""
    for words in (
        ("GetAllHandler",),
        ("ConversationGetAllHandler", "limit=2", "query=launch"),
        ("ConversationGetHandler", "conversationId=nowhere"),
        ("ConversationPostHandler", "name=Zanzibar plans", "topic=all of it"),
    ):
        run("call", *words)
    return on_server


def test_call_records_and_history_lists(run: Run, some: Sandbox) -> None:
    rows = listed(run)
    asked = [row["operation_id"] for row in rows if row["operation_id"] != "GetAllHandler"]
    assert asked == [
        "ConversationPostHandler",
        "ConversationGetHandler",
        "ConversationGetAllHandler",
    ]
    assert {(row["origin"], row["server"]) for row in rows} == {("person", some.base_url)}
    # What found the site was no call that was asked for.
    assert {row["view"] for row in rows if row["operation_id"] in asked} == {"call"}
    assert "site" in {row["view"] for row in rows if row["operation_id"] not in asked}
    lines = run("history").stdout.splitlines()
    assert len(lines) == len(rows)
    assert lines[0].startswith(rows[0]["id"][:8])
    assert "POST   201" in lines[0]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--status", "4xx"), ["ConversationGetHandler"]),
        (("--status", "failed", "--since", "1h"), ["ConversationGetHandler"]),
        (("--operation", "ConversationP"), ["ConversationPostHandler"]),
        (("--text", "zanzi"), ["ConversationPostHandler"]),
        (("--method", "post"), ["ConversationPostHandler"]),
        (("--until", "1h"), []),
        (("--origin", "polling"), []),
        (("--server", "elsewhere"), []),
        (("--limit", "1"), ["ConversationPostHandler"]),
        (("--all", "--status", "404"), ["ConversationGetHandler"]),
    ],
)
def test_it_is_searched(run: Run, some: Sandbox, words: tuple[str, ...], found: list[str]) -> None:
    assert [row["operation_id"] for row in listed(run, *words)] == found


def test_more_than_the_limit_is_said(run: Run, some: Sandbox) -> None:
    number = len(listed(run))
    assert run("history", "--limit", "1").stderr == f"{number - 1} more: give a higher --limit.\n"
    assert run("history", "--status", "5xx").stderr == "The journal has nothing that fits.\n"


def test_one_is_shown_whole(run: Run, some: Sandbox) -> None:
    id = listed(run, "--operation", "ConversationPostHandler")[0]["id"]
    text = run("history", "show", id[:6]).stdout
    for part in (id, "POST 201", "Authorization: Bearer $STRIDE_TOKEN", '"Zanzibar plans"', "ms"):
        assert part in text
    data = json.loads(run("history", "show", "last", "--json").stdout)
    assert data["id"] == id
    assert json.loads(data["request"]["body"])["name"] == "Zanzibar plans"
    assert data["response"]["status"] == 201
    assert data["attempts"][-1]["status"] == 201


def test_two_are_compared(run: Run, some: Sandbox) -> None:
    first, second = (listed(run, "--status", each)[0]["id"] for each in ("404", "201"))
    result = run("history", "compare", first[:8], second[:8])
    assert result.exit_code == 0
    assert result.stdout.startswith("- GET 404")
    assert "\n+ POST 201" in result.stdout
    assert "Operation  ConversationGetHandler → ConversationPostHandler" in result.stdout


def test_one_is_sent_again(run: Run, some: Sandbox) -> None:
    before = len(listed(run))
    id = listed(run, "--operation", "ConversationGetAllHandler")[0]["id"]
    result = run("history", "send", id[:8])
    assert result.exit_code == 0, result.stderr
    assert len(json.loads(result.stdout)["values"]) == 2
    assert result.stderr.startswith("200 OK · GET /site/")
    rows = listed(run)
    assert len(rows) == before + 1
    assert (rows[0]["operation_id"], rows[0]["view"]) == ("ConversationGetAllHandler", "history")
    failed = listed(run, "--status", "404")[0]["id"]
    assert run("history", "send", failed).exit_code == 1


def test_a_secret_beside_the_token_is_read_or_asked_for(
    run: Run, some: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    canary = "canary-9f2d1c"
    run("call", "GetAllHandler", "-H", f"X-Api-Key: {canary}")
    result = run("history", "send", "last")
    assert result.exit_code == 2
    assert "$SECRET in the header X-Api-Key" in result.stderr
    assert "set the variable SECRET" in result.stderr
    monkeypatch.setenv("SECRET", canary)
    assert run("history", "send", "last").exit_code == 0
    seen = [
        run("history").output,
        run("history", "show", "last").output,
        run("history", "show", "last", "--json").output,
        run("history", "--json", "--all").output,
        run("history", "--text", canary).output,
    ]
    held = some.credentials
    for secret in (canary, held.client_secret):
        assert not [text for text in seen if secret in text]
        kept = b"".join(each.read_bytes() for each in (tmp_path / "data").glob("journal.db*"))
        assert secret.encode() not in kept


def test_another_server_is_not_sent_to(run: Run, some: Sandbox) -> None:
    result = run("history", "send", "last", "--base-url", "http://127.0.0.1:1")
    assert result.exit_code == 2
    assert f"went to {some.base_url}, and this is http://127.0.0.1:1" in result.stderr


def test_deleting(run: Run, some: Sandbox) -> None:
    rows = listed(run)
    first, second = rows[0]["id"], rows[1]["id"]
    refused = run("history", "delete", first)
    assert refused.exit_code == 2
    assert refused.stderr == "1 exchange would be deleted for good: say so with --yes.\n"
    assert run("history", "delete", first[:8], second, first, "--yes").stdout == "2 deleted.\n"
    left = [row["id"] for row in listed(run)]
    assert left == [row["id"] for row in rows[2:]]
    gone = run("history", "delete", "--operation", "ConversationGetAllHandler", "--yes")
    assert gone.stdout == "1 deleted.\n"
    assert run("history", "delete", "--all", "--yes").exit_code == 0
    assert listed(run) == []
    assert "nothing that fits" in run("history", "delete", "--all", "--yes").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--status", "many"), "'many' is no status to look for: write 404, 4xx"),
        (("--since", "soon"), "'soon' is no time to look for"),
        (("--limit", "0"), "0 is not in the range x>=1"),
        (("show", "zzz"), "no exchange whose id begins with 'zzz'"),
        (("show", "\x1b[31m"), "no exchange whose id begins with"),
        (("show", "last"), "The journal is empty: call something first."),
        (("send", "last"), "The journal is empty"),
        (("compare", "a", "b"), "no exchange whose id"),
        (("delete",), "Say what to delete: ids, options as --since and --status, or --all."),
        (("delete", "a", "--all"), "Say what to delete"),
        (("delete", "--status", "bad"), "'bad' is no status"),
    ],
)
def test_wrong_words_are_one_sentence(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run("history", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output


def test_configuration_that_cannot_be_used_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[journal]\nmax_days = 0\n", encoding="utf-8")
    result = run("history")
    assert result.exit_code == 2
    assert "journal.max_days must be a whole number from 1 to 36500." in result.stderr


def test_what_a_server_says_steers_no_terminal(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    run("call", "ConversationPostHandler", "name=\x1b[31mred\u202e\x07", "topic=x")
    run("call", "GetAllHandler", "-H", "Prefer: hostile")
    id = listed(run, "--operation", "ConversationPost")[0]["id"]
    for words in ((), ("show", id), ("show", "last"), ("compare", id, "last")):
        text = run("history", *words).output
        assert all(character == "\n" or character.isprintable() for character in text), words
