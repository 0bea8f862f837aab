"""What is wrong with a tour's file is said with its line and the reason."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from explorer.tour.errors import TourError
from explorer.tour.reading import read_file, read_text
from explorer.tour.schema import tour_schema
from explorer.tour.shipped import shipped_tours
from explorer.tour.writing import tour_text
from explorer.tour.yaml_text import read


def faults(text: str) -> list[tuple[int, str]]:
    """Line and words of everything that is wrong."""
    with pytest.raises(TourError) as caught:
        read_text(text, "demo.yaml")
    assert str(caught.value).startswith("demo.yaml:")
    return [(fault.line, str(fault)) for fault in caught.value.faults]


def only(text: str) -> tuple[int, str]:
    found = faults(text)
    assert len(found) == 1, found
    return found[0]


SCHEMA = jsonschema.Draft202012Validator(tour_schema())

GOOD = """\
title: Small
variables: {who: Ruth}
steps:
  - operation: ListConversations
    values: {query: "{{who}}", limit: 5}
    keep: {room: "$.values[0].id"}
  - operation: ConversationGetHandler
    values: {conversation_id: "{{room}}"}
    expect:
      status: [200, 404]
"""


def test_ids_and_class_names_and_both_spellings_are_read() -> None:
    tour = read_text(GOOD)
    assert [step.operation for step in tour.steps] == [
        "ListConversations",
        "ConversationGetHandler",
    ]
    assert tour.steps[0].values == {"query": "{{who}}", "limit": "5"}
    assert tour.steps[1].expect.statuses == ("200", "404")
    assert tour.steps[0].expect.statuses == ("2xx",)


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("operation: ListConv", "operation: ListConw"), 4, "Perhaps ListConversations is meant"),
        (("limit: 5", "limt: 5"), 5, "has no parameter 'limt'. Perhaps limit is meant. It takes: "),
        (("$.values[0].id", "$.values[0"), 6, "No JSONPath"),
        (("keep:", "kepe:"), 6, "'kepe' is not known here; perhaps 'keep' is meant"),
        (("{{room}}", "{{rom}}"), 8, "{{rom}} is named nowhere before"),
        (("[200, 404]", "[200, 4o4]"), 10, "must be a status such as 404"),
        (("[200, 404]", "9000"), 10, "must be a status such as 404"),
        (("title: Small", "titel: Small"), 1, "'titel' is not known here; perhaps 'title'"),
        (("{who: Ruth}", "{who: [1]}"), 2, "must be a text"),
        (("limit: 5", "limit: {{who}}"), 5, 'stands in quotes, as in "{{room}}"'),
        (("    values: {q", "   values: {q"), 5, "is not indented as those it belongs to"),
        (("    values: {q", "\tvalues: {q"), 5, "there is a tab where blanks must be"),
        (("title: Small", "title: Small: one"), 1, "a text with a colon in it stands in quotes"),
        (("status: [", "stauts: ["), 10, "'stauts' is not known here; perhaps 'status' is meant"),
        (("[200, 404]", "[200, 404]\nsandbox: {seed: soon}"), 11, "must be a whole number"),
    ],
)
def test_an_error_names_its_line(change: tuple[str, str], line: int, words: str) -> None:
    found = faults(GOOD.replace(*change))
    assert any(at == line and words in text for at, text in found), found


def test_what_only_yaml_can_get_wrong() -> None:
    assert only("title: [1\nsteps:")[0] == 2
    assert only("title: a\ntitle: b\nsteps: []")[1] == "line 2: 'title' is given twice."
    line, words = only("title: &a x\nsteps: *a")
    assert line == 2
    assert "aliases are not used in tours" in words
    assert "nested too deep" in only("title: " + "[" * 100 + "]" * 100)[1]
    assert "nested too deep" in only("title: " + "[" * 20_000 + "]" * 20_000)[1]
    assert only("- just a list")[1] == "line 1: a tour begins with title: and has steps:."
    assert only("")[1].endswith("a tour begins with title: and has steps:.")
    assert "at most 1 MiB" in only("#" * (2 << 20))[1]
    assert "text" in only("? [a]\n: b")[1]
    assert "YAML" in only("title: !!python/object:os.system x\nsteps: []")[1]


def test_texts_stay_texts() -> None:
    tour = read_text(
        "title: yes\nvariables: {day: 2026-06-15, hour: 12:30, on: true, no: no, n: 007}\n"
        "steps: [{operation: ListSites, body: {no: [1, 1.5, true, null, off]}, unchecked: true}]"
    )
    assert tour.title == "yes"
    assert tour.variables == {
        "day": "2026-06-15",
        "hour": "12:30",
        "on": "true",
        "no": "no",
        "n": "007",
    }
    assert tour.steps[0].body == {"no": [1, 1.5, True, None, "off"]}


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(TourError, match="it cannot be read"):
        read_file(tmp_path / "missing.yaml")
    other = tmp_path / "latin.yaml"
    other.write_bytes(b"title: a\nintro: caf\xe9")
    with pytest.raises(TourError, match=":2: it is not UTF-8"):
        read_file(other)


def test_hostile_names_are_visible_in_errors() -> None:
    for text in (GOOD.replace("limit", '"\\x1b[31mred"'), GOOD.replace("who}}", "\\x1b]0;t}}")):
        assert not any("\x1b" in words for _, words in faults(text))


@pytest.mark.parametrize("name", shipped_tours())
def test_shipped_tours_fit_the_schema_and_are_written_as_they_are_read(name: str) -> None:
    path = shipped_tours()[name]
    tour = read_file(path)
    written = tour_text(tour)
    assert read_text(written) == tour
    # As an editor sees it: with numbers where a person writes numbers.
    for text in (written, path.read_text(encoding="utf-8")):
        SCHEMA.validate(read(text).data)


def test_the_schema_offers_what_an_operation_takes() -> None:
    then = {
        tuple(each["if"]["properties"]["operation"]["enum"]): each["then"]
        for each in tour_schema()["$defs"]["Step"]["allOf"]
    }
    values = then["ListConversations", "ConversationGetAllHandler"]["properties"]["values"]
    assert values["properties"]["sort"]["anyOf"][0] == {"enum": ["asc", "desc"]}
    assert "partial" in values["properties"]["query"]["description"]


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    schema = json.loads(json.dumps(tour_schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    for wrong in ({"title": "x"}, {"title": "x", "steps": [{"operation": "Nothing"}]}):
        with pytest.raises(jsonschema.ValidationError):
            SCHEMA.validate(wrong)


def test_the_tour_of_the_readme_is_one() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    text = readme.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    assert len(read_text(text).steps) == 4
