"""The catalogue as a tree, searched and marked."""

from __future__ import annotations

import pytest

from explorer.api.auth import Bearer, ClientCredentials
from explorer.api.exchange import Response
from explorer.api.operations import CATALOGUE, GetMe, PutGlanceState
from explorer.workbench.catalogue import OUTSIDE, held_scopes, marks, search, tree

ALL = {operation.operation_id for operation in CATALOGUE.values()}


@pytest.mark.parametrize("by_folder", [False, True])
def test_each_operation_has_one_place_in_the_tree(by_folder: bool) -> None:
    branches = tree(by_folder=by_folder)
    placed = [operation.operation_id for branch in branches for operation in branch.operations]
    assert sorted(placed) == sorted(ALL)
    assert len({branch.title for branch in branches}) == len(branches)


def test_by_resource_modules_come_last_by_their_types() -> None:
    titles = [branch.title for branch in tree()]
    assert titles[:3] == ["sites", "conversations", "messages"]
    modules = [title for title in titles if title.startswith("modules")]
    assert titles[-len(modules) :] == modules == sorted(modules)
    glance = next(branch for branch in tree() if branch.title == "modules · glance")
    assert PutGlanceState in glance.operations


def test_by_folder_it_is_the_collections_and_the_rest() -> None:
    branches = tree(by_folder=True)
    assert branches[0].title == "List"
    assert branches[-1].title == OUTSIDE
    assert sum(len(branch.operations) for branch in branches[:-1]) == 21
    assert not any(operation.in_collection for operation in branches[-1].operations)


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_each_is_found_by_id_path_summary_and_scope(operation_id: str) -> None:
    operation = CATALOGUE[operation_id]
    for text in (
        operation_id,
        operation.__name__.lower(),
        f"{operation.method} {operation.path}",
        operation.summary().upper(),
        f"{operation.scope or 'any token'} {operation_id}",
    ):
        assert operation in search(text)


def test_words_are_looked_for_in_any_order_and_nothing_finds_all() -> None:
    assert search("glance delete") == search("DELETE   glance")
    assert [each.operation_id for each in search("bot:messages put")] == [
        "AppWebhookChatBotMessagePutHandler"
    ]
    assert {each.operation_id for each in search("  ")} == ALL
    assert search("no such thing") == ()


def test_marks() -> None:
    participate = frozenset({"participate:conversation"})
    create = CATALOGUE["ConversationPostHandler"]
    assert marks(create).scope_held is None
    assert marks(create, participate).words() == ["the token lacks the scope"]
    assert marks(GetMe, participate).words() == ["outside the collection"]
    assert marks(GetMe, participate).scope_held is True
    delete = CATALOGUE["UserMessageDeleteHandler"]
    assert marks(delete, participate).words() == ["deletes"]


def test_scopes_are_known_as_far_as_the_server_has_told() -> None:
    assert held_scopes(None) is None
    assert held_scopes(Bearer("t")) is None
    auth = ClientCredentials("id", "secret")
    assert held_scopes(auth) is None
    for scope, found in (
        ("participate:conversation other", {"participate:conversation", "other"}),
        ("", None),
        ("read", None),
    ):
        body = f'{{"access_token": "t", "expires_in": 3600, "scope": "{scope}"}}'
        auth.accept(Response(200, "", (), body.encode()), 0.0, lambda secret: None)
        assert held_scopes(auth) == found
