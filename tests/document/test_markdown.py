"""Markdown to documents and back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from explorer.document.markdown import from_markdown, to_markdown
from explorer.document.markdown_escape import clean_text
from explorer.document.model import Document, check
from explorer.document.nodes import Text
from explorer.document.text import to_text

PEOPLE = {"Ada Lovelace": "557058:ada", "J*n_x": "557058:jan", "(bot)": "557058:bot"}


def content(markdown: str, mentions: dict[str, str] | None = None) -> list[Any]:
    inside: list[Any] = from_markdown(markdown, mentions=mentions).to_json()["content"]
    return inside


def inline(markdown: str, mentions: dict[str, str] | None = None) -> list[Any]:
    (block,) = content(markdown, mentions)
    inside: list[Any] = block["content"]
    return inside


def text(words: str, *marks: str | dict[str, Any]) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "text", "text": words}
    if marks:
        node["marks"] = [{"type": mark} if isinstance(mark, str) else mark for mark in marks]
    return node


def link(href: str, **attrs: str) -> dict[str, Any]:
    return {"type": "link", "attrs": {"href": href, **attrs}}


def paragraph(*inside: str | dict[str, Any]) -> dict[str, Any]:
    nodes = [text(each) if isinstance(each, str) else each for each in inside]
    return {"type": "paragraph", "content": nodes}


def item(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": "listItem", "content": list(inside)}


BREAK = {"type": "hardBreak"}


# What people type


def test_nothing_is_one_empty_paragraph() -> None:
    for nothing in ("", "\n", "   \n\t\n"):
        assert from_markdown(nothing).to_json() == {
            "version": 1,
            "type": "doc",
            "content": [{"type": "paragraph", "content": []}],
        }


def test_emphasis() -> None:
    assert inline("plain *em* **strong** ~~gone~~ `code`") == [
        *(text("plain "), text("em", "em"), text(" "), text("strong", "strong"), text(" ")),
        *(text("gone", "strike"), text(" "), text("code", "code")),
    ]
    assert inline("**strong *and em***") == [
        text("strong ", "strong"),
        text("and em", "strong", "em"),
    ]


def test_code_goes_together_with_links_only() -> None:
    assert inline("**see [`here`](https://example.org)**") == [
        text("see ", "strong"),
        text("here", "code", link("https://example.org")),
    ]


def test_headings_rules_and_breaks() -> None:
    assert content("## Two\n\n---\n\na  \nb\\\nc\nd") == [
        {"type": "heading", "attrs": {"level": 2}, "content": [text("Two")]},
        {"type": "rule"},
        paragraph("a", BREAK, "b", BREAK, "c d"),
    ]


@pytest.mark.parametrize(
    ("info", "language"),
    [
        *[("python", "python"), ("py", "python"), ("JS", "javascript"), ("sh", "shell")],
        *[("c++", "c++"), ("yaml", None), ("", None), ('ts title="x"', "typescript")],
    ],
)
def test_code_blocks_keep_a_language_that_the_schema_knows(info: str, language: str | None) -> None:
    (block,) = content(f"```{info}\nx = 1\n\n  y\n```")
    assert block["content"] == [text("x = 1\n\n  y")]
    assert block.get("attrs") == (None if language is None else {"language": language})


def test_lists_nest_and_keep_their_start() -> None:
    assert content("- a\n  1. b\n- c") == [
        {
            "type": "bulletList",
            "content": [
                item(paragraph("a"), {"type": "orderedList", "content": [item(paragraph("b"))]}),
                item(paragraph("c")),
            ],
        }
    ]
    (numbered,) = content("7. seven")
    assert numbered["attrs"] == {"order": 7}
    (zero,) = content("0. zero")
    assert "attrs" not in zero


def test_task_lists() -> None:
    (tasks,) = content("- [ ] first\n- [x] second\n  - [ ] below\n\n  more")
    assert tasks["attrs"] == {"localId": "task-list-1"}
    assert [(task["attrs"]["state"], task["content"]) for task in tasks["content"]] == [
        ("TODO", [text("first")]),
        ("DONE", [text("second"), BREAK, text("more")]),
        ("TODO", [text("below")]),
    ]
    assert len({task["attrs"]["localId"] for task in tasks["content"]}) == 3
    assert content("- [ ] the same") == content("- [ ] the same")


def test_a_list_with_other_items_is_no_task_list() -> None:
    (bullets,) = content("- [ ] a\n- b")
    assert bullets["type"] == "bulletList"
    assert bullets["content"][0] == item(paragraph("[ ] a"))


def test_tables() -> None:
    (table,) = content("| a | **b** |\n|---|:-:|\n| 1 | x \\| y |")
    cells = [
        [(cell["type"], cell["content"][0]["content"]) for cell in row["content"]]
        for row in table["content"]
    ]
    assert cells == [
        [("tableHeader", [text("a")]), ("tableHeader", [text("b", "strong")])],
        [("tableCell", [text("1")]), ("tableCell", [text("x | y")])],
    ]


def test_links_lead_to_http_https_or_mailto_and_others_stay_text() -> None:
    assert inline('[a](https://example.org "title")') == [
        text("a", link("https://example.org", title="title"))
    ]
    assert inline("<mailto:a@example.org>") == [
        text("mailto:a@example.org", link("mailto:a@example.org"))
    ]
    for other in ("[a](javascript:alert(1))", "[a](/relative)", "[a](data:text/html,x)", "[a]()"):
        assert inline(other) == [text(other)]


def test_images_are_links_and_html_is_text() -> None:
    assert inline("![a cat](https://example.org/cat.png)") == [
        text("a cat", link("https://example.org/cat.png"))
    ]
    assert inline("![](https://example.org/cat.png)") == [
        text("https://example.org/cat.png", link("https://example.org/cat.png"))
    ]
    assert inline("<b>bold</b> <script>") == [text("<b>bold</b> <script>")]


def test_mentions_by_name_and_of_everyone() -> None:
    ada = {"id": "557058:ada", "text": "@Ada Lovelace", "userType": "DEFAULT"}
    assert inline("@ada lovelace, hi", PEOPLE) == [{"type": "mention", "attrs": ada}, text(", hi")]
    assert inline("@here") == [
        {"type": "mention", "attrs": {"id": "here", "text": "@here", "userType": "SPECIAL"}}
    ]
    for no_mention in ("a@here", "@hereby", "@nobody", "`@here`", "\\@here"):
        assert all(node["type"] == "text" for node in inline(no_mention, PEOPLE))


def test_the_longest_name_is_mentioned() -> None:
    names = {"Ada": "1", "Ada Lovelace": "2"}
    assert inline("@Ada Lovelace", names)[0]["attrs"]["id"] == "2"
    assert inline("@Ada L", names)[0]["attrs"]["id"] == "1"


def test_emoji_by_short_name() -> None:
    assert inline("go :tada::+1:") == [
        text("go "),
        {"type": "emoji", "attrs": {"shortName": ":tada:"}},
        {"type": "emoji", "attrs": {"shortName": ":+1:"}},
    ]
    for no_emoji in ("10:30:45", "chat:glance:key", "`:tada:`", "\\:tada:", "a :b c: d"):
        assert all(node["type"] == "text" for node in inline(no_emoji))


# What the format has no place for is lowered, and nothing is lost


def test_quotes_hold_paragraphs() -> None:
    (quote,) = content("> # Head\n> - a\n>   1. b\n>\n> ```\n> x\n>   y\n> ```\n> > deeper")
    assert quote == {
        "type": "blockquote",
        "content": [
            paragraph(text("Head", "strong")),
            paragraph("• a", BREAK, "1. b"),
            paragraph(text("x", "code"), BREAK, text("  y", "code")),
            paragraph("deeper"),
        ],
    }


def test_list_items_hold_paragraphs_and_lists() -> None:
    (bullets,) = content("- ```py\n  x\n  ```\n- > quoted\n- - inner\n- | a | b |\n  |---|---|")
    assert bullets["content"] == [
        item(paragraph(text("x", "code"))),
        item(paragraph("quoted")),
        item(paragraph(), {"type": "bulletList", "content": [item(paragraph("inner"))]}),
        item(paragraph("a | b")),
    ]


def test_nesting_without_end_is_plain_text() -> None:
    for sign in ("> ", "- "):
        markdown = sign * 5_000 + "deep"
        document = from_markdown(markdown)
        assert check(document) == []
        assert to_text(document).endswith("deep")


# What comes back


@pytest.mark.parametrize(
    "markdown",
    [
        "Hello **strong** and _em_ and **_both_** and ~~gone~~",
        "**see `code` here**",
        "# One\n\n###### Six",
        "a\\\nb",
        "- a\n- b\n  - c\n    1. d",
        "3. three\n4. four",
        "- [ ] todo\n- [x] done",
        "> quoted\n>\n> twice",
        "```python\nx = 1\n```",
        "````\n```\n````",
        "---",
        "| a | b |\n| --- | --- |\n| 1 | x \\| y |",
        '[here](https://example.org/?a=1&b=2 "A \\"title\\"")',
        "<https://example.org>",
        "[a](<https://example.org/(x)>)",
        "@here :tada: it is 10:30, snake_case",
        "- a\n\n* b",
        "1. a\n\n1) b",
        "C:\\\\dir 2 \\* 3 \\[x\\] 1 < 2 AT&T",
        "1\\. no list",
        "\\# no heading",
    ],
)
def test_sound_markdown_comes_back_as_it_was(markdown: str) -> None:
    assert to_markdown(from_markdown(markdown)) == markdown


@pytest.mark.parametrize(
    ("node", "markdown"),
    [
        (paragraph(text("a ", "strong"), "b"), "**a** b"),
        (paragraph("a", text('"b"', "strong")), '&#97;**"b"**'),
        (
            paragraph(text("a", "strong"), {"type": "emoji", "attrs": {"shortName": ":x:"}}),
            "**a**:x:",
        ),
        (paragraph(text("hi", {"type": "underline"})), "hi"),
        (paragraph({"type": "date", "attrs": {"timestamp": "0"}}), "1970-01-01"),
        (paragraph({"type": "mention", "attrs": {"id": "1", "text": "@J*n_x"}}), "@J\\*n\\_x"),
        (
            {
                "type": "panel",
                "attrs": {"panelType": "warning"},
                "content": [
                    paragraph("Careful."),
                    {"type": "bulletList", "content": [item(paragraph("x"))]},
                ],
            },
            "> **Warning**\n>\n> Careful.\n>\n> - x",
        ),
        (
            {
                "type": "applicationCard",
                "attrs": {
                    "text": "Incident 7",
                    "title": {"text": "Incident 7"},
                    "link": {"url": "https://example.org/7"},
                    "description": {"text": "It is down."},
                    "details": [{"title": "State", "lozenge": {"text": "open"}}],
                    "actions": [{"title": "Ack"}, {"title": "Close"}],
                },
            },
            "**[Incident 7](https://example.org/7)**\n\nIt is down.\n\n- State: open\n\n"
            "\\[ Ack \\] \\[ Close \\]",
        ),
        (
            {
                "type": "decisionList",
                "content": [{"type": "decisionItem", "content": [text("Go")]}],
            },
            "- ◆ Go",
        ),
        (
            {"type": "mediaGroup", "content": [{"type": "media", "attrs": {"id": "f3b8"}}]},
            "f3b8",
        ),
        (
            {"type": "extension", "attrs": {"extensionKey": "poll", "text": "Lunch?"}},
            "‹poll› Lunch?",
        ),
        ({"type": "video", "content": [paragraph("inside")]}, "‹video›\n\ninside"),
        (None, "‹null›"),
        (text("loose"), "loose"),
    ],
)
def test_every_node_has_markdown(node: Any, markdown: str) -> None:
    document = Document.parse({"version": 1, "type": "doc", "content": [node]})
    assert to_markdown(document).rstrip(" ").removesuffix("&#32;") == markdown


def test_markdown_is_visible_text() -> None:
    document = Document.parse({"type": "doc", "content": [paragraph("\x1b[31m \u202e\x00")]})
    assert to_markdown(document) == "␛\\[31m \\\\u202e␀"


def test_words_at_any_depth_are_written() -> None:
    nested: dict[str, Any] = paragraph("deep words")
    for _ in range(5_000):
        nested = {"type": "blockquote", "content": [nested]}
    markdown = to_markdown(Document.parse({"type": "doc", "content": [nested]}))
    assert markdown.endswith("deep words")


@pytest.mark.parametrize("flood", ["[", "![", "*a", "`a``", "<", "@", ":a", "~~", "> ", "a|", "\\"])
def test_long_runs_of_signs_take_linear_time(flood: str) -> None:
    started = time.process_time()
    from_markdown(flood * (10_000 // len(flood)))
    assert time.process_time() - started < 10  # at most 0.6 s here


# What holds for all Markdown

_signs = (
    *("**", "*", "_", "__", "~~", "`", "``", "[", "](http://a.b)", '](https://x "t")', "!["),
    *("\n", "\n\n", "- ", "* ", "1. ", "2) ", "> ", "# ", "    ", "  ", "\t", "|", "---", "==="),
    *("\n|---|---|\n", "```", "~~~", "@Ada Lovelace", "@all", "@(bot)", "@J*n_x", ":tada:"),
    *(":+1:", "&amp;", "&#32;", "&nbsp;", "&#10;", "&quot;", "\\", "a", "b", "word", "x y", '"'),
    *("(", ")", ".", "[ ]", "[x] ", "- [ ] ", "<http://a.b>", "<b>", "\\\n", "  \n", "1", "é"),
    *("世", "[a]: http://r.s\n", "[a]", "!", "http://a.b", "a@b.c", ":", "@", "&", "#", "=", "+"),
)
MARKDOWN = st.one_of(
    st.lists(st.sampled_from(_signs), max_size=14).map("".join),
    st.text("ab1 \n\t*_~`[]()<>!:@#-+=.|\\&;\"'/xX0世\xa0e\u0301😀，", max_size=30),
    st.text(max_size=40),
)


@given(MARKDOWN)
@example("- [ ] &#10;-")
@example("*+@Ada Lovelace*@all")
@example("<1\\@e>")
@example("@Ada Lovelace_")
@example("> 1. a\n>    - b\n\n- - x\n  ---")
def test_markdown_is_stable_after_one_pass(markdown: str) -> None:
    once = to_markdown(from_markdown(markdown, mentions=PEOPLE))
    assert to_markdown(from_markdown(once, mentions=PEOPLE)) == once


@given(MARKDOWN)
def test_what_is_made_is_valid(markdown: str) -> None:
    assert check(from_markdown(markdown, mentions=PEOPLE)) == []


@given(st.lists(st.sampled_from(_signs), max_size=14).map("".join))
def test_what_is_made_is_valid_by_the_published_schema(
    is_valid_by_schema: Callable[[Any], bool], markdown: str
) -> None:
    assert is_valid_by_schema(from_markdown(markdown, mentions=PEOPLE).to_json())


def letters(document: Document) -> str:
    return "".join(clean_text(to_text(document)).split())


@given(MARKDOWN)
def test_a_second_reading_has_the_same_words(markdown: str) -> None:
    document = from_markdown(markdown, mentions=PEOPLE)
    again = from_markdown(to_markdown(document), mentions=PEOPLE)
    assert letters(again) == letters(document)


def is_shown(words: str, shown: str) -> bool:
    rest = iter(shown)
    return all(character in rest for character in words if not character.isspace())


@given(data=st.data())
def test_no_document_loses_words_in_markdown(
    sound: SearchStrategy[Any], data: st.DataObject
) -> None:
    document = Document.parse(data.draw(sound))
    markdown = to_markdown(document)
    shown = to_text(from_markdown(markdown))
    for node in document.walk():
        if isinstance(node, Text):
            assert is_shown(clean_text(node.text), shown)
    once = to_markdown(from_markdown(markdown))
    assert to_markdown(from_markdown(once)) == once


@given(data=st.data())
def test_damaged_documents_are_written_too(
    damaged: SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(damaged.filter(lambda value: isinstance(value, dict)))
    markdown = to_markdown(Document.parse({**value, "type": "doc"}))
    assert check(from_markdown(markdown)) == []
