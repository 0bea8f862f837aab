"""Pictures of the app, as the README shows them.

    python tests/screenshots.py            makes screenshots/*.svg and *.png
    python tests/screenshots.py --check    says which of them no longer show the app as it is

The PNGs of the app are made from the SVGs by rsvg-convert and convert, of librsvg and ImageMagick;
those of the notebook need chromium and `pip install -e ".[browser]"`.

What they show is in `scenes`, and how the app is run for it in `stage`.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

from explorer.sandbox.server import Sandbox

sys.path.insert(0, str(Path(__file__).resolve().parent))
import terminal_png
from scenes import LIGHT_TOO, PICTURES
from stage import NOW, Stage, sandbox_target, staged, still
from steady_admin import steady_road

SCREENSHOTS = Path(__file__).resolve().parent.parent / "screenshots"


async def pictures(name: str) -> dict[str, str]:
    """The pictures of a scene as SVG, by their names.

    Args:
        name: Of `PICTURES`.
    """
    size, theme, scene = PICTURES[name]
    numbers = count(0x8F3A21)
    known = SimpleNamespace(uuid4=lambda: UUID(int=next(numbers) << 96 | next(numbers)))
    with (
        Sandbox.start(port=0, seed=1, now=NOW) as sandbox,
        tempfile.TemporaryDirectory() as data,
        steady_road(),
        patch("explorer.api.ledger.uuid", known),
    ):
        target = sandbox_target(sandbox)
        options: dict[str, Any] = {"theme": theme, "embedded": True, "steady": True}
        async with staged(target, Path(data), size=size, **options) as stage:
            await scene(stage)
            made = {name: _still_svg(stage)}
            part, _, _ = name.partition("-")
            if part in LIGHT_TOO:
                stage.app.theme = "stride-light"
                await stage.quiet()
                made[f"{part}-light"] = _still_svg(stage)
            return made


def _notebook_pictures(*, check: bool) -> list[str]:
    """Make those of the notebook face, or check them; the names of those that were stale."""
    import notebook_pictures

    missing = notebook_pictures.lacking()
    if missing:
        print(f"left out: the notebook's pictures, which need {missing}")
        return []
    stale = []
    for name, made in notebook_pictures.pictures().items():
        path = SCREENSHOTS / f"{name}.png"
        if notebook_pictures.is_stale(path, made):
            stale.append(path.name)
            if not check:
                path.write_bytes(made)
    return stale


_MOVING = (
    (r"127\.0\.0\.1:\d{5}\b", "127.0.0.1:54321"),
    (r"\w{3},&#160;\d\d&#160;\w{3}&#160;\d{4}&#160;\d\d:\d\d:\d\d&#160;GMT",
     "Mon,&#160;15&#160;Jun&#160;2026&#160;16:20:00&#160;GMT"),
    (r"(?<=x-ratelimit-reset:)(.{1,200}?)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
     r"\g<1>2026-06-15T16:21:00Z"),
    (r"(?<=x-request-id:)(.{1,200}?)[0-9a-f]{32}", r"\g<1>7b1f30c2a94e4d0f8e6a5c3b2d1f0e9a"),
    (r"(?<=\(request&#160;)[0-9a-f]{32}", "7b1f30c2a94e4d0f8e6a5c3b2d1f0e9a"),
    (r"\bterminal-\d+-", "terminal-1-"),
)  # fmt: skip
"""What of a picture differs from run to run, and what stands there instead, equally long."""


def _still_svg(stage: Stage) -> str:
    svg = stage.app.export_screenshot(simplify=True) + "\n"
    for pattern, instead in _MOVING:
        svg = re.sub(pattern, instead, svg)
    return svg


def _keep(name: str, svg: str, *, check: bool) -> list[str]:
    """Keep a picture as SVG and PNG, or check both; the names of those that were stale."""
    stale = []
    path = SCREENSHOTS / f"{name}.svg"
    if not path.exists() or path.read_text(encoding="utf-8") != svg:
        stale.append(path.name)
        if not check:
            path.write_text(svg, encoding="utf-8")
    png = path.with_suffix(".png")
    if not terminal_png.is_of(png, svg):
        stale.append(png.name)
        if not check and not terminal_png.lacking():
            png.write_bytes(terminal_png.png_of(svg))
    return stale


def main() -> int:
    """Make the pictures, or check them; the exit code."""
    parser = argparse.ArgumentParser(description="Make the pictures in screenshots/.")
    parser.add_argument("--check", action="store_true", help="only say which of them are stale")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these; all by default")
    options = parser.parse_args()
    if unknown := set(options.names).difference(PICTURES):
        parser.error(f"no picture {', '.join(sorted(unknown))}; there are {', '.join(PICTURES)}")
    stale = []
    SCREENSHOTS.mkdir(exist_ok=True)
    with still():
        for name in options.names or PICTURES:
            for each, svg in asyncio.run(pictures(name)).items():
                stale += _keep(each, svg, check=options.check)
    if missing := terminal_png.lacking():
        print(f"The PNGs are not made anew: that needs {missing}, which is not here.")
    if not options.names:
        stale += _notebook_pictures(check=options.check)
    if stale:
        print(f"{'stale' if options.check else 'made'}: {', '.join(stale)}")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
