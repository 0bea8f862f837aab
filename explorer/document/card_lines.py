"""An application card as styled lines."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.document.card import CardAttributes, CardDetail
from explorer.document.inline_spans import add_style, button
from explorer.document.marks import is_safe_address
from explorer.document.safe import one_line, visible
from explorer.document.styled import NARROWEST, Line, Span, filled, shift, wrap


def card_lines(card: CardAttributes, width: int, style: str = "") -> list[Line]:
    """A card as lines: title, description, details, context, buttons, behind a bar.

    Args:
        card: The attributes of the card's node.
        width: Cells of the longest line.
        style: Style names that apply to all of it.
    """
    style = add_style(style, "card")
    has_room = width >= NARROWEST
    lines: list[Line] = []
    for paragraph in _paragraphs(card, style):
        lines.extend(wrap(paragraph, width - 2 if has_room else width))
    edge = Span("▌ ", add_style(style, "card-edge"))
    return filled(shift(lines, edge) if has_room else lines, style)


def _paragraphs(card: CardAttributes, style: str) -> Iterator[list[Span]]:
    link = next((a for a in (card.link, card.text_url) if a and is_safe_address(a)), "")
    title = card.title.text if card.title else ""
    heading = [Span(one_line(title or card.text), add_style(style, "card-title"), link)]
    if card.title and card.title.user and card.title.user.icon:
        heading.append(
            Span(f" ({one_line(card.title.user.icon.label)})", add_style(style, "muted"))
        )
    yield heading
    if card.description and card.description.text:
        yield [Span(visible(card.description.text), style)]
    elif title and card.text and card.text != title:
        yield [Span(visible(card.text), style)]
    for detail in card.details:
        if spans := _detail(detail, style):
            yield spans
    if card.context and (card.context.text or card.context.icon):
        label = card.context.icon.label if card.context.icon else ""
        words = " ".join(filter(None, [f"({label})" if label else "", card.context.text]))
        yield [Span(one_line(words), add_style(style, "muted"))]
    if card.actions:
        row: list[Span] = []
        for action in card.actions:
            if row:
                row.append(Span(" ", style))
            row.append(button(action.title, style))
        yield row


def _detail(detail: CardDetail, style: str) -> list[Span]:
    pieces: list[Span] = []
    if detail.icon and detail.icon.label:
        pieces.append(Span(f"({one_line(detail.icon.label)})", add_style(style, "muted")))
    if detail.text:
        pieces.append(Span(visible(detail.text), style))
    if detail.lozenge and detail.lozenge.text:
        name = _appearance("lozenge", detail.lozenge.appearance, _LOZENGES)
        pieces.append(Span(f"[{one_line(detail.lozenge.text)}]", add_style(style, name)))
    if detail.badge and detail.badge.text:
        name = _appearance("badge", detail.badge.appearance, _BADGES)
        pieces.append(Span(f"({detail.badge.text})", add_style(style, name)))
    people = [user.icon.label for user in detail.users if user.icon and user.icon.label]
    if people:
        pieces.append(Span(one_line(", ".join(people)), style))
    spans: list[Span] = []
    if detail.title:
        spans.append(Span(f"{one_line(detail.title)}:", add_style(style, "muted")))
    for piece in pieces:
        if spans:
            spans.append(Span(" ", style))
        spans.append(piece)
    return spans


_LOZENGES = frozenset({"success", "removed", "inprogress", "new", "moved"})
_BADGES = frozenset({"primary", "important", "added", "removed"})


def _appearance(name: str, appearance: str | None, known: frozenset[str]) -> str:
    return f"{name} {name}-{appearance}" if appearance in known else name
