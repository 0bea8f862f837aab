"""The files that seeded messages show, made in code: sketches, a contract, a table, notes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.planting import room_id
from explorer.sandbox.store import media
from explorer.sandbox.store.database import Connection

Box = tuple[int, int, int, int, int]
"""Left, top, width, height in parts of 32 and 20, and the number of a colour."""

_COLOURS = bytes.fromhex("f4f5f7 ffffff 0052cc 00875a bf2600 5e6c84 dfe1e6 172b4d")
_RANGE: tuple[Box, ...] = (
    (2, 2, 28, 16, 1),
    (4, 4, 16, 3, 7),
    (4, 9, 24, 2, 6),
    (11, 9, 9, 2, 2),
    (4, 13, 7, 3, 3),
    (13, 13, 7, 3, 6),
)
_COLOURED: tuple[Box, ...] = (
    (2, 2, 28, 16, 1),
    (4, 4, 3, 3, 3),
    (9, 5, 17, 1, 5),
    (4, 9, 3, 3, 4),
    (9, 10, 14, 1, 5),
    (4, 14, 3, 3, 5),
    (9, 15, 12, 1, 5),
)
_VAN: tuple[Box, ...] = (
    (4, 6, 15, 8, 2),
    (19, 9, 7, 5, 2),
    (21, 10, 3, 2, 1),
    (7, 13, 4, 3, 7),
    (20, 13, 4, 3, 7),
)
_LAYOUTS = ("center", "wrap-left", "wrap-right", "wide", "full-width")


def plant_files(connection: Connection, cast: Cast) -> None:
    """Put the files into their rooms. Within a transaction."""
    for room, key, name, content in _files():
        identity = cast.ids.uuid(f"media/{key}")
        media.add_whole(connection, identity, room_id(cast, room), name, content)


def _files() -> Iterator[tuple[str, str, str, bytes]]:
    """Room, the key of its id, file name and bytes."""
    yield "design", "sketch-1", "tracking-page-1.png", _picture(320, 200, _RANGE)
    yield "design", "sketch-2", "tracking-page-2.png", _picture(320, 200, _COLOURED)
    van = _picture(160, 100, _VAN)
    for layout in _LAYOUTS:
        yield "formatting", f"picture-{layout}", f"van-{layout}.png", van
    yield "formatting", "contract.pdf", "contract.pdf", _contract()
    yield "formatting", "figures.csv", "figures.csv", _FIGURES.encode()
    yield "formatting", "notes.txt", "notes für heute.txt", _NOTES.encode()


_FIGURES = "carrier,on time,parcels\r\nNorth,98 %,1204\r\nSouth,91 %,987\r\nHarbor,95 %,2311\r\n"
_NOTES = """A file with a name that is not ASCII.

It was made together with this sandbox: download it, upload another one beside it, delete it.
"""


def _picture(width: int, height: int, boxes: tuple[Box, ...]) -> bytes:
    """A PNG of coloured boxes, with 4 bits a pixel."""
    cells = [[0] * 32 for _ in range(20)]
    for left, top, across, down, colour in boxes:
        for row in cells[top : top + down]:
            row[left : left + across] = [colour] * across
    pairs = width // 32 // 2
    rows = b"".join(
        # Each row of pixels begins with the number of its filter, which is none.
        (b"\0" + b"".join(bytes([colour * 17]) * pairs for colour in row)) * (height // 20)
        for row in cells
    )
    header = struct.pack(">IIBBBBB", 32 * 2 * pairs, height // 20 * 20, 4, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", _COLOURS), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _contract() -> bytes:
    """A PDF of one page with two lines."""
    page = b"BT /F1 24 Tf 72 760 Td (Contract) Tj 0 -36 Td /F1 12 Tf (Not a real one.) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        made
        + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\n" % table
        + (b"startxref\n%d\n%%%%EOF\n" % len(made))
    )
