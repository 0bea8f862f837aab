"""Callbacks on every line of ipykernel: on its main loop, or on a subshell's thread and loop."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer.sandbox.server import Sandbox

from .conftest import aimed
from .kernels import SECONDS, Kernel, Silent, ipykernel

VERSIONS = {"6.31.0": False, "7.2.0": True, "7.4.0": True}
"""Those that behave differently, and whether they have subshells."""

FALLS_SILENT = "7.2.0"
"""This one misses a message now and then and is silent from then on, with cells of `1` as well."""

ATTEMPTS = 5

PATIENCE = 15.0
"""Seconds without a word after which that one counts as silent, and another is begun."""

BUILD = """
import threading
from explorer.notebook import ConversationBrowser, MessageView
import traitlets
browser, view = ConversationBrowser(), MessageView()
traitlets.dlink((browser, "selected"), (view, "conversation"))
threads, draws = set(), []
browser._list.observe(lambda _: threads.add(threading.current_thread().name), "heard")
view.observe(lambda change: draws.append(change["new"]), "status")
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


Scenario = Callable[[Kernel, Sandbox], None]


def on_every_kernel(scenario: Scenario) -> Any:
    """A test of what happens on each of the versions, in a kernel of its own."""

    @pytest.mark.parametrize("version", VERSIONS)
    def test(version: str, home: Path, sandbox: Sandbox) -> None:
        there = home / version
        first = there if there.is_dir() else ipykernel(version, home)
        for attempt in range(ATTEMPTS):
            kernel = Kernel(home, first, PATIENCE if version == FALLS_SILENT else SECONDS)
            try:
                kernel.run(aimed(sandbox))
                assert kernel.text("import ipykernel; print(ipykernel.__version__)") == version
                assert (kernel.subshell is not None) is VERSIONS[version]
                return scenario(kernel, sandbox)
            except Silent:
                if version != FALLS_SILENT or attempt == ATTEMPTS - 1:
                    raise
            finally:
                kernel.stop()
        raise AssertionError("not reached")

    test.__name__, test.__doc__ = scenario.__name__, scenario.__doc__
    return test


def eventually(kernel: Kernel, expression: str) -> None:
    """Wait until something is so in the kernel, which is free meanwhile."""
    until = time.monotonic() + 60
    while kernel.text(f"print(bool({expression}))") != "True":
        assert time.monotonic() < until, kernel.text(
            f"print({expression!r}, browser.problem, view.problem, view.status)"
        )
        time.sleep(0.05)


@on_every_kernel
def test_a_choice_and_its_answer(kernel: Kernel, sandbox: Sandbox) -> None:
    kernel.run(BUILD)
    outputs = kernel.run("browser")
    shown = next(each for each in outputs if each["type"] == "execute_result")
    data = shown["content"]["data"]
    assert "<table" in data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in data
    # Three choices as fast as they come: the last one is what is read.
    for place in (1, 2, 3):
        kernel.choose("browser._list", place, wait=place == 3)
    eventually(kernel, "browser.selected and browser.selected.id == browser.conversations[3].id")
    eventually(kernel, "view.messages and view._shown is browser.selected")
    # The page has been told, too.
    page, line = kernel.comm("view._page"), kernel.comm("view._line")
    name = kernel.text("print(browser.selected.name)")
    assert name in kernel.models[line]["value"]
    assert "sx-msg" in kernel.models[page]["value"]
    assert kernel.text("print(browser.problem or view.problem)") == ""


@on_every_kernel
def test_clicks_reach_the_loop_of_the_cells(kernel: Kernel, sandbox: Sandbox) -> None:
    kernel.run(BUILD)
    kernel.run("await browser.settled()")
    again = kernel.comm("browser._again")
    kernel.run(
        "import asyncio\nloops = set()\nload = browser.load\n"
        "async def noted(workbench):\n"
        "    loops.add(asyncio.get_running_loop())\n"
        "    await load(workbench)\n"
        "browser.load = noted"
    )
    kernel.click(again)
    eventually(kernel, "loops and not browser.busy")
    assert kernel.text("print(loops == {asyncio.get_running_loop()})") == "True"
    # The same client can be used by the cells themselves.
    found = kernel.text("print(len((await browser.workbench.client.sites.list()).values))")
    assert int(found) > 0


@on_every_kernel
def test_an_error_in_a_callback_is_shown_in_the_widget(kernel: Kernel, sandbox: Sandbox) -> None:
    kernel.run(BUILD)
    kernel.run("await browser.settled()")
    kernel.run(
        "async def broken(workbench):\n    raise LookupError('no <b>such</b> thing')\n"
        "browser.load = broken"
    )
    kernel.click(kernel.comm("browser._again"))
    eventually(kernel, "browser.problem")
    status = kernel.comm("browser._foot.line")
    shown = kernel.models[status]["value"]
    assert "LookupError: no &lt;b&gt;such&lt;/b&gt; thing" in shown


@on_every_kernel
def test_typing_sending_and_what_arrives(kernel: Kernel, sandbox: Sandbox) -> None:
    kernel.run(BUILD)
    kernel.run(
        "from explorer.notebook import MessageComposer\n"
        "composer = MessageComposer()\n"
        "traitlets.dlink((browser, 'selected'), (composer, 'conversation'))\n"
        "await browser.settled()"
    )
    kernel.choose("browser._list", 0)
    eventually(kernel, "view.messages and composer.loaded and not composer.busy")
    kernel.set(kernel.comm("composer._field"), value="from **here**")
    kernel.click(kernel.comm("composer._send_button"))
    eventually(kernel, "composer.status == 'Sent.'")
    eventually(kernel, "getattr(view.messages[-1], 'text', '') == 'from here'")
    asked = [each.operation for each in sandbox.requests()]
    assert asked.count("ConversationMessagePostHandler") == 1


@on_every_kernel
def test_an_explorer_is_few_models_and_says_what_it_holds(kernel: Kernel, sandbox: Sandbox) -> None:
    before = set(kernel.models)
    outputs = kernel.run("from explorer.notebook import Explorer\nexplorer = Explorer()\nexplorer")
    made = set(kernel.models) - before
    assert len(made) < 40
    # What travels to the page, and what is imported for it, whatever the site holds.
    assert sum(len(json.dumps(kernel.models[each])) for each in made) < 150_000
    unopened = "not {'explorer.notebook.runner', 'explorer.notebook.inspector'} & set(sys.modules)"
    assert kernel.text(f"import sys\nprint({unopened})") == "True"
    html = next(o for o in outputs if o["type"] == "execute_result")["content"]["data"]["text/html"]
    assert "Conversations" in html
    assert "Messages" in html
    assert len(html.encode()) < 20_000
