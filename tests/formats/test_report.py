"""What came of a run, as JSON and as JUnit's XML."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from explorer.formats.postman import Problem
from explorer.formats.report import Result, Run, as_json, as_junit, list_data

STARTED = datetime(2018, 6, 8, 17, 36, 32, 250_000, tzinfo=UTC)
HOSTILE = 'a<b>&"quoted"\x1b[31m\x00\u202e\ufffe\ud800 ]]>'

PASSED = Result(
    1,
    "Sites",
    ("List",),
    "GET",
    "https://h/site/",
    "passed",
    "GetAllHandler",
    200,
    "OK",
    12.5,
    90,
    1,
)
REFUSED = Result(
    2,
    "Room",
    ("List",),
    "GET",
    "https://h/r",
    "failed",
    "",
    404,
    "Not Found",
    3.0,
    5,
    1,
    "404 gone",
)
SILENT = Result(
    3, "Silent", ("A", "B"), "POST", "https://h/s", "failed", "", None, "", 1.0, 0, 1, "no answer"
)
UNSENT = Result(
    4,
    "Unsent",
    (),
    "GET",
    "https://h/:id",
    "not sent",
    failure=":id has no value. Give it one.",
    problems=(
        Problem("item[3]", "error", ":id has no value. Give it one."),
        Problem("", "info", "worth knowing"),
    ),
)
LEFT = Result(5, "Left", (), "GET", "https://h/l", "not run")


def run(*results: Result, interrupted: bool = False) -> Run:
    about = (Problem("item[9]", "error", "This is null; a request or folder was expected."),)
    return Run("Stride & more", STARTED, results, 1234.5, about, interrupted)


def test_json_has_the_members_that_are_described() -> None:
    data = as_json(run(PASSED, REFUSED, SILENT, UNSENT, LEFT))
    assert data["collection"] == "Stride & more"
    assert data["tool"]["name"] == "stride-explorer"
    assert data["started"] == "2018-06-08T17:36:32.250+00:00"
    assert data["interrupted"] is False
    assert data["summary"] == {
        "iterations": 1,
        "requests": 5,
        "passed": 1,
        "failed": 2,
        "not_sent": 1,
        "not_run": 1,
        "milliseconds": 1234.5,
    }
    assert data["problems"][0]["path"] == "item[9]"
    assert data["requests"][0] == {
        "iteration": 1,
        "number": 1,
        "name": "Sites",
        "folder": ["List"],
        "method": "GET",
        "url": "https://h/site/",
        "operation": "GetAllHandler",
        "outcome": "passed",
        "status": 200,
        "reason": "OK",
        "milliseconds": 12.5,
        "size": 90,
        "attempts": 1,
        "failure": None,
        "problems": [],
        "notes": [],
    }
    unsent = data["requests"][3]
    assert (unsent["status"], unsent["operation"]) == (None, None)
    assert unsent["problems"] == [
        {"path": "item[3]", "severity": "error", "message": ":id has no value. Give it one."}
    ]
    assert unsent["notes"] == ["worth knowing"]


def test_a_run_is_fine_only_when_all_passed_and_nobody_ended_it() -> None:
    assert run(PASSED).ok
    assert not run(PASSED, interrupted=True).ok
    for other in (REFUSED, SILENT, UNSENT, LEFT):
        assert not run(PASSED, other).ok


def test_junit_has_a_suite_for_each_folder_and_counts_that_fit() -> None:
    root = ElementTree.fromstring(as_junit(run(PASSED, REFUSED, SILENT, UNSENT, LEFT)))
    assert root.tag == "testsuites"
    counts = {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "5", "failures": "1", "errors": "2", "skipped": "1"}
    assert root.get("time") == "1.234"
    suites = root.findall("testsuite")
    assert [each.get("name") for each in suites] == [
        "List",
        "A / B",
        "Stride & more",
        "The collection file",
    ]
    assert suites[0].get("time") == "0.015"
    kinds = {
        case.get("name"): [each.tag for each in case if each.tag != "system-out"]
        for case in root.iter("testcase")
    }
    assert kinds == {
        "Sites": [],
        "Room": ["failure"],
        "Silent": ["error"],
        "Unsent": ["error"],
        "Left": ["skipped"],
    }
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "404 gone"
    assert failure.text == "GET https://h/r\n404 Not Found"
    told = root.findtext(".//system-err") or ""
    assert "item[9]" in told


def test_junit_holds_whatever_a_collection_or_server_says() -> None:
    hostile = Result(
        1,
        HOSTILE,
        (HOSTILE,),
        "GET",
        f"https://h/{HOSTILE}",
        "failed",
        "",
        500,
        HOSTILE,
        1,
        1,
        1,
        HOSTILE,
    )
    text = as_junit(Run(HOSTILE, STARTED, (hostile,), 1))
    root = ElementTree.fromstring(text.encode("utf-8"))
    case = root.find(".//testcase")
    assert case is not None
    assert case.get("name") == 'a<b>&"quoted"␛[31m␀\\u202e\ufffd\\ud800 ]]>'
    assert "\x1b" not in text


def test_what_would_be_sent_is_listed_with_what_is_wrong_with_the_file() -> None:
    data = list_data("Mine", [{"name": "One"}], run().problems)
    assert data["requests"] == [{"name": "One"}]
    assert data["collection"] == "Mine"
    assert [each["severity"] for each in data["problems"]] == ["error"]
    assert data["notes"] == []
