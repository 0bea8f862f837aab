"""A tour as its file: only what was said, in the order in which one reads it."""

from __future__ import annotations

from typing import Any

from explorer.tour.model import Part, Step, Tour
from explorer.tour.yaml_text import write

_STEP_ORDER = (
    *("operation", "title", "note", "as", "fault", "values", "body", "content_type", "unchecked"),
    *("keep", "expect", "highlight"),
)


def tour_text(tour: Tour) -> str:
    """The YAML of a tour; read again it is the same tour."""
    data = _said(tour)
    for part in ("steps", "cleanup"):
        if part in data:
            data[part] = [_ordered(_said(step)) for step in getattr(tour, part)]
    return write(data)


HOW_TO_GO_ON = """\
# What a step may have too: note: (Markdown to tell), highlight: [$.id], expect: {status: 201}.
"""


def recorded_text(tour: Tour) -> str:
    """The YAML of a tour that was recorded, with a line on what a person adds to it."""
    return HOW_TO_GO_ON + tour_text(tour)


def _said(part: Part) -> dict[str, Any]:
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _ordered(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in _STEP_ORDER if name in data}


assert set(_STEP_ORDER) == {field.alias or name for name, field in Step.model_fields.items()}, (
    "a step has members that are not written"
)
