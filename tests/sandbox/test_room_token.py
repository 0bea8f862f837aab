"""A room token: everything in its own conversation, nothing outside, and a user of its own."""

from __future__ import annotations

import pytest

TEXT = {"Content-Type": "text/plain"}


@pytest.fixture
def room(fresh):
    """Calls with the room token."""

    def call(method, path, body=None, **more):
        return fresh.call(method, path, body, token=fresh.room_token, **more)

    return call


def test_reads_and_writes_in_its_own_room(fresh, room):
    assert fresh.sandbox.credentials.room_conversation_id == fresh.room("builds")
    path = fresh.path("conversation", fresh.room("builds"))
    assert room("GET", path).json["name"] == "Builds"
    sent = room("POST", f"{path}/message", "built", headers=TEXT)
    assert sent.status == 201
    message = f"{path}/message/{sent.json['id']}"
    assert room("GET", message).json["sender"]["id"] == fresh.user("notes")
    assert room("PUT", message, "built again", headers=TEXT).status == 200
    assert room("GET", f"{message}/context?before=3").status == 200
    assert room("DELETE", message).status == 204


def test_its_user_is_another_than_the_apps(fresh, room):
    own = room("GET", "/me").json
    assert own["account_id"] == fresh.user("notes")
    assert own["name"] == "Build Notes"
    assert fresh.get("/me")["account_id"] == fresh.user("harbor")


def test_neither_changes_messages_of_the_other(fresh, room):
    path = fresh.path("conversation", fresh.room("builds"), "message")
    of_notes = room("POST", path, "mine", headers=TEXT).json["id"]
    of_harbor = fresh.call("POST", path, "ours", headers=TEXT).json["id"]
    assert room("DELETE", f"{path}/{of_harbor}").status == 403
    assert fresh.call("DELETE", f"{path}/{of_notes}").status == 403


def test_its_modules_are_its_own(fresh, room):
    path = fresh.path("conversation", fresh.room("builds"), "app", "module", "chat:dialog")
    assert [each["key"] for each in room("GET", path).json["values"]] == ["build-log"]
    assert fresh.get(path)["values"] == []
    body = {"title": {"value": "T"}, "url": "/t"}
    assert room("PUT", f"{path}/t", body).status == 204
    assert fresh.get(path)["values"] == []
    state = fresh.path(
        "conversation", fresh.room("builds"), "app/module/chat:configuration/configuration/state"
    ).replace("%2F", "/")
    assert room("PUT", state, {"configured": True}).status == 204


def test_it_lists_its_site(fresh, room):
    assert [each["id"] for each in room("GET", "/site/").json["values"]] == [fresh.cloud]


def test_other_conversations_are_403_known_or_not(fresh, room):
    for other in (fresh.room("lunch"), fresh.room("leadership"), "no-such-conversation"):
        for tail in ("", "/message", "/message/recent", "/app/module/chat:bot"):
            reply = room("GET", fresh.path("conversation", other) + tail)
            assert reply.status == 403
            assert "room token" in reply.message
        reply = room("POST", fresh.path("conversation", other, "message"), "x", headers=TEXT)
        assert reply.status == 403


def test_lists_directory_and_users_are_403(fresh, room):
    base = fresh.path("conversation")
    user = fresh.user("maya")
    for method, path, body in (
        ("GET", base, None),
        ("GET", f"{base}/user/{user}", None),
        ("POST", f"{base}/user/{user}/message", "x"),
        ("PUT", f"{base}/user/{user}/message/7", "x"),
        ("DELETE", f"{base}/user/{user}/message/7", None),
        ("GET", f"/scim/site/{fresh.cloud}/Users/{user}", None),
    ):
        reply = room(method, path, body, headers=TEXT if body else {})
        assert reply.status == 403, path
        assert "room token" in reply.message


def test_it_does_not_manage(fresh, room):
    reply = room("POST", fresh.path("conversation"), {"name": "x"})
    assert reply.status == 403
    assert "manage:conversation" in reply.message
    reply = room("PATCH", fresh.path("conversation", fresh.room("builds")), {"topic": "x"})
    assert reply.status == 403


def test_its_room_under_the_other_site_is_404(fresh, room):
    path = fresh.path("conversation", fresh.room("builds"), cloud=fresh.labs)
    assert room("GET", path).status == 404
