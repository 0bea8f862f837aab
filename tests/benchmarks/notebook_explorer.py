"""`Explorer()` on 100,000 conversations, in a real JupyterLab with Debian's Chromium.

    python tests/benchmarks/notebook_explorer.py
    python tests/benchmarks/notebook_explorer.py --conversations 5000 --rounds 3

Not a test: figures are the machine's. Each round is a kernel of its own with the page open and
`explorer.notebook` imported; then the cell `Explorer()` is run. Told are: how long and how much
processor the kernel takes for it, what travels to the page, when it is drawn (50 rows, the
messages, two frames later), and how long the next page of the list takes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

CELLS = (
    "from explorer.notebook import Explorer\nfrom time import perf_counter, process_time",
    "began = perf_counter(), process_time()\n"
    "explorer = Explorer(polling=False)\n"
    "picture = explorer._repr_mimebundle_()['text/html']\n"
    "took = perf_counter() - began[0], process_time() - began[1]\n"
    "explorer",
)

RUN = """async index => {
  const app = window.jupyterapp, panel = app.shell.currentWidget;
  panel.content.activeCellIndex = index;
  panel.content.deselectAll();
  await app.commands.execute('notebook:run-cell');
}"""

MEASURE = """async index => {
  const app = window.jupyterapp, panel = app.shell.currentWidget;
  panel.content.activeCellIndex = index;
  panel.content.deselectAll();
  const kernel = panel.sessionContext.session.kernel;
  const told = {bytes: 0, messages: 0, models: 0};
  const listen = (_, {direction, msg}) => {
    if (direction !== 'recv' || msg.channel !== 'iopub') return;
    told.messages += 1;
    told.bytes += JSON.stringify(msg.content).length;
    told.models += msg.header.msg_type === 'comm_open';
  };
  const frame = () => new Promise(done => requestAnimationFrame(done));
  kernel.anyMessage.connect(listen);
  const began = performance.now();
  app.commands.execute('notebook:run-cell');
  const cell = panel.node.querySelectorAll('.jp-CodeCell')[index];
  const has = (query, count) => cell.querySelectorAll(query).length >= count;
  while (!has('.sx-list option', 50) || !has('.sx-thread *', 1))
    await frame();
  await frame();
  await frame();
  told.drawn = performance.now() - began;
  while (kernel.status !== 'idle') await frame();
  kernel.anyMessage.disconnect(listen);
  return told;
}"""

TURN = """async index => {
  const panel = window.jupyterapp.shell.currentWidget;
  const cell = panel.node.querySelectorAll('.jp-CodeCell')[index];
  const first = () => cell.querySelector('.sx-list option').textContent;
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const before = first(), began = performance.now();
  cell.querySelector('button[title="Next page"]').click();
  while (first() === before) await frame();
  await frame();
  return performance.now() - began;
}"""


@contextmanager
def sandbox(conversations: int) -> Iterator[dict[str, str]]:
    """A sandbox in a process of its own, as the variables that lead to it.

    Args:
        conversations: How many.
    """
    words = ["sandbox", "--conversations", str(conversations), "--port", "0"]
    command = [sys.executable, "-m", "explorer", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            said: dict[str, str] = {}
            while "STRIDE_SANDBOX_ADMIN_TOKEN" not in said:
                name, _, value = running.stdout.readline().strip().partition("=")
                if name.startswith("export "):
                    said[name.removeprefix("export ")] = value
            yield {name: text for name, text in said.items() if "SANDBOX" not in name}
        finally:
            running.terminate()


def rounds(count: int, conversations: int) -> Iterator[dict[str, Any]]:
    """What each round took.

    Args:
        count: How many.
        conversations: Of the sandbox.
    """
    from system.notebook.lab import Lab
    from system.notebook.page import Notebook, browsing

    with (
        tempfile.TemporaryDirectory() as home,
        sandbox(conversations) as environment,
        browsing() as browser,
    ):
        lab = Lab(Path(home) / "lab")
        try:
            aim = f"import os\nos.environ.update({environment!r})"
            lab.write("explorer.ipynb", [aim, *CELLS])
            for _ in range(count):
                lab.end_kernels()
                context = browser.context()
                book = Notebook(context.new_page(), lab, "explorer.ipynb")
                for number in (0, 1):
                    book.page.evaluate(RUN, number)
                book.page.wait_for_timeout(1500)  # as long as it takes to go on to the next cell
                told = book.page.evaluate(MEASURE, 2)
                told["kernel"], told["cpu"] = (1000 * each for each in book.ask("took"))
                told["picture"] = book.ask("len(picture.encode())")
                told["turn"] = statistics.median(book.page.evaluate(TURN, 2) for _ in range(5))
                context.close()
                yield told
        finally:
            lab.stop()


def main() -> int:
    """Measure, and print a table; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="every round as a line of JSON")
    options = parser.parse_args()
    made = []
    for told in rounds(options.rounds, options.conversations):
        made.append(told)
        if options.json:
            print(json.dumps(told), flush=True)
    rows = (
        ("kernel, ms", "kernel", 150),
        ("of it processor, ms", "cpu", 150),
        ("sent to the page, bytes", "bytes", 150_000),
        ("widget models", "models", 40),
        ("drawn, ms", "drawn", 600),
        ("next page, ms", "turn", 300),
        ("static picture, bytes", "picture", 20_000),
    )
    print(f"{'':26}{'best':>10}{'median':>10}{'at most':>10}")
    for words, name, limit in rows:
        found = [each[name] for each in made]
        print(f"{words:26}{min(found):>10,.0f}{statistics.median(found):>10,.0f}{limit:>10,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
