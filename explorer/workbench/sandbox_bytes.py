"""A request as it arrived, as styled lines: as text, or byte by byte."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.document.safe import visible
from explorer.document.styled import Line, Span
from explorer.workbench.sandbox_records import Arrival

HEX_WIDTH = 16
MOST_HEX = 64 * 1024
"""Bytes shown one by one; more are counted."""


def facts(arrival: Arrival) -> Line:
    """What came of a request, in a line."""
    if arrival.status is not None:
        style = "strong success" if arrival.status < 400 else "strong error"
        outcome = Span(str(arrival.status), style)
    else:
        waiting = "no answer" if arrival.is_answered else "not answered yet"
        outcome = Span(waiting, "strong warning")
    spans = [outcome]
    if arrival.milliseconds is not None:
        spans.append(Span(f"  {arrival.milliseconds:.1f} ms", "muted"))
    spans.append(Span(f"  {arrival.size:,} bytes", "muted"))
    if arrival.operation:
        spans.append(Span(f"  {visible(arrival.operation)}"))
    if arrival.fault:
        spans.append(Span(f"  fault {visible(arrival.fault)}", "warning"))
    return Line(tuple(spans))


def text_lines(data: bytes) -> list[Line]:
    """The bytes as text: the head a header a line, an empty line, and the body.

    Bytes that are no UTF-8 stand as `\\x` and their number, characters that act as their pictures.

    Args:
        data: The bytes.
    """
    head, empty, body = data.partition(b"\r\n\r\n")
    lines = [_head_line(each, first=not number) for number, each in enumerate(head.split(b"\n"))]
    if empty:
        lines.append(Line())
    if body:
        lines += [Line((Span(_text(each)),)) for each in body.split(b"\n")]
    return lines


def _head_line(line: bytes, *, first: bool) -> Line:
    # Between lines stands CR LF; the last one's has gone with the empty line.
    text = _text(line.removesuffix(b"\r"))
    if first:
        method, space, rest = text.partition(" ")
        return Line((Span(method, f"method-{method.lower()}"), Span(f"{space}{rest}")))
    name, colon, value = text.partition(":")
    return Line((Span(f"{name}{colon}", "json-key"), Span(value))) if colon else Line((Span(text),))


def _text(data: bytes) -> str:
    return visible(data.decode("utf-8", "backslashreplace"))


def hex_lines(data: bytes) -> list[Line]:
    """The bytes one by one, sixteen a line: place, numbers, characters.

    Args:
        data: The bytes; those after `MOST_HEX` are only counted.
    """
    return list(_hex_lines(data))


def _hex_lines(data: bytes) -> Iterator[Line]:
    for start in range(0, min(len(data), MOST_HEX), HEX_WIDTH):
        row = data[start : start + HEX_WIDTH]
        pairs = " ".join(f"{byte:02x}" for byte in row)
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in row)
        width = HEX_WIDTH * 3
        yield Line((Span(f"{start:06x}  ", "muted"), Span(f"{pairs:<{width}} "), Span(shown)))
    if len(data) > MOST_HEX:
        yield Line((Span(f"and {len(data) - MOST_HEX:,} bytes more", "muted"),))
