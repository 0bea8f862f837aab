"""Every operation of the catalogue by `stride-explorer call`, from its own example.

The example's ids stand for things that are not there: they are replaced by those of things just
made. Everything else goes as the example has it, by words or as a body, whichever it is.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.operation import JSON, Operation
from explorer.api.operations import CATALOGUE
from explorer.api.operations.modules import PUT, DeleteModule
from explorer.sandbox.server import Sandbox
from explorer.workbench.catalogue import example_command

if TYPE_CHECKING:
    from .conftest import Run

AnyOperation = type[Operation[Any]]
every_operation = pytest.mark.parametrize(
    "operation", CATALOGUE.values(), ids=lambda operation: operation.operation_id
)


@pytest.fixture
def client(on_server: Sandbox) -> Iterator[Client]:
    """Makes what the operations need to be there."""
    held = on_server.credentials
    auth = ClientCredentials(held.client_id, held.client_secret)
    with Client(on_server.base_url, auth=auth, cloud_id=held.cloud_ids[0]) as made:
        yield made


@pytest.fixture
def person(client: Client) -> str:
    """Somebody whom the app may write to."""
    app = client.users.me().account_id
    return next(
        user_id
        for room in client.conversations.each(exclude_direct=True)
        for user_id in client.roster.each(conversation_id=room.id)
        if isinstance(user_id, str)
        and user_id != app
        and client.users.get(user_id=user_id).user_name
    )


def ids(operation: AnyOperation, client: Client, person: str) -> dict[str, str]:
    """Real ids for the path of an operation, of things made for it."""
    room = client.conversations.create(name=f"For {operation.__name__}").id
    found = {"conversationId": room, "userId": person, "cloudId": client.cloud_id}
    if "{messageId}" in operation.path:
        found["messageId"] = (
            client.direct.send(user_id=person, content="hi").id
            if "{userId}" in operation.path
            else client.messages.send(conversation_id=room, content="hi").id
        )
    if "{mediaId}" in operation.path:
        upload = CATALOGUE["ConversationMediaPostHandler"]
        call = upload.model_validate(
            {**dict(upload.example()), "cloud_id": client.cloud_id, "conversation_id": room}
        )
        found["mediaId"] = client.send(call).id
    kind = next((each for each in PUT if f"/{each}/{{key}}" in operation.path), None)
    if kind is not None and (
        issubclass(operation, DeleteModule) or operation.path.endswith("/state")
    ):
        put = PUT[kind].example()
        client.send(put.model_copy(update={"cloud_id": client.cloud_id, "conversation_id": room}))
    return {name: value for name, value in found.items() if f"{{{name}}}" in operation.path}


def words(operation: AnyOperation, known: dict[str, str], person: str) -> list[str]:
    """The operation's example as a person would type it."""
    example = operation.example()
    typed = []
    for name, place in operation.places().items():
        if place.place == "path":
            typed.append(f"{place.name}={known.get(place.name, getattr(example, name))}")
        elif place.place == "query" and name in example.model_fields_set:
            typed.append(f"{place.name}={getattr(example, name)}")
    if operation.operation_id == "PatchRosterHandler":
        typed.append(f"add={person}")
    elif not operation.takes_file:
        prepared = example.build("any")
        if prepared.body:
            typed += ["--body", prepared.body.decode()]
            typed += ["--content-type", prepared.content_type]
    return typed


@every_operation
def test_its_example_succeeds(
    operation: AnyOperation,
    run: Run,
    on_server: Sandbox,
    client: Client,
    person: str,
    tmp_path: Path,
) -> None:
    typed = words(operation, ids(operation, client, person), person)
    if operation.takes_file:
        file = tmp_path / "figures.csv"
        file.write_text("day,parcels\n", encoding="utf-8")
        typed += ["--body", f"@{file}"]
    if operation.gives_file:
        typed += ["--output", str(tmp_path / "saved")]

    done = run("call", operation.operation_id, *typed)

    assert done.exit_code == 0, done.stderr
    assert f"{operation.success} " in done.stderr
    if operation.gives_file:
        assert (tmp_path / "saved").read_text(encoding="utf-8")
    elif operation.success == 204:
        assert done.stdout == ""
    else:
        assert json.loads(done.stdout)


@every_operation
def test_its_example_is_refused_where_what_it_names_is_not(
    operation: AnyOperation, run: Run, on_server: Sandbox, tmp_path: Path
) -> None:
    """With its invented ids: an error of the service in one sentence, never a traceback."""
    typed = words(operation, {"cloudId": on_server.credentials.cloud_ids[0]}, "nobody")
    if operation.takes_file:
        file = tmp_path / "figures.csv"
        file.write_text("day,parcels\n", encoding="utf-8")
        typed += ["--body", f"@{file}"]

    done = run("call", operation.operation_id, *typed)

    names_something = any(f"{{{name}}}" in operation.path for name in ("conversationId", "userId"))
    assert done.exit_code == (1 if names_something else 0), done.stderr
    if names_something:
        assert "404 Not Found" in done.stderr
        assert json.loads(done.stdout)["code"] == 404


def test_the_example_command_of_each_is_one_that_can_be_typed(run: Run) -> None:
    """What `operations show` prints begins with the operation and reads as JSON where it must."""
    for operation in CATALOGUE.values():
        command = shlex.split(example_command(operation))
        assert command[:3] == ["stride-explorer", "call", operation.operation_id]
        if "--body" in command and not operation.takes_file:
            body = command[command.index("--body") + 1].encode()
            values = dict(word.split("=", 1) for word in command[3 : command.index("--body")])
            assert operation.from_text(values, body=body, content_type=JSON)
