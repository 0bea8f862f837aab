"""Keys in sentences: named by the command they belong to, shown as the person has set them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from explorer.tui.commands import Command, key_label, split_keys

if TYPE_CHECKING:
    from textual.dom import DOMNode

_NAMED = re.compile(r"\{([a-z][a-z.-]*)\}")


@cache
def known_commands() -> Mapping[str, Command]:
    """Every command of the app by its id."""
    from explorer.tui.keys import ALL_COMMANDS

    return {command.id: command for command in ALL_COMMANDS}


def key_of(node: DOMNode, command_id: str) -> str:
    """The first key of a command, as it is printed; its title where it has none.

    Args:
        node: The app, or anything in it.
        command_id: The command's id.

    Raises:
        KeyError: There is no such command.
    """
    command, keys = known_commands()[command_id], keys_of(node, command_id)
    return key_label(keys[0]) if keys else command.title


def keys_of(node: DOMNode, command_id: str) -> tuple[str, ...]:
    """The keys of a command in Textual's spelling, as the person has set them.

    Args:
        node: The app, or anything in it.
        command_id: The command's id.

    Raises:
        KeyError: There is no such command.
    """
    return split_keys(keymap_of(node).get(command_id, known_commands()[command_id].keys))


def hint(node: DOMNode, text: str) -> str:
    """A sentence with the keys of commands put in.

    Args:
        node: The app, or anything in it.
        text: Of the program, never from outside: `"{composer.send} sends."`

    Raises:
        KeyError: A command does not exist.
    """
    return _NAMED.sub(lambda found: key_of(node, found[1]), text)


def offered(node: DOMNode, text: str) -> str:
    """A sentence as of `hint`, if all its keys do something where it is shown; else none.

    A pane is shown elsewhere too, where what acts on it has no place.

    Args:
        node: Where it is shown.
        text: As for `hint`.

    Raises:
        KeyError: A command does not exist.
    """
    if all(_answers(node, command_id) for command_id in _NAMED.findall(text)):
        return hint(node, text)
    return ""


def _answers(node: DOMNode, command_id: str) -> bool:
    """Whether a key of a command does something at a node."""
    return any(
        binding.id == command_id
        for each in node.ancestors_with_self
        for bindings in each._bindings.key_to_bindings.values()
        for binding in bindings
    )


def again(node: DOMNode) -> str:
    """How to ask once more, for the end of a sentence that says what has failed.

    Args:
        node: The app, or anything in it.
    """
    return offered(node, "({browse.reload} tries again)")


def keymap_of(node: DOMNode) -> Mapping[str, str]:
    """The keys that a person has set, by command id.

    Args:
        node: The app, or anything in it.
    """
    return node.app._keymap
