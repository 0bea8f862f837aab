"""App modules: upsert at the caller's key, lists by offset, the rules of each type."""

from __future__ import annotations

import json

import pytest

from explorer.api.models.modules import TEMPLATES, ModuleType

KINDS = list(ModuleType)
DESCRIPTOR_ONLY = ("chat:configuration", "chat:inputAction", "chat:messageAction")
ICON = {"url": "/i.png", "url@2x": "/i@2x.png"}
GLANCE = {"name": {"value": "N"}, "icon": ICON}
SIDEBAR = {"name": {"value": "N"}, "url": "/s"}


def shelf(service, kind, room="builds"):
    return service.path("conversation", service.room(room), "app", "module") + f"/{kind}"


@pytest.mark.parametrize("kind", KINDS)
def test_put_creates_then_replaces_in_its_place(fresh, kind):
    path = shelf(fresh, kind)
    body = TEMPLATES[kind]
    key = body["key"]
    assert fresh.call("PUT", f"{path}/{key}", body).status == 204
    assert fresh.call("PUT", f"{path}/later", {**body, "key": "later"}).status == 204
    without_key = {name: value for name, value in body.items() if name != "key"}
    assert fresh.call("PUT", f"{path}/{key}", without_key).status == 204
    listed = fresh.get(path)
    assert listed["values"] == [body, {**body, "key": "later"}]
    assert (listed["start"], listed["limit"], listed["size"]) == (0, 10, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_delete_takes_away_and_then_finds_nothing(fresh, kind):
    path = shelf(fresh, kind)
    fresh.call("PUT", f"{path}/k", {**TEMPLATES[kind], "key": "k"})
    assert fresh.call("DELETE", f"{path}/k").status == 204
    reply = fresh.call("DELETE", f"{path}/k")
    assert reply.status == 404
    assert f"{kind} module 'k'" in reply.message
    assert fresh.get(path)["values"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_path_does_not_do_is_405_and_names_all_it_does(service, kind):
    path = shelf(service, kind, "incident")
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        reply = service.call(method, path)
        assert (reply.status, reply.headers["allow"]) == (405, "GET")
    for method in ("GET", "POST", "PATCH"):
        reply = service.call(method, f"{path}/k")
        assert (reply.status, reply.headers["allow"]) == (405, "DELETE, PUT")


@pytest.mark.parametrize("kind", DESCRIPTOR_ONLY)
def test_types_of_descriptors_have_no_shelf(service, kind):
    assert service.call("GET", shelf(service, kind)).status == 404
    assert service.call("PUT", shelf(service, kind) + "/k", {"name": {"value": "N"}}).status == 404


def test_lists_by_offset_without_gap_or_repetition(service):
    path = shelf(service, ModuleType.ACTION_TARGET, "incident")
    everything = service.get(f"{path}?limit=75")["values"]
    assert len(everything) == 13
    found = []
    for start in range(0, 20, 4):
        page = service.get(f"{path}?start={start}&limit=4")
        assert page["start"] == start
        assert page["limit"] == 4
        assert page["size"] == len(page["values"])
        found += page["values"]
    assert found == everything
    assert service.get(path)["values"] == everything[:10]
    assert service.get(f"{path}?start={10**15}")["values"] == []


def test_types_and_conversations_do_not_mix(fresh):
    body = {"key": "same", "mention": {"url": "/m"}}
    fresh.call("PUT", shelf(fresh, ModuleType.BOT) + "/same", body)
    assert fresh.get(shelf(fresh, ModuleType.BOT_MESSAGES))["values"] == []
    assert fresh.get(shelf(fresh, ModuleType.BOT, "lunch"))["values"] != [body]
    assert fresh.get(shelf(fresh, ModuleType.BOT))["values"] == [body]


@pytest.mark.parametrize(
    ("kind", "body", "why"),
    [
        ("chat:dialog", {}, "title"),
        ("chat:dialog", {"title": "T", "url": "/t"}, "title"),
        ("chat:dialog", {"title": {"value": "T"}, "url": "t"}, "url"),
        ("chat:dialog", {"title": {"value": "T"}, "url": "http://a"}, "url"),
        ("chat:dialog", {"title": {"value": "T"}, "url": "/t", "x": 1}, "x"),
        ("chat:dialog", {"title": {"value": "T"}, "url": "/t", "key": "other"}, "key"),
        (
            "chat:dialog",
            {"title": {"value": "T"}, "url": "/t", "options": {"size": "huge"}},
            "options.size",
        ),
        (
            "chat:dialog",
            {"title": {"value": "T"}, "url": "/t", "options": {"primaryAction": {"key": "k"}}},
            "options.primaryAction.name",
        ),
        ("chat:actionTarget", {}, "exactly one"),
        (
            "chat:actionTarget",
            {"openDialog": {"key": "a"}, "callService": {"url": "/b"}},
            "exactly one",
        ),
        ("chat:actionTarget", {"openDialog": {}}, "openDialog.key"),
        ("chat:bot", {}, "mention or directMessage"),
        ("chat:bot:messages", {"url": "/x"}, "pattern"),
        ("chat:bot:messages", {"pattern": ".*"}, "url"),
        ("chat:bot:messages", {"pattern": 7, "url": "/x"}, "pattern"),
        ("chat:bot", [], "object"),
        ("chat:externalPage", {"url": "/p"}, "name"),
        ("chat:externalPage", {"name": {"value": "N"}, "url": "//p"}, "url"),
        ("chat:webhook", {"event": "message:sent", "url": "/w"}, "event"),
        ("chat:webhook", {"event": "roster:updates"}, "url"),
        ("chat:sidebar", {**SIDEBAR, "weight": "10"}, "weight"),
        ("chat:sidebar", {**SIDEBAR, "authentication": "basic"}, "authentication"),
        ("chat:glance", {"name": {"value": "N"}}, "icon"),
        ("chat:glance", {**GLANCE, "icon": {"url": "/i.png"}}, "icon.url@2x"),
        ("chat:glance", {**GLANCE, "target": {"key": "d"}}, "target"),
        ("chat:glance", {**GLANCE, "queryUrl": "http://x"}, "queryUrl"),
        ("chat:glance", {**GLANCE, "conditions": [{"condition": "x"}]}, "conditions[0].condition"),
        ("chat:glance", {**GLANCE, "conditions": [{"invert": True}]}, "conditions[0]"),
        (
            "chat:glance",
            {**GLANCE, "conditions": [{"type": "or", "conditions": [{"type": "and"}]}]},
            "conditions[0].conditions[0]",
        ),
    ],
)
def test_a_module_that_breaks_a_rule_is_400_and_named(service, kind, body, why):
    reply = service.call("PUT", shelf(service, kind) + "/k", body)
    assert reply.status == 400
    assert why in reply.message


def test_a_pattern_of_another_dialect_is_taken(fresh):
    body = {"pattern": "^(?i)(hello|hi).*$", "url": "/x"}
    assert fresh.call("PUT", shelf(fresh, ModuleType.BOT_MESSAGES) + "/k", body).status == 204


def test_parameters_are_kept_as_sent(fresh):
    body = {"callService": {"url": "/x"}, "parameters": {"deep": [{"n": 2**70}], "null": None}}
    path = shelf(fresh, ModuleType.ACTION_TARGET)
    assert fresh.call("PUT", f"{path}/k", body).status == 204
    assert fresh.get(path)["values"] == [{**body, "key": "k"}]


@pytest.mark.parametrize("query", ["limit=0", "limit=76", "start=-1", "start=x", "cursor=x"])
def test_a_bad_page_is_400_and_named(service, query):
    reply = service.call("GET", shelf(service, ModuleType.BOT) + f"?{query}")
    assert reply.status == 400
    assert reply.message.startswith(query.partition("=")[0])


def test_the_state_of_a_configuration(fresh):
    path = shelf(fresh, "chat:configuration") + "/configuration/state"
    for configured in (True, False, True):
        body = {"configured": configured, "context": {"cloudId": "x", "conversationId": "y"}}
        reply = fresh.call("PUT", path, body)
        assert (reply.status, reply.body) == (204, b"")
    with fresh.sandbox._database.reading() as connection:
        rows = connection.execute("SELECT key, configured FROM configuration").fetchall()
    assert rows == [("configuration", 1)]


@pytest.mark.parametrize(
    "body", [{}, {"configured": "yes"}, {"configured": 1}, {"configured": None}]
)
def test_a_state_that_is_no_boolean_is_400(service, body):
    reply = service.call("PUT", shelf(service, "chat:configuration") + "/configuration/state", body)
    assert reply.status == 400
    assert reply.message.startswith("configured")


def test_a_configuration_that_the_descriptor_lacks_is_404(service):
    path = shelf(service, "chat:configuration") + "/nothing/state"
    reply = service.call("PUT", path, {"configured": True})
    assert reply.status == 404
    assert "descriptor" in reply.message


def states(service):
    with service.sandbox._database.reading() as connection:
        rows = connection.execute(
            "SELECT key, label, metadata FROM glance_state WHERE conversation_id = ? ORDER BY key",
            (service.room("incident"),),
        )
        return {key: (label, json.loads(metadata)) for key, label, metadata in rows}


def test_the_state_of_a_glance_is_kept_whole_and_never_shown(fresh):
    path = shelf(fresh, ModuleType.GLANCE, "incident")
    before = fresh.get(path)
    context = {"cloudId": "x", "conversationId": "y", "userId": "z"}
    body = {"label": "calm 😌", "metadata": {"n": [1, None]}, "context": context}
    reply = fresh.call("PUT", f"{path}/incident-state/state", body)
    assert (reply.status, reply.body) == (204, b"")
    assert states(fresh)["incident-state"] == ("calm 😌", {"n": [1, None]})
    assert fresh.call("PUT", f"{path}/incident-state/state", {"label": ""}).status == 204
    assert states(fresh)["incident-state"] == ("", {})
    assert fresh.get(path) == before
    reply = fresh.call("GET", f"{path}/incident-state/state")
    assert (reply.status, reply.headers["allow"]) == (405, "PUT")


def test_a_state_outlives_a_replacement_but_not_its_glance(fresh):
    path = shelf(fresh, ModuleType.GLANCE, "incident")
    assert "incident-state" in states(fresh)
    assert fresh.call("PUT", f"{path}/incident-state", GLANCE).status == 204
    assert "incident-state" in states(fresh)
    assert fresh.call("DELETE", f"{path}/incident-state").status == 204
    assert set(states(fresh)) == {"next-update"}
    assert fresh.call("PUT", f"{path}/incident-state/state", {"label": "x"}).status == 404


@pytest.mark.parametrize("key", ["nothing", "runbook", "incident-facts"])
def test_a_state_of_what_is_no_glance_of_the_room_is_404(service, key):
    path = shelf(service, ModuleType.GLANCE, "incident") + f"/{key}/state"
    reply = service.call("PUT", path, {"label": "x"})
    assert reply.status == 404
    assert f"chat:glance module '{key}'" in reply.message


def test_a_glance_of_the_descriptor_has_a_state_in_every_room(fresh):
    with fresh.sandbox._database.writing() as connection:
        connection.execute(
            "INSERT INTO descriptor VALUES (?, 'chat:glance', 'everywhere', '{}')", (fresh.harbor,)
        )
    path = shelf(fresh, ModuleType.GLANCE, "incident") + "/everywhere/state"
    assert fresh.call("PUT", path, {"label": "x"}).status == 204
    assert states(fresh)["everywhere"] == ("x", {})


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({}, "label: is required"),
        ({"label": 3}, "label: must be a text"),
        ({"label": {"value": "3"}}, "label: must be a plain text here"),
        ({"label": "x", "metadata": []}, "metadata: must be an object"),
        ({"label": "x", "configured": True}, "unknown member 'configured'"),
    ],
)
def test_a_state_that_breaks_a_rule_is_400_and_named(service, body, why):
    path = shelf(service, ModuleType.GLANCE, "incident") + "/incident-state/state"
    reply = service.call("PUT", path, body)
    assert reply.status == 400
    assert why in reply.message
