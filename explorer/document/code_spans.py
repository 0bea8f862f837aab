"""Source code as styled spans, coloured by what the words of its language are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from explorer.document.styled import Span

MOST_CODE: Final = 20_000
"""Characters of a block up to which it is coloured: a lexer may take its time."""

LONGEST_ROW: Final = 2_000
"""Characters of a row up to which its block is coloured: rows beyond were not typed by hand."""

_STYLES: Final = {
    "Token.Comment": "code-comment",
    "Token.Generic.Deleted": "code-deleted",
    "Token.Generic.Heading": "code-name",
    "Token.Generic.Inserted": "code-inserted",
    "Token.Generic.Subheading": "code-name",
    "Token.Keyword": "code-keyword",
    "Token.Literal.Number": "code-number",
    "Token.Literal.String": "code-string",
    "Token.Name.Attribute": "code-name",
    "Token.Name.Builtin": "code-builtin",
    "Token.Name.Class": "code-name",
    "Token.Name.Constant": "code-number",
    "Token.Name.Decorator": "code-name",
    "Token.Name.Exception": "code-name",
    "Token.Name.Function": "code-name",
    "Token.Name.Tag": "code-keyword",
    "Token.Operator.Word": "code-keyword",
}
"""Our style names by the lexers' names for kinds of words; the longest that fits counts."""


def code_rows(code: str, language: str, style: str) -> list[list[Span]]:
    """The rows of a piece of code.

    Args:
        code: Visible text; tabs become spaces.
        language: As the author named it; one that is not known is not coloured.
        style: Style names that apply to all of it.

    Returns:
        Spans for each row. Together they are the code, whatever its language is said to be.
    """
    rows = [row.expandtabs(4) for row in code.split("\n")]
    if language and sum(map(len, rows)) <= MOST_CODE and max(map(len, rows)) <= LONGEST_ROW:
        coloured = _coloured("\n".join(rows), language.strip().lower(), style)
        # A lexer may take liberties with white space; code is then shown as it is.
        if ["".join([span.text for span in row]) for row in coloured] == rows:
            return coloured
    return [[Span(row, style)] if row else [] for row in rows]


def _coloured(code: str, language: str, style: str) -> list[list[Span]]:
    lexer = _lexer(language)
    if lexer is None:
        return []
    found: list[list[Span]] = [[]]
    for kind, text in _tokens(lexer, code):
        name = _style(kind)
        names = f"{style} {name}".strip() if name else style
        first, *rest = text.split("\n")
        if first:
            found[-1].append(Span(first, names))
        found.extend([Span(row, names)] if row else [] for row in rest)
    # Some lexers know a row only by the line feed at its end, so that one is added.
    return found if code.endswith("\n") or found[-1] else found[:-1]


@lru_cache(maxsize=64)
def _lexer(language: str) -> Any:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=True)
    except ClassNotFound:
        return None


def _tokens(lexer: Any, code: str) -> Iterable[tuple[str, str]]:
    return ((str(kind), text) for kind, text in lexer.get_tokens(code))


@lru_cache(maxsize=512)
def _style(kind: str) -> str:
    while kind:
        if kind in _STYLES:
            return _STYLES[kind]
        kind = kind.rpartition(".")[0]
    return ""
