"""What is to come of every fault: the rules of retrying, as tables.

A cell is the outcome and how often the request is sent while the fault stands: `done 1` is a
success at once, `Broken 3` the error of that name after two retries. The words after it have to
stand in the error's text.

The rules behind it (explorer/api/retry.py):
- What reads, and what may be done twice without harm (GET, PUT, DELETE), is sent again when no
  answer came or the server says 502, 503 or 504. POST and PATCH never are: what came of them is
  unknown.
- What the server asks to wait for (429, and 503 with Retry-After) has not been done: all wait.
- An answer that came is an answer. However damaged, it is not asked for again, nor is a redirect
  ever followed.
- A fault that passes is as if it had not been wherever there is a retry, and no different where
  there is none: those expectations follow from the cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pydantic import ValidationError

from explorer.api.operation import Operation

BY_METHOD = """
fault                    | GET               | PUT DELETE        | POST PATCH        | words
-------------------------|-------------------|-------------------|-------------------|------
latency=3                | done 1            | done 1            | done 1            |
drip=3,every=1           | done 1            | done 1            | done 1            |
wrong-type               | done 1            | done 1            | done 1            |
hostile                  | done 1            | done 1            | done 1            |
status=400               | BadRequest 1      | BadRequest 1      | BadRequest 1      | 400 Bad
status=401               | Unauthenticated 1 | Unauthenticated 1 | Unauthenticated 1 | 401 Not
status=403               | Forbidden 1       | Forbidden 1       | Forbidden 1       | 403 Forb
status=404               | NotFound 1        | NotFound 1        | NotFound 1        | 404 Not
status=405               | MethodNotAllowed 1| MethodNotAllowed 1| MethodNotAllowed 1| 405 Meth
status=409               | Conflict 1        | Conflict 1        | Conflict 1        | 409 Conf
status=413               | TooLarge 1        | TooLarge 1        | TooLarge 1        | 413 Too
status=418               | ClientError 1     | ClientError 1     | ClientError 1     | 418 Refus
status=429,retry-after=7 | RateLimited 3     | RateLimited 3     | RateLimited 3     | 429 Rate
status=429,retry-after=99| RateLimited 1     | RateLimited 1     | RateLimited 1     | 99 s, longer
status=500               | ServerError 1     | ServerError 1     | ServerError 1     | 500 Serv
status=502               | ServerError 3     | ServerError 3     | ServerError 1     | 502 Serv
status=503               | ServerError 3     | ServerError 3     | ServerError 1     | 503 Serv
status=503,retry-after=7 | ServerError 3     | ServerError 3     | ServerError 3     | 503 Serv
status=504               | ServerError 3     | ServerError 3     | ServerError 1     | 504 Serv
refuse                   | Broken 3          | OutcomeUnknown 3  | OutcomeUnknown 1  | an answer
drop-before              | Broken 3          | OutcomeUnknown 3  | OutcomeUnknown 1  | an answer
drop-before,how=rst      | Broken 3          | OutcomeUnknown 3  | OutcomeUnknown 1  | an answer
drop-after               | Broken 3          | OutcomeUnknown 3  | OutcomeUnknown 1  | an answer
drop-after,how=rst       | Broken 3          | OutcomeUnknown 3  | OutcomeUnknown 1  | an answer
cut                      | Broken 3          | OutcomeUnknown 3  | OutcomeUnknown 1  | answer
huge=200000              | AnswerTooLarge 1  | AnswerTooLarge 1  | AnswerTooLarge 1  | larger than
huge=200000,declared=no  | AnswerTooLarge 1  | AnswerTooLarge 1  | AnswerTooLarge 1  | larger than
redirect                 | Redirected 1      | Redirected 1      | Redirected 1      | to https:
redirect,status=307      | Redirected 1      | Redirected 1      | Redirected 1      | to https:
redirect-loop            | Redirected 1      | Redirected 1      | Redirected 1      | not followed
"""

BY_ANSWER = """
fault       | nothing due  | may be empty | JSON due     | a file due | words
------------|--------------|--------------|--------------|------------|------
empty       | done 1       | done 1       | ShapeError 1 | done 1     | the body is empty
no-content  | done 1       | done 1       | ShapeError 1 | done 1     | the body is empty
bad-json    | done 1       | ShapeError 1 | ShapeError 1 | done 1     | JSON
bad-utf8    | done 1       | ShapeError 1 | ShapeError 1 | done 1     | JSON
html        | PageInstead 1| PageInstead 1| PageInstead 1| done 1     | page of HTML
wrong-shape | done 1       | ShapeError 1 | ShapeError 1 | done 1     |
deep        | done 1       | ShapeError 1 | ShapeError 1 | done 1     | JSON
"""

SLOW = """
fault               | GET              | PUT DELETE       | POST PATCH       | words
--------------------|------------------|------------------|------------------|------
latency=60000       | TimedOut 3       | OutcomeUnknown 3 | OutcomeUnknown 1 | within 0.1
drip=2,every=60000  | TimedOut 3       | OutcomeUnknown 3 | OutcomeUnknown 1 | within 0.1
"""
"""For a client that waits that long for a sign of life."""

LATE = """
fault               | GET              | PUT DELETE       | POST PATCH       | words
--------------------|------------------|------------------|------------------|------
latency=60000       | DeadlinePassed 1 | OutcomeUnknown 1 | OutcomeUnknown 1 | the deadline passed
drip=60,every=50    | DeadlinePassed 1 | OutcomeUnknown 1 | OutcomeUnknown 1 | the deadline passed
"""
"""For one whose deadline is 0.6 s: waiting on would not help, so it is not sent again."""


BY_PROXY = """
trouble                       | GET              | PUT DELETE       | POST PATCH       | words
------------------------------|------------------|------------------|------------------|------
closed at once                | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | an answer
reset after the head          | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | an answer
reset after the request       | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | an answer
closed after the request      | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | an answer
closed before the answer      | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | an answer
closed in the head            | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | an answer
reset in the head             | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | an answer
closed in the body            | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
silence                       | TimedOut 3       | OutcomeUnknown 3 | OutcomeUnknown 1 | 0.15 s
a body shorter than announced | TimedOut 3       | OutcomeUnknown 3 | OutcomeUnknown 1 | 0.15 s
a head that trickles          | DeadlinePassed 1 | OutcomeUnknown 1 | OutcomeUnknown 1 | deadline
interim answers without end   | DeadlinePassed 1 | OutcomeUnknown 1 | OutcomeUnknown 1 | deadline
no http at all                | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
a page without a head         | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
gibberish                     | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
a nul in a header             | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
a flood of headers            | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
two lengths                   | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
a length that is no number    | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
broken chunks                 | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
chunks without an end         | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
said to be zipped             | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | decoded
zipped beyond the cap         | AnswerTooLarge 1 | AnswerTooLarge 1 | AnswerTooLarge 1 | larger
deflated beyond the cap       | AnswerTooLarge 1 | AnswerTooLarge 1 | AnswerTooLarge 1 | larger
refused before the body       | TooLarge 1       | TooLarge 1       | TooLarge 1       | 413
an upgrade                    | Broken 3         | OutcomeUnknown 3 | OutcomeUnknown 1 | no whole
not modified                  | Redirected 1     | Redirected 1     | Redirected 1     | 304
a status of its own           | ServerError 1    | ServerError 1    | ServerError 1    | 799
an echo of the token          | BadRequest 1     | BadRequest 1     | BadRequest 1     | what is
hints before the answer       | done 1           | done 1           | done 1           |
many headers                  | done 1           | done 1           | done 1           |
an http of the future         | done 1           | done 1           | done 1           |
bare line feeds               | done 1           | done 1           | done 1           |
http 1 0 until the end        | done 1           | done 1           | done 1           |
closed after the answer       | done 1           | done 1           | done 1           |
byte by byte                  | done 1           | done 1           | done 1           |
"""
"""Where it times out, a client waits 0.15 s for a sign of life; where it is late, 0.4 s in all."""

BY_ADDRESS = """
trouble             | GET             | PUT DELETE      | POST PATCH      | words
--------------------|-----------------|-----------------|-----------------|------
nothing listens     | ConnectFailed 3 | ConnectFailed 3 | ConnectFailed 3 | connection was refused
no such name        | ConnectFailed 3 | ConnectFailed 3 | ConnectFailed 3 | could not be looked up
an unknown signer   | ConnectFailed 3 | ConnectFailed 3 | ConnectFailed 3 | is not trusted
another host's      | ConnectFailed 3 | ConnectFailed 3 | ConnectFailed 3 | is not trusted
expired             | ConnectFailed 3 | ConnectFailed 3 | ConnectFailed 3 | is not trusted
TLS to plain        | ConnectFailed 3 | ConnectFailed 3 | ConnectFailed 3 | no TLS connection
closed in TLS       | ConnectFailed 3 | ConnectFailed 3 | ConnectFailed 3 | could not be made
silent in TLS       | ConnectFailed 3 | ConnectFailed 3 | ConnectFailed 3 | not be made in time
plain to TLS        | Broken 3        | OutcomeUnknown 3| OutcomeUnknown 1|
"""
"""Where no connection comes about nothing was sent, so that every method is tried again."""


@dataclass(frozen=True)
class Cell:
    """What is to come of one fault for one call.

    Args:
        outcome: The name of the error's class; `done` for a success.
        sent: How often the request is sent.
        words: What stands in the error's text.
    """

    outcome: str
    sent: int
    words: str = ""

    @property
    def once(self) -> Cell:
        """What is to come of it where the fault strikes the first sending only."""
        return Cell("done", 2) if self.sent > 1 else self

    def __str__(self) -> str:
        return f"{self.outcome} {self.sent}"


@dataclass(frozen=True)
class Row:
    """What is to come of one fault: a cell for each word in the heads of its columns."""

    fault: str
    cells: dict[str, Cell]

    @property
    def name(self) -> str:
        """The fault without its options."""
        return re.split("[=,]", self.fault)[0]

    def of(self, operation: type[Operation[object]]) -> Cell:
        """The cell of an operation."""
        return self.cells.get(operation.method) or self.cells[due(operation)]


def due(operation: type[Operation[object]]) -> str:
    """What an operation is answered with, as a head of `BY_ANSWER`."""
    answer = operation.answer_type()
    if answer is type(None):
        return "nothing due"
    if answer is bytes:
        return "a file due"
    try:
        operation.model_construct().empty_answer()
    except ValidationError:
        return "JSON due"
    return "may be empty"


def read(table: str) -> tuple[Row, ...]:
    """The rows of a table."""
    head, _, *lines = [line for line in table.splitlines() if line.strip()]
    columns = [name.strip() for name in head.split("|")][1:-1]
    rows = []
    for line in lines:
        fault, *cells, words = (part.strip() for part in line.split("|"))
        found: dict[str, Cell] = {}
        for column, cell in zip(columns, cells, strict=True):
            outcome, sent = cell.split()
            # Methods stand together in one column, answers are of several words.
            for word in column.split() if column.isupper() else [column]:
                found[word] = Cell(outcome, int(sent), words)
        rows.append(Row(fault, found))
    return tuple(rows)


@cache
def matrix() -> tuple[Row, ...]:
    """The rows that need no waiting."""
    return (*read(BY_METHOD), *read(BY_ANSWER))
