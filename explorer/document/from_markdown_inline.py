"""Inline Markdown to inline nodes: mentions, emoji, marks, links, images."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from explorer.document.lowering import Raw, merged, text_nodes
from explorer.document.markdown_syntax import EMOJI, SPECIAL_MENTIONS, escape_name
from explorer.document.marks import is_safe_address

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

PEOPLE: Final = "mentions"
"""Where the parser's environment holds who can be mentioned."""

_MARKS: Final = {"strong": "strong", "em": "em", "s": "strike"}


class _People:
    """Who can be mentioned, as one expression that finds the longest name first."""

    def __init__(self, names: Mapping[str, tuple[str, str, str]]) -> None:
        self._names = names
        spellings = sorted(names, key=len, reverse=True)
        alternatives = "|".join(map(re.escape, spellings))
        self._expression = re.compile(rf"@(?:{alternatives})(?!\w|\\_)", re.IGNORECASE)

    def match(self, source: str, at: int) -> tuple[int, dict[str, str]] | None:
        """The end of a mention that begins here and its attributes, if there is one."""
        if at and source[at - 1].isalnum():
            return None
        if (found := self._expression.match(source, at)) is None:
            return None
        if (person := self._names.get(found[0][1:].casefold())) is None:
            return None
        name, user, kind = person
        return found.end(), {"id": user, "text": f"@{name}", "userType": kind}


def known_people(mentions: Mapping[str, str]) -> _People:
    """Who can be mentioned: user ids by name, for the parser's environment under `PEOPLE`."""
    return _known_people(tuple(mentions.items()))


@lru_cache(maxsize=8)
def _known_people(mentions: tuple[tuple[str, str], ...]) -> _People:
    names: dict[str, tuple[str, str, str]] = {
        name: (name, name, "SPECIAL") for name in SPECIAL_MENTIONS
    }
    for name, user in mentions:
        name = name.removeprefix("@").strip()
        if name:
            for spelling in (name, escape_name(name)):
                names[spelling.casefold()] = (name, user, "DEFAULT")
    return _People(names)


def find_mention(state: StateInline, silent: bool) -> bool:
    """The parser's rule for `@Name`."""
    if state.src[state.pos] != "@":
        return False
    people: _People = state.env[PEOPLE]
    if (found := people.match(state.src, state.pos)) is None or found[0] > state.posMax:
        return False
    end, attrs = found
    if not silent:
        token = state.push("mention", "", 0)
        token.content = state.src[state.pos : end]
        token.meta = dict(attrs)
    state.pos = end
    return True


def find_emoji(state: StateInline, silent: bool) -> bool:
    """The parser's rule for `:tada:`."""
    at = state.pos
    if state.src[at] != ":" or (at and state.src[at - 1].isalnum()):
        return False
    if (found := EMOJI.match(state.src, at)) is None or found.end() > state.posMax:
        return False
    if not silent:
        state.push("emoji", "", 0).content = found[0]
    state.pos = found.end()
    return True


def read_inline(tokens: Iterable[Token]) -> list[Raw]:
    """Inline tokens as inline nodes: texts with equal marks joined, none empty."""
    reader = _InlineReader()
    return merged(node for token in tokens for node in reader.read(token))


class _Link:
    """A link that is open, and whether anything stands in it yet."""

    def __init__(self, href: str, title: str) -> None:
        self.href = href
        self.mark: Raw | None = None
        self.filled = False
        if is_safe_address(href):
            attrs = {"href": href, "title": title} if title else {"href": href}
            self.mark = {"type": "link", "attrs": attrs}


class _InlineReader:
    def __init__(self) -> None:
        self._marks: list[str] = []
        self._links: list[_Link] = []

    def read(self, token: Token) -> Iterator[Raw]:
        kind, _, edge = token.type.rpartition("_")
        if kind in _MARKS and edge == "open":
            self._marks.append(_MARKS[kind])
        elif kind in _MARKS and edge == "close":
            self._marks.remove(_MARKS[kind])
        elif token.type == "link_open":
            link = _Link(str(token.attrs.get("href", "")), str(token.attrs.get("title", "")))
            if link.mark is None:
                yield from self._text("[")
            self._links.append(link)
        elif token.type == "link_close":
            yield from self._close_link()
        elif token.type == "code_inline":
            yield from self._text(token.content, code=True)
        elif token.type == "image":
            yield from self._image(token)
        elif token.type == "hardbreak":
            yield {"type": "hardBreak"}
        elif token.type == "softbreak":
            yield from self._text(" ")
        elif token.type == "mention" and self._link is None:
            yield {"type": "mention", "attrs": dict(token.meta)}
        elif token.type == "emoji" and self._link is None:
            yield {"type": "emoji", "attrs": {"shortName": token.content}}
        else:
            yield from self._text(token.meta.get("text", token.content))

    @property
    def _link(self) -> Raw | None:
        """The outermost open link: links do not nest."""
        return next((link.mark for link in self._links if link.mark is not None), None)

    def _text(self, words: str, *, code: bool = False) -> list[Raw]:
        marks: list[Raw] = [{"type": "code"}] if code else []
        if not code:
            marks = [{"type": mark} for mark in _MARKS.values() if mark in self._marks]
        if (link := self._link) is not None:
            marks.append(link)
        for each in self._links:
            each.filled = True
        return text_nodes(words, marks)

    def _close_link(self) -> Iterator[Raw]:
        link = self._links[-1]
        if link.mark is not None and not link.filled:
            # A link around nothing would be lost: its address is its text.
            yield from self._text(link.href)
        self._links.pop()
        if link.mark is None:
            yield from self._text("]()")

    def _image(self, token: Token) -> Iterator[Raw]:
        alt = "".join([child.content or " " for child in token.children or []])
        link = _Link(str(token.attrs.get("src", "")), str(token.attrs.get("title", "")))
        if link.mark is None:
            yield from self._text(f"![{alt}]()")
            return
        self._links.append(link)
        yield from self._text(alt.strip() or link.href)
        self._links.pop()
