"""The page at `/`: every endpoint with a curl line, by resource."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from explorer.api.operation import Operation
from explorer.api.operations import CATALOGUE
from explorer.document.element import Html, element, fragment, page
from explorer.sandbox.front.curl import curl_line
from explorer.sandbox.front.start import id_lines, token_line
from explorer.sandbox.front.style import STYLE

AnyOperation = type[Operation[Any]]

OPENAPI = "/openapi.json"
"""Where the OpenAPI document is."""


def endpoints_page(base_url: str) -> Html:
    """The page, for a sandbox at an address."""
    resources: dict[str, list[AnyOperation]] = {}
    for operation in CATALOGUE.values():
        resources.setdefault(operation.resource, []).append(operation)
    inside = sum(operation.in_collection for operation in CATALOGUE.values())
    return page(
        "Stride sandbox",
        element(
            "header",
            element("h1", "Stride sandbox"),
            element(
                "p",
                f"The REST API of Atlassian Stride on {base_url}: {len(CATALOGUE)} operations, "
                f"{inside} of them in the published Postman collection. The others are marked ",
                _outside(),
                ".",
            ),
            element(
                "p",
                "The same as an OpenAPI document: ",
                element("a", OPENAPI, href=f"{base_url}{OPENAPI}"),
                ". Troubles on demand, such as errors, delays and dropped connections, are listed "
                "with a curl line each by ",
                element("code", "stride-explorer sandbox faults"),
                ".",
            ),
            element("nav", element("ul", *(_entry(name) for name in ["start", *resources]))),
        ),
        element(
            "main",
            _start(base_url),
            *(_resource(name, _in_turn(operations)) for name, operations in resources.items()),
        ),
        style=STYLE,
    )


def _entry(name: str) -> Html:
    return element("li", element("a", name, href=f"#{name}"))


def _start(base_url: str) -> Html:
    steps = chain.from_iterable(
        (element("p", f"{purpose[0].upper()}{purpose[1:]}:"), _line(line))
        for purpose, line in id_lines()
    )
    return element(
        "section",
        element("h2", "start", id="start"),
        element(
            "p",
            "The sandbox prints lines for a shell when it starts: paste them, so that the shell "
            "knows ",
            _words(
                "STRIDE_BASE_URL", "STRIDE_CLOUD_ID", "STRIDE_CLIENT_ID", "STRIDE_CLIENT_SECRET"
            ),
            f". The base URL is {base_url}.",
        ),
        element("p", "Then a token, which holds for an hour:"),
        _line(token_line()),
        element("p", "And things for the lines below to work on:"),
        *steps,
    )


def _words(*names: str) -> Html:
    parts: list[str] = []
    for index, name in enumerate(names):
        parts += [", " if index else "", element("code", f"${name}")]
    return fragment(*parts)


def _in_turn(operations: Sequence[AnyOperation]) -> list[AnyOperation]:
    """So that the lines can be pasted one after the other: a thing is deleted when all else that
    can be done with it has been.
    """

    def turn(place: int) -> tuple[int, bool]:
        operation = operations[place]
        if operation.method != "DELETE":
            return place, False
        users = [at for at, each in enumerate(operations) if each.path.startswith(operation.path)]
        return users[-1], True

    return [operations[place] for place in sorted(range(len(operations)), key=turn)]


def _resource(name: str, operations: Iterable[AnyOperation]) -> Html:
    return element(
        "section", element("h2", name, id=name), *chain.from_iterable(map(_endpoint, operations))
    )


def _endpoint(operation: AnyOperation) -> list[Html]:
    needs = f"needs {operation.scope}" if operation.scope else "any token will do"
    return [
        element(
            "h3",
            operation.summary(),
            None if operation.in_collection else fragment(" ", _outside()),
        ),
        element(
            "p",
            element("code", f"{operation.method} {operation.path}"),
            " ",
            element("small", f"answers {operation.success}, {needs}"),
        ),
        _line(curl_line(operation)),
    ]


def _outside() -> Html:
    return element("small", "(outside the collection)")


def _line(line: str) -> Html:
    return element("pre", element("code", line))
