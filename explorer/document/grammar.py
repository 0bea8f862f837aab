"""The schema of June 2018 as data: what every node and mark may hold.

Written after the JSON Schema of Atlassian documents, version 1, as published with
`@atlaskit/editor-common` 11.0.4; the tests hold the two side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from explorer.document.rules import (
    Check,
    Path,
    Report,
    anything,
    array,
    boolean,
    entries,
    matching,
    number,
    string,
    word,
)

LANGUAGES: Final = (
    *("abap", "actionscript", "ada", "arduino", "autoit", "c", "c++", "clojure"),
    *("coffeescript", "csharp", "css", "cuda", "d", "dart", "delphi", "elixir"),
    *("erlang", "fortran", "foxpro", "go", "groovy", "haskell", "haxe", "html"),
    *("java", "javascript", "json", "julia", "kotlin", "latex", "livescript", "lua"),
    *(
        "mathematica",
        "matlab",
        "objective-c",
        "objective-j",
        "objectpascal",
        "ocaml",
        "octave",
        "perl",
    ),
    *("php", "powershell", "prolog", "puppet", "python", "qml", "r", "racket"),
    *("restructuredtext", "ruby", "rust", "sass", "scala", "scheme", "shell", "smalltalk"),
    *("sql", "standardml", "swift", "tcl", "tex", "typescript", "vala", "vbnet"),
    *("verilog", "vhdl", "xml", "xquery"),
)
"""The languages a code block can name."""

PANELS: Final = ("info", "note", "tip", "warning", "error", "success")


@dataclass(frozen=True, slots=True)
class NodeRule:
    """What one type of node may hold.

    Args:
        attrs: The rule of its attributes; None: it has none.
        attrs_required: Whether `attrs` may be absent.
        children: Types of node allowed inside; None: it has no content.
        content_required: Whether `content` may be absent.
        least: Fewest children.
        most: Most children; None: any number.
        first: Types allowed as the first child, if fewer than `children`.
    """

    attrs: Check | None = None
    attrs_required: bool = False
    children: tuple[str, ...] | None = None
    content_required: bool = True
    least: int = 0
    most: int | None = None
    first: tuple[str, ...] | None = None


INLINE: Final = (
    *("text", "hardBreak", "emoji", "mention", "inlineExtension", "date", "placeholder"),
)
_CELL_BLOCKS: Final = (
    *("paragraph", "bulletList", "mediaSingle", "orderedList", "heading", "panel", "blockquote"),
    *("rule", "mediaGroup", "applicationCard", "decisionList", "taskList", "extension"),
    "codeBlock",
)
_BODY_BLOCKS: Final = (*_CELL_BLOCKS, "table")
TOP_LEVEL: Final = (*_BODY_BLOCKS, "bodiedExtension")

_picture_address = matching("^https://|^data:image/", "an address with https: or data:image/")
_card_address = matching("^https?://|^data:image/", "an address with http:, https: or data:image/")
_text = string()
_name = string(least=1)
_icon = entries({"url": _picture_address, "label": _text})
_user = entries({"icon": _icon}, {"id": _text})
_target = entries({"key": _text}, {"receiver": _text})
_action = {"title": _text, "target": _target}
_badge = entries(
    {"value": number()},
    {
        "max": number(),
        "theme": word("default", "dark"),
        "appearance": word("default", "primary", "important", "added", "removed"),
    },
)
_lozenge = entries(
    {"text": _text},
    {
        "bold": boolean,
        "appearance": word("default", "success", "removed", "inprogress", "new", "moved"),
    },
)
_detail = entries(
    optional={
        "title": _text,
        "text": _text,
        "icon": _icon,
        "badge": _badge,
        "lozenge": _lozenge,
        "users": array(_user),
    }
)
_card = entries(
    {"text": _text, "title": entries({"text": _text}, {"user": _user})},
    {
        "textUrl": _text,
        "link": entries({"url": _card_address}),
        "background": entries({"url": _picture_address}),
        "preview": entries({"url": _picture_address}),
        "collapsible": boolean,
        "description": entries({"text": _text}),
        "context": entries({"text": _text}, {"icon": _icon}),
        "details": array(_detail),
        "actions": array(entries(_action, {"key": _text, "parameters": anything})),
    },
)
_size = {"width": number(), "height": number()}
_place = {"id": _name, "collection": _text}
_file = entries(
    {"type": word("file", "link", "external"), **_place}, {**_size, "occurrenceKey": _name}
)
_kept = entries({"type": word("file", "link"), **_place}, {**_size, "occurrenceKey": _name})
_external = entries({"type": word("external"), "url": _text}, _size)


def _look_at_media(value: Any, path: Path, report: Report) -> None:
    external = isinstance(value, dict) and value.get("type") == "external"
    (_external if external else _file)(value, path, report)


_media = Check(_look_at_media, {"anyOf": [_kept.schema, _external.schema]})

_extension = entries(
    {"extensionKey": _name, "extensionType": _name}, {"parameters": anything, "text": _text}
)
_local = entries({"localId": _text})
_cell = NodeRule(
    entries(
        optional={
            "colspan": number(),
            "rowspan": number(),
            "colwidth": array(number()),
            "background": _text,
        }
    ),
    children=_CELL_BLOCKS,
    least=1,
)

NODE_RULES: Final[Mapping[str, NodeRule]] = {
    "doc": NodeRule(children=TOP_LEVEL, least=1),
    "paragraph": NodeRule(children=INLINE),
    "heading": NodeRule(entries({"level": number(1, 6)}), attrs_required=True, children=INLINE),
    "bulletList": NodeRule(children=("listItem",), least=1),
    "orderedList": NodeRule(entries({"order": number(1)}), children=("listItem",), least=1),
    "listItem": NodeRule(
        children=("paragraph", "bulletList", "mediaSingle", "orderedList"),
        first=("paragraph", "mediaSingle"),
        least=1,
    ),
    "blockquote": NodeRule(children=("paragraph",), least=1),
    "codeBlock": NodeRule(
        entries(optional={"language": word(*LANGUAGES)}),
        children=("text",),
        content_required=False,
    ),
    "rule": NodeRule(),
    "panel": NodeRule(
        entries({"panelType": word(*PANELS)}),
        attrs_required=True,
        children=("paragraph", "bulletList", "orderedList", "heading"),
        least=1,
    ),
    "mediaGroup": NodeRule(children=("media",), least=1),
    "mediaSingle": NodeRule(
        entries({"layout": word("wrap-right", "center", "wrap-left", "wide", "full-width")}),
        children=("media",),
        least=1,
        most=1,
    ),
    "media": NodeRule(_media, attrs_required=True),
    "applicationCard": NodeRule(_card, attrs_required=True),
    "decisionList": NodeRule(_local, attrs_required=True, children=("decisionItem",), least=1),
    "decisionItem": NodeRule(
        entries({"localId": _text, "state": _text}), attrs_required=True, children=INLINE
    ),
    "taskList": NodeRule(_local, attrs_required=True, children=("taskItem",), least=1),
    "taskItem": NodeRule(
        entries({"localId": _text, "state": word("TODO", "DONE")}),
        attrs_required=True,
        children=INLINE,
    ),
    "table": NodeRule(
        entries(
            optional={
                "isNumberColumnEnabled": boolean,
                "layout": word("default", "wide", "full-width"),
            }
        ),
        children=("tableRow",),
        least=1,
    ),
    "tableRow": NodeRule(children=("tableHeader", "tableCell")),
    "tableHeader": _cell,
    "tableCell": _cell,
    "extension": NodeRule(_extension, attrs_required=True),
    "bodiedExtension": NodeRule(_extension, attrs_required=True, children=_BODY_BLOCKS, least=1),
    "hardBreak": NodeRule(entries(optional={"text": word("\n")})),
    "emoji": NodeRule(entries({"shortName": _text}, {"id": _text, "text": _text}), True),
    "mention": NodeRule(
        entries(
            {"id": _text},
            {"text": _text, "userType": word("DEFAULT", "SPECIAL", "APP"), "accessLevel": _text},
        ),
        attrs_required=True,
    ),
    "inlineExtension": NodeRule(_extension, attrs_required=True),
    "date": NodeRule(entries({"timestamp": _name}), attrs_required=True),
    "placeholder": NodeRule(entries({"text": _text}), attrs_required=True),
}
"""All nodes but `text`, which has marks and characters where others have attributes."""

MARK_RULES: Final[Mapping[str, Check | None]] = {
    "em": None,
    "strong": None,
    "strike": None,
    "underline": None,
    "code": None,
    "link": entries(
        {"href": _text}, {"title": _text, "id": _text, "collection": _text, "occurrenceKey": _text}
    ),
    "subsup": entries({"type": word("sub", "sup")}),
    "textColor": entries(
        {"color": matching(r"^#[0-9a-f]{6}\Z", "a colour like #ff5630 in lower case")}
    ),
    "action": entries(_action, {"key": _text, "parameters": anything}),
}
"""Marks and the rule of their attributes; None: the mark has none."""

BESIDE_CODE: Final = frozenset({"code", "link"})
"""The only marks that code goes together with."""
