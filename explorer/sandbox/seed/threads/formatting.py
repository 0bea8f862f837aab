"""Every node and mark of the document format, a message each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from explorer.sandbox.clock import to_ticks
from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.threads.script import Said, Thread, at
from explorer.sandbox.seed.writing import (
    Node,
    action,
    badge,
    bullets,
    buttons,
    card,
    code,
    decisions,
    doc,
    emoji,
    fact,
    heading,
    item,
    lozenge,
    mark,
    node,
    numbered,
    p,
    panel,
    quote,
    table,
    tasks,
    text,
)

_ICON = {"url": "https://static.acme.example/icons/parcel.png", "label": "Parcel"}


def threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """The formatting room: blocks, then inline nodes, then marks."""
    said: list[Said] = [
        (
            "jonas",
            0,
            "One message for each thing a message can hold, so that we can see how it looks.",
        ),
        *_blocks(cast),
        *_cards(cast),
        *_inline(cast, now),
        *_marks(),
        ("priya", 30, "Lovely. Now we can *see* what we break."),
    ]
    yield Thread("formatting", at(now, 18, "10:00"), said)


def _shown(name: str, *blocks: Node) -> Said:
    return ("harbor", 2, doc(p(text(name, "strong")), *blocks))


def _media(cast: Cast, name: str, **attrs: object) -> Node:
    made = {
        "id": cast.ids.uuid(f"media/{name}"),
        "type": "file",
        "collection": cast.ids.uuid("room/formatting"),
    }
    return node("media", attrs={**made, **attrs})


def _blocks(cast: Cast) -> Iterator[Said]:
    yield _shown("paragraph", p("One paragraph."), p(), p("Another, after an empty one."))
    yield _shown("heading", *(heading(level, f"Heading {level}") for level in range(1, 7)))
    yield _shown(
        "bulletList",
        bullets(
            "One",
            item(
                "Two, with more inside",
                bullets("Two and a half", item("Deeper", bullets("Deepest"))),
            ),
            item("Three", "with a second paragraph"),
        ),
    )
    yield _shown(
        "orderedList",
        numbered("First", item("Second", numbered("inner first", "inner second"))),
        numbered("The eleventh", "The twelfth", start=11),
    )
    yield _shown("blockquote", quote("If it has to grow we say why.", "Priya, about ranges"))
    yield _shown(
        "codeBlock",
        code("python", 'def where(parcel):\n    return parcel.van or "depot"'),
        code("", "no language named\n\ttabs stay tabs"),
    )
    yield _shown("rule", p("Above"), node("rule"), p("Below"))
    for kind in ("info", "note", "tip", "warning", "error", "success"):
        yield _shown(
            f"panel: {kind}",
            panel(
                kind,
                heading(4, kind.title()),
                f"A panel of the type {kind}.",
                bullets("with a list"),
            ),
        )
    yield _shown(
        "mediaGroup",
        node(
            "mediaGroup",
            _media(cast, "contract.pdf", occurrenceKey="contract"),
            _media(cast, "figures.csv"),
            _media(cast, "notes.txt"),
            _media(cast, "tracking", type="link"),
        ),
    )
    for layout in ("center", "wrap-left", "wrap-right", "wide", "full-width"):
        picture = _media(cast, f"picture-{layout}", width=640, height=400)
        yield _shown(
            f"mediaSingle: {layout}", node("mediaSingle", picture, attrs={"layout": layout})
        )
    yield _shown(
        "media: external",
        node(
            "mediaSingle",
            node(
                "media",
                attrs={
                    "type": "external",
                    "url": "https://static.acme.example/van.png",
                    "width": 320,
                    "height": 200,
                },
            ),
        ),
    )
    yield _shown(
        "decisionList", decisions("formatting", "Every node is shown here.", "So is every mark.")
    )
    yield _shown(
        "taskList", tasks("formatting", ("Show what is done", True), ("Show what is not", False))
    )
    yield _shown(
        "table",
        table(
            ["Carrier", "On time", "Remark"],
            ["North", "98 %", p(text("best", "strong"))],
            ["South", "91 %", bullets("two vans short", "since May")],
            isNumberColumnEnabled=True,
            layout="full-width",
        ),
        _spanning_table(),
    )
    yield _shown(
        "extension",
        node(
            "extension",
            attrs={
                "extensionType": "com.acme.maps",
                "extensionKey": "depot-map",
                "parameters": {"depot": 7, "zoom": 12},
                "text": "Map of depot 7",
            },
        ),
    )
    yield _shown(
        "bodiedExtension",
        node(
            "bodiedExtension",
            p("What is inside is shown where the extension itself is not known."),
            bullets("one", "two"),
            attrs={"extensionType": "com.acme.fold", "extensionKey": "fold", "text": "Fold"},
        ),
    )


def _spanning_table() -> Node:
    def cell(kind: str, words: str, **attrs: object) -> Node:
        return node(kind, p(words), attrs=attrs or None)

    return node(
        "table",
        node(
            "tableRow",
            cell("tableHeader", "Van", colwidth=[120]),
            cell("tableHeader", "Tour", colspan=2),
        ),
        node(
            "tableRow",
            cell("tableCell", "12", rowspan=2, background="#deebff"),
            cell("tableCell", "morning"),
            cell("tableCell", "north"),
        ),
        node("tableRow", cell("tableCell", "evening"), cell("tableCell", "harbour")),
    )


def _cards(cast: Cast) -> Iterator[Said]:
    full = card(
        "Parcel 00340434161094042557",
        description="Two of three pieces are on the van.",
        link="https://track.acme.example/00340434161094042557",
        details=[
            {**fact("Carrier", "North"), "icon": _ICON},
            badge("Pieces", 3),
            badge("Loaded", 2, "added"),
            badge("Missing", 1, "removed"),
            badge("Priority", 1, "primary"),
            badge("Calls", 150, "important"),
            lozenge("Default", "planned"),
            lozenge("Success", "delivered", "success"),
            lozenge("Removed", "lost", "removed"),
            lozenge("In progress", "on the van", "inprogress"),
            lozenge("New", "announced", "new"),
            {"title": "Moved", "lozenge": {"text": "held", "appearance": "moved", "bold": True}},
            {
                "title": "People",
                "users": [
                    {"id": cast.user("dan"), "icon": {**_ICON, "label": "Dan Whitfield"}},
                    {"icon": {**_ICON, "label": "A driver"}},
                ],
            },
        ],
        actions=[
            action("Open", "open-report", parcel="00340434161094042557"),
            action("Tell me", "subscribe", every="change"),
        ],
    )
    full["attrs"]["title"]["user"] = {
        "id": cast.user("harbor"),
        "icon": {**_ICON, "label": "Harbor"},
    }
    full["attrs"]["context"] = {"text": "Harbor · depot 7", "icon": _ICON}
    full["attrs"]["background"] = {"url": "https://static.acme.example/card.png"}
    full["attrs"]["preview"] = {"url": "https://static.acme.example/van.png"}
    yield _shown("applicationCard", full)
    yield _shown("applicationCard with what it needs and no more", card("Parcel 7"))


def _inline(cast: Cast, now: datetime) -> Iterator[Said]:
    yield _shown(
        "mention",
        p(cast.mention("priya"), " a person, ", cast.mention("harbor"), " an app, "),
        p(cast.mention("all"), " and ", cast.mention("here"), " everyone."),
    )
    yield _shown(
        "emoji",
        p(emoji("package", "📦"), " ", emoji("wave", "👋🏽"), " ", emoji("family", "👨‍👩‍👧")),
        p(emoji("parcel-van"), " is one of ours, without a character of its own."),
    )
    yield _shown(
        "hardBreak",
        p(
            "One line",
            node("hardBreak"),
            "and the next",
            node("hardBreak", attrs={"text": "\n"}),
            "and a last one.",
        ),
    )
    moment = str(to_ticks(at(now, -7, "00:00")) // 10_000)
    yield _shown("date", p("Due on ", node("date", attrs={"timestamp": moment}), "."))
    yield _shown("placeholder", p(node("placeholder", attrs={"text": "Say what happened"})))
    yield _shown(
        "inlineExtension",
        p(
            "A gauge: ",
            node(
                "inlineExtension",
                attrs={"extensionType": "com.acme.gauges", "extensionKey": "load", "text": "38 %"},
            ),
        ),
    )
    yield _shown(
        "actionGroup",
        p(buttons("formatting-menu", ("Report", "open-report"), ("Tell me", "subscribe"))),
    )
    yield _shown(
        "text in other scripts",
        p("Ελληνικά, русский, 日本語, 한국어, ไทย, עברית, العربية, e\u0301 and é, 𝒻𝓊𝓁𝓁 ｗｉｄｔｈ"),
    )


def _marks() -> Iterator[Said]:
    for name in ("strong", "em", "underline", "strike", "code"):
        yield _shown(name, p("Some ", text(f"text that is {name}", name), " and some that is not."))
    yield _shown(
        "link",
        p(
            text(
                "A link with a title",
                mark("link", href="https://track.acme.example/", title="Track a parcel"),
            ),
            ", ",
            text("code in a link", "code", mark("link", href="https://docs.acme.example/api")),
            ", ",
            text("mail", mark("link", href="mailto:dan@acme.example")),
        ),
    )
    yield _shown(
        "subsup",
        p(
            "H",
            text("2", mark("subsup", type="sub")),
            "O, 10",
            text("6", mark("subsup", type="sup")),
        ),
    )
    yield _shown(
        "textColor",
        p(
            text("green", mark("textColor", color="#006644")),
            ", ",
            text("red", mark("textColor", color="#bf2600")),
            ", ",
            text("grey", mark("textColor", color="#5e6c84")),
        ),
    )
    yield _shown(
        "action",
        p(
            text(
                "Open the report",
                mark(
                    "action",
                    title="Open the report",
                    target={"key": "open-report"},
                    parameters={"parcel": 7},
                ),
            ),
            " from within a sentence.",
        ),
    )
    yield _shown(
        "several at once",
        p(
            text("strong em", "strong", "em"),
            ", ",
            text("underlined strike", "underline", "strike"),
            ", ",
            text(
                "all of it",
                "strong",
                "em",
                "underline",
                mark("textColor", color="#0747a6"),
                mark("link", href="https://track.acme.example/all"),
            ),
        ),
    )
