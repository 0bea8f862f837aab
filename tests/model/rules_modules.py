"""The model's rules for modules, and for the states of configuration and glance."""

from __future__ import annotations

from typing import Any

from explorer.api.operations import CATALOGUE

from .calls import JSON, NOTHING
from .judging import Ask
from .modules import TYPES, fault
from .service import Conversation, Service, rule
from .worlds import DESCRIPTOR


def _operations(method: str) -> list[str]:
    return [
        id
        for id, operation in CATALOGUE.items()
        if operation.method == method
        and kind_of(id) in TYPES
        and not operation.path.endswith("/state")
    ]


def kind_of(operation: str) -> str:
    """The type of module an operation is about; empty for another operation."""
    _, found, rest = CATALOGUE[operation].path.partition("/app/module/")
    return rest.split("/")[0] if found else ""


LIST_MODULES = {kind_of(id): id for id in _operations("GET")}
PUT_MODULE = {kind_of(id): id for id in _operations("PUT")}
DELETE_MODULE = {kind_of(id): id for id in _operations("DELETE")}
"""Type to operation, for the types that the catalogue has."""


def shelf(service: Service, ask: Ask, room: Conversation) -> dict[str, Any]:
    """The modules of the call's type that the caller's app has put into a conversation."""
    return room.modules.setdefault((service.caller(ask).app.id, kind_of(ask.call.operation)), {})


@rule(*_operations("GET"))
def list_modules(service: Service, ask: Ask) -> None:
    """A page of the app's own modules, in the order first put."""
    room = service.conversation(ask)
    ask.only("start", "limit")
    start, limit = ask.number("start", 0, None, 0), ask.number("limit", 1, 75, 10)
    found = ask.answer()
    assert room is not None
    expected = list(shelf(service, ask, room).values())[start : start + limit]
    ask.same(found["values"], expected, "the modules of the page")
    rest = {name: value for name, value in found.items() if name != "values"}
    ask.same(rest, {"start": start, "limit": limit, "size": len(expected)}, "the rest of the page")


@rule(*_operations("PUT"))
def put_module(service: Service, ask: Ask) -> None:
    """The module at the key is made or replaced; one that is replaced keeps its place."""
    room = service.conversation(ask)
    ask.only()
    call, key = ask.call, ask.call.path["key"]
    _json(ask)
    if call.body is not NOTHING and call.type == JSON:
        wrong = fault(kind_of(call.operation), key, call.body)
        if wrong is not None:
            ask.no(400, wrong)
    ask.answer()
    assert room is not None
    shelf(service, ask, room)[key] = {**call.body, "key": key}


def _json(ask: Ask) -> None:
    """There is a body, and it is JSON."""
    if ask.call.body is NOTHING:
        ask.no(400, "body")
    elif ask.call.type != JSON:
        ask.no(400, "Content-Type")


@rule(*_operations("DELETE"))
def delete_module(service: Service, ask: Ask) -> None:
    """The module at the key goes."""
    room = service.conversation(ask)
    ask.only()
    key = ask.call.path["key"]
    if room and key not in shelf(service, ask, room):
        ask.no(404, key)
    ask.answer()
    assert room is not None
    del shelf(service, ask, room)[key]


def _members(ask: Ask) -> dict[str, Any]:
    _json(ask)
    if isinstance(ask.call.body, dict):
        return dict(ask.call.body)
    ask.no(400, "body")
    return {}


@rule("AppModuleChatConfigurationPutHandler")
def put_configuration(service: Service, ask: Ask) -> None:
    """Whether the app is configured: of a module of its descriptor. No call reads it back."""
    service.conversation(ask)
    ask.only()
    if ask.call.path["key"] not in DESCRIPTOR["chat:configuration"]:
        ask.no(404, ask.call.path["key"])
    body = _members(ask)
    body.pop("context", None)
    if not isinstance(body.pop("configured", None), bool):
        ask.no(400, "configured")
    for name in body:
        ask.no(400, name)
    ask.answer()


@rule("AppModuleChatGlanceStatePutHandler")
def put_glance(service: Service, ask: Ask) -> None:
    """What a glance shows: one put here, or of the app's descriptor. No call reads it back."""
    room = service.conversation(ask)
    ask.only()
    key = ask.call.path["key"]
    put_here = room.modules.get((service.caller(ask).app.id, "chat:glance"), {}) if room else {}
    if room and key not in put_here and key not in DESCRIPTOR["chat:glance"]:
        ask.no(404, key)
    body = _members(ask)
    body.pop("context", None)
    if not isinstance(body.pop("label", None), str):
        ask.no(400, "label")
    if not isinstance(body.pop("metadata", {}), dict):
        ask.no(400, "metadata")
    for name in body:
        ask.no(400, name)
    ask.answer()
