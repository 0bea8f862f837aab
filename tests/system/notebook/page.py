"""A notebook in a browser: run its cells, click, type, and read what stands in the page."""

from __future__ import annotations

import json
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as PatienceOver

from .lab import THEMES, Lab

WITHIN = 60_000
"""Milliseconds after which what is waited for is given up."""

FIRST_WORD = 20_000
"""Milliseconds within which a kernel says that it is idle, unless the page missed it."""

_FLAGS = [
    "--no-sandbox",  # without it nothing starts where root runs the tests
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # /dev/shm is small in containers
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--hide-scrollbars",
    # What is not this machine has no address, and so fails where it would have been reached.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]

_READY = """() => {
  const panel = window.jupyterapp && window.jupyterapp.shell.currentWidget;
  const kernel = panel && panel.sessionContext && panel.sessionContext.session
    && panel.sessionContext.session.kernel;
  return !!(panel && panel.content && kernel && kernel.status === 'idle');
}"""

_RUN_ALL = "async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells'); }"

_IDLE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const busy = [...panel.node.querySelectorAll('.jp-InputPrompt')]
    .some(each => each.textContent.includes('*'));
  const loading = [...panel.node.querySelectorAll('.jp-OutputArea-output')]
    .some(each => /^\\s*Loading widget\\.\\.\\./.test(each.textContent));
  return !busy && !loading && panel.sessionContext.session.kernel.status === 'idle';
}"""

_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

_HEIGHT = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const outer = panel.node.querySelector('.jp-WindowedPanel-outer') || panel.content.node;
  outer.scrollTop = 0;
  const cells = [...panel.node.querySelectorAll('.jp-Cell')];
  return Math.ceil(Math.max(...cells.map(each => each.getBoundingClientRect().bottom)) + 24);
}"""

_ASK_KERNEL = """async code => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const future = kernel.requestExecute(
    {code: '', silent: true, store_history: false, user_expressions: {value: code}});
  const reply = await future.done;
  return reply.content.user_expressions.value;
}"""

_AXE = """async () => await axe.run(
  {include: [['.jp-OutputArea-output']]},
  {runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations', 'incomplete']})"""


class BrowserAtWork:
    """A browser, and every address it was asked for.

    Args:
        browser: Chromium.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.asked: list[str] = []

    def context(self, theme: str = "light", width: int = 1100) -> BrowserContext:
        """A window's worth of state of its own.

        Args:
            theme: `light` or `dark`, as the system has it.
            width: Of the window, in pixels.
        """
        made = self._browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            locale="en-GB",
            timezone_id="UTC",
        )
        made.grant_permissions(["clipboard-read", "clipboard-write"])
        made.set_default_timeout(WITHIN)
        made.on("request", lambda request: self.asked.append(request.url))
        made.on("page", lambda page: page.on("websocket", lambda one: self.asked.append(one.url)))
        return made

    @property
    def elsewhere(self) -> list[str]:
        """What was asked for that is not on this machine."""
        return [url for url in self.asked if not _is_here(url)]


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about", "file"} or parts.hostname == "127.0.0.1"


@contextmanager
def browsing() -> Iterator[BrowserAtWork]:
    """Debian's Chromium, for as long as this lasts."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "these tests need Debian's chromium; .ci/run installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=_FLAGS)
        try:
            yield BrowserAtWork(browser)
        finally:
            browser.close()


class Notebook:
    """An open notebook.

    Args:
        page: Shows it.
        lab: Serves it.
        name: Its file name.
    """

    def __init__(self, page: Page, lab: Lab, name: str) -> None:
        self.page, self.lab, self.name = page, lab, name
        self.errors: list[str] = []
        """What the page said went wrong: scripts and requests."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", lambda request: self._failed(request.url, request.failure))
        page.goto(lab.address(name))
        self._wait_for_kernel()

    def _wait_for_kernel(self) -> None:
        """Until the kernel is idle; where its first word was missed, with another one."""
        try:
            self.page.wait_for_function(_READY, timeout=FIRST_WORD)
        except PatienceOver:
            self.lab.end_kernels()
            self.page.reload()
            self.page.wait_for_function(_READY)
            self.errors.clear()

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _failed(self, url: str, why: str | None) -> None:
        # What a closing page no longer waits for has not failed.
        if why != "net::ERR_ABORTED":
            self.errors.append(f"{url}: {why}")

    def take_theme(self, theme: str) -> None:
        """Have JupyterLab in the light or in the dark.

        Args:
            theme: `light` or `dark`.
        """
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
            THEMES[theme],
        )
        # Names the theme that is loaded.
        light = "true" if theme == "light" else "false"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")

    def run(self) -> None:
        """Run all cells and wait until every widget is drawn."""
        self.page.evaluate(_RUN_ALL)
        self.settle()

    def settle(self) -> None:
        """Wait until the kernel has nothing to do and what it said is drawn."""
        self.page.wait_for_function(_IDLE)
        self.page.evaluate(_DRAWN)

    def output(self, number: int = -1) -> Locator:
        """The output of a code cell.

        Args:
            number: Which, from 0; counted from the end where negative.
        """
        cells = self.page.locator(".jp-CodeCell")
        place = number if number >= 0 else cells.count() + number
        return cells.nth(place).locator(".jp-OutputArea").first

    @property
    def cells(self) -> int:
        """How many code cells there are."""
        return self.page.locator(".jp-CodeCell").count()

    @property
    def trouble(self) -> list[str]:
        """What cells raised or wrote to stderr."""
        mime = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.{}"]'
        found = self.page.locator(f"{mime.format('error')}, {mime.format('stderr')}")
        return found.all_inner_texts()

    def ask(self, expression: str) -> Any:
        """The value of an expression in the kernel, by way of JSON.

        Raises:
            AssertionError: It raised something there.
        """
        code = f"__import__('json').dumps({expression})"
        answer = self.page.evaluate(_ASK_KERNEL, code)
        assert answer["status"] == "ok", answer
        text = answer["data"]["text/plain"]
        return json.loads(_unquoted(text))

    def until(self, expression: str, value: object) -> None:
        """Wait until an expression in the kernel has a value.

        Raises:
            AssertionError: It has another after a minute.
        """
        for _ in range(600):
            found = self.ask(expression)
            if found == value:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{expression} is {found!r}, not {value!r}")

    def accessibility(self) -> list[str]:
        """What axe finds in the outputs by WCAG 2, A and AA: one line each."""
        if not self.page.evaluate("() => !!window.axe"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(_AXE)
        return [
            f"{each['id']} ({each['impact']}): {node['html'][:160]} {node['failureSummary']}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    def picture(self, *, width: int = 1100, most: int = 16_000) -> bytes:
        """The whole notebook as PNG.

        Args:
            width: In pixels.
            most: Of its height, in pixels.
        """
        # Nothing is under the pointer, and nothing has the focus that nobody gave it.
        self.page.mouse.move(1, 1)
        for _ in range(2):  # growing can reflow it
            height = min(max(self.page.evaluate(_HEIGHT), 300), most)
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(_DRAWN)
        panel = self.page.locator(".jp-NotebookPanel").first
        return panel.screenshot(animations="disabled", caret="hide")

    def save(self) -> dict[str, Any]:
        """Save the notebook; gives what is then on disk."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.save()")
        found: dict[str, Any] = json.loads((self.lab.root / self.name).read_text(encoding="utf-8"))
        return found


def _unquoted(text: str) -> str:
    import ast

    found = ast.literal_eval(text)
    assert isinstance(found, str)
    return found


def text_chunk(png: bytes, keyword: str) -> str:
    """What a PNG says under a keyword; empty where it says nothing."""
    for kind, data in _chunks(png):
        if kind == b"tEXt" and data.startswith(keyword.encode() + b"\0"):
            return data[len(keyword) + 1 :].decode("latin-1")
    return ""


def with_text_chunk(png: bytes, keyword: str, text: str) -> bytes:
    """A PNG that says something under a keyword."""
    body = b"tEXt" + keyword.encode() + b"\0" + text.encode("latin-1")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end = png.rindex(b"IEND") - 4
    return png[:end] + chunk + png[end:]


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(png):
        size = struct.unpack(">I", png[place : place + 4])[0]
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        place += size + 12


__all__ = ["BrowserAtWork", "Notebook", "Path", "browsing", "text_chunk", "with_text_chunk"]
