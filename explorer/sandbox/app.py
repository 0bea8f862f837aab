"""The service as an ASGI application: who calls, what for, may they, and the answer.

Every request goes one way: origin, path and method, token, quota, body, the operation's own
validation, scope, handler. Each step may refuse; the refusal is the answer.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from explorer.api.operation import Operation
from explorer.sandbox.admin.pages import Admin, is_admin
from explorer.sandbox.admin.pages import answer as answer_admin
from explorer.sandbox.clock import Clock
from explorer.sandbox.context import Context
from explorer.sandbox.faults.asked import MARK
from explorer.sandbox.faults.line import LINE, Line
from explorer.sandbox.faults.options import FaultError
from explorer.sandbox.faults.rule import TOKEN
from explorer.sandbox.handlers import HANDLERS, token
from explorer.sandbox.journey import Journey
from explorer.sandbox.pages import find_page
from explorer.sandbox.parsing import read_call
from explorer.sandbox.refusals import Refusal
from explorer.sandbox.routing import Match, Router
from explorer.sandbox.settings import Settings
from explorer.sandbox.store import arrivals, conversations, quotas, tokens
from explorer.sandbox.store.database import Connection, Database
from explorer.sandbox.store.tokens import Caller
from explorer.sandbox.wire import (
    Answer,
    Disconnected,
    Receive,
    Request,
    Scope,
    Send,
    error_body,
    guard_origin,
    send_answer,
)

SERVICE_LIMIT = 100
"""Calls a minute, app and conversation, as the service's headers said (API.md section 8)."""

NAME = "stride-explorer-sandbox"
"""What every answer's `Server` header says, so that it can be told from a real service."""

_LARGE_BODY = 64 * 1024
# Without a handler of its own, logging would write to the terminal under a full-screen app.
_log = logging.getLogger("explorer.sandbox")
_log.addHandler(logging.NullHandler())


class SandboxApp:
    """The ASGI application.

    Args:
        database: The data.
        clock: The sandbox's time, for what is written.
        base_url: Where links lead, without a slash at the end.
        settings: What the sandbox was started with.
        admin: What its own side works on: faults, log, the data as a whole.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        base_url: str,
        settings: Settings,
        admin: Admin,
        heard: Callable[[str, str, str], None],
    ) -> None:
        self._admin, self._heard = admin, heard
        self._faults = admin.faults
        self._keeper = admin.keeper
        self._database = database
        self._clock = clock
        self._base_url = base_url
        self._tuning = admin.tuning
        self._ledger = quotas.Ledger()
        self._upload_limit = settings.limits.upload_bytes
        self._router = Router(HANDLERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        line: Line = scope["state"].pop(LINE)
        journey = Journey(line)
        try:
            answer = await self._answer(Request(scope, receive), journey)
        except Refusal as no:
            answer = Answer(no.status, error_body(no.status, no.message), no.headers)
        except Disconnected:
            return
        except sqlite3.OperationalError as problem:
            answer = _storage_failed(problem)
        except Exception as problem:  # noqa: BLE001 - a fault of ours is an answer too, not a hang
            answer = _our_fault(problem)
        answer.headers = {"server": NAME, **journey.headers, **answer.headers}
        entry = line.entry
        damage = journey.damage
        if entry is not None:
            if entry.status is None:
                # Unless the request has been refused below HTTP meanwhile.
                entry.status = answer.status
            if damage is None and answer.content is None:
                # Now, so that whoever has read the answer finds it in the log.
                entry.end()
        if damage is None:
            if answer.content is None:
                line.join_head()
            await send_answer(answer, send)
        else:
            from explorer.sandbox.faults.acting import deliver

            await deliver(damage, answer, send, line)

    async def _answer(self, request: Request, journey: Journey) -> Answer:
        guard_origin(request)
        page = find_page(request)
        if page is not None:
            return await page(request, self._base_url)
        if is_admin(request.raw_path):
            journey.is_private(self._admin.log)
            return await answer_admin(self._admin, request)
        if self._tuning.latency:
            await asyncio.sleep(self._tuning.latency / 1000)
        if self._keeper.is_closed:
            await self._keeper.opened()
        if request.raw_path == token.PATH:
            return await self._give_token(request, journey)
        match = self._router.match(request.method, request.raw_path)
        operation = match.operation
        journey.is_for(operation.operation_id)
        caller = self._count(self._caller(request, journey), match, journey.headers)
        answer = await self._strike(request, journey, operation.operation_id)
        if answer is not None:
            return answer
        # A file is read by its handler, as it comes.
        body = b"" if operation.takes_file else await request.body()
        arguments = (match, request.query, request.header("Content-Type"), body)
        if len(body) > _LARGE_BODY:
            call = await asyncio.to_thread(read_call, *arguments)
        else:
            call = read_call(*arguments)
        _require_scope(call, caller)
        context = Context(
            self._database,
            caller,
            self._clock,
            self._base_url,
            request,
            self._upload_limit,
            self._tuning.install_delay,
            self._heard,
        )
        return await HANDLERS[match.operation](call, context)

    async def _strike(self, request: Request, journey: Journey, operation_id: str) -> Answer | None:
        """Let the faults that are for a call do what they do before its handler."""
        prefer = request.headers("Prefer")
        if not (prefer or journey.magic or self._faults.armed):
            return None
        from explorer.sandbox.faults.acting import before

        try:
            blow = journey.choose(self._faults, prefer, operation_id, request.method)
        except FaultError as problem:
            raise Refusal(400, str(problem)) from None
        return None if blow is None else await before(blow, request, journey.line)

    async def _give_token(self, request: Request, journey: Journey) -> Answer:
        if request.method != "POST":
            raise Refusal(
                405, f"{request.method} is not allowed here. Allowed: POST.", {"allow": "POST"}
            )
        journey.is_for(TOKEN)
        answer = await self._strike(request, journey, TOKEN)
        if answer is not None:
            return answer
        body = await request.body()
        given = token.give_token(
            self._database, request.header("Content-Type"), body, request.header("Host")
        )
        if given.status == 200:
            self._admin.secrets.learn(given.value["access_token"])
        return given

    def _caller(self, request: Request, journey: Journey) -> Caller:
        header = request.header("Authorization")
        scheme, _, secret = header.strip().partition(" ")
        if not header:
            raise _unauthenticated("There is no Authorization header.")
        if scheme.lower() != "bearer" or not secret.strip():
            raise _unauthenticated("The Authorization header is not of the form 'Bearer <token>'.")
        secret = secret.strip()
        if MARK in secret:
            journey.owner = tokens.digest(secret).hex()
            secret, _, journey.magic = secret.partition(MARK)
        caller = tokens.find_caller(self._database.connection, secret, time.time())
        if caller is None:
            raise _unauthenticated("The token is unknown here or has expired.")
        return caller

    def _count(self, caller: Caller, match: Match, headers: dict[str, str]) -> Caller:
        """Count the call, fill in the headers that say so, and refuse it above the limit."""
        now = time.time()
        connection = self._database.connection
        if arrivals.are_due(connection, now):
            with self._database.writing():
                arrivals.settle(connection, now)
        place = _place(connection, caller, match)
        # Where nothing is refused for it, the count may be behind what other servers count.
        refused_above = self._tuning.rate_limit
        count = self._ledger.count if refused_above is None else quotas.count
        quota = count(connection, caller.app_id, place, now)
        limit = refused_above or SERVICE_LIMIT
        headers["x-ratelimit-limit"] = str(limit)
        headers["x-ratelimit-remaining"] = str(max(0, limit - quota.used))
        headers["x-ratelimit-reset"] = _moment(quota.until)
        if refused_above is not None and quota.used > refused_above:
            raise Refusal(429, "request has been rate limited")
        return caller


@lru_cache(maxsize=64)
def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _place(connection: Connection, caller: Caller, match: Match) -> str:
    """What a call counts for: its conversation, or the app as a whole."""
    values = match.values
    if "conversationId" in values:
        return values["conversationId"]
    if "userId" in values and "/conversation/user/" in match.operation.path:
        row = conversations.find_direct(
            connection, values["cloudId"], caller.app_id, values["userId"]
        )
        return row.id if row else f"user/{values['userId']}"
    return ""


def _require_scope(call: Operation[Any], caller: Caller) -> None:
    if call.scope is None or call.scope in caller.scopes:
        return
    has = " and ".join(sorted(caller.scopes)) or "none"
    raise Refusal(403, f"This needs a token with the scope {call.scope.value}; it has {has}.")


def _unauthenticated(why: str) -> Refusal:
    return Refusal(
        401, f"{why} Get a token from POST /oauth/token.", {"www-authenticate": "Bearer"}
    )


def _storage_failed(problem: sqlite3.OperationalError) -> Answer:
    if "locked" in str(problem) or "busy" in str(problem):
        message = "The sandbox's data are in use by another server. Nothing was changed; try again."
        return Answer(503, error_body(503, message), {"retry-after": "1"})
    return Answer(500, error_body(500, f"The sandbox's data could not be used: {problem}."))


def _our_fault(problem: Exception) -> Answer:
    # Where it happened and of what kind, but not its message: that may quote a body or a header.
    place = traceback.extract_tb(problem.__traceback__)[-1]
    _log.error("%s in %s, line %s", type(problem).__name__, place.filename, place.lineno)
    return Answer(500, error_body(500, "The sandbox has failed at this. That is a fault in it."))
