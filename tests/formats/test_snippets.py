"""The registry of snippets."""

from __future__ import annotations

import pytest
from hypothesis import given

from explorer.api import operations
from explorer.api.operations import CATALOGUE
from explorer.document.safe import visible
from explorer.formats.errors import FormatError
from explorer.formats.portable import Portable
from explorer.formats.snippets import SNIPPETS

from .nasty import portables

CLOUD = "11111111-2222-4333-8444-555555555555"


def test_each_way_has_a_title_and_a_language() -> None:
    assert list(SNIPPETS) == ["curl", "httpie", "python", "httpx", "raw"]
    assert {each.language for each in SNIPPETS.values()} == {"sh", "python", "http"}
    assert len({each.title for each in SNIPPETS.values()}) == len(SNIPPETS)


@pytest.mark.parametrize("name", SNIPPETS)
def test_every_operation_can_be_written_in_every_way(name: str) -> None:
    for operation in CATALOGUE.values():
        portable = Portable.from_call(operation.example(), "http://a", CLOUD)
        source = SNIPPETS[name].write(portable)
        assert CLOUD in source or "{cloudId}" not in operation.path
        assert "Bearer" in source or "auth=" in source


@given(portable=portables())
def test_a_snippet_can_be_shown_and_copied_as_it_is(portable: Portable) -> None:
    for name, snippet in SNIPPETS.items():
        try:
            source = snippet.write(portable)
        except FormatError:
            continue
        source.encode("utf-8")
        # Raw HTTP is the body as it is; all else is safe in any terminal, and so on a clipboard.
        assert name == "raw" or visible(source) == source


def test_a_snippet_is_written_at_once() -> None:
    large = operations.CreateConversation.unchecked({"cloud_id": CLOUD}, body=b"\xff\n'a" * 250_000)
    portable = Portable.from_call(large, "http://a")
    for name in ("curl", "httpie", "python", "httpx"):
        assert len(SNIPPETS[name].write(portable)) > 1_000_000
