"""Calls made from texts: what a person types, and what a URL says."""

from __future__ import annotations

import json
import pickle
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from explorer.api.operation import CallError
from explorer.api.operations import (
    CATALOGUE,
    CreateConversation,
    GetUser,
    ListConversations,
    ListMessages,
    PutBotMessages,
    PutConfigurationState,
    PutDialog,
    SendMessage,
    UpdateConversation,
)

ROOM: dict[str, Any] = {"cloudId": "s", "conversationId": "c"}
DOCUMENT = {
    "version": 1,
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hi"}]}],
}


@pytest.mark.parametrize("text", ["yes", "1", "on", "True", "TRUE", "", " true", "null"])
def test_a_boolean_is_true_or_false_and_nothing_else(text: str) -> None:
    with pytest.raises(CallError, match=r"exclude-direct must be true or false, not "):
        ListConversations.from_text({"exclude-direct": text})


@pytest.mark.parametrize("text", ["", "1.0", "1e1", " 5", "0x5", "٥", "five", "+5", "9" * 19])
def test_an_integer_is_decimal_digits(text: str) -> None:
    with pytest.raises(CallError, match="limit must be a whole number, not ") as caught:
        ListConversations.from_text({"limit": text})
    assert caught.value.field == "limit"


def test_both_spellings_of_a_parameter_are_taken() -> None:
    wire = ListConversations.from_text({"cloudId": "s", "exclude-direct": "true", "limit": "5"})
    python = ListConversations.from_text({"cloud_id": "s", "exclude_direct": "true", "limit": "5"})

    assert wire == python == ListConversations(cloud_id="s", exclude_direct=True, limit=5)


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_every_parameter_is_known_by_both_of_its_names(operation_id: str) -> None:
    kind = CATALOGUE[operation_id]
    for each in kind.parameters():
        assert kind.python_name(each.name) == each.name
        if each.place != "whole-body":
            assert kind.python_name(each.wire_name) == each.name
    assert kind.python_name("nonsense") is None


def test_the_same_parameter_twice_is_refused() -> None:
    with pytest.raises(CallError, match="cloudId is given twice"):
        ListConversations.from_text({"cloudId": "a", "cloud_id": "b"})
    with pytest.raises(CallError, match="topic is given as a word and by the body"):
        UpdateConversation.from_text({**ROOM, "topic": "a"}, body=b'{"topic": "b"}')


def test_words_and_body_add_up() -> None:
    call = CreateConversation.from_text({"cloudId": "s", "name": "x"}, body=b'{"topic": "t"}')

    assert json.loads(call.build().body) == {"name": "x", "privacy": "public", "topic": "t"}


def test_an_unknown_name_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(CallError) as caught:
        ListConversations.from_text({"limitt\x1b": "5"})
    assert str(caught.value) == (
        "ConversationGetAllHandler has no parameter 'limitt\\x1b'. It takes: cloudId, cursor, "
        "exclude-direct, include-archived, include-private, limit, query, sort."
    )
    with pytest.raises(CallError, match=r"GetAllHandler has no parameter 'x'. It takes none."):
        CATALOGUE["GetAllHandler"].from_text({"x": "y"})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The body is empty. Give a JSON object."),
        (b"[1]", "The body must be a JSON object."),
        (b"{\n 'a'}", "The body is not JSON: line 2, column 2: "),
        (b"\xff{}", "The body is not UTF-8: byte 1 begins no character."),
        (b'{"configured": NaN}', "The body is not JSON: NaN is not a JSON number."),
        (b"[" * 100_000, "The body is not JSON: it is nested too deeply."),
        (b'{"configured": true, "x\x7f": 1}', "The body has an unknown member "),
        (b"1" * 5000, "The body is not JSON: "),
    ],
)
def test_a_body_that_is_no_object_is_refused_in_a_sentence(body: bytes, message: str) -> None:
    with pytest.raises(CallError) as caught:
        PutConfigurationState.from_text({**ROOM, "key": "k"}, body=body)
    assert str(caught.value).startswith(message)
    assert str(caught.value).isprintable()


def test_the_old_context_member_is_taken_and_means_nothing() -> None:
    call = PutConfigurationState.from_text(
        {**ROOM, "key": "k"}, body=b'{"configured": true, "context": {"cloudId": "x"}}'
    )
    assert call.build().body == b'{"configured":true}'


def test_a_body_where_none_is_taken_is_refused() -> None:
    with pytest.raises(CallError, match="ConversationGetAllHandler takes no body"):
        ListConversations.from_text({"cloudId": "s"}, body=b"{}")


def test_a_content_type_that_is_not_json_is_refused() -> None:
    with pytest.raises(CallError, match="Content-Type 'text/plain' is not taken here") as caught:
        PutConfigurationState.from_text(
            {**ROOM, "key": "k"}, body=b"{}", content_type="text/plain; charset=utf-8"
        )
    assert caught.value.field == "Content-Type"


@pytest.mark.parametrize(
    ("body", "content_type", "sent"),
    [
        (json.dumps({"body": DOCUMENT}), "application/json", {"body": DOCUMENT}),
        (json.dumps(DOCUMENT), "", DOCUMENT),
        ("plain *text*", "text/plain; charset=utf-8", "plain *text*"),
        ("# Title", "Text/Markdown", "# Title"),
    ],
)
def test_the_four_forms_of_a_message_come_through(body: str, content_type: str, sent: Any) -> None:
    prepared = SendMessage.from_text(
        ROOM, body=body.encode(), content_type=content_type or "application/json"
    ).build()

    kind = (content_type or "application/json").split(";")[0].lower()
    assert prepared.content_type == kind
    found = json.loads(prepared.body) if kind == "application/json" else prepared.body.decode()
    assert found == sent


def test_content_as_a_word_is_text_unless_a_document_form_is_named() -> None:
    text = SendMessage.from_text({**ROOM, "content": "*hello*"}).build()
    plain = SendMessage.from_text({**ROOM, "content": "*hello*", "form": "text"}).build()
    bare = SendMessage.from_text({**ROOM, "content": json.dumps(DOCUMENT), "form": "bare"}).build()

    assert (text.content_type, text.body) == ("text/markdown", b"*hello*")
    assert (plain.content_type, plain.body) == ("text/plain", b"*hello*")
    assert json.loads(bare.body) == DOCUMENT


def test_a_form_given_as_a_word_beats_the_one_of_the_body() -> None:
    call = SendMessage.from_text(
        {**ROOM, "form": "bare"}, body=json.dumps({"body": DOCUMENT}).encode()
    )

    assert json.loads(call.build().body) == DOCUMENT


def test_a_whole_body_can_be_a_word() -> None:
    call = PutBotMessages.from_text(
        {**ROOM, "key": "k", "module": '{"pattern": ".*", "url": "/p"}'}
    )
    assert call.build().body == b'{"pattern":".*","url":"/p"}'


def problems(kind: Any, **values: Any) -> list[str]:
    """What is wrong with a call, in the words a person reads."""
    with pytest.raises(ValidationError) as caught:
        kind(**values)
    return [str(each) for each in kind.problems(caught.value)]


IN_ROOM: dict[str, Any] = {"cloud_id": "s", "conversation_id": "c"}
DIALOG: dict[str, Any] = {"title": {"value": "x"}, "url": "/x"}


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (ListConversations, {"limit": 76}, ["limit: must be at most 75"]),
        (ListConversations, {"limit": 0}, ["limit: must be at least 1"]),
        (ListConversations, {"limit": None}, ["limit: must be a whole number"]),
        (ListConversations, {"sort": "up"}, ["sort: must be 'asc' or 'desc'"]),
        (ListConversations, {"exclude_direct": "x"}, ["exclude-direct: must be true or false"]),
        (ListConversations, {"colour": 1}, ["colour: is not known here"]),
        (GetUser, {}, ["userId: is required"]),
        (GetUser, {"user_id": ""}, ["userId: must not be empty"]),
        (
            GetUser,
            {"user_id": ".."},
            ["userId: must not be '.' or '..', which would change the path"],
        ),
        (CreateConversation, {"name": ""}, ["name: must not be empty"]),
        (CreateConversation, {"name": 5}, ["name: must be a text"]),
        (
            CreateConversation,
            {"name": "\ud800"},
            ["name: must not hold half of a surrogate pair"],
        ),
        (
            ListMessages,
            {**IN_ROOM, "before_timestamp": "yesterday"},
            ["beforeTimestamp: must be a date with time and zone, as in 2018-06-08T17:36:32Z"],
        ),
        (
            ListMessages,
            {**IN_ROOM, "after_timestamp": "2018-02-30T00:00:00Z"},
            ["afterTimestamp: must be a date with time and zone, as in 2018-06-08T17:36:32Z"],
        ),
        (
            PutConfigurationState,
            {**IN_ROOM, "key": "k", "configured": "true"},
            ["configured: must be true or false"],
        ),
        (PutDialog, {**IN_ROOM, "key": "k"}, ["body: is required"]),
        (PutDialog, {**IN_ROOM, "key": "k", "module": 3}, ["body: must be an object"]),
        (
            PutDialog,
            {**IN_ROOM, "key": "k", "module": {**DIALOG, "key": "z"}},
            [
                "the body's key 'z' differs from the path's 'k'; "
                "make them the same, or leave it out of the body"
            ],
        ),
        (
            PutDialog,
            {**IN_ROOM, "key": "k", "module": {**DIALOG, "Foo": 1, "url": "x y"}},
            ["url: must not hold blanks or control characters", "Foo: is not known here"],
        ),
        *(
            (
                PutDialog,
                {**IN_ROOM, "key": "k", "module": {**DIALOG, "options": {"size": size}}},
                expected,
            )
            for size, expected in [
                *(
                    (
                        odd,
                        [
                            "options.size: must be 'small', 'medium', 'large', 'xlarge' "
                            "or an object with width and height"
                        ],
                    )
                    for odd in ("huge", 3, ["small"], True)
                ),
                (
                    {"width": "3"},
                    [
                        "options.size.width: must be a number with px or %, as in '500px' or '80%'",
                        "options.size.height: is required",
                    ],
                ),
            ]
        ),
        (
            PutDialog,
            {
                **IN_ROOM,
                "key": "k",
                "module": {**DIALOG, "options": {"secondaryActions": [{"enabled": "yes"}]}},
            },
            [
                "options.secondaryActions[0].key: is required",
                "options.secondaryActions[0].name: is required",
                "options.secondaryActions[0].enabled: must be true or false",
            ],
        ),
        (
            CATALOGUE["AppWebhookChatBotPutHandler"],
            {**IN_ROOM, "key": "k", "module": {}},
            ["body: needs mention or directMessage, or both"],
        ),
        (
            CATALOGUE["AppModuleChatActionTargetPutHandler"],
            {
                **IN_ROOM,
                "key": "k",
                "module": {"openDialog": {"key": "a"}, "openSidebar": {"key": "b"}},
            },
            [
                "body: needs exactly one of callService, openDialog, openSidebar, "
                "openConfiguration, openExternalPage; it has openDialog and openSidebar"
            ],
        ),
        (SendMessage, {**IN_ROOM, "content": " "}, ["body: must not be empty"]),
        (
            SendMessage,
            {**IN_ROOM, "content": 3},
            ["body: is not a valid document: it must be an object, not 3"],
        ),
        (
            SendMessage,
            {**IN_ROOM, "content": {"type": "doc", "content": []}},
            ["body: is not a valid document: version is required"],
        ),
        (
            SendMessage,
            {**IN_ROOM, "content": "x", "form": "bare"},
            ["the form bare needs a document; a text is sent as text or markdown"],
        ),
        (
            SendMessage,
            {**IN_ROOM, "content": DOCUMENT, "form": "text"},
            ["the form text needs a text; a document is sent wrapped or bare"],
        ),
        (
            SendMessage,
            {**IN_ROOM, "content": "x", "form": "zip"},
            ["form: must be 'wrapped', 'bare', 'text' or 'markdown'"],
        ),
    ],
)
def test_what_does_not_fit_is_said_in_the_wires_words(
    kind: Any, values: dict[str, Any], expected: list[str]
) -> None:
    assert problems(kind, **values) == expected


def test_a_message_names_no_control_character() -> None:
    found = problems(PutDialog, **IN_ROOM, key="k", module={**DIALOG, "\x1b[31m\u202e": 1})

    assert found == ["␛[31m\\u202e: is not known here"]


SEGMENTS = st.text(min_size=1, max_size=20).filter(
    lambda text: (
        text not in {".", ".."}
        and not any(
            ord(each) < 32 or ord(each) == 127 or 0xD800 <= ord(each) < 0xE000 for each in text
        )
    )
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(SEGMENTS, SEGMENTS)
def test_any_id_survives_the_path_as_one_segment(room: str, key: str) -> None:
    target = (
        PutConfigurationState.from_text(
            {"cloudId": "s", "conversationId": room, "key": key, "configured": "true"}
        )
        .build()
        .target
    )

    assert target.isascii()
    assert "?" not in target
    assert "#" not in target
    parts = target.split("/")
    assert [unquote(parts[4]), unquote(parts[8])] == [room, key]
    assert parts[:4] + parts[5:8] + parts[9:] == [
        *("", "site", "s", "conversation"),
        *("app", "module", "chat:configuration"),
        "state",
    ]


def test_a_colon_stays_a_colon() -> None:
    target = GetUser(cloud_id="s", user_id="557058:a b/ü%+").build().target

    assert target == "/scim/site/s/Users/557058:a%20b%2F%C3%BC%25+"


@pytest.mark.parametrize("odd", [".", "..", "a\x00", "a\nb", "\x7f", "a\ud800"])
def test_an_id_that_no_path_can_hold_is_refused_even_unchecked(odd: str) -> None:
    with pytest.raises(ValidationError):
        GetUser(cloud_id="s", user_id=odd)
    with pytest.raises(CallError, match="userId must not "):
        GetUser.unchecked({"cloudId": "s", "userId": odd}).build()


@settings(max_examples=150, derandomize=True, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.integers(1, 75),
    st.booleans(),
)
def test_a_query_says_what_was_asked(query: str, limit: int, direct: bool) -> None:
    call = ListConversations(cloud_id="s", query=query, limit=limit, exclude_direct=direct)
    said = dict(parse_qsl(urlsplit(call.build().target).query, keep_blank_values=True))

    assert said == {"query": query, "limit": str(limit), "exclude-direct": str(direct).lower()}
    assert ListConversations.from_text({"cloudId": "s", **said}) == call


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.sampled_from(sorted(CATALOGUE)),
    st.dictionaries(
        st.sampled_from(["cloudId", "key", "limit", "sort", "content", "form", "module", "zzz"]),
        st.text(max_size=12),
        max_size=5,
    ),
    st.none() | st.binary(max_size=30),
    st.sampled_from(["", "application/json", "text/plain", "x/y"]),
)
def test_no_words_bring_anything_but_a_call_or_a_sentence(
    operation_id: str, words: dict[str, str], body: bytes | None, content_type: str
) -> None:
    kind = CATALOGUE[operation_id]
    said: list[str] = []
    try:
        kind.from_text(words, body=body, content_type=content_type).build("site")
    except CallError as problem:
        said = [str(problem)]
    except ValidationError as problem:
        said = [str(each) for each in kind.problems(problem)]
    assert all(each.isprintable() and each for each in said)


def test_half_a_surrogate_pair_is_refused_where_it_is_sent() -> None:
    with pytest.raises(CallError, match="query holds half of a surrogate pair at character 2"):
        ListConversations.unchecked({"cloudId": "s", "query": "a\ud800"}).build()
    with pytest.raises(CallError, match="The body holds half of a surrogate pair at character 3"):
        SendMessage(**IN_ROOM, content="ab\ud800").build()


def test_a_call_without_a_site_says_how_to_name_one() -> None:
    with pytest.raises(CallError) as caught:
        ListConversations().build()
    assert str(caught.value) == (
        "ConversationGetAllHandler needs a site: give cloudId, or make the client with one."
    )
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_call_shows_itself_the_same_way_every_time_and_shortly() -> None:
    call = ListConversations(limit=3, query="x\x1b" + "y" * 500, cloud_id="s")

    assert repr(call).startswith("ListConversations(cloud_id='s', limit=3, query='x\\x1byy")
    assert len(repr(call)) < 150
    assert str(call) == repr(call)
