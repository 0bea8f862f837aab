"""A request in Python with this package."""

from __future__ import annotations

from functools import cache
from typing import Any

from explorer.api import operations, shortcuts
from explorer.api.operation import Operation
from explorer.api.origin import is_loopback
from explorer.formats import python_text
from explorer.formats.errors import FormatError
from explorer.formats.known import Known, recognise
from explorer.formats.portable import BASE_URL, Portable, Variable
from explorer.formats.python_httpx import check_method, keeps

_ANY = "*/*"


def write(portable: Portable) -> str:
    """The source; the base URL and secrets are read from the environment.

    The convenient spelling where the request is a call of a known operation and nothing more;
    else an exchange, past our own checks where they would refuse it.

    Raises:
        FormatError: This package cannot make the request, or would change it.
    """
    check_method(portable)
    if not keeps(portable.target):
        raise FormatError("This package would tidy this address up: use curl or httpx.")
    known = recognise(portable)
    headers = _headers(portable, known.operation.accept if known else _ANY)
    imports = {"from explorer import Client"}
    definition = ""
    if known is not None and known.checked and not headers:
        statements = [f"answer = {_shortcut(known, portable)}", "print(answer)"]
    else:
        if known is None:
            imports.add("from explorer.api.operation import Operation, Prepared")
            definition = _definition(portable)
            made = "Request()"
        else:
            imports = {"from explorer import Client, operations"}
            made = _made(known, portable)
        call = python_text.call("client.exchange", [made, *headers])
        statements = [f"exchange = {call}", "print(exchange.result())"]
    client = _client(portable)
    code = "\n".join(statements).replace("\n", "\n    ")
    code = f"with {client} as client:\n    {code}\n"
    body = f"{definition}\n\n{code}" if definition else code
    standard = [
        line
        for line, mark in (("import os", "os.environ["), ("from pathlib import Path", "Path("))
        if mark in body
    ]
    top = "\n".join(standard) + "\n\n" if standard else ""
    return (
        f"{top}{_joined(imports)}\n\n{body}"
        if not definition
        else (f"{top}{_joined(imports)}\n\n\n{body}")
    )


def write_cell(portable: Portable) -> str:
    """The source of a notebook's cell that makes the request and shows the answer.

    The client is that of the notebook, which knows server and credentials.

    Raises:
        FormatError: This package cannot make the request, or would change it.
    """
    check_method(portable)
    known = recognise(portable)
    if not keeps(portable.target) or known is None:
        raise FormatError("No operation of this package makes this request: use curl or httpx.")
    headers = _headers(portable, known.operation.accept)
    imports = {"from explorer.notebook import connect"}
    if known.checked and not headers:
        code = f"connect().{_shortcut(known, portable).removeprefix('client.')}"
    else:
        imports.add("from explorer import operations")
        code = python_text.call("connect().exchange", [_made(known, portable), *headers])
    standard = [
        line
        for line, mark in (("import os", "os.environ["), ("from pathlib import Path", "Path("))
        if mark in code
    ]
    top = "\n".join(standard) + "\n\n" if standard else ""
    return f"{top}{_joined(imports)}\n\n{code}\n"


def _joined(imports: set[str]) -> str:
    return "\n".join(sorted(imports))


def _client(portable: Portable) -> str:
    base = Variable(BASE_URL) if portable.at_home else portable.base_url
    arguments = [python_text.expression((base,))]
    if portable.authorization:
        arguments.append(f"auth={python_text.variable(Variable(portable.authorization))}")
        if portable.base_url.startswith("http://") and not is_loopback(portable.base_url):
            arguments.append("plain_http=True")
    return python_text.call("Client", arguments)


def _headers(portable: Portable, accept: str) -> list[str]:
    """The argument for the headers that a client would not send by itself."""
    found: dict[str, str] = {}
    for name, value in portable.own_headers:
        usual = {"accept": accept, "content-type": value}.get(name.lower())
        if usual == value or (name.lower() == "authorization" and portable.authorization):
            continue
        if name in found:
            raise FormatError(f"This package sends the header {name} once: use curl or httpx.")
        found[name] = python_text.expression(portable.value(name, value))
    if portable.header("Accept") is None and accept != _ANY:
        found["Accept"] = python_text.literal(_ANY)
    items = [f"{python_text.literal(name)}: {value}" for name, value in found.items()]
    return [python_text.listed("headers={", items, "}")] if items else []


def _shortcut(known: Known, portable: Portable) -> str:
    function, values = f"client.{spelling(known.operation)}", dict(known.values)
    file = []
    if known.operation is operations.UploadMedia:
        content = values.pop("content")
        file = [python_text.literal(portable.file or content)]
    return python_text.call(function, [*file, *_arguments(values)])


def _arguments(values: dict[str, Any]) -> list[str]:
    return [f"{name}={python_text.literal(value)}" for name, value in values.items()]


def _made(known: Known, portable: Portable) -> str:
    name = f"operations.{known.operation.__name__}"
    if known.checked:
        values = dict(known.values)
        arguments = _arguments({each: value for each, value in values.items() if each != "content"})
        if portable.file:
            arguments.append(f"content=Path({python_text.literal(portable.file)})")
        elif "content" in values:
            arguments += _arguments({"content": values["content"]})
        return python_text.call(name, arguments)
    texts = [
        f"{python_text.literal(each)}: {python_text.literal(value)}"
        for each, value in {**known.values, **(known.extra or {})}.items()
    ]
    given = [python_text.listed("{", texts, "}")]
    given.append(f"body={python_text.bytes_literal(known.body or b'')}")
    given.append(f"content_type={python_text.literal(known.content_type)}")
    return python_text.call(f"{name}.unchecked", given)


def _definition(portable: Portable) -> str:
    """The class of a request that no operation makes."""
    if portable.file:
        raise FormatError(
            f"This package reads the file {portable.file} for no other operation than an upload: "
            "use curl or httpx."
        )
    parts = portable.body_parts()
    body = python_text.bytes_literal(portable.body)
    if len(parts) > 1:
        body = f"({python_text.body(parts)}).encode()"
    method = python_text.literal(portable.method)
    arguments = [
        method,
        python_text.literal(portable.target),
        python_text.literal(portable.header("Content-Type") or ""),
        body,
    ]
    prepared = python_text.call("Prepared", arguments).replace("\n", "\n        ")
    return f'''class Request(Operation[bytes]):
    """A request that no operation of the catalogue makes."""

    operation_id, resource, group, scope = "Request", "other", "Other", None
    method, path, accept = {method}, "/", "{_ANY}"

    def build(self, cloud_id: str = "") -> Prepared:
        return {prepared}

    def parse(self, status: int, body: bytes) -> bytes:
        return body
'''


@cache
def _spellings() -> dict[type[Operation[Any]], str]:
    found: dict[type[Operation[Any]], str] = {operations.UploadMedia: "media.upload"}
    for resource in _resources():
        for name, made in vars(resource).items():
            if isinstance(made, shortcuts.shortcut):
                found[made.operation] = f"{resource.__name__.lower()}.{name}"
    return found


def _resources() -> list[type[Any]]:
    from explorer.api.media import Media

    return [*(each for each in vars(shortcuts).values() if _is_resource(each)), Media]


def _is_resource(value: Any) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, shortcuts.Resource)
        and value is not shortcuts.Resource
    )


def spelling(operation: type[Operation[Any]]) -> str:
    """The convenient spelling of an operation, as in `conversations.list`."""
    return _spellings()[operation]
