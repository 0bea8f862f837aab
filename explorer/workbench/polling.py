"""How long to wait until the next look at an open conversation."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from explorer.api.exchange import Response

LONGEST_DELAY = 60.0
"""Seconds between two looks, at most."""

PLENTY = 20
"""With fewer calls than these left, polling slows down."""

_RESERVE = 5
"""Calls that polling leaves to the person."""


def after_failures(usual: float, failures: int) -> float:
    """Seconds until the next look after some that failed: twice as many each time.

    Args:
        usual: Seconds without a failure.
        failures: How many looks have failed since one succeeded.
    """
    return min(usual * (1 << min(failures, 4)), LONGEST_DELAY)


def limited_delay(response: Response | None, usual: float) -> float:
    """Seconds until the next look that the rate limit leaves room for; 0 where it is far away.

    What is left after a reserve for the person is spread over the time until the limit is lifted,
    which is measured against the answer's own date.

    Args:
        response: The latest answer; None for none yet.
        usual: Seconds between two looks where there is no limit.
    """
    if response is None:
        return 0.0
    try:
        left = int(response.header("X-RateLimit-Remaining") or "")
    except ValueError:
        return 0.0
    if left >= PLENTY:
        return 0.0
    try:
        reset = datetime.fromisoformat(response.header("X-RateLimit-Reset") or "")
        date = response.header("Date")
        now = parsedate_to_datetime(date) if date else datetime.now(UTC)
        seconds = (reset - now).total_seconds()
    except (ValueError, TypeError):
        seconds = LONGEST_DELAY
    return min(max(seconds / max(left - _RESERVE, 1), usual), LONGEST_DELAY)
