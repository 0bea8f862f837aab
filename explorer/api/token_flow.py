"""Fetching a token for client credentials: one for many waiting calls."""

from __future__ import annotations

import copy
from typing import Any

from explorer.api.auth import ClientCredentials
from explorer.api.errors import TokenRefused, from_status
from explorer.api.retry import Again, Failure, decide
from explorer.api.steps import Context, Refreshed, Reply, Send, Sleep, Steps


def fetch_token(
    context: Context, stale: Any = None, *, asked: float, remaining: float
) -> Steps[Refreshed]:
    """The steps of fetching a token, unless another call has just done so.

    Args:
        context: Of the client.
        stale: The token the server refused; None when there is none or it has merely expired.
        asked: Monotonic seconds at which the token was first wanted. A refusal since then was
            this call's answer too.
        remaining: Seconds until the call's deadline.
    """
    auth = context.auth
    if not isinstance(auth, ClientCredentials):
        return Refreshed(False)
    fresh = not auth.needs_refresh(context.monotonic())
    if fresh and (stale is None or auth.token() is not stale):
        return Refreshed(False)
    if context.refusal is not None and context.refusal[0] > asked:
        return Refreshed(False, copy.copy(context.refusal[1]))
    refused = yield from _ask_for_token(auth, context, remaining)
    if refused is not None:
        refused.hint = context.redactor.text(refused.hint)
        context.refusal = context.monotonic(), copy.copy(refused)
    return Refreshed(True, refused)


def _ask_for_token(
    auth: ClientCredentials, context: Context, allowed: float
) -> Steps[TokenRefused | None]:
    request, tries, began = auth.token_request(), 0, context.monotonic()
    while True:
        asked = context.monotonic()
        remaining = allowed - (asked - began)
        reply: Reply = yield Send(request, remaining)
        outcome, tries = reply.outcome, tries + 1
        # Asking for a token twice does no harm, so it is retried as a reading call is.
        verdict = decide(
            "GET",
            outcome,
            tries,
            context.policy,
            now=context.now(),
            remaining=allowed - (context.monotonic() - began),
            jitter=context.jitter,
        )
        if isinstance(verdict, Again):
            yield Sleep(verdict.wait)
            continue
        if isinstance(outcome, Failure):
            return TokenRefused(
                f"the token endpoint did not answer: {context.redactor.text(outcome.message)}"
            )
        if not 200 <= outcome.status < 300:
            refused = from_status(context.clean(outcome), "", None, context.redactor.text)
            return TokenRefused(
                f"the token endpoint answered {outcome.status}: {refused.message}",
                status=outcome.status,
                code=refused.code,
                request_id=refused.request_id,
            )
        try:
            auth.accept(outcome, asked, context.redactor.learn)
        except ValueError as problem:
            return TokenRefused(context.redactor.text(str(problem)))
        return None
