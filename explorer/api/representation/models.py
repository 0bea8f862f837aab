"""What the service answers, item by item: any model, and what is special about some."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation, Created
from explorer.api.models.modules import StoredModule
from explorer.api.models.users import Me, User
from explorer.api.representation import members, messages, pages
from explorer.api.representation.dispatch import figure_of, line_of
from explorer.api.representation.figure import (
    Bit,
    Block,
    Cell,
    Code,
    Facts,
    Figure,
    Fold,
    moment,
    pretty_json,
)
from explorer.api.representation.line import tag

__all__ = ["facts", "members", "messages", "pages"]

_NAMES = ("display_name", "name", "title", "file_name", "key")
_IDS = ("id", "account_id")


def member(model: BaseModel, name: str) -> Any:
    """A member of a model, None where a half-read one lacks it."""
    return getattr(model, name, None)


def text_of(model: BaseModel, *names: str) -> str:
    """The first of these members that is a text with something in it; empty for none."""
    found = (member(model, name) for name in names)
    return next((value for value in found if isinstance(value, str) and value), "")


@line_of.register
def _line(model: BaseModel) -> str:
    page = pages.items_of(model)
    if page is not None:
        return tag(type(model).__name__, pages.summary(model, page))
    name, ident = text_of(model, *_NAMES), text_of(model, *_IDS)
    others = "" if ident else ", ".join(_given(model, name))
    return tag(type(model).__name__, ident or others, quoted=name if name != ident else "")


@figure_of.register
def _figure(model: BaseModel) -> Figure:
    page = pages.items_of(model)
    if page is not None:
        return pages.figure(model, page)
    name = text_of(model, *_NAMES, *_IDS)
    return Figure(type(model).__name__, _named(name), "", facts(model))


def _given(model: BaseModel, *without: str) -> list[str]:
    """The wire names of the members that have a value, and none of these."""
    fields = type(model).model_fields
    values = {field.alias or name: member(model, name) for name, field in fields.items()}
    values |= model.__pydantic_extra__ or {}
    return [name for name, value in values.items() if value and value not in without]


def _named(name: str) -> Cell:
    return Bit(name, "strong") if name else ""


def facts(model: BaseModel, *without: str) -> tuple[Block, ...]:
    """Every member of a model: plain ones as facts, structures and unknown ones as JSON.

    Args:
        model: Any model.
        without: Python names of members that are shown elsewhere.
    """
    rows: list[tuple[str, Cell]] = []
    structures: list[Block] = []
    for name, field in type(model).model_fields.items():
        value = member(model, name)
        if value is None or name in without:
            continue
        label = field.alias or name
        if (cell := plain(value)) is not None:
            rows.append((label, cell))
        elif isinstance(value, BaseModel) and not value.__pydantic_extra__:
            rows += _inner_facts(label, value)
        elif value:
            structures.append(json_fold(label, value))
    unknown: dict[str, Any] = {}
    for name, value in (model.__pydantic_extra__ or {}).items():
        if (cell := plain(value)) is not None and len(rows) < _MOST_FACTS:
            rows.append((name, cell))
        else:
            unknown[name] = value
    if unknown:
        structures.append(json_fold("Other members", unknown))
    return (*([Facts(tuple(rows))] if rows else []), *structures)


_MOST_FACTS = 24


def _inner_facts(label: str, model: BaseModel) -> list[tuple[str, Cell]]:
    """A model within a model, its members by their path."""
    rows: list[tuple[str, Cell]] = []
    for name, field in type(model).model_fields.items():
        value = member(model, name)
        if value is not None:
            inner = plain(value)
            cell = inner if inner is not None else Bit(compact(as_data(value)), "code")
            rows.append((f"{label}.{field.alias or name}", cell))
    return rows


def plain(value: Any) -> Cell | None:
    """A value that fits one place, None for a structure."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return moment(value)
        case str() if value.startswith(("https://", "http://")):
            return Bit(value, "link", value)
        case str():
            return value or Bit("(empty)", "muted")
        case int() | float():
            return str(value)[:40]
        case None:
            return Bit("null", "muted")
    return None


def json_fold(label: str, value: Any) -> Fold:
    """A structure, folded, as JSON."""
    return Fold(label, (Code(pretty_json(as_data(value)), "json", share=4000),))


def as_data(value: Any) -> Any:
    """A value as JSON data by its wire names, at any depth a server may send."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        given = {
            field.alias or name: as_data(member(value, name))
            for name, field in fields.items()
            if name in value.model_fields_set
        }
        return {**given, **(value.__pydantic_extra__ or {})}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Unreadable):
        return value.raw
    if isinstance(value, list) and any(isinstance(each, BaseModel | Unreadable) for each in value):
        return [as_data(each) for each in value]
    return value


def compact(value: Any, limit: int = 160) -> str:
    """JSON in one line, cut."""
    try:
        return json.dumps(value, ensure_ascii=False, default=repr)[:limit]
    except (TypeError, ValueError, RecursionError):
        return "(cannot be written out)"


def kind_of(conversation: Conversation) -> str:
    """What a conversation is, in words."""
    words = [conversation.privacy, conversation.type or "conversation"]
    return " ".join(word for word in words if word) + (
        ", archived" if conversation.is_archived else ""
    )


@line_of.register
def _conversation_line(conversation: Conversation) -> str:
    name = conversation.name or ""
    return tag("Conversation", kind_of(conversation), conversation.id, quoted=name)


@figure_of.register
def _conversation(conversation: Conversation) -> Figure:
    shown = facts(conversation, "name")
    return Figure("Conversation", _named(conversation.title), kind_of(conversation), shown)


@figure_of.register
def _stored(module: StoredModule) -> Figure:
    name: Cell = Bit(module.key, "strong") if module.key else "without a key"
    body = Code(pretty_json(as_data(module)), "json", share=12000)
    return Figure("StoredModule", name, "as the server lists it", (body,))


@line_of.register
def _created_line(created: Created) -> str:
    return tag("Created", created.id or "(the server gave no id)")


@figure_of.register
def _created(created: Created) -> Figure:
    note = "" if created.id else "the server gave no id"
    return Figure("Created", Bit(created.id, "code") if created.id else "", note, facts(created))


@line_of.register
def _user_line(user: User) -> str:
    away = "inactive" if user.active is False else ""
    name = user.shown_name
    return tag("User", away, user.id, quoted=name if name != user.id else "")


@figure_of.register
def _user(user: User) -> Figure:
    away = "inactive" if user.active is False else ""
    return Figure("User", _named(user.shown_name), away, facts(user))


@figure_of.register
def _me(me: Me) -> Figure:
    return Figure("Me", _named(me.name or me.account_id), "the app's own user", facts(me))


@line_of.register
def _unreadable_line(item: Unreadable) -> str:
    return tag("Unreadable", item.id, quoted=item.why)


@figure_of.register
def _unreadable(item: Unreadable) -> Figure:
    raw = Code(pretty_json(item.raw), "json", "As the server sent it:", share=8000)
    name = Bit(item.id, "code") if item.id else ""
    return Figure(
        "Unreadable", name, "not of the documented shape", (Facts((("why", item.why),)), raw)
    )
