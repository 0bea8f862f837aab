"""Lists of conversations: what a plain model says, whatever was renamed, archived or deleted."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.sandbox.store import conversations, lists, names
from explorer.sandbox.store.conversations import ConversationRow, name_key
from explorer.sandbox.store.database import Database
from explorer.sandbox.store.lists import Filter

APP, CLOUD = "app", "cloud"


def nothing(connection):
    """No first data."""


@contextmanager
def without_full_text():
    """An SQLite that was built without it, as far as the sandbox can tell."""
    before = names.available
    names.available = lambda connection: False
    try:
        yield
    finally:
        names.available = before


@contextmanager
def empty(full_text=True):
    if full_text:
        database = Database.open(None, fill=nothing)
    else:
        with without_full_text():
            database = Database.open(None, fill=nothing)
    try:
        with database.writing() as connection:
            assert names.ready(connection) is full_text
            yield connection
    finally:
        database.close()


def row(identity, name, *, private=False, archived=False, direct=False, cloud=CLOUD):
    return ConversationRow(
        id=identity,
        cloud_id=cloud,
        name=name,
        topic="",
        type="direct" if direct else "group",
        privacy="private" if private or direct else "public",
        archived=int(archived),
        avatar_url="",
        created="",
        modified="",
    )


def put(connection, *rows, app=APP):
    for each in rows:
        conversations.add(connection, each)
        conversations.install(connection, app, each)


def walk(connection, chosen, limit=3, app=APP, cloud=CLOUD):
    """All pages of a list, the names in order."""
    found, after = [], None
    while True:
        rows, after = lists.page(connection, app, cloud, chosen, after, limit)
        found += [each.id for each in rows]
        if after is None:
            return found
        assert len(rows) == limit


def expected(rows, chosen):
    """The list as the service's words describe it."""
    kept = [
        each
        for each in rows
        if name_key(chosen.query) in name_key(each.name)
        and (chosen.include_private or each.privacy != "private")
        and (chosen.include_archived or not each.archived)
        and (not chosen.exclude_direct or each.type != "direct")
    ]
    kept.sort(key=lambda each: (name_key(each.name), each.id), reverse=chosen.descending)
    return [each.id for each in kept]


# Few letters, so that names share pieces and parts are found; with what changes its length or
# order by folding, joins to others, or means something to SQL, full-text search or hex.
LETTERS = "aabbcA ÄßÉé漢字🎂\u0301İ%_\"'*zopen4\x00-"
NAMES = st.text(LETTERS, min_size=1, max_size=9) | st.sampled_from(
    ["a" * 399, "a" * 400 + "b", "ab" * 300, "zopen", "zroom", "6161"]
)
FILTERS = st.builds(
    Filter,
    query=st.just("") | st.text(LETTERS, max_size=5) | st.sampled_from(["a" * 30, "ab" * 250]),
    include_private=st.booleans(),
    include_archived=st.booleans(),
    exclude_direct=st.booleans(),
    descending=st.booleans(),
)
CHANGES = st.one_of(
    st.tuples(st.just("add"), NAMES, st.booleans(), st.booleans(), st.booleans()),
    st.tuples(st.just("rename"), st.integers(0, 30), NAMES),
    st.tuples(st.just("archive"), st.integers(0, 30), st.booleans()),
    st.tuples(st.just("privacy"), st.integers(0, 30), st.sampled_from(["public", "private"])),
    st.tuples(st.just("delete"), st.integers(0, 30)),
)


def apply(connection, model, change):
    """Make one change in the data and in the model."""
    kind, *more = change
    if kind == "add":
        name, private, archived, direct = more
        new = row(f"id{len(model)}", name, private=private, archived=archived, direct=direct)
        put(connection, new)
        model[new.id] = new
        return
    living = [each for each in model.values() if each is not None]
    if not living:
        return
    old = living[more[0] % len(living)]
    if kind == "rename":
        model[old.id] = conversations.change(connection, old, "", name=more[1])
    elif kind == "archive":
        conversations.set_archived(connection, old.id, more[1], "")
        model[old.id] = old._replace(archived=int(more[1]))
    elif kind == "privacy":
        if old.type != "direct":
            model[old.id] = conversations.change(connection, old, "", privacy=more[1])
    else:
        connection.execute("DELETE FROM installation WHERE conversation_id = ?", (old.id,))
        model[old.id] = None


@pytest.mark.parametrize("full_text", [True, False])
@settings(max_examples=150)
@given(
    changes=st.lists(CHANGES, max_size=40),
    chosen=st.lists(FILTERS, min_size=1, max_size=5),
    room=st.sampled_from([names.ROOM, 2]),
)
def test_a_list_is_what_a_plain_model_says(full_text, changes, chosen, room):
    with pytest.MonkeyPatch.context() as patch, empty(full_text) as connection:
        # With little room between labels it runs out, as it does after very many changes.
        patch.setattr(names, "ROOM", room)
        patch.setattr(names, "_ENOUGH", min(room, 64))
        if full_text:
            names.build(connection)
        model = {}
        for change in changes:
            apply(connection, model, change)
        living = [each for each in model.values() if each is not None]
        for each in chosen:
            assert walk(connection, each) == expected(living, each)
        if full_text:
            labels = connection.execute(
                "SELECT label, length(name_key) <= 400 AND NOT instr(name_key, char(0)) "
                "FROM installation ORDER BY app_id, cloud_id, name_key, conversation_id"
            ).fetchall()
            assert [label is not None for label, _ in labels] == [bool(fits) for _, fits in labels]
            found = [label for label, _ in labels if label is not None]
            assert found == sorted(found)
            # Nothing of what it once held is left in the index.
            kept = connection.execute("SELECT rowid FROM name_index WHERE name_index MATCH 'zopen'")
            open_ones = connection.execute(
                "SELECT label FROM installation WHERE NOT archived AND label IS NOT NULL"
            )
            assert sorted(kept.fetchall()) == sorted(open_ones.fetchall())


def test_names_without_room_between_them_are_found_before_room_is_made(monkeypatch):
    monkeypatch.setattr(names, "settle", lambda connection: None)
    with empty() as connection:
        # Each comes before the one before, and after the first.
        rows = [row("first", "name 0")]
        rows += [row(f"id{number:02}", f"name {2**-number:.20f}") for number in range(40)]
        put(connection, *rows)
        loose = connection.execute("SELECT count(*) FROM installation WHERE label IS NULL")
        assert loose.fetchone()[0] > 10
        for chosen in (Filter("name"), Filter("0.0"), Filter("0.0", descending=True)):
            assert walk(connection, chosen) == expected(rows, chosen)
        monkeypatch.undo()
        names.settle(connection)
        loose = connection.execute("SELECT count(*) FROM installation WHERE label IS NULL")
        assert loose.fetchone()[0] == 0
        for chosen in (Filter("name"), Filter("0.0"), Filter("0.0", descending=True)):
            assert walk(connection, chosen) == expected(rows, chosen)


def test_lists_of_apps_and_sites_do_not_meet():
    with empty() as connection:
        for app in ("a", "b"):
            for cloud in ("one", "two"):
                put(
                    connection,
                    *(row(f"{app}{cloud}{n}", f"room {n}", cloud=cloud) for n in range(5)),
                    app=app,
                )
        for chosen in (Filter("room"), Filter("oom", descending=True), Filter("3")):
            for app in ("a", "b"):
                for cloud in ("one", "two"):
                    found = walk(connection, chosen, app=app, cloud=cloud)
                    assert len(found) == (1 if chosen.query == "3" else 5)
                    assert all(each.startswith(app + cloud) for each in found)
        assert walk(connection, Filter("room"), app="c") == []


def test_a_page_after_a_row_that_is_gone_goes_on_behind_it():
    with empty() as connection:
        rows = [row(f"id{number}", f"room {number}") for number in range(9)]
        put(connection, *rows)
        _, after = lists.page(connection, APP, CLOUD, Filter("room"), None, 4)
        connection.execute("DELETE FROM installation WHERE conversation_id = 'id3'")
        found, _ = lists.page(connection, APP, CLOUD, Filter("room"), after, 4)
        assert [each.id for each in found] == ["id4", "id5", "id6", "id7"]


def test_a_change_that_is_undone_leaves_no_trace(tmp_path):
    database = Database.open(tmp_path / "sandbox.db", fill=nothing)
    with database.writing() as connection:
        put(connection, row("id", "before"))

    def give_up():
        with database.writing() as connection:
            conversations.change(connection, row("id", "before"), "", name="after")
            assert walk(connection, Filter("after")) == ["id"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    with database.reading() as connection:
        assert walk(connection, Filter("after")) == []
        assert walk(connection, Filter("before")) == ["id"]
    database.close()


def test_a_file_goes_from_a_python_with_full_text_search_to_one_without_and_back(tmp_path):
    path = tmp_path / "sandbox.db"

    def opened(full_text):
        if full_text:
            return Database.open(path, fill=nothing)
        with without_full_text():
            return Database.open(path, fill=nothing)

    rows = []
    for number, full_text in enumerate((True, False, False, True, True)):
        database = opened(full_text)
        with database.writing() as connection:
            rows.append(row(f"id{number}", f"Room {number}"))
            put(connection, rows[-1])
            assert names.ready(connection) is full_text
            assert walk(connection, Filter("room")) == expected(rows, Filter("room"))
        database.close()


def test_data_of_the_first_version_are_found_by_name(tmp_path, monkeypatch):
    from explorer.sandbox.store import schema

    path = tmp_path / "sandbox.db"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        patch.setattr(names, "prepare", nothing)
        patch.setattr(names, "settle", nothing)
        patch.setattr("explorer.sandbox.store.sites.learn_names", nothing)

        def fill(connection):
            for identity in ("one", "two"):
                new = row(identity, f"Room {identity}")
                conversations.add(connection, new)
                connection.execute(
                    "INSERT INTO installation VALUES (?, ?, ?, ?, 0, 0, 0)",
                    (APP, CLOUD, name_key(new.name), new.id),
                )
            connection.execute(
                "INSERT INTO person VALUES (?, 'u', 'Zoë Émile', 0, ?)",
                (CLOUD, '{"nickName": "zoë"}'),
            )

        Database.open(path, fill=fill).close()
    database = Database.open(path, fill=nothing)
    with database.reading() as connection:
        assert walk(connection, Filter("ROOM")) == ["one", "two"]
        assert walk(connection, Filter("m t")) == ["two"]
        from explorer.sandbox.store.sites import names_of

        assert names_of(connection, CLOUD, "Hello @zoë émile") == {"zoë": "u", "Zoë Émile": "u"}
    database.close()
