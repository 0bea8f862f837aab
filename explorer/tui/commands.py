"""What a person can do, each thing said once.

A `Command` is at the same time the key binding, the entry in the footer and in the command
palette, the row in the help and the tooltip. Screens and widgets list their commands in a tuple
and make their `BINDINGS` with `bindings`; help, palette and the remapping of keys read the same
tuples, so that no two of them can disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from textual.binding import Binding, BindingType
from textual.keys import Keys, format_key

EVERYWHERE = "Everywhere"
"""The context of commands that work on every screen."""

LISTS = "Lists"
"""The context of the line view, which sits inside every other context."""

QUESTION = "Questions"
CHOICE = "Choices"
GIVING = "Giving secrets"
COMPOSER = "Compose"
COMPLETING = "Completing"
HELP = "Help"
PICKER = "Choosing"
FORM = "Form"
FIELD = "Fields"
TOUR = "Tour"

ALONE = frozenset({QUESTION, CHOICE, GIVING, HELP, PICKER, FORM})
"""Contexts of screens that lie over others: what works everywhere else does not work there."""

WITHOUT_LISTS = frozenset({QUESTION, GIVING, COMPOSER, COMPLETING, FORM, FIELD, TOUR})
"""Contexts in which no line view has the keys, or only those that are left."""

# Terminals send these as another key, keep them for flow control or multiplexers, or not at all.
UNRELIABLE = frozenset(
    {
        *("ctrl+j", "ctrl+h", "ctrl+i", "ctrl+m", "ctrl+s", "ctrl+q", "ctrl+b", "ctrl+a"),
        *("alt+enter", "ctrl+enter"),
    }
)
"""Keys that must not be the only way to a command."""

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMED_KEYS = frozenset(key.value.rpartition("+")[2] for key in Keys) - {
    "<any>",
    "<scroll-up>",
    "<scroll-down>",
    "<ignore>",
}

_LABELS = {"enter": "Enter", "pageup": "PgUp", "pagedown": "PgDn", "backspace": "Backspace"}


class KeymapError(ValueError):
    """Keys a person configured cannot be used; the message is one sentence saying why."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do.

    Args:
        id: Unique name, `where.what` in lower case; what the `[keys]` table of the configuration
            and Textual's keymap call it.
        title: A word or two, for the footer and the help.
        help: One sentence, for the help and the tooltip.
        keys: Keys separated by commas, in Textual's spelling (`"down,j"`); empty for a command
            that only the palette offers, which the widget, screen or app that carries it out
            lists in its `PALETTE`.
        action: Textual action; by default the last part of the id, dashes as underscores.
        where: The context in which the command works. Two commands of one context may not share
            a key, nor those of two contexts that are active together; see `together`.
        palette: Text of the entry in the command palette, which offers every command of the
            screen; empty for the title.
        footer: How soon the footer has room for it, 1 before 2; 0 for never.
        near: Selectors, separated by commas: the footer shows it while the focus is within one of
            them. Empty: wherever it works.
        priority: Whether it comes before the focused widget's own use of the key.

    Raises:
        ValueError: The id or a key is malformed, or every key is one of `UNRELIABLE`.
    """

    id: str
    title: str
    help: str
    keys: str = ""
    action: str = ""
    where: str = EVERYWHERE
    palette: str = ""
    footer: int = 0
    near: str = ""
    priority: bool = False

    def __post_init__(self) -> None:
        if not self.id or not self.id.replace(".", "_").replace("-", "_").isidentifier():
            raise ValueError(f"A command's id is words joined by dots and dashes, not {self.id!r}.")
        keys = split_keys(self.keys)
        for key in keys:
            if not is_key(key):
                raise ValueError(f"Command {self.id!r} has {key!r}, which is not a key.")
        if keys and UNRELIABLE.issuperset(keys):
            raise ValueError(
                f"Command {self.id!r} has only {self.keys!r}, which not every terminal sends; "
                f"give it a second key."
            )
        if not self.action:
            name = self.id.rpartition(".")[2].replace("-", "_")
            object.__setattr__(self, "action", name)


class HelpRow(NamedTuple):
    """One row of the help: a command as a person reads it."""

    where: str
    keys: str
    title: str
    help: str
    id: str


def split_keys(keys: str) -> tuple[str, ...]:
    """The keys of a comma-separated list, without spaces and without empty ones."""
    return tuple(key for part in keys.split(",") if (key := part.strip()))


def is_key(key: str) -> bool:
    """Whether a terminal can send `key`, spelled Textual's way (`ctrl+p`, `question_mark`, `?`)."""
    *modifiers, base = key.split("+") if key != "+" else [key]
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return False
    if len(base) == 1:
        return base.isprintable() and base != " "
    return base in _NAMED_KEYS or len(format_key(base)) == 1


def canonical(key: str) -> str:
    """One spelling of a key, so that `?` and `question_mark` compare equal."""
    *modifiers, base = key.split("+") if key != "+" else [key]
    return "+".join([*sorted(modifiers), format_key(base)])


def key_label(key: str) -> str:
    """A key as help and documents print it: `ctrl+p` as `Ctrl+P`, `question_mark` as `?`."""
    *modifiers, base = key.split("+") if key != "+" else [key]
    name = _LABELS.get(base) or format_key(base)
    if len(name) > 1:
        name = name[0].upper() + name[1:]
    elif modifiers:
        name = name.upper()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """Textual's bindings for commands, each with the command's id; those without keys are left out.

    Args:
        commands: Commands of one widget or screen, in the order of its footer.
    """
    return [
        Binding(
            command.keys,
            command.action,
            command.title,
            show=bool(command.footer),
            tooltip=command.help,
            priority=command.priority,
            id=command.id,
        )
        for command in commands
        if command.keys
    ]


def help_rows(
    commands: Iterable[Command], overrides: Mapping[str, str] | None = None
) -> list[HelpRow]:
    """Commands as rows of help, grouped by context in order of first appearance.

    Args:
        commands: Commands in the order they should be read.
        overrides: Keys by command id that replace the command's own.
    """
    chosen = overrides or {}
    groups: dict[str, list[HelpRow]] = {}
    for command in commands:
        keys = split_keys(chosen.get(command.id, command.keys))
        row = HelpRow(
            command.where,
            ", ".join(map(key_label, keys)),
            command.title,
            command.help,
            command.id,
        )
        groups.setdefault(command.where, []).append(row)
    return [row for rows in groups.values() for row in rows]


def check_keymap(commands: Iterable[Command], overrides: Mapping[str, str]) -> dict[str, str]:
    """A keymap for `App.set_keymap` from what a person configured.

    Args:
        commands: Every command of the app.
        overrides: New keys by command id, comma-separated: `{"messages.send": "f5,ctrl+g"}`.

    Returns:
        The keymap: the overrides with their keys in Textual's spelling.

    Raises:
        KeymapError: An id is unknown, a text is not a key, no key is left, or two commands that
            work at the same time would have the same key.
    """
    known: dict[str, Command] = {}
    for command in commands:
        if command.id in known:
            raise ValueError(f"Two commands have the id {command.id!r}.")
        known[command.id] = command
    keymap = {name: _checked_keys(name, keys, known) for name, keys in overrides.items()}
    for first, second, key in _clashes(list(known.values()), keymap):
        raise KeymapError(
            f"Key {key_label(key)} is set for both {first.id!r} ({first.title}) and "
            f"{second.id!r} ({second.title}); choose another key for one of them."
        )
    return keymap


def clashes(commands: Iterable[Command]) -> list[tuple[str, str, str]]:
    """Pairs of commands that want one key at the same time, as (id, id, key); for tests of a table.

    Args:
        commands: Every command of the app.
    """
    holders: dict[str, list[Command]] = {}
    found = []
    for command in commands:
        for key in split_keys(command.keys):
            others = holders.setdefault(canonical(key), [])
            found += [
                (other.id, command.id, key)
                for other in others
                if together(other.where, command.where)
            ]
            others.append(command)
    return found


def _checked_keys(name: str, keys: str, known: Mapping[str, Command]) -> str:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "see the help for the names."
        raise KeymapError(f"There is no command {name!r} to set a key for; {hint}")
    wanted = split_keys(keys)
    if not wanted:
        raise KeymapError(f"Command {name!r} needs at least one key.")
    for key in wanted:
        if not is_key(key):
            raise KeymapError(
                f"{key!r} for command {name!r} is not a key; "
                f"write it like 'f5', 'ctrl+g', 'question_mark' or 'x'."
            )
    return ",".join(dict.fromkeys(wanted))


def _clashes(
    commands: list[Command], keymap: Mapping[str, str]
) -> Iterator[tuple[Command, Command, str]]:
    """Clashes that the keymap brings about: pairs with an overridden command on either side."""
    holders: dict[str, list[Command]] = {}
    for command in commands:
        for key in split_keys(keymap.get(command.id, command.keys)):
            holders.setdefault(canonical(key), []).append(command)
    for key, sharing in holders.items():
        for position, first in enumerate(sharing):
            for second in sharing[position + 1 :]:
                overridden = first.id in keymap or second.id in keymap
                if overridden and together(first.where, second.where):
                    yield first, second, key


def together(first: str, second: str) -> bool:
    """Whether two contexts are active at the same time, so that each key means one thing in both.

    Args:
        first, second: Contexts of commands, in any order.
    """
    if first == second:
        return True
    both = {first, second}
    if EVERYWHERE in both and not both & ALONE:
        return True
    return LISTS in both and not both & WITHOUT_LISTS
