"""What a glance shows in a conversation."""

from __future__ import annotations

from explorer.api.models.modules import ModuleType
from explorer.api.operations import PutGlanceState
from explorer.sandbox.context import Context
from explorer.sandbox.refusals import unknown
from explorer.sandbox.store import configuration, modules
from explorer.sandbox.wire import Answer

TYPE = ModuleType.GLANCE


async def put_state(call: PutGlanceState, context: Context) -> Answer:
    """Keep the state of a glance, of the conversation or of the app's descriptor."""
    with context.database.writing() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        place = context.caller.app_id, call.conversation_id
        known = modules.exists(connection, *place, TYPE, call.key)
        if not known and not modules.has_descriptor(connection, place[0], TYPE, call.key):
            raise unknown(f"{TYPE} module", call.key)
        configuration.set_glance(connection, *place, call.key, call.label, call.metadata or {})
    return Answer(204)
