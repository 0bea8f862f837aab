"""A played tour as one HTML file: no script, nothing from another host, for any screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from explorer.api.exchange import Headers
from explorer.api.operation import Operation
from explorer.api.representation.figure import count
from explorer.document.element import Html, element, fragment, page
from explorer.document.from_markdown import from_markdown
from explorer.document.html import to_html
from explorer.tour.model import Tour
from explorer.tour.player import Played
from explorer.tour.telling import TextLine, Told, tell

STYLE = """\
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 54rem; padding: 1.5rem 1rem 4rem;
 font: 1rem/1.6 system-ui, sans-serif; background: #ffffff; color: #172b4d; }
h1 { margin: 0 0 0.5rem; font-size: 2rem; line-height: 1.2; }
h2 { margin: 0; font-size: 1.25rem; line-height: 1.3; }
header { margin-bottom: 2rem; }
nav ol { margin: 1rem 0 0; padding-left: 2rem; }
a { color: #0052cc; }
section { margin: 2.5rem 0 0; padding-top: 1.5rem; border-top: 1px solid #8886; }
section header { margin: 0 0 0.75rem; }
p { margin: 0.5rem 0; }
code, pre, samp { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code, samp { font-size: 0.9em; overflow-wrap: anywhere; }
pre { margin: 0; padding: 0.75rem 1rem; font-size: 0.78rem; line-height: 1.6; white-space: pre-wrap;
 overflow-wrap: anywhere; }
pre code { font-size: inherit; }
pre:has(+ details) { padding-bottom: 0; }
details + pre, details pre { padding-top: 0; padding-bottom: 0; }
details + pre { padding-bottom: 0.75rem; }
summary { padding: 0 1rem; font-size: 0.85rem; line-height: 1.5; opacity: 0.8; cursor: pointer; }
figure { margin: 0.75rem 0 0; border: 1px solid #8886; border-radius: 0.4rem; overflow: hidden; }
figcaption { padding: 0.4rem 1rem; border-bottom: 1px solid #8886; background: #8881;
 overflow-wrap: anywhere; }
figcaption strong { margin-right: 0.5rem; }
mark { display: inline-block; width: 100%; vertical-align: top; background: #ffe58f;
 color: #172b4d; }
.note { font-size: 1.05rem; }
.facts { opacity: 0.8; font-size: 0.9rem; }
.good { border-left: 0.3rem solid #00875a; }
.bad { border-left: 0.3rem solid #de350b; }
.gone { opacity: 0.7; }
@media (prefers-color-scheme: dark) {
 body { background: #161a1d; color: #dee4ea; }
 a { color: #85b8ff; }
 mark { background: #533f04; color: #f8e6a0; }
}
"""


def tour_page(tour: Tour, steps: Sequence[Played], *, server: str, when: datetime) -> Html:
    """The whole page.

    Args:
        tour: The tour.
        steps: What came of its steps, in order; the cleanup is passed over.
        server: What the server is called.
        when: When it was played.
    """
    told = [tell(each) for each in steps if each.number]
    wrong = sum(not each.passed for each in told)
    state = "all as expected" if not wrong else f"{wrong} not as expected"
    facts = f"{count(len(told), 'step')}, {state} · played on {server} · {when:%d %B %Y}"
    return page(
        tour.title,
        element(
            "header",
            element("h1", tour.title),
            note_html(tour.intro) if tour.intro else None,
            element("p", facts, class_="facts"),
            element("nav", element("ol", *[_entry(each) for each in told])),
        ),
        element("main", *[_step(each) for each in told]),
        style=STYLE,
    )


def _entry(told: Told) -> Html:
    return element("li", element("a", told.title, href=f"#step-{told.number}"))


def note_html(text: str) -> Html:
    """A note in Markdown."""
    return element("div", to_html(from_markdown(text)), class_="note")


def _step(told: Told) -> Html:
    return element(
        "section",
        element(
            "header",
            element("h2", f"{told.number}. {told.title}"),
            element("p", *_about(told), class_="facts"),
        ),
        note_html(told.note) if told.note else None,
        request_html(told),
        response_html(told),
        _kept(told),
        id=f"step-{told.number}",
    )


def _about(told: Told) -> list[str]:
    operation = told.operation
    parts: list[str] = [_operation(operation)] if operation is not None else []
    if told.by:
        parts += [" · sent as ", element("strong", told.by)]
    if told.fault:
        parts += [" · with the fault ", element("code", told.fault)]
    return parts


def _operation(operation: type[Operation[object]]) -> Html:
    outside = "" if operation.in_collection else " · outside the collection"
    scope = f" · scope {operation.scope}" if operation.scope else ""
    return fragment(element("code", operation.operation_id), f"{scope}{outside}")


def request_html(told: Told) -> Html | None:
    """The request as it was sent; None where nothing was."""
    if not told.request:
        return None
    method, _, target = told.request.partition(" ")
    caption = element("figcaption", element("strong", method), element("code", target))
    return element("figure", caption, _message(told.request_headers, told.request_body))


def response_html(told: Told) -> Html:
    """The answer as it came, what is pointed at marked, and what was expected of it."""
    outcome, colon, reason = told.outcome.partition(": ")
    return element(
        "figure",
        element("figcaption", element("strong", f"{outcome}{colon}"), reason),
        _list(told.attempts, "Sent more than once: "),
        _message(told.response_headers, told.response_body),
        _list(told.failures, "Not as expected: "),
        class_="good" if told.passed else "bad",
    )


def _list(lines: Sequence[str], before: str) -> Html | None:
    if not lines:
        return None
    return element("pre", element("strong", before), "\n", "\n".join(lines))


def _message(headers: Headers, body: Sequence[TextLine]) -> Html | None:
    head = "\n".join(f"{name}: {value}" for name, value in headers)
    if not head and not body:
        return None
    blocks: list[Html] = []
    lines: list[str] = [element("span", head, class_="gone")] if head else []
    if head and body:
        lines.append("")
    for line in body:
        if line.skipped:
            blocks += [_code(lines), _unfolds(line)]
            lines = []
        else:
            lines.append(element("mark", line.text) if line.marked else line.text)
    if lines:
        blocks.append(_code(lines))
    return fragment(*blocks)


def _code(lines: Sequence[str]) -> Html:
    parts: list[str] = []
    for number, line in enumerate(lines):
        parts += ["\n", line] if number else [line]
    return element("pre", element("code", *parts))


def _unfolds(line: TextLine) -> Html:
    """Lines left out, which a click shows."""
    more = line.skipped - len(line.hidden)
    rest = [element("span", f"… {more:,} more", class_="gone")] if more else []
    return element(
        "details",
        element("summary", f"… {line.skipped:,} lines"),
        _code([*line.hidden, *rest]),
    )


def _kept(told: Told) -> Html | None:
    if not told.kept:
        return None
    rows: list[str] = []
    for name, value in told.kept:
        rows += [element("code", name), " = ", element("samp", value), element("br")]
    return element("p", "Kept for later: ", element("br"), *rows, class_="facts")
