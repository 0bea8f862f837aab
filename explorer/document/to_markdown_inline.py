"""Inline nodes to Markdown that reads as the same nodes again.

Whether Markdown's signs of emphasis are read as such depends on the characters around them. So
the line is written first, and then every sign is looked at with the parser's own rules: where it
would not be read, the character beside it is spelt as an entity, which every sign can stand by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from explorer.document.markdown_escape import code_span, entity, escape_text, link_target
from explorer.document.markdown_segments import Href, Piece, Segment, pieces_of, segments_of
from explorer.document.nodes import Node

_Mark: TypeAlias = str | Href

_SIGNS: Final = {"strong": "**", "em": "_", "strike": "~~"}
_ORDER: Final[dict[_Mark, int]] = {"strong": 0, "em": 1, "strike": 2}
_BREAK: Final = "\\\n"


@dataclass(slots=True, eq=False)
class _Token:
    """A part of the written line.

    Args:
        kind: What it is; signs of emphasis `open` or `close`.
        source: Its Markdown.
        mark: The emphasis of a sign.
        pieces: The pieces that the emphasis of an opening sign is on.
        partner: The opening sign of a closing one.
    """

    kind: Literal["text", "solid", "mention", "emoji", "break", "open", "close"]
    source: str
    mark: str = ""
    pieces: list[Piece] = field(default_factory=list)
    partner: _Token | None = None


def inline_markdown(
    nodes: Iterable[Node], *, breaks: bool = True, at_line_start: bool = True
) -> str:
    """Write inline nodes as Markdown.

    Args:
        nodes: Inline nodes; of blocks among them the words remain.
        breaks: Whether a line may break here; else breaks are spaces (headings, tables).
        at_line_start: Whether what is written begins a line, where signs like `-` begin a block.
    """
    pieces = pieces_of(nodes, breaks=breaks)
    while True:
        tokens = _Writer(segments_of(pieces), at_line_start).tokens
        spoilt = _settle(tokens)
        if not spoilt:
            return "".join([token.source for token in tokens])
        for token in spoilt:
            # Beside a mention some emphasis cannot be written: the words matter more.
            for piece in token.pieces:
                piece.emphasis -= {token.mark}


class _Writer:
    """Writes segments, with their marks nested in each other."""

    def __init__(self, segments: Sequence[Segment], at_line_start: bool) -> None:
        self.tokens: list[_Token] = []
        self._segments = segments
        self._at_line_start = at_line_start
        self._open: list[tuple[_Mark, _Token]] = []
        self._ends = _ends(segments)
        for index, segment in enumerate(segments):
            self._write(index, segment)
        self._close(frozenset())
        self._keep_edges()

    def _write(self, index: int, segment: Segment) -> None:
        marks = _marks(segment)
        self._close(marks)
        text = segment.text
        match segment.kind:
            case "text":
                words = text.lstrip()
                if words and not marks <= {mark for mark, _ in self._open}:
                    # No sign opens before a space.
                    self._text(text[: len(text) - len(words)])
                    self._begin(marks, index)
                    text = words
                self._text(text)
            case "code":
                self._begin(frozenset([segment.link]) if segment.link else frozenset(), index)
                self.tokens.append(_Token("solid", code_span(text)))
            case "auto":
                self._begin(marks, index)
                self.tokens.append(_Token("solid", f"<{text}>"))
            case "break":
                self.tokens.append(_Token("break", _BREAK))
            case "mention" | "emoji":
                self.tokens.append(_Token(segment.kind, text))
        for mark, token in self._open:
            if mark in segment.emphasis:
                token.pieces.extend(segment.sources)

    def _text(self, text: str) -> None:
        if not text:
            return
        follows_break = bool(self.tokens) and self.tokens[-1].kind == "break"
        begins = not self.tokens or follows_break
        has_block_signs = follows_break or (begins and self._at_line_start)
        source = escape_text(text, at_line_start=has_block_signs)
        if begins and source.startswith(" "):
            source = entity(" ") + source[1:]
        self.tokens.append(_Token("text", source))

    def _begin(self, marks: frozenset[_Mark], index: int) -> None:
        is_open = {mark for mark, _ in self._open}
        waiting = [mark for mark in marks if mark not in is_open]
        # What lasts longest is outermost.
        waiting.sort(key=lambda mark: (-self._ends[index][mark], _ORDER.get(mark, 3)))
        for mark in waiting:
            sign = _Token("solid", "[")
            if isinstance(mark, str):
                sign = _Token("open", _SIGNS[mark], mark)
            self.tokens.append(sign)
            self._open.append((mark, sign))

    def _close(self, marks: frozenset[_Mark]) -> None:
        while any(mark not in marks for mark, _ in self._open):
            mark, sign = self._open.pop()
            if isinstance(mark, str):
                self.tokens.append(_Token("close", _SIGNS[mark], mark, partner=sign))
            else:
                self.tokens.append(_Token("solid", f"]{link_target(*mark)}"))

    def _keep_edges(self) -> None:
        """Spell a space at the end, which would be cut off."""
        if self.tokens and self.tokens[-1].kind == "text":
            last = self.tokens[-1]
            if last.source.endswith(" "):
                last.source = last.source[:-1] + entity(" ")


def _marks(segment: Segment) -> frozenset[_Mark]:
    link: frozenset[_Mark] = frozenset([segment.link]) if segment.link else frozenset()
    return link | segment.emphasis


def _ends(segments: Sequence[Segment]) -> list[dict[_Mark, int]]:
    """For every segment, where each of its marks ends."""
    ends: list[dict[_Mark, int]] = []
    after: dict[_Mark, int] = {}
    for index in range(len(segments) - 1, -1, -1):
        after = {mark: after.get(mark, index) for mark in _marks(segments[index])}
        ends.append(after)
    return ends[::-1]


def _settle(tokens: list[_Token]) -> list[_Token]:
    """Make every sign be read as one; give the opening signs for which there is no way."""
    spoilt: list[_Token] = []
    changed = True
    while changed and not spoilt:
        changed = False
        for index, token in enumerate(tokens):
            before = tokens[index - 1] if index else None
            after = tokens[index + 1] if index + 1 < len(tokens) else None
            if token.kind == "open":
                done = _settle_opening(token, before, after)
                changed |= done is True
                if done is None:
                    spoilt.append(token)
            elif token.kind == "close" and token.partner is not None:
                done = _settle_closing(token, before, after)
                changed |= done is True
                if done is None:
                    spoilt.append(token.partner)
            elif token.kind in ("mention", "emoji"):
                changed |= _settle_name(token, before, after)
    return spoilt


def _settle_opening(token: _Token, before: _Token | None, after: _Token | None) -> bool | None:
    """False: it is read as it is; True: it is now; None: there is no way."""
    if before is not None and before.kind == "mention" and token.source == "_":
        return None
    if _is_space(_first(after)):
        return None
    if not (_is_sign(_first(after)) or token.source == "_") or _is_edge(_last(before)):
        return False
    return _respell_last(before)


def _settle_closing(token: _Token, before: _Token | None, after: _Token | None) -> bool | None:
    """False: it is read as it is; True: it is now; None: there is no way."""
    if _is_space(_last(before)):
        return None
    if not (_is_sign(_last(before)) or token.source == "_") or _is_edge(_first(after)):
        return False
    return _respell_first(after)


def _settle_name(token: _Token, before: _Token | None, after: _Token | None) -> bool:
    """Keep letters, digits and underscores away from a mention or an emoji."""
    changed = False
    if _last(before).isalnum() and not token.source.startswith(" "):
        if not _respell_last(before):
            # Only another mention can stand there, and nothing but a space parts the two.
            token.source = f" {token.source}"
        changed = True
    if after is not None and after.kind == "text":
        if after.source.startswith("\\_"):
            after.source = entity("_") + after.source[2:]
            changed = True
        elif _first(after).isalnum():
            changed |= _respell_first(after) is True
    return changed


def _respell_last(token: _Token | None) -> bool | None:
    if token is None or token.kind != "text":
        return None
    token.source = token.source[:-1] + entity(token.source[-1])
    return True


def _respell_first(token: _Token | None) -> bool | None:
    if token is None or token.kind != "text":
        return None
    token.source = entity(token.source[0]) + token.source[1:]
    return True


def _first(token: _Token | None) -> str:
    return token.source[0] if token else " "


def _last(token: _Token | None) -> str:
    return token.source[-1] if token else " "


def _is_space(character: str) -> bool:
    return isWhiteSpace(ord(character))


def _is_sign(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _is_edge(character: str) -> bool:
    return _is_space(character) or _is_sign(character)
