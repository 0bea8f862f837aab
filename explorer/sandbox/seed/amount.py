"""How much data a sandbox starts with."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.sandbox.refusals import SandboxError


@dataclass(frozen=True, slots=True)
class Amount:
    """How much data a sandbox starts with, what is written by hand included.

    Args:
        conversations: In both sites; None for those written by hand only.
        messages: In all rooms; None likewise.
    """

    conversations: int | None = None
    messages: int | None = None

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


def _more(asked: int | None, there: int, option: str) -> int:
    if asked is None:
        return 0
    if asked < there:
        raise SandboxError(
            f"{option} {asked} is too few: {there} are written by hand and always there. "
            f"Give {there} or more."
        )
    return asked - there
