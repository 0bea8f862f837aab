"""A form of a request of a collection: filled in, checked and sent as any operation's.

form = RequestForm(collected.find("Invoices/Create"))
form.aim(workbench.client.base_url, workbench.cloud_id)
form.set("{{tenant}}", "acme")
await form.operation().send(workbench)
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explorer.api.operation import CallError
from explorer.api.origin import origin
from explorer.api.redact import Redactor
from explorer.document.safe import one_line
from explorer.formats.postman.model import Collection, Problem
from explorer.formats.postman.model import Request as Sent
from explorer.formats.postman.resolving import resolve
from explorer.workbench.catalogue import marks
from explorer.workbench.collected_call import CollectedCall
from explorer.workbench.forms import FormInvalid
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.forms_reading import FormProblem
from explorer.workbench.forms_request import RequestPreview
from explorer.workbench.forms_texts import Head, TextForm, UsedVariable
from explorer.workbench.paths import in_home
from explorer.workbench.problems import ConfigError
from explorer.workbench.request_added import extended, places_of
from explorer.workbench.request_fields import RequestField, filled_in, names_of, request_fields
from explorer.workbench.runner_plan import SANDBOX, Plan, Step
from explorer.workbench.variables import BUILT_IN, FORM, Variable, Variables, layer, names_in

if TYPE_CHECKING:
    from explorer.api.operation import Operation
    from explorer.workbench.collected import CollectedRequest

MOST_FILE = 64 * 2**20
"""Bytes of a file that goes with a request."""

_PLACE = re.compile(r"\.(query|header|urlencoded|formdata)\[(\d+)\]|\.(body|auth|url)\b")
_NO_VALUE = re.compile(r"(?:\{\{(.+?)\}\}|:(\S+)) ((?:has no value|must not be|holds ).*)", re.S)
_PARTS = {"query": "query", "header": "header", "urlencoded": "form", "formdata": "form"}


class RequestForm(TextForm):
    """One request of a collection, filled in bit by bit. Nothing of it is sent until it is whole.

    Args:
        entry: The request.
        variables: What `{{name}}` stands for, before what the collection itself says.
        texts: What to begin with, by either spelling; unknown names are left aside.

    Attributes:
        entry: The request.
    """

    can_be_unchecked = False

    def __init__(
        self,
        entry: CollectedRequest,
        *,
        variables: Variables | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        self.entry = entry
        self._request, self._parts = entry.request, request_fields(entry)
        for label in texts or ():
            self._extend(label)
        super().__init__(entry.key, [each.field for each in self._parts], variables, texts)
        self._base_url, self._cloud_id = SANDBOX, ""

    @property
    def operation_class(self) -> type[Operation[Any]] | None:
        """The operation it is; None for none of the catalogue."""
        return self.entry.operation

    def field(self, name: str) -> FormField:
        """A field by either spelling, or by its own bare name where that is of one field only.

        Raises:
            CallError: There is none of this name, or more than one.
        """
        if name not in self._by_name:
            bare = [each.field for each in self._parts if each.name == name]
            if len(bare) == 1:
                return bare[0]
            if bare:
                named = " or ".join(each.wire_name for each in bare)
                raise CallError(f"{name!r} may be {named}: say which.", name)
        return super().field(name)

    @property
    def places(self) -> tuple[str, ...]:
        """Where something can be added, as `AddForm` names it."""
        return places_of(self._request.body)

    def add(self, label: str) -> FormField:
        """Give the request one more parameter, header or field of a form, also of a name it has.

        Args:
            label: `?name` of the query, `Name:` of a header, `name=` of a field of a form.

        Raises:
            CallError: The label is none of these, or the request has too many fields.
        """
        before = {each.field.name for each in self._parts}
        if not self._extend(label, anew=True):
            raise CallError(f"{one_line(label, 80)!r} cannot be added to this request.", label)
        self._take([each.field for each in self._parts])
        self._changed()
        return next(each for each in self.fields if each.name not in before)

    def _extend(self, label: str, *, anew: bool = False) -> bool:
        found = extended(self._request, self._parts, label, anew=anew)
        if found is not None:
            self._request, self._parts = found
        return found is not None

    def set(self, name: str, text: str) -> None:
        """Put a text into a field. One of a label that says what it is may be new.

        Args:
            name: By either spelling; `?name`, `Name:` or `name=` of what is to be added.
            text: As typed; empty to leave it out, `EMPTY` to send it without a value.

        Raises:
            CallError: There is no field of this name.
        """
        if name not in self._by_name and self._extend(name):
            self._take([each.field for each in self._parts])
        super().set(name, text)

    @property
    def subject(self) -> CollectedRequest:
        """What it is a form of."""
        return self.entry

    def _begins(self, field: FormField) -> str:
        return next(each.beginning for each in self._parts if each.field.name == field.name)

    def head(self, scopes: frozenset[str] | None = None) -> Head:
        """What stands above it.

        Args:
            scopes: What the token holds; None where that is not known.
        """
        request, operation = self.entry.request, self.entry.operation
        said = request.description.strip().partition("\n")[0].strip().rstrip(".")
        summary = one_line(": ".join(part for part in (self.entry.title, said) if part), 300)
        path = one_line(request.url.template, 300)
        words = tuple(self.entry.marks())
        if operation is None:
            return Head(request.method, path, summary, words=words)
        held = marks(operation, scopes).scope_held
        lacks = ("the token lacks the scope",) if held is False else ()
        return Head(
            request.method, path, summary, operation.scope or "any token", held, (*lacks, *words)
        )

    def aim(self, base_url: str, cloud_id: str = "") -> None:
        """Say where known operations and addresses without a host go.

        Args:
            base_url: Of the server; empty where it has none yet.
            cloud_id: The present site; empty where it is not known yet.
        """
        self._base_url, self._cloud_id = base_url or SANDBOX, cloud_id

    def problems(self) -> tuple[FormProblem, ...]:
        """What keeps it from being sent, in the order in which it was found."""
        ready = self._call().ready
        return tuple(self._at_field(each) for each in ready.problems if each.severity == "error")

    def notes(self) -> tuple[str, ...]:
        """What is worth knowing of what will be sent, such as credentials that are not sent."""
        ready = self._call().ready
        found = [each.message for each in ready.problems if each.severity != "error" and each.path]
        if self._keeps_back:
            found.append("The credentials of the file are not sent there: they are not for it.")
        return tuple(found)

    def operation(self, *, unchecked: bool = False) -> CollectedCall:
        """The request that the form puts.

        Args:
            unchecked: Makes no difference to its values: what has none cannot be sent.

        Raises:
            FormInvalid: Something is wrong.
        """
        call = self._call(reading=True)
        problems = tuple(
            self._at_field(each) for each in call.ready.problems if each.severity == "error"
        )
        if problems and not unchecked:
            raise FormInvalid(problems)
        return call

    def request(self, base_url: str, cloud_id: str = "") -> RequestPreview:
        """The request as it will be sent, as far as it is known; no secret stands in it.

        Args:
            base_url: Of the server.
            cloud_id: The present site; empty where it is not known yet.
        """
        self.aim(base_url, cloud_id)
        call = self._call()
        resolved, url = call.ready.resolved, call.path
        kind = next((text for name, text in resolved.headers if name.lower() == "content-type"), "")
        target = url[url.find("/", url.find("://") + 3) :] if "://" in url else url
        return RequestPreview(call.method, url, target, one_line(kind, 80), len(resolved.body))

    def used_variables(self) -> tuple[UsedVariable, ...]:
        """The variables of the request, each once, with where their values come from."""
        request = self.entry.request
        known = self._variables().beside(request.own_names)
        own = {each.name: each for each in request.variables if each.value is not None}
        found = []
        for name in names_of(self._filled()):
            value = known.get(name)
            mine = own.get(name)
            if mine is not None and value is None:
                value = next(iter(layer({name: mine}, self._collection_name)))
            found.append(
                UsedVariable(name, value.shown if value else "", value.source if value else "")
            )
        return tuple(found)

    @property
    def _collection_name(self) -> str:
        return one_line(f"collection {self.entry.collection}", 80)

    def _variables(self) -> Variables:
        typed = [
            Variable(each.name, self.text(each.field.name), FORM, each.field.secret)
            for each in self._parts
            if each.part == "variable" and self.text(each.field.name)
        ]
        ids = {"cloudId": self._cloud_id} if self._cloud_id else {}
        site = layer(ids, BUILT_IN)
        return Variables(typed, list(self.variables), site)

    def _filled(self) -> Sent:
        texts = {each.name: self.text(each.name) for each in self.fields}
        request = filled_in(self._request, self._parts, texts)
        if not self._is_elsewhere(request):
            return request
        for each in self._parts:
            if each.field.secret and each.part != "variable" and self._is_the_files(each):
                texts[each.field.name] = ""
        request = filled_in(self._request, self._parts, texts)
        return replace(request, auth=None) if self._has_own_credentials else request

    def _is_elsewhere(self, request: Sent) -> bool:
        """Whether it goes to another server than the file's author had its secrets for: a known
        operation goes to the one that one is on, and a person may name another base.
        """
        if self.entry.operation is not None:
            return True
        try:
            meant = origin(resolve(self.entry.request).url)
            there = self._plan().ready(Step(1, request)).resolved.url
            return origin(there) != meant
        except ValueError:
            # The file does not say where it goes: that is left to whoever sends it.
            return False

    def _is_the_files(self, each: RequestField) -> bool:
        """Whether what stands in a field is of the file alone."""
        return bool(each.beginning) and (
            self.text(each.field.name) == each.beginning and self._only_in_file([each.beginning])
        )

    @property
    def _has_own_credentials(self) -> bool:
        auth = self.entry.request.auth
        if auth is None or auth.kind == "noauth":
            return False
        return self._only_in_file(auth.values.values())

    def _only_in_file(self, texts: Iterable[str]) -> bool:
        """Whether nobody has named anything that stands in texts of the file."""
        known = self._variables().beside(self.entry.request.own_names)
        named = (known.source(name) for text in texts for name in names_in(text))
        return all(source in {"", BUILT_IN} for source in named)

    @property
    def _keeps_back(self) -> bool:
        secret = [each for each in self._parts if each.field.secret and each.part != "variable"]
        if not self._has_own_credentials and not any(map(self._is_the_files, secret)):
            return False
        texts = {each.name: self.text(each.name) for each in self.fields}
        return self._is_elsewhere(filled_in(self._request, self._parts, texts))

    def _plan(self) -> Plan:
        return Plan(
            Collection(self.entry.collection),
            self._variables(),
            base_url=self._base_url,
            base_url_named=self.entry.operation is not None,
            # A token that is half typed must not be taken out of everything from now on.
            redactor=Redactor(),
            asks=True,
        )

    def _call(self, *, reading: bool = False) -> CollectedCall:
        plan = self._plan()
        step = plan.step(1, self._filled())
        return CollectedCall(
            self.entry, plan, step, plan.ready(step, read_file=self._file(reading))
        )

    def _file(self, reading: bool) -> Callable[[str], bytes]:
        """Gives the files that a person has named here, and none that the collection names."""
        named = {self.text(each.field.name) for each in self._parts if each.field.kind is Kind.FILE}

        def read(name: str) -> bytes:
            if name not in named:
                raise OSError(errno.EACCES, "files that a collection names are not read")
            try:
                path = in_home(name)
            except ConfigError as problem:
                raise OSError(errno.ENOENT, str(problem)) from None
            if not path.is_file():
                raise OSError(errno.ENOENT, "there is no such file")
            if path.stat().st_size > MOST_FILE:
                raise OSError(errno.EFBIG, f"it is larger than {MOST_FILE // 2**20} MiB")
            return path.read_bytes() if reading else b""

        return read

    def _at_field(self, problem: Problem) -> FormProblem:
        """A problem at the field it is about, as far as that can be told."""
        message = problem.message.removesuffix(".")
        found = _NO_VALUE.match(message)
        if found:
            label = (
                self._label("variable", found[1].strip())
                if found[1]
                else self._label("path", found[2])
            )
            return FormProblem(label, found[3] if label else message)
        place = _PLACE.search(problem.path)
        if place and place[1]:
            return FormProblem(self._label(_PARTS[place[1]], index=int(place[2])), message)
        if place and place[3] == "body":
            return FormProblem(self._label("body", index=0), message)
        if place and place[3] == "url":
            return FormProblem(self._label("address", index=0), message)
        return FormProblem("", message)

    def _label(self, part: str, name: str = "", index: int = -1) -> str:
        for each in self._parts:
            if each.part == part and (each.name == name or each.index == index):
                return each.field.wire_name
        return ""
