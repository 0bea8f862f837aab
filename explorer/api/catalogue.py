"""The catalogue's own type: a dictionary that shows itself as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.api.representation.shown import Shown

if TYPE_CHECKING:
    from explorer.api.operation import Operation


class Catalogue(Shown, dict[str, "type[Operation[Any]]"]):
    """Operation id to class; in a notebook it is a table of all operations."""
