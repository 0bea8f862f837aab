"""A whole sitting: opening, sites, watching, what is remembered of it, servers that lack things."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from explorer.api.auth import Auth, Bearer, ClientCredentials
from explorer.api.client import AsyncClient, Client
from explorer.api.errors import ApiError
from explorer.api.events import Done, Event
from explorer.api.exchange import Request, Response
from explorer.api.models.conversations import Conversation
from explorer.api.models.modules import ModuleType
from explorer.api.models.sites import Site
from explorer.api.operations import CreateConversation, ListSites, SendDirectMessage
from explorer.api.redact import Secret
from explorer.sandbox.server import Sandbox
from explorer.workbench import embedded
from explorer.workbench.outgoing import Outgoing, State
from explorer.workbench.problems import ConfigError, DataInUse, StoreError, WorkbenchError
from explorer.workbench.profiles import Target
from explorer.workbench.workbench import Workbench

MakeRoom = Callable[..., Awaitable[str]]


class TestSites:
    async def test_the_first_is_taken_when_it_is_needed(
        self, workbench: Workbench, sandbox: Sandbox
    ) -> None:
        assert workbench.cloud_id == ""
        assert (
            await asyncio.gather(workbench.site(), workbench.site())
            == [sandbox.credentials.cloud_ids[0]] * 2
        )
        assert workbench.cloud_id == workbench.client.cloud_id == sandbox.credentials.cloud_ids[0]
        listed = [row for row in workbench.journal.list() if row.operation_id == "GetAllHandler"]
        assert len(listed) == 1

    async def test_another_can_be_chosen(self, workbench: Workbench, sandbox: Sandbox) -> None:
        sites = [site for site in await workbench.sites() if isinstance(site, Site)]
        assert [site.id for site in sites] == list(sandbox.credentials.cloud_ids)
        workbench.use_site(sites[1].id)
        assert await workbench.site() == workbench.client.cloud_id == sites[1].id

    async def test_that_of_the_target_is_not_asked_for(
        self, open_workbench: Any, sandbox: Sandbox, credentials: Auth
    ) -> None:
        second = sandbox.credentials.cloud_ids[1]
        target = Target(base_url=sandbox.base_url, auth=credentials, cloud_id=second)
        workbench = await open_workbench(target)
        feed = workbench.conversations()
        await feed.more()
        row = feed.row(0)
        assert isinstance(row, Conversation)
        assert row.cloud_id == second
        assert "GetAllHandler" not in [row.operation_id for row in workbench.journal.list()]

    async def test_a_token_without_sites_says_so(self, open_workbench: Any, spoiled: Any) -> None:
        def spoil(request: Request) -> Response | None:
            return Response(200, body=b'{"values": []}') if request.url.endswith("/site/") else None

        workbench = await open_workbench(transport=spoiled(spoil))
        with pytest.raises(ApiError, match="the token reaches no site"):
            await workbench.site()
        feed = workbench.conversations()
        assert await feed.more() == 0
        assert "reaches no site" in str(feed.error)
        thread = workbench.thread("c")
        await thread.open()
        assert "reaches no site" in str(thread.error)


class TestWatching:
    async def test_all_events_of_all_calls_and_the_journal_too(self, workbench: Workbench) -> None:
        seen: list[Event] = []
        stop = workbench.watch(seen.append)
        with workbench.origin("polling", view="messages"):
            await workbench.client.send(ListSites())
        await workbench.client.send(ListSites())
        stop()
        await workbench.client.send(ListSites())
        done = [event.exchange.id for event in seen if isinstance(event, Done)]
        rows = workbench.journal.list()
        assert [row.id for row in rows][1:] == done[::-1]
        assert [(row.origin, row.view) for row in rows] == [
            ("person", ""),
            ("person", ""),
            ("polling", "messages"),
        ]
        assert {row.server for row in rows} == {"test"}

    async def test_a_watcher_that_fails_harms_no_one(self, workbench: Workbench) -> None:
        seen: list[Event] = []

        def fail(event: Event) -> None:
            raise RuntimeError("cannot draw")

        workbench.watch(fail)
        workbench.watch(seen.append)
        await workbench.client.send(ListSites())
        assert len(seen) >= 3
        assert len(workbench.journal.list()) == 1

    async def test_origins_nest_and_follow_into_tasks(self, workbench: Workbench) -> None:
        with workbench.origin("person", view="modules"):
            with workbench.origin("polling"):
                await asyncio.create_task(workbench.client.send(ListSites()))
            await workbench.client.send(ListSites())
        found = [(row.origin, row.view) for row in workbench.journal.list()]
        assert found == [("person", "modules"), ("polling", "modules")]


async def test_configuration_is_what_was_last_set_from_here(
    workbench: Workbench, make_room: MakeRoom, open_workbench: Any
) -> None:
    room = await make_room(workbench)
    assert await workbench.configuration_states(room) == []
    for configured in (True, False):
        answer = await workbench.set_configuration_state(room, "configuration", configured)
        assert answer.ok
    assert not (await workbench.set_configuration_state(room, "no-such", True)).ok
    [state] = await workbench.configuration_states(room)
    assert (state.key, state.configured) == ("configuration", False)
    await workbench.close()
    later = await open_workbench()
    assert await later.configuration_states(room) == [state]


class TestPeople:
    async def test_me_and_names_are_asked_for_once(self, workbench: Workbench) -> None:
        me = await workbench.me()
        assert me is not None
        assert await workbench.me() is me
        assert workbench.known_name(me.account_id) == me.name
        names = await asyncio.gather(*(workbench.name_of(me.account_id) for _ in range(5)))
        assert len(set(names)) == 1
        await workbench.name_of(me.account_id)
        asked = [row.operation_id for row in workbench.journal.list()]
        assert asked.count("UserGetHandler") == 1
        assert asked.count("MeGetHandler") == 1

    async def test_a_stranger_is_called_by_the_id_and_asked_for_once(
        self, workbench: Workbench
    ) -> None:
        for _ in range(2):
            assert await workbench.name_of("557058:nobody") == "557058:nobody"
        asked = [row.operation_id for row in workbench.journal.list()]
        assert asked.count("UserGetHandler") == 1
        assert await workbench.name_of("") == ""

    async def test_a_failure_is_not_remembered(self, open_workbench: Any, spoiled: Any) -> None:
        broken = True

        def spoil(request: Request) -> Response | None:
            return Response(500, body=b"{}") if broken and "/scim/" in request.url else None

        workbench = await open_workbench(transport=spoiled(spoil))
        me = await workbench.me()
        assert me is not None
        await workbench.site()
        assert await workbench.name_of(me.account_id) == me.name
        assert workbench.mentions() == {"all": "all", "here": "here"}
        broken = False
        await workbench.name_of(me.account_id)
        assert me.account_id in workbench.mentions().values()


class TestCollectionOnly:
    """A server that answers 404 or 405 to everything outside the collection."""

    @pytest.fixture
    def target(self, collection_only: Any, sandbox: Sandbox) -> Target:
        held = sandbox.credentials
        auth = ClientCredentials(held.client_id, held.client_secret)
        return Target(profile_name="old", base_url=collection_only.base_url, auth=auth)

    async def test_names_fall_back_to_ids(self, workbench: Workbench, collection_only: Any) -> None:
        for _ in range(2):
            assert await workbench.me() is None
        for number in range(6):
            assert await workbench.name_of(f"user-{number}") == f"user-{number}"
        assert sum("/scim/" in asked for asked in collection_only.asked) <= 3
        assert sum(asked == "GET /me" for asked in collection_only.asked) == 1

    async def test_a_direct_conversation_is_read_from_the_journal_and_written_to(
        self, workbench: Workbench, collection_only: Any, someone: str, open_workbench: Any
    ) -> None:
        direct = await workbench.direct(someone)
        feed = workbench.thread(direct)
        await feed.open()
        assert feed.error is None
        assert feed.fallback
        assert feed.at_start
        assert "does not list messages" in feed.notice
        assert list(feed.messages) == []
        outgoing = await workbench.send_message(direct, "hello *you*")
        assert outgoing.state is State.SENT
        assert feed.messages[-1] is outgoing
        assert await feed.poll() == 1
        [shown] = feed.messages
        assert shown.id == outgoing.message_id
        edit = workbench.client.direct.edit
        await edit(user_id=someone, message_id=outgoing.message_id, content="hello *again*")
        await feed.poll()
        assert "again" in str(feed.messages[0])
        await workbench.send_message(direct, "second")
        refused = [asked for asked in collection_only.asked if asked.endswith("/message")]
        assert sum("/conversation/user/" not in asked for asked in refused) == 2
        await workbench.close()
        later = await open_workbench()
        again = later.thread(direct)
        await again.open()
        assert len(again.messages) == 2
        assert (await later.send_message(direct, "third")).state is State.SENT

    async def test_sending_to_a_room_says_what_the_server_lacks(
        self, workbench: Workbench, make_empty_room: MakeRoom
    ) -> None:
        room = await make_empty_room(workbench)
        feed = workbench.thread(room)
        await feed.open()
        outgoing = await workbench.send_message(room, "anyone?")
        assert outgoing.state is State.FAILED
        assert outgoing.reason.startswith("This server has no operation to send to a room")
        assert [type(item) for item in feed.messages] == [Outgoing]

    async def test_modules_are_edited_as_ever(
        self, workbench: Workbench, make_empty_room: MakeRoom
    ) -> None:
        room = await make_empty_room(workbench)
        edit = workbench.edit_module(room, ModuleType.DIALOG)
        await edit.save()
        assert (await workbench.modules(room)).count == 1

    async def test_a_conversation_that_is_not_there_is_not_taken_for_it(
        self, workbench: Workbench, collection_only: Any
    ) -> None:
        feed = workbench.thread("11111111-2222-4333-8444-555555555555")
        await feed.open()
        # A 405 says it all; only a 404 needs a second look.
        assert feed.fallback == (collection_only.refusal == 405)
        assert (feed.error is not None) == (collection_only.refusal == 404)


@pytest.fixture
def make_empty_room() -> MakeRoom:
    async def make(workbench: Workbench) -> str:
        call = CreateConversation(cloud_id=await workbench.site(), name="Empty")
        return (await workbench.client.send(call)).id

    return make


@pytest.fixture
async def someone(sandbox: Sandbox, open_workbench: Any, credentials: Auth, tmp_path: Path) -> str:
    """A person of the first site who has written to one of its rooms."""
    full = Target(base_url=sandbox.base_url, auth=credentials)
    workbench = await open_workbench(full, data_dir=tmp_path / "other")
    # By name: other tests make rooms, too.
    feed = workbench.conversations(query="Incident 42")
    await feed.more()
    thread = workbench.thread(feed.row(0))
    await thread.open()
    me = await workbench.me()
    assert me is not None
    return min({item.sender_id for item in thread.messages} - {me.account_id})


async def test_a_message_to_a_user_goes_to_the_direct_conversation(
    workbench: Workbench, someone: str
) -> None:
    direct = await workbench.direct(someone)
    assert direct.is_direct
    await workbench.client.send(SendDirectMessage(user_id=someone, content="by the user"))
    feed = workbench.thread(direct)
    await feed.open()
    assert not feed.fallback
    assert "by the user" in str(feed.messages[-1])


async def test_a_room_tokens_sitting(open_workbench: Any, room_target: Target) -> None:
    workbench = await open_workbench(room_target)
    feed = workbench.thread(room_target.conversation_id)
    await feed.open()
    assert feed.error is None
    assert (await workbench.send_message(room_target.conversation_id, "hi")).state is State.SENT
    for number in range(3):
        assert await workbench.name_of(f"u{number}") == f"u{number}"
    asked = [row.operation_id for row in workbench.journal.list()]
    assert asked.count("UserGetHandler") == 1


class TestEmbedded:
    async def test_starts_with_its_own_data_and_keeps_them(self, tmp_path: Path) -> None:
        async with await Workbench.open(Target(embedded=True), data_dir=tmp_path) as workbench:
            assert workbench.sandbox is not None
            assert workbench.cloud_id
            address = workbench.target.base_url
            call = CreateConversation(name="Kept")
            made = await workbench.client.send(call)
            assert {row.server for row in workbench.journal.list()} == {"(sandbox)"}
        async with await Workbench.open(Target(embedded=True), data_dir=tmp_path) as workbench:
            assert workbench.target.base_url == address
            feed = workbench.conversations("Kept")
            assert await feed.more() == 1
            assert feed.row(0).id == made.id  # type: ignore[union-attr]
        async with await Workbench.open(
            Target(embedded=True), data_dir=tmp_path, fresh=True
        ) as workbench:
            assert await workbench.conversations("Kept").more() == 0
            assert await workbench.conversations().more() > 10

    async def test_two_at_once_share_the_data_and_none_of_them_can_be_fresh(
        self, tmp_path: Path
    ) -> None:
        async with await Workbench.open(Target(embedded=True), data_dir=tmp_path) as one:
            async with await Workbench.open(Target(embedded=True), data_dir=tmp_path) as other:
                assert one.target.base_url != other.target.base_url
                await one.client.send(CreateConversation(name="Shared"))
                assert await other.conversations("Shared").more() == 1
            with pytest.raises(DataInUse, match="in use by another Stride Explorer"):
                await Workbench.open(Target(embedded=True), data_dir=tmp_path, fresh=True)
            assert await one.conversations("Shared").more() == 1

    async def test_one_that_is_given_up_while_it_starts_is_stopped(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun, go_on, stopped = threading.Event(), threading.Event(), threading.Event()

        class Started:
            stop = stopped.set

        def start(*args: Any, **options: Any) -> Started:
            begun.set()
            go_on.wait(20)
            return Started()

        monkeypatch.setattr(embedded, "start", start)
        opening = asyncio.ensure_future(Workbench.open(Target(embedded=True), data_dir=tmp_path))
        await asyncio.to_thread(begun.wait, 20)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        go_on.set()
        assert await asyncio.to_thread(stopped.wait, 20)

    async def test_a_killed_process_holds_nothing(self, tmp_path: Path) -> None:
        code = (
            "import sys, time\nfrom pathlib import Path\n"
            "from explorer.workbench.embedded import start\n"
            "started = start(Path(sys.argv[1]))\nprint('up', flush=True)\ntime.sleep(60)"
        )
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"up\n"
        with pytest.raises(DataInUse):
            await Workbench.open(Target(embedded=True), data_dir=tmp_path, fresh=True)
        os.kill(child.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        child.wait()
        child.stdout.close()
        async with await Workbench.open(
            Target(embedded=True), data_dir=tmp_path, fresh=True
        ) as workbench:
            assert await workbench.conversations().more() > 10

    async def test_the_environments_token_is_used(self, tmp_path: Path) -> None:
        target = Target(embedded=True, auth=Bearer("wrong-token"), notices=("A notice.",))
        notices: list[str] = []
        async with await Workbench.open(
            target, data_dir=tmp_path, on_notice=notices.append
        ) as workbench:
            answer = await workbench.client.exchange(ListSites())
            assert answer.status == 401
            assert notices == ["A notice."]

    async def test_data_that_cannot_be_used_are_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "sandbox.db").write_bytes(b"no database at all " * 100)
        with pytest.raises(StoreError) as caught:
            await Workbench.open(Target(embedded=True), data_dir=tmp_path)
        assert "sandbox.db" in str(caught.value)
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="cannot be used"):
            await Workbench.open(Target(embedded=True), data_dir=tmp_path / "file")


class TestOpening:
    @pytest.mark.parametrize(
        ("target", "said"),
        [
            (Target(base_url="nonsense"), "nonsense"),
            (
                Target(base_url="http://far.example", auth=Bearer("canary-77")),
                "is not encrypted",
            ),
            (Target(base_url="https://a.example", ca_file="none.pem"), "a.example"),
        ],
    )
    async def test_what_cannot_be_opened_is_one_sentence(
        self, tmp_path: Path, target: Target, said: str
    ) -> None:
        with pytest.raises(WorkbenchError, match=said) as caught:
            await Workbench.open(target, data_dir=tmp_path)
        assert "canary" not in str(caught.value)

    async def test_only_the_embedded_sandbox_is_made_anew(
        self, tmp_path: Path, target: Target
    ) -> None:
        with pytest.raises(ConfigError, match="leave out --fresh"):
            await Workbench.open(target, data_dir=tmp_path, fresh=True)

    async def test_damaged_files_are_told_and_the_work_goes_on(
        self, tmp_path: Path, open_workbench: Any
    ) -> None:
        data = tmp_path / "data"
        data.mkdir()
        for name in ("journal.db", "drafts.db"):
            (data / name).write_bytes(b"no database at all" * 50)
        notices: list[str] = []
        workbench = await open_workbench(on_notice=notices.append)
        await workbench.sites()
        await asyncio.to_thread(workbench.journal.flush)
        await asyncio.to_thread(workbench.drafts.flush)
        await asyncio.sleep(0)
        assert sorted(notice[:11] for notice in notices) == ["The drafts ", "The journal"]

    async def test_closing_twice_is_closing_once(self, workbench: Workbench) -> None:
        await workbench.close()
        await workbench.close()


def hidden_forms(secret: str) -> list[bytes]:
    encoded = secret.encode()
    forms = [encoded, quote(secret, safe="").encode(), base64.urlsafe_b64encode(encoded)]
    # In base64 a text looks different at each of three offsets; its ends mix with its neighbours.
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + encoded)
        forms.append(whole[4 if offset else 0 : -4])
    return forms


async def test_no_file_holds_a_secret(
    open_workbench: Any, spoiled: Any, sandbox: Sandbox, tmp_path: Path, make_room: MakeRoom
) -> None:
    """Canaries through every feature, against a server that echoes them wherever it can."""
    held = sandbox.credentials
    tokens: list[str] = []

    def spoil(request: Request) -> Response | None:
        given = dict(request.headers).get("Authorization", "")
        tokens.append(given.removeprefix("Bearer "))
        if "/app/module/chat:bot" in request.url and request.method == "GET":
            headers = (("X-Echo", given), ("Set-Cookie", f"session={held.client_secret}"))
            echo = f'{{"message": "{given} {quote(held.client_secret)}"}}'.encode()
            return Response(403, f"no {given}", headers, echo)
        return None

    auth = ClientCredentials(held.client_id, Secret(held.client_secret, "STRIDE_CLIENT_SECRET"))
    target = Target(profile_name="canary", base_url=sandbox.base_url, auth=auth)
    workbench = await open_workbench(target, transport=spoiled(spoil))
    room = await make_room(workbench, 2)
    await workbench.me()
    thread = workbench.thread(room)
    await thread.open()
    await workbench.modules(room)
    await workbench.send_message(room, f"my secret is {held.client_secret}")
    edit = workbench.edit_module(room, ModuleType.DIALOG)
    await edit.save()
    await workbench.set_configuration_state(room, "configuration", True)
    assert "canary" in repr(workbench.target)
    await workbench.close()
    secrets = {held.client_secret, *tokens} - {""}
    assert len(secrets) >= 2
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"journal.db", "drafts.db"}
    content = b"".join(path.read_bytes() for path in files)
    assert b"$STRIDE_TOKEN" in content
    assert b"$STRIDE_CLIENT_SECRET" in content
    for secret in secrets:
        assert secret not in repr(workbench.target)
        for form in hidden_forms(secret):
            assert form not in content


@pytest.mark.parametrize("kind", [Client, AsyncClient])
async def test_a_sitting_around_a_client_journals_what_it_sends(
    kind: type[Any], sandbox: Sandbox, credentials: Auth, tmp_path: Path
) -> None:
    client = kind(sandbox.base_url, auth=credentials)
    loop = asyncio.get_running_loop()
    async with Workbench.around(client, loop=loop, data_dir=tmp_path) as workbench:
        feed = workbench.conversations()
        assert await feed.more() > 0
        found = await asyncio.to_thread(lambda: list(workbench.journal.search("")))
        assert {entry.operation_id for entry in found} >= {"GetAllHandler"}
        assert (workbench.client is client) is (kind is AsyncClient)
        assert not workbench.closed
    assert workbench.closed
    if kind is Client:
        client.close()
