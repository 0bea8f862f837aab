"""Rosters: who is in a conversation."""

import json
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from explorer.api.models.base import Unreadable
from explorer.api.models.roster import RosterPage
from explorer.api.operation import (
    THE_CLIENTS_SITE,
    CloudId,
    ConversationId,
    Operation,
    PagedOperation,
    Scope,
    in_body,
    in_query,
)
from explorer.api.wire import shown

UserIds = list[Annotated[str, Field(min_length=1)]]


class ListRoster(PagedOperation[RosterPage, str | Unreadable]):
    """List who is in a conversation, by user id.

    The app's own user is among them. Pages follow each other by offset.
    """

    operation_id = "ConversationRosterGetHandler"
    by_offset = True
    method = "GET"
    path = "/site/{cloudId}/conversation/{conversationId}/roster"
    group = "Roster"
    resource = "roster"
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    limit: Annotated[
        int, in_query("limit"), Field(ge=1, le=75, description="Most users in one page.")
    ] = 75
    start: Annotated[
        int, in_query("start"), Field(ge=0, description="Offset of the first user.")
    ] = 0

    def next_page(self, page: RosterPage) -> Self | None:
        """The call at the next offset; None after a page of another length than was asked for.

        A longer one is of a server that does not page: it has given all there are.
        """
        if len(page.values) != min(self.limit, page.limit or self.limit):
            return None
        return self.model_copy(update={"start": self.start + len(page.values)})


class UpdateRoster(Operation[None]):
    """Add users to a conversation, remove users from it, or both.

    To add one who is there, or to remove one who is not, changes nothing.
    """

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["add"]}, {"required": ["remove"]}]}
    )

    operation_id = "PatchRosterHandler"
    method = "PATCH"
    path = "/site/{cloudId}/conversation/{conversationId}/roster"
    scope = Scope.MANAGE
    group = "Roster"
    resource = "roster"
    success = 204
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    add: Annotated[
        UserIds | None,
        in_body("add"),
        Field(
            description="Ids of the users to add.",
            examples=[["557058:33333333-4444-4555-8666-777777777777"]],
        ),
    ] = None
    remove: Annotated[
        UserIds | None, in_body("remove"), Field(description="Ids of the users to remove.")
    ] = None

    @model_validator(mode="after")
    def _some_change(self) -> Self:
        if self.add is None and self.remove is None:
            raise ValueError("needs add or remove, or both: lists of user ids")
        both = set(self.add or ()) & set(self.remove or ())
        if both:
            raise ValueError(f"add and remove both name {shown(min(both))}; keep one of them")
        return self

    @classmethod
    def from_text(
        cls, values: Mapping[str, str], *, body: bytes | None = None, content_type: str = ""
    ) -> Self:
        """A validated call from texts; see `Operation.from_text`.

        `add` and `remove` are JSON lists, or ids with commas between them.
        """
        return super().from_text(
            {
                name: _as_list(text) if cls.python_name(name) in {"add", "remove"} else text
                for name, text in values.items()
            },
            body=body,
            content_type=content_type,
        )


def _as_list(text: str) -> str:
    if text.lstrip().startswith("["):
        return text
    return json.dumps([word.strip() for word in text.split(",") if word.strip()])
