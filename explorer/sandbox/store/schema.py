"""The tables, as steps from each version of the file to the next."""

from __future__ import annotations

APPLICATION_ID = 0x53545244
"""Marks an SQLite file as a sandbox's: `STRD`."""

_FIRST = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE site (id TEXT PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL)",
    """CREATE TABLE app (
        id TEXT PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, client_id TEXT UNIQUE, secret BLOB,
        scopes TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, picture TEXT NOT NULL)""",
    """CREATE TABLE reach (
        app_id TEXT NOT NULL, cloud_id TEXT NOT NULL,
        PRIMARY KEY (app_id, cloud_id)) WITHOUT ROWID""",
    """CREATE TABLE token (
        digest BLOB PRIMARY KEY, app_id TEXT NOT NULL, scopes TEXT NOT NULL,
        conversation_id TEXT, expires REAL) WITHOUT ROWID""",
    "CREATE INDEX token_by_expiry ON token (expires) WHERE expires IS NOT NULL",
    """CREATE TABLE person (
        cloud_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, is_app INTEGER NOT NULL,
        record TEXT NOT NULL, PRIMARY KEY (cloud_id, id)) WITHOUT ROWID""",
    """CREATE TABLE conversation (
        id TEXT PRIMARY KEY, cloud_id TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
        topic TEXT NOT NULL, type TEXT NOT NULL, privacy TEXT NOT NULL, archived INTEGER NOT NULL,
        avatar_url TEXT NOT NULL, created TEXT NOT NULL, modified TEXT NOT NULL,
        direct_app_id TEXT, direct_user_id TEXT)""",
    """CREATE UNIQUE INDEX conversation_direct
        ON conversation (cloud_id, direct_app_id, direct_user_id)
        WHERE direct_user_id IS NOT NULL""",
    # Where an app is installed. It repeats what a list orders and filters by, so that a page is
    # one walk along this key however many conversations there are.
    """CREATE TABLE installation (
        app_id TEXT NOT NULL, cloud_id TEXT NOT NULL, name_key TEXT NOT NULL,
        conversation_id TEXT NOT NULL, archived INTEGER NOT NULL, private INTEGER NOT NULL,
        direct INTEGER NOT NULL,
        PRIMARY KEY (app_id, cloud_id, name_key, conversation_id)) WITHOUT ROWID""",
    "CREATE UNIQUE INDEX installation_place ON installation (conversation_id, app_id)",
    """CREATE TRIGGER installation_follows
        AFTER UPDATE OF name_key, archived, privacy ON conversation BEGIN
        UPDATE installation SET name_key = new.name_key, archived = new.archived,
            private = new.privacy = 'private'
        WHERE conversation_id = new.id; END""",
    """CREATE TABLE roster (
        conversation_id TEXT NOT NULL, user_id TEXT NOT NULL,
        PRIMARY KEY (conversation_id, user_id)) WITHOUT ROWID""",
    """CREATE TABLE message (
        id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, ticks INTEGER NOT NULL,
        sender_id TEXT NOT NULL, text TEXT NOT NULL, body TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX message_in_time ON message (conversation_id, ticks)",
    """CREATE TABLE module (
        position INTEGER PRIMARY KEY AUTOINCREMENT, app_id TEXT NOT NULL,
        conversation_id TEXT NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
        UNIQUE (app_id, conversation_id, type, key))""",
    "CREATE INDEX module_in_order ON module (app_id, conversation_id, type, position)",
    """CREATE TABLE descriptor (
        app_id TEXT NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (app_id, type, key)) WITHOUT ROWID""",
    """CREATE TABLE configuration (
        app_id TEXT NOT NULL, conversation_id TEXT NOT NULL, key TEXT NOT NULL,
        configured INTEGER NOT NULL,
        PRIMARY KEY (app_id, conversation_id, key)) WITHOUT ROWID""",
    """CREATE TABLE quota (
        app_id TEXT NOT NULL, place TEXT NOT NULL, until INTEGER NOT NULL, used INTEGER NOT NULL,
        PRIMARY KEY (app_id, place)) WITHOUT ROWID""",
    "CREATE INDEX quota_by_end ON quota (until)",
)

_GLANCES = (
    """CREATE TABLE glance_state (
        app_id TEXT NOT NULL, conversation_id TEXT NOT NULL, key TEXT NOT NULL,
        label TEXT NOT NULL, metadata TEXT NOT NULL,
        PRIMARY KEY (app_id, conversation_id, key)) WITHOUT ROWID""",
)

_MEDIA = (
    # A file that is still coming in, or going away, has pieces but is not whole: it is not found.
    """CREATE TABLE media (
        id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, name TEXT NOT NULL,
        size INTEGER NOT NULL, state TEXT NOT NULL, begun REAL NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX media_unsettled ON media (state, begun) WHERE state <> 'whole'",
    """CREATE TABLE media_piece (
        media_id TEXT NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL,
        UNIQUE (media_id, number))""",
)

_LISTS = (
    # A list that leaves something out is one walk, too: along the index of what it leaves in. A
    # direct conversation is always private, so that public ones need no further index.
    *(
        f"""CREATE INDEX installation_{name}
            ON installation (app_id, cloud_id, name_key, conversation_id) WHERE {condition}"""
        for name, condition in (
            ("open", "NOT archived"),
            ("public", "NOT private"),
            ("rooms", "NOT direct"),
            ("open_public", "NOT archived AND NOT private"),
            ("open_rooms", "NOT archived AND NOT direct"),
        )
    ),
    # The place of each in the order of lists, as a number: see `names`, which makes the rest of
    # what finds conversations by a part of their name, where SQLite can.
    "ALTER TABLE installation ADD COLUMN label INTEGER",
    "CREATE UNIQUE INDEX installation_label ON installation (label) WHERE label IS NOT NULL",
    "CREATE INDEX installation_loose ON installation (app_id, cloud_id) WHERE label IS NULL",
    "CREATE TABLE counting (n INTEGER PRIMARY KEY)",
    """INSERT INTO counting WITH RECURSIVE numbers(n) AS (
        SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 400) SELECT n FROM numbers""",
    # How people can be mentioned: display and nick names without regard to case.
    """CREATE TABLE spelling (
        cloud_id TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT NOT NULL, user_id TEXT NOT NULL,
        PRIMARY KEY (cloud_id, name_key)) WITHOUT ROWID""",
)

_ARRIVALS = (
    # Conversations that an app has started and is not yet installed in.
    """CREATE TABLE arrival (
        conversation_id TEXT NOT NULL, app_id TEXT NOT NULL, until REAL NOT NULL,
        PRIMARY KEY (conversation_id, app_id)) WITHOUT ROWID""",
    "CREATE INDEX arrival_in_time ON arrival (until)",
)

MIGRATIONS: list[tuple[str, ...]] = [_FIRST, _GLANCES, _MEDIA, _LISTS, _ARRIVALS]
"""Statements that lead from version 0 (an empty file) to 1, from 1 to 2, and so on."""
