"""Styled lines, and how runs of text are wrapped and cut to a width.

Faces map style names to their own colours: the names are the contract between this floor
and everything that draws. Widths are cells of a terminal, measured as rich measures them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from rich.cells import cell_len

# Every character not found by this is one cell wide by rich's tables, whatever it stands beside.
_WIDE: Final = re.compile(
    "[^\n -~\xa0-\xac\xae-\u02ff\u0370-\u0377\u0391-\u03a1\u03a3-\u0482"
    "\u2010-\u2027\u2030-\u203b\u20a0-\u20bf\u2190-\u2193\u2400-\u2426\u2500-\u25fc]"
)
NARROWEST: Final = 10
"""Cells below which nothing is indented any more."""

_JOINER: Final = "\u200d"
_EMOJI_STYLE: Final = "\ufe0f"
_TAB: Final = "    "


class Span(NamedTuple):
    """A run of text drawn in one style.

    Args:
        text: Visible text without line breaks, already passed through `safe.visible`.
        style: Style names joined by single spaces, in the order they were applied; empty for plain.
        link: An http, https or mailto address the span leads to; empty for none.
    """

    text: str
    style: str = ""
    link: str = ""


class Line(NamedTuple):
    """One row of a screen.

    Args:
        spans: Its text from left to right.
        fill: Style names of what is right of the text, as far as the room goes; empty for none.
    """

    spans: tuple[Span, ...] = ()
    fill: str = ""

    @property
    def text(self) -> str:
        """The line's characters without their styles."""
        return "".join([span.text for span in self.spans])


BLANK: Final = Line()


class _Advances(dict[str, int]):
    """Cells each character takes at most; a variation selector widens what stands before it."""

    def __missing__(self, character: str) -> int:
        cells = 1 if character == _EMOJI_STYLE else cell_len(character)
        self[character] = cells
        return cells


_ADVANCES: Final = _Advances()


def _is_narrow(text: str) -> bool:
    return text.isascii() or _WIDE.search(text) is None


def width_of(line: Line) -> int:
    """Cells a line takes on a terminal, whether it is measured whole or span by span."""
    text = line.text
    if _is_narrow(text):
        return len(text)
    return max(cell_len(text), sum(cell_len(span.text) for span in line.spans))


def wrap(
    spans: Iterable[Span],
    width: int,
    *,
    first: Sequence[Span] = (),
    rest: Sequence[Span] | None = None,
) -> list[Line]:
    """Break styled text into lines that fit a width.

    Lines break at spaces, between wide characters (Chinese, Japanese, emoji) and, where a word
    is longer than a line, inside it. Spaces at a break are dropped; no other character is. Line
    feeds in the text begin a new line; a tab is four spaces.

    Args:
        spans: The text; already visible.
        width: Cells of the longest line, prefixes included; less than 2 is taken as 2.
        first: A prefix of the first line, for instance a bullet.
        rest: A prefix of all other lines; None: spaces as wide as `first`, a hanging indent.
            Prefixes that leave no room for text are left out.

    Returns:
        At least one line; an empty one for no text.
    """
    runs = [span for span in spans if span.text]
    if any("\t" in span.text for span in runs):
        runs = [span._replace(text=span.text.replace("\t", _TAB)) for span in runs]
    lead: tuple[Span, ...] = tuple(first)
    follow: tuple[Span, ...]
    width = max(width, 2)
    lead_width = width_of(Line(lead)) if lead else 0
    if rest is None:
        follow = (Span(" " * lead_width),) if lead_width else ()
        follow_width = lead_width
    else:
        follow = tuple(rest)
        follow_width = width_of(Line(follow)) if follow else 0
    if width - max(lead_width, follow_width) < 2:
        lead, follow, lead_width, follow_width = (), (), 0, 0
    if not runs:
        return [Line(lead)]
    text = runs[0].text if len(runs) == 1 else "".join([span.text for span in runs])
    lines: list[Line] = []
    for start, end in _breaks(text, width - lead_width, width - follow_width):
        lines.append(Line((lead if not lines else follow) + _between(runs, start, end)))
    return lines


def chop(text: str, width: int, style: str = "") -> list[Line]:
    """Cut one line of text into lines of a width, anywhere: for code, where spaces count.

    Args:
        text: Visible text without line breaks; a tab is filled up to the next fourth column.
        width: Cells of the longest line, at least 2.
        style: Style of all of it.
    """
    text = text.expandtabs(len(_TAB))
    return chop_spans([Span(text, style)] if text else [], width)


def chop_spans(spans: Sequence[Span], width: int) -> list[Line]:
    """Cut one row of styled text into lines of a width, anywhere; see `chop`.

    Args:
        spans: Visible text without line breaks and tabs.
        width: Cells of the longest line, at least 2.
    """
    text = "".join([span.text for span in spans])
    lines: list[Line] = []
    start = 0
    for cut in _cuts(text, width):
        lines.append(Line(_between(spans, start, cut)))
        start = cut
    return lines


def _cuts(text: str, width: int) -> list[int]:
    if _is_narrow(text):
        return [*range(width, len(text), width), len(text)]
    ends = list(accumulate(map(_ADVANCES.__getitem__, text)))
    cuts: list[int] = []
    start = passed = 0
    while (cut := bisect_right(ends, passed + width, lo=start)) < len(text):
        start = _off_joint(text, start, cut)
        passed = ends[start - 1]
        cuts.append(start)
    return [*cuts, len(text)]


def truncate(line: Line, width: int) -> Line:
    """Cut a line to a width, ending in `…` where something was cut.

    Args:
        line: Any line.
        width: Cells of the result at most, at least 1.
    """
    text = line.text
    if len(text) <= width and _is_narrow(text):
        return line
    if width_of(line) <= width:
        return line
    room = max(width, 1) - 1
    ends = list(accumulate(map(_ADVANCES.__getitem__, text)))
    cut = _off_joint(text, 0, bisect_right(ends, room))
    kept = _between(line.spans, 0, cut)
    return line._replace(spans=(*kept, Span("…", kept[-1].style if kept else "")))


def shift(lines: Iterable[Line], first: Span, rest: Span | None = None) -> list[Line]:
    """Put a prefix before every line: one before the first, another before all that follow."""
    after = (first if rest is None else rest,)
    shifted = [Line(after + line.spans, line.fill) for line in lines]
    if shifted:
        shifted[0] = shifted[0]._replace(spans=(first, *shifted[0].spans[1:]))
    return shifted


def filled(lines: Iterable[Line], style: str) -> list[Line]:
    """Lines whose rest is drawn in a style, but for those that have one already."""
    return [line if line.fill else line._replace(fill=style) for line in lines]


def _between(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans of the characters from start to end, counted over all spans."""
    if len(spans) == 1:
        span = spans[0]
        if start == 0 and end == len(span.text):
            return (span,)
        return (Span(span.text[start:end], span.style, span.link),) if end > start else ()
    cut: list[Span] = []
    begin = 0
    for span in spans:
        finish = begin + len(span.text)
        if finish > start:
            if begin >= end:
                break
            if begin >= start and finish <= end:
                cut.append(span)
            else:
                piece = span.text[max(start - begin, 0) : end - begin]
                cut.append(Span(piece, span.style, span.link))
        begin = finish
    return tuple(cut)


def _breaks(text: str, first_width: int, rest_width: int) -> list[tuple[int, int]]:
    """Where lines begin and end in a text."""
    found: list[tuple[int, int]] = []
    narrow = _is_narrow(text)
    start = 0
    while True:
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        room = rest_width if found else first_width
        if narrow or _WIDE.search(text, start, end) is None:
            _break_narrow(text, start, end, room, rest_width, found)
        else:
            _break_any(text, start, end, room, rest_width, found)
        if end == len(text):
            return found
        start = end + 1


def _break_narrow(
    text: str, start: int, end: int, room: int, rest_width: int, found: list[tuple[int, int]]
) -> None:
    """Break one paragraph in which every character takes one cell."""
    while end - start > room:
        cut = text.rfind(" ", start, start + room + 1)
        if cut <= start or text[start:cut].isspace():
            cut = start + room
        start = _close(text, start, cut, end, found)
        room = rest_width
        if start == end:
            return
    found.append((start, end))


def _break_any(
    text: str, start: int, end: int, room: int, rest_width: int, found: list[tuple[int, int]]
) -> None:
    """Break one paragraph of any characters."""
    base = start
    ends = list(accumulate(map(_ADVANCES.__getitem__, text[start:end])))
    passed = 0
    while True:
        cut = base + bisect_right(ends, passed + room, lo=start - base)
        if cut >= end:
            found.append((start, end))
            return
        start = _close(text, start, _best_cut(text, start, cut), end, found)
        room = rest_width
        if start == end:
            return
        passed = ends[start - base - 1]


def _best_cut(text: str, start: int, cut: int) -> int:
    """The last place to break before or at a cut that is forced by the width."""
    if text[cut] == " " and not text[start:cut].isspace():
        return cut
    for place in range(cut, start, -1):
        here, before = text[place], text[place - 1]
        if before == " ":
            if not text[start:place].isspace():
                return place
            break
        if (_ADVANCES[here] == 2 or (_ADVANCES[before] == 2 and _ADVANCES[here])) and not (
            here in (_JOINER, _EMOJI_STYLE) or before == _JOINER
        ):
            return place
    return _off_joint(text, start, cut)


def _off_joint(text: str, start: int, cut: int) -> int:
    """Move a cut to before a joined sequence it would tear, unless that fills the line."""
    place = cut
    while start < place < len(text) and (
        text[place] in (_JOINER, _EMOJI_STYLE) or text[place - 1] == _JOINER
    ):
        place -= 1
    return place if place > start else cut


def _close(text: str, start: int, cut: int, end: int, found: list[tuple[int, int]]) -> int:
    """Note a line without the spaces at its end; give where the next one begins."""
    last = cut
    while last > start and text[last - 1] == " ":
        last -= 1
    found.append((start, last))
    while cut < end and text[cut] == " ":
        cut += 1
    return cut
