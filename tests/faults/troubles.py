"""What a proxy can do to a call that a server of its own will would not: one coroutine each.

A trouble that `carries` has the sandbox do what was asked before it spoils the answer; the others
never pass the request on.
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from .proxy import Answer, Line, Seen, Trouble

GIBBERISH = bytes(range(256)) * 4


@dataclass(frozen=True)
class Named:
    """A trouble, and whether the sandbox does what was asked all the same."""

    act: Trouble
    carries: bool


TROUBLES: dict[str, Named] = {}


def trouble(*, carries: bool) -> Callable[[Trouble], Trouble]:
    """Put a trouble on the list under its name, with blanks for `_`."""

    def add(act: Trouble) -> Trouble:
        TROUBLES[act.__name__.replace("_", " ")] = Named(act, carries)  # type: ignore[attr-defined]
        return act

    return add


# Connections that end


async def reset_at_once(line: Line) -> None:
    """Whether that is before or after the connection stands is for the system to tell."""
    line.reset()


@trouble(carries=False)
async def closed_at_once(line: Line) -> None:
    """The request may be on its way before the end is seen."""


@trouble(carries=False)
async def reset_after_the_head(line: Line) -> None:
    await line.head()
    line.reset()


@trouble(carries=False)
async def reset_after_the_request(line: Line) -> None:
    await line.request()
    line.reset()


@trouble(carries=False)
async def closed_after_the_request(line: Line) -> None:
    await line.request()


@trouble(carries=True)
async def closed_before_the_answer(line: Line) -> None:
    await line.answer(await line.request())


@trouble(carries=True)
async def closed_in_the_head(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(answer.head[:40])


@trouble(carries=True)
async def reset_in_the_head(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(answer.head[:40])
    line.reset()


@trouble(carries=True)
async def closed_in_the_body(line: Line) -> None:
    await line.say(_longer(await line.answer(await line.request())))


# Silence and slowness


@trouble(carries=False)
async def silence(line: Line) -> None:
    await line.request()
    await line.heard_out()


@trouble(carries=True)
async def a_body_shorter_than_announced(line: Line) -> None:
    await line.say(_longer(await line.answer(await line.request())))
    await line.heard_out()


@trouble(carries=False)
async def a_head_that_trickles(line: Line) -> None:
    await line.request()
    await line.say(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        await line.say(b"x")
        await asyncio.sleep(0.02)


@trouble(carries=False)
async def interim_answers_without_end(line: Line) -> None:
    await line.request()
    while True:
        await line.say(b"HTTP/1.1 100 Continue\r\n\r\n")
        await asyncio.sleep(0)


# Heads that are none


@trouble(carries=False)
async def no_http_at_all(line: Line) -> None:
    await line.request()
    await line.say(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


@trouble(carries=False)
async def a_page_without_a_head(line: Line) -> None:
    await line.request()
    await line.say(b"<html><body>It works!</body></html>\r\n\r\n")


@trouble(carries=False)
async def gibberish(line: Line) -> None:
    await line.request()
    await line.say(GIBBERISH)


@trouble(carries=True)
async def a_nul_in_a_header(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(answer.plus(b"X-Odd: a\0b").whole)


@trouble(carries=True)
async def a_flood_of_headers(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(answer.plus(*(b"X-%d: %s" % (n, b"y" * 200) for n in range(1000))).whole)


@trouble(carries=True)
async def two_lengths(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(_ok(answer.but(b"content-length", b"5", b"7").whole))


@trouble(carries=True)
async def a_length_that_is_no_number(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(_ok(answer.but(b"content-length", b"-1").whole))


@trouble(carries=True)
async def an_http_of_the_future(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(b"HTTP/9.7" + answer.whole[8:])


# Bodies that are none


@trouble(carries=True)
async def broken_chunks(line: Line) -> None:
    await line.answer(await line.request())
    await line.say(_chunked(b"zz\r\n{}\r\n0\r\n\r\n"))


@trouble(carries=True)
async def chunks_without_an_end(line: Line) -> None:
    await line.answer(await line.request())
    await line.say(_chunked(b"2\r\n{}\r\n"))


@trouble(carries=True)
async def said_to_be_zipped(line: Line) -> None:
    await line.answer(await line.request())
    await line.say(_zipped(b"this is not zipped at all"))


@trouble(carries=True)
async def zipped_beyond_the_cap(line: Line) -> None:
    await line.answer(await line.request())
    await line.say(_zipped(gzip.compress(b" " * 2**22)))


@trouble(carries=True)
async def deflated_beyond_the_cap(line: Line) -> None:
    await line.answer(await line.request())
    await line.say(_zipped(zlib.compress(b" " * 2**22), b"deflate"))


# Answers out of place


@trouble(carries=False)
async def refused_before_the_body(line: Line) -> None:
    await line.head()
    await line.say(_said(b"413 Payload Too Large", b"Connection: close"))
    await line.heard_out()


@trouble(carries=False)
async def an_upgrade(line: Line) -> None:
    await line.request()
    await line.say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n" + GIBBERISH)
    await line.heard_out()


@trouble(carries=False)
async def not_modified(line: Line) -> None:
    await line.request()
    await line.say(b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n")


@trouble(carries=False)
async def a_status_of_its_own(line: Line) -> None:
    await line.request()
    await line.say(_said(b"799 Whatever"))


@trouble(carries=False)
async def an_echo_of_the_token(line: Line) -> None:
    seen = await line.request()
    token = (seen.header("Authorization") or "").encode()
    body = b'{"message": "what is \'%s\'?"}' % token
    await line.say(
        _said(b"400 " + token, b"X-Echo: " + token, b"X-Request-Id: " + token, body=body)
    )


# Odd, but answers


@trouble(carries=True)
async def hints_before_the_answer(line: Line) -> None:
    while True:
        answer = await line.answer(await line.request())
        early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
        await line.say(b"HTTP/1.1 100 Continue\r\n\r\n" * 50 + early + answer.whole)


@trouble(carries=True)
async def many_headers(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(answer.plus(*(b"X-%d: y" % n for n in range(300))).whole)


@trouble(carries=True)
async def bare_line_feeds(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(answer.head.replace(b"\r\n", b"\n") + answer.body)


@trouble(carries=True)
async def http_1_0_until_the_end(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(b"HTTP/1.0" + answer.but(b"content-length").whole[8:])


@trouble(carries=True)
async def closed_after_the_answer(line: Line) -> None:
    answer = await line.answer(await line.request())
    await line.say(answer.whole)


@trouble(carries=True)
async def byte_by_byte(line: Line) -> None:
    answer = await line.answer(await line.request())
    for place in range(len(answer.whole)):
        await line.say(answer.whole[place : place + 1])


def second_answer(other: bytes) -> Trouble:
    """Says more than was asked: the answer, and after it another one for the next request."""

    async def act(line: Line) -> None:
        while True:
            seen: Seen = await line.request()
            await line.say((await line.answer(seen)).whole + other)

    return act


def _longer(answer: Answer) -> bytes:
    """An answer that announces more than it has."""
    return _ok(answer.but(b"content-length", b"%d" % (len(answer.body) + 100)).whole)


def _ok(answer: bytes) -> bytes:
    """An answer that may have a body, 204 or not."""
    return answer.replace(b"HTTP/1.1 204 No Content", b"HTTP/1.1 200 OK", 1)


def _said(status: bytes, *headers: bytes, body: bytes = b'{"message": "no"}') -> bytes:
    lines = [b"HTTP/1.1 " + status, *headers, b"Content-Length: %d" % len(body)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _zipped(body: bytes, coding: bytes = b"gzip") -> bytes:
    return _said(b"200 OK", b"Content-Encoding: " + coding, body=body)


def _chunked(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
