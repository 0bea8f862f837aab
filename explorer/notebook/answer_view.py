"""An answer, or any exchange: what it means, its body, the exchange, and how to make it again."""

from __future__ import annotations

import json
from typing import Any

import ipywidgets as w

from explorer.api.exchange import Exchange
from explorer.api.representation.exchanges import milliseconds, status_words
from explorer.api.representation.figure import Code, Figure, Words, count, pretty_json
from explorer.api.representation.html import write as write_html
from explorer.api.representation.subjects import html
from explorer.document.element import Html, element
from explorer.notebook import controls
from explorer.notebook.snippet_view import SnippetView

VIEWS = ("Result", "Body", "Exchange", "Copy as")

BODY_SHARE = 16_000
"""Bytes of a body's text that are shown; the whole is in `exchange.response`."""


class AnswerView:
    """Shows one exchange after the other.

    Args:
        views: Which of `VIEWS` there are.
        ui: As of `json_field`.
    """

    def __init__(self, views: tuple[str, ...] = VIEWS, ui: str = "") -> None:
        self.exchange: Any = None
        """An `Exchange`, or an entry of the journal; None for none."""
        self._ui, self._names = ui, views
        self._head = controls.html(None, "sx-answer-head")
        self._views = controls.control(
            w.ToggleButtons, "sx-views", options=views, description="View of the answer"
        )
        self._content = controls.html(None, "sx-answer", "sx-scroll", tabbable=True)
        self._snippets: SnippetView | None = None
        self._views.observe(lambda _: self._draw(), "value")
        self.column = controls.column(classes=("sx-answers",))
        self.base_url = ""

    def show(self, exchange: Any, base_url: str = "") -> None:
        """Show an exchange.

        Args:
            exchange: An `Exchange` or an entry of the journal; None for none.
            base_url: Of the server, for snippets; empty where it is not known.
        """
        self.exchange, self.base_url = exchange, base_url
        self._draw()

    def look(self, view: str) -> None:
        """Look at another side of it: one of its views."""
        self._views.value = view

    def _draw(self) -> None:
        exchange = self.exchange
        if exchange is None:
            self.column.children = ()
            return
        controls.write(self._head, _head(exchange))
        if self._views.value == "Copy as":
            if self._snippets is None:
                self._snippets = SnippetView(self._ui)
            self._snippets.show(exchange, self.base_url)
            shown: tuple[Any, ...] = (self._snippets.column,)
        else:
            controls.write(self._content, content(exchange, str(self._views.value)))
            shown = (self._content,)
        self.column.children = (self._head, self._views, *shown)


def content(exchange: Any, view: str) -> Html:
    """One side of an exchange.

    Args:
        exchange: An `Exchange` or an entry of the journal.
        view: `Result`, `Body` or `Exchange`.
    """
    if view == "Body":
        return write_html(Figure("Body", "", _amount(exchange), (_body(exchange),)))
    error, value = getattr(exchange, "error", None), getattr(exchange, "value", None)
    if view == "Result" and error is not None:
        return html(error)
    if view == "Result" and value is not None:
        return html(value) if hasattr(value, "_repr_html_") else _plain(value)
    if view == "Result" and isinstance(exchange, Exchange):
        return write_html(Figure("Result", "", "done: the answer has no content"))
    return html(exchange)


def _plain(value: Any) -> Html:
    if isinstance(value, bytes):
        return write_html(Figure("Result", "", count(len(value), "byte")))
    return write_html(Figure("Result", "", "", (Code(pretty_json(value), "json"),)))


def _head(exchange: Any) -> Html:
    response = exchange.response
    words = status_words(response) if response is not None else "no answer"
    mark = "sx-good" if _succeeded(exchange) else "sx-problem"
    attempts = len(exchange.attempts)
    more = f" · {attempts} attempts" if attempts > 1 else ""
    return element(
        "div",
        element("span", words, class_=mark),
        element(
            "span",
            f" · {exchange.request.method} {exchange.request.target} · "
            f"{milliseconds(exchange.milliseconds)}{more}",
            class_="sx-note",
        ),
        role="status",
    )


def _succeeded(exchange: Any) -> bool:
    return bool(exchange.ok)


def _amount(exchange: Any) -> str:
    response = exchange.response
    if response is None:
        return "no answer came"
    size = len(response.body) + response.cut
    return f"{count(size, 'byte')}, {response.header('Content-Type') or 'no type'}"


def _body(exchange: Any) -> Code | Words:
    response = exchange.response
    if response is None or not response.body:
        return Words("There is no body.")
    text = response.text
    try:
        text = pretty_json(json.loads(response.body))
    except (ValueError, RecursionError):
        pass
    return Code(text, "json", share=BODY_SHARE)
