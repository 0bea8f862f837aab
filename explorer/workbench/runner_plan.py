"""What a run of a collection sends and where: the requests chosen, their values, the hosts allowed.

Nothing here sends anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from explorer.api.operation import Operation
from explorer.api.redact import Redactor, Secret, secret_named
from explorer.document.safe import one_line
from explorer.formats.postman.contents import ReadFile
from explorer.formats.postman.model import Collection, Problem, Request
from explorer.formats.postman.recognition import recognise
from explorer.formats.postman.resolving import Resolved, resolve
from explorer.formats.postman.templates import is_placeholder
from explorer.formats.postman.urls import variable_of
from explorer.workbench.runner_hosts import RunError, allowed_hosts, allows, forbidden
from explorer.workbench.targets import Target
from explorer.workbench.variables import (
    BUILT_IN,
    COMMAND_LINE,
    FORM,
    Variable,
    Variables,
    layer,
)

__all__ = ["SANDBOX", "Plan", "Ready", "RunError", "Step", "allowed_hosts", "parameter_names"]

SANDBOX = "http://{{sandbox}}"
"""What stands before a path while the embedded sandbox has no address yet."""

_LONE_NAME = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a run.

    Args:
        number: Its place, from 1.
        request: As the collection has it.
        operation: What it is; None for none of the catalogue.
        given: What the request and the variables say of the operation's path and query, decoded,
            by wire name.
        iteration: How often the collection is run with it, from 1.
    """

    number: int
    request: Request
    operation: type[Operation[Any]] | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    iteration: int = 1

    @property
    def missing(self) -> tuple[str, ...]:
        """Wire names of the path parameters that have no value."""
        if self.operation is None:
            return ()
        places = self.operation.places().values()
        return tuple(
            each.name for each in places if each.place == "path" and each.name not in self.given
        )


@dataclass(frozen=True, slots=True)
class Ready:
    """A request as it is sent.

    Args:
        resolved: The request.
        url: The address as it may be shown.
        problems: What is wrong, that it may not go there included; safe to show.
    """

    resolved: Resolved
    url: str
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether it is sent."""
        return not any(each.severity == "error" for each in self.problems)


@dataclass(frozen=True)
class Plan:
    """What a run sends.

    Args:
        collection: The collection.
        variables: Values by name: command line, files and profile, the strongest first.
        base_url: Of the server that is meant.
        base_url_named: Whether a person named it just now, so that it stands before what a file
            says.
        hosts: Hosts beside the server's own and this machine to which may be sent, as
            `allowed_hosts` gives them.
        redactor: Knows the secrets.
        folders: Titles of folders or requests; empty for all.
        asks: Whether someone is asked about other hosts before it is sent: it is then no problem.
        iteration: How often the collection is run with it, from 1.
    """

    collection: Collection
    variables: Variables = field(default_factory=Variables)
    base_url: str = SANDBOX
    base_url_named: bool = False
    hosts: frozenset[str] = frozenset()
    redactor: Redactor = field(default_factory=Redactor)
    folders: tuple[str, ...] = ()
    asks: bool = False
    iteration: int = 1

    def __post_init__(self) -> None:
        self.redactor.know(self.variables.secrets())

    def at(self, target: Target, redactor: Redactor, *, fill: bool = False) -> Plan:
        """The same for a server: its address, its profile's variables, and the ids it names.

        Args:
            target: The server.
            redactor: Of the client that sends.
            fill: Whether what is missing is filled. The profile's conversation is then read and
                not changed, so that it does not stand for every conversation.
        """
        ids = {"cloudId": target.cloud_id}
        if not fill:
            ids["conversationId"] = target.conversation_id
        ids = {name: value for name, value in ids.items() if value}
        strong = [each for each in self.variables if not each.gives_way]
        weak = [each for each in self.variables if each.gives_way]
        known = layer(ids, BUILT_IN)
        return replace(
            self,
            base_url=target.base_url or SANDBOX,
            redactor=redactor,
            variables=Variables(strong, target.variables, weak, known),
        )

    def steps(self) -> tuple[Step, ...]:
        """The requests that are run, in order.

        Raises:
            RunError: A folder is named that there is not.
        """
        chosen = _chosen(self.collection, self.folders)
        return tuple(self.step(number, each) for number, each in enumerate(chosen, 1))

    def step(self, number: int, request: Request) -> Step:
        """One request as a step of a run.

        Args:
            number: Its place, from 1.
            request: Of the collection, or made from one of it.
        """
        values = self._values(request)
        found = recognise(request, values)
        if found is None:
            return Step(number, request, iteration=self.iteration)
        operation, given = found
        for name, variable in parameter_names(request, operation).items():
            known = values.get(variable, "")
            if name not in given and not is_placeholder(known):
                given[name] = known
        return Step(number, request, operation, given, self.iteration)

    def _values(self, request: Request) -> dict[str, str]:
        """Variables for a request: what nobody has named gives way to the file's own."""
        known = self.variables.beside(request.own_names)
        return {each.name: known.fill(each.value).text for each in known}

    def ready(
        self,
        step: Step,
        values: Mapping[str, str] | None = None,
        *,
        read_file: ReadFile | None = None,
    ) -> Ready:
        """A request as it is sent.

        Args:
            step: The request.
            values: For the operation's path and query, by wire name; for what has none.
            read_file: Gives the bytes of a file that a body names; None: none is read.
        """
        request = step.request
        variables, inner = self._values(request), dict[str, str]()
        names = {} if step.operation is None else parameter_names(request, step.operation)
        for name, value in (values or {}).items():
            place = names.get(name, name)
            if f"{{{{{place}}}}}" in request.url.path:
                variables[place] = value
            else:
                inner[place] = value
        base = self._base(step, variables)
        resolved = resolve(request, variables, values=inner, base_url=base, read_file=read_file)
        self.learn(request, resolved)
        problems, url = resolved.problems, resolved.url
        if base == SANDBOX:
            problems += (Problem("", "info", "The embedded sandbox gets its address later."),)
        elif resolved.ok and not self.asks and not self.allows(url):
            problems += (forbidden(url, self.base_url_named or step.operation is None),)
        clean = self.redactor.text
        return Ready(
            resolved,
            clean(url),
            tuple(replace(each, message=clean(each.message)) for each in problems),
        )

    def _base(self, step: Step, values: Mapping[str, str]) -> str:
        """What stands before the path instead of what the collection has there; empty for that."""
        url = step.request.url
        lone = _LONE_NAME.fullmatch(url.base)
        if lone is None:
            if not url.base or (self.base_url_named and step.operation is not None):
                return self.base_url
            return ""
        name = lone[1].strip()
        if not is_placeholder(values.get(name, "")):
            named = self.variables.source(name) in {COMMAND_LINE, FORM}
            return self.base_url if self.base_url_named and not named else ""
        own = any(each.name == name and each.value for each in step.request.variables)
        if own and step.operation is None and name not in self._bases:
            return ""
        return self.base_url

    @cached_property
    def _bases(self) -> frozenset[str]:
        """Names of the variables that stand for the service's address in this collection."""
        return frozenset(
            found[1].strip()
            for each in self.collection.requests
            if each.operation_id and (found := _LONE_NAME.fullmatch(each.url.base))
        )

    def allows(self, url: str) -> bool:
        """Whether a request may go to an address."""
        return allows(url, self.base_url, self.hosts)

    def learn(self, request: Request, resolved: Resolved) -> None:
        """Know the secrets that a request holds itself, so that they are shown nowhere.

        Args:
            request: As the collection has it.
            resolved: As it is sent.
        """
        for name, value in resolved.headers:
            if secret_named(name):
                self.redactor.learn(Secret(value.split(" ")[-1], "SECRET"))
        for name, value in parse_qsl(resolved.url.partition("?")[2]):
            if secret_named(name):
                self.redactor.learn(Secret(value, "SECRET"))
        if request.auth is not None and request.auth.kind == "apikey":
            values = self._values(request)
            own = {each.name: each.value or "" for each in request.variables}
            layers = [
                [Variable(name, text, "") for name, text in each.items()] for each in (values, own)
            ]
            text = Variables(*layers).fill(request.auth.values.get("value", "")).text
            if not is_placeholder(text):
                self.redactor.learn(Secret(text, "SECRET"))


def parameter_names(request: Request, operation: type[Operation[Any]]) -> dict[str, str]:
    """What a request calls the path parameters of its operation: its own name by the wire's."""
    declared = frozenset(each.name for each in request.url.variables)
    found = {}
    for step, segment in zip(operation.path.split("/")[1:], request.url.path, strict=False):
        if step.startswith("{"):
            variable = variable_of(segment, declared)
            lone = _LONE_NAME.fullmatch(segment)
            if variable is not None:
                found[step[1:-1]] = variable[0]
            elif lone is not None:
                found[step[1:-1]] = lone[1].strip()
    return found


def _chosen(collection: Collection, folders: Sequence[str]) -> list[Request]:
    if not folders:
        return list(collection.requests)
    chosen = []
    missing = dict.fromkeys(folders)
    for request in collection.requests:
        paths = {"/".join(request.folder[: depth + 1]) for depth in range(len(request.folder))}
        names = {*request.folder, *paths, request.name, "/".join((*request.folder, request.name))}
        hit = [each for each in folders if each in names]
        for each in hit:
            missing.pop(each, None)
        if hit:
            chosen.append(request)
    if missing:
        name = next(iter(missing))
        known = dict.fromkeys(
            text for each in collection.requests for text in (*each.folder, each.name)
        )
        close = get_close_matches(name, known, 1)
        titles = dict.fromkeys(each.folder[0] for each in collection.requests if each.folder)
        hint = f"Did you mean {close[0]!r}?" if close else f"Its folders: {', '.join(titles)}."
        if not close and not titles:
            hint = "It has no folders."
        raise RunError(
            f"The collection has no folder or request {one_line(name, 80)!r}. {one_line(hint, 300)}"
        )
    return chosen
