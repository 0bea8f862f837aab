"""An operation as a curl line that can be pasted into a shell."""

from __future__ import annotations

import re
from typing import Any

from explorer.api.operation import Operation
from explorer.api.operations import SendDirectMessage
from explorer.api.operations.content import MessageOperation

AUTHORIZED = '-H "Authorization: Bearer $STRIDE_TOKEN"'

_NAME = re.compile(r"\{(\w+)\}")
_WORD_END = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MESSAGE = "**Hello**, team"


def variable(name: str, path: str) -> str:
    """The shell's name for a path parameter, as in `STRIDE_CLOUD_ID`."""
    if name == "messageId" and "{userId}" in path:
        # One message in a room and one to a user: each is found in its own conversation only.
        name = "directMessageId"
    return f"STRIDE_{_WORD_END.sub('_', name).upper()}"


def curl_line(operation: type[Operation[Any]]) -> str:
    """The line: base URL, token and ids by the names of variables, the rest as in the example."""
    call: Any = operation.example()
    if issubclass(operation, MessageOperation):
        call = call.model_copy(update={"content": _MESSAGE})
    prepared = call.build("the site")
    words = ["curl", "-sS"]
    if operation.takes_file:
        words.insert(0, f"printf {quoted(_printed(prepared.source.open().read().decode()))} |")
    if operation.method not in {"GET", "POST"} or (
        operation.method == "POST" and not prepared.content_type
    ):
        words += ["-X", operation.method]
    words.append(AUTHORIZED)
    if prepared.content_type:
        words += ["-H", f"'Content-Type: {prepared.content_type}'"]
        words += ["--data-binary", "@-" if prepared.source else _sent(prepared.body.decode())]
    _, mark, query = prepared.target.partition("?")
    path = _NAME.sub(lambda match: _segment(operation, call, match[1]), operation.path)
    words.append(f'"$STRIDE_BASE_URL{path}{mark}{query}"')
    return " ".join(words)


def quoted(text: str) -> str:
    """A text in single quotes, as a shell takes it whatever it holds."""
    return "'" + text.replace("'", "'\\''") + "'"


def _sent(body: str) -> str:
    """A body in quotes; the example's user is the one that the shell knows."""
    found = SendDirectMessage.model_fields["user_id"].examples or [""]
    return quoted(body).replace(found[0], f"""'"${variable("userId", "")}"'""")


def _printed(text: str) -> str:
    """A text on one line, as `printf` takes it."""
    return text.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n")


def _segment(operation: type[Operation[Any]], call: Operation[Any], name: str) -> str:
    # A key is chosen by the caller; all else is found out from the service.
    return str(call.key) if name == "key" else f"${variable(name, operation.path)}"  # type: ignore[attr-defined]
