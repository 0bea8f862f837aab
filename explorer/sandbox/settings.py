"""What a sandbox is started with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from explorer.sandbox.ending import Ending
from explorer.sandbox.limits import Limits
from explorer.sandbox.refusals import SandboxError


class Options(TypedDict, total=False):
    """The keywords of `Sandbox.start`; `Settings` says what each means."""

    db: Path | None
    port: int | None
    seed: int | None
    conversations: int | None
    messages: int | None
    report: Callable[[str], None] | None
    now: datetime | None
    rate_limit: int | None
    faults: Sequence[str]
    install_delay: float
    lively: bool
    limits: Limits
    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices of whoever starts a sandbox.

    Args:
        db: Its file, made and filled where it is not there. None: data in memory, or, where an
            amount is given, in a temporary file without a name: gone when it stops, however.
        port: The port, 0 for any free one. None: one that this file has had before, if free.
        seed: What new data are made from; the same number gives the same ids, names and texts.
            None: 1, or that of the file.
        conversations: How many new data hold, with those written by hand. None: only those.
        messages: Likewise.
        report: Told what is being done while many new data are made.
        now: The moment new data are dated relative to, and at which the sandbox's clock starts;
            with a time zone. It also makes the credentials of new data repeat. None: the
            machine's time, and random credentials.
        rate_limit: Calls a minute, app and conversation, above which the answer is 429. None:
            counted in the headers, never refused.
        faults: Faults that stand from the beginning, as in `status=503,count=2@MeGetHandler`.
        install_delay: Seconds until the app is installed in a conversation it has started.
        lively: Whether people answer what is sent, and rooms go on by themselves.
        limits: What a caller may send.
        ending: Ends the start, too, where it is set while new data are made.

    Raises:
        SandboxError: A value makes no sense.
    """

    db: Path | None = None
    port: int | None = None
    seed: int | None = None
    conversations: int | None = None
    messages: int | None = None
    report: Callable[[str], None] | None = None
    now: datetime | None = None
    rate_limit: int | None = None
    faults: Sequence[str] = ()
    install_delay: float = 0.0
    lively: bool = False
    limits: Limits = field(default_factory=Limits)
    ending: Ending = field(default_factory=Ending)

    def __post_init__(self) -> None:
        if self.rate_limit is not None and self.rate_limit < 1:
            raise SandboxError("The rate limit must be at least 1 call a minute.")
        if not 0 <= self.install_delay <= 86_400:
            raise SandboxError("The delay of an installation must be 0 to 86400 seconds.")
