"""Names that are begun, and how they can go on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.workbench.completing import Begun, begun, completions

PEOPLE = {"Grace Mbeki": "1", "Greta Olsen": "2", "Omar Haddad": "3", "all": "all"}


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("@", Begun(0, "@", "")),
        ("hi @gra", Begun(3, "@", "gra")),
        ("(@Grace Mb", Begun(1, "@", "Grace Mb")),
        ("so :ta", Begun(3, ":", "ta")),
        ("a@b", None),
        ("10:30", None),
        ("http://x", None),
        (":t", None),
        ("", None),
    ],
)
def test_what_is_begun(row: str, name: Begun | None) -> None:
    assert begun(row) == name


def test_people_by_any_word_of_their_names() -> None:
    def offered(text: str) -> list[str]:
        return [each.text for each in completions(Begun(0, "@", text), PEOPLE)]

    assert offered("gr") == ["@Grace Mbeki ", "@Greta Olsen "]
    assert offered("mb") == ["@Grace Mbeki "]
    assert offered("grace m") == ["@Grace Mbeki "]
    assert offered("nobody") == []
    assert len(offered("")) == 4


def test_emoji_show_what_they_are() -> None:
    first = completions(Begun(0, ":", "tad"), {})[0]
    assert (first.label, first.text) == ("🎉 :tada:", ":tada: ")


def test_a_name_from_outside_cannot_act() -> None:
    (found,) = completions(Begun(0, "@", "e"), {"evil\x1b[2J": "1"})
    assert "\x1b" not in found.label


@given(st.text(max_size=40))
def test_any_row_has_an_answer(row: str) -> None:
    name = begun(row)
    assert name is None or isinstance(completions(name, PEOPLE), list)
