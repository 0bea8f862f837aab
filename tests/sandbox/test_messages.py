"""Messages: the forms they are sent in, history and its bounds, and whose may be changed."""

from __future__ import annotations

import re
import uuid

import pytest

from explorer.document.model import check

BARE = {
    "version": 1,
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello, team"}]}],
}


def base(service, room="lunch"):
    return service.path("conversation", service.room(room), "message")


def history(service, query="", room="alerts"):
    return service.get(f"{base(service, room)}?{query}")["messages"]


def ids(messages):
    return [each["id"] for each in messages]


def everything(service, room="alerts"):
    """All messages of a room, by walking back."""
    found = history(service, room=room)
    while older := history(service, f"beforeMessage={found[0]['id']}", room):
        found = older + found
    return found


def send(service, body, content_type="application/json", **more):
    return service.call("POST", base(service), body, headers={"Content-Type": content_type}, **more)


def latest(service, room="lunch"):
    return service.get(f"{base(service, room)}/recent?limit=1")["messages"][0]


def test_a_message_has_the_documented_fields(service):
    found = history(service, "limit=1")[0]
    assert set(found) == {"id", "body", "text", "sender", "ts"}
    assert set(found["sender"]) == {"id"}
    assert found["body"]["type"] == "doc"
    assert re.fullmatch(r"2018-06-08T\d\d:\d\d:\d\d\.\d{9}Z", found["ts"])
    assert uuid.UUID(found["id"]).version == 1
    assert service.get(f"{base(service, 'alerts')}/{found['id']}") == found


def test_without_bounds_the_latest_75_oldest_first(service):
    found = history(service)
    assert len(found) == 75
    assert [each["ts"] for each in found] == sorted(each["ts"] for each in found)
    recent = service.get(f"{base(service, 'alerts')}/recent")["messages"]
    assert recent == found
    assert history(service, "limit=3") == found[-3:]
    assert service.get(f"{base(service, 'alerts')}/recent?limit=3")["messages"] == found[-3:]


def test_walking_back_and_forth_sees_each_message_once(service):
    back = everything(service)
    assert len(back) > 200
    assert len(set(ids(back))) == len(back)
    forth = [back[0]]
    while newer := history(service, f"afterMessage={forth[-1]['id']}&limit=60"):
        assert len(newer) <= 60
        forth += newer
    assert forth == back


def test_bounds_are_exclusive(service):
    found = everything(service)
    low, high = found[100], found[120]
    between = found[101:120]
    assert history(service, f"afterMessage={low['id']}&beforeMessage={high['id']}") == between
    assert history(service, f"afterTimestamp={low['ts']}&beforeTimestamp={high['ts']}") == between
    assert history(service, f"beforeTimestamp={high['ts']}&limit=2") == found[118:120]
    assert history(service, f"afterTimestamp={low['ts']}&limit=2") == found[101:103]
    assert history(service, f"beforeMessage={found[0]['id']}") == []
    assert history(service, f"afterMessage={found[-1]['id']}") == []


def test_of_two_bounds_on_one_side_the_tighter_holds(service):
    found = everything(service)
    query = f"afterMessage={found[10]['id']}&afterTimestamp={found[15]['ts']}&limit=1"
    assert history(service, query) == [found[16]]
    query = f"beforeMessage={found[15]['id']}&beforeTimestamp={found[10]['ts']}&limit=1"
    assert history(service, query) == [found[9]]


def test_a_lower_bound_pages_forward_from_it(service):
    found = everything(service)
    query = f"afterMessage={found[4]['id']}&beforeMessage={found[100]['id']}&limit=5"
    assert history(service, query) == found[5:10]


@pytest.mark.parametrize(
    "moment",
    [
        "2018-06-08T12:00:00Z",
        "2018-06-08t12:00:00.000z",
        "2018-06-08T14:00:00%2B02:00",
        "2018-06-08T07:30:00.000000000-04:30",
    ],
)
def test_a_moment_may_be_written_in_any_offset(service, moment):
    found = history(service, f"beforeTimestamp={moment}&limit=1")
    assert found == history(service, "beforeTimestamp=2018-06-08T12:00:00Z&limit=1")
    assert found[0]["ts"] < "2018-06-08T12:00:00"


@pytest.mark.parametrize(
    ("query", "field", "why"),
    [
        ("beforeTimestamp=yesterday", "beforeTimestamp", "as in 2018-06-08T17:36:32Z"),
        ("beforeTimestamp=2018-06-08", "beforeTimestamp", "as in 2018-06-08T17:36:32Z"),
        ("afterTimestamp=2018-06-08T12:00:00", "afterTimestamp", "as in 2018-06-08T17:36:32Z"),
        (
            "afterTimestamp=2018-06-08T12:00:00+02:00",
            "afterTimestamp",
            "as in 2018-06-08T17:36:32Z",
        ),
        ("afterTimestamp=2018-02-30T12:00:00Z", "afterTimestamp", "as in 2018-06-08T17:36:32Z"),
        ("afterTimestamp=2018-02-20T25:00:00Z", "afterTimestamp", "as in 2018-06-08T17:36:32Z"),
        (
            "afterTimestamp=2018-02-20T12:00:00%2B99:00",
            "afterTimestamp",
            "as in 2018-06-08T17:36:32Z",
        ),
        ("beforeMessage=7", "beforeMessage", "id of a message"),
        ("afterMessage=" + str(uuid.UUID(int=5, version=4)), "afterMessage", "id of a message"),
        ("limit=0", "limit", "at least 1"),
        ("limit=76", "limit", "at most 75"),
        ("before=3", "before", "not a query parameter"),
    ],
)
def test_bad_bounds_are_400_and_named(service, query, field, why):
    reply = service.call("GET", f"{base(service)}?{query}")
    assert reply.status == 400
    assert reply.message.startswith(field)
    assert why in reply.message


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"])
def test_far_moments_are_no_trouble(service, moment):
    assert service.call("GET", f"{base(service)}?afterTimestamp={moment}").status == 200
    assert service.call("GET", f"{base(service)}?beforeTimestamp={moment}").status == 200


def test_a_bound_holds_after_its_message_is_gone(fresh):
    first = send(fresh, "one", "text/plain").json["id"]
    second = send(fresh, "two", "text/plain").json["id"]
    assert fresh.call("DELETE", f"{base(fresh)}/{first}").status == 204
    assert ids(history(fresh, f"afterMessage={first}", "lunch")) == [second]


def test_context_is_the_message_with_its_neighbours(service):
    found = everything(service)
    path = f"{base(service, 'alerts')}/{found[100]['id']}/context"
    assert service.get(path)["messages"] == [found[100]]
    assert service.get(f"{path}?before=3&after=2")["messages"] == found[97:103]
    assert service.get(f"{path}?before=75")["messages"] == found[26:101]
    assert service.get(f"{path}?after=75")["messages"] == found[100:175]
    assert service.get(f"{path}?before=75&after=75")["messages"] == found[63:138]
    assert service.get(f"{path}?before=70&after=10")["messages"] == found[36:111]
    first = f"{base(service, 'alerts')}/{found[0]['id']}/context?before=5&after=1"
    assert service.get(first)["messages"] == found[:2]


@pytest.mark.parametrize("query", ["before=76", "after=-1", "before=x"])
def test_a_bad_context_is_400(service, query):
    message = history(service, "limit=1")[0]["id"]
    reply = service.call("GET", f"{base(service, 'alerts')}/{message}/context?{query}")
    assert reply.status == 400
    assert reply.message.startswith(query.partition("=")[0])


@pytest.mark.parametrize("wrapped", [True, False])
def test_sends_a_document_wrapped_or_bare(fresh, wrapped):
    reply = send(fresh, {"body": BARE} if wrapped else BARE)
    assert reply.status == 201
    assert set(reply.json) == {"id"}
    found = latest(fresh)
    assert found["id"] == reply.json["id"]
    assert found["body"] == BARE
    assert found["text"] == "Hello, team"
    assert found["sender"]["id"] == fresh.user("harbor")


def test_a_document_is_kept_as_it_was_sent(fresh):
    document = {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "rule"},
            {
                "content": [{"text": "ünï \u0000\u202e😀", "type": "text", "marks": []}],
                "type": "paragraph",
            },
            {
                "type": "applicationCard",
                "attrs": {
                    "text": "t",
                    "title": {"text": "t"},
                    "actions": [
                        {
                            "title": "a",
                            "target": {"key": "k"},
                            "parameters": {"big": 2**80, "float": 1.5, "null": None, "": [[]]},
                        }
                    ],
                },
            },
        ],
    }
    assert send(fresh, document).status == 201
    found = latest(fresh)
    assert found["body"] == document
    assert list(found["body"]) == list(document)
    assert "ünï \u0000\u202e😀" in found["text"]


def test_sends_plain_text(fresh):
    assert send(fresh, "one *star*\n\n# three", "text/plain; charset=utf-8").status == 201
    found = latest(fresh)
    assert found["text"] == "one *star*\n\n# three"
    assert [each["type"] for each in found["body"]["content"]] == ["paragraph"] * 3
    assert check(found["body"]) == []


def test_sends_markdown(fresh):
    words = "# Title\n\n**bold** and `code`\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    assert send(fresh, words, "text/markdown").status == 201
    found = latest(fresh)
    kinds = [each["type"] for each in found["body"]["content"]]
    assert kinds == ["heading", "paragraph", "bulletList", "table"]
    assert check(found["body"]) == []
    assert "bold and code" in found["text"]


def test_markdown_mentions_people_of_the_site(fresh):
    assert send(fresh, "@maya and @nobody", "text/markdown").status == 201
    mentions = [
        each["attrs"]
        for each in latest(fresh)["body"]["content"][0]["content"]
        if each["type"] == "mention"
    ]
    assert [each["id"] for each in mentions] == [fresh.user("maya")]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "required"),
        ("[]", "document"),
        ("7", "document"),
        ('"text"', "document"),
        ("{}", "not a valid document"),
        ('{"body": "text"}', "document"),
        ('{"body": null}', "document"),
        ('{"type": "doc", "version": 2, "content": []}', "version"),
        ('{"type": "doc", "version": 1, "content": []}', "content"),
        ('{"type": "doc", "version": 1, "content": [{"type": "marquee"}]}', "content[0]"),
        ('{"body": {"type": "doc", "version": 1, "content": [{"type": "text"}]}}', "content[0]"),
        (
            '{"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": '
            '[{"type": "text", "text": "\\udc00"}]}]}',
            "surrogate",
        ),
        ("{nonsense", "line 1"),
    ],
)
def test_a_bad_document_is_400_and_says_where(fresh, body, why):
    before = latest(fresh)
    reply = send(fresh, body)
    assert reply.status == 400
    assert why in reply.message
    assert "body" in reply.message
    assert latest(fresh) == before


@pytest.mark.parametrize(
    ("body", "content_type", "why"),
    [
        ("", "text/plain", "required"),
        ("  \n ", "text/plain", "must not be empty"),
        (" ", "text/markdown", "must not be empty"),
        (b"\xff", "text/plain", "not UTF-8"),
        (b"\xff", "text/markdown", "not UTF-8"),
        ("<p>x</p>", "text/html", "Content-Type"),
        ("x", "text/plain; charset=latin-1", "charset"),
    ],
)
def test_a_bad_text_is_400(service, body, content_type, why):
    reply = send(service, body, content_type)
    assert reply.status == 400
    assert why in reply.message


@pytest.mark.parametrize("content_type", ["text/plain", "text/markdown"])
@pytest.mark.parametrize(
    "words",
    [
        "nul \x00 here",
        "esc \x1b[31m",
        "\u202egnirts",
        "[x](javascript:alert(1))",
        "<b>&amp;",
        "> " * 500 + "x",
    ],
    ids=lambda words: repr(words)[:16],
)
def test_strange_texts_become_valid_documents(fresh, content_type, words):
    reply = send(fresh, words, content_type)
    assert reply.status == 201
    assert check(latest(fresh)["body"]) == []


def test_edits_an_own_message_in_place(fresh):
    first = send(fresh, "draft", "text/plain").json["id"]
    send(fresh, "after", "text/plain")
    reply = fresh.call("PUT", f"{base(fresh)}/{first}", {"body": BARE})
    assert reply.status == 200
    assert reply.json == {"id": first}
    found = history(fresh, "limit=2", "lunch")
    assert [each["text"] for each in found] == ["Hello, team", "after"]
    assert found[0]["id"] == first
    for content_type in ("text/plain", "text/markdown"):
        reply = fresh.call(
            "PUT", f"{base(fresh)}/{first}", "words", headers={"Content-Type": content_type}
        )
        assert reply.status == 200
        assert fresh.get(f"{base(fresh)}/{first}")["text"] == "words"


def test_deletes_an_own_message_once(fresh):
    made = send(fresh, "gone soon", "text/plain").json["id"]
    path = f"{base(fresh)}/{made}"
    assert fresh.call("DELETE", path).status == 204
    assert fresh.call("DELETE", path).status == 404
    assert fresh.call("GET", path).status == 404
    assert fresh.call("PUT", path, BARE).status == 404
    assert made not in ids(history(fresh, room="lunch"))


def test_only_own_messages_are_changed(fresh):
    found = history(fresh, room="lunch")
    other = next(each for each in found if each["sender"]["id"] == fresh.user("jonas"))
    path = f"{base(fresh)}/{other['id']}"
    for reply in (fresh.call("PUT", path, BARE), fresh.call("DELETE", path)):
        assert reply.status == 403
        assert "own" in reply.message
    assert fresh.get(path) == other


def test_a_message_is_found_in_its_own_conversation_only(service):
    message = history(service, "limit=1", "alerts")[0]["id"]
    assert service.call("GET", f"{base(service, 'lunch')}/{message}").status == 404
    assert service.call("GET", f"{base(service, 'lunch')}/{message}/context").status == 404
    assert service.call("DELETE", f"{base(service, 'lunch')}/{message}").status == 404


def test_messages_of_an_archived_conversation_are_read_but_not_changed(fresh):
    path = base(fresh, "parcel2")
    assert len(fresh.get(path)["messages"]) == 6
    text = {"Content-Type": "text/plain"}
    reply = fresh.call("POST", path, "too late", headers=text)
    assert reply.status == 403
    assert "archived" in reply.message
    assert len(fresh.get(path)["messages"]) == 6


def test_messages_sent_at_once_keep_an_order(fresh):
    sent = [send(fresh, f"number {number}", "text/plain").json["id"] for number in range(20)]
    found = history(fresh, "limit=20", "lunch")
    assert ids(found) == sent
    assert len({each["ts"] for each in found}) == 20
