"""Whether an app is configured in a conversation."""

from __future__ import annotations

from explorer.api.models.modules import DescriptorType
from explorer.api.operations import PutConfigurationState
from explorer.sandbox.context import Context
from explorer.sandbox.refusals import unknown
from explorer.sandbox.store import configuration, modules
from explorer.sandbox.wire import Answer

TYPE = DescriptorType.CONFIGURATION


async def put_state(call: PutConfigurationState, context: Context) -> Answer:
    """Keep the state of a configuration module of the app's descriptor."""
    with context.database.writing() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        app_id = context.caller.app_id
        if not modules.has_descriptor(connection, app_id, TYPE, call.key):
            raise unknown(f"{TYPE} module in the app's descriptor with the key", call.key)
        configuration.set_configured(
            connection, app_id, call.conversation_id, call.key, call.configured
        )
    return Answer(204)
