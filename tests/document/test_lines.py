"""Documents as lines of a terminal."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from rich.cells import cell_len

from explorer.document.lines import Line, Span, to_lines
from explorer.document.model import Document
from explorer.document.nodes import Text
from explorer.document.safe import visible


def drawn(*content: Any, width: int = 40, me: str | None = None) -> list[Line]:
    return to_lines(
        Document.parse({"version": 1, "type": "doc", "content": [*content]}), width, me=me
    )


def rows(*content: Any, width: int = 40) -> list[str]:
    return [line.text.rstrip() for line in drawn(*content, width=width)]


def text(words: str, *marks: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, "marks": list(marks)}


def paragraph(*content: Any) -> dict[str, Any]:
    inside = [text(each) if isinstance(each, str) else each for each in content]
    return {"type": "paragraph", "content": inside}


def item(*content: Any) -> dict[str, Any]:
    return {"type": "listItem", "content": list(content)}


def styles(*inline: Any) -> dict[str, str]:
    (line,) = drawn(paragraph(*inline), me="557058:me")
    return {span.text: span.style for span in line.spans}


def test_paragraphs_are_an_empty_line_apart() -> None:
    assert rows(paragraph("One."), paragraph("Two.")) == ["One.", "", "Two."]


@pytest.mark.parametrize(
    ("mark", "style"),
    [
        ({"type": "strong"}, "strong"),
        ({"type": "em"}, "em"),
        ({"type": "underline"}, "underline"),
        ({"type": "strike"}, "strike"),
        ({"type": "code"}, "code"),
        ({"type": "link", "attrs": {"href": "https://example.org"}}, "link"),
        ({"type": "link", "attrs": {"href": "javascript:x"}}, ""),
        ({"type": "subsup", "attrs": {"type": "sub"}}, "sub"),
        ({"type": "subsup", "attrs": {"type": "odd"}}, ""),
        ({"type": "textColor", "attrs": {"color": "#ff5630"}}, "color-#ff5630"),
        ({"type": "textColor", "attrs": {"color": "red\x1b"}}, ""),
        ({"type": "action", "attrs": {"title": "Go", "target": {"key": "go"}}}, "action"),
        ({"type": "sparkle"}, ""),
        (None, ""),
    ],
)
def test_every_mark_is_a_style(mark: Any, style: str) -> None:
    assert styles(text("words", mark)) == {"words": style}


def test_marks_join_in_their_order() -> None:
    assert styles(text("both", {"type": "em"}, {"type": "strong"})) == {"both": "em strong"}


def test_a_safe_link_keeps_its_address() -> None:
    link = {"type": "link", "attrs": {"href": "https://example.org"}}
    assert drawn(paragraph(text("here", link))) == [
        Line((Span("here", "link", "https://example.org"),))
    ]


def test_every_inline_node_has_words_and_a_style() -> None:
    assert styles(
        {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}},
        {"type": "mention", "attrs": {"id": "557058:me", "text": "Me"}},
        {"type": "mention", "attrs": {"id": "all", "text": "@all"}},
        {"type": "emoji", "attrs": {"shortName": ":tada:", "text": "🎉"}},
        {"type": "emoji", "attrs": {"shortName": ":party:"}},
        {"type": "date", "attrs": {"timestamp": "0"}},
        {"type": "placeholder", "attrs": {"text": "Type"}},
    ) == {
        "@Ada": "mention",
        "@Me": "mention mention-me",
        "@all": "mention mention-me",
        "🎉": "emoji",
        ":party:": "emoji",
        "1970-01-01": "date",
        "Type": "placeholder",
    }


def test_a_hard_break_is_a_new_line() -> None:
    assert rows(paragraph("a", {"type": "hardBreak"}, "b")) == ["a", "b"]


def test_headings_have_their_level_as_style() -> None:
    heading = {"type": "heading", "attrs": {"level": 2}, "content": [text("Launch")]}
    assert drawn(heading) == [Line((Span("Launch", "heading-2"),))]


def test_lists_hang_and_nest() -> None:
    inner = {
        "type": "orderedList",
        "attrs": {"order": 9},
        "content": [item(paragraph("nine")), item(paragraph("ten, which is long"))],
    }
    outer = {"type": "bulletList", "content": [item(paragraph("one"), inner), item(paragraph("2"))]}
    assert rows(outer, width=20) == [
        "• one",
        "   9. nine",
        "  10. ten, which is",
        "      long",
        "• 2",
    ]


def test_tasks_and_decisions_show_their_state() -> None:
    tasks = [
        {"type": "taskItem", "attrs": {"state": state}, "content": [text(state)]}
        for state in ("TODO", "DONE")
    ]
    decision = {"type": "decisionItem", "attrs": {"state": "DECIDED"}, "content": [text("Go")]}
    assert rows(
        {"type": "taskList", "content": tasks}, {"type": "decisionList", "content": [decision]}
    ) == ["☐ TODO", "☑ DONE", "", "◆ Go"]


def test_quotes_have_a_bar() -> None:
    quote = {"type": "blockquote", "content": [paragraph("a"), paragraph("b")]}
    assert rows(quote) == ["│ a", "│", "│ b"]


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        ("info", "ℹ"),
        ("note", "✎"),
        ("tip", "✦"),
        ("warning", "⚠"),
        ("error", "✖"),
        ("success", "✔"),
    ],
)
def test_panels_have_a_bar_and_a_sign(kind: str, sign: str) -> None:
    panel = {
        "type": "panel",
        "attrs": {"panelType": kind},
        "content": [paragraph("Careful with that.")],
    }
    lines = drawn(panel, width=15)
    assert [line.text for line in lines] == [f"┃ {sign} Careful", "┃   with that."]
    assert lines[0].spans[0].style == f"panel-body-{kind} panel-{kind}"
    assert {line.fill for line in lines} == {f"panel-body-{kind}"}


def test_code_names_its_language_and_is_never_wrapped_by_words() -> None:
    code = {
        "type": "codeBlock",
        "attrs": {"language": "python"},
        "content": [text("if x:\n\treturn  1")],
    }
    assert rows(code, width=14) == ["┆ python", "┆ if x:", "┆     return", "┆ 1"]


def test_a_rule_is_as_wide_as_the_screen() -> None:
    assert rows({"type": "rule"}, width=12) == ["─" * 12]


def cell(*words: str, kind: str = "tableCell", **attrs: int) -> dict[str, Any]:
    return {"type": kind, "attrs": attrs, "content": [paragraph(*words)]}


def row(*cells: Any) -> dict[str, Any]:
    return {"type": "tableRow", "content": list(cells)}


def head(*words: str) -> dict[str, Any]:
    return row(*(cell(word, kind="tableHeader") for word in words))


def table(*inside: Any, **attrs: Any) -> dict[str, Any]:
    return {"type": "table", "attrs": attrs, "content": list(inside)}


def test_a_table_takes_the_room_it_needs() -> None:
    simple = table(
        head("Name", "State"), row(cell("api"), cell("up")), row(cell("web"), cell("down"))
    )
    assert rows(simple) == [
        "┌──────┬───────┐",
        "│ Name │ State │",
        "├──────┼───────┤",
        "│ api  │ up    │",
        "│ web  │ down  │",
        "└──────┴───────┘",
    ]


def test_a_table_shares_out_what_room_there_is() -> None:
    wide = table(head("Id", "Text"), row(cell("7"), cell("many words in one cell")))
    assert rows(wide, width=20) == [
        "┌────┬─────────────┐",
        "│ Id │ Text        │",
        "├────┼─────────────┤",
        "│ 7  │ many words  │",
        "│    │ in one cell │",
        "└────┴─────────────┘",
    ]


def test_a_table_shows_spans_and_row_numbers() -> None:
    spanning = table(
        head("A", "B"),
        row(cell("tall", rowspan=2), cell("x")),
        row(cell("y")),
        row(cell("both", colspan=2)),
        isNumberColumnEnabled=True,
    )
    assert rows(spanning) == [
        "┌───┬──────┬───┐",
        "│   │ A    │ B │",
        "├───┼──────┼───┤",
        "│ 1 │ tall │ x │",
        "│ 2 │      │ y │",
        "│ 3 │ both     │",
        "└───┴──────────┘",
    ]


def test_a_table_with_too_many_columns_is_stacked() -> None:
    many = table(head("A", "B", "C"), row(cell("1"), cell("2"), cell("3")))
    assert rows(many, width=12) == ["· A", "· B", "· C", "─" * 10, "· 1", "· 2", "· 3"]


def test_a_card_shows_all_of_itself() -> None:
    card = {
        "type": "applicationCard",
        "attrs": {
            "text": "Incident 7",
            "title": {"text": "Incident 7"},
            "link": {"url": "https://example.org/7"},
            "description": {"text": "It is down."},
            "details": [
                {"title": "State", "lozenge": {"text": "open", "appearance": "removed"}},
                {"text": "Errors", "badge": {"value": 120, "max": 99, "appearance": "important"}},
                {"users": [{"icon": {"label": "Ada", "url": "https://example.org/a.png"}}]},
            ],
            "context": {"text": "Ops"},
            "actions": [{"title": "Ack"}, {"title": "Close"}],
        },
    }
    lines = drawn(card)
    assert [line.text for line in lines] == [
        "▌ Incident 7",
        "▌ It is down.",
        "▌ State: [open]",
        "▌ Errors (99+)",
        "▌ Ada",
        "▌ Ops",
        "▌ [ Ack ] [ Close ]",
    ]
    assert lines[0].spans[1] == Span("Incident 7", "card card-title", "https://example.org/7")
    assert lines[2].spans[-1].style == "card lozenge lozenge-removed"
    assert lines[3].spans[-1].style == "card badge badge-important"
    assert lines[6].spans[1].style == "card button"


def test_a_row_of_buttons_shows_which_one_is_primary() -> None:
    attrs = {
        "extensionType": "com.atlassian.stride",
        "extensionKey": "actionGroup",
        "parameters": {"actions": [{"title": "Sync", "appearance": "primary"}, {"title": "Skip"}]},
    }
    assert styles({"type": "inlineExtension", "attrs": attrs}) == {
        "[ Sync ]": "button button-primary",
        " ": "",
        "[ Skip ]": "button",
    }


def test_media_show_name_and_size_as_far_as_they_are_known() -> None:
    group = {
        "type": "mediaGroup",
        "content": [
            {"type": "media", "attrs": {"id": "f3b8", "width": 640, "height": 480}},
            {"type": "media", "attrs": {"id": "f3b9", "__fileName": "report.pdf"}},
            {"type": "media", "attrs": {}},
        ],
    }
    assert rows(group) == ["▣ f3b8 · 640×480", "▣ report.pdf", "▣ file"]


def test_what_is_unknown_is_labelled_and_its_words_are_shown() -> None:
    assert rows(
        {"type": "video", "attrs": {"text": "a film"}, "content": [paragraph("inside")]},
        None,
        {"type": "extension", "attrs": {"extensionKey": "poll", "text": "Lunch?"}},
        {"type": "paragraph", "content": "broken"},
        paragraph("a ", {"type": "hologram"}, " b"),
    ) == [
        *("‹video›", "  a film", "  inside", "", "‹null›", "", "‹poll›", "  Lunch?", ""),
        *("‹paragraph›", "  broken", "", "a ‹hologram› b"),
    ]


def test_text_among_blocks_is_a_paragraph() -> None:
    assert rows(text("loose "), text("words"), paragraph("block")) == ["loose words", "", "block"]


def test_text_in_the_place_of_items_and_cells_is_shown() -> None:
    assert rows(
        {"type": "bulletList", "content": [text("a")]},
        table(row(text("b"), cell("c"))),
        table(text("d")),
    ) == ["• a", "", "┌───┬───┐", "│ b │ c │", "└───┴───┘", "", "┌───┐", "│ d │", "└───┘"]


def test_an_empty_document_is_an_empty_line() -> None:
    assert drawn() == [Line()]


def test_words_at_any_depth_are_shown() -> None:
    nested: dict[str, Any] = paragraph("deep words")
    for _ in range(5_000):
        nested = {"type": "blockquote", "content": [nested]}
    for _ in range(50):
        nested = {"type": "bulletList", "content": [item(nested)]}
    assert "deep words" in "\n".join(rows(nested, width=200))


def test_tables_in_tables_do_not_double_the_work_at_every_level() -> None:
    nested: dict[str, Any] = paragraph("innermost")
    for _ in range(40):
        nested = table(row({"type": "tableCell", "content": [nested]}))
    assert "innermost" in "".join(rows(nested, width=80))


def words_of(document: Document) -> list[str]:
    return [visible(node.text) for node in document.walk() if isinstance(node, Text)]


def is_shown(words: str, lines: str) -> bool:
    """Whether all characters of the words appear in their order."""
    rest = iter(lines)
    return all(character in rest for character in words if not character.isspace())


@given(data=st.data())
def test_any_document_fits_any_width_and_loses_nothing(
    sound: SearchStrategy[Any], damaged: SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(sound | damaged.filter(lambda value: isinstance(value, dict)))
    document = Document.parse({**value, "type": "doc"})
    width = data.draw(st.integers(10, 100))
    lines = to_lines(document, width)
    for line in lines:
        assert cell_len(line.text) <= width
        assert sum(cell_len(span.text) for span in line.spans) <= width
        assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in line.text)
    shown = "".join(line.text for line in lines)
    for words in words_of(document):
        assert is_shown(words, shown)
