"""What of a sandbox's settings can be changed while it runs, by its own server only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from explorer.sandbox.refusals import bad_request

MOST_CALLS = 1_000_000
MOST_MILLISECONDS = 600_000
MOST_SECONDS = 86_400


@dataclass(slots=True)
class Tuning:
    """The settings in force. Plain attributes: every call reads them as they are at that moment.

    Attributes:
        rate_limit: Calls a minute, app and conversation, above which the answer is 429; None:
            counted in the headers, never refused.
        latency: Milliseconds that every call of the service waits before it is handled.
        install_delay: Seconds until the app is installed in a conversation it has started.
        lively: Whether people answer what is sent, and rooms go on by themselves.
    """

    rate_limit: int | None = None
    latency: int = 0
    install_delay: float = 0.0
    lively: bool = False

    def shown(self) -> dict[str, Any]:
        """As JSON data."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def change(self, given: Mapping[str, Any]) -> None:
        """Take new values, all of them or none.

        Args:
            given: By name; what is left out stays.

        Raises:
            Refusal: 400, a name or value makes no sense.
        """
        known = {
            "rate_limit": _rate_limit,
            "latency": _latency,
            "install_delay": _install_delay,
            "lively": _lively,
        }
        for name in given:
            if name not in known:
                raise bad_request(name, f"is no setting; there are {', '.join(known)}")
        values = {name: known[name](value) for name, value in given.items()}
        for name, value in values.items():
            setattr(self, name, value)


def _rate_limit(value: Any) -> int | None:
    if value is None or (_whole(value) and 1 <= value <= MOST_CALLS):
        return None if value is None else int(value)
    raise bad_request(
        "rate_limit", f"must be 1 to {MOST_CALLS} calls a minute, or null for no limit"
    )


def _latency(value: Any) -> int:
    if _whole(value) and 0 <= value <= MOST_MILLISECONDS:
        return int(value)
    raise bad_request("latency", f"must be 0 to {MOST_MILLISECONDS} milliseconds")


def _install_delay(value: Any) -> float:
    if (_whole(value) or isinstance(value, float)) and 0 <= value <= MOST_SECONDS:
        return float(value)
    raise bad_request("install_delay", f"must be 0 to {MOST_SECONDS} seconds")


def _lively(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise bad_request("lively", "must be true or false")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
