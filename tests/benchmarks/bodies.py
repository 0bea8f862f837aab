"""Time and memory of large bodies: the first page, the whole, scrolling, folding, searching.

    python tests/benchmarks/bodies.py             # 10 and 50 MiB
    python tests/benchmarks/bodies.py 1 200       # other sizes, in MiB

Not a test: figures are the machine's. Every body is opened in a process of its own. Memory is what
the process has more at its peak than with nothing but the body's bytes, and these; `traced` is
what Python itself counts of the rest, in a second and slower run that `--traced` asks for.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

SHAPES = ("conversations", "indented", "numbers", "brackets", "one string", "text", "binary")
PAGE = 50
WIDTH = 120


def made(shape: str, size: int) -> tuple[bytes, str]:
    """A body of about so many bytes, and its content type."""
    if shape in ("conversations", "indented"):
        row = {
            "id": "5b0f7a4c-2f9b-4f0e-9a52-8a4a6a6f9d11",
            "name": "Café Füße 😀 room",
            "topic": 'deploys and "quotes", line one\nline two',
            "isArchived": False,
            "privacy": "public",
            "created": "2026-01-01T00:00:00Z",
            "tags": ["a", "b", {"n": 1}],
            "_links": {"self": "https://chat.example.com/site/1/conversation/1"},
        }
        text = json.dumps(row, ensure_ascii=False, indent=2 if shape == "indented" else None)
        return _repeated(text.encode(), size), "application/json"
    if shape == "numbers":
        return _repeated(b"12345", size), "application/json"
    if shape == "brackets":
        return _repeated(b"[1]", size), "application/json"
    if shape == "one string":
        return b'["' + b"lorem ipsum " * (size // 12) + b'needle"]', "application/json"
    if shape == "text":
        return b"one line of a log, as long as such lines are\n" * (size // 45), "text/plain"
    return bytes(range(256)) * (size // 256), "application/octet-stream"


def _repeated(row: bytes, size: int) -> bytes:
    return b"[" + b",".join([row] * (size // (len(row) + 1))) + b', "needle"]'


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = action()
    return (time.perf_counter() - start) * 1_000, result


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def measure(shape: str, size: int, *, traced: bool) -> dict[str, float]:
    """Open, read, scroll, fold and search one body."""
    from explorer.workbench.body import Body, Pattern, Search

    data, content_type = made(shape, size)
    if traced:
        tracemalloc.start()
    else:
        # What making the body took at its peak must not hide what showing it takes.
        _forget_peak()
    before = _peak()

    def page(at: int) -> None:
        for row in range(at, min(at + PAGE, len(body))):
            body.lines(row, WIDTH)

    def first() -> Body:
        opened = Body(data, content_type)
        for row in range(min(PAGE, len(opened))):
            opened.lines(row, WIDTH)
        return opened

    figures: dict[str, float] = {}
    figures["first page ms"], body = _timed(first)
    figures["whole ms"], _ = _timed(body.read_all)
    figures["lines"] = body.line_count
    figures["page ms"], _ = _timed(lambda: page(len(body) // 2))
    figures["fold ms"], _ = _timed(lambda: body.fold_from(1))
    figures["unfold ms"], _ = _timed(body.unfold_all)
    if traced:
        figures = {"traced MiB": tracemalloc.get_traced_memory()[1] / 2**20}
        tracemalloc.stop()
        return figures
    figures["memory MiB"] = _peak() - before + len(data) / 2**20
    search = Search(body, Pattern("needle"))

    def seek() -> int | None:
        return asyncio.run(search.seek(0))

    figures["seek ms"], _ = _timed(seek)
    slowest = 0.0
    start = time.perf_counter()
    while not search.done:
        slice_ms, _ = _timed(search.step)
        slowest = max(slowest, slice_ms)
    figures["search ms"] = (time.perf_counter() - start) * 1_000
    figures["slowest slice ms"] = slowest
    figures["path ms"], _ = _timed(lambda: body.path(body.line_count // 2))
    return figures


def _forget_peak() -> None:
    """Linux: begin to measure the peak of memory anew."""
    try:
        with open("/proc/self/clear_refs", "w") as refs:
            refs.write("5")
    except OSError:
        pass


def main() -> None:
    """Measure each shape at each size, or one of them when asked to by this program itself."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[10, 50], help="MiB")
    parser.add_argument("--shape", choices=SHAPES, help="only this one")
    parser.add_argument("--traced", action="store_true", help="count Python's memory too")
    parser.add_argument("--one", choices=("timed", "traced"), help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.one:
        size = words.sizes[0] << 20
        print(json.dumps(measure(words.shape, size, traced=words.one == "traced")))
        return
    for size in words.sizes:
        for shape in [words.shape] if words.shape else SHAPES:
            figures: dict[str, float] = {}
            for one in ("timed", "traced") if words.traced else ("timed",):
                command = [sys.executable, __file__, str(size), "--shape", shape, "--one", one]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                figures |= json.loads(done.stdout)
            print(f"{size} MiB, {shape}")
            print("   " + "  ".join(f"{name} {value:,.0f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
