"""How much data a sandbox starts with."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.store.database import Connection, Database

FIRST_SEED = 1
"""The seed number of data for which none is asked."""

MOST_CONVERSATIONS = 1_000_000
MOST_MESSAGES = 10_000_000


class OtherData(SandboxError):
    """The data that are there are not those that are asked for.

    Args:
        difference: How they are other: the beginning of a sentence.
        instead: What to do beside using them as they are.
    """

    def __init__(self, difference: str, instead: str = "name another file for new ones") -> None:
        super().__init__(
            f"{difference}: leave the option out to use them as they are, or {instead}."
        )
        self.difference = difference


@dataclass(frozen=True, slots=True)
class Amount:
    """How much data a sandbox starts with, what is written by hand included.

    Args:
        conversations: In both sites; None for those written by hand only.
        messages: In all rooms; None likewise.
    """

    conversations: int | None = None
    messages: int | None = None

    @property
    def is_large(self) -> bool:
        """Whether it may be more than should be kept in memory."""
        return self.conversations is not None or self.messages is not None

    def check(self, seed: int, now: datetime) -> None:
        """Refuse an amount that cannot be, before anything is made.

        Raises:
            SandboxError: It is more than a sandbox can hold, or see `beside`.
        """
        _bound(self.conversations, MOST_CONVERSATIONS, "--conversations")
        _bound(self.messages, MOST_MESSAGES, "--messages")
        if self.is_large:
            from explorer.sandbox.seed import written

            self.beside(*written(seed, now))

    def beside(self, conversations: int, messages: int) -> tuple[int, int]:
        """How many conversations and messages to generate beside those written by hand.

        Raises:
            SandboxError: It is fewer than there are, or messages have no rooms to be in.
        """
        more_conversations = _more(self.conversations, conversations, "--conversations")
        more_messages = _more(self.messages, messages, "--messages")
        if more_messages and not more_conversations:
            raise SandboxError(
                f"--messages {self.messages} needs rooms to be in: give --conversations, too, of "
                f"more than {conversations}."
            )
        return more_conversations, more_messages

    def keep(self, connection: Connection) -> None:
        """Write down what was asked for. Within a transaction."""
        for name, count in self._asked():
            connection.execute("INSERT INTO meta VALUES (?, ?)", (name, str(count)))

    def of(self, database: Database, seed: int | None, now: datetime) -> Amount:
        """The amount that data were made with, which are not to be other than what is asked for.

        Args:
            database: The data, new or not.
            seed: The number asked for; None for any.
            now: What moments of new data are relative to.

        Raises:
            OtherData: They were made from another number, or are more or fewer.
        """
        name, kept_seed = database.path, int(database.meta("seed") or FIRST_SEED)
        if seed is not None and seed != kept_seed:
            raise _other(name, f"were made from --seed {kept_seed}", f"{seed}")
        kept = Amount(
            conversations=_number(database.meta("conversations")),
            messages=_number(database.meta("messages")),
        )
        for option, count in self._asked():
            there = getattr(kept, option)
            if there is None:
                from explorer.sandbox.seed import written

                by_hand = written(kept_seed, now)
                there = by_hand[0] if option == "conversations" else by_hand[1]
            if count != there:
                raise _other(name, f"were made with {there} {option}", f"{count}")
        return kept

    def _asked(self) -> list[tuple[str, int]]:
        return [
            (field.name, count)
            for field in fields(self)
            if (count := getattr(self, field.name)) is not None
        ]


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _other(path: Path | None, made: str, asked: str) -> OtherData:
    return OtherData(f"The data in {path} {made}, not {asked}")


def _bound(asked: int | None, most: int, option: str) -> None:
    if asked is not None and asked > most:
        raise SandboxError(f"{option} {asked} is too many: give {most} or fewer.")


def _more(asked: int | None, there: int, option: str) -> int:
    if asked is None:
        return 0
    if asked < there:
        raise SandboxError(
            f"{option} {asked} is too few: {there} are written by hand and always there. "
            f"Give {there} or more."
        )
    return asked - there
