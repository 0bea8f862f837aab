"""Rosters: who is in a conversation, and who may change that."""

from __future__ import annotations

import pytest


def roster(service, room="incident"):
    return service.path("conversation", service.room(room), "roster")


def users(service, room="incident"):
    return service.get(roster(service, room))["values"]


def test_lists_ids_with_a_link_to_the_directory_for_each(service):
    found = service.get(roster(service))
    assert set(found) == {"values", "_links"}
    nicks = ("tomas", "aisha", "kenji", "maya", "dan", "lena", "grace", "harbor", "sentinel")
    assert set(found["values"]) == {service.user(nick) for nick in nicks}
    assert list(found["_links"]) == found["values"]
    for user_id, link in found["_links"].items():
        person = service.get(link.removeprefix(service.sandbox.base_url))
        assert person["id"] == user_id


def test_lists_by_offset_without_gap_or_repetition(service):
    everyone = users(service, "launch")
    assert len(everyone) > 10
    found = []
    for start in range(0, len(everyone) + 4, 4):
        page = service.get(f"{roster(service, 'launch')}?start={start}&limit=4")
        assert list(page["_links"]) == page["values"]
        assert len(page["values"]) <= 4
        found += page["values"]
    assert found == everyone
    assert service.get(f"{roster(service)}?start={10**15}")["values"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=76", "start=-1", "start=x", "cursor=x"])
def test_a_bad_page_is_400_and_named(service, query):
    reply = service.call("GET", f"{roster(service)}?{query}")
    assert reply.status == 400
    assert reply.message.startswith(query.partition("=")[0])


def test_adds_and_removes_in_one_call(fresh):
    before = set(users(fresh))
    dan, chloe, ruth = map(fresh.user, ("dan", "chloe", "ruth"))
    reply = fresh.call("PATCH", roster(fresh), {"add": [chloe, ruth, chloe], "remove": [dan]})
    assert (reply.status, reply.body) == (204, b"")
    assert set(users(fresh)) == before - {dan} | {chloe, ruth}


def test_what_is_so_already_changes_nothing(fresh):
    before = users(fresh)
    chloe = fresh.user("chloe")
    for body in ({"add": before}, {"remove": [chloe]}, {"add": [], "remove": []}):
        assert fresh.call("PATCH", roster(fresh), body).status == 204
        assert users(fresh) == before


@pytest.mark.parametrize("field", ["add", "remove"])
def test_an_unknown_user_is_400_and_nothing_is_changed(fresh, field):
    before = users(fresh)
    other = "remove" if field == "add" else "add"
    known = fresh.user("dan") if other == "remove" else fresh.user("chloe")
    # Ines is on the other site only.
    for stranger in ("nobody", fresh.user("ines")):
        reply = fresh.call("PATCH", roster(fresh), {field: [stranger], other: [known]})
        assert reply.status == 400
        assert reply.message.startswith(f"{field}: there is no user '{stranger}'")
    assert users(fresh) == before


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({}, "add or remove"),
        ({"add": "someone"}, "add: must be a list"),
        ({"add": None, "remove": []}, "add: must not be null"),
        ({"add": [""]}, "add[0]: must not be empty"),
        ({"add": [7]}, "add[0]: must be a text"),
        ({"add": ["x"], "remove": ["x"]}, "both name 'x'"),
        ({"users": ["x"]}, "unknown member 'users'"),
        ([], "object"),
    ],
)
def test_a_change_that_breaks_a_rule_is_400_and_named(service, body, why):
    reply = service.call("PATCH", roster(service), body)
    assert reply.status == 400
    assert why in reply.message


def test_apps_do_not_come_and_go_by_the_roster(fresh):
    before = users(fresh)
    for body in (
        {"remove": [fresh.user("harbor")]},
        {"remove": [fresh.user("sentinel"), fresh.user("dan")]},
        {"add": [fresh.user("chloe"), fresh.user("standup")]},
    ):
        reply = fresh.call("PATCH", roster(fresh), body)
        assert reply.status == 403
        assert "is an app" in reply.message
    assert users(fresh) == before


def test_a_direct_conversation_stays_between_two(fresh):
    path = roster(fresh, "direct-acme-maya")
    assert set(users(fresh, "direct-acme-maya")) == {fresh.user("maya"), fresh.user("harbor")}
    reply = fresh.call("PATCH", path, {"add": [fresh.user("dan")]})
    assert reply.status == 403
    assert "direct" in reply.message


def test_a_room_token_reads_its_roster_and_cannot_change_it(fresh):
    path = roster(fresh, "builds")
    assert fresh.get(path, token=fresh.room_token)["values"]
    reply = fresh.call("PATCH", path, {"add": [fresh.user("dan")]}, token=fresh.room_token)
    assert reply.status == 403
    assert fresh.call("GET", roster(fresh), token=fresh.room_token).status == 403


def test_where_the_app_is_not_is_refused(service):
    assert service.call("GET", roster(service, "bookclub")).status == 403
    gone = service.path("conversation", "99999999-0000-4000-8000-000000000000", "roster")
    assert service.call("GET", gone).status == 404


def test_a_new_room_has_its_app_and_those_added(fresh):
    made = fresh.call("POST", fresh.path("conversation"), {"name": "New"}).json["id"]
    path = fresh.path("conversation", made, "roster")
    assert fresh.get(path)["values"] == [fresh.user("harbor")]
    assert fresh.call("PATCH", path, {"add": [fresh.user("dan")]}).status == 204
    assert set(fresh.get(path)["values"]) == {fresh.user("harbor"), fresh.user("dan")}


def test_what_the_path_does_not_do_is_405_and_names_all_it_does(service):
    for method in ("POST", "PUT", "DELETE"):
        reply = service.call(method, roster(service))
        assert (reply.status, reply.headers["allow"]) == (405, "GET, PATCH")
