"""Values of calls: mostly right ones, and each wrong in its own way."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .calls import JSON, MARKDOWN, NOTHING, PLAIN
from .documents import document, paragraph, words

ABSENT = "absent"
"""A member or parameter that is left out."""


def mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any], times: int = 9) -> Any:
    """The usual, and something odd now and then."""
    return st.integers(0, times).flatmap(lambda chance: odd if chance == times else usual)


callers = st.sampled_from(
    ["app", "again"] * 5
    + ["reader"] * 3
    + ["rival"] * 3
    + ["room"] * 3
    + ["manager", "expired", "unknown"]
)
writers = mostly(st.sampled_from(["app", "again", "rival"]), callers, 3)
odd_ids = st.sampled_from(
    [
        "no-such-thing",
        "11111111-2222-4333-8444-555555555555",
        "5d6e39d3-ab1d-11e7-be03-02420aff0003",
        "a/b",
        "ü b",
        "557058:x",
        "%41",
        "..a",
    ]
)
names = st.sampled_from(
    [
        *("Launch", "launch", "LAUNCH pad", "Straße", "STRASSE", "a", "A", "Zebra", "é", "É!"),
        *("100%", "a_b", "日本", "\U0001f382 cake", " ", "Ωmega", "İstanbul"),
    ]
) | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=6)
queries = st.sampled_from(["", "a", "LAUNCH", "strass", "ß", "%", "_", "é", "zz", "\U0001f382"])
topics = st.sampled_from(["", "go live", "later", "ä\nb"])
privacies = st.sampled_from(["public", "private"])


def members(known: dict[str, st.SearchStrategy[Any]], odd: st.SearchStrategy[Any]) -> Any:
    """An object with some of the members, or with an odd one."""
    sound = st.fixed_dictionaries({}, optional=known)
    wrong = st.tuples(sound, odd).map(lambda both: {**both[0], **both[1]})
    return mostly(sound, wrong | st.sampled_from([[], "text", 7, None]))


odd_members = st.sampled_from(
    [
        {"name": ""},
        {"name": None},
        {"name": 3},
        {"topic": None},
        {"topic": ["x"]},
        {"privacy": "open"},
        {"privacy": True},
        {"isArchived": True},
        {"id": "x"},
    ]
)
room_bodies = members({"name": names, "topic": topics, "privacy": privacies}, odd_members)
new_room_bodies = st.tuples(names, room_bodies).map(
    lambda both: {"name": both[0], **both[1]} if isinstance(both[1], dict) else both[1]
)

plain_words = st.from_regex(r"[a-z]{1,6}( [a-z]{1,6}){0,2}", fullmatch=True)
_documents = st.one_of(
    plain_words.map(lambda text: document(paragraph(words(text)))),
    st.just(document(paragraph())),
    st.just(document(paragraph(words("so "), words("strong", "strong")), paragraph(words("more")))),
    st.just(document(paragraph(words("🎂 ünïcode", "em", "strong")))),
)
_odd_documents = st.sampled_from(
    [
        {},
        [],
        "text",
        None,
        7,
        document(),
        {"type": "doc", "version": 1},
        {"type": "doc", "version": 2, "content": [paragraph()]},
        {"type": "doc", "version": True, "content": [paragraph()]},
        {"type": "paragraph", "content": []},
        document(words("not in a paragraph")),
        document({"type": "inlineCard"}),
        document(paragraph({"type": "text", "text": ""})),
        document(paragraph({"type": "text"})),
        document(paragraph(words("twice", "strong", "strong"))),
        document(paragraph(words("x", "shadow"))),
        {**document(paragraph()), "more": 1},
    ]
)
_json = st.tuples(mostly(_documents, _odd_documents), st.booleans()).map(
    lambda both: (JSON, {"body": both[0]} if both[1] else both[0])
)
contents = st.one_of(
    _json,
    _json,
    st.tuples(
        st.just(PLAIN),
        mostly(
            st.sampled_from(["hello", "two\nlines", "a\n\nb", "*no* markup", "ü"]), st.just(" ")
        ),
    ),
    st.tuples(
        st.just(MARKDOWN),
        mostly(
            plain_words
            | plain_words.map(lambda text: f"**{text}**")
            | st.sampled_from(["# Head\n\n- a\n- b", "`code` and [a](https://b.org)", "1 < 2"]),
            st.just("\n"),
        ),
    ),
    mostly(
        plain_words.map(lambda text: (PLAIN, text)),
        st.sampled_from(
            [(JSON, NOTHING), ("text/html", "<p>no</p>"), (JSON, b"{"), (JSON, b"\xff")]
        ),
    ),
)
"""Content type and body of a message."""


def parameters(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the parameters of a query, by wire names with `_` for `-`; rarely another."""
    sound = st.fixed_dictionaries(
        {}, optional={name.replace("_", "-"): value for name, value in known.items()}
    )
    odd = sound.map(lambda query: {**query, "colour": "red"})
    found: st.SearchStrategy[dict[str, Any]] = mostly(sound, odd, 24)
    return found


limits = mostly(
    st.integers(1, 4) | st.just(75), st.sampled_from([0, 76, -1, "x", "1.5", "", "٣", "+5"])
)
flags = mostly(st.booleans(), st.sampled_from(["yes", "1", "TRUE", ""]))
sorts = mostly(st.sampled_from(["asc", "desc"]), st.sampled_from(["up", "ASC"]))
starts = mostly(st.integers(0, 4) | st.just(10**17), st.sampled_from([-1, "x", ""]))
counts = mostly(st.integers(0, 3) | st.just(75), st.sampled_from([76, -1, "all"]))
moments = st.sampled_from(
    [
        "2018-06-08T17:36:32Z",
        "2018-06-08t17:36:32.5z",
        "1999-01-01T00:00:00.123456789+01:30",
        "2101-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+12:00",
    ]
)
odd_moments = st.sampled_from(
    ["yesterday", "2018-06-08", "2018-06-08T17:36:32", "2018-13-01T00:00:00Z"]
)

keys = st.sampled_from(["a", "b", "a", "b", "c", "configuration", "k:1", "ü", "a b", "a/b"])
_text = st.sampled_from([{"value": "Words"}, {"value": "", "i18n": "words.key"}])
_address = st.sampled_from(["/", "/page", "/page?x=1", "https://example.org/x"])
_icon = st.just({"url": "/i.png", "url@2x": "https://example.org/i2.png"})
_beside = {
    "authentication": st.sampled_from(["jwt", "none"]),
    "weight": st.integers(-5, 500),
    "conditions": st.just([{"condition": "conversation_is_public", "invert": True}]),
}
_dialog_options = st.sampled_from(
    [
        {},
        {"size": "small", "hint": {"value": "h"}},
        {"size": {"width": "500px", "height": "60.5%"}, "filter": {"placeholder": {"value": "f"}}},
        {"primaryAction": {"key": "k", "name": {"value": "n"}, "enabled": False}},
        {"secondaryActions": [{"key": "k", "name": {"value": "n"}, "target": "t"}]},
    ]
)
_BODIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "chat:actionTarget": st.tuples(
        st.sampled_from(
            [
                {"callService": {"url": "/call"}},
                {"openDialog": {"key": "a"}},
                {"openSidebar": {"key": "b"}},
                {"openConfiguration": {"key": "c"}},
                {"openExternalPage": {"key": "d"}},
            ]
        ),
        st.sampled_from([{}, {"parameters": {"deep": [1, None, {"x": 1.5}]}}]),
    ).map(lambda both: {**both[0], **both[1]}),
    "chat:bot": st.sampled_from(
        [
            {"mention": {"url": "/m"}},
            {"directMessage": {"url": "/d"}},
            {"mention": {"url": "/m"}, "directMessage": {"url": "https://example.org"}},
        ]
    ),
    "chat:bot:messages": st.fixed_dictionaries(
        {"pattern": st.sampled_from([".*", "^(?i)(hi).*$", "(["]), "url": _address}
    ),
    "chat:dialog": st.fixed_dictionaries(
        {"title": _text, "url": _address},
        optional={"authentication": _beside["authentication"], "options": _dialog_options},
    ),
    "chat:externalPage": st.fixed_dictionaries({"name": _text, "url": _address}),
    "chat:glance": st.fixed_dictionaries(
        {"name": _text, "icon": _icon},
        optional={"target": keys, "queryUrl": _address, **_beside},
    ),
    "chat:sidebar": st.fixed_dictionaries(
        {"name": _text, "url": _address}, optional={"icon": _icon, **_beside}
    ),
    "chat:webhook": st.fixed_dictionaries(
        {"event": st.sampled_from(["conversation:updates", "roster:updates"]), "url": _address}
    ),
}
_SPOILT = st.sampled_from(
    [
        {"url": "http://example.org"},
        {"url": "page"},
        {"url": "//example.org"},
        {"mention": {"url": "/a b"}},
        {"mention": {"uri": "/a"}},
        {"openDialog": {"key": ""}},
        {"callService": {"url": "/x"}, "openDialog": {"key": "y"}},
        {"title": "Words"},
        {"name": {"value": 1}},
        {"options": {"size": "huge"}},
        {"options": {"size": {"width": "5", "height": "5px"}}},
        {"options": {"primaryAction": {"key": "k"}}},
        {"authentication": "basic"},
        {"pattern": ""},
        {"weight": "1"},
        {"weight": 1.5},
        {"conditions": [{"condition": "it_rains"}]},
        {"icon": {"url": "/i.png"}},
        {"event": "never"},
        {"key": ""},
        {"key": 5},
        {"key": "another"},
        {"parameters": []},
        {"surplus": 1},
    ]
)


def module_bodies(kind: str) -> st.SearchStrategy[Any]:
    """Modules of a type, right and wrong."""
    sound = _BODIES[kind]
    spoilt = st.tuples(sound, _SPOILT).map(lambda both: {**both[0], **both[1]})
    short = st.tuples(sound, st.integers(0, 3)).map(
        lambda both: dict(list(both[0].items())[both[1] :])
    )
    found: st.SearchStrategy[Any] = mostly(
        sound, spoilt | short | st.sampled_from([[], "x", None]), 3
    )
    return found
