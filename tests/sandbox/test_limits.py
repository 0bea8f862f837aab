"""Calls are counted by app and conversation; above a limit that was set, the answer is 429."""

from __future__ import annotations

import re
import time
from datetime import datetime

import pytest

from explorer.sandbox.store import quotas

NAMES = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


def quota(reply):
    return tuple(reply.headers[name] for name in NAMES)


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """A minute that does not end in the middle of a test."""
    begun = time.time()
    monkeypatch.setattr("time.time", lambda: begun)
    return begun


def test_each_answer_says_what_is_left(fresh, still):
    path = fresh.path("conversation", fresh.room("lunch"))
    for used in (1, 2, 3):
        limit, remaining, reset = quota(fresh.call("GET", path))
        assert (limit, remaining) == ("100", str(100 - used))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", reset)
        assert datetime.fromisoformat(reset).timestamp() == int(still) + 60


def test_refusals_after_the_token_say_it_too(fresh):
    path = fresh.path("conversation", fresh.room("lunch"))
    assert quota(fresh.call("PATCH", path, {"name": ""}))[1] == "99"
    assert quota(fresh.call("PATCH", path, {"name": "x"}, token=fresh.participate))[1] == "98"
    assert quota(fresh.call("GET", f"{path}/message/none"))[1] == "97"


def test_without_a_limit_nothing_is_refused(fresh):
    path = fresh.path("conversation", fresh.room("lunch"))
    replies = [fresh.call("GET", path) for _ in range(105)]
    assert {each.status for each in replies} == {200}
    assert quota(replies[-1])[:2] == ("100", "0")


def test_above_the_limit_429_in_the_services_words(start, monkeypatch, still):
    service = start(rate_limit=3)
    path = service.path("conversation", service.room("lunch"))
    for left in ("2", "1", "0"):
        reply = service.call("GET", path)
        assert reply.status == 200
        assert quota(reply)[:2] == ("3", left)
    reply = service.call("GET", f"{path}/message")
    assert reply.status == 429
    assert reply.json == {"code": 429, "message": "request has been rate limited"}
    assert quota(reply)[:2] == ("3", "0")
    assert "retry-after" not in reply.headers
    monkeypatch.setattr("time.time", lambda: still + 61)
    assert quota(service.call("GET", path))[:2] == ("3", "2")


def test_what_is_refused_is_not_done(start):
    service = start(rate_limit=1)
    path = service.path("conversation", service.room("lunch"), "message")
    text = {"Content-Type": "text/plain"}
    assert service.call("POST", path, "one", headers=text).status == 201
    assert service.call("POST", path, "two", headers=text).status == 429
    with service.sandbox._database.reading() as connection:
        found = connection.execute("SELECT text FROM message WHERE text IN ('one', 'two')")
        assert found.fetchall() == [("one",)]


def test_conversations_and_apps_count_apart(start):
    service = start(rate_limit=2)

    def left(path, **more):
        return quota(service.call("GET", path, **more))[1]

    builds = service.path("conversation", service.room("builds"))
    assert left(builds) == "1"
    assert left(service.path("conversation", service.room("lunch"))) == "1"
    assert left(builds, token=service.room_token) == "1"
    assert left(builds, token=service.participate) == "0"
    assert left("/me") == "1"
    assert left(service.path("conversation")) == "0"


def test_a_direct_conversation_counts_by_either_path(start):
    service = start(rate_limit=5)
    user = service.path("conversation", "user", service.user("maya"))
    room = service.path("conversation", service.room("direct-acme-maya"))
    assert quota(service.call("GET", user))[1] == "4"
    assert quota(service.call("GET", room))[1] == "3"
    assert quota(service.call("GET", user))[1] == "2"


def test_two_servers_on_one_file_count_together(start):
    first, second = start(rate_limit=4), start(rate_limit=4)
    path = first.path("conversation", first.room("lunch"))
    left = [quota(each.call("GET", path))[1] for each in (first, second, first, second)]
    assert left == ["3", "2", "1", "0"]
    assert second.call("GET", path).status == 429


def test_counters_of_past_minutes_are_forgotten(fresh):
    with fresh.sandbox._database.writing() as connection:
        for number in range(50):
            quotas.count(connection, "app", f"place {number}", 1000.0)
        quotas.count(connection, "app", "another", 1060.0)
        assert connection.execute("SELECT count(*) FROM quota").fetchone() == (1,)


def test_without_a_limit_servers_learn_of_each_other_within_a_second(start, monkeypatch, still):
    first, second = start(), start()
    path = first.path("conversation", first.room("lunch"))

    def left(service):
        return quota(service.call("GET", path))[1]

    assert [left(first), left(first), left(second), left(first)] == ["99", "98", "98", "97"]
    monkeypatch.setattr("time.time", lambda: still + 1.5)
    # What the first has counted meanwhile is written down, and the second hears of it.
    assert left(first) == "95"
    assert left(second) == "94"
    monkeypatch.setattr("time.time", lambda: still + 61)
    assert [left(first), left(first), left(second)] == ["99", "98", "98"]


def test_without_a_limit_most_calls_write_nothing(fresh):
    connection = fresh.sandbox._database.connection
    path = fresh.path("conversation", fresh.room("lunch"))
    fresh.call("GET", path)
    before = connection.total_changes
    assert {quota(fresh.call("GET", path))[1] for _ in range(3)} == {"98", "97", "96"}
    assert connection.total_changes == before


def test_a_ledger_forgets_past_minutes(fresh, monkeypatch):
    monkeypatch.setattr(quotas, "_MOST_LINES", 5)
    ledger = quotas.Ledger()
    connection = fresh.sandbox._database.connection
    for number in range(5):
        assert ledger.count(connection, "app", f"place {number}", 1000.0).used == 1
    assert ledger.count(connection, "app", "place 1", 1000.5).used == 2
    assert ledger.count(connection, "app", "another", 1060.0).used == 1
    assert list(ledger._lines) == [("app", "another")]
