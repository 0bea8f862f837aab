"""The rows of the modules pane: plain functions and a source, no widgets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.document.styled import truncate, wrap

if TYPE_CHECKING:
    from explorer.api.errors import ApiError
    from explorer.api.models import ModuleType
    from explorer.workbench.copies import ModuleOf
    from explorer.workbench.journal import ConfigurationState, GlanceState
    from explorer.workbench.module_editing import ModuleShelf


class Role(Enum):
    """What a row stands for."""

    MODULE = "module"
    GLANCE_STATE = "glance state"
    CONFIGURATION = "configuration"
    OTHER_CONFIGURATION = "another configuration"


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A row of the pane.

    Args:
        type: The module type; None for a remark on several, and for a state.
        key: Of a module or a state; None for the row of a type or a remark.
        text: What the row says.
        style: Style names of the text.
        detail: Shown after it.
        remark: Whether it only tells of something that is wrong.
        role: What it stands for.
        subject: The module, of which more than the key can be copied; None for what is none.
    """

    type: ModuleType | None
    key: str | None
    text: str
    style: str
    detail: str = ""
    remark: bool = False
    role: Role = Role.MODULE
    subject: ModuleOf | None = None


@dataclass(frozen=True)
class Beside:
    """What is shown beside what the server lists.

    Args:
        drafts: Kind and key of the unsaved drafts there are.
        glances: What each glance was last told to show, by key.
        configurations: What was last said of each configuration, by key; None for one that is only
            named by a module.
        zone: A moment in the zone that times are shown in; None to leave states out.
        again: How to ask once more, in words.
    """

    drafts: Collection[tuple[str, str]] = ()
    glances: Mapping[str, GlanceState] = field(default_factory=dict)
    configurations: Mapping[str, ConfigurationState | None] = field(default_factory=dict)
    zone: datetime | None = None
    again: str = ""


def rows_of(shelf: ModuleShelf, beside: Beside | None = None) -> list[ModuleRow]:
    """A conversation's modules as rows: each type with its count, then its modules.

    Args:
        shelf: The modules.
        beside: What is known beside them; None for nothing.
    """
    from explorer.workbench.copies import ModuleOf
    from explorer.workbench.module_editing import NEW
    from explorer.workbench.module_links import missing_targets

    beside = beside or Beside()
    error = _common_error(shelf)
    missing = missing_targets(shelf)
    rows = [] if error is None else [_error_row(None, error, beside.again)]
    for kind, part in shelf.shelves.items():
        if part.lacking:
            continue
        count = "" if part.error else f"  {len(part.modules)}"
        begun = "  new draft" if (f"{kind}{NEW}", "") in beside.drafts else ""
        rows.append(ModuleRow(kind, None, str(kind), "title", f"{count}{begun}"))
        for module in part.modules:
            subject = ModuleOf(shelf.conversation_id, kind, module)
            rows += _module_rows(subject, missing, beside)
        if part.error is not None and error is None:
            rows.append(_error_row(kind, part.error, beside.again))
    if beside.zone is not None and error is None:
        rows += _configuration_rows(beside, beside.zone)
    if shelf.lacking:
        names = ", ".join(kind.removeprefix("chat:") for kind in shelf.lacking)
        text = f"This server does not have these types: {names}."
        rows.append(ModuleRow(None, None, text, "muted", remark=True))
    return rows


def _module_rows(
    subject: ModuleOf,
    missing: Mapping[tuple[ModuleType, str], Sequence[str]],
    beside: Beside,
) -> list[ModuleRow]:
    from explorer.api.models import ModuleType, Unreadable

    kind, module = subject.type, subject.module
    key = getattr(module, "key", None)
    if isinstance(module, Unreadable) or key is None:
        why = module.why if isinstance(module, Unreadable) else "a module without a key"
        return [ModuleRow(kind, None, one_line(why), "warning", remark=True, subject=subject)]
    draft = "  draft" if (str(kind), key) in beside.drafts else ""
    gone = "".join(f"  → {one_line(each, 40)} missing" for each in missing.get((kind, key), ()))
    rows = [ModuleRow(kind, key, one_line(key), "", f"{draft}{gone}", subject=subject)]
    if kind is ModuleType.GLANCE and beside.zone is not None:
        rows.append(_glance_row(key, beside.glances.get(key), beside.zone))
    return rows


def _glance_row(key: str, state: GlanceState | None, zone: datetime) -> ModuleRow:
    from explorer.workbench.module_state_forms import set_here

    shows = f"“{one_line(state.label, 40)}”" if state else "state"
    when = set_here(state.set_at if state else None, zone)
    return ModuleRow(None, key, f"  {shows}", "muted", f"  {when}", role=Role.GLANCE_STATE)


def _configuration_rows(beside: Beside, zone: datetime) -> list[ModuleRow]:
    from explorer.workbench.module_state_forms import set_here

    rows = [
        ModuleRow(
            None, None, "chat:configuration", "title", "  write-only",
            role=Role.OTHER_CONFIGURATION,
        )
    ]  # fmt: skip
    for key, state in sorted(beside.configurations.items()):
        switch = "[?]" if state is None else "[x]" if state.configured else "[ ]"
        when = set_here(state.set_at if state else None, zone)
        text = f"{switch} {one_line(key)}"
        rows.append(ModuleRow(None, key, text, "", f"  {when}", role=Role.CONFIGURATION))
    return rows


def _error_row(kind: ModuleType | None, error: ApiError, again: str) -> ModuleRow:
    text = f"{one_line(str(error))}  {again}".rstrip()
    return ModuleRow(kind, None, text, "error", remark=True)


def _common_error(shelf: ModuleShelf) -> ApiError | None:
    """Why nothing at all could be read, where that is the same for all types."""
    failed = [part.error for part in shelf.shelves.values() if not part.lacking]
    errors = [error for error in failed if error is not None]
    same = {(error.status, error.message) for error in errors}
    return errors[0] if len(errors) == len(failed) > 1 and len(same) == 1 else None


class ModuleSource:
    """Rows of modules for a line view; a remark takes as many lines as it needs."""

    fixed_height = None

    def __init__(self, rows: list[ModuleRow]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, index: int, width: int) -> Sequence[Line]:
        row = self.rows[index]
        head = row.style == "title"
        if row.remark:
            wrapped = wrap([Span(row.text, row.style)], max(8, width - 2))
            return [Line((Span("  "), *line.spans)) for line in wrapped]
        quiet = row.role in {Role.GLANCE_STATE, Role.CONFIGURATION}
        style = "count" if head else "muted" if quiet else "warning"
        if row.role is Role.OTHER_CONFIGURATION:
            style = "muted"
        spans = (
            Span("" if head else "  "),
            Span(row.text or "(empty key)", row.style),
            Span(row.detail, style),
        )
        return (truncate(Line(spans), width),)

    def copy_text(self, index: int) -> str:
        row = self.rows[index]
        return row.key or row.text

    def subject(self, index: int) -> object:
        """The module, of which more than the key can be copied; None for another row."""
        return self.rows[index].subject
