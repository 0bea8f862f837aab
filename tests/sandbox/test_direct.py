"""Direct conversations: started by the first call, once; messages to a user."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

TEXT = {"Content-Type": "text/plain"}


def direct(service, nick):
    return service.path("conversation", "user", service.user(nick))


def test_the_first_get_starts_it_and_the_next_finds_it(fresh):
    listed = fresh.get(fresh.path("conversation") + "?query=sofia")
    assert listed["values"] == []
    made = fresh.get(direct(fresh, "sofia"))
    assert made["type"] == "direct"
    assert made["privacy"] == "private"
    assert made["name"] == "Sofia Rossi"
    assert fresh.get(direct(fresh, "sofia")) == made
    assert fresh.get(fresh.path("conversation", made["id"])) == made
    assert fresh.get(fresh.path("conversation") + "?query=sofia")["values"] == [made]


def test_starting_it_from_two_servers_at_once_makes_one(start):
    servers = [start(), start()]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda each: each.get(direct(each, "sofia"))["id"], servers))
    assert found[0] == found[1]


def test_a_seeded_one_is_found(service):
    found = service.get(direct(service, "maya"))
    assert found["id"] == service.room("direct-acme-maya")


def test_both_sites_have_their_own_with_the_same_person(fresh):
    here = fresh.get(direct(fresh, "kenji"))
    there = fresh.get(fresh.path("conversation", "user", fresh.user("kenji"), cloud=fresh.labs))
    assert here["id"] != there["id"]
    assert there["cloudId"] == fresh.labs


def test_sending_starts_it_too(fresh):
    reply = fresh.call("POST", f"{direct(fresh, 'sofia')}/message", "hello", headers=TEXT)
    assert reply.status == 201
    made = fresh.get(direct(fresh, "sofia"))
    found = fresh.get(fresh.path("conversation", made["id"], "message"))["messages"]
    assert [each["id"] for each in found] == [reply.json["id"]]
    assert found[0]["sender"]["id"] == fresh.user("harbor")


def test_edits_and_deletes_by_either_path(fresh):
    path = f"{direct(fresh, 'maya')}/message"
    room = fresh.path("conversation", fresh.room("direct-acme-maya"), "message")
    made = fresh.call("POST", path, "one", headers=TEXT).json["id"]
    reply = fresh.call("PUT", f"{path}/{made}", "two", headers=TEXT)
    assert (reply.status, reply.json) == (200, {"id": made})
    assert fresh.get(f"{room}/{made}")["text"] == "two"
    assert fresh.call("PUT", f"{room}/{made}", "three", headers=TEXT).status == 200
    assert fresh.call("DELETE", f"{path}/{made}").status == 204
    assert fresh.call("GET", f"{room}/{made}").status == 404
    assert fresh.call("DELETE", f"{path}/{made}").status == 404


def test_what_the_user_wrote_stays_theirs(fresh):
    room = fresh.path("conversation", fresh.room("direct-acme-maya"), "message")
    theirs = next(
        each["id"]
        for each in fresh.get(room)["messages"]
        if each["sender"]["id"] == fresh.user("maya")
    )
    path = f"{direct(fresh, 'maya')}/message/{theirs}"
    assert fresh.call("DELETE", path).status == 403
    assert fresh.call("PUT", path, "x", headers=TEXT).status == 403


@pytest.mark.parametrize("user", ["nobody", "557058:00000000-0000-4000-8000-000000000000", "all"])
def test_an_unknown_user_is_404(service, user):
    base = service.path("conversation", "user", user)
    for method, path, body in (
        ("GET", base, None),
        ("POST", f"{base}/message", "x"),
        ("PUT", f"{base}/message/7", "x"),
        ("DELETE", f"{base}/message/7", None),
    ):
        reply = service.call(method, path, body, headers=TEXT if body else {})
        assert reply.status == 404
        assert "user" in reply.message


def test_someone_of_the_other_site_only_is_404(service):
    assert service.call("GET", direct(service, "ines")).status == 404


def test_a_message_where_no_conversation_was_started_is_404(fresh):
    reply = fresh.call("DELETE", f"{direct(fresh, 'grace')}/message/7")
    assert reply.status == 404
    assert fresh.get(fresh.path("conversation") + "?query=grace")["values"] == []


def test_apps_have_no_direct_conversations(service):
    reply = service.call("GET", direct(service, "sentinel"))
    assert reply.status == 403
    assert "Sentinel is an app" in reply.message
