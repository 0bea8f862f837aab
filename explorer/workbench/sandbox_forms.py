"""The forms of a sandbox's own side: a fault, the settings, the name of a snapshot."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from explorer.api.operations import CATALOGUE
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.own_forms import OwnForm, own_field
from explorer.workbench.sandbox_records import (
    FaultKind,
    FaultOption,
    SandboxSettings,
    Snapshot,
    StandingFault,
    fault_spec,
    snapshot_name,
)

if TYPE_CHECKING:
    from explorer.workbench.forms_choices import Choice
    from explorer.workbench.sandbox_admin import SandboxAdmin

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TOKEN = "token"  # noqa: S105 - a name
"""The token endpoint, as what a fault is for."""

FOR = "for"


class FaultForm(OwnForm):
    """A fault of one kind: what it is told, what it is for, how often it strikes.

    Args:
        admin: The sandbox.
        kind: The kind.
    """

    def __init__(self, admin: SandboxAdmin, kind: FaultKind) -> None:
        self._admin, self.kind = admin, kind
        own = [_option_field(each) for each in kind.options]
        more = [
            own_field(
                FOR,
                Kind.TEXT,
                "Operation ids, methods or token, with + between them.",
                default="all operations",
            ),
            own_field("count", Kind.INTEGER, "Calls that it strikes at most.", default="no end"),
            own_field("rate", Kind.TEXT, "Share of the calls, 0 to 1, as in 0.3.", default="1"),
            own_field("after", Kind.INTEGER, "Calls that are let through first.", default="0"),
        ]
        super().__init__(f"Fault: {kind.name}", "Add", [*own, *more], {})

    @property
    def spec(self) -> str:
        """The fault as the command line and curl ask for it."""
        told = {each.name: self.text(each.name) for each in self.fields if each.name != FOR}
        main = self.kind.options[0].name if self.kind.options else ""
        return fault_spec(self.kind.name, told, self._targets(), main=main)

    def check(self, field: FormField, text: str) -> str:
        """Also what it is for, and its share."""
        if field.name == FOR:
            return next(filter(None, map(_wrong_target, self._targets())), "")
        if field.name == "rate":
            return "" if _is_share(text) else "must be a number from 0 to 1, such as 0.3"
        return super().check(field, text)

    def behind(self) -> Sequence[str]:
        """What it does, and how it is asked for."""
        kept = "What was asked for is done all the same." if self.kind.committed else ""
        return (f"{self.kind.what} {kept}".strip(), "POST /sandbox/faults", self.spec)

    async def choices(self, name: str, query: str) -> Sequence[Choice]:
        """What a field may hold: for what it is for, every operation, method and the token."""
        from explorer.workbench.forms_choices import Choice

        if name != FOR:
            field = next(each for each in self.fields if each.name == name)
            return [Choice(value, value) for value in field.choices]
        return [
            *(Choice(each, each, f"every {each}") for each in METHODS),
            Choice(TOKEN, TOKEN, "the token endpoint"),
            *(
                Choice(each.operation_id, each.operation_id, f"{each.method} {each.path}")
                for each in CATALOGUE.values()
            ),
        ]

    async def submit(self) -> StandingFault:
        """Let it stand.

        Raises:
            AdminError: The sandbox takes it not so; the message says why.
        """
        return await self._admin.add_fault(self.spec)

    def _targets(self) -> list[str]:
        return [each.strip() for each in self.text(FOR).replace(",", "+").split("+")]


class SettingsForm(OwnForm):
    """Rate limit, latency, install delay, and whether people answer.

    Args:
        admin: The sandbox.
        present: As they are now.
    """

    def __init__(self, admin: SandboxAdmin, present: SandboxSettings) -> None:
        self._admin = admin
        fields = (
            own_field(
                "rate_limit",
                Kind.INTEGER,
                "Calls a minute, app and conversation, above which the answer is 429.",
                default="no limit",
            ),
            own_field("latency", Kind.INTEGER, "Milliseconds that every call waits.", default="0"),
            own_field(
                "install_delay",
                Kind.TEXT,
                "Seconds until the app is installed in a room it has made.",
                default="0",
            ),
            own_field(
                "lively",
                Kind.BOOLEAN,
                "Whether people answer what is sent, and rooms go on by themselves.",
                default="false",
                choices=("true", "false"),
            ),
        )
        limit = "" if present.rate_limit is None else str(present.rate_limit)
        texts = {
            "rate_limit": limit,
            "latency": str(present.latency),
            "install_delay": f"{present.install_delay:g}",
            "lively": "true" if present.lively else "false",
        }
        super().__init__("Settings of the sandbox", "Set", fields, texts)

    def check(self, field: FormField, text: str) -> str:
        """Also the delay, which may be a fraction."""
        if field.name == "install_delay":
            try:
                return "" if 0 <= float(text) <= 86_400 else "must be 0 to 86400 seconds"
            except ValueError:
                return "must be a number of seconds, such as 2.5"
        return super().check(field, text)

    def behind(self) -> Sequence[str]:
        """What is called."""
        return ("They hold until the sandbox stops.", "PATCH /sandbox/settings")

    async def submit(self) -> SandboxSettings:
        """Set them.

        Raises:
            AdminError: A value is out of bounds.
        """
        limit, latency, delay, lively = (self.text(each.name).strip() for each in self.fields)
        values: dict[str, Any] = {
            "rate_limit": int(limit) if limit else None,
            "latency": int(latency or 0),
            "install_delay": float(delay or 0),
            "lively": lively == "true",
        }
        return await self._admin.tune(values)


class SnapshotForm(OwnForm):
    """The name of a snapshot.

    Args:
        admin: The sandbox.
        taken: The names there are.
        now: The moment a name is proposed for.
    """

    def __init__(self, admin: SandboxAdmin, taken: Sequence[str], now: datetime) -> None:
        self._admin, self._taken = admin, frozenset(taken)
        name = own_field(
            "name", Kind.TEXT, "Letters, digits, '.', '_' and '-', 64 at most.", required=True
        )
        super().__init__("Save a snapshot", "Save", [name], {"name": snapshot_name(now)})

    def behind(self) -> Sequence[str]:
        """What is called, and whether a snapshot is replaced by it."""
        name = self.text("name").strip()
        about = (
            f"Replaces the snapshot {name}, which is there already."
            if name in self._taken
            else "Keeps all data as they are now."
        )
        return (about, f"PUT /sandbox/snapshots/{name}")

    async def submit(self) -> Snapshot:
        """Save it.

        Raises:
            AdminError: The name cannot be one, or the data cannot be kept.
        """
        return await self._admin.save_snapshot(self.text("name").strip())


def _option_field(option: FaultOption) -> FormField:
    number = isinstance(option.default, int) or (option.default is None and not option.words)
    kind = Kind.CHOICE if option.words else Kind.INTEGER if number else Kind.TEXT
    return own_field(
        option.name,
        kind,
        f"{option.help[:1].upper()}{option.help[1:]}.",
        default="" if option.default is None else str(option.default),
        bounds=option.takes if kind is Kind.INTEGER else "",
        choices=option.words,
    )


def _wrong_target(word: str) -> str:
    known = (*METHODS, TOKEN, *CATALOGUE)
    if not word or word in known:
        return ""
    near = difflib.get_close_matches(word, known, 1, 0.5)
    return f"{word} is no operation: " + (f"did you mean {near[0]}?" if near else "F4 lists them")


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
