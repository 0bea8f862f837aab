"""A Postman collection on the command line: listed, shown, its requests called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from explorer.sandbox.server import Sandbox
from tests.workbench.shop import SECRET, shop

if TYPE_CHECKING:
    from explorer.workbench.profiles import Target

    from .conftest import Run


@pytest.fixture
def file(tmp_path: Path, server: Sandbox) -> str:
    """The collection's file; its own requests are below the sandbox's address."""
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(shop(f"{server.base_url}/shop")), encoding="utf-8")
    return str(path)


@pytest.fixture
def far(tmp_path: Path) -> str:
    """The same, with its requests on another host."""
    path = tmp_path / "far.json"
    path.write_text(json.dumps(shop()), encoding="utf-8")
    return str(path)


def last(server: Sandbox) -> Any:
    return next(each for each in reversed(server.requests()) if "/shop/" in each.target)


class TestOperations:
    def test_its_requests_follow_ours_and_its_problems_are_said(self, run: Run, file: str) -> None:
        result = run("operations", "--collection", file)
        assert result.exit_code == 0
        assert "MeGetHandler" in result.stdout
        assert "Shop: 5 requests, 3 problems with the file" in result.stdout
        assert "=   GET     List rooms" in result.stdout
        assert "error: item[1].item[1].request: The request is a number" in result.stderr

    def test_as_data_it_says_what_is_known_of_each(self, run: Run, file: str) -> None:
        rows = json.loads(run("--collection", file, "operations", "--json").stdout)
        (signed,) = [row for row in rows if row.get("name") == "Signed"]
        assert signed["auth"] == "awsv4"
        assert [each["severity"] for each in signed["problems"]] == ["warning"]
        (one,) = [row for row in rows if row.get("name") == "One invoice"]
        assert (one["scripts"], one["examples"]) == (["test"], ["Paid"])

    def test_one_is_shown_with_its_examples_and_scripts(self, run: Run, file: str) -> None:
        result = run("operations", "--collection", file, "show", "One invoice")
        assert result.exit_code == 0
        for words in ('{"paid": true}', "never run", "An invoice", "bearer, from the file"):
            assert words in result.stdout
        assert SECRET not in result.stdout

    def test_a_file_that_is_none_is_refused_in_a_sentence(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "no.json").write_text("{", encoding="utf-8")
        result = run("operations", "--collection", str(tmp_path / "no.json"))
        assert result.exit_code == 2
        assert "line 1, column 2" in result.stderr


class TestCall:
    def test_a_request_is_filled_by_words_and_variables(
        self, run: Run, on_server: Sandbox, file: str
    ) -> None:
        words = ("call", "--collection", file, "one invoice", "number=7", "tag=x", "debug=1")
        result = run(*words, "--var", "tenant=acme", "-H", "X-Trace: 8")
        assert result.exit_code == 1, result.stderr
        seen = last(on_server)
        assert seen.target == "/shop/acme/invoices/7?full=true&debug=1&tag=x&tag=b"
        assert b"x-trace: 8" in seen.head.lower()
        assert "404" in result.stderr
        assert SECRET not in run("history", "show", "last").stdout

    def test_variables_come_from_the_profile_too(
        self, run: Run, server: Sandbox, file: str, tmp_path: Path
    ) -> None:
        (tmp_path / "config.toml").write_text(
            f'[profiles.work]\nbase_url = "{server.base_url}"\ncollection = "shop.json"\n'
            '[profiles.work.variables]\ntenant = "from-profile"\n',
            encoding="utf-8",
        )
        run("--profile", "work", "call", "One invoice", "number=8")
        assert last(server).target.startswith("/shop/from-profile/invoices/8?")
        listed = json.loads(run("--profile", "work", "run", "--list", "--report", "json").stdout)
        assert listed["requests"][0]["url"].startswith(f"{server.base_url}/shop/from-profile/")

    def test_a_body_takes_the_place_of_the_files(
        self, run: Run, on_server: Sandbox, file: str
    ) -> None:
        words = ("--collection", file, "--var", "tenant=a", "call", "New invoice")
        missing = run(*words)
        assert missing.exit_code == 2
        assert "{{customer}}: has no value" in missing.stderr
        run(*words, "--body", '{"for": "Ann"}')
        assert last(on_server).method == "POST"
        assert last(on_server).data.endswith(b'{"for": "Ann"}')

    def test_a_known_operation_goes_to_the_target(
        self, run: Run, on_server: Sandbox, file: str
    ) -> None:
        result = run("call", "--collection", file, "List rooms")
        assert result.exit_code == 0, result.stderr
        assert len(json.loads(result.stdout)["values"]) == 2

    def test_our_own_operations_are_still_called_by_their_ids(
        self, run: Run, on_server: Sandbox, file: str
    ) -> None:
        assert run("call", "--collection", file, "GetAllHandler").exit_code == 0

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("Signed",), "Allow it with --allow-host shop.example.com."),
            (("Nothing",), "There is no operation 'Nothing'. Shop has no request 'Nothing'."),
            (("One invoice", "numbre=1"), "Perhaps"),
            (("One invoice", "number"), "has no '='"),
            (("Signed", "--body", "x"), "has no body"),
            (("Signed", "--allow-host", "a b"), "is no host to allow"),
        ],
    )
    def test_what_is_wrong_is_one_sentence_and_nothing_is_sent(
        self, run: Run, on_server: Sandbox, far: str, words: tuple[str, ...], said: str
    ) -> None:
        result = run("call", "--collection", far, *words)
        assert result.exit_code == 2
        assert said in result.stderr

    def test_an_answer_is_saved(self, run: Run, on_server: Sandbox, file: str) -> None:
        place = Path(file).with_name("rooms.json")
        words = ("call", "--collection", file, "List rooms", "-o", str(place))
        assert run(*words).exit_code == 0
        assert len(json.loads(place.read_bytes())["values"]) == 2
        again = run(*words)
        assert again.exit_code == 2
        assert "--overwrite" in again.stderr


class TestRun:
    def test_a_collection_can_be_named_by_the_option(self, run: Run, file: str) -> None:
        named = run("run", "--collection", file, "--list", "--report", "json").stdout
        assert json.loads(named) == json.loads(
            run("run", file, "--list", "--report", "json").stdout
        )

    def test_it_is_named_once(self, run: Run, file: str) -> None:
        result = run("run", file, "--collection", file, "--list")
        assert result.exit_code == 2
        assert "named twice" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("run", "~nobody-here/c.json", "--list"),
        ("run", "-e", "~nobody-here/e.json", "--list"),
        ("run", "--list", "--report", "json", "--report-file", "~nobody-here/r.json"),
        ("export", "postman", "-o", "~nobody-here/x.json"),
        ("operations", "--collection", "~nobody-here/c.json"),
    ],
)
def test_the_home_of_a_user_that_is_not_known_is_said_in_a_sentence(
    run: Run, words: tuple[str, ...]
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "a user that is not known here" in result.stderr


def test_that_holds_of_the_configuration_and_of_what_it_names(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        '[profiles.p]\nbase_url = "http://127.0.0.1:1"\ncollection = "~nobody-here/c.json"\n',
        encoding="utf-8",
    )
    result = run("--profile", "p", "run", "--list")
    assert result.exit_code == 2
    assert "~nobody-here/c.json" in result.stderr
    monkeypatch.setenv("STRIDE_EXPLORER_DATA", "~nobody-here/data")
    for words in (("call", "GetAllHandler"), ("history",)):
        result = run(*words)
        assert result.exit_code == 2
        assert result.stderr.startswith("STRIDE_EXPLORER_DATA: the path")
    monkeypatch.setenv("STRIDE_EXPLORER_CONFIG", "~nobody-here/config.toml")
    for words in (("call", "GetAllHandler"), ("profile", "path")):
        result = run(*words)
        assert result.exit_code == 2
        assert result.stderr.startswith("STRIDE_EXPLORER_CONFIG: the path")


def test_a_profile_can_be_given_a_collection(run: Run, file: str) -> None:
    words = ("profile", "add", "shop", "--base-url", "http://127.0.0.1:1", "--collection", file)
    assert run(*words).exit_code == 0
    assert "Shop: 5 requests" in run("operations", "--profile", "shop").stdout


class TestTheApp:
    def test_it_is_given_the_collection_and_the_values(
        self, run: Run, file: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown: list[Any] = []
        monkeypatch.setattr("explorer.cli.root.has_screen", lambda: True)

        def show(target: Target, *, fresh: bool, amount: dict[str, int]) -> int:
            shown.append(target)
            return 0

        monkeypatch.setattr("explorer.tui.app.run", show)
        assert run("--collection", file, "--var", "tenant=acme").exit_code == 0
        (target,) = shown
        assert target.collection == file
        assert [(each.name, each.value) for each in target.variables] == [("tenant", "acme")]

    def test_a_file_that_is_none_is_refused_before_it_opens(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("explorer.cli.root.has_screen", lambda: True)
        result = run("--collection", "nowhere.json")
        assert result.exit_code == 2
        assert "nowhere.json" in result.stderr
