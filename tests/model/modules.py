"""What a module of each type must look like: the tables of the wire contract, section 7."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]
"""Whether a value may stand where it stands."""

_ADDRESS = re.compile(r"(/|/[^/\s][^\s]*|https://[^/?#\s][^\s]*)")


def string(value: Any) -> bool:
    """A text of at least a character."""
    return isinstance(value, str) and value != ""


def address(value: Any) -> bool:
    """A page of the app: a path under its own address, or https."""
    return isinstance(value, str) and bool(_ADDRESS.fullmatch(value))


def one_of(*values: str) -> Check:
    """One of some words."""
    return lambda value: isinstance(value, str) and value in values


def whole(value: Any) -> bool:
    """A whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def boolean(value: Any) -> bool:
    """A boolean."""
    return isinstance(value, bool)


def free(value: Any) -> bool:
    """Any object."""
    return isinstance(value, dict)


def shape(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An object with these members and no others."""
    known = {**required, **(optional or {})}

    def fits(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and set(required) <= set(value) <= set(known)
            and all(known[name](member) for name, member in value.items())
        )

    return fits


def listed(check: Check) -> Check:
    """A list of things."""
    return lambda value: isinstance(value, list) and all(map(check, value))


text = shape({"value": lambda value: isinstance(value, str)}, {"i18n": string})
page = shape({"url": address})
reference = shape({"key": string})
icon = shape({"url": address, "url@2x": address})
authentication = one_of("jwt", "none")
_button = shape({"key": string, "name": text}, {"enabled": boolean, "target": string})
_size = one_of("small", "medium", "large", "xlarge")
_length = re.compile(r"[0-9]+(\.[0-9]+)?(px|%)")
_lengths = shape(
    {
        name: lambda value: isinstance(value, str) and bool(_length.fullmatch(value))
        for name in ("width", "height")
    }
)
_condition = shape(
    {"condition": one_of("conversation_is_public", "conversation_is_room", "user_is_admin")},
    {"invert": boolean},
)
_beside: dict[str, Check] = {
    "authentication": authentication,
    "weight": whole,
    "conditions": listed(_condition),
}

_TARGETS: dict[str, Check] = {
    "callService": page,
    "openDialog": reference,
    "openSidebar": reference,
    "openConfiguration": reference,
    "openExternalPage": reference,
}

_SHAPES: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "chat:actionTarget": ({}, {**_TARGETS, "parameters": free}),
    "chat:bot": ({}, {"mention": page, "directMessage": page}),
    "chat:bot:messages": ({"pattern": string, "url": address}, {}),
    "chat:dialog": (
        {"title": text, "url": address},
        {
            "authentication": authentication,
            "options": shape(
                {},
                {
                    "size": lambda value: _size(value) or _lengths(value),
                    "primaryAction": _button,
                    "secondaryActions": listed(_button),
                    "hint": text,
                    "filter": shape({"placeholder": text}),
                },
            ),
        },
    ),
    "chat:externalPage": ({"name": text, "url": address}, {}),
    "chat:glance": (
        {"name": text, "icon": icon},
        {"target": string, "queryUrl": address, **_beside},
    ),
    "chat:sidebar": ({"name": text, "url": address}, {"icon": icon, **_beside}),
    "chat:webhook": (
        {"event": one_of("conversation:updates", "roster:updates"), "url": address},
        {},
    ),
}
TYPES = tuple(_SHAPES)


def fault(kind: str, key: str, body: Any) -> str | None:
    """What is wrong with a module's body: a word of the message; None where nothing is.

    Args:
        kind: The type.
        key: That of the path, which the body may repeat.
        body: As sent.
    """
    if not isinstance(body, dict):
        return "body"
    required, optional = _SHAPES[kind]
    known = {**required, **optional, "key": string}
    for name, member in body.items():
        if name not in known or not known[name](member):
            return name
    for name in required:
        if name not in body:
            return name
    if body.get("key", key) != key:
        return "key"
    if kind == "chat:actionTarget" and len(_TARGETS.keys() & body.keys()) != 1:
        return "exactly one"
    if kind == "chat:bot" and not body.keys() & {"mention", "directMessage"}:
        return "mention"
    return None
