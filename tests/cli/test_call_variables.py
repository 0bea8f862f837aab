"""`{{name}}` in the words of a call: named once, used in any value, secrets kept out of records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from explorer.sandbox.server import Sandbox

if TYPE_CHECKING:
    from .conftest import Run


def asked(server: Sandbox) -> str:
    found = [each.target for each in server.requests() if "limit=7" in each.target]
    return parse_qs(found[-1].partition("?")[2])["query"][0]


def test_they_are_filled_in_from_words_files_and_the_profile(
    run: Run, server: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "e.json").write_text(
        json.dumps({"values": [{"key": "where", "value": "file"}]}), encoding="utf-8"
    )
    (tmp_path / "config.toml").write_text(
        f'[profiles.p]\nbase_url = "{server.base_url}"\ncloud_id = "s"\n'
        '[profiles.p.variables]\nwhere = "profile"\n',
        encoding="utf-8",
    )
    words = ("--profile", "p", "call", "ListConversations", "query=in {{where}}", "limit=7")
    for more, said in (
        ((), "profile"),
        (("--environment", str(tmp_path / "e.json")), "file"),
        (("--environment", str(tmp_path / "e.json"), "--var", "where=word"), "word"),
    ):
        run(*words, *more)
        assert asked(server) == f"in {said}"


def test_one_without_a_value_is_not_sent(run: Run, on_server: Sandbox) -> None:
    before = max((each.number for each in on_server.requests()), default=0)
    result = run("call", "ListConversations", "query={{nowhere}}")
    assert result.exit_code == 2
    assert "{{nowhere}} has no value" in result.stderr
    assert not on_server.requests(after=before)
    assert run("call", "ListConversations", "query={{nowhere}}", "--unchecked").exit_code == 0


@pytest.mark.parametrize("body", ['{"name": "{{room}}", "topic": "t"}', None])
def test_they_stand_in_bodies_too(run: Run, on_server: Sandbox, body: str | None) -> None:
    given = ("--body", body) if body else ("name={{room}}", "topic=t")
    made = run("call", "CreateConversation", *given, "--var", "room=War room")
    assert made.exit_code == 0, made.stderr
    room = json.loads(made.stdout)["id"]
    read = run("call", "GetConversation", f"conversationId={room}")
    assert json.loads(read.stdout)["name"] == "War room"


def test_the_value_of_a_secret_one_is_in_no_record(run: Run, on_server: Sandbox) -> None:
    run("call", "ListConversations", "query={{my_token}}", "--var", "my_token=canary-55aa")
    assert "canary-55aa" not in run("history", "show", "last", "--json").stdout
    printed = run(
        "call", "ListConversations", "query={{my_token}}", "--var", "my_token=canary-55aa",
        "--as", "curl",
    )  # fmt: skip
    assert "canary-55aa" not in printed.stdout
    assert printed.exit_code == 0
