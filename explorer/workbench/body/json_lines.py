"""A JSON body as pretty-printed lines: what is on the screen is read from the text, nothing else.

Joined, the lines say what `json.dumps(value, indent=2, ensure_ascii=False)` says, with numbers and
repeated names exactly as they were written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.encoder import ESCAPE, ESCAPE_DCT

from explorer.document.lines import Line, Span
from explorer.document.safe import visible
from explorer.workbench.body.grammar import AFTER, LINE, scanner_of
from explorer.workbench.body.json_break import what_is_wrong
from explorer.workbench.body.json_index import JsonIndex
from explorer.workbench.body.json_scan import JsonScan
from explorer.workbench.body.source import CUT_AT, INDENT, LOOK_AHEAD, Copied, reach

LONG = 1 << 16
"""Bytes of a line that is not read again each time it is drawn."""

DEEPEST_INDENT = 60
"""Steps of indentation that are drawn; what is deeper begins in the same column."""


class JsonLines:
    """The lines of a JSON text.

    Args:
        data: The text, in UTF-8.
        cut: Bytes left out after it; what is there is then shown as far as it goes.
    """

    kind = "json"

    def __init__(self, data: bytes, cut: int = 0) -> None:
        self.index = JsonIndex(data)
        self.notes: list[str] = []
        self.formatted = 0
        """Lines made so far: how lazy the body is, for tests."""
        self.problem = ""
        """Why the text is no JSON, and where; empty as long as it is."""
        self._cut = cut
        self._rest: int | None = None
        self._long: dict[int, re.Match[bytes]] = {}

    def __len__(self) -> int:
        return len(self.index)

    def steps(self) -> Iterator[None]:
        """Read on; gives way every few milliseconds."""
        scan = JsonScan(self.index)
        yield from scan.steps()
        if not scan.broken:
            return
        if self._cut and scan.container >= 0:
            self._keep_rest(scan.position)
        else:
            self.problem = what_is_wrong(scan)

    def line(self, number: int, limit: int = CUT_AT) -> Line:
        """One line, drawn; see `BodyLines`."""
        return Line(tuple(self._spans(number, limit)))

    def folded(self, number: int, limit: int = CUT_AT) -> Line:
        """The line of a container as it is shown when the container is folded: with its end.

        Args:
            number: A line that opens a container.
            limit: As of `line`.
        """
        spans = self._spans(number, limit)
        container = self.index.opened_by(number)
        assert container is not None
        is_object = self.index.objects[container]
        count = self.index.counts[container]
        words = ("member" if is_object else "item") + ("" if count == 1 else "s")
        comma = self._comma(self.index.lasts[container])
        spans[-1] = Span(("{…}" if is_object else "[…]") + comma, "json-punctuation")
        return Line((*spans, Span(f" {count:,} {words}", "muted")))

    def text(self, number: int) -> str:
        """One line's whole visible text."""
        return "".join([span.text for span in self._spans(number, None)])

    def searched(self, number: int) -> Iterator[tuple[str, int]]:
        """The text a line is searched by; that of a very long string in pieces."""
        found = self._match(number)
        start = -1 if found is None else found.start(2)
        if found is None or start < 0 or found.end() - start <= LONG or number == self._rest:
            text = self.text(number)
            yield text, len(text)
            return
        pieces = self._pieces(number, found)
        text = next(pieces)
        for following in pieces:
            yield text + following[:LOOK_AHEAD], len(text)
            text = following
        yield text, len(text)

    def _pieces(self, number: int, found: re.Match[bytes]) -> Iterator[str]:
        """The text of a line that shows a string, parted where no character is torn."""
        start, end = found.span(2)
        before = "".join([span.text for span in self._lead(number, found, None)]) + '"'
        scanner = scanner_of(_PIECE)(self.index.data, start + 1, end - 1)
        for piece in iter(scanner.match, None):
            yield before + shown(b'"' + piece[0] + b'"')[1:-1]
            before = ""
        yield '",' if self._comma(number) else '"'

    def reach(self, first: int, size: int) -> int:
        """The line after the last of those that are made from so many bytes."""
        return reach(self.index.starts, len(self.index.data), first, size)

    def loosely(self, first: int, stop: int) -> str:
        """The text of some lines as it was sent, but for its escapes; see `BodyLines`."""
        starts = self.index.starts
        end = starts[stop] if stop < len(starts) else len(self.index.data)
        text = _decoded(self.index.data[starts[first] : end])
        if "\\u" in text or "\\/" in text:
            text = _ESCAPES.sub(_as_shown, text)
        return visible(text)

    def value(self, number: int) -> Copied:
        """The value a line shows, opens or closes."""
        source = self.source(number)
        text = _decoded(source)
        is_string = source.startswith(b'"') and number != self._rest
        return Copied(text, unquoted(source) if is_string else text)

    def source(self, number: int) -> bytes:
        """The bytes of the value that a line shows, opens or closes."""
        index = self.index
        inner = index.innermost(number)
        if inner >= 0 and number in (index.firsts[inner], index.lasts[inner]):
            number = index.firsts[inner]
            found = self._match(number)
            assert found is not None
            return index.data[found.start(5) : self._end_of(inner)]
        found = self._match(number)
        if found is None or number == self._rest:
            return index.data[index.starts[-1] :]
        return index.data[max(found.start(group) for group in (2, 3, 4, 5)) : found.end()]

    def name(self, number: int) -> str | None:
        """The name before a line's value, decoded; None where it has none."""
        found = self._match(number)
        return None if found is None or found[1] is None else unquoted(found[1])

    def _keep_rest(self, position: int) -> None:
        """Show what was cut off within a value as it is, in a line of its own."""
        found = LINE.match(self.index.data, self.index.starts[-1])
        if found is not None and found.end(3) == position:
            # A number that ends here may have gone on.
            self._rest = len(self.index) - 1
        elif position < len(self.index.data):
            self._rest = len(self.index)
            self.index.starts.append(position)

    def _end_of(self, container: int) -> int:
        last = self.index.lasts[container]
        if last >= len(self.index):
            return len(self.index.data)
        return self.index.starts[last] + 1

    def _match(self, number: int) -> re.Match[bytes] | None:
        """The parts of a line; those of a very long one are found once."""
        known = self._long.get(number)
        if known is None:
            known = LINE.match(self.index.data, self.index.starts[number])
            if known is not None and known.end() - known.start() > LONG:
                self._long[number] = known
        return known

    def _comma(self, number: int) -> str:
        """The comma at the end of a line that ends a value."""
        if number >= len(self.index):
            return ""
        found = self._match(number)
        after = None if found is None else AFTER.match(self.index.data, found.end())
        return "," if after is not None and after[1] == b"," else ""

    def _lead(self, number: int, found: re.Match[bytes] | None, limit: int | None) -> list[Span]:
        """What stands before a line's value: indentation and name."""
        depth = self.index.depth(number)
        spans = [Span(INDENT * min(depth, DEEPEST_INDENT))] if depth else []
        if found is not None and found[1] is not None:
            spans.append(_cut(shown(found[1], limit), "json-key", limit))
            spans.append(Span(": ", "json-punctuation"))
        return spans

    def _spans(self, number: int, limit: int | None) -> list[Span]:
        self.formatted += 1
        index = self.index
        found = self._match(number)
        if found is None or number == self._rest:
            rest = index.data[index.starts[number] :][: None if limit is None else 4 * limit]
            text = visible(_decoded(rest)).replace("\n", " ")
            return [*self._lead(number, None, limit), _cut(text, "unknown", limit)]
        spans = self._lead(number, found, limit)
        _, string, numeral, literal, opener, closer, end = found.groups()
        if string is not None:
            spans.append(_cut(shown(string, limit), "json-string", limit))
        elif numeral is not None:
            spans.append(_cut(numeral.decode("ascii"), "json-number", limit))
        elif literal is not None:
            spans.append(Span(literal.decode("ascii"), "json-literal"))
        else:
            sign = (opener or b"") + (closer or b"") + (end or b"")
            spans.append(Span(sign.decode("ascii"), "json-punctuation"))
            if opener is not None and closer is None:
                return spans
        after = AFTER.match(index.data, found.end())
        if after is not None and after[1] == b",":
            spans.append(Span(",", "json-punctuation"))
        return spans


def _cut(text: str, style: str, limit: int | None) -> Span:
    if limit is not None and len(text) > limit:
        text = text[:limit] + "…"
    return Span(text, style)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def unquoted(literal: bytes) -> str:
    """What a JSON string says; bytes that are not UTF-8 as `\\xNN`.

    Args:
        literal: The string with its quotes.
    """
    return bytes_seen(_said(literal))


def shown(literal: bytes, limit: int | None = None) -> str:
    """A JSON string as it is shown: escapes only for what cannot be printed.

    Args:
        literal: The string with its quotes.
        limit: Characters that are wanted; a much longer string is not read to its end. None: all.
    """
    if limit is not None and len(literal) > 4 * limit:
        found = re.match(_BEGINNING % (2 * limit), literal)
        assert found is not None
        if found.end() < len(literal) - 1:
            literal = found[0] + b'"'
    if b"\\" not in literal:
        return visible(_decoded(literal))
    escaped = ESCAPE.sub(lambda found: ESCAPE_DCT[found[0]], _said(literal))
    return visible(f'"{bytes_seen(escaped)}"')


_BEGINNING = (
    rb'"(?:[^"\\\x80-\xff]|[\xc0-\xff][\x80-\xbf]*+|[\x80-\xbf]|\\u[0-9a-fA-F]{4}|\\.){0,%d}+'
)
_PIECE = re.compile(
    rb'(?:[^"\\]{1,512}+[\x80-\xbf]{0,3}+'
    rb"|(?:\\(?:u[0-9a-fA-F]{4}|[^u])){1,512}+(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?+){1,512}+"
)
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\.")
_NOT_TEXT = re.compile("[\udc80-\udcff]")


def _said(literal: bytes) -> str:
    """What a string says, with a lone low surrogate for each byte that is not UTF-8."""
    text = literal.decode("utf-8", "surrogateescape")
    said: str = json.loads(text) if "\\" in text else text[1:-1]
    return said


def bytes_seen(text: str) -> str:
    """A text in which the lone surrogates that stand for bytes are shown as `\\xNN`."""
    return _NOT_TEXT.sub(_byte_seen, text)


def _byte_seen(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]) - 0xDC00:02x}"


def _as_shown(found: re.Match[str]) -> str:
    """Escapes as `shown` would show them."""
    text = found[0]
    if text[1] == "u":
        return ESCAPE.sub(lambda sign: ESCAPE_DCT[sign[0]], json.loads(f'"{text}"'))
    return "/" if text == "\\/" else text
