"""The strip counts a wait down and goes back to the calls when it is over."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.api.events import AttemptSent, RetryPlanned
from explorer.tui.widgets import calls
from explorer.tui.widgets.calls import CallStrip


async def test_a_rate_limit_is_counted_down(open_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(calls, "monotonic", lambda: now[0])
    async with open_app() as stage:
        strip = stage.browse.query_one(CallStrip)
        before = str(strip._line())
        strip.see(RetryPlanned("c1", "o", 12.4, "429, as the server asked"))
        await stage.sees("again in 13 s: 429, as the server asked")
        now[0] += 10
        strip._tick()
        await stage.sees("again in 3 s: 429")
        strip.see(AttemptSent("c2", "o", 1))
        assert "again in 3 s" in stage.text
        strip.see(AttemptSent("c1", "o", 2))
        await stage.loses("again in")
        assert str(strip._line()) == before
        assert strip._ticking is None


async def test_a_limited_server_is_waited_for_by_itself(open_app: Any, wire: Any) -> None:
    from explorer.api.exchange import Response

    answers = [Response(429, "", (("Retry-After", "1"),), b"")]
    async with open_app(transport=wire) as stage:
        wire.spoil = lambda request: answers.pop() if answers else None
        await stage.press("r")
        await stage.sees("again in 1 s: 429, as the server asked")
        await stage.loses("again in")
        await stage.quiet()
        assert "GET 200" in stage.text
        assert "2 attempts" in stage.text
