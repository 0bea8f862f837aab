"""From method and path to an operation: the routes are the catalogue's path templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from explorer.api.operation import Operation
from explorer.sandbox.refusals import Refusal
from explorer.sandbox.wire import decode_segment, split_path

AnyOperation = type[Operation[Any]]


@dataclass(slots=True)
class Route:
    """One path template and what each method does there.

    Args:
        steps: Per segment the literal bytes, or the name of the parameter it fills.
        methods: Method to operation.
    """

    steps: tuple[bytes | str, ...]
    methods: dict[str, AnyOperation] = field(default_factory=dict)

    @property
    def order(self) -> tuple[bool, ...]:
        """Sorts a literal before a parameter: `/user/{userId}` before `/{conversationId}/…`."""
        return tuple(isinstance(step, str) for step in self.steps)

    def fits(self, segments: list[bytes]) -> bool:
        """Whether a path of the same length is of this template."""
        for step, segment in zip(self.steps, segments, strict=True):
            if isinstance(step, bytes):
                if segment != step and unquote_to_bytes(segment) != step:
                    return False
            elif not segment:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Match:
    """What a request is for. `values` are the path parameters by wire name, decoded."""

    operation: AnyOperation
    values: dict[str, str]


class Router:
    """All routes of some operations.

    Args:
        operations: Of the catalogue.
    """

    def __init__(self, operations: Iterable[AnyOperation]) -> None:
        by_path: dict[str, Route] = {}
        for operation in operations:
            route = by_path.setdefault(operation.path, Route(_steps(operation.path)))
            route.methods[operation.method] = operation
        self._by_length: dict[int, list[Route]] = defaultdict(list)
        for route in sorted(by_path.values(), key=lambda route: route.order):
            self._by_length[len(route.steps)].append(route)

    def match(self, method: str, raw_path: bytes) -> Match:
        """The operation of a request.

        Raises:
            Refusal: 404 for an unknown path, 405 with `Allow` for a known one, 400 for a path
                that is not UTF-8.
        """
        segments = split_path(raw_path)
        for route in self._by_length.get(len(segments), ()):
            if route.fits(segments):
                return self._with_method(route, method, segments)
        hint = ""
        if raw_path == b"/site":
            hint = " The list of sites is /site/, with the slash."
        raise Refusal(404, f"There is no such path here.{hint}")

    def _with_method(self, route: Route, method: str, segments: list[bytes]) -> Match:
        operation = route.methods.get(method)
        if operation is None:
            allowed = ", ".join(sorted(route.methods))
            raise Refusal(
                405, f"{method} is not allowed here. Allowed: {allowed}.", {"allow": allowed}
            )
        values = {
            step: decode_segment(segment, step)
            for step, segment in zip(route.steps, segments, strict=True)
            if isinstance(step, str)
        }
        return Match(operation, values)


def _steps(path: str) -> tuple[bytes | str, ...]:
    return tuple(
        step[1:-1] if step.startswith("{") else step.encode("ascii") for step in path.split("/")[1:]
    )
