"""Inline nodes in the normal form that Markdown can say.

A document may put marks where Markdown has no way to: on a space at the edge of a word, or not
on the emoji between two strong words. Here such marks are settled:

- Spaces at the edges of emphasised text are outside of it.
- What carries no marks itself (breaks, mentions, code, spaces) takes the emphasis that the texts
  on both sides have in common, so that the emphasis is not interrupted.
- Neighbours with equal marks are one segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeVar

from explorer.document.markdown_escape import clean_text
from explorer.document.markdown_syntax import EMOJI, clean_address, escape_name
from explorer.document.marks import Code, Em, Link, Strike, Strong
from explorer.document.nodes import Emoji, HardBreak, Inline, Mention, Node, Text, walk
from explorer.document.safe import one_line
from explorer.document.text import inline_text

T = TypeVar("T")

_AUTOLINK: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*")


class Href(NamedTuple):
    """Where a link leads, and its title."""

    address: str
    title: str


@dataclass(slots=True)
class Piece:
    """A part of a line.

    Args:
        kind: `text` without spaces at its edges, `space`, `code`, `break`, `mention`, `emoji`, or
            `auto`, a link whose text is its address.
        text: Its characters; of a mention and an emoji, its Markdown.
        emphasis: strong, em, strike.
        link: The link it stands in.
    """

    kind: Literal["text", "space", "code", "break", "mention", "emoji", "auto"]
    text: str = ""
    emphasis: frozenset[str] = frozenset()
    link: Href | None = None


@dataclass(slots=True)
class Segment(Piece):
    """Pieces with equal marks, joined; a space is text here.

    Args:
        sources: The pieces it was made of.
    """

    sources: list[Piece] = field(default_factory=list)


def pieces_of(nodes: Iterable[Node], *, breaks: bool) -> list[Piece]:
    """Inline nodes as pieces; of blocks among them the words remain.

    Args:
        nodes: Inline nodes.
        breaks: Whether a line may break here; else breaks are spaces.
    """
    pieces: list[Piece] = []
    for node in nodes:
        pieces.extend(_pieces(node, breaks))
    while pieces and pieces[-1].kind == "break":
        pieces.pop()
    return pieces


def _pieces(node: Node, breaks: bool) -> Iterator[Piece]:
    if isinstance(node, Text):
        yield from _text_pieces(node, breaks)
    elif isinstance(node, Mention) and (name := one_line(node.name)[1:].strip()):
        yield Piece("mention", f"@{escape_name(clean_text(name))}")
    elif isinstance(node, Emoji) and EMOJI.fullmatch(node.short_name):
        yield Piece("emoji", node.short_name)
    elif isinstance(node, HardBreak):
        yield _break(breaks)
    elif isinstance(node, Inline):
        yield from _plain_pieces(inline_text([node]), breaks)
    else:
        leaves = [inline_text([each]) for each in walk(node) if not each.content]
        yield from _plain_pieces(" ".join(filter(None, leaves)), breaks)


def _break(breaks: bool) -> Piece:
    return Piece("break") if breaks else Piece("space", " ")


def _text_pieces(node: Text, breaks: bool) -> Iterator[Piece]:
    emphasis: set[str] = set()
    link: Href | None = None
    is_code = False
    for mark in node.marks:
        if isinstance(mark, (Strong, Em, Strike)):
            emphasis.add(mark.type)
        elif isinstance(mark, Code):
            is_code = True
        elif isinstance(mark, Link) and mark.address and link is None:
            link = Href(clean_address(mark.address), clean_text(mark.title or ""))
    if not is_code:
        yield from _plain_pieces(node.text, breaks, frozenset(emphasis), link)
    elif node.text:
        yield Piece("code", clean_text(node.text).replace("\n", " "), link=link)


def _plain_pieces(
    words: str, breaks: bool, emphasis: frozenset[str] = frozenset(), link: Href | None = None
) -> Iterator[Piece]:
    for index, line in enumerate(clean_text(words).split("\n")):
        if index:
            yield _break(breaks)
        core = line.strip()
        start = line.find(core) if core else len(line)
        if start:
            yield Piece("space", line[:start])
        if core:
            yield Piece("text", core, emphasis, link)
        if rest := line[start + len(core) :]:
            yield Piece("space", rest)


def segments_of(pieces: Sequence[Piece]) -> list[Segment]:
    """Pieces in the normal form."""
    emphases = _shared([piece.emphasis if piece.kind == "text" else None for piece in pieces])
    links = _shared(
        [None if piece.kind in ("space", "break") else frozenset([piece.link]) for piece in pieces]
    )
    segments: list[Segment] = []
    for piece, emphasis, shared in zip(pieces, emphases, links, strict=True):
        kind = "text" if piece.kind == "space" else piece.kind
        link = next(iter(shared), None)
        last = segments[-1] if segments else None
        if (
            last is not None
            and kind in ("text", "code")
            and (last.kind, last.emphasis, last.link) == (kind, emphasis, link)
        ):
            last.text += piece.text
            last.sources.append(piece)
        else:
            segments.append(Segment(kind, piece.text, emphasis, link, [piece]))
    _find_autolinks(segments)
    return segments


def _shared(values: list[frozenset[T] | None]) -> list[frozenset[T]]:
    """Fill every gap with what the values on both sides of it have in common."""
    nothing: frozenset[T] = frozenset()
    after: list[frozenset[T]] = []
    last = nothing
    for value in reversed(values):
        last = last if value is None else value
        after.append(last)
    result: list[frozenset[T]] = []
    last = nothing
    for value, following in zip(values, reversed(after), strict=True):
        last = last if value is None else value
        result.append(last & following if value is None else value)
    return result


def _find_autolinks(segments: list[Segment]) -> None:
    found: list[Segment] = []
    for index, segment in enumerate(segments):
        around = segments[max(index - 1, 0) : index] + segments[index + 1 : index + 2]
        if (
            segment.kind == "text"
            and segment.link == Href(segment.text, "")
            and _AUTOLINK.fullmatch(segment.text)
            and all(each.link != segment.link for each in around)
        ):
            found.append(segment)
    for segment in found:
        segment.kind, segment.link = "auto", None
