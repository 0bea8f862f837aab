"""A terminal's picture as PNG, made from the SVG, which it names by its digest."""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

DRAW = ("rsvg-convert",)
REDUCE = ("convert", "png:-", "+dither", "-colors", "96", "-strip", "png8:-")
"""A terminal has few colours: with those of smooth edges left out a picture is a third as large."""

KEYWORD = b"Made-from"
"""Under which the digest of the SVG stands in the PNG."""

_OF = {"rsvg-convert": "librsvg", "convert": "ImageMagick"}
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_FONT = '"DejaVu Sans Mono", monospace'


def lacking() -> str:
    """What is missing on this machine to make a PNG; empty for nothing."""
    missing = [tool for tool, *_ in (DRAW, REDUCE) if shutil.which(tool) is None]
    return " and ".join(f"{tool} (of {_OF[tool]})" for tool in missing)


def png_of(svg: str) -> bytes:
    """The PNG of a picture.

    Args:
        svg: As Textual exports it.
    """
    # librsvg leaves out spaces at the ends and knows no textLength: the font has to fit the cells.
    drawn = svg.replace("<text ", '<text xml:space="preserve" ')
    drawn = drawn.replace("Fira Code, monospace", _FONT).replace(
        "font-size: 20px", "font-size: 20.26px"
    )
    made = drawn.encode()
    for tool in (DRAW, REDUCE):
        made = subprocess.run(tool, input=made, capture_output=True, check=True).stdout
    return _with_digest(made, digest(svg))


def is_of(path: Path, svg: str) -> bool:
    """Whether a file is the PNG of a picture as it is now."""
    if not path.exists():
        return False
    png = path.read_bytes()
    return png.startswith(SIGNATURE) and KEYWORD + b"\0" + digest(svg).encode() in png


def digest(svg: str) -> str:
    """What a picture is known by."""
    return hashlib.sha256(svg.encode()).hexdigest()


def _with_digest(png: bytes, text: str) -> bytes:
    """Put a text chunk before the last chunk, which is always the same twelve bytes."""
    body = b"tEXt" + KEYWORD + b"\0" + text.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:-12] + chunk + png[-12:]
