"""`stride-explorer --conversations N --messages N`: the app's own sandbox, as large as one says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the app is opened with, in the place of the app."""
    calls: list[Any] = []

    def run(target: Any, *, fresh: bool, amount: Any) -> int:
        calls.append((target.embedded, fresh, amount))
        return 0

    monkeypatch.setenv("TEXTUAL_DRIVER", "as if there were a screen")
    monkeypatch.setattr("explorer.tui.app.run", run)
    return calls


def test_the_app_is_given_what_is_asked_for(run: Run, opened: list[Any]) -> None:
    run("--fresh", "--conversations", "100000", "--messages", "1000000")
    run("--conversations", "500")
    run()
    assert opened == [
        (True, True, {"conversations": 100_000, "messages": 1_000_000}),
        (True, False, {"conversations": 500}),
        (True, False, {}),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--conversations", "3"], "Give 34 or more"),
        (["--conversations", "99999999"], "give 1000000 or fewer"),
        (["--messages", "1000"], "give --conversations, too"),
        (["--base-url", "http://x.example", "--messages", "9"], "is another server"),
        (["--fresh", "operations"], "leave them out before 'operations'"),
        (["--conversations", "500", "sandbox"], "leave them out before 'sandbox'"),
    ],
)
def test_what_cannot_be_opens_no_app(
    run: Run, opened: list[Any], words: list[str], said: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert opened == []
