"""The data a new sandbox starts with: the same for the same number, sound, and complete."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest

from explorer.api.models.modules import (
    DESCRIPTOR_MODELS,
    MODULE_MODELS,
    DescriptorType,
    ModuleType,
)
from explorer.api.models.users import User
from explorer.api.references import (
    Presence,
    Reference,
    document_references,
    module_references,
    resolve,
)
from explorer.document.grammar import MARK_RULES, NODE_RULES
from explorer.document.model import Document, check
from explorer.document.text import to_text
from explorer.sandbox.clock import (
    from_ticks,
    message_id,
    milliseconds,
    nanoseconds,
    ticks_of,
    to_ticks,
)
from explorer.sandbox.seed import plant
from explorer.sandbox.seed.ids import Ids
from explorer.sandbox.seed.modules import shelves
from explorer.sandbox.seed.people import PEOPLE, Cast
from explorer.sandbox.seed.rooms import ROOMS
from explorer.sandbox.seed.threads import all_threads
from explorer.sandbox.store.database import Database

NOW = datetime(2018, 6, 8, 17, 36, 32, tzinfo=UTC)


def dump(seed, now=NOW, repeatable=True):
    database = Database.open(
        None, fill=lambda connection: plant(connection, seed=seed, now=now, repeatable=repeatable)
    )
    tables = database.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    rows = {
        name: database.connection.execute(f'SELECT * FROM "{name}"').fetchall()
        for (name,) in tables.fetchall()
        # What can be asked for words only; its own tables hold what it has.
        if name != "name_index"
    }
    database.close()
    return rows


def bodies(seeded):
    return [json.loads(row[0]) for row in seeded.execute("SELECT body FROM message")]


def nodes(value):
    """Every object in a document, whatever it is."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from nodes(each)


def test_the_same_number_and_moment_give_the_same_data():
    assert dump(1) == dump(1)


def test_the_zone_of_the_moment_does_not_matter():
    assert dump(1, NOW.astimezone(timezone(timedelta(hours=9)))) == dump(1)


def test_another_number_gives_other_ids_and_the_same_words():
    def rows(seed):
        database = Database.open(
            None, fill=lambda connection: plant(connection, seed=seed, now=NOW, repeatable=True)
        )
        found = database.connection.execute("SELECT id, name FROM conversation").fetchall()
        database.close()
        return found

    one, two = rows(1), rows(2)
    assert not {row[0] for row in one} & {row[0] for row in two}
    assert sorted(row[1] for row in one) == sorted(row[1] for row in two)


def test_without_a_fixed_moment_credentials_are_random_and_ids_are_not():
    def read(repeatable):
        database = Database.open(
            None,
            fill=lambda connection: plant(connection, seed=1, now=NOW, repeatable=repeatable),
        )
        found = json.loads(database.meta("credentials"))
        database.close()
        return found

    first, second = read(False), read(False)
    secrets = {"client_secret", "participate_token", "room_token", "admin_token"}
    for name in first:
        assert (first[name] == second[name]) is (name not in secrets)
    assert read(True) == read(True)


def test_every_document_is_valid(seeded):
    found = bodies(seeded)
    assert len(found) > 500
    for body in found:
        assert check(body) == []


def test_text_is_that_of_the_document(seeded):
    for body, text in seeded.execute("SELECT body, text FROM message"):
        assert text == to_text(Document.parse(json.loads(body)))
        assert text.strip()


def test_every_node_and_mark_of_the_format_is_there(seeded):
    found = [each for body in bodies(seeded) for each in nodes(body)]
    kinds = {each.get("type") for each in found}
    assert set(NODE_RULES) | {"text"} <= kinds
    assert set(MARK_RULES) <= kinds
    groups = [each for each in found if each.get("extensionKey") == "actionGroup"]
    assert groups
    for kind in ("tableHeader", "tableCell"):
        assert kind in kinds
    panels = {each["attrs"]["panelType"] for each in found if each.get("type") == "panel"}
    assert panels == {"info", "note", "tip", "warning", "error", "success"}
    levels = {each["attrs"]["level"] for each in found if each.get("type") == "heading"}
    assert levels == {1, 2, 3, 4, 5, 6}


def test_the_formatting_room_shows_every_one_of_them(seeded):
    cast = Cast(Ids(1))
    room = cast.ids.uuid("room/formatting")
    rows = seeded.execute("SELECT body FROM message WHERE conversation_id = ?", (room,))
    kinds = {each.get("type") for row in rows for each in nodes(json.loads(row[0]))}
    assert set(NODE_RULES) | set(MARK_RULES) <= kinds


def test_rooms_of_every_kind_on_two_sites(seeded):
    rows = seeded.execute("SELECT cloud_id, type, privacy, archived FROM conversation").fetchall()
    assert len({row[0] for row in rows}) == 2
    kinds = {row[1:] for row in rows}
    for kind in (
        ("group", "public", 0),
        ("group", "private", 0),
        ("group", "public", 1),
        ("group", "private", 1),
        ("direct", "private", 0),
    ):
        assert kind in kinds
    counts = dict(
        seeded.execute(
            "SELECT c.name, count(*) FROM message m JOIN conversation c ON c.id = conversation_id "
            "GROUP BY 1"
        )
    )
    assert counts["Alerts"] >= 200
    for name in ("Incident 42: tracking API latency", "Launch: Parcel 3", "Stand-up"):
        assert counts[name] >= 30


def test_people_have_both_forms_of_account_id(seeded):
    rows = seeded.execute("SELECT id, record FROM person WHERE NOT is_app").fetchall()
    assert len({row[0] for row in rows}) == len(PEOPLE) >= 14
    assert any(row[0].startswith("557058:") for row in rows)
    assert any(len(row[0]) == 24 for row in rows)
    for user_id, record in rows:
        user = User.model_validate_json(record)
        assert user.id == user_id
        assert user.display_name
        assert user.timezone
        assert user.emails


def test_who_writes_is_in_the_directory_and_on_the_roster(seeded):
    missing = seeded.execute(
        """SELECT c.name, m.sender_id FROM message m JOIN conversation c ON c.id = conversation_id
        WHERE NOT EXISTS (SELECT 1 FROM person p
            WHERE p.cloud_id = c.cloud_id AND p.id = m.sender_id)"""
    ).fetchall()
    assert missing == []


def test_mentions_name_people_of_the_directory(seeded):
    known = {row[0] for row in seeded.execute("SELECT id FROM person")} | {"all", "here"}
    mentions = [
        each["attrs"]["id"]
        for body in bodies(seeded)
        for each in nodes(body)
        if each.get("type") == "mention"
    ]
    assert len(mentions) > 20
    assert set(mentions) <= known
    # Nobody is called by name without being mentioned.
    nicks = re.compile(rf"@({'|'.join(person.nick for person in PEOPLE)})\b")
    for body in bodies(seeded):
        for each in nodes(body):
            if each.get("type") == "text":
                assert not nicks.search(each["text"])


def test_messages_are_in_time_order_before_now_with_ids_of_their_moment(seeded):
    latest = to_ticks(NOW)
    rows = seeded.execute("SELECT id, ticks FROM message").fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    for identity, ticks in rows:
        assert ticks < latest
        assert ticks_of(identity) == ticks
    newest = max(row[1] for row in rows)
    assert newest > latest - 90 * 60 * 10_000_000


def test_threads_keep_their_order():
    threads = list(all_threads(Cast(Ids(1)), NOW))
    assert {thread.room for thread in threads} <= {room.key for room in ROOMS}
    for thread in threads:
        assert thread.start < NOW
        assert all(minutes >= 0 for _, minutes, _ in thread.said)


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_data_are_sound_at_any_hour_and_day(hour):
    for day in (1, 3, 5):
        now = datetime(2021, 3, day, hour, 20, tzinfo=UTC)
        database = Database.open(
            None,
            fill=lambda connection, now=now: plant(connection, seed=1, now=now, repeatable=True),
        )
        rows = database.connection.execute("SELECT ticks FROM message").fetchall()
        database.close()
        assert len(rows) > 500
        assert max(rows)[0] < to_ticks(now)


def test_modules_are_valid_and_of_every_type():
    kinds = set()
    for _, _, shelf in shelves():
        for kind, found in shelf.items():
            kinds.add(kind)
            keys = [module["key"] for module in found]
            assert len(set(keys)) == len(keys)
            for module in found:
                MODULE_MODELS[kind].model_validate(module)
    assert kinds == set(MODULE_MODELS)


def test_what_is_named_is_there(seeded):
    """Wherever a module, a card or a button names a module, the room has one of that type."""
    shelves: dict[str, dict[ModuleType, set[str]]] = {}
    named: list[tuple[str, Reference]] = []
    for room, kind, key, body in seeded.execute(
        "SELECT conversation_id, type, key, body FROM module"
    ):
        known = shelves.setdefault(room, {each: set() for each in ModuleType})
        known[ModuleType(kind)].add(key)
        named += [(room, each) for each in module_references(ModuleType(kind), json.loads(body))]
    assert {each.types[0] for _, each in named} == {
        ModuleType.DIALOG,
        ModuleType.SIDEBAR,
        ModuleType.EXTERNAL_PAGE,
        ModuleType.ACTION_TARGET,
        DescriptorType.CONFIGURATION,
    }
    for room, body in seeded.execute("SELECT conversation_id, body FROM message"):
        named += [(room, each) for each in document_references(json.loads(body))]
    assert len(named) > 130
    descriptor = {
        (kind, key) for kind, key in seeded.execute("SELECT DISTINCT type, key FROM descriptor")
    }
    for room, each in named:
        if each.types == (DescriptorType.CONFIGURATION,):
            assert ("chat:configuration", each.key) in descriptor
        else:
            assert resolve(each, shelves[room]).presence is Presence.PRESENT, each


def test_the_descriptor_is_valid(seeded):
    found = seeded.execute("SELECT type, body FROM descriptor").fetchall()
    assert found
    for kind, body in found:
        DESCRIPTOR_MODELS[DescriptorType(kind)].model_validate_json(body)


def test_glances_say_something(seeded):
    """States are of glances that are there; one glance has yet to say something."""
    states = set(seeded.execute("SELECT app_id, conversation_id, key FROM glance_state"))
    glances = set(
        seeded.execute("SELECT app_id, conversation_id, key FROM module WHERE type = 'chat:glance'")
    )
    assert states < glances
    assert len(states) == 4


def test_moments_are_spelled_as_the_service_did():
    ticks = to_ticks(datetime(2017, 10, 24, 22, 16, 30, 243693, tzinfo=UTC)) + 8
    assert nanoseconds(ticks) == "2017-10-24T22:16:30.243693800Z"
    assert milliseconds(from_ticks(ticks)) == "2017-10-24T22:16:30.243Z"
    assert ticks_of(message_id(ticks, 1, 2)) == ticks
    assert ticks_of("5d6e39d3-ab1d-10e7-be03-02420aff0003") is not None
    assert ticks_of("nonsense") is None
    assert ticks_of("5d6e39d3-ab1d-40e7-be03-02420aff0003") is None


def test_a_file_is_filled_in_little_time_and_one_transaction(tmp_path):
    statements = []

    def fill(connection):
        connection.set_trace_callback(statements.append)
        plant(connection, seed=1, now=NOW, repeatable=True)
        connection.set_trace_callback(None)

    Database.open(tmp_path / "sandbox.db", fill=fill).close()
    assert not [each for each in statements if each.startswith(("BEGIN", "COMMIT"))]
    with sqlite3.connect(tmp_path / "sandbox.db") as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchone()[0] > 500
    connection.close()
