"""The user directory, and the caller's own user."""

from __future__ import annotations

from explorer.api.operations import GetMe, GetUser
from explorer.sandbox.context import Context
from explorer.sandbox.refusals import unknown
from explorer.sandbox.store import sites, tokens
from explorer.sandbox.wire import Answer


async def get_user(call: GetUser, context: Context) -> Answer:
    """Someone of a site's directory: a person, or the user of an app."""
    context.refuse_room_token("use the directory")
    with context.database.reading() as connection:
        context.require_site(connection, call.cloud_id)
        person = sites.find_person(connection, call.cloud_id, call.user_id)
    if person is None:
        raise unknown("user", call.user_id)
    return Answer(200, person.record)


async def get_me(call: GetMe, context: Context) -> Answer:
    """The user whose messages the caller's are."""
    app = tokens.find_app(context.database.connection, context.caller.app_id)
    return Answer(
        200,
        {
            "account_id": app.user_id,
            "name": app.name,
            "email": app.email,
            "picture": app.picture,
        },
    )
