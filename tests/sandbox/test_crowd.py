"""Sandboxes of any size: exactly as many as asked for, lifelike, sound, and refused in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.models.users import User
from explorer.document.model import Document, check
from explorer.document.text import to_text
from explorer.sandbox.amount import Amount
from explorer.sandbox.clock import message_id, ticks_of, to_ticks
from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.seed import plant, written
from explorer.sandbox.seed.crowd.shares import share_out
from explorer.sandbox.seed.ids import Ids
from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.planting import app_id
from explorer.sandbox.server import Sandbox
from explorer.sandbox.store.database import Database

NOW = datetime(2018, 6, 8, 17, 36, 32, tzinfo=UTC)
BY_HAND = written(1, NOW)


def made(conversations, messages, seed=1, now=NOW, report=None):
    amount = Amount(conversations, messages)
    return Database.open(
        None,
        fill=lambda connection: plant(
            connection, seed=seed, now=now, repeatable=True, amount=amount, report=report
        ),
        large=True,
    )


def rows(database, statement, *values):
    return database.connection.execute(statement, values).fetchall()


@pytest.fixture(scope="module")
def crowd():
    """Two thousand conversations with eight thousand messages."""
    database = made(2_000, 8_000)
    yield database
    database.close()


@pytest.fixture(scope="module")
def generated(crowd):
    """The conversations that are not written by hand, by id."""
    hand = made(None, None)
    known = {each[0] for each in rows(hand, "SELECT id FROM conversation")}
    hand.close()
    found = rows(crowd, "SELECT id, name, topic, type, privacy, archived FROM conversation")
    return {each[0]: each[1:] for each in found if each[0] not in known}


@pytest.mark.parametrize(
    ("conversations", "messages"),
    [(34, None), (35, None), (36, 573), (50, 600), (400, 572), (400, 5_000)],
)
def test_there_are_exactly_as_many_as_asked_for(conversations, messages):
    database = made(conversations, messages)
    assert rows(database, "SELECT count(*) FROM conversation") == [(conversations,)]
    assert rows(database, "SELECT count(*) FROM message") == [(messages or BY_HAND[1],)]
    database.close()


def contents(database):
    tables = ("conversation", "message", "roster", "person", "installation", "meta")
    found = {name: rows(database, f"SELECT * FROM {name}") for name in tables}
    database.close()
    return found


def test_the_same_number_and_moment_give_the_same_data():
    assert contents(made(300, 2_000)) == contents(made(300, 2_000))


def test_another_number_gives_other_data_and_no_less_of_what_is_written_by_hand():
    one, two = contents(made(300, 2_000)), contents(made(300, 2_000, seed=2))
    assert not {row[0] for row in one["conversation"]} & {row[0] for row in two["conversation"]}
    for found in (one, two):
        names = {row[2] for row in found["conversation"]}
        assert {"Launch: Parcel 3", "Book club", "Robot arm"} <= names


def test_half_of_the_messages_are_in_one_room_and_most_rooms_have_few(crowd, generated):
    counts = Counter(dict(rows(crowd, "SELECT conversation_id, count(*) FROM message GROUP BY 1")))
    (_, most), (_, second) = counts.most_common(2)
    assert most == 4_000
    assert 100 < second < 1_000
    spoken = sorted((counts[each] for each in generated), reverse=True)
    assert spoken[len(spoken) // 2] <= 3
    assert sum(count == 0 for count in spoken) > len(spoken) / 10


@given(
    total=st.integers(0, 5_000),
    half=st.integers(0, 5_000),
    rooms=st.integers(1, 300),
    chance=st.randoms(use_true_random=False),
)
def test_shares_add_up(total, half, rooms, chance):
    shares = share_out(total, half, rooms, chance)
    assert len(shares) == rooms
    assert sum(shares) == total
    assert min(shares) >= 0
    assert shares[0] >= min(half, total)


def test_kinds_are_as_common_as_in_life(generated):
    total = len(generated)
    kinds = Counter(kind for _, _, kind, _, _ in generated.values())
    assert 0.1 < kinds["direct"] / total < 0.14
    groups = [each for each in generated.values() if each[2] == "group"]
    assert 0.15 < sum(each[3] == "private" for each in groups) / len(groups) < 0.35
    assert 0.1 < sum(each[4] for each in groups) / len(groups) < 0.4
    assert all(each[3] == "private" for each in generated.values() if each[2] == "direct")


def test_names_are_varied_in_words_length_and_script(generated):
    names = [each[0] for each in generated.values()]
    assert len(set(names)) > 0.8 * len(names)
    lengths = sorted(map(len, names))
    assert lengths[0] <= 6
    assert lengths[-1] > 80
    letters = "".join(names)
    for script in ("CJK UNIFIED", "HANGUL", "CYRILLIC", "ARABIC", "HEBREW", "DEVANAGARI", "THAI"):
        assert any(unicodedata.name(each, "").startswith(script) for each in letters), script
    assert any(unicodedata.combining(each) for each in letters)
    assert any(unicodedata.category(each) == "So" for each in letters)
    topics = [each[1] for each in generated.values()]
    assert 0.3 < sum(not each for each in topics) / len(topics) < 0.6
    assert len(set(topics)) > 300


def test_every_message_is_a_valid_document_and_its_text(crowd):
    shapes = set()
    for text, body in rows(crowd, "SELECT text, body FROM message"):
        value = json.loads(body)
        assert check(value) == []
        assert to_text(Document.parse(value)) == text
        shapes |= {each["type"] for each in value["content"]}
    assert {"paragraph", "codeBlock", "bulletList", "applicationCard", "panel"} <= shapes


def test_messages_are_in_time_between_their_room_and_now(crowd):
    found = rows(
        crowd,
        """SELECT m.id, m.ticks, c.created, c.modified, c.archived, m.rowid FROM message AS m
        JOIN conversation AS c ON c.id = m.conversation_id""",
    )
    assert len({each[0] for each in found}) == 8_000
    for identity, ticks, created, modified, archived, number in found:
        assert ticks_of(identity) == ticks
        begun, changed = (to_ticks(datetime.fromisoformat(each)) for each in (created, modified))
        assert begun <= ticks < to_ticks(NOW)
        if archived and number > BY_HAND[1]:
            # A room is changed for the last time when it is closed.
            assert ticks <= changed
    latest = max(each[1] for each in found)
    assert latest > to_ticks(NOW - timedelta(hours=1))


def test_who_is_named_is_in_the_directory_and_in_the_room(crowd):
    people = set(rows(crowd, "SELECT cloud_id, id FROM person"))
    rosters = set(rows(crowd, "SELECT conversation_id, user_id FROM roster"))
    for room, cloud, sender, body in rows(
        crowd,
        """SELECT c.id, c.cloud_id, m.sender_id, m.body FROM message AS m
        JOIN conversation AS c ON c.id = m.conversation_id
        WHERE m.rowid > ?""",
        BY_HAND[1],
    ):
        assert (cloud, sender) in people
        assert (room, sender) in rosters
        for each in json.loads(body)["content"][0].get("content", ()):
            if each["type"] == "mention":
                assert (cloud, each["attrs"]["id"]) in people
    known = {user for _, user in people}
    assert {user for _, user in rosters} <= known


def test_direct_conversations_are_each_with_someone_else(crowd):
    found = rows(
        crowd,
        """SELECT c.cloud_id, c.name, c.direct_user_id, p.name, p.record FROM conversation AS c
        LEFT JOIN person AS p ON p.cloud_id = c.cloud_id AND p.id = c.direct_user_id
        WHERE c.direct_user_id IS NOT NULL""",
    )
    assert len(found) > 200
    assert len({each[:3:2] for each in found}) == len(found)
    for _, name, user_id, person, record in found:
        assert name == person
        user = User.model_validate_json(record)
        assert (user.id, user.display_name) == (user_id, name)
    nicks = [json.loads(each[0])["nickName"] for each in rows(crowd, "SELECT record FROM person")]
    assert len(set(nicks)) > 200


def test_the_app_is_installed_in_nearly_all(crowd, generated):
    harbor = app_id(Cast(Ids(1)), "harbor")
    installed = {
        each[0]
        for each in rows(crowd, "SELECT conversation_id FROM installation WHERE app_id = ?", harbor)
    }
    away = set(generated) - installed
    assert 0 < len(away) < len(generated) / 20
    labelled = rows(crowd, "SELECT count(*) FROM installation WHERE label IS NULL")
    assert labelled == [(0,)]


@given(
    ticks=st.integers(0, 2**59),
    node=st.integers(0, 2**64),
    sequence=st.integers(0, 2**20),
)
def test_a_message_id_is_a_time_based_uuid(ticks, node, sequence):
    import uuid

    found = uuid.UUID(message_id(ticks, node, sequence))
    assert (found.version, found.variant) == (1, uuid.RFC_4122)
    assert found.node == node & 0xFFFFFFFFFFFF
    assert found.clock_seq == sequence & 0x3FFF
    assert ticks_of(str(found)) == ticks


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"conversations": 5}, "--conversations 5 is too few: 34 are written by hand"),
        ({"conversations": -1}, "--conversations -1 is too few"),
        ({"messages": 3, "conversations": 90}, "--messages 3 is too few: 572 are written by hand"),
        ({"messages": 600}, "--messages 600 needs rooms to be in: give --conversations"),
        ({"messages": 600, "conversations": 34}, "needs rooms to be in"),
    ],
)
def test_amounts_that_cannot_be_are_refused_before_there_is_a_file(tmp_path, options, words):
    path = tmp_path / "sandbox.db"
    with pytest.raises(SandboxError) as refused:
        Sandbox.start(db=path, port=0, **options)
    assert words in str(refused.value)
    assert str(refused.value).endswith(".")
    assert not path.exists()


def test_a_file_made_with_other_numbers_is_refused_and_with_the_same_used(tmp_path):
    path = tmp_path / "sandbox.db"
    with Sandbox.start(db=path, port=0, seed=7, conversations=60, messages=700):
        pass
    for options, words in (
        ({"seed": 8}, "made from --seed 7, not 8"),
        ({"conversations": 61}, "made with 60 conversations, not 61"),
        ({"messages": 701, "conversations": 60}, "made with 700 messages, not 701"),
    ):
        with pytest.raises(SandboxError, match=words):
            Sandbox.start(db=path, port=0, **options)
    for options in ({}, {"seed": 7}, {"conversations": 60, "messages": 700}):
        with Sandbox.start(db=path, port=0, **options) as sandbox:
            assert sandbox.credentials.cloud_ids


def test_a_file_written_by_hand_only_is_that_many(fresh_file):
    with Sandbox.start(db=fresh_file, port=0, conversations=34, messages=572):
        pass
    with pytest.raises(SandboxError, match="made with 34 conversations, not 100"):
        Sandbox.start(db=fresh_file, port=0, conversations=100)


def test_data_made_anew_are_as_many_as_before(tmp_path):
    path = tmp_path / "sandbox.db"
    with Sandbox.start(db=path, port=0, conversations=60, messages=700):
        pass
    with Sandbox.start(db=path, port=0) as sandbox:
        sandbox.reset()
        found = rows(sandbox._database, "SELECT count(*) FROM conversation")
        assert found == [(60,)]


def test_it_is_told_what_is_being_done():
    told = []
    made(600, 3_000, report=told.append).close()
    assert told[0] == "Making ids: 0 of 566"
    assert "Making messages: 0 of 2,428" in told
    assert told[-1] == "Putting the conversations in order"


_SCRIPT = """
import os, sys
from explorer.sandbox.store.database import Database

def fill(connection):
    connection.execute("CREATE TABLE weight (content)")
    connection.executemany(
        "INSERT INTO weight VALUES (zeroblob(1000000))", [() for _ in range(60)]
    )

database = Database.open(None, fill=fill, large=True)
links = [os.readlink(f"/proc/self/fd/{each}") for each in os.listdir("/proc/self/fd")
         if os.path.islink(f"/proc/self/fd/{each}")]
print(os.listdir(sys.argv[1]), sum(sys.argv[1] in each and "(deleted)" in each for each in links))
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="shows files without a name there")
def test_large_data_without_a_file_are_on_disk_without_a_name(tmp_path):
    found = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "SQLITE_TMPDIR": str(tmp_path)},
    ).stdout
    assert found == "[] 1\n"


_INTERRUPTED = """
import os, signal
from explorer.sandbox.server import serve
told = []

def report(words):
    told.append(words)
    os.kill(os.getpid(), signal.SIGINT)

serve(port=0, conversations=900, messages=90_000, report=report, announce=print)
print(told)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_it_can_be_interrupted_while_it_fills():
    found = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED], capture_output=True, text=True, check=True
    )
    assert found.stdout == "['Making ids: 0 of 866']\n"
    assert found.stderr == ""
