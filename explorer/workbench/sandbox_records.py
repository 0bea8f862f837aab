"""What a sandbox's admin path tells: its settings, faults, snapshots, and what has arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

OWN_OPTIONS = ("rate", "count", "after")
"""What every fault can be told: its share of the calls, how many, after how many."""


class Record(BaseModel):
    """Something the admin path shows; members that are not known here are left out."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class SandboxSettings(Record):
    """The settings in force.

    Args:
        rate_limit: Calls a minute above which the answer is 429; None for no limit.
        latency: Milliseconds that every call waits before it is handled.
        install_delay: Seconds until the app is installed in a conversation it has started.
        lively: Whether people answer what is sent, and rooms go on by themselves.
    """

    rate_limit: int | None
    latency: int
    install_delay: float
    lively: bool = False


class FaultOption(Record):
    """Something one kind of fault can be told.

    Args:
        name: Its name in a spec.
        help: What it is, with its unit.
        takes: What it takes, in words.
        default: What it is when it is left out.
        words: The words to choose from; empty for a number or a text.
    """

    name: str
    help: str
    takes: str
    default: int | str | None = None
    words: tuple[str, ...] = ()


class FaultKind(Record):
    """One kind of trouble that a sandbox can make.

    Args:
        name: Its name.
        what: What a caller sees, in a sentence.
        committed: Whether the service does what was asked all the same.
        options: What it can be told.
    """

    name: str = Field(alias="fault")
    what: str
    committed: bool
    options: tuple[FaultOption, ...] = ()


class StandingFault(Record):
    """A fault that stands.

    Args:
        id: Its number.
        spec: How it was asked for.
        fault: Its kind.
        targets: Operation ids, methods and `token` it is for; empty for all operations.
        rate: The share of matching calls that it strikes.
        count: How many it strikes at most; None for no end.
        matched: Calls it was for, so far.
        struck: Calls it struck.
        over: Whether it has struck as often as it may.
    """

    id: int
    spec: str
    fault: str
    targets: tuple[str, ...] = Field(alias="for")
    rate: float
    count: int | None
    matched: int
    struck: int
    over: bool


class Snapshot(Record):
    """A named copy of the data.

    Args:
        name: Its name.
        saved: When.
        size: Its bytes.
    """

    name: str
    saved: AwareDatetime
    size: int = Field(alias="bytes")


class SandboxTask(Record):
    """What is being done to all of the data.

    Args:
        name: What it is, a word: `reset`.
        progress: How far it is, in words; empty where that is not told.
    """

    name: str
    progress: str


class SandboxWork(Record):
    """Whether anything is being done to all of the data.

    Args:
        task: That; None for nothing.
    """

    task: SandboxTask | None


class Arrival(Record):
    """A request that has arrived.

    Args:
        number: Counts up from 1.
        at: When its head was whole, in UTC.
        method, target: As sent.
        operation: The operation it was for; empty for none.
        status: Of the answer; None where none was given, or not yet.
        fault: The fault that struck it; empty for none.
        milliseconds: Until its answer was ready; None before that.
        size: Its bytes in all.
    """

    number: int
    at: AwareDatetime
    method: str
    target: str
    operation: str
    status: int | None
    fault: str
    milliseconds: float | None
    size: int = Field(alias="bytes")

    @property
    def is_answered(self) -> bool:
        """Whether what came of it is known."""
        return self.milliseconds is not None


def fault_spec(
    kind: str, options: Mapping[str, str], targets: Sequence[str] = (), *, main: str = ""
) -> str:
    """A fault as it is asked for, as in `status=503,count=2@MeGetHandler`.

    Args:
        kind: Its name.
        options: What it is told, its own and `OWN_OPTIONS`; an empty text is left out.
        targets: Operation ids, methods and `token`; none for all operations.
        main: The option whose value stands right after the name.
    """
    told = {name: _quoted(given) for name, text in options.items() if (given := text.strip())}
    first = told.pop(main, "")
    parts = [f"{kind}={first}" if first else kind]
    parts += [f"{name}={text}" for name, text in told.items()]
    words = [each for target in targets if (each := target.strip())]
    return ",".join(parts) + (f"@{'+'.join(words)}" if words else "")


def _quoted(text: str) -> str:
    return f'"{text}"' if set(text) & set(",@") else text


def snapshot_name(moment: datetime) -> str:
    """A name for a snapshot made at a moment."""
    return f"{moment:%Y-%m-%d-%H%M%S}"
