"""Running a collection: what is sent, where it may go, how it is filled, what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.auth import Bearer, ClientCredentials, RoomToken
from explorer.api.exchange import Request, Response, header
from explorer.api.operations import CATALOGUE, ListConversations
from explorer.api.operations.modules import LIST
from explorer.api.redact import Redactor
from explorer.formats.postman import Collection, read, shipped_collection
from explorer.formats.report import Result
from explorer.sandbox.server import Sandbox
from explorer.workbench.filling import ROOM_NAME, Supply
from explorer.workbench.profiles import Target
from explorer.workbench.runner import ONCE, Begun, run
from explorer.workbench.runner_plan import SANDBOX, Plan, RunError, allowed_hosts
from explorer.workbench.variables import PROFILE, Variables, from_words, layer
from explorer.workbench.workbench import Workbench

PUBLISHED = Path(__file__).parents[1] / "api" / "data" / "collection.json"
"""The collection as it was published: version 2.0, paths in one piece, `{}` for every value."""


@pytest.fixture
def fresh() -> Iterator[Sandbox]:
    with Sandbox.start(port=0) as started:
        yield started


@pytest.fixture
def at_fresh(fresh: Sandbox) -> Target:
    held = fresh.credentials
    auth = ClientCredentials(held.client_id, held.client_secret)
    return Target(profile_name="fresh", base_url=fresh.base_url, auth=auth)


def published() -> Collection:
    return read(PUBLISHED.read_bytes())


def collection(*requests: dict[str, Any], **more: Any) -> Collection:
    items = [{"name": each.pop("name", "One"), "request": each} for each in requests]
    return read(json.dumps({"info": {"name": "Test"}, "item": items, **more}).encode())


def get(url: str, **more: Any) -> dict[str, Any]:
    return {"method": "GET", "url": url, **more}


def test_the_profiles_variables_count_and_stand_before_the_files_own() -> None:
    own = collection(
        get("{{host}}/{{room}}/{{cloudId}}"),
        variable=[{"key": "room", "value": "file"}, {"key": "cloudId", "value": "file"}],
    )
    known = layer({"host": "http://127.0.0.1:1", "room": "profile"}, PROFILE)
    target = Target(base_url="https://api.test", cloud_id="present", variables=tuple(known))
    assert urls(Plan(own).at(target, Redactor())) == ["http://127.0.0.1:1/profile/file"]
    said = Plan(own, Variables(from_words(["room=word"]))).at(target, Redactor())
    assert urls(said) == ["http://127.0.0.1:1/word/file"]


async def results(
    workbench: Workbench, plan: Plan, *, fill: bool = False, **options: Any
) -> list[Result]:
    aimed = plan.at(workbench.target, workbench.client.context.redactor, fill=fill)
    supply = Supply(workbench) if fill else None
    turns = run(workbench, aimed, supply=supply, **options)
    found = [each async for each in turns if isinstance(each, Result)]
    if supply is not None:
        await supply.clear()
    return found


def urls(plan: Plan) -> list[str]:
    return [plan.ready(step).url for step in plan.steps()]


def errors(plan: Plan) -> list[str]:
    return [
        each.message
        for step in plan.steps()
        for each in plan.ready(step).problems
        if each.severity == "error"
    ]


# Where requests go


def test_the_servers_address_stands_where_the_collection_has_a_name_for_it() -> None:
    plan = Plan(
        published(),
        Variables(from_words(["cloudId=s", "conversationId=c"])),
        base_url="http://127.0.0.1:8080",
    )
    assert urls(plan)[:3] == [
        "http://127.0.0.1:8080/site/",
        "http://127.0.0.1:8080/site/s/conversation",
        "http://127.0.0.1:8080/site/s/conversation/c/app/module/chat:actionTarget",
    ]


@pytest.mark.parametrize(
    ("words", "environment", "named", "base"),
    [
        ([], {}, False, "http://127.0.0.1:8080"),
        ([], {"base": "http://127.0.0.1:1/env"}, False, "http://127.0.0.1:1/env"),
        ([], {"base": "http://127.0.0.1:1/env"}, True, "http://127.0.0.1:8080"),
        (["base=http://127.0.0.1:2"], {"base": "http://x"}, True, "http://127.0.0.1:2"),
        ([], {"base": "{}"}, False, "http://127.0.0.1:8080"),
    ],
)
def test_of_several_addresses_the_nearest_to_the_person_counts(
    words: list[str], environment: dict[str, str], named: bool, base: str
) -> None:
    plan = Plan(
        collection(get("{{base}}/site/"), variable=[{"key": "base", "value": "https://own.test"}]),
        Variables(from_words(words), layer(environment, "file")),
        base_url="http://127.0.0.1:8080",
        base_url_named=named,
    )
    assert urls(plan) == [f"{base}/site/"]


def test_another_service_of_the_same_file_keeps_its_address() -> None:
    plan = Plan(
        collection(
            get("{{base}}/site/"),
            get("{{base}}/unknown"),
            get("{{other}}/thing"),
            variable=[
                {"key": "base", "value": "https://a"},
                {"key": "other", "value": "https://b"},
            ],
        ),
        base_url="http://127.0.0.1:8080",
    )
    assert urls(plan) == [
        "http://127.0.0.1:8080/site/",
        "http://127.0.0.1:8080/unknown",
        "https://b/thing",
    ]


def test_a_named_server_is_where_known_operations_go_whatever_the_file_says() -> None:
    requests = collection(get("https://api.atlassian.com/site/"), get("https://other.test/x"))
    plan = Plan(requests, base_url="http://127.0.0.1:8080", base_url_named=True)
    assert urls(plan) == ["http://127.0.0.1:8080/site/", "https://other.test/x"]
    plan = Plan(requests, base_url="http://127.0.0.1:8080")
    assert urls(plan)[0] == "https://api.atlassian.com/site/"


def test_other_hosts_are_refused_by_name_unless_they_are_allowed() -> None:
    requests = collection(
        get("https://other.test/x"),
        get("https://other.test:8443/x"),
        get("http://127.0.0.1:9/x"),
        get("http://localhost/x"),
        get("https://api.test/x"),
        get("https://127.0.0.1.evil.test/x"),
        get("https://api.test@evil.test/x"),
    )

    def refused(*hosts: str) -> list[str]:
        plan = Plan(requests, base_url="https://api.test", hosts=allowed_hosts(hosts))
        return [plan.ready(step).url for step in plan.steps() if not plan.ready(step).ok]

    others = ["https://other.test/x", "https://other.test:8443/x"]
    evil = ["https://127.0.0.1.evil.test/x", "https://evil.test/x"]
    assert refused() == others + evil
    assert refused("other.test") == evil
    assert refused("OTHER.test:443") == [others[1], *evil]
    assert refused("https://other.test:8443/") == [others[0], *evil]
    plan = Plan(requests, base_url="https://api.test")
    assert "--allow-host other.test" in errors(plan)[0]


@pytest.mark.parametrize("word", ["", "a b", "ftp://x", "a/b", "user@host", "host:123456", "*"])
def test_a_word_that_is_no_host_is_refused(word: str) -> None:
    if word == "*":
        # A star is no pattern: it allows a host of that name, which there is not.
        assert not Plan(collection(), hosts=allowed_hosts([word])).allows("https://any.test/")
        return
    with pytest.raises(RunError, match="no host to allow"):
        allowed_hosts([word])


def test_before_the_embedded_sandbox_has_an_address_a_stand_in_is_shown() -> None:
    plan = Plan(collection(get("{{default}}/site/")))
    ready = plan.ready(plan.steps()[0])
    assert (ready.url, ready.ok) == (f"{SANDBOX}/site/", True)
    assert [each.severity for each in ready.problems] == ["info"]


# What is chosen, and what has no value


def test_folders_and_requests_are_chosen_by_name_and_path() -> None:
    def names(*folders: str) -> list[str]:
        steps = Plan(published(), folders=folders).steps()
        return [step.request.name for step in steps]

    assert len(names("List")) == 6
    assert names("Edit") == ["UserMessagePutHandler"]
    assert names("Edit/UserMessagePutHandler") == names("UserMessagePutHandler")
    assert names("Send", "Edit") == ["UserMessagePostHandler", "UserMessagePutHandler"]
    with pytest.raises(RunError, match="Did you mean 'List'"):
        names("Lists")
    with pytest.raises(RunError, match="no folder or request 'Edit/Nothing'"):
        names("Edit", "Edit/Nothing")


def test_stand_ins_are_no_values_and_what_is_missing_is_named() -> None:
    plan = Plan(published(), Variables(from_words(["cloudId={}"])), base_url="http://127.0.0.1:1")
    ready = plan.ready(plan.steps()[2])
    assert [each.message for each in ready.problems] == [
        ":cloudId has no value. Give it one.",
        ":conversationId has no value. Give it one.",
    ]


def test_secrets_are_shown_by_their_names() -> None:
    plan = Plan(
        collection(
            get("http://127.0.0.1/a?access_token=abcdefgh"),
            get("http://127.0.0.1/b?x={{password}}"),
            get(
                "http://127.0.0.1/c",
                auth={
                    "type": "apikey",
                    "apikey": {"key": "k", "value": "{{mykey}}", "in": "query"},
                },
            ),
        ),
        Variables(from_words(["password=swordfish", "mykey=opensesame"])),
    )
    assert urls(plan) == [
        "http://127.0.0.1/a?access_token=$SECRET",
        "http://127.0.0.1/b?x=$password",
        "http://127.0.0.1/c?k=$SECRET",
    ]


@given(st.text(max_size=60), st.text(max_size=20), st.sampled_from(["", "http://", "{{b}}/"]))
def test_whatever_a_file_holds_is_planned(url: str, value: str, before: str) -> None:
    requests = collection(
        get(before + url),
        get({"host": url, "path": [value], "query": [{"key": value, "value": url}]}),  # type: ignore[arg-type]  # of v2.1
        get(f"{before}/site/:cloudId/conversation/{url}", header=[{"key": "X", "value": url}]),
    )
    variables = Variables(layer({"cloudId": value, "b": url}, "file"))
    for base in ("https://api.test", SANDBOX):
        plan = Plan(requests, variables, base_url=base)
        for step in plan.steps():
            ready = plan.ready(step, {"cloudId": value, "conversationId": url})
            if ready.ok and base != SANDBOX:
                assert plan.allows(ready.resolved.url)
                ready.resolved.url.encode("ascii")


# Runs


async def test_the_published_collection_gives_21_times_2xx_on_a_fresh_sandbox(
    open_workbench: Any, fresh: Sandbox, at_fresh: Target
) -> None:
    workbench = await open_workbench(at_fresh, policy=ONCE)
    found = await results(workbench, Plan(published()), fill=True)
    assert [(each.name, each.failure) for each in found if not each.ok] == []
    assert [each.name for each in found] == [each.name for each in published().requests]
    assert len(found) == 21
    assert all(each.status and 200 <= each.status < 300 for each in found)
    assert all(each.operation_id == each.name for each in found)
    # They arrived, in this order, each at its own operation.
    arrived = iter([entry.operation for entry in fresh._log.latest()])
    assert all(name in arrived for name in (each.name for each in found))
    in_journal = workbench.journal.list(limit=200)
    # What found the site is no request of the collection.
    assert {entry.view for entry in in_journal} == {"run", "site"}


async def test_the_whole_catalogue_is_filled(open_workbench: Any, at_fresh: Target) -> None:
    workbench = await open_workbench(at_fresh, policy=ONCE)
    shipped = read(shipped_collection().read_bytes())
    found = await results(workbench, Plan(shipped), fill=True)
    assert [(each.name, each.failure) for each in found if not each.ok] == []
    assert {each.operation_id for each in found} == set(CATALOGUE)


async def test_each_operation_is_filled_by_itself(open_workbench: Any, at_fresh: Target) -> None:
    workbench = await open_workbench(at_fresh, policy=ONCE)
    for shipped in (published(), read(shipped_collection().read_bytes())):
        for request in shipped.requests:
            found = await results(workbench, Plan(shipped, folders=(request.name,)), fill=True)
            assert [each.failure for each in found] == [""], request.name


async def test_filling_changes_nothing_that_was_there(
    open_workbench: Any, at_fresh: Target
) -> None:
    workbench = await open_workbench(at_fresh, policy=ONCE)
    client = workbench.client
    workbench.use_site(await workbench.site())

    async def world() -> dict[str, Any]:
        rooms = (await client.send(ListConversations())).values
        seen: dict[str, Any] = {}
        for room in rooms:
            if room.is_direct:
                continue
            pages = [
                await client.send(each(conversation_id=room.id, limit=75)) for each in LIST.values()
            ]
            messages = await client.messages.list(conversation_id=room.id)
            seen[room.id] = (room, [page.values for page in pages], messages.messages)
        return seen

    before = await world()
    shipped = read(shipped_collection().read_bytes())
    await results(workbench, Plan(shipped), fill=True)
    after = await world()
    assert {id: after[id] for id in before} == before
    # A conversation that no request asked for is archived in the end.
    await results(workbench, Plan(shipped, folders=("ConversationPatchHandler",)), fill=True)
    everyone = (await client.send(ListConversations(include_archived=True))).values
    made = [each for each in everyone if each.name == ROOM_NAME]
    assert made
    assert all(each.is_archived for each in made)


async def test_without_the_right_to_make_a_conversation_only_own_things_are_changed(
    open_workbench: Any, fresh: Sandbox, spoiled: Any
) -> None:
    target = Target(base_url=fresh.base_url, auth=Bearer(fresh.credentials.participate_token))
    transport = spoiled(lambda request: None)
    workbench = await open_workbench(target, policy=ONCE, transport=transport)
    found = {each.name: each for each in await results(workbench, Plan(published()), fill=True)}
    assert found["ConversationPostHandler"].status == 403
    patch = found["ConversationPatchHandler"]
    assert patch.outcome == "not sent"
    assert "403" in patch.failure
    assert found["AppModuleChatDialogPutHandler"].status == 204
    assert found["AppWebhookChatBotDeleteHandler"].status == 204
    changed = {
        r.url.rpartition("/")[2]
        for r in transport.sent
        if "/app/module/" in r.url and r.method in {"PUT", "DELETE"}
    }
    assert changed == {"stride-explorer-run"}


async def test_a_server_with_the_collection_only_says_what_it_cannot_fill(
    open_workbench: Any, fresh: Sandbox, serve_collection_only: Any, at_fresh: Target
) -> None:
    server = serve_collection_only(fresh.base_url)
    held = fresh.credentials
    target = Target(
        base_url=server.base_url, auth=ClientCredentials(held.client_id, held.client_secret)
    )
    workbench = await open_workbench(target, policy=ONCE)
    found = await results(workbench, Plan(published()), fill=True)
    unsent = [each for each in found if not each.ok]
    assert {each.outcome for each in unsent} == {"not sent"}
    assert all("/user/" in each.url and each.failure for each in unsent)
    assert len(found) - len(unsent) == 17


async def test_a_room_token_is_filled_from_its_room(
    open_workbench: Any, room_target: Target
) -> None:
    workbench = await open_workbench(room_target, policy=ONCE)
    plan = Plan(published(), folders=("ConversationGetHandler", "Update"))
    found = await results(workbench, plan, fill=True)
    assert [each.failure for each in found] == [""] * 5
    assert all(room_target.conversation_id in each.url for each in found)


async def test_the_conversation_of_a_profile_is_read_and_changed_only_when_it_is_named(
    open_workbench: Any, at_fresh: Target, fresh: Sandbox
) -> None:
    room = fresh.credentials.room_conversation_id
    shipped = read(shipped_collection().read_bytes())
    target = replace(at_fresh, conversation_id=room)
    workbench = await open_workbench(target, policy=ONCE)
    assert all(each.ok for each in await results(workbench, Plan(shipped), fill=True))
    there = {
        each.method
        for each in workbench.journal.rows(limit=500)
        if f"/conversation/{room}" in each.url
    }
    assert there == {"GET"}

    held = fresh.credentials
    only = Target(
        base_url=fresh.base_url,
        auth=RoomToken(held.room_token, room),
        conversation_id=room,
        cloud_id=held.cloud_ids[0],
    )
    workbench = await open_workbench(only, policy=ONCE)
    plan = Plan(shipped, folders=("AppModuleChatDialogPutHandler",))
    found = await results(workbench, plan, fill=True)
    assert [each.outcome for each in found] == ["not sent"]
    assert f"--var conversationId={room}" in found[0].failure
    named = replace(plan, variables=Variables(from_words([f"conversationId={room}"])))
    assert [each.status for each in await results(workbench, named, fill=True)] == [204]


async def test_a_module_of_the_files_own_gives_its_key_and_a_stand_in_is_no_body(
    open_workbench: Any, at_fresh: Target, spoiled: Any
) -> None:
    transport = spoiled(lambda request: None)
    workbench = await open_workbench(at_fresh, policy=ONCE, transport=transport)
    url = "{{b}}/site/:cloudId/conversation/:conversationId/app/module/chat:bot:messages/:key"
    own = {"key": "mine", "pattern": ".*", "url": "/own"}

    def put(raw: str) -> dict[str, Any]:
        body = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
        return {"method": "PUT", "url": url, "body": body}

    found = await results(workbench, Plan(collection(put(json.dumps(own)), put("{}"))), fill=True)
    assert [each.failure for each in found] == ["", ""]
    sent = [each for each in transport.sent if each.method == "PUT" and "/module/" in each.url]
    assert json.loads(sent[0].body) == own
    assert [each.url.rpartition("/")[2] for each in sent] == ["mine", "weather"]


async def test_a_value_that_is_given_is_not_filled(workbench: Workbench) -> None:
    plan = Plan(
        published(),
        Variables(from_words(["conversationId=nowhere"])),
        folders=("ConversationGetHandler", "AppModuleChatDialogPutHandler"),
    )
    found = await results(workbench, plan, fill=True)
    assert [each.status for each in found] == [404, 404]


async def test_a_body_of_ones_own_is_sent_as_it_is(workbench: Workbench, make_room: Any) -> None:
    room = await make_room(workbench)
    body = {
        "mode": "raw",
        "raw": '{"topic": "{{words}}"}',
        "options": {"raw": {"language": "json"}},
    }
    plan = Plan(
        collection(
            {"method": "PATCH", "url": f"{{{{b}}}}/site/:cloudId/conversation/{room}", "body": body}
        ),
        Variables(from_words(["words=of my own"])),
    )
    found = await results(workbench, plan, fill=True)
    assert [each.failure for each in found] == [""]
    assert (await workbench.client.conversations.get(conversation_id=room)).topic == "of my own"


async def test_what_has_no_value_is_not_sent_and_named(
    open_workbench: Any, at_fresh: Target, spoiled: Any
) -> None:
    transport = spoiled(lambda request: None)
    workbench = await open_workbench(at_fresh, policy=ONCE, transport=transport)
    plan = Plan(collection(get("{{b}}/site/:cloudId/conversation?query={{q}}")))
    found = await results(workbench, plan)
    assert [each.outcome for each in found] == ["not sent"]
    assert ":cloudId has no value" in found[0].failure
    assert "{{q}} has no value" in found[0].failure
    assert transport.sent == []


async def test_the_profile_gives_the_ids_that_it_names(
    open_workbench: Any, room_target: Target
) -> None:
    workbench = await open_workbench(room_target, policy=ONCE)
    found = await results(workbench, Plan(published(), folders=("ConversationGetHandler",)))
    assert [each.status for each in found] == [200]


async def test_the_token_goes_to_its_own_origin_only_and_not_where_nobody_is_to_be_named(
    open_workbench: Any, fresh: Sandbox, spoiled: Any
) -> None:
    def answer(request: Request) -> Response:
        return Response(200, body=b"{}")

    transport = spoiled(answer)
    token = fresh.credentials.participate_token
    target = Target(base_url=fresh.base_url, auth=Bearer(token))
    workbench = await open_workbench(target, policy=ONCE, transport=transport)
    plan = Plan(
        collection(
            get("{{b}}/site/"),
            get("{{b}}/site/", auth={"type": "noauth"}),
            get(fresh.base_url.replace("127.0.0.1", "localhost") + "/site/"),
            get("{{b}}/site/", auth={"type": "bearer", "bearer": {"token": "of-the-file"}}),
        )
    )
    await results(workbench, plan)
    sent = [header(each.headers, "Authorization") for each in transport.sent]
    assert sent == [f"Bearer {token}", None, None, "Bearer of-the-file"]
    kept = "".join(str(entry.request.headers) for entry in workbench.journal.entries())
    assert token not in kept
    assert "of-the-file" not in kept


async def test_nothing_is_sent_twice(open_workbench: Any, at_fresh: Target, spoiled: Any) -> None:
    transport = spoiled(
        lambda request: (
            Response(503, headers=(("Retry-After", "0"),)) if "/me" in request.url else None
        )
    )
    workbench = await open_workbench(at_fresh, policy=ONCE, transport=transport)
    found = await results(workbench, Plan(collection(get("{{b}}/me"))))
    assert (found[0].outcome, found[0].status, found[0].attempts) == ("failed", 503, 1)
    assert sum("/me" in each.url for each in transport.sent) == 1


@pytest.mark.parametrize(
    ("answer", "outcome", "said"),
    [
        (Response(302, headers=(("Location", "https://evil.test/"),)), "passed", "not followed"),
        (Response(200, body=b"<html>log in</html>"), "failed", "page of HTML"),
        (Response(200, body=b'{"values": 5}'), "passed", "values"),
        (Response(500, body=b"{}"), "failed", "500"),
    ],
)
async def test_what_an_answer_comes_to(
    open_workbench: Any,
    at_fresh: Target,
    spoiled: Any,
    answer: Response,
    outcome: str,
    said: str,
) -> None:
    transport = spoiled(lambda request: answer if "/site/" in request.url else None)
    workbench = await open_workbench(at_fresh, policy=ONCE, transport=transport)
    found = await results(workbench, Plan(collection(get("{{b}}/site/"))))
    assert found[0].outcome == outcome
    told = found[0].failure + "".join(each.message for each in found[0].problems)
    assert said in told
    assert sum("/site/" in each.url for each in transport.sent) == 1


async def test_a_request_that_is_no_operation_is_not_taken_for_one(workbench: Workbench) -> None:
    request = get("{{b}}/nowhere", name="ConversationMessagePostHandler")
    found = await results(workbench, Plan(collection(request)))
    assert (found[0].operation_id, found[0].status) == ("", 404)
    kept = workbench.journal.list()[0]
    assert kept.operation_id == "GET ConversationMessagePostHandler"


async def test_bail_ends_the_run_at_the_first_failure(workbench: Workbench) -> None:
    plan = Plan(collection(get("{{b}}/me"), get("{{b}}/site/:x/none"), get("{{b}}/me")))
    assert [each.outcome for each in await results(workbench, plan, bail=True)] == [
        "passed",
        "not sent",
        "not run",
    ]
    assert [each.outcome for each in await results(workbench, plan)] == [
        "passed",
        "not sent",
        "passed",
    ]


async def test_a_request_is_said_to_begin_before_it_is_sent(
    open_workbench: Any, at_fresh: Target, spoiled: Any
) -> None:
    transport = spoiled(lambda request: None)
    workbench = await open_workbench(at_fresh, policy=ONCE, transport=transport)
    plan = Plan(collection(get("{{b}}/me"))).at(workbench.target, workbench.client.context.redactor)
    turns = run(workbench, plan)
    begun = await anext(turns)
    assert isinstance(begun, Begun)
    assert begun.url == f"{workbench.target.base_url}/me"
    assert transport.sent == []
    await turns.aclose()
