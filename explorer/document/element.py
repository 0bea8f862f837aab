"""The element builder: HTML that is escaped by construction.

Text becomes HTML only here. A child that is a plain string is text and is escaped; only what the
builder itself has made goes in as it is. Names of elements and attributes come from our own code
and are held to short lists, so that a slip is an error and not a hole; addresses come from
servers, and an unsafe one is left out.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final

from explorer.document.marks import is_safe_address
from explorer.document.safe import visible

_ELEMENTS: Final = frozenset(
    {
        *("a", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div"),
        *("dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "i", "img", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "s", "samp"),
        *("section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td"),
        *("th", "thead", "time", "tr", "u", "ul"),
    }
)
_VOID: Final = frozenset({"br", "hr", "img"})
_ATTRIBUTES: Final = frozenset(
    {
        *("align", "alt", "border", "class", "colspan", "datetime", "dir", "height", "href"),
        *("id", "lang", "open", "rel", "role", "rowspan", "scope", "src", "start", "style"),
        *("tabindex", "title", "width", "cellpadding"),
    }
)
_STYLE: Final = re.compile(r"[A-Za-z0-9 \t:;.,#%()+-]*")
_CALLS: Final = re.compile(r"url|expression|import|var|@", re.IGNORECASE)
_SHEET: Final = re.compile(r"[A-Za-z0-9 \n:;.,#%()+*/>{}@-]*")
_FROM_ELSEWHERE: Final = re.compile(r"url|expression|import|var|attr|image", re.IGNORECASE)
_HOSTED_SHEET: Final = re.compile(r"[A-Za-z0-9 \n:;.,#%()+*/>{}@!&~_-]*")
_FETCHES: Final = re.compile(r"url|expression|@import|attr|image", re.IGNORECASE)
_PLACE: Final = re.compile(r"#[a-z][a-z0-9-]*")
_PICTURE: Final = re.compile(
    r"https://[^\x00-\x20\x7f]+|data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/]*={0,2}",
    re.IGNORECASE,
)


class Html(str):
    """HTML made by the builder.

    Whatever is done to it with string operations gives a plain string, which is text again and
    is escaped when it is used as a child.
    """

    __slots__ = ()


def element(name: str, /, *children: str | None, **attributes: str | int | bool | None) -> Html:
    """Make one element.

    Args:
        name: Its name, one of those that carry text and no behaviour.
        children: What is inside: `Html` as it is, a plain string as visible, escaped text;
            None is left out.
        attributes: Attributes by name; a name that is a word of Python ends in `_` (`class_`).
            None and False are left out; True is an attribute without a value. An `href` that is
            not http, https, mailto or a place on the same page and a `src` that is not https or
            a picture in base64 are left out too.

    Raises:
        ValueError: The element or an attribute is not on the builder's lists, a `style` holds
            more than plain values, or an element that can hold nothing has children.
    """
    if name not in _ELEMENTS:
        raise ValueError(f"The element <{name}> is not one that is ever made.")
    opening = [f"<{name}"]
    for key, value in attributes.items():
        spelt = key.rstrip("_")
        if spelt not in _ATTRIBUTES:
            raise ValueError(f"The attribute {spelt} of <{name}> is not one that is ever made.")
        if value is None or value is False or not _is_allowed(spelt, str(value)):
            continue
        opening.append(f" {spelt}" if value is True else f' {spelt}="{_text(str(value))}"')
    if name == "a" and any(part.startswith(" href=") for part in opening):
        opening.append(' rel="noopener noreferrer"')
    start = "".join([*opening, ">"])
    if name in _VOID:
        if children:
            raise ValueError(f"The element <{name}> can hold nothing.")
        return Html(start)
    return Html(f"{start}{fragment(*children)}</{name}>")


def fragment(*children: str | None) -> Html:
    """Several children one after the other, without an element round them."""
    return Html("".join([_child(each) for each in children if each is not None]))


def page(title: str, *children: str | None, style: str = "", lang: str = "en") -> Html:
    """Make a whole page, for a screen of any width, light or dark as its reader has it.

    Args:
        title: For the window.
        children: Its body, as for `element`.
        style: A style sheet of our own: it loads nothing.
        lang: Its language.

    Raises:
        ValueError: The style sheet holds more than plain rules.
    """
    if _SHEET.fullmatch(style) is None or _FROM_ELSEWHERE.search(style):
        raise ValueError("The style sheet holds more than plain rules.")
    head = (
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{_text(title)}</title>" + (f"<style>{style}</style>" if style else "")
    )
    body = fragment(*children)
    return Html(
        f'<!doctype html><html lang="{_text(lang)}"><head>{head}</head><body>{body}</body></html>'
    )


def hosted_sheet(rules: str) -> Html:
    """Make a style sheet for what stands in a page of someone else's, as a notebook is.

    Args:
        rules: A style sheet of our own; it may use the page's variables, and loads nothing.

    Raises:
        ValueError: It holds more than plain rules.
    """
    if _HOSTED_SHEET.fullmatch(rules) is None or _FETCHES.search(rules):
        raise ValueError("The style sheet holds more than plain rules.")
    return Html(f"<style>{rules}</style>")


def _child(child: str) -> str:
    return child if isinstance(child, Html) else _text(child)


def _text(text: str) -> str:
    return escape(visible(text), quote=True)


def _is_allowed(name: str, value: str) -> bool:
    """Whether an attribute is kept; addresses come from outside, styles from our own code."""
    if name == "href":
        return is_safe_address(value) or _PLACE.fullmatch(value) is not None
    if name == "src":
        return _PICTURE.fullmatch(value) is not None
    if name == "style" and (_STYLE.fullmatch(value) is None or _CALLS.search(value)):
        raise ValueError(f"The style {value!r} holds more than plain values.")
    return True
