"""What the tests of documents draw from: any JSON, sound documents, and damaged ones.

Session fixtures hold the strategies, so that every test file draws the same documents.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from explorer.document.grammar import LANGUAGES, NODE_RULES, PANELS

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
if settings.get_current_profile_name() in {"default", "ci"}:
    settings.load_profile("repeatable")

Json = Any

_strange_words = [
    *("word", "two words", " edge ", "世界 CJK", "e\u0301\u0301", "👩\u200d💻❤\ufe0f#\ufe0f\u20e3"),
    *("*a* _b_ `c`", "1. no list", "\x1b[31mred", "\u202eback", "line\nline\ttab", "x" * 40),
]
_words = st.one_of(st.text(min_size=1, max_size=12), st.sampled_from(_strange_words))
_maybe_words = st.one_of(st.just(""), _words)
_numbers = st.one_of(st.integers(-3, 200), st.floats(-3, 3, allow_nan=False))


def _node(kind: str, **members: Json) -> dict[str, Json]:
    return {"type": kind, **members}


def _objects(
    required: dict[str, SearchStrategy[Json]], optional: dict[str, SearchStrategy[Json]]
) -> SearchStrategy[dict[str, Json]]:
    return st.fixed_dictionaries(required, optional=optional)


_json = st.recursive(
    st.none() | st.booleans() | _numbers | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
_target = _objects({"key": _maybe_words}, {"receiver": _maybe_words})
_action = {"title": _maybe_words, "target": _target}
_action_extra = {"key": _maybe_words, "parameters": _json}
_picture = st.sampled_from(["https://example.org/a.png", "data:image/png;base64,AA=="])
_icon = _objects({"url": _picture, "label": _maybe_words}, {})
_user = _objects({"icon": _icon}, {"id": _maybe_words})
_addresses = st.sampled_from(
    ["https://example.org/a?b=1&c=2", "http://example.org", "mailto:a@example.org", "javascript:x"]
)
_plain_marks = st.sampled_from(["strong", "em", "underline", "strike"]).map(_node)
_link = _objects({"href": _addresses | _maybe_words}, {"title": _maybe_words}).map(
    lambda attrs: _node("link", attrs=attrs)
)
_marks = st.one_of(
    _plain_marks,
    _link,
    st.sampled_from(["sub", "sup"]).map(lambda kind: _node("subsup", attrs={"type": kind})),
    st.sampled_from(["#ff5630", "#00aa11"]).map(lambda c: _node("textColor", attrs={"color": c})),
    _objects(_action, _action_extra).map(lambda attrs: _node("action", attrs=attrs)),
)


def _mark_lists(marks: SearchStrategy[Json]) -> SearchStrategy[list[Json]]:
    return st.lists(marks, max_size=3, unique_by=lambda mark: mark["type"])


_text = st.builds(
    lambda text, marks: _node("text", text=text, **({} if marks is None else {"marks": marks})),
    _words,
    st.none() | _mark_lists(_marks) | _mark_lists(st.just(_node("code")) | _link),
)
_group = st.fixed_dictionaries(
    {
        "key": st.just("menu"),
        "actions": st.lists(
            st.fixed_dictionaries(
                {
                    "key": st.just("a"),
                    "title": _words,
                    "appearance": st.sampled_from(["primary", "default"]),
                    "action": _objects({"target": _target}, {"parameters": _json}),
                }
            ),
            max_size=3,
        ),
    }
)
_extension = _objects(
    {"extensionKey": _words, "extensionType": _words},
    {"parameters": _json, "text": _maybe_words},
)
_action_group = _group.map(
    lambda group: {
        "extensionType": "com.atlassian.stride",
        "extensionKey": "actionGroup",
        "parameters": group,
    }
)
_mention = _objects(
    {"id": st.sampled_from(["all", "here", "557058:me"]) | _maybe_words},
    {
        "text": st.sampled_from(["@Ada Lovelace", "@here"]) | _maybe_words,
        "userType": st.sampled_from(["DEFAULT", "SPECIAL", "APP"]),
        "accessLevel": _maybe_words,
    },
)
_emoji = _objects(
    {"shortName": st.sampled_from([":smile:", ":+1:"]) | _maybe_words},
    {"id": _maybe_words, "text": st.sampled_from(["😄", "👍"]) | _maybe_words},
)
_inline = st.one_of(
    _text,
    st.sampled_from([_node("hardBreak"), _node("hardBreak", attrs={"text": "\n"})]),
    _mention.map(lambda attrs: _node("mention", attrs=attrs)),
    _emoji.map(lambda attrs: _node("emoji", attrs=attrs)),
    st.one_of(_action_group, _extension).map(lambda attrs: _node("inlineExtension", attrs=attrs)),
    st.sampled_from(["1528416000000", "someday"]).map(
        lambda time: _node("date", attrs={"timestamp": time})
    ),
    _maybe_words.map(lambda text: _node("placeholder", attrs={"text": text})),
)
_inlines = st.lists(_inline, max_size=5)


def _holding(
    kind: str, content: SearchStrategy[Json], attrs: SearchStrategy[Json] | None = None
) -> SearchStrategy[Json]:
    if attrs is None:
        return content.map(lambda inside: _node(kind, content=inside))
    return st.builds(lambda a, inside: _node(kind, attrs=a, content=inside), attrs, content)


def _some(of: SearchStrategy[Json], most: int = 3) -> SearchStrategy[Json]:
    return st.lists(of, min_size=1, max_size=most)


_paragraph = _holding("paragraph", _inlines)
_heading = _holding("heading", _inlines, st.integers(1, 6).map(lambda n: {"level": n}))
_media = st.one_of(
    _objects(
        {"id": _words, "type": st.sampled_from(["file", "link"]), "collection": _maybe_words},
        {"width": _numbers, "height": _numbers, "occurrenceKey": _words},
    ),
    _objects({"type": st.just("external"), "url": _addresses}, {"width": _numbers}),
).map(lambda attrs: _node("media", attrs=attrs))
_layouts = st.sampled_from(["wrap-right", "center", "wrap-left", "wide", "full-width"])
_media_single = _holding("mediaSingle", _some(_media, 1)) | _holding(
    "mediaSingle", _some(_media, 1), _layouts.map(lambda layout: {"layout": layout})
)
_code = st.builds(
    lambda attrs, texts: _node(
        "codeBlock", attrs=attrs, content=[_node("text", text=text) for text in texts]
    ),
    _objects({}, {"language": st.sampled_from(LANGUAGES)}),
    st.lists(_words, max_size=2),
)
_badge = _objects(
    {"value": _numbers},
    {
        "max": _numbers,
        "theme": st.sampled_from(["default", "dark"]),
        "appearance": st.sampled_from(["default", "primary", "important", "added", "removed"]),
    },
)
_lozenge = _objects(
    {"text": _maybe_words},
    {
        "bold": st.booleans(),
        "appearance": st.sampled_from(
            ["default", "success", "removed", "inprogress", "new", "moved"]
        ),
    },
)
_detail = _objects(
    {},
    {
        "title": _maybe_words,
        "text": _maybe_words,
        "icon": _icon,
        "badge": _badge,
        "lozenge": _lozenge,
        "users": st.lists(_user, max_size=2),
    },
)
_card = _objects(
    {"text": _maybe_words, "title": _objects({"text": _maybe_words}, {"user": _user})},
    {
        "textUrl": _maybe_words,
        "link": st.just({"url": "https://example.org/7"}),
        "background": _picture.map(lambda url: {"url": url}),
        "preview": _picture.map(lambda url: {"url": url}),
        "collapsible": st.booleans(),
        "description": _maybe_words.map(lambda text: {"text": text}),
        "context": _objects({"text": _maybe_words}, {"icon": _icon}),
        "details": st.lists(_detail, max_size=2),
        "actions": st.lists(_objects(_action, _action_extra), max_size=2),
    },
).map(lambda attrs: _node("applicationCard", attrs=attrs))
_local = st.just({"localId": "local-1"})
_tasks = _holding(
    "taskList",
    _some(
        _holding(
            "taskItem",
            _inlines,
            st.sampled_from(["TODO", "DONE"]).map(lambda s: {"localId": "t", "state": s}),
        )
    ),
    _local,
)
_decisions = _holding(
    "decisionList",
    _some(_holding("decisionItem", _inlines, st.just({"localId": "d", "state": "DECIDED"}))),
    _local,
)


def _bullets(inner: SearchStrategy[Json]) -> SearchStrategy[Json]:
    item = st.builds(
        lambda first, rest: _node("listItem", content=[first, *rest]),
        _paragraph | _media_single,
        st.lists(inner, max_size=2),
    )
    return st.one_of(
        _holding("bulletList", _some(item)),
        _holding("orderedList", _some(item)),
        _holding("orderedList", _some(item), st.integers(1, 99).map(lambda n: {"order": n})),
    )


_lists = _bullets(_paragraph | _media_single | _bullets(_paragraph | _bullets(_paragraph)))
_cell_blocks = st.one_of(
    _paragraph,
    _lists,
    _media_single,
    _heading,
    _holding("blockquote", _some(_paragraph)),
    st.just(_node("rule")),
    _code,
    _card,
    _tasks,
    _decisions,
    _holding("mediaGroup", _some(_media)),
    _holding(
        "panel",
        _some(_paragraph | _heading | _lists),
        st.sampled_from(PANELS).map(lambda kind: {"panelType": kind}),
    ),
    _extension.map(lambda attrs: _node("extension", attrs=attrs)),
)
_cell_attrs = _objects(
    {}, {"colspan": st.integers(1, 3), "rowspan": st.integers(1, 3), "background": _maybe_words}
)


def _row(kind: str) -> SearchStrategy[Json]:
    cells = st.lists(_holding(kind, _some(_cell_blocks, 2), _cell_attrs), max_size=4)
    return _holding("tableRow", cells)


_table = _holding(
    "table",
    _some(_row("tableHeader") | _row("tableCell")),
    _objects({}, {"isNumberColumnEnabled": st.booleans(), "layout": st.just("wide")}),
)
_blocks = st.one_of(
    _cell_blocks,
    _table,
    _holding("bodiedExtension", _some(_cell_blocks | _table, 2), _extension),
)
_documents = _some(_blocks, 2).map(
    lambda content: {"version": 1, "type": "doc", "content": content}
)


def _places(value: Json) -> list[tuple[Json, Json]]:
    """Every member of every object and array inside a value: what holds it, and its key."""
    found: list[tuple[Json, Json]] = []
    pending = [value]
    while pending:
        holder = pending.pop()
        for key, each in holder.items() if isinstance(holder, dict) else enumerate(holder):
            found.append((holder, key))
            if isinstance(each, (dict, list)):
                pending.append(each)
    return found


_replacements = st.one_of(
    _json,
    _inline,
    _media,
    _blocks,
    st.sampled_from([*NODE_RULES, "text", "code", "link", "TODO", "", 0, 1, 7, True, [], {}]),
    st.sampled_from(["code", "strong", "nonsense"]).map(lambda kind: [_node(kind)]),
)


@st.composite
def _sound(draw: st.DrawFn) -> Json:
    # By name, since the strategy spelt out is too long for hypothesis to print.
    return draw(_documents)


@st.composite
def _damaged(draw: st.DrawFn) -> Json:
    value = copy.deepcopy(draw(_documents))
    for _ in range(draw(st.integers(1, 2))):
        places = _places(value)
        if not places:
            break
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        act = draw(st.sampled_from(["replace", "remove", "insert", "move"]))
        if act == "remove":
            del holder[key]
        elif act == "replace":
            holder[key] = copy.deepcopy(draw(_replacements))
        elif act == "move":
            source, at = places[draw(st.integers(0, len(places) - 1))]
            holder[key] = copy.deepcopy(source[at])
        elif isinstance(holder, list):
            holder.insert(key, copy.deepcopy(draw(_replacements)))
        else:
            names = ["content", "attrs", "marks", "text", "extra", "version", "url"]
            holder[draw(st.sampled_from(names))] = copy.deepcopy(draw(_replacements))
    return value


@pytest.fixture(scope="session")
def any_json() -> SearchStrategy[Json]:
    """JSON values of any shape."""
    return _json


@pytest.fixture(scope="session")
def sound() -> SearchStrategy[Json]:
    """Documents that are valid by the schema of June 2018, with every node and mark."""
    return _sound()


@pytest.fixture(scope="session")
def damaged() -> SearchStrategy[Json]:
    """Documents that were sound before something in them was changed at random."""
    return _damaged()


@pytest.fixture(scope="session")
def published_schema() -> Json:
    """The JSON Schema as published; see data/README.md."""
    path = Path(__file__).parent / "data" / "adf-schema-2018-06.json"
    return json.loads(path.read_text("utf-8"))


@pytest.fixture(scope="session")
def is_valid_by_schema(published_schema: Json) -> Callable[[Json], bool]:
    """Whether a document is valid by the published schema."""
    validator = jsonschema.Draft4Validator(published_schema)
    return lambda value: bool(validator.is_valid(value))
