"""App modules: upsert at the caller's key, lists by offset, the rules of each type."""

from __future__ import annotations

import pytest

from explorer.api.models.modules import TEMPLATES, ModuleType

KINDS = list(ModuleType)
DELETABLE = [kind for kind in KINDS if kind is not ModuleType.DIALOG]


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


@pytest.mark.parametrize("kind", DELETABLE)
def test_delete_takes_away_and_then_finds_nothing(fresh, kind):
    path = shelf(fresh, kind)
    fresh.call("PUT", f"{path}/k", {**TEMPLATES[kind], "key": "k"})
    assert fresh.call("DELETE", f"{path}/k").status == 204
    reply = fresh.call("DELETE", f"{path}/k")
    assert reply.status == 404
    assert f"{kind} module 'k'" in reply.message
    assert fresh.get(path)["values"] == []


def test_a_dialog_is_not_deleted_by_this_generation(service):
    reply = service.call("DELETE", shelf(service, ModuleType.DIALOG, "incident") + "/runbook")
    assert reply.status == 405
    assert reply.headers["allow"] == "PUT"


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
