"""What stands beside a conversation: chat:glance, chat:sidebar, chat:externalPage."""

from pydantic import Field

from explorer.api.models.modules.conditions import Condition
from explorer.api.models.modules.pieces import (
    AppUrl,
    Authentication,
    Icon,
    ModuleBody,
    ModuleReference,
    Text,
    Weight,
)


class Glance(ModuleBody):
    """chat:glance: an icon and a line in the conversation's side, which opens its target.

    Its line is `name` until the app sets a state, or answers one at `queryUrl`. `target` is the
    key of a sidebar, a dialog or an action target.
    """

    name: Text
    icon: Icon
    target: ModuleReference | None = None
    query_url: AppUrl | None = Field(default=None, alias="queryUrl")
    weight: Weight | None = None
    conditions: list[Condition] | None = None
    authentication: Authentication | None = None


class Sidebar(ModuleBody):
    """chat:sidebar: a page of the app beside the conversation."""

    name: Text
    url: AppUrl
    icon: Icon | None = None
    authentication: Authentication | None = None
    weight: Weight | None = None
    conditions: list[Condition] | None = None


class ExternalPage(ModuleBody):
    """chat:externalPage: a page of the app in a window of its own."""

    name: Text
    url: AppUrl
