"""Questions before something is done: on a sandbox yes or no, elsewhere by name."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.tui.widgets.confirm import ConfirmScreen, confirm, to_type


async def asked(stage: Any, *, live: bool, name: str = "Incident [b]42[/]") -> list[bool]:
    answers: list[bool] = []
    stage.workbench.standing.sandbox = not live

    async def ask() -> None:
        answers.append(
            await confirm(
                stage.app,
                f"Archive {name}?",
                "Archive",
                name=name,
                workbench=stage.workbench,
            )
        )

    stage.app.background(ask, "test")
    await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
    return answers


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("n", False), ("escape", False)])
async def test_on_a_sandbox_a_key_is_enough(open_app: Any, key: str, answer: bool) -> None:
    async with open_app() as stage:
        answers = await asked(stage, live=False)
        assert "Archive Incident [b]42[/]?" in stage.text
        await stage.press(key)
        await stage.until(lambda: answers == [answer])


async def test_elsewhere_the_name_is_typed(open_app: Any, target: Any) -> None:
    async with open_app() as stage:
        answers = await asked(stage, live=True)
        assert f"LIVE  {target.base_url}" in stage.text
        await stage.write("y")
        await stage.press("enter")
        await stage.pilot.pause()
        assert answers == []
        await stage.press("backspace")
        await stage.write("Incident [b]42[/]")
        assert not stage.app.screen.query_one("#ask-yes").disabled
        await stage.press("enter")
        await stage.until(lambda: answers == [True])


async def test_elsewhere_it_can_be_left(open_app: Any) -> None:
    async with open_app() as stage:
        answers = await asked(stage, live=True)
        await stage.press("escape")
        await stage.until(lambda: answers == [False])


@pytest.mark.parametrize(
    ("name", "typed"),
    [(" Ops ", "Ops"), ("", "delete"), ("a\x1b[31m", "delete"), ("\u202eabc", "delete")],
)
def test_a_name_that_cannot_be_typed_is_not_asked_for(name: str, typed: str) -> None:
    assert to_type(name, "Delete") == typed
    assert to_type("x" * 61, "Delete") == "delete"
