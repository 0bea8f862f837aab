"""Settings that are changed while the sandbox runs, over HTTP and from Python."""

from __future__ import annotations

import asyncio

import pytest

from explorer.sandbox.faults.table import FAULTS
from explorer.sandbox.refusals import SandboxError

FIRST = {"rate_limit": None, "latency": 0, "install_delay": 0.0, "lively": False}


def admin(service, method, path, body=None):
    token = service.sandbox.credentials.admin_token
    return service.call(method, f"/sandbox/{path}", body, token=token)


def test_they_are_shown_as_it_was_started(start, fresh):
    assert admin(fresh, "GET", "settings").json == FIRST
    limited = start(rate_limit=7, install_delay=2.5)
    assert admin(limited, "GET", "settings").json == FIRST | {
        "rate_limit": 7,
        "install_delay": 2.5,
    }


def test_a_rate_limit_is_set_and_taken_away(fresh):
    path = fresh.path("conversation", fresh.room("lunch"))
    assert fresh.call("GET", path).headers["x-ratelimit-limit"] == "100"
    reply = admin(fresh, "PATCH", "settings", {"rate_limit": 2})
    assert (reply.status, reply.json["rate_limit"]) == (200, 2)
    statuses = [fresh.call("GET", path).status for _ in range(4)]
    assert statuses[-1] == 429
    limited = fresh.call("GET", path)
    assert limited.headers["x-ratelimit-limit"] == "2"
    assert admin(fresh, "PATCH", "settings", {"rate_limit": None}).json == FIRST
    assert fresh.call("GET", path).status == 200


def test_every_call_of_the_service_waits_and_no_other(fresh, monkeypatch):
    waited = []

    async def note(seconds):
        waited.append(seconds)

    admin(fresh, "PATCH", "settings", {"latency": 250})
    with monkeypatch.context() as patched:
        patched.setattr(asyncio, "sleep", note)
        assert fresh.call("GET", fresh.path("conversation")).status == 200
        assert [each for each in waited if each] == [0.25]
        admin(fresh, "GET", "settings")
        fresh.call("GET", "/", token=None)
        assert [each for each in waited if each] == [0.25]


def test_an_installation_takes_its_time(fresh):
    admin(fresh, "PATCH", "settings", {"install_delay": 3600})
    made = fresh.call("POST", fresh.path("conversation"), {"name": "New", "privacy": "public"})
    assert made.status == 201
    reply = fresh.call("GET", fresh.path("conversation", made.json["id"]))
    assert reply.status == 403
    assert "not installed in this conversation yet" in reply.message


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"rate_limit": 0}, "rate_limit"),
        ({"rate_limit": True}, "rate_limit"),
        ({"rate_limit": "60"}, "rate_limit"),
        ({"latency": -1}, "latency"),
        ({"latency": None}, "latency"),
        ({"latency": 1.5}, "latency"),
        ({"install_delay": 86_401}, "install_delay"),
        ({"install_delay": True}, "install_delay"),
        ({"speed": 1}, "speed"),
        ({"latency": 5, "rate_limit": 0}, "rate_limit"),
        ({}, "body"),
        ([], "body"),
    ],
)
def test_what_makes_no_sense_changes_nothing(fresh, body, named):
    reply = admin(fresh, "PATCH", "settings", body)
    assert reply.status == 400
    assert named in reply.message
    assert admin(fresh, "GET", "settings").json == FIRST


def test_it_can_be_done_from_python(fresh):
    fresh.sandbox.tune(latency=1, rate_limit=50)
    assert fresh.sandbox.tuning() == FIRST | {"latency": 1, "rate_limit": 50}
    with pytest.raises(SandboxError, match="latency"):
        fresh.sandbox.tune(latency="much")


def test_the_faults_there_are_can_be_asked_for(fresh):
    kinds = admin(fresh, "GET", "fault-kinds").json["kinds"]
    assert [each["fault"] for each in kinds] == list(FAULTS)
    by_name = {each["fault"]: each for each in kinds}
    assert by_name["refuse"]["options"] == []
    how = by_name["cut"]["options"][1]
    assert (how["name"], how["words"], how["default"]) == ("how", ["fin", "rst"], "fin")
    assert all(each["takes"] for kind in kinds for each in kind["options"])
