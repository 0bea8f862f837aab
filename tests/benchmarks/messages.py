"""Drawing the documents of a long thread, beside Textual's Markdown widget on the same text.

    python tests/benchmarks/messages.py              # 5,000 messages here, 250 in the widget
    python tests/benchmarks/messages.py 5000 1000    # other numbers

Not a test: figures are the machine's. Ours is every document drawn as styled lines and those made
into rows of cells, as the thread does it, for all messages though a screen shows but some. The
widget's is the time until it has laid out and drawn the same messages as Markdown, one after the
other in one document; it takes so long that fewer are given to it, and the figure is per message.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import Any

from rich.style import Style
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from explorer.document.lines import to_lines
from explorer.document.markdown import from_markdown, to_markdown
from explorer.document.model import Document
from explorer.tui.content import row_segments
from explorer.tui.styles import StyleTable
from explorer.tui.themes import THEMES

WIDTH = 80
TEXTS = (
    "Thanks, that is clear. I will have a look after lunch.",
    "The **pool size** is back at `40`, see [the graph](https://example.com/graph).",
    "# Plan\n\n1. Stop the *workers*\n2. Empty the queue\n   - first the slow one\n3. Start again",
    "> If it has to grow we say why.\n\nAgreed.",
    "```python\ndef where(parcel):\n    return parcel.van or 'depot'\n```",
    "| Carrier | On time |\n| --- | --- |\n| North | 98 % |\n| South | 91 % |",
    "Done: deploy, check, tell support. Anything else for today? I would close the incident then.",
    "- one\n- two, with ~~less~~ more inside\n- three",
)


def ours(count: int) -> float:
    """Seconds to draw so many documents, read from the JSON that a server sends."""
    raw = [from_markdown(text).to_json() for text in TEXTS]
    theme = THEMES[0]
    table = StyleTable(theme.to_color_system().generate() | theme.variables, ansi=False)
    base = Style()
    start = time.perf_counter()
    for number in range(count):
        for line in to_lines(Document.parse(raw[number % len(raw)]), WIDTH):
            row_segments(line, WIDTH, base, table)
    return time.perf_counter() - start


class _Widget(App[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(Markdown())


async def _theirs(count: int) -> float:
    texts = [to_markdown(from_markdown(text)) for text in TEXTS]
    source = "\n\n".join(texts[number % len(texts)] for number in range(count))
    app: Any = _Widget()
    async with app.run_test(size=(WIDTH, 40)) as pilot:
        start = time.perf_counter()
        await app.query_one(Markdown).update(source)
        await pilot.pause()
        return time.perf_counter() - start


def main() -> None:
    """Measure both, and say how they compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("numbers", nargs="*", type=int, default=[5000, 250])
    words = parser.parse_args()
    count, fewer = (*words.numbers, 250)[:2]
    mine = ours(count)
    widget = asyncio.run(_theirs(fewer))
    each, other = mine / count * 1000, widget / fewer * 1000
    print(f"documents as lines   {count:>6,} messages  {mine:7.2f} s  {each:7.3f} ms each")
    print(f"Textual's Markdown   {fewer:>6,} messages  {widget:7.2f} s  {other:7.3f} ms each")
    print(f"ratio                {each / other:.3f}")


if __name__ == "__main__":
    main()
