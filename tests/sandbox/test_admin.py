"""The admin path: its token, its faults, and what it says to what makes no sense."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
import time
from contextlib import closing

import pytest

from explorer.sandbox import credentials
from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.server import Sandbox


def newest(service):
    """The number of the request that came last; of all of them only so many are kept."""
    return max((each.number for each in service.sandbox.requests()), default=0)


def admin(service, method, path, body=None, **more):
    more.setdefault("token", service.sandbox.credentials.admin_token)
    return service.call(method, f"/sandbox/{path}", body, **more)


# Its token


@pytest.mark.parametrize("path", ["faults", "requests", "snapshots", "reset", "nothing", ""])
def test_it_takes_its_own_token_and_no_other(service, path):
    for token in (None, service.both, service.room_token, "sandbox-admin-wrong", "ä"):
        reply = admin(service, "GET", path, token=token)
        assert reply.status == 401
        assert "STRIDE_SANDBOX_ADMIN_TOKEN" in reply.message
        assert reply.headers["www-authenticate"] == "Bearer"
    own = service.sandbox.credentials.admin_token
    assert admin(service, "GET", path, headers={"Authorization": f"Basic {own}"}).status == 401


def test_its_token_is_none_of_the_services(service):
    assert service.call("GET", "/me", token=service.sandbox.credentials.admin_token).status == 401


def test_an_older_file_is_given_a_token_and_keeps_it(fresh_file):
    with sqlite3.connect(fresh_file, isolation_level=None) as connection:
        query = "SELECT value FROM meta WHERE name = 'credentials'"
        kept = json.loads(connection.execute(query).fetchone()[0])
        del kept["admin_token"]
        connection.execute(
            "UPDATE meta SET value = ? WHERE name = 'credentials'", (json.dumps(kept),)
        )
    connection.close()
    with Sandbox.start(db=fresh_file) as first, Sandbox.start(db=fresh_file) as second:
        tokens = {each.credentials.admin_token for each in (first, second)}
        assert first.credentials.client_secret == kept["client_secret"]
    with Sandbox.start(db=fresh_file) as third:
        tokens.add(third.credentials.admin_token)
    assert len(tokens) == 1
    assert len(tokens.pop()) > 30


def test_its_token_repeats_only_with_a_moment(seeded_file):
    assert credentials.Mint(1).secret("admin token", 32) in _token(seeded_file)
    with Sandbox.start() as first, Sandbox.start() as second:
        assert first.credentials.admin_token != second.credentials.admin_token
        assert first.credentials.admin_token not in repr(first.credentials)


def _token(path):
    with Sandbox.start(db=path, port=0) as sandbox:
        return sandbox.credentials.admin_token


def test_it_is_refused_to_pages_of_other_origins_and_offers_none_its_answers(service):
    headers = {"Origin": "https://evil.example"}
    assert admin(service, "GET", "faults", headers=headers).status == 403
    reply = admin(service, "GET", "faults", headers={"Origin": "http://localhost:8888"})
    assert not [name for name in reply.headers if name.startswith("access-control")]
    assert admin(service, "OPTIONS", "faults").status == 405


# What makes no sense


@pytest.mark.parametrize(
    ("method", "path", "status", "why"),
    [
        ("GET", "nothing", 404, "no such path"),
        ("GET", "faults/", 404, "no such path"),
        ("GET", "requests/1/2", 404, "no such path"),
        ("GET", "snapshots/a/restore/x", 404, "no such path"),
        ("GET", "reset", 405, "Allowed: POST"),
        ("PUT", "faults", 405, "Allowed: DELETE, GET, POST"),
        ("GET", "faults/1", 405, "Allowed: DELETE"),
        ("DELETE", "faults/99", 404, "no fault '99'"),
        ("DELETE", "faults/x", 400, "id: must be a whole number"),
        ("GET", "requests/99999", 404, "no request '99999'"),
        ("GET", "requests/%FF", 400, "not UTF-8"),
        ("GET", "requests?limit=0", 400, "limit: must be 1 to 1000"),
        ("GET", "requests?limit=x", 400, "limit"),
        ("GET", "requests?since=1", 400, "It takes: after, limit"),
        ("GET", "faults?x=1", 400, "It takes none"),
        ("PUT", "snapshots/.hidden", 400, "cannot name a snapshot"),
        ("PUT", "snapshots/a%2Fb", 400, "cannot name a snapshot"),
        ("PUT", "snapshots/..", 400, "cannot name a snapshot"),
        ("PUT", "snapshots/" + "a" * 65, 400, "cannot name a snapshot"),
        ("PUT", "snapshots/%C3%A4", 400, "cannot name a snapshot"),
        ("POST", "snapshots/none/restore", 404, "no snapshot 'none'"),
        ("DELETE", "snapshots/none", 404, "no snapshot 'none'"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_sentence(service, method, path, status, why):
    reply = admin(service, method, path)
    assert reply.status == status
    assert why in reply.message


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ("", "no fault ''"),
        ("stauts=503", "Did you mean status?"),
        ("nonsense", "There are: latency, status"),
        ("status=99", "status=99: must be a whole number, 200 to 599"),
        ("status=+503", "must be a whole number"),
        ("status=५०३", "must be a whole number"),
        ("status,status=503,status=504", "given twice"),
        ("status=503,status=504", "given twice"),
        ("refuse=1", "refuse takes no value"),
        ("refuse,how=rst", "It takes no options of its own; all take rate, count, after"),
        ("cut,how=hard", "must be fin or rst"),
        ("cut,how", "write name=value"),
        ("status=503,rate=1.5", "from 0 to 1"),
        ("status=503,rate=nan", "from 0 to 1"),
        ("status=503,rate=1e-3", "from 0 to 1"),
        ("status=503,count=0", "count=0"),
        ("status=503,after=-1", "after=-1"),
        ("status=503@MeGetHandlr", "Did you mean MeGetHandler?"),
        ("status=503@", "no operation"),
        ("status=503@MeGetHandler+", "no operation"),
        ("redirect=http://a b/", "visible ASCII"),
        ('{"spec": 1}', "must be"),
        ('{"fault": "cut"}', "must be"),
        ("{", "neither a fault nor"),
        (b"\xff", "neither a fault nor"),
    ],
)
def test_a_spec_that_makes_no_sense_is_refused(service, spec, why):
    reply = admin(service, "POST", "faults", spec)
    assert reply.status == 400
    assert why in reply.message
    assert admin(service, "GET", "faults").json == {"faults": []}


# Standing faults


def me(service, **more):
    return service.call("GET", "/me", **more).status


def test_a_fault_stands_until_it_is_taken_away(fresh):
    added = admin(fresh, "POST", "faults", "status=503,retry-after=2@MeGetHandler")
    assert added.status == 201
    assert added.json == {
        "id": 1,
        "spec": "status=503,retry-after=2@MeGetHandler",
        "fault": "status",
        "options": {"status": 503, "retry-after": 2},
        "for": ["MeGetHandler"],
        "rate": 1.0,
        "count": None,
        "after": 0,
        "committed": False,
        "matched": 0,
        "struck": 0,
        "over": False,
    }
    other = admin(fresh, "POST", "faults", {"spec": "html@GetAllHandler"}).json["id"]
    assert [me(fresh), me(fresh)] == [503, 503]
    assert fresh.call("GET", fresh.path("conversation")).status == 200
    assert fresh.call("GET", "/site/").headers["content-type"].startswith("text/html")
    listed = admin(fresh, "GET", "faults").json["faults"]
    assert [(each["matched"], each["struck"]) for each in listed] == [(2, 2), (1, 1)]
    assert admin(fresh, "DELETE", f"faults/{other}").status == 204
    assert fresh.get("/site/")
    assert me(fresh) == 503
    assert admin(fresh, "DELETE", "faults").status == 204
    assert me(fresh) == 200
    assert admin(fresh, "GET", "faults").json == {"faults": []}


def test_it_meets_no_faults_itself(fresh):
    admin(fresh, "POST", "faults", "status=500")
    assert admin(fresh, "GET", "faults", headers={"Prefer": "code=404"}).status == 200
    assert "x-ratelimit-limit" not in admin(fresh, "GET", "faults").headers


def test_a_fault_is_for_a_number_of_calls_and_after_some(fresh):
    admin(fresh, "POST", "faults", "status=502,count=2,after=1@MeGetHandler")
    assert [me(fresh) for _ in range(5)] == [200, 502, 502, 200, 200]
    assert admin(fresh, "GET", "faults").json["faults"][0]["over"] is True


def test_the_first_of_two_faults_strikes_until_it_is_over(fresh):
    admin(fresh, "POST", "faults", "status=502,count=1")
    admin(fresh, "POST", "faults", "status=503,count=1")
    assert [me(fresh) for _ in range(3)] == [502, 503, 200]


def test_a_rate_repeats_with_the_seed(start, fresh_file):
    def strikes(seed):
        # As if the file had been made from that number.
        with closing(sqlite3.connect(fresh_file)) as connection, connection:
            connection.execute("UPDATE meta SET value = ? WHERE name = 'seed'", (str(seed),))
        service = start(seed=seed)
        service.sandbox.add_fault("status=503,rate=0.3@MeGetHandler")
        return [me(service) for _ in range(60)]

    first = strikes(seed=1)
    assert strikes(seed=1) == first
    assert strikes(seed=2) != first
    assert 8 <= first.count(503) <= 30
    assert set(first) == {200, 503}


@pytest.mark.parametrize(("rate", "status"), [("0", 200), ("1", 503), ("0.0", 200), ("1.0", 503)])
def test_a_rate_of_none_and_of_all(fresh, rate, status):
    fresh.sandbox.add_fault(f"status=503,rate={rate}")
    assert {me(fresh) for _ in range(20)} == {status}


def test_faults_are_for_methods_and_for_the_token_endpoint_where_it_is_named(fresh):
    body = {"Content-Type": "text/plain"}
    lunch = fresh.path("conversation", fresh.room("lunch"), "message")

    def token():
        held = fresh.sandbox.credentials
        asked = {
            "grant_type": "client_credentials",
            "client_id": held.client_id,
            "client_secret": held.client_secret,
        }
        return fresh.call("POST", "/oauth/token", asked, token=None).status

    fresh.sandbox.add_fault("status=503@POST+PUT")
    assert fresh.call("POST", lunch, "x", headers=body).status == 503
    assert (me(fresh), token()) == (200, 200)
    fresh.sandbox.clear_faults()
    fresh.sandbox.add_fault("status=503")
    assert (me(fresh), token()) == (503, 200)
    fresh.sandbox.clear_faults()
    fresh.sandbox.add_fault("status=500,count=1@token+MeGetHandler")
    assert (token(), me(fresh)) == (500, 200)
    asked = fresh.call("POST", "/oauth/token", {}, token=None, headers={"Prefer": "code=418"})
    assert asked.status == 418


# The four roads


def test_faults_from_the_start(start):
    service = start(faults=["status=502,count=1@MeGetHandler", "empty@MeGetHandler"])
    assert me(service) == 502
    assert service.call("GET", "/me").body == b""
    assert len(admin(service, "GET", "faults").json["faults"]) == 2
    with pytest.raises(SandboxError, match="Did you mean"):
        Sandbox.start(faults=["stauts"])


def test_a_magic_token(fresh):
    def with_tail(tail, token=None):
        return fresh.call("GET", "/me", token=f"{token or fresh.both}~{tail}")

    assert with_tail("status=418").status == 418
    assert with_tail("wrong-type").json == fresh.get("/me")
    assert with_tail("latency=1~empty").body == b""
    assert with_tail("status=502@GetAllHandler").status == 200
    assert with_tail("status=502", token="unknown").status == 401
    assert with_tail("status=502", token=fresh.room_token).status == 502
    assert with_tail("nonsense").status == 400
    assert "Did you mean status?" in with_tail("stauts").message
    tail = "status=503,count=2"
    assert [with_tail(tail).status for _ in range(3)] == [503, 503, 200]
    assert with_tail(tail, token=fresh.participate).status == 503


def test_prefer_goes_before_a_magic_token_and_that_before_what_stands(fresh):
    number = fresh.sandbox.add_fault("status=500")
    magic = f"{fresh.both}~status=501"
    assert me(fresh) == 500
    assert me(fresh, token=magic) == 501
    assert me(fresh, token=magic, headers={"Prefer": "code=502"}) == 502
    assert admin(fresh, "GET", "faults").json["faults"][0]["matched"] == 1
    assert fresh.sandbox.remove_fault(number)
    assert not fresh.sandbox.remove_fault(number)


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        ("code=503, delay=1", "code=503, delay=1"),
        ("delay=1,code=503", "delay=1, code=503"),
        ('return=minimal, CODE="503" ; retry-after=1, wait=3', "code=503"),
        ("respond-async, fault=status; status=503", "fault=status"),
    ],
)
def test_prefer_as_it_may_be_spelled(service, prefer, applied):
    reply = service.call("GET", "/me", headers={"Prefer": prefer})
    assert reply.status == 503
    assert reply.headers["preference-applied"] == applied


@pytest.mark.parametrize(
    "prefer", ["return=minimal", "respond-async", "wait=3", "", '"', "=", ",", ";;", 'a="b']
)
def test_other_preferences_are_let_be(service, prefer):
    reply = service.call("GET", "/me", headers={"Prefer": prefer})
    assert reply.status == 200
    assert "preference-applied" not in reply.headers


@pytest.mark.parametrize(
    ("prefer", "why"),
    [
        ("code=abc", "must be a whole number"),
        ("code", "must be a whole number"),
        ("delay=-1", "must be a whole number"),
        ("fault=ctu", "Did you mean cut?"),
        ("fault", "no fault ''"),
        ("fault=cut; byte=3", "no option 'byte'"),
        ("code=503; rate=0.5", "faults that last"),
        ("fault=cut; count=1", "faults that last"),
        ("code=503, fault=cut", "more than one fault"),
    ],
)
def test_a_preference_that_makes_no_sense_is_refused(service, prefer, why):
    reply = service.call("GET", "/me", headers={"Prefer": prefer})
    assert reply.status == 400
    assert why in reply.message


def test_the_same_from_python(fresh):
    number = fresh.sandbox.add_fault("status=503,count=1@MeGetHandler")
    assert [me(fresh), me(fresh)] == [503, 200]
    assert fresh.sandbox.faults() == admin(fresh, "GET", "faults").json["faults"]
    assert fresh.sandbox.faults()[0]["struck"] == 1
    assert fresh.sandbox.remove_fault(number)
    assert fresh.sandbox.faults() == []


def test_a_sandbox_stops_at_once_under_a_long_fault(start):
    service = start()
    lines = []
    for prefer in ("delay=600000", "fault=drip; every=60000", "fault=huge; bytes=1000000000"):
        line = socket.create_connection(("127.0.0.1", service.sandbox.port), timeout=5)
        line.sendall(
            f"GET /me HTTP/1.1\r\nHost: localhost\r\nPrefer: {prefer}\r\n"
            f"Authorization: Bearer {service.both}\r\n\r\n".encode()
        )
        lines.append(line)
    deadline = time.monotonic() + 5
    while [bool(each.fault) for each in service.sandbox.requests()] != [True] * 3:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    begun = time.perf_counter()
    service.sandbox.stop()
    assert time.perf_counter() - begun < 2
    for line in lines:
        line.close()


def test_faults_are_added_from_many_threads(fresh):
    def add():
        for _ in range(20):
            fresh.sandbox.remove_fault(fresh.sandbox.add_fault("status=503@token"))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for each in threads:
        each.start()
    assert {me(fresh) for _ in range(20)} == {200}
    for each in threads:
        each.join()
    assert admin(fresh, "GET", "faults").json == {"faults": []}
    for _ in range(200):
        fresh.sandbox.add_fault("status=503")
    with pytest.raises(SandboxError, match="200 faults stand"):
        fresh.sandbox.add_fault("status=503")


# Its index


@pytest.mark.parametrize("path", ["/sandbox", "/sandbox/"])
def test_the_index_names_every_path_with_what_it_does(service, path):
    token = service.sandbox.credentials.admin_token
    seen = newest(service)
    reply = service.call("GET", path, token=token)
    assert reply.status == 200
    rows = reply.json["paths"]
    assert rows[0] == {"method": "GET", "path": "/sandbox/", "does": "Lists what there is here."}
    does = {(row["method"], row["path"]): row["does"] for row in rows}
    assert "standing faults" in does["POST", "/sandbox/reset"]
    assert ("POST", "/sandbox/snapshots/{name}/restore") in does
    assert ("GET", "/sandbox/requests/{number}/bytes") in does
    for method, each in does:
        # Each path is one: another method than those of it is refused as such.
        known = {other for other, place in does if place == each}
        refused = service.call("TRACE", each.replace("{", "").replace("}", ""), token=token)
        assert (refused.status, refused.headers["allow"]) == (405, ", ".join(sorted(known)))
        assert method in known
    assert newest(service) == seen


@pytest.mark.parametrize("path", ["/sandbox", "/sandbox?", "/sandbox/", "/sandbox?x=1"])
def test_the_index_takes_the_token_and_is_in_no_log(service, path):
    seen = newest(service)
    assert service.call("GET", path).status == 401
    status = service.call("GET", path, token=service.sandbox.credentials.admin_token).status
    assert status == (400 if "x" in path.partition("?")[2] else 200)
    assert newest(service) == seen


def test_what_only_begins_like_it_is_the_services(service):
    seen = newest(service)
    assert service.call("GET", "/sandboxes").status == 404
    assert newest(service) == seen + 1


def test_a_reset_leaves_standing_faults(fresh):
    fresh.sandbox.add_fault("status=503")
    assert admin(fresh, "POST", "reset").status == 204
    assert [each["spec"] for each in fresh.sandbox.faults()] == ["status=503"]
