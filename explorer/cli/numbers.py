"""Options that take a number; what is none is refused in one sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from explorer.cli.options import refuse

if TYPE_CHECKING:
    _Type = click.ParamType[int | float]
else:
    # Older versions of the library have no such brackets.
    _Type = click.ParamType


class Number(_Type):
    """A number within bounds.

    Args:
        low: The least; None for any.
        high: The most; None for any.
        whole: Whether it has no fraction.
        unit: What it counts, as in `seconds`.
    """

    name = "number"

    def __init__(
        self,
        low: int | None = None,
        high: int | None = None,
        *,
        whole: bool = True,
        unit: str = "",
    ) -> None:
        self._low = low
        self._high = high
        self._whole = whole
        self._unit = unit

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | float:
        """The number a word stands for; ends the command if it is none."""
        try:
            number = int(str(value)) if self._whole else float(str(value))
        except ValueError:
            number = math.nan
        low = -math.inf if self._low is None else self._low
        high = math.inf if self._high is None else self._high
        if not low <= number <= high:
            option = param.opts[0] if param is not None else "The number"
            refuse(f"{option} {str(value)!r} is not {self._takes()}.")
        return number

    def _takes(self) -> str:
        kind = "a whole number" if self._whole else "a number"
        unit = f" of {self._unit}" if self._unit else ""
        if self._low is not None and self._high is not None:
            return f"{kind}{unit} from {self._low} to {self._high}"
        return f"{kind}{unit}" + ("" if self._low is None else f", {self._low} or more")
