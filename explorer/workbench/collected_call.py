"""A request of a collection as it would be sent: checked, taken along, sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from explorer.api.exchange import Request
from explorer.api.headers import request_headers
from explorer.api.operation import CallError
from explorer.api.origin import origin
from explorer.api.redact import Redactor
from explorer.document.safe import one_line
from explorer.workbench.runner_hosts import allows
from explorer.workbench.runner_plan import SANDBOX, Plan, Ready, Step

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.formats.portable import Portable
    from explorer.workbench.collected import CollectedRequest
    from explorer.workbench.workbench import Workbench


@dataclass(frozen=True)
class CollectedCall:
    """A request of a collection as it would be sent.

    Args:
        entry: The request.
        plan: Where it goes.
        step: As a run has it.
        ready: Resolved, with what is wrong.
    """

    entry: CollectedRequest
    plan: Plan
    step: Step
    ready: Ready

    @property
    def operation_id(self) -> str:
        """What the answer is kept by."""
        return self.entry.key

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.ready.resolved.method

    @property
    def path(self) -> str:
        """Where to, as it may be shown."""
        return one_line(self.ready.url, 200)

    @property
    def host(self) -> str:
        """The host, with its port, that a person is asked about first; empty where none is."""
        url = self.ready.resolved.url
        return "" if allows(url, self.plan.base_url, frozenset()) else urlsplit(url).netloc

    def build(self, cloud_id: str = "") -> None:
        """See that it can be sent at all.

        Raises:
            CallError: It cannot: the first of what is wrong.
        """
        for each in self.ready.problems:
            if each.severity == "error":
                raise CallError(each.message)

    def learn(self, redactor: Redactor) -> None:
        """Have the secrets that it holds taken out of whatever is kept or shown.

        Args:
            redactor: Of whoever sends it.
        """
        replace(self.plan, redactor=redactor).learn(self.step.request, self.ready.resolved)

    def portable(self, redactor: Redactor | None = None) -> Portable:
        """The request for another tool, secrets by their names.

        Args:
            redactor: Knows what else is secret; it learns what is so in this request.

        Raises:
            FormatError: No tool can carry it.
        """
        from explorer.formats.portable import Portable

        resolved, redactor = self.ready.resolved, redactor or Redactor()
        self.learn(redactor)
        headers = request_headers("", dict(resolved.headers))
        base_url = "" if self.plan.base_url == SANDBOX else self.plan.base_url
        if (
            base_url
            and resolved.authorization == "profile"
            and origin(resolved.url) == origin(base_url)
        ):
            headers = (*headers, ("Authorization", "Bearer $STRIDE_TOKEN"))
        return Portable.from_request(
            Request(resolved.method, resolved.url, headers, resolved.body),
            base_url,
            self.entry.operation.operation_id if self.entry.operation else "",
            redactor,
        )

    async def send(self, workbench: Workbench, *, view: str) -> Exchange[Any]:
        """Send it; credentials go along only to the server they belong to.

        Args:
            workbench: Of the server; the exchange is in its journal.
            view: Where it is sent from.

        Raises:
            CallError: It cannot be sent as it stands.
        """
        from explorer.workbench.runner import send

        self.build()
        self.learn(workbench.client.context.redactor)
        with workbench.origin("person", view=view):
            return await send(workbench, self.step, self.ready)
