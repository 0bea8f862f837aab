"""A lively sandbox: people answer what is sent, rooms go on by themselves, and off it is still."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing

import pytest

from explorer.sandbox.lively import life, script

FAST = life.Pace(answer=(0.01, 0.02), line=(0.01, 0.02), talk=(0.05, 0.06))
STILL = life.Pace(answer=(0.01, 0.02), line=(0.01, 0.02), talk=(3600, 3600))
DEADLINE = 20.0
ORIGINAL = life.Life.__init__


@pytest.fixture
def paced(start, monkeypatch):
    """Starts a sandbox whose people are quick."""

    def begin(pace=STILL, **options):
        def quick(self, *arguments):
            ORIGINAL(self, *arguments, pace)

        monkeypatch.setattr(life.Life, "__init__", quick)
        return start(**options)

    return begin


def texts(service, room):
    found = service.call("GET", service.path("conversation", room, "message")).json["messages"]
    return [(each["sender"]["id"], each["text"]) for each in found]


def until(condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def send(service, room, words):
    path = service.path("conversation", room, "message")
    reply = service.call("POST", path, words, headers={"Content-Type": "text/plain"})
    assert reply.status == 201
    return reply.json["id"]


def test_someone_of_the_room_answers_what_an_app_sends(paced):
    service = paced(lively=True)
    room = service.room("launch")
    people = service.call("GET", service.path("conversation", room, "roster")).json["values"]
    me = service.call("GET", "/me").json["account_id"]
    send(service, room, "Thanks for the demo")
    before = len(texts(service, room))
    until(lambda: texts(service, room)[-1][1] != "Thanks for the demo")
    speaker, words = texts(service, room)[-1]
    assert speaker in people
    assert speaker != me
    assert words
    assert len(texts(service, room)) >= before


def test_the_same_seed_says_the_same(paced):
    said = []
    for _ in range(2):
        service = paced(lively=True, seed=1)
        room = service.room("launch")
        send(service, room, "Shall we ship?")
        until(lambda service=service, room=room: texts(service, room)[-1][1] != "Shall we ship?")
        said.append(texts(service, room)[-1][1])
    assert said[0] == said[1]


def test_it_is_still_unless_asked_for_and_can_be_changed_while_it_runs(paced):
    service = paced(FAST)
    room = service.room("launch")
    send(service, room, "Hello?")
    token = service.sandbox.credentials.admin_token
    time.sleep(0.3)
    assert texts(service, room)[-1][1] == "Hello?"
    reply = service.call("PATCH", "/sandbox/settings", {"lively": True}, token=token)
    assert reply.json["lively"] is True
    send(service, room, "Hello again?")
    until(lambda: texts(service, room)[-1][1] != "Hello again?")
    refused = service.call("PATCH", "/sandbox/settings", {"lively": "yes"}, token=token)
    assert refused.status == 400


def test_rooms_go_on_by_themselves(paced):
    service = paced(FAST, lively=True)

    def count():
        # By a connection of its own: the sandbox may be within a transaction of its.
        with closing(sqlite3.connect(service.sandbox._database.path)) as connection:
            return connection.execute("SELECT count(*) FROM message").fetchone()[0]

    first = count()
    until(lambda: count() >= first + 4)


def test_an_archived_room_stays_still(paced):
    service = paced(lively=True)
    made = service.call("POST", service.path("conversation"), {"name": "x", "privacy": "public"})
    room = made.json["id"]
    send(service, room, "Hello")
    service.call("PUT", service.path("conversation", room, "archive"))
    time.sleep(0.3)
    assert [words for _, words in texts(service, room)] == ["Hello"]


def test_whoever_floods_gets_a_few_answers(paced):
    service = paced(life.Pace(answer=(3600, 3600)), lively=True)
    room = service.room("launch")
    for number in range(life.MOST_WAITING + 5):
        send(service, room, f"flood {number}")
    assert len(service.sandbox._life._waiting) == life.MOST_WAITING


@pytest.mark.parametrize("text", ["", "?", "incident " * 10_000, "{other}", "\x1b[31m", "ü" * 99])
def test_there_is_an_answer_to_everything(text):
    for seed in range(30):
        words = script.answer(text, "Ruth", random.Random(seed))
        assert words
        assert "{" not in words
