"""What the presenter of a tour shows beside a played step: before one is sent, and before all."""

from __future__ import annotations

from explorer.api.representation.figure import Bit, Code, Figure, Words, count
from explorer.document.element import Html, element, fragment
from explorer.document.safe import one_line
from explorer.tour.model import Tour
from explorer.tour.player import title_of
from explorer.tour.publish_html import note_html
from explorer.tour.reading import find_operation
from explorer.tour.stepping import Stepping


def intro_html(tour: Tour) -> Html:
    """What a tour is about, and its steps."""
    titles = [element("li", one_line(title_of(step), 120)) for step in tour.steps]
    return fragment(note_html(tour.intro), element("ol", *titles))


def before_html(stepping: Stepping) -> Html:
    """The request line of a step that has not been sent."""
    method, _, target = stepping.request.partition(" ")
    missing = stepping.player.missing(stepping.shown_step)
    waits = [element("p", f"It waits for {', '.join(missing)}.")] if missing else []
    if stepping.is_outdated:
        waits.insert(0, element("p", "What it was sent with has changed: send it again."))
    return element(
        "div",
        element("p", element("strong", method), " ", element("code", target)),
        *waits,
    )


def figure_of(kind: str, tour: Tour, stepping: Stepping | None) -> Figure:
    """The step in front, for a reader without a kernel.

    Args:
        kind: What the presenter is called.
        tour: The tour.
        stepping: How far it is; None before it begins.
    """
    title = one_line(tour.title, 120)
    if stepping is None:
        titles = "\n".join(
            f"{number}. {title_of(step)}" for number, step in enumerate(tour.steps, 1)
        )
        return Figure(kind, title, count(len(tour.steps), "step"), (Code(titles, "text"),))
    step = stepping.step
    operation = find_operation(step.operation)
    name = operation.operation_id if operation is not None else step.operation
    words = Words((Bit(name, "code"), f": {title_of(step)}"))
    return Figure(kind, title, f"step {stepping.number} of {stepping.count}", (words,))
