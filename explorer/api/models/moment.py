"""A moment with the nanoseconds the service sends."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import ValidatorFunctionWrapHandler, WrapValidator

_FRACTION = re.compile(r"\.[0-9]{6}([0-9]{1,3})")


class Moment(datetime):
    """A moment that also knows what is finer than its microsecond.

    It is compared, shown and computed with as any `datetime`, to the microsecond; what is computed
    from it has no nanoseconds of its own.
    """

    nanosecond: int = 0
    """Nanoseconds beyond the microsecond, 0 to 999."""

    @classmethod
    def at(cls, moment: datetime, nanosecond: int) -> Moment:
        """A moment and so many nanoseconds."""
        made = cls.combine(moment.date(), moment.timetz())
        made.nanosecond = nanosecond
        return made

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        plain = datetime.combine(self.date(), self.timetz())
        return Moment.at, (plain, self.nanosecond)


def _precise(value: Any, read: ValidatorFunctionWrapHandler) -> datetime:
    moment: datetime = read(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if isinstance(value, str) and (fraction := _FRACTION.search(value)):
        return Moment.at(moment, int(fraction[1].ljust(3, "0")))
    return moment


PreciseInstant = Annotated[datetime, WrapValidator(_precise)]
"""A moment in UTC if it names no zone, with its nanoseconds where it has any (`Moment`)."""
