"""`stride-explorer run`: where values come from, in which order, and a run for each row of data."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from explorer.sandbox.server import Sandbox

if TYPE_CHECKING:
    from .conftest import Run

STEPS = ("globals", "collection", "profile", "environment", "data", "local")
"""The weakest first."""

CONFIG = """
default_profile = "work"
[profiles.work]
base_url = "http://127.0.0.1:9"
[profiles.work.variables]
"""


def values_file(path: Path, **values: str) -> str:
    path.write_text(
        json.dumps({"values": [{"key": key, "value": each} for key, each in values.items()]})
    )
    return str(path)


def collection_file(path: Path, *urls: str, **own: str) -> str:
    items = [{"name": f"No. {number}", "request": {"url": url}} for number, url in enumerate(urls)]
    variables = [{"key": key, "value": each} for key, each in own.items()]
    path.write_text(json.dumps({"info": {"name": "T"}, "item": items, "variable": variables}))
    return str(path)


@pytest.mark.parametrize("strongest", range(len(STEPS)))
def test_the_value_nearest_to_the_person_counts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strongest: int
) -> None:
    known = STEPS[: strongest + 1]
    profile = 'v = "profile"\n' if "profile" in known else ""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG + profile)
    monkeypatch.setenv("STRIDE_EXPLORER_CONFIG", str(config))
    own = {"v": "collection"} if "collection" in known else {}
    words = ["run", collection_file(tmp_path / "c.json", "/x/{{v}}", **own)]
    words += ["-g", values_file(tmp_path / "g.json", v="globals")]
    if "environment" in known:
        words += ["-e", values_file(tmp_path / "e.json", v="environment")]
    if "data" in known:
        (tmp_path / "d.csv").write_text("v\ndata\n")
        words += ["--iteration-data", str(tmp_path / "d.csv")]
    if "local" in known:
        words += ["--var", "v=local"]
    listed = json.loads(run(*words, "--list", "--report", "json").stdout)
    assert listed["requests"][0]["url"] == f"http://127.0.0.1:9/x/{STEPS[strongest]}"


def test_a_value_within_a_value_and_one_that_says_there_is_none(run: Run, tmp_path: Path) -> None:
    own = {"inner": "collection", "none": "{}"}
    words = ["run", collection_file(tmp_path / "c.json", "/x/{{outer}}/{{none}}", **own)]
    stated = values_file(tmp_path / "g.json", inner="globals", outer="<{{inner}}>", none="some")
    listed = json.loads(run(*words, "--globals", stated, "--list", "--report", "json").stdout)
    assert listed["requests"][0]["url"].endswith("/x/%3Ccollection%3E/some")


ROWS = json.dumps([{"who": "ada"}, {"who": "grace"}, {"who": 3}])


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ((), ["ada", "grace", "3"]),
        (("-n", "2"), ["ada", "grace"]),
        (("--iteration-count", "5"), ["ada", "grace", "3", "3", "3"]),
    ],
)
def test_one_iteration_a_row_named_in_every_report(
    run: Run, on_server: Sandbox, tmp_path: Path, words: tuple[str, ...], whom: list[str]
) -> None:
    data = tmp_path / "rows.json"
    data.write_text(ROWS)
    file = collection_file(tmp_path / "c.json", "{{b}}/me", "{{b}}/nowhere/{{who}}")
    result = run("run", file, "-d", str(data), *words, "--report", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["summary"]["iterations"] == len(whom)
    sent = [
        (each["iteration"], each["number"], each["url"].removeprefix(on_server.base_url))
        for each in report["requests"]
    ]
    assert sent == [
        each
        for number, name in enumerate(whom, 1)
        for each in ((number, 1, "/me"), (number, 2, f"/nowhere/{name}"))
    ]
    heads = [line for line in result.stderr.splitlines() if line.startswith("Iteration")]
    assert heads == [f"Iteration {number} of {len(whom)}" for number in range(1, len(whom) + 1)]
    assert result.stderr.splitlines()[-1].startswith(
        f"{len(whom)} iterations, {2 * len(whom)} requests, {len(whom)} passed, {len(whom)} failed"
    )
    junit = run("run", file, "-d", str(data), *words, "--report", "junit").stdout
    suites = ElementTree.fromstring(junit).findall("testsuite")
    assert [each.get("name") for each in suites] == [
        f"T (iteration {number} of {len(whom)})" for number in range(1, len(whom) + 1)
    ]


def test_bail_ends_all_iterations_and_a_list_has_them_all(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    file = collection_file(tmp_path / "c.json", "{{b}}/nowhere")
    result = run("run", file, "-n", "3", "--bail", "--report", "json")
    outcomes = [each["outcome"] for each in json.loads(result.stdout)["requests"]]
    assert outcomes == ["failed", "not run", "not run"]
    listed = run("run", file, "-n", "2", "--list").stdout.splitlines()
    assert [line for line in listed if "No. 0" not in line] == [
        "Iteration 1 of 2",
        f"   GET {on_server.base_url}/nowhere",
        "Iteration 2 of 2",
        f"   GET {on_server.base_url}/nowhere",
    ]


def test_every_iteration_is_filled_from_the_server(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text("name\nFirst of two\nSecond of two\n")
    creates = {
        "name": "Create",
        "request": {
            "method": "POST",
            "url": "{{b}}/site/:cloudId/conversation",
            "header": "Content-Type: application/json",
            "body": {"mode": "raw", "raw": '{"name": "{{name}}", "privacy": "public"}'},
        },
    }
    reads = {"name": "Read", "request": {"url": "{{b}}/site/:cloudId/conversation/:conversationId"}}
    file = tmp_path / "c.json"
    file.write_text(json.dumps({"info": {"name": "T"}, "item": [creates, reads]}))
    result = run(
        *("run", str(file), "--fill", "-d", str(tmp_path / "rows.csv"), "--report", "json")
    )
    assert result.exit_code == 0, result.stderr
    statuses = [each["status"] for each in json.loads(result.stdout)["requests"]]
    assert statuses == [201, 200, 201, 200]


def test_secrets_of_globals_and_of_rows_stand_by_their_names(
    run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    rows = [{"password": f"swordfish-{number}"} for number in range(100)]
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    stated = {"key": "mine", "value": "sturgeon-0", "type": "secret"}
    (tmp_path / "g.json").write_text(json.dumps({"values": [stated]}))
    # The last row's secret is sent already while the first row's turn is on.
    file = collection_file(
        tmp_path / "c.json", "{{b}}/nowhere/{{mine}}/{{password}}/swordfish-99?m={{mine}}"
    )
    words = ("run", file, "-g", str(tmp_path / "g.json"), "-d", str(tmp_path / "rows.json"))
    result = run(*words, "--report", "json")
    shown = result.stderr + result.stdout
    assert "swordfish" not in shown
    assert "sturgeon" not in shown
    assert {
        each["url"].removeprefix(on_server.base_url)
        for each in json.loads(result.stdout)["requests"]
    } == {"/nowhere/$mine/$password/$password?m=$mine"}
    kept = [each.read_bytes() for each in Path(os.environ["STRIDE_EXPLORER_DATA"]).iterdir()]
    assert kept
    assert all(b"swordfish" not in each and b"sturgeon" not in each for each in kept)


@pytest.mark.parametrize(
    ("words", "content", "said"),
    [
        (["-d", "nowhere.csv"], "", "The data file 'nowhere.csv' cannot be read: No such file"),
        (["-d", "FILE.csv"], "a,b\n1,2\n1\n", "Line 3 has 1 value, where the first line names 2"),
        (["-d", "FILE.json"], '[{"a": 1},\n 3]', "Line 2: item 2 of the list is a number"),
        (["-d", "FILE.json"], '[{"a": 1},\n}', "line 2, column 1"),
        (["-g", "nowhere.json"], "", "The globals file 'nowhere.json' cannot be read"),
        (["-g", "FILE.json"], '{"item": []}', "This is a Postman collection and no globals file"),
        (["-g", "FILE.json"], '{"values": [\n', "line 2, column 1"),
        (["-g", "-", "-d", "-"], "", "Only one file can come from stdin"),
        (["-n", "0"], "", "0 is not in the range x>=1"),
    ],
)
def test_wrong_files_end_with_2_and_name_the_line(
    run: Run, tmp_path: Path, words: list[str], content: str, said: str
) -> None:
    made = [str(tmp_path / each) if each.startswith("FILE") else each for each in words]
    for each in made:
        if each.startswith(str(tmp_path)):
            Path(each).write_text(content)
    file = collection_file(tmp_path / "c.json", "/x")
    result = run("run", file, "--list", *made, stdin=b"")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
