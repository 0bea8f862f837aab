"""How the model says what an answer must be: objections, and what is in a success."""

from __future__ import annotations

from typing import Any, NoReturn

from explorer.api.operations import CATALOGUE

from .calls import Call, Reply


class Disagrees(AssertionError):
    """The service answered what the model would not."""


class Judged(Exception):
    """The refusal was right: there is no more to look at."""


class Ask:
    """One call before the model, with the answer it has got.

    A rule says `no` to what is wrong with the call, as often as something is, and then has the
    `answer`: where something was wrong, any of the objections may be the service's, since the
    documents do not say in which order it looks.
    """

    def __init__(self, call: Call, reply: Reply) -> None:
        self.call, self.reply = call, reply
        self._objections: list[tuple[int, str]] = []

    def no(self, status: int, word: str = "") -> None:
        """Object.

        Args:
            status: Of the answer.
            word: In its message: the field of a 400, the scope of a 403.
        """
        self._objections.append((status, word))

    def answer(self) -> Any:
        """The JSON of the success, None where it has no body.

        Raises:
            Judged: The call was refused as it had to be.
            Disagrees: It was not, or for another reason, or should not have been.
        """
        self.success()
        if self.reply.status == 204:
            self.same(self.reply.body, b"", "a 204 has no body")
            return None
        return self.reply.json

    def success(self) -> None:
        """As `answer`, where the body is not JSON."""
        if self._objections:
            self._refusal()
            raise Judged
        expected = CATALOGUE[self.call.operation].success
        if self.reply.status != expected:
            self.disagree(f"the status should be {expected}")

    def same(self, found: Any, expected: Any, what: str) -> None:
        """The two are equal, or the service is wrong about `what`."""
        if found != expected:
            self.disagree(f"{what}: should be {expected!r}, not {found!r}")

    def check(self, holds: bool, what: str) -> None:
        """What is said holds."""
        if not holds:
            self.disagree(what)

    def disagree(self, why: str) -> NoReturn:
        """The answer is not the service's."""
        body = self.reply.body[:2000]
        raise Disagrees(f"{why}\n  {self.call}\n  {self.reply.status} {body!r}")

    def _refusal(self) -> None:
        fitting = [word for status, word in self._objections if status == self.reply.status]
        if not fitting:
            self.disagree(f"the status should be one of {self._objections}")
        found = self.reply.json
        self.same(set(found), {"code", "message"}, "the members of an error")
        self.same(found["code"], self.reply.status, "the code of an error")
        message = found["message"].casefold()
        if not any(word.casefold() in message for word in fitting):
            self.disagree(f"the message should name one of {fitting}")

    def number(self, name: str, least: int, most: int | None, default: int) -> int:
        """A whole number of the query."""
        value = self.call.query.get(name, default)
        text = str(value)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or isinstance(value, bool):
            self.no(400, name)
            return default
        if int(text) < least or (most is not None and int(text) > most):
            self.no(400, name)
        return int(text)

    def flag(self, name: str, default: bool) -> bool:
        """A boolean of the query: `true` or `false` and nothing else."""
        value = self.call.query.get(name, default)
        if value in ("true", "false"):
            return bool(value == "true")
        if not isinstance(value, bool):
            self.no(400, name)
        return bool(value)

    def only(self, *names: str) -> None:
        """No other names are in the query."""
        for name in self.call.query:
            if name not in names:
                self.no(400, name)
