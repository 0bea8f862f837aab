"""A module as text: problems with their lines, differences, layout."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.workbench.module_text import (
    check_module,
    difference,
    format_json,
    module_key,
    pretty,
    same_json,
    with_key,
)

DIALOG = pretty(TEMPLATES[ModuleType.DIALOG])


@pytest.mark.parametrize("type", ModuleType)
def test_templates_are_right(type: ModuleType) -> None:
    text = pretty(TEMPLATES[type])
    assert check_module(text, type) == []
    assert check_module(text, type, module_key(text)) == []


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"500px"', '"wide"', "must be a number with px or %"),
        ('"jwt"', '"basic"', "authentication: must be 'jwt' or 'none'"),
        ('"/dialogs/report"', '"dialogs"', "url: must be a path starting with '/'"),
        ('"url"', '"uri"', "uri: is not known here"),
        ('"key": "save"', '"key": ""', "must not be empty"),
        ('"key": "report-dialog"', '"key": "other"', "key: must stay 'report-dialog'"),
        ('"title": {', '"title": 3, "x": {', "title: must be an object"),
    ],
)
def test_a_problem_names_its_line(old: str, new: str, message: str) -> None:
    text = DIALOG.replace(old, new, 1)
    problems = check_module(text, ModuleType.DIALOG, "report-dialog")
    assert problems == sorted(problems)
    about = [problem for problem in problems if message in problem.message]
    assert [problem.line for problem in about] == [line_of(text, new)]


def test_what_is_missing_is_told_where_it_should_be() -> None:
    text = '{\n  "key": "k",\n  "title": {\n  }\n}'
    found = [str(problem) for problem in check_module(text, ModuleType.DIALOG, "k")]
    assert found == [
        "line 1, column 1: url: is required",
        "line 3, column 12: title.value: is required",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1, column 1: this is not JSON: there is nothing here yet"),
        ('{"key": "a"\n"b": 1}', "line 2, column 1: this is not JSON: "),
        ('{"key": NaN}', "line 1, column 1: this is not JSON: NaN is not a JSON number"),
        ("[1]", "line 1, column 1: a module must be a JSON object, in { and }"),
        ("[" * 100_000, "line 1, column 1: this is nested too deeply"),
    ],
)
def test_what_is_no_module_at_all(text: str, told: str) -> None:
    [problem] = check_module(text, ModuleType.BOT)
    assert str(problem).startswith(told)


def test_a_name_that_stands_twice() -> None:
    text = '{"key": "a",\n "mention": {"url": "/a"},\n "mention": {"url": "/b"}}'
    assert [str(problem) for problem in check_module(text, ModuleType.BOT, "a")] == [
        "line 3, column 2: mention stands here a second time"
    ]


def test_half_of_a_surrogate_pair() -> None:
    text = r'{"key": "a", "mention": {"url": "/\ud83d"}}'
    found = check_module(text, ModuleType.BOT, "a")
    assert "half of a surrogate pair" in found[0].message


def test_a_new_module_needs_a_key_that_a_path_can_hold() -> None:
    text = '{"mention": {"url": "/a"}}'
    assert "is required for a new module" in check_module(text, ModuleType.BOT)[0].message
    assert check_module(text, ModuleType.BOT, "kept") == []
    dots = with_key(text, "..")
    assert "must not be '.' or '..'" in check_module(dots, ModuleType.BOT)[0].message


def test_hostile_text_is_made_visible() -> None:
    text = '{"key": "a", "mention": {"url": "/a"}, "x\\u001b[31m": 1}'
    [problem] = check_module(text, ModuleType.BOT, "a")
    assert "\x1b" not in str(problem)


def test_a_copy_has_its_new_key_first_and_all_else() -> None:
    copy = with_key(DIALOG, "second")
    assert json.loads(copy) == {**TEMPLATES[ModuleType.DIALOG], "key": "second"}
    assert module_key(copy) == "second"
    assert with_key("{broken", "x") == "{broken"


def test_layout_changes_nothing_else() -> None:
    assert format_json('{"a":1,"b":[1,2]}') == pretty({"a": 1, "b": [1, 2]})
    assert format_json("{broken") == "{broken"


def test_order_of_members_does_not_count() -> None:
    assert same_json('{"a": 1, "b": 2}', '{"b":2,"a":1}')
    assert not same_json("{}", None)
    assert same_json(None, None)
    assert not same_json("{", "{}")


lines = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8)


@given(lines, lines)
def test_a_difference_holds_both_texts(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old), "\n".join(new)
    found = difference(before, after)
    assert [line.text for line in found if line.kind != "added"] == before.splitlines()
    assert [line.text for line in found if line.kind != "removed"] == after.splitlines()


@given(st.dictionaries(st.text(), st.integers() | st.text(), max_size=3))
def test_no_text_makes_the_check_fail(value: dict[str, Any]) -> None:
    for type in ModuleType:
        for problem in check_module(json.dumps(value), type, "k"):
            assert problem.line == 1
