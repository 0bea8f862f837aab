"""What a person can do on a screen just now: for the command palette and the order of the help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from explorer.tui.commands import EVERYWHERE, LISTS, Command, key_label, split_keys
from explorer.tui.content import content, notify_text
from explorer.tui.hints import keymap_of, known_commands
from explorer.tui.reasons import why_not

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

PALETTE_ITSELF = "app.palette"

BY_HELP = 0.75
"""Weight of a command whose explanation matches, beside one whose name does."""

NOT_NOW = 0.5
"""Weight of a command that cannot act just now."""


class Offer(NamedTuple):
    """A command, and what would carry it out."""

    command: Command
    node: DOMNode

    @property
    def why_not(self) -> str:
        """Why it cannot act just now, as a sentence; empty where it can."""
        return why_not(self.node, self.command.action)


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


class CommandProvider(Provider):
    """Everything that can be done on the present screen, with its key."""

    async def discover(self) -> Hits:
        """All of it, but for moving about in lists and for what cannot be done just now."""
        for offer in offers(self.screen):
            command = offer.command
            if command.where != LISTS and command.id != PALETTE_ITSELF and not offer.why_not:
                yield DiscoveryHit(
                    self._shown(offer), self._act(offer), text=command.title, help=command.help
                )

    async def search(self, query: str) -> Hits:
        """What has a name or an explanation that matches; last what cannot be done, and why."""
        matcher = self.matcher(query)
        for offer in offers(self.screen):
            command = offer.command
            name = f"{command.title} {command.where} {command.palette}"
            score = max(matcher.match(name), matcher.match(command.help) * BY_HELP)
            if score > 0 and command.id != PALETTE_ITSELF:
                why = offer.why_not
                yield Hit(
                    score * NOT_NOW if why else score,
                    self._shown(offer, now=not why),
                    partial(notify_text, self.app, why) if why else self._act(offer),
                    text=command.title,
                    help=f"Not now. {why}" if why else command.help,
                )

    def _shown(self, offer: Offer, *, now: bool = True) -> Content:
        command = offer.command
        keys = split_keys(keymap_of(self.app).get(command.id, command.keys))
        parts = [content(command.palette or command.title, "" if now else "$foreground 50%")]
        if command.where != EVERYWHERE:
            parts.append(content(f"  {command.where}", "$foreground 60%"))
        if keys:
            style = "bold $text-accent" if now else "$foreground 50%"
            parts.append(content(f"  {', '.join(map(key_label, keys))}", style))
        return Content.assemble(*parts)

    def _act(self, offer: Offer) -> Callable[[], Awaitable[bool]]:
        return partial(self.app.run_action, offer.command.action, offer.node)
