"""Sites and conversations: lists and their pages, creation, change, and who may see what."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest


def walk(service, query="", limit=75, cloud=""):
    """Every conversation of a list, page by page; each page must be as full as it can be."""
    found = []
    cursor = ""
    while True:
        path = service.path("conversation", cloud=cloud) + f"?limit={limit}&cursor={cursor}{query}"
        page = service.get(path)
        assert page["size"] == len(page["values"])
        assert page["limit"] == limit
        found += page["values"]
        cursor = page["cursor"]
        if not cursor:
            return found
        assert page["size"] == limit


def names(conversations):
    return [each["name"] for each in conversations]


def test_lists_both_sites(service):
    found = service.get("/site/")
    assert names(found["values"]) == ["Acme", "Acme Labs"]
    assert [each["id"] for each in found["values"]] == [service.cloud, service.labs]
    assert found["_links"] == {
        cloud: f"{service.sandbox.base_url}/site/{cloud}" for cloud in (service.cloud, service.labs)
    }


def test_a_conversation_has_the_documented_fields(service):
    path = service.path("conversation", service.room("launch"))
    found = service.get(path)
    assert found["name"] == "Launch: Parcel 3"
    assert found["cloudId"] == service.cloud
    assert found["type"] == "group"
    assert found["privacy"] == "public"
    assert found["isArchived"] is False
    assert found["avatarUrl"].startswith("https://")
    assert found["_links"] == {found["id"]: service.sandbox.base_url + path}
    for name in ("created", "modified"):
        assert len(found[name]) == len("2018-02-03T11:19:22.261Z")
        datetime.strptime(found[name], "%Y-%m-%dT%H:%M:%S.%fZ")
    assert found in service.get(service.path("conversation"))["values"]


@pytest.mark.parametrize("limit", [1, 2, 5, 7, 75])
@pytest.mark.parametrize("order", ["", "&sort=asc", "&sort=desc"])
def test_a_walk_sees_each_conversation_once_in_the_order_of_names(service, limit, order):
    found = walk(service, f"{order}&include-archived=true", limit)
    ids = [each["id"] for each in found]
    assert len(set(ids)) == len(ids) == 26
    keys = [each["name"].casefold() for each in found]
    assert keys == sorted(keys, reverse="desc" in order)


def test_names_that_are_the_same_are_walked_too(fresh):
    made = {
        fresh.call("POST", fresh.path("conversation"), {"name": "Same"}).json["id"]
        for _ in range(5)
    }
    for order in ("asc", "desc"):
        found = walk(fresh, f"&query=same&sort={order}", 2)
        assert {each["id"] for each in found} == made
        assert len(found) == 5


def test_a_walk_loses_nothing_that_stays_while_others_come_and_go(fresh):
    stays = {each["id"] for each in walk(fresh)}
    first = fresh.get(fresh.path("conversation") + "?limit=10")
    for name in ("A new first one", "Zzz a new last one"):
        fresh.call("POST", fresh.path("conversation"), {"name": name})
    rest = walk(fresh, limit=75)
    tail = fresh.get(fresh.path("conversation") + f"?cursor={first['cursor']}")["values"]
    seen = [each["id"] for each in first["values"] + tail]
    assert len(seen) == len(set(seen))
    assert stays <= set(seen)
    assert len(rest) == len(stays) + 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("launch", ["Launch budget", "Launch: Parcel 3"]),
        ("LAUNCH", ["Launch budget", "Launch: Parcel 3"]),
        ("%C3%BCberraschung", ["Überraschung für Ruth 🎂"]),
        ("F%C3%9CR", ["Überraschung für Ruth 🎂"]),
        ("42%3A+tracking", ["Incident 42: tracking API latency"]),
        ("%25", []),
        ("_", []),
        ("no such room", []),
        ("a%00b", []),
    ],
)
def test_query_is_a_part_of_the_name_in_any_case(service, query, expected):
    assert names(walk(service, f"&query={query.replace(' ', '+')}")) == expected


def test_filters(service):
    everything = walk(service, "&include-archived=true")
    assert {each["type"] for each in everything} == {"group", "direct"}
    by_id = {each["id"]: each for each in everything}

    def left(query, keep):
        expected = {each for each, value in by_id.items() if keep(value)}
        assert expected
        assert expected != set(by_id)
        assert {each["id"] for each in walk(service, query, 4)} == expected

    left("", lambda each: not each["isArchived"])
    left("&include-archived=false", lambda each: not each["isArchived"])
    left("&include-archived=true&exclude-direct=true", lambda each: each["type"] != "direct")
    left("&include-archived=true&include-private=false", lambda each: each["privacy"] == "public")
    left(
        "&include-private=false&exclude-direct=true",
        lambda each: each["privacy"] == "public" and not each["isArchived"],
    )


def test_the_page_that_ends_the_list_exactly_has_no_cursor(service):
    total = len(walk(service))
    page = service.get(service.path("conversation") + f"?limit={total}")
    assert page["size"] == total
    assert page["cursor"] == ""


def test_a_cursor_of_the_other_order_is_400(service):
    cursor = service.get(service.path("conversation") + "?limit=2")["cursor"]
    reply = service.call("GET", service.path("conversation") + f"?cursor={cursor}&sort=desc")
    assert reply.status == 400
    assert "cursor" in reply.message


def test_the_other_site_has_its_own(service):
    found = names(walk(service, "&include-archived=true", cloud=service.labs))
    assert found == [
        *("Cold chain study", "Grant proposal", "Inês Duarte", "Lab notes", "Papers", "Robot arm")
    ]


def test_an_id_of_the_other_site_is_404(service):
    for path in (
        service.path("conversation", service.room("arm")),
        service.path("conversation", service.room("grant"), "message"),
        service.path("conversation", service.room("launch"), cloud=service.labs),
    ):
        reply = service.call("GET", path)
        assert reply.status == 404
        assert "conversation" in reply.message


def test_where_the_app_is_not_installed_is_403_and_not_listed(service):
    assert "Book club" not in names(walk(service))
    for room in ("bookclub", "leadership"):
        for tail in ((), ("message",), ("app", "module", "chat:bot")):
            reply = service.call("GET", service.path("conversation", service.room(room), *tail))
            assert reply.status == 403
            assert "not installed" in reply.message


def test_creates_a_room_and_is_installed_in_it(fresh):
    body = {"name": "Launch room", "privacy": "private", "topic": "go live"}
    reply = fresh.call("POST", fresh.path("conversation"), body)
    assert reply.status == 201
    made = reply.json
    assert uuid.UUID(made["id"]).version == 4
    path = fresh.path("conversation", made["id"])
    assert made["_links"] == {made["id"]: fresh.sandbox.base_url + path}
    found = fresh.get(path)
    assert {name: found[name] for name in body} == body
    assert found["isArchived"] is False
    assert found["created"] == found["modified"]
    assert "Launch room" in names(walk(fresh))
    assert fresh.get(f"{path}/message") == {"messages": []}


def test_a_room_needs_no_more_than_a_name(fresh):
    made = fresh.call("POST", fresh.path("conversation"), {"name": "🎈"}).json
    found = fresh.get(fresh.path("conversation", made["id"]))
    assert (found["name"], found["topic"], found["privacy"]) == ("🎈", "", "public")


def test_changes_what_is_given_and_leaves_the_rest(fresh):
    path = fresh.path("conversation", fresh.room("lunch"))
    before = fresh.get(path)
    reply = fresh.call("PATCH", path, {"topic": "12:30 from now on"})
    assert reply.status == 200
    assert reply.json == fresh.get(path)
    assert reply.json["modified"] > before["modified"]
    changed = {name for name in before if before[name] != reply.json[name]}
    assert changed == {"topic", "modified"}
    reply = fresh.call("PATCH", path, {"name": "Aaa", "privacy": "private"})
    assert (reply.json["name"], reply.json["privacy"]) == ("Aaa", "private")
    assert walk(fresh, limit=3)[0]["name"] == "Aaa"
    assert walk(fresh, "&query=lunch") == []
    assert "Aaa" not in names(walk(fresh, "&include-private=false"))
    assert fresh.call("PATCH", path, {}).status == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"topic": None}, "topic"),
        ({"privacy": None}, "privacy"),
        ({"privacy": "open"}, "privacy"),
        ({"topic": 1}, "topic"),
        ({"isArchived": True}, "isArchived"),
        ([], "body"),
    ],
)
def test_a_change_that_cannot_be_is_400_and_changes_nothing(fresh, body, field):
    path = fresh.path("conversation", fresh.room("lunch"))
    before = fresh.get(path)
    reply = fresh.call("PATCH", path, body)
    assert reply.status == 400
    assert reply.message.startswith(field) or f"'{field}'" in reply.message
    assert fresh.get(path) == before


def test_a_direct_conversation_is_not_renamed(fresh):
    path = fresh.path("conversation", fresh.room("direct-acme-maya"))
    assert fresh.call("PATCH", path, {"name": "Boss"}).status == 403
    assert fresh.get(path)["name"] == "Maya Lindqvist"


def test_unknown_conversations_are_404_for_every_method(service):
    path = service.path("conversation", str(uuid.uuid4()))
    assert service.call("GET", path).status == 404
    assert service.call("PATCH", path, {"topic": "x"}).status == 404
    assert service.call("GET", f"{path}/message").status == 404
    assert (
        service.call("POST", f"{path}/message", "x", headers={"Content-Type": "text/plain"}).status
        == 404
    )
