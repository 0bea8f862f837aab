"""The archive: what is in it is read as before, left out of lists and not written to."""

from __future__ import annotations

import pytest


def room(service, key="lunch"):
    return service.path("conversation", service.room(key))


def listed(service, query=""):
    page = service.get(f"{service.path('conversation')}?query=Lunch{query}")
    return [each["name"] for each in page["values"]]


def test_archives_and_takes_out_again(fresh):
    before = fresh.get(room(fresh))
    assert (before["isArchived"], listed(fresh)) == (False, ["Lunch"])

    reply = fresh.call("PUT", f"{room(fresh)}/archive", {})
    assert (reply.status, reply.body) == (204, b"")
    within = fresh.get(room(fresh))
    assert within == before | {"isArchived": True, "modified": within["modified"]}
    assert within["modified"] > before["modified"]
    assert (listed(fresh), listed(fresh, "&include-archived=true")) == ([], ["Lunch"])
    message = fresh.call(
        "POST", f"{room(fresh)}/message", "no", headers={"Content-Type": "text/plain"}
    )
    assert message.status == 403

    assert fresh.call("PUT", f"{room(fresh)}/unarchive", {}).status == 204
    assert fresh.get(room(fresh))["isArchived"] is False
    assert listed(fresh) == ["Lunch"]
    message = fresh.call(
        "POST", f"{room(fresh)}/message", "yes", headers={"Content-Type": "text/plain"}
    )
    assert message.status == 201


@pytest.mark.parametrize(("act", "key"), [("archive", "parcel2"), ("unarchive", "lunch")])
def test_what_is_so_already_changes_nothing(fresh, act, key):
    before = fresh.get(room(fresh, key))
    for _ in range(2):
        assert fresh.call("PUT", f"{room(fresh, key)}/{act}").status == 204
    assert fresh.get(room(fresh, key)) == before


@pytest.mark.parametrize("act", ["archive", "unarchive"])
@pytest.mark.parametrize(
    ("body", "content_type", "why"),
    [
        ({"archived": True}, None, "empty JSON object"),
        ([], None, "object"),
        ("{", "application/json", "not JSON"),
        ("{}", "text/plain", "Content-Type"),
    ],
)
def test_takes_an_empty_object_or_nothing(service, act, body, content_type, why):
    headers = {"Content-Type": content_type} if content_type else {}
    reply = service.call("PUT", f"{room(service)}/{act}", body, headers=headers)
    assert reply.status == 400
    assert why in reply.message


@pytest.mark.parametrize("act", ["archive", "unarchive"])
def test_who_may_and_where(service, act):
    direct = service.call("PUT", f"{room(service, 'direct-acme-maya')}/{act}")
    assert (direct.status, "direct" in direct.message) == (403, True)
    own = service.call("PUT", f"{room(service, 'builds')}/{act}", token=service.room_token)
    assert own.status == 403
    weak = service.call("PUT", f"{room(service)}/{act}", token=service.participate)
    assert (weak.status, "manage:conversation" in weak.message) == (403, True)
    assert service.call("PUT", f"{room(service, 'bookclub')}/{act}").status == 403
    for method in ("GET", "POST", "PATCH", "DELETE"):
        reply = service.call(method, f"{room(service)}/{act}")
        assert (reply.status, reply.headers["allow"]) == (405, "PUT")


def test_a_query_is_400_and_named(service):
    reply = service.call("PUT", f"{room(service)}/archive?force=true")
    assert (reply.status, reply.message.startswith("force")) == (400, True)
