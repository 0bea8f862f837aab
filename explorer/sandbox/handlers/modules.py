"""App modules: one handler for each act, whatever the type."""

from __future__ import annotations

from typing import Any

from explorer.api.models.modules import ModuleType
from explorer.api.operation import as_json
from explorer.api.operations.modules import DeleteModule, ListModules, PutModule
from explorer.sandbox.context import Context
from explorer.sandbox.refusals import unknown
from explorer.sandbox.store import configuration, modules
from explorer.sandbox.wire import Answer


async def list_modules(call: ListModules, context: Context) -> Answer:
    """One page of the app's own modules of a type, in the order first put."""
    with context.database.reading() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        found = modules.page(
            connection,
            context.caller.app_id,
            call.conversation_id,
            call.module_type,
            call.start,
            call.limit,
        )
    return Answer(
        200, {"values": found, "start": call.start, "limit": call.limit, "size": len(found)}
    )


async def put_module(call: PutModule, context: Context) -> Answer:
    """Create or replace the module at the key of the path."""
    module: Any = call.module  # type: ignore[attr-defined]
    body = {**as_json(module), "key": call.key}
    with context.database.writing() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        modules.put(
            connection,
            context.caller.app_id,
            call.conversation_id,
            call.module_type,
            call.key,
            body,
        )
    return Answer(204)


async def delete_module(call: DeleteModule, context: Context) -> Answer:
    """Delete the module at the key of the path."""
    with context.database.writing() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        app_id = context.caller.app_id
        if not modules.delete(connection, app_id, call.conversation_id, call.module_type, call.key):
            raise unknown(f"{call.module_type} module", call.key)
        if call.module_type is ModuleType.GLANCE:
            configuration.forget_glance(connection, app_id, call.conversation_id, call.key)
    return Answer(204)
