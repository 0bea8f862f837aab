"""What is wrong with a text that is no JSON, in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.workbench.json_words import json_words


def words(text: str) -> str:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    return json_words(text, caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is nothing here yet; JSON begins with { or ["),
        ("  \n", "there is nothing here yet; JSON begins with { or ["),
        ('{\n "a": 1', "the text ends while the { of line 1 is open: add }"),
        ('{"a": [\n1,\n', "the text ends while the [ of line 1 is open: add ]"),
        ('{"a": "{[", "b": ', "the text ends while the { of line 1 is open: add }"),
        ('{"a": 1 "b": 2}', 'a comma is missing before "b"'),
        ("[1 2]", "a comma is missing before 2"),
        ('{"a" 1}', "a colon is missing before 1"),
        ("{a: 1}", "a name in double quotes must stand here, not a"),
        ("{'a': 1}", "a text stands in double quotes, not in single ones"),
        ("['a']", "a text stands in double quotes, not in single ones"),
        ('{"a": 1,}', "the last comma is one too many"),
        ("[1,]", "the last comma is one too many"),
        ('{"a": }', "a value is missing before }"),
        ('{"a": , "b": 1}', "a value is missing before ,"),
        ('{"a": True}', "True is written true"),
        ('{"a": None}', "None is written null"),
        ('{"a": large}', "a value must stand here; large is none: a text stands in double quotes"),
        ('{"a": [1}', "the [ of line 1 is closed by }, not by ]"),
        ('{\n"a": 1]', "the { of line 1 is closed by ], not by }"),
        ('{"a": 1} {', "the JSON is over before {: take out what follows, or a bracket before"),
        ('{"a": "b\n"}', "a text stands on one line: a line break in it is written \\n, a tab \\t"),
        ('{"a": "b', "the text that begins here has no closing quote in its line"),
        (
            r'{"a": "\x"}',
            'after a \\ stands one of " \\ / b f n r t, or u and four hexadecimal digits',
        ),
        (
            r'{"a": "\u12"}',
            'after a \\ stands one of " \\ / b f n r t, or u and four hexadecimal digits',
        ),
        ('{"a": 1, // b\n}', "JSON has no comments: take this one out"),
    ],
)
def test_each_mistake_has_its_words(text: str, said: str) -> None:
    assert words(text) == said


@given(st.text(alphabet="{}[]\",:'ab1\\\n t\x1b\u202e", max_size=30))
def test_any_text_gets_a_clause(text: str) -> None:
    try:
        json.loads(text)
    except json.JSONDecodeError as problem:
        said = json_words(text, problem)
        assert said
        assert "Expecting" not in said
        assert "\n" not in said
        assert "\x1b" not in said
