"""Rosters: who is in a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from explorer.api.operations import ListRoster, UpdateRoster
from explorer.sandbox.context import Context
from explorer.sandbox.refusals import Refusal, bad_request
from explorer.sandbox.store import roster, sites
from explorer.sandbox.store.database import Connection
from explorer.sandbox.wire import Answer


async def list_roster(call: ListRoster, context: Context) -> Answer:
    """One page of who is in a conversation, and where the directory has each."""
    with context.database.reading() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        found = roster.page(connection, call.conversation_id, call.start, call.limit)
    directory = f"{context.base_url}/scim/site/{quote(call.cloud_id, safe=':')}/Users/"
    links = {user_id: directory + quote(user_id, safe=":") for user_id in found}
    return Answer(200, {"values": found, "_links": links})


async def update_roster(call: UpdateRoster, context: Context) -> Answer:
    """Add users and remove users; where one of them cannot be, nothing is changed."""
    context.refuse_room_token("change who is in it")
    with context.database.writing() as connection:
        row = context.conversation(connection, call.cloud_id, call.conversation_id)
        if row.type == "direct":
            raise Refusal(403, "A direct conversation is between the app and one user for good.")
        added = _changing(connection, call, "add", call.add or (), there=False)
        removed = _changing(connection, call, "remove", call.remove or (), there=True)
        roster.join(connection, row.id, added)
        roster.leave(connection, row.id, removed)
    return Answer(204)


def _changing(
    connection: Connection, call: UpdateRoster, field: str, user_ids: Sequence[str], *, there: bool
) -> list[str]:
    """Those of the users who are there, or who are not, each of whom must be a person.

    Raises:
        Refusal: 400 for one whom the site does not have, 403 for an app.
    """
    changing = []
    for user_id in dict.fromkeys(user_ids):
        person = sites.find_person(connection, call.cloud_id, user_id)
        if person is None:
            raise bad_request(field, f"there is no user {user_id!r} on this site")
        if roster.holds(connection, call.conversation_id, user_id) is not there:
            continue
        if person.is_app:
            raise Refusal(
                403,
                f"{person.name} is an app: apps come and go by being installed and uninstalled, "
                "not by the roster.",
            )
        changing.append(user_id)
    return changing
