"""What a person is told who asks Python, or a notebook, what something is."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from explorer import Client, operations
from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE

KINDS = sorted(CATALOGUE.values(), key=lambda each: each.__name__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.__name__)
def test_an_operation_explains_each_of_its_parameters(kind: type[Operation[object]]) -> None:
    signature = inspect.signature(kind)
    assert list(signature.parameters) == list(kind.model_fields)
    assert "Annotated" not in str(signature)
    words = kind.getdoc()
    for name in kind.model_fields:
        assert f"\n    {name}: " in words
    assert f"{kind.method} {kind.path}" in words


def test_the_signature_is_there_before_the_first_use() -> None:
    code = (
        "import inspect; from explorer import operations as o;"
        "print(inspect.signature(o.ListConversations).parameters['limit'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "limit: int = 75"


def test_a_notebook_shows_it() -> None:
    shell = InteractiveShell()
    client = Client("https://api.example")
    shell.user_ns.update(client=client, operations=operations)

    def told(name: str) -> str:
        return str(shell.object_inspect_mime(name)["text/plain"])

    assert "client.conversations?" in told("client")
    groups = told("client.conversations")
    assert "list: List the conversations" in groups
    assert "archive: Archive a conversation" in groups
    assert "limit: Most conversations in one page. 1 to 75." in told("client.conversations.list")
    kind = told("operations.ListConversations")
    assert "limit: Most conversations in one page. 1 to 75." in kind
    assert "Annotated" not in kind
    client.close()
