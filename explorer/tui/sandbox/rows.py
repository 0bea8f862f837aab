"""The rows of the sandbox screen: plain functions and sources, no widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span, wrap
from explorer.document.safe import one_line
from explorer.document.styled import truncate
from explorer.tui.history.rows import brief_target
from explorer.workbench.rows import short_time

if TYPE_CHECKING:
    from explorer.workbench.sandbox_records import (
        Arrival,
        SandboxSettings,
        Snapshot,
        StandingFault,
    )


def fault_lines(fault: StandingFault, width: int) -> list[Line]:
    """A fault: how it was asked for, and how often it has struck."""
    head = wrap([Span(one_line(fault.spec), "muted" if fault.over else "strong")], width)
    struck = f"struck {fault.struck:,}" + (f" of {fault.count:,}" if fault.count else "")
    calls = f"{fault.matched:,} call{'' if fault.matched == 1 else 's'} met"
    about = f"  {struck} · {calls}" + (" · over" if fault.over else "")
    style = "muted" if fault.over or not fault.struck else "warning"
    return [*head, truncate(Line((Span(about, style),)), width)]


class FaultSource:
    """The faults that stand."""

    fixed_height = None

    def __init__(self, faults: Sequence[StandingFault]) -> None:
        self.faults = faults

    def __len__(self) -> int:
        return len(self.faults)

    def lines(self, index: int, width: int) -> list[Line]:
        return fault_lines(self.faults[index], max(8, width))

    def copy_text(self, index: int) -> str:
        return one_line(self.faults[index].spec)


def size_text(size: int) -> str:
    """A number of bytes as one reads it."""
    amount = float(size)
    for unit in ("bytes", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:,.0f} {unit}" if unit == "bytes" else f"{amount:,.1f} {unit}"
        amount /= 1024
    return f"{amount:,.1f} GiB"


class SnapshotSource:
    """The snapshots."""

    fixed_height = 1

    def __init__(self, snapshots: Sequence[Snapshot], now: Callable[[], datetime]) -> None:
        self.snapshots = snapshots
        self._now = now

    def __len__(self) -> int:
        return len(self.snapshots)

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        each = self.snapshots[index]
        about = f"  {short_time(each.saved, self._now())}  {size_text(each.size)}"
        return (truncate(Line((Span(one_line(each.name)), Span(about, "muted"))), width),)

    def copy_text(self, index: int) -> str:
        return one_line(self.snapshots[index].name)


class SettingsSource:
    """The settings, a row each.

    Attributes:
        NAMES: Of their fields in the form that sets them, in the order of the rows.
    """

    NAMES = ("rate_limit", "latency", "install_delay", "lively")

    fixed_height = 1

    def __init__(self, settings: SandboxSettings) -> None:
        limit = settings.rate_limit
        self._rows = (
            ("Rate limit", "none" if limit is None else f"{limit:,} calls a minute", bool(limit)),
            ("Latency", f"{settings.latency:,} ms", bool(settings.latency)),
            ("Install delay", f"{settings.install_delay:g} s", bool(settings.install_delay)),
            ("People", "answer, and talk" if settings.lively else "keep silent", settings.lively),
        )

    def __len__(self) -> int:
        return len(self._rows)

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        name, value, unusual = self._rows[index]
        style = "warning" if unusual else "muted"
        return (truncate(Line((Span(f"{name:<14} "), Span(value, style))), width),)


def arrival_line(arrival: Arrival, width: int, now: datetime) -> Line:
    """A request that has arrived as one row: when, what came of it, what it was."""
    at = arrival.at.astimezone(now.tzinfo)
    if arrival.status is None:
        outcome = Span("… " if not arrival.is_answered else "cut", "warning")
    else:
        outcome = Span(str(arrival.status), "success" if arrival.status < 400 else "error")
    spans = [
        Span(f"{at:%H:%M:%S} ", "muted"),
        Span(f"{one_line(arrival.method or '?'):<6} ", f"method-{arrival.method.lower()}"),
        outcome,
        Span(" "),
    ]
    if arrival.fault:
        spans.append(Span(f"{one_line(arrival.fault)} ", "strong warning"))
    spans.append(Span(brief_target(arrival.target or "no request line")))
    return truncate(Line(tuple(spans)), width)


class ArrivalSource:
    """What has arrived, the newest last."""

    fixed_height = 1

    def __init__(self, rows: Sequence[Arrival], now: Callable[[], datetime]) -> None:
        self.rows = rows
        self._now = now

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        return (arrival_line(self.rows[index], width, self._now()),)

    def search_text(self, index: int) -> str:
        row = self.rows[index]
        return f"{row.method} {row.status} {row.fault} {row.operation} {row.target}"

    def copy_text(self, index: int) -> str:
        return one_line(f"{self.rows[index].method} {self.rows[index].target}")
