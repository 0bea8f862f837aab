"""Pages: what lists items, as a table of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel

from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation
from explorer.api.models.messages import Message
from explorer.api.models.modules import StoredModule
from explorer.api.models.sites import Site
from explorer.api.representation.figure import BREAK, Bit, Cell, Figure, Grid, count, pieces

Items = tuple[str, Sequence[Any]]
"""Python name of the member that lists, and what it lists."""


def items_of(model: BaseModel) -> Items | None:
    """What a page lists; None for a model that is no page."""
    nothing: dict[str, Any] = getattr(type(model), "nothing", {})
    for name, field in type(model).model_fields.items():
        if isinstance(nothing.get(field.alias or name), list):
            listed = getattr(model, name, None)
            return name, listed if isinstance(listed, list) else []
    return None


def summary(page: BaseModel, items: Items) -> str:
    """How many items of what, how many of them unreadable, and whether more follow."""
    name, listed = items
    kind = type(page).__name__
    what = kind.removesuffix("Page").lower() if kind.endswith("Page") else name.removesuffix("s")
    words = [count(len(listed), _ENTRIES.get(what, what))]
    if broken := sum(isinstance(item, Unreadable) for item in listed):
        words.append(f"{broken:,} unreadable")
    if getattr(page, "cursor", None):
        words.append("more follow")
    return ", ".join(words)


_ENTRIES = {"roster": "user"}


def figure(page: BaseModel, items: Items) -> Figure:
    """A page as a table of its items, followed by what else it says."""
    from explorer.api.representation.models import facts

    name, listed = items
    sound = [item for item in listed if not isinstance(item, Unreadable)]
    columns, cells = _columns(sound)
    last = bool(sound) and isinstance(sound[0], Message)
    rows = tuple(
        _unreadable(item) if isinstance(item, Unreadable) else cells(item) for item in listed
    )
    table = Grid(columns, rows, last=last)
    blocks = (table,) if listed else ()
    return Figure(type(page).__name__, "", summary(page, items), (*blocks, *facts(page, name)))


def _unreadable(item: Unreadable) -> tuple[Cell, ...]:
    ident = (" ", Bit(item.id, "code")) if item.id else ()
    return ((Bit("Unreadable", "strong"), *ident, f": {item.why}"),)


def _columns(items: Sequence[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Cell, ...]]]:
    """The columns for items of a kind, and what makes a row of one."""
    from explorer.api.representation.models import plain

    kinds = {type(item) for item in items}
    if len(kinds) == 1 and (known := _KNOWN.get(kind := kinds.pop())):
        return known
    if not items or not all(isinstance(item, BaseModel) for item in items):
        return ("id",), lambda item: (plain(item) or _json(item),)
    kind = type(items[0])
    names = [
        name
        for name in kind.model_fields
        if any(plain(getattr(item, name, None)) is not None for item in items)
        and any(getattr(item, name, None) is not None for item in items)
    ][:6] or list(kind.model_fields)[:1]
    heads = tuple(kind.model_fields[name].alias or name for name in names)
    return heads, lambda item: tuple(_value(getattr(item, name, None)) for name in names)


def _value(value: Any) -> Cell:
    from explorer.api.representation.models import plain

    if value is None:
        return ""
    cell = plain(value)
    return cell if cell is not None else _json(value)


def _json(value: Any) -> Cell:
    from explorer.api.representation.models import as_data, compact

    return Bit(compact(as_data(value)), "code")


def _site(site: Site) -> tuple[Cell, ...]:
    return (Bit(site.title, "strong"), Bit(site.id, "code"))


def _conversation(conversation: Conversation) -> tuple[Cell, ...]:
    from explorer.api.representation.models import kind_of

    return (
        Bit(conversation.title, "strong"),
        kind_of(conversation),
        _value(conversation.modified),
        Bit(conversation.id, "code"),
    )


def _message(message: Message) -> tuple[Cell, ...]:
    from explorer.api.representation.messages import words

    moment, sender = _value(message.ts), Bit(message.sender_id, "small")
    return ((*pieces(moment), BREAK, sender), words(message))


def _module(module: StoredModule) -> tuple[Cell, ...]:
    from explorer.api.representation.models import compact

    rest = module.__pydantic_extra__ or {}
    return (Bit(module.key or "(no key)", "strong"), Bit(compact(rest), "code"))


_KNOWN: dict[type, tuple[tuple[str, ...], Callable[[Any], tuple[Cell, ...]]]] = {
    Site: (("name", "id"), _site),
    Conversation: (("name", "kind", "modified", "id"), _conversation),
    Message: (("ts and sender", "text"), _message),
    StoredModule: (("key", "the rest"), _module),
}
