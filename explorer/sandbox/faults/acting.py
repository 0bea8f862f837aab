"""Carries faults out: before the handler, and on its answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from http import HTTPStatus

from explorer.sandbox.faults.book import Blow
from explorer.sandbox.faults.damage import JSON, Body, damaged
from explorer.sandbox.faults.line import Line
from explorer.sandbox.faults.rule import Rule
from explorer.sandbox.wire import (
    Answer,
    Content,
    Disconnected,
    Request,
    Send,
    all_headers,
    error_body,
    send_answer,
    start_event,
    to_bytes,
)

_PIECE = 64 * 1024


async def before(blow: Blow, request: Request, line: Line) -> Answer | None:
    """What a fault does before the handler.

    Returns:
        An answer in the place of the handler's; None where the call goes on.

    Raises:
        Disconnected: The connection has ended, by the fault or by the caller.
    """
    if blow.wait:
        await line.pause(blow.wait)
    rule = blow.rule
    if rule is None or rule.fault.committed:
        return None
    match rule.fault.name:
        case "refuse":
            line.drop(reset=True)
            raise Disconnected
        case "drop-before":
            # Unread bytes would turn the end of the connection into a reset.
            async with aclosing(request.pieces(2**60)) as pieces:
                async for _ in pieces:
                    pass
            line.drop(reset=rule.text("how") == "rst")
            raise Disconnected
        case "redirect":
            return Answer(rule.number("status"), headers={"location": rule.text("location")})
        case "redirect-loop":
            return Answer(rule.number("status"), headers={"location": request.target})
        case "html":
            return Answer(rule.number("status"), content=_page())
        case _:
            return _refused(rule)


def _refused(rule: Rule) -> Answer:
    status = rule.number("status")
    headers = {}
    if rule.values["retry-after"] is not None:
        headers["retry-after"] = str(rule.values["retry-after"])
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if status in (204, 205, 304):
        return Answer(status, headers=headers)
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    return Answer(status, error_body(status, f"{phrase} (a fault that was asked for)."), headers)


def _page() -> Content:
    from explorer.document.element import element

    page = (
        "<!doctype html>"
        + element("h1", "Sign in to the network")
        + element(
            "p", "This page stands between you and the service. It is a fault that was asked for."
        )
    )
    return Content.whole("text/html; charset=utf-8", page.encode())


async def deliver(rule: Rule, answer: Answer, send: Send, line: Line) -> None:
    """Send an answer the way a fault that comes after the handler has it."""
    body = damaged(rule, await _whole(answer))
    if line.entry is not None:
        line.entry.status = None if rule.fault.name == "drop-after" else body.status
    try:
        await _send(rule, body, send, line)
    except Disconnected:
        pass  # By the fault itself, or by the caller: there is nobody to tell.


async def _send(rule: Rule, body: Body, send: Send, line: Line) -> None:
    match rule.fault.name:
        case "drop-after":
            line.drop(reset=rule.text("how") == "rst")
        case "cut":
            await _cut(rule, body, send, line)
        case "drip":
            await _drip(rule, body, send, line)
        case "huge":
            await _huge(rule, body, send, line)
        case _:
            await send_answer(_answer(body), send)


async def _whole(answer: Answer) -> Body:
    """An answer with its body at hand, however it was to be sent."""
    if answer.content is not None:
        async with aclosing(answer.content.pieces) as pieces:
            data = b"".join([piece async for piece in pieces])
        return Body(answer.status, answer.content.type, data, answer.headers)
    if answer.value is None:
        return Body(answer.status, "", b"", answer.headers)
    return Body(answer.status, JSON, to_bytes(answer.value), answer.headers)


def _answer(body: Body) -> Answer:
    content = Content.whole(body.type, body.data) if body.type else None
    return Answer(body.status, headers=body.headers, content=content)


def _head(body: Body) -> bytes:
    """The head of an answer as it would stand on the wire."""
    phrase = HTTPStatus(body.status).phrase
    lines = [f"HTTP/1.1 {body.status} {phrase}"]
    lines += [f"{name}: {value}" for name, value in all_headers(_answer(body))]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _cut(rule: Rule, body: Body, send: Send, line: Line) -> None:
    size = len(body.data)
    if size:
        wanted = rule.values["bytes"]
        keep = size // 2 if wanted is None else min(int(wanted), size - 1)
        await send(start_event(_answer(body)))
        await send({"type": "http.response.body", "body": body.data[:keep], "more_body": True})
    else:
        # There is no body to cut, so the head is.
        head = _head(body)
        line.write(head[: len(head) // 2])
    line.drop(reset=rule.text("how") == "rst")


async def _drip(rule: Rule, body: Body, send: Send, line: Line) -> None:
    every = rule.number("every") / 1000
    pieces = list(_divided(body.data or _head(body), rule.number("pieces")))
    if body.data:
        await send(start_event(_answer(body)))
        for piece in pieces:
            await line.pause(every)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return
    # Without a body the head comes in pieces.
    for piece in pieces:
        await line.pause(every)
        line.write(piece)
    line.drop(reset=False)


def _divided(data: bytes, number: int) -> list[bytes]:
    size = max(1, -(-len(data) // number))
    return [data[start : start + size] for start in range(0, len(data), size)]


async def _huge(rule: Rule, body: Body, send: Send, line: Line) -> None:
    size = rule.number("bytes")

    async def pieces() -> AsyncGenerator[bytes, None]:
        begin, end = b'{"padding": "', b'"}'
        yield begin
        left = size - len(begin) - len(end)
        while left > 0 and not line.gone:
            yield b"x" * min(left, _PIECE)
            left -= _PIECE
            # A caller that keeps up would otherwise keep everyone else waiting.
            await asyncio.sleep(0)
        yield end

    status = 200 if body.status == 204 else body.status
    declared = rule.text("declared") == "yes"
    content = Content(JSON, size if declared else None, pieces())
    await send_answer(Answer(status, headers=body.headers, content=content), send)
