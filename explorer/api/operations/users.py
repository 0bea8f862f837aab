"""The user directory, and the app's own user. Outside the collection; the ids are ours."""

from explorer.api.models.users import Me, User
from explorer.api.operation import THE_CLIENTS_SITE, CloudId, Operation
from explorer.api.operations.direct import UserId


class GetUser(Operation[User]):
    """Get a person from the user directory."""

    operation_id = "UserGetHandler"
    method = "GET"
    path = "/scim/site/{cloudId}/Users/{userId}"
    group = "Users"
    resource = "users"
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    user_id: UserId


class GetMe(Operation[Me]):
    """Get the app's own user."""

    operation_id = "MeGetHandler"
    method = "GET"
    path = "/me"
    scope = None
    group = "Users"
    resource = "users"
    in_collection = False
