"""A sandbox's own side through the workbench: settings, faults, snapshots, what arrived."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from explorer.api.exchange import Request, Response, Timing
from explorer.api.redact import Secret
from explorer.api.retry import Cause, Failure
from explorer.api.steps import Reply
from explorer.api.transport import AsyncHttpTransport
from explorer.sandbox.server import Sandbox
from explorer.workbench.configuration import Config, load_config
from explorer.workbench.problems import ConfigError
from explorer.workbench.profiles import Target
from explorer.workbench.sandbox_admin import (
    LONG_DEADLINE,
    AdminError,
    AdminTokenNeeded,
    CalledOff,
    NoAdminPath,
    SandboxAdmin,
)
from explorer.workbench.sandbox_bytes import MOST_HEX, facts, hex_lines, text_lines
from explorer.workbench.sandbox_records import Arrival, SandboxTask, fault_spec, snapshot_name
from explorer.workbench.targets import ADMIN_TOKEN, TargetFlags, resolve
from explorer.workbench.workbench import Workbench


@pytest.fixture
def own() -> Any:
    with Sandbox.start(port=0, seed=1) as running:
        yield running


@asynccontextmanager
async def admin_of(sandbox: Sandbox, token: str | None = None) -> AsyncIterator[SandboxAdmin]:
    given = sandbox.credentials.admin_token if token is None else token
    secret = Secret(given, ADMIN_TOKEN) if given else None
    made = SandboxAdmin(sandbox.base_url, secret, AsyncHttpTransport())
    try:
        yield made
    finally:
        await made.close()


class Answers:
    """A transport that gives one answer to everything, and notes what it was asked."""

    def __init__(self, outcome: Response | Failure) -> None:
        self.outcome = outcome
        self.asked: list[Request] = []

    async def send(self, request: Request, remaining: float) -> Reply:
        self.asked.append(request)
        return Reply(self.outcome, Timing())

    async def stream(self, request: Request, remaining: float, transfer: Any) -> Reply:
        raise AssertionError("nothing here is streamed")

    async def aclose(self) -> None:
        pass


def answering(outcome: Response | Failure) -> SandboxAdmin:
    return SandboxAdmin("http://127.0.0.1:9", Secret("t", ADMIN_TOKEN), Answers(outcome))


class TestSettings:
    async def test_they_are_read_and_changed(self, own: Sandbox) -> None:
        async with admin_of(own) as admin:
            assert (await admin.settings()).rate_limit is None
            found = await admin.tune({"rate_limit": 30, "latency": 5})
            assert (found.rate_limit, found.latency) == (30, 5)
            assert own.tuning()["rate_limit"] == 30
            with pytest.raises(AdminError, match="rate_limit"):
                await admin.tune({"rate_limit": 0})


class TestFaults:
    async def test_one_is_added_strikes_and_is_ended(self, own: Sandbox) -> None:
        async with admin_of(own) as admin:
            made = await admin.add_fault("status=503,count=2@MeGetHandler")
            assert (made.fault, made.targets, made.count) == ("status", ("MeGetHandler",), 2)
            assert [each.spec for each in await admin.faults()] == [made.spec]
            await admin.end_fault(made.id)
            await admin.end_fault(made.id)
            assert await admin.faults() == []

    async def test_all_are_ended_at_once(self, own: Sandbox) -> None:
        async with admin_of(own) as admin:
            for _ in range(3):
                await admin.add_fault("empty")
            await admin.end_faults()
            assert own.faults() == []

    async def test_a_wrong_one_is_refused_in_the_sandboxs_words(self, own: Sandbox) -> None:
        async with admin_of(own) as admin:
            with pytest.raises(AdminError, match=r"Did you mean status\?"):
                await admin.add_fault("statsu=503")

    async def test_the_kinds_tell_what_each_takes(self, own: Sandbox) -> None:
        async with admin_of(own) as admin:
            kinds = {each.name: each for each in await admin.kinds()}
            assert [each.name for each in kinds["latency"].options] == ["milliseconds", "spread"]
            assert kinds["cut"].options[1].words == ("fin", "rst")
            for kind in kinds.values():
                spec = fault_spec(
                    kind.name, {each.name: str(each.default or "") for each in kind.options}
                )
                assert (await admin.add_fault(spec)).fault == kind.name

    def test_a_spec_is_written_as_the_flag_takes_it(self) -> None:
        assert fault_spec("refuse", {}) == "refuse"
        told = {"status": " 503 ", "retry-after": "", "count": "2"}
        assert fault_spec("status", told, ["MeGetHandler", " ", "POST"], main="status") == (
            "status=503,count=2@MeGetHandler+POST"
        )
        redirect = fault_spec("redirect", {"location": "https://a@b/,c"}, ["token"])
        assert redirect == 'redirect,location="https://a@b/,c"@token'


class TestData:
    async def test_a_snapshot_is_saved_restored_and_forgotten(self, own: Sandbox) -> None:
        async with admin_of(own) as admin:
            name = snapshot_name(datetime(2026, 6, 15, 16, 20, 5, tzinfo=UTC))
            saved = await admin.save_snapshot(name)
            assert saved.name == "2026-06-15-162005"
            assert saved.size > 1000
            assert [each.name for each in await admin.snapshots()] == [name]
            await admin.restore_snapshot(name)
            await admin.delete_snapshot(name)
            await admin.delete_snapshot(name)
            assert await admin.snapshots() == []
            with pytest.raises(AdminError, match="404"):
                await admin.restore_snapshot(name)
            with pytest.raises(AdminError, match="cannot name a snapshot"):
                await admin.save_snapshot("a/b c")

    async def test_what_takes_long_is_told_and_called_off(self, own: Sandbox) -> None:
        kept = own._admin.keeper
        begun = threading.Event()

        def hold(*given: Any) -> None:
            task = kept.task
            assert task is not None
            task.progress = "5 of 10"
            begun.set()
            assert task.wait(30)
            task.check()

        vars(kept._shelf)["save"] = hold
        async with admin_of(own) as admin:
            assert await admin.task() is None
            with pytest.raises(AdminError, match="nothing to call off"):
                await admin.call_off()
            saving = asyncio.create_task(admin.save_snapshot("one"))
            await asyncio.to_thread(begun.wait, 30)
            assert await admin.task() == SandboxTask(name="save", progress="5 of 10")
            await admin.call_off()
            with pytest.raises(
                CalledOff, match=r"^The save was called off; nothing was changed\.$"
            ):
                await saving
            # Who gives up waiting has it called off, too.
            begun.clear()
            saving = asyncio.create_task(admin.save_snapshot("one"))
            await asyncio.to_thread(begun.wait, 30)
            saving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await saving
            assert await admin.snapshots() == []
            # The next one to change all of the data had to wait for the end of it.
            await admin.reset()

    async def test_a_sandbox_that_tells_of_no_task_is_an_older_one(self) -> None:
        answers = Answers(Response(404, "", (), b'{"message": "There is no such path here."}'))
        admin = SandboxAdmin("http://127.0.0.1:1", None, answers)
        assert await admin.task() is None
        with pytest.raises(AdminError, match="of an older version"):
            await admin.call_off()

    async def test_a_reset_puts_things_back(self, own: Sandbox) -> None:
        async with admin_of(own) as admin:
            await admin.reset()


class TestArrivals:
    async def test_what_arrived_is_read_with_its_bytes(self, own: Sandbox, target: Target) -> None:
        async with admin_of(own) as admin:
            assert await admin.arrivals() == []
            transport = AsyncHttpTransport()
            url = f"{own.base_url}/me?x=1"
            await transport.send(Request("GET", url, ()), 10)
            await transport.aclose()
            (found,) = await admin.arrivals()
            assert (found.number, found.method, found.target) == (1, "GET", "/me?x=1")
            assert found.is_answered
            data = await admin.arrival_bytes(1)
            assert data.startswith(b"GET /me?x=1 HTTP/1.1\r\n")
            assert await admin.arrivals(after=1) == []
            await admin.forget_arrivals()
            assert await admin.arrivals() == []


class TestWayIn:
    async def test_a_wrong_token_and_none_are_said(self, own: Sandbox) -> None:
        async with admin_of(own, "wrong") as admin:
            with pytest.raises(AdminTokenNeeded, match="give another"):
                await admin.check()
        async with admin_of(own, "") as admin:
            with pytest.raises(AdminTokenNeeded, match="STRIDE_SANDBOX_ADMIN_TOKEN"):
                await admin.check()

    @pytest.mark.parametrize("status", [401, 404, 500, 302])
    async def test_a_server_without_the_path_is_no_sandbox(self, status: int) -> None:
        admin = answering(Response(status, "", (), b'{"message": "no"}'))
        with pytest.raises(NoAdminPath, match="only a sandbox"):
            await admin.check()

    async def test_what_cannot_be_reached_or_understood_is_a_sentence(self) -> None:
        refused = answering(Failure(Cause.CONNECT, "the connection was refused", False))
        with pytest.raises(AdminError, match="could not be asked: the connection was refused"):
            await refused.faults()
        for body in (b"no", b"[]", b'{"faults": 7}', b"[" * 100_000):
            with pytest.raises(AdminError, match="form that is not known"):
                await answering(Response(200, "", (), body)).faults()
        older = answering(Response(404, "", (), b'{"message": "There is no such path here."}'))
        with pytest.raises(AdminError, match="older version"):
            await older.settings()

    async def test_a_hostile_message_is_made_visible(self) -> None:
        admin = answering(Response(500, "", (), b'{"message": "\\u001b[2Jgone\\u202e"}'))
        with pytest.raises(AdminError) as caught:
            await admin.reset()
        assert "\x1b" not in str(caught.value)
        assert "\u202e" not in str(caught.value)

    async def test_the_embedded_sandbox_knows_its_own(self, tmp_path: Path) -> None:
        async with await Workbench.open(Target(embedded=True), data_dir=tmp_path) as workbench:
            admin = workbench.sandbox_admin()
            await admin.check()
            await admin.close()
            # A server that is silent while it makes many data anew is not given up before that.
            assert admin._transport._policy.read_timeout == LONG_DEADLINE
            assert workbench.sandbox.credentials.admin_token not in repr(workbench.target)


class TestToken:
    FLAG = TargetFlags(base_url="http://127.0.0.1:8080")

    def token(self, environ: dict[str, str], flags: TargetFlags, config: Config | None = None):
        found = resolve(flags, environ, config or Config(Path("none"))).admin_token
        return found.reveal() if found else None

    def test_the_environment_gives_it_to_the_server_it_is_meant_for(self) -> None:
        environ = {ADMIN_TOKEN: "opens"}
        assert self.token(environ, self.FLAG) == "opens"
        assert self.token(environ | {"STRIDE_BASE_URL": "http://127.0.0.1:8080"}, self.FLAG)
        elsewhere = environ | {"STRIDE_BASE_URL": "http://127.0.0.1:9090"}
        assert self.token(elsewhere, self.FLAG) is None
        assert self.token(elsewhere, TargetFlags()) == "opens"

    def test_the_embedded_sandbox_is_given_none(self) -> None:
        assert self.token({ADMIN_TOKEN: "opens"}, TargetFlags()) is None

    def test_a_profile_names_its_variable(self, tmp_path: Path) -> None:
        path = tmp_path / "config.toml"
        path.write_text(
            '[profiles.box]\nbase_url = "http://127.0.0.1:8080"\nadmin_token_env = "BOX_ADMIN"\n'
        )
        config = load_config(path)
        named = TargetFlags(profile="box")
        assert self.token({"BOX_ADMIN": "own"}, named, config) == "own"
        assert self.token({}, named, config) is None
        other = TargetFlags(profile="box", base_url="http://127.0.0.1:9")
        assert self.token({"BOX_ADMIN": "own"}, other, config) is None

    def test_a_profile_that_holds_the_token_itself_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "config.toml"
        path.write_text(
            '[profiles.box]\nbase_url = "http://127.0.0.1:8080"\nadmin_token_env = "box admin!"\n'
        )
        with pytest.raises(ConfigError, match="admin_token_env") as caught:
            load_config(path)
        assert "box admin!" not in str(caught.value)


def arrival(**more: Any) -> Arrival:
    usual = {
        "number": 1,
        "at": datetime(2026, 6, 15, tzinfo=UTC),
        "method": "GET",
        "target": "/me",
        "operation": "MeGetHandler",
        "status": 200,
        "fault": "",
        "milliseconds": 1.25,
        "bytes": 90,
    }
    return Arrival.model_validate(usual | more)


class TestBytes:
    def test_what_came_of_it_is_one_line(self) -> None:
        assert facts(arrival()).text == "200  1.2 ms  90 bytes  MeGetHandler"
        dropped = arrival(status=None, fault="refuse")
        assert facts(dropped).text == "no answer  1.2 ms  90 bytes  MeGetHandler  fault refuse"
        waiting = arrival(status=None, milliseconds=None, operation="")
        assert facts(waiting).text == "not answered yet  90 bytes"

    def test_as_text_head_and_body_stand_line_by_line(self) -> None:
        data = b"PUT /x HTTP/1.1\r\nHost: a\r\nX: \x1b[2J\r\n\r\n{\n\xff\xe2\x80\xae}"
        shown = [line.text for line in text_lines(data)]
        assert shown == [
            "PUT /x HTTP/1.1",
            "Host: a",
            "X: ␛[2J",
            "",
            "{",
            "\\xff\\u202e}",
        ]
        assert [line.text for line in text_lines(b"")] == [""]

    def test_byte_by_byte_nothing_is_left_out(self) -> None:
        lines = [line.text for line in hex_lines(bytes(range(40)))]
        assert lines[0] == "000000  " + " ".join(f"{n:02x}" for n in range(16)) + "  " + "·" * 16
        assert lines[2].startswith("000020  20 21 22 23 24 25 26 27")
        assert lines[2].endswith(" !\"#$%&'")
        long = hex_lines(bytes(MOST_HEX + 3))
        assert len(long) == MOST_HEX // 16 + 1
        assert long[-1].text == "and 3 bytes more"
