"""Sites."""

from explorer.api.models.sites import SitePage
from explorer.api.operation import Operation


class ListSites(Operation[SitePage]):
    """List the sites the token can reach.

    `GET /site/`: the trailing slash is part of the path.
    """

    operation_id = "GetAllHandler"
    method = "GET"
    path = "/site/"
    group = "List"
    resource = "sites"
