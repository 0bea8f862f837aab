"""How much a caller may send, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass, replace

_SPARE_FILES = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of the sandbox's HTTP. The nesting and size of bodies have their own.

    Args:
        target_bytes: Most bytes of a request's path and query; above them the answer is 414.
        head_bytes: Most bytes of a request's headers; above them the answer is 431.
        headers: Most headers; above them the answer is 431.
        head_seconds: From the first byte of a request to the end of its head; then 408.
        body_seconds: From the end of the head to the end of the body; then 408. A body of which
            64 KiB have come has as long again for the next.
        idle_seconds: How long a connection without a request is kept.
        stalled_seconds: How long an answer waits for a caller that takes nothing of it.
        connections: Most at once; those above are answered 503.
        upload_bytes: Most bytes of an uploaded file; above them the answer is 413.
    """

    target_bytes: int = 8 * 1024
    head_bytes: int = 32 * 1024
    headers: int = 100
    head_seconds: float = 15.0
    body_seconds: float = 60.0
    idle_seconds: float = 75.0
    stalled_seconds: float = 60.0
    connections: int = 2_000
    upload_bytes: int = 100 * 1024 * 1024

    def within_the_machine(self) -> Limits:
        """The same with no more connections than this process may have files open."""
        try:
            import resource
        except ImportError:
            return self  # Windows has no such limit.
        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if allowed == resource.RLIM_INFINITY:
            return self
        return replace(self, connections=max(1, min(self.connections, allowed - _SPARE_FILES)))
