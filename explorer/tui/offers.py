"""What a person can do on a screen just now: for the command palette and the order of the help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from explorer.tui.commands import LISTS, Command
from explorer.tui.hints import known_commands

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen


class Offer(NamedTuple):
    """A command, and what would carry it out."""

    command: Command
    node: DOMNode


def offers(screen: Screen[object]) -> list[Offer]:
    """The commands of a screen that are enabled, each once, those nearest to the focus first.

    Args:
        screen: On top, or beneath the palette.
    """
    found: dict[str, Offer] = {}
    for node in _nodes(screen):
        for command in commands_of(node):
            # Whatever has the focus, keys of its list are its own.
            foreign = command.where == LISTS and node is not screen.focused
            if command.id not in found and not foreign and node.check_action(command.action, ()):
                found[command.id] = Offer(command, node)
    return list(found.values())


def contexts(screen: Screen[object]) -> list[str]:
    """The contexts of a screen's commands, those nearest to the focus first."""
    return list(dict.fromkeys(offer.command.where for offer in offers(screen)))


def commands_of(node: DOMNode) -> list[Command]:
    """The commands of a widget, a screen or the app: those with keys, and its `PALETTE`."""
    known = known_commands()
    ids = dict.fromkeys(binding.id for _, binding in node._bindings if binding.id in known)
    with_keys = [known[id] for id in ids if id is not None]
    without: tuple[Command, ...] = getattr(node, "PALETTE", ())
    return [*with_keys, *without]


def _nodes(screen: Screen[object]) -> Iterator[DOMNode]:
    """The focus and what is around it, then the rest of the screen that is shown, then the app."""
    around = [] if screen.focused is None else screen.focused.ancestors_with_self
    for node in around:
        if node is screen:
            break
        yield node
    yield screen
    for node in screen.walk_children():
        if node not in around and all(each.display for each in node.ancestors_with_self):
            yield node
    if not screen.is_modal:
        yield screen.app
