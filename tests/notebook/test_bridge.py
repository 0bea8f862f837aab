"""Work that callbacks begin runs on the loop of the cell, whatever thread they are called on."""

from __future__ import annotations

import asyncio
import threading

import pytest

from explorer.notebook.bridge import Bridge, finish, home_loop


class Heard:
    def __init__(self) -> None:
        self.problems: list[BaseException] = []
        self.changes = 0

    def bridge(self) -> Bridge:
        return Bridge(self.problems.append, self._changed)

    def _changed(self) -> None:
        self.changes += 1


def in_a_thread(act: object) -> None:
    """Call a function on another thread with another running loop, as a subshell does."""

    async def body() -> None:
        act()  # type: ignore[operator]

    thread = threading.Thread(target=lambda: asyncio.run(body()))
    thread.start()
    thread.join()


async def test_work_begun_on_another_loop_runs_on_the_cells() -> None:
    heard, ran = Heard(), []

    async def work() -> None:
        ran.append(asyncio.get_running_loop())

    bridge = heard.bridge()
    in_a_thread(lambda: bridge.start(work))
    await asyncio.sleep(0)
    await bridge.settled()
    assert ran == [asyncio.get_running_loop()]


async def test_a_component_built_on_another_loop_belongs_to_the_cells() -> None:
    made: list[Bridge] = []
    here = home_loop()
    in_a_thread(lambda: made.append(Heard().bridge()))
    assert made[0].loop is here is asyncio.get_running_loop()


async def test_a_newer_call_takes_the_place_of_an_older_one_of_its_key_only() -> None:
    heard, ended = Heard(), []
    release = asyncio.Event()

    async def work(name: str) -> None:
        try:
            await release.wait()
            ended.append(name)
        except asyncio.CancelledError:
            ended.append(f"{name} cancelled")
            raise

    bridge = heard.bridge()
    for name, key in (("one", "list"), ("two", "list"), ("other", "thread"), ("write", "")):
        bridge.start(lambda name=name: work(name), key=key)
        await asyncio.sleep(0)
    release.set()
    await bridge.settled()
    assert sorted(ended) == ["one cancelled", "other", "two", "write"]
    assert heard.problems == []


async def test_cancelling_ends_what_has_a_key_and_never_a_write() -> None:
    heard, ended = Heard(), []
    release = asyncio.Event()

    async def work(name: str) -> None:
        await release.wait()
        ended.append(name)

    bridge = heard.bridge()
    bridge.start(lambda: work("read"), key="read")
    bridge.start(lambda: work("write"))
    await asyncio.sleep(0)
    assert bridge.busy
    assert bridge.can_cancel
    in_a_thread(bridge.cancel)
    while bridge.can_cancel:
        await asyncio.sleep(0)
    release.set()
    await bridge.settled()
    assert ended == ["write"]
    assert not bridge.busy


async def test_what_work_raises_is_told_and_not_lost_in_a_log() -> None:
    heard = Heard()

    async def work() -> None:
        raise LookupError("no such thing")

    bridge = heard.bridge()
    bridge.start(work)
    await bridge.settled()
    await asyncio.sleep(0)
    assert [str(problem) for problem in heard.problems] == ["no such thing"]


def test_without_a_running_loop_work_runs_on_one_of_its_own() -> None:
    heard, ran = Heard(), threading.Event()

    async def work() -> None:
        ran.set()

    bridge = heard.bridge()
    bridge.start(work)
    assert ran.wait(30)
    assert bridge.loop.is_running()


async def number() -> int:
    await asyncio.sleep(0)
    return 7


async def never() -> int:
    await asyncio.Event().wait()
    return 0


async def fails() -> int:
    raise LookupError("no such thing")


async def test_a_cell_can_wait_for_work_while_it_holds_its_loop_up() -> None:
    loop = asyncio.get_running_loop()
    assert finish(number, loop, 30) == 7
    with pytest.raises(TimeoutError):
        finish(never, loop, 0.01)
    with pytest.raises(LookupError, match="no such thing"):
        finish(fails, loop, 30)


def test_plain_python_can_wait_for_work_too() -> None:
    loop = home_loop()
    assert finish(number, loop, 30) == 7
    with pytest.raises(TimeoutError):
        finish(never, loop, 0.01)
