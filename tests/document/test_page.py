"""A whole page by the element builder."""

from __future__ import annotations

import pytest

from explorer.document.element import element, hosted_sheet, page


def test_a_page_escapes_its_title_and_text() -> None:
    made = page("<Room>", element("main", "a & b"), "text", style="p { margin: 0; }", lang="sv")
    assert made.startswith('<!doctype html><html lang="sv"><head><meta charset="utf-8">')
    assert "<title>&lt;Room&gt;</title><style>p { margin: 0; }</style></head>" in made
    assert made.endswith("<body><main>a &amp; b</main>text</body></html>")


def test_a_page_without_a_style_sheet_has_none() -> None:
    assert "<style>" not in page("x")


@pytest.mark.parametrize(
    "style",
    [
        "</style><script>",
        "p { background: url(https://example.org); }",
        "@import 'a';",
        "p::before { content: attr(title); }",
        "p { content: '\\3c'; }",
    ],
)
def test_a_style_sheet_that_could_load_or_end_is_an_error(style: str) -> None:
    with pytest.raises(ValueError, match="style sheet"):
        page("x", style=style)
    with pytest.raises(ValueError, match="style sheet"):
        hosted_sheet(style)


def test_a_sheet_for_a_page_of_someone_elses_may_use_its_variables() -> None:
    rules = ".x { color: var(--jp-ui-font-color1, CanvasText) !important; }"
    assert hosted_sheet(rules) == f"<style>{rules}</style>"


@pytest.mark.parametrize(
    ("address", "kept"),
    [("#messages", True), ("#a-1", True), ("#", False), ("#<b>", False), ("#a b", False)],
)
def test_a_link_may_lead_to_a_place_on_the_page(address: str, kept: bool) -> None:
    assert ("href=" in element("a", "x", href=address)) == kept
