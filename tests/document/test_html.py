"""HTML that is escaped by construction and reads well without styles."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from explorer.document.html import Html, element, fragment, to_html
from explorer.document.link import link
from explorer.document.markdown import from_markdown
from explorer.document.model import Document
from explorer.document.nodes import Text
from explorer.document.safe import visible


def test_text_is_escaped_and_elements_are_not() -> None:
    assert element("p", "1 < 2 & ", element("b", "3")) == "<p>1 &lt; 2 &amp; <b>3</b></p>"
    assert fragment("<", None, element("br")) == "&lt;<br>"


def test_string_operations_make_text_again() -> None:
    bold = element("b", "x")
    assert element("p", bold + "!") == "<p>&lt;b&gt;x&lt;/b&gt;!</p>"
    assert element("p", f"{bold}") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    assert not isinstance(bold.upper(), Html)


def test_attributes_are_escaped_and_named_as_python_can() -> None:
    assert element("p", class_='a"b', title="<", open=True, id=None, lang=False) == (
        '<p class="a&quot;b" title="&lt;" open></p>'
    )
    assert element("ol", start=7) == '<ol start="7"></ol>'


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "/relative", " https://x.org", "vbscript:x", ""],
)
def test_unsafe_addresses_are_left_out(address: str) -> None:
    assert element("a", "words", href=address) == "<a>words</a>"


def test_safe_addresses_tell_nothing_to_where_they_lead() -> None:
    assert element("a", "x", href="https://example.org/?a=1&b=2") == (
        '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">x</a>'
    )


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("https://example.org/a.png", True),
        ("data:image/png;base64,AAAA", True),
        ("http://example.org/a.png", False),
        ("data:image/svg+xml;base64,AAAA", False),
        ("data:image/png,<svg>", False),
        ("javascript:x", False),
    ],
)
def test_pictures_come_over_https_or_are_inside(source: str, kept: bool) -> None:
    assert ("src=" in element("img", src=source, alt="a")) is kept


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("script", {}),
        ("style", {}),
        ("iframe", {}),
        ("p onclick=x", {}),
        ("p", {"onclick": "x"}),
        ("p", {"style": "background: url(https://x.org)"}),
        ("p", {"style": "color: var(--x)"}),
        ("p", {"style": 'color: "red"'}),
    ],
)
def test_what_could_act_is_an_error(name: str, attributes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"is not one that is ever made|more than plain values"):
        element(name, **attributes)


def test_what_can_hold_nothing_holds_nothing() -> None:
    with pytest.raises(ValueError, match=r"The element <br> can hold nothing"):
        element("br", "x")


def html(*content: Any) -> str:
    whole = to_html(Document.parse({"type": "doc", "content": list(content)}))
    return whole.removeprefix("<div>").removesuffix("</div>")


def test_a_document_is_plain_elements() -> None:
    markdown = "# H\n\n**b** [l](https://example.org)\n\n- [x] t\n\n3. o\n\n| a |\n|---|\n| 1 |"
    assert to_html(from_markdown(markdown)) == (
        "<div><h1>H</h1><p><strong>b</strong> "
        '<a href="https://example.org" rel="noopener noreferrer">l</a>'
        '<small dir="ltr"> (example.org)</small></p>'
        '<ul style="list-style: none; padding-left: 0"><li>☑ t</li></ul>'
        '<ol start="3"><li><p>o</p></li></ol>'
        '<table border="1"><tr><th><p>a</p></th></tr><tr><td><p>1</p></td></tr></table></div>'
    )


def test_a_card_is_its_words() -> None:
    attrs = {
        "text": "Incident 7",
        "title": {"text": "Incident 7"},
        "link": {"url": "javascript:x"},
        "details": [{"title": "State", "lozenge": {"text": "open"}}],
        "actions": [{"title": "<Ack>"}],
    }
    assert html({"type": "applicationCard", "attrs": attrs}).split(">", 1)[1] == (
        "<p><strong>Incident 7</strong></p><ul><li>State: open</li></ul>"
        "<p><kbd>&lt;Ack&gt;</kbd> </p></blockquote>"
    )


@pytest.mark.parametrize(
    ("words", "address", "note"),
    [
        ("example.org", "https://example.org/a", ""),
        ("https://Example.org/a?b", "https://example.org/c", ""),
        ("https://example.org/", "https://example.org.evil.test/", "example.org.evil.test"),
        ("https://example.org@evil.test", "https://example.org@evil.test", "evil.test"),
        ("https://example.org", "https://example.org@evil.test/x", "evil.test"),
        ("http://example.org", "https://example.org", "example.org"),
        ("here", "https://example.org:8443/", "example.org:8443"),
        ("here", "https://ex\u0430mple.org/", "xn--exmple-4nf.org"),
        ("here", "https://ex\u0430mple..org/", r"ex\u0430mple..org"),
        ("here", "https://[::1/", "?"),
        ("write", "mailto:a@example.org?subject=x", "a@example.org"),
        ("a@example.org", "mailto:a@example.org", ""),
    ],
)
def test_a_link_says_where_it_leads_where_its_words_do_not(
    words: str, address: str, note: str
) -> None:
    made = link(words, address)
    assert made.startswith(f'<a href="{address}" rel="noopener noreferrer">{words}</a>')
    assert made.partition("</a>")[2] == (f'<small dir="ltr"> ({note})</small>' if note else "")


def test_the_words_of_a_link_that_leads_nowhere_safe_stay() -> None:
    assert link("<here>", "javascript:x") == "&lt;here&gt;"


def test_a_picture_elsewhere_is_a_link() -> None:
    media = {"type": "media", "attrs": {"type": "external", "url": "https://example.org/a.png"}}
    page = html({"type": "mediaSingle", "content": [media]})
    assert "<img" not in page
    assert 'href="https://example.org/a.png"' in page


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "style", "svg", "iframe", "img"}
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "href":
                assert value is not None
                assert value.lower().startswith(("http://", "https://", "mailto:"))
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def is_shown(words: str, shown: str) -> bool:
    rest = iter(shown)
    return all(character in rest for character in words if not character.isspace())


@given(data=st.data())
def test_any_document_is_balanced_harmless_and_whole(
    sound: SearchStrategy[Any], damaged: SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(sound | damaged.filter(lambda value: isinstance(value, dict)))
    document = Document.parse({**value, "type": "doc"})
    page = Page()
    page.feed(to_html(document))
    page.close()
    assert page.open == []
    for node in document.walk():
        if isinstance(node, Text):
            assert is_shown(visible(node.text), page.text)
