"""Sites."""

from __future__ import annotations

from explorer.api.operations import ListSites
from explorer.sandbox.context import Context
from explorer.sandbox.store import sites
from explorer.sandbox.wire import Answer


async def list_sites(call: ListSites, context: Context) -> Answer:
    """The sites the caller's app can reach."""
    found = sites.sites_of(context.database.connection, context.caller.app_id)
    return Answer(
        200,
        {
            "values": [{"id": site.id, "name": site.name} for site in found],
            "_links": {site.id: f"{context.base_url}/site/{site.id}" for site in found},
        },
    )
