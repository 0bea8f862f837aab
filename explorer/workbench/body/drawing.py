"""Lines as a view shows them: begun further to the right, with what was found marked."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.document.lines import Line, Span


def begun_at(line: Line, column: int) -> Line:
    """A line without its first characters.

    Args:
        line: Any line.
        column: How many to leave out.
    """
    if column <= 0:
        return line
    kept: list[Span] = []
    for span in line.spans:
        if len(span.text) > column:
            kept.append(span._replace(text=span.text[column:]))
        column = max(column - len(span.text), 0)
    return Line(tuple(kept))


def marked(line: Line, found: Sequence[tuple[int, int]], style: str = "match") -> Line:
    """A line with a style laid over some of its characters.

    Args:
        line: Any line.
        found: (start, end) in characters of the line's text, in order and apart.
        style: The style's name.
    """
    spans: list[Span] = []
    position = 0
    rest = iter(found)
    mark = next(rest, None)
    for span in line.spans:
        text, end = span.text, position + len(span.text)
        names = f"{span.style} {style}".strip()
        while mark is not None and mark[0] < end:
            start, stop = max(mark[0], position), min(mark[1], end)
            if start > position:
                spans.append(span._replace(text=text[: start - position]))
            spans.append(Span(text[start - position : stop - position], names, span.link))
            text, position = text[stop - position :], stop
            if mark[1] > end:
                break
            mark = next(rest, None)
        if text:
            spans.append(span._replace(text=text))
        position = end
    return Line(tuple(spans))
