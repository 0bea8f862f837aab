"""Modules name each other by key: which key, at which place, and of which type it may be.

An action target opens a dialog, a glance opens a sidebar, and the buttons, cards and links of a
message name action targets. Plain data in, plain data out, also where it breaks the rules of its
type: what someone is still typing has references too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from explorer.api.models.modules.descriptor import DescriptorType
from explorer.api.models.modules.types import ModuleType

AnyType = ModuleType | DescriptorType
Path = tuple[str | int, ...]

_ACTION = (ModuleType.ACTION_TARGET, ModuleType.DIALOG)
"""What an action may name: an action target, or straight away a dialog."""

_TARGETS: dict[AnyType, dict[Path, tuple[AnyType, ...]]] = {
    ModuleType.ACTION_TARGET: {
        ("openDialog", "key"): (ModuleType.DIALOG,),
        ("openSidebar", "key"): (ModuleType.SIDEBAR,),
        ("openConfiguration", "key"): (DescriptorType.CONFIGURATION,),
        ("openExternalPage", "key"): (ModuleType.EXTERNAL_PAGE,),
    },
    ModuleType.DIALOG: {("options", "primaryAction", "target"): _ACTION},
    ModuleType.GLANCE: {
        ("target",): (ModuleType.SIDEBAR, ModuleType.DIALOG, ModuleType.ACTION_TARGET)
    },
    DescriptorType.CONFIGURATION: {
        ("page", "target"): (ModuleType.DIALOG,),
        ("externalPage", "target"): (ModuleType.EXTERNAL_PAGE,),
    },
    DescriptorType.INPUT_ACTION: {("target",): (ModuleType.DIALOG, ModuleType.ACTION_TARGET)},
    DescriptorType.MESSAGE_ACTION: {("target",): (ModuleType.DIALOG, ModuleType.ACTION_TARGET)},
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that names a module.

    Args:
        path: Where the key stands, as member names and item numbers.
        key: The key it names.
        types: What may be meant, the likeliest first.
        receiver: The app that an action is for, where it names one; empty for the app itself.
    """

    path: Path
    key: str
    types: tuple[AnyType, ...]
    receiver: str = ""

    @property
    def where(self) -> str:
        """The place in words, as in `options.secondaryActions[0].target`."""
        where = ""
        for step in self.path:
            where += f"[{step}]" if isinstance(step, int) else f".{step}" if where else step
        return where


class Presence(StrEnum):
    """Whether what a reference names is there."""

    PRESENT = "present"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a reference leads to.

    Args:
        presence: `unknown` where a type that may be meant cannot be listed, or is another app's.
        type: Of the module that is there; None where none is.
    """

    presence: Presence
    type: ModuleType | None = None


def module_references(type: AnyType, module: Any) -> list[Reference]:
    """Where a module names others, in the order of its type's members.

    Args:
        type: Of the module.
        module: Its JSON data; what does not have the shape of the type names nothing.
    """
    found = [
        Reference(path, key, types)
        for path, types in _TARGETS.get(type, {}).items()
        if (key := _key(_follow(module, *path)))
    ]
    if type is ModuleType.DIALOG:
        found += [
            Reference(("options", "secondaryActions", number, "target"), key, _ACTION)
            for number, action in enumerate(_list(_follow(module, "options", "secondaryActions")))
            if (key := _key(_follow(action, "target")))
        ]
    return found


def document_references(document: Any) -> list[Reference]:
    """Where a message names modules: its cards' actions, its action marks, its rows of buttons.

    They are modules of the app that sent the message.

    Args:
        document: JSON data of a document, or of a part of one.
    """
    found: list[Reference] = []
    # Kept by hand instead of by calls: a document from outside may be nested deeper than those.
    waiting: list[tuple[_Place | None, Any]] = [(None, document)]
    while waiting:
        place, node = waiting.pop()
        if not isinstance(node, dict):
            continue
        found += _of_node(place, node)
        children = [
            (_Place(place, (name, number)), item)
            for name in ("content", "marks")
            for number, item in enumerate(_list(node.get(name)))
        ]
        waiting += reversed(children)
    return found


def resolve(
    reference: Reference, modules: Mapping[ModuleType, Collection[str] | None]
) -> Resolution:
    """Whether what a reference names is among some modules.

    Args:
        reference: What names it.
        modules: The keys there are, by type; a type that is left out, or None, is not known.
    """
    if reference.receiver:
        return Resolution(Presence.UNKNOWN)
    all_known = True
    for kind in reference.types:
        keys = modules.get(kind) if isinstance(kind, ModuleType) else None
        if keys is None:
            all_known = False
        elif isinstance(kind, ModuleType) and reference.key in keys:
            return Resolution(Presence.PRESENT, kind)
    return Resolution(Presence.MISSING if all_known else Presence.UNKNOWN)


class _Place(NamedTuple):
    """Where a node stands: below which, and how. Whole paths are made of it where needed."""

    above: _Place | None
    steps: Path

    def path(self) -> Path:
        parts = []
        place: _Place | None = self
        while place is not None:
            parts.append(place.steps)
            place = place.above
        return tuple(step for steps in reversed(parts) for step in steps)


def _of_node(place: _Place | None, node: dict[str, Any]) -> Iterator[Reference]:
    attrs = node.get("attrs")
    match node.get("type"):
        case "action":
            yield from _target(place, ("attrs",), attrs)
        case "applicationCard":
            for number, action in enumerate(_list(_follow(attrs, "actions"))):
                yield from _target(place, ("attrs", "actions", number), action)
        case "inlineExtension" if _follow(attrs, "extensionKey") == "actionGroup":
            actions = _list(_follow(attrs, "parameters", "actions"))
            for number, action in enumerate(actions):
                steps = ("attrs", "parameters", "actions", number, "action")
                yield from _target(place, steps, _follow(action, "action"))


def _target(place: _Place | None, steps: Path, action: Any) -> Iterator[Reference]:
    target = _follow(action, "target")
    if key := _key(_follow(target, "key")):
        above = place.path() if place else ()
        receiver = _key(_follow(target, "receiver"))
        yield Reference((*above, *steps, "target", "key"), key, _ACTION, receiver)


def _follow(value: Any, *path: str | int) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _key(value: Any) -> str:
    return value if isinstance(value, str) else ""
