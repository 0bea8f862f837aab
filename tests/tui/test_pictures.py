"""Pictures: colours and layout, which text does not hold. Few, since a diff of one says little."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.api.auth import Bearer
from explorer.api.operations import ListConversations
from explorer.api.retry import Policy

NAMES: dict[str, tuple[str, ...]] = {
    "browse-dark": (),
    "browse-light": (),
    "browse-80x24": (),
    "editor-dark": ("editor-light",),
    "endpoints-dark": (),
    "endpoints-light": (),
    "help-dark": ("help-light",),
    "details-dark": ("details-light",),
    "history-dark": ("history-light",),
    "sandbox-dark": ("sandbox-light",),
    "tour-dark": (),
    "tour-light": (),
}
"""The scenes, and what is taken of each beside the picture of its own name."""


@pytest.mark.parametrize("name", sorted(NAMES))
async def test_the_pictures_of_the_readme_show_the_app_as_it_is(shots: Any, name: str) -> None:
    made = await shots.pictures(name)
    assert sorted(made) == sorted([name, *NAMES[name]])
    for each, svg in made.items():
        kept = (shots.SCREENSHOTS / f"{each}.svg").read_text(encoding="utf-8")
        assert svg == kept, f"run tests/screenshots.py and look at {each}.svg"


def test_each_picture_is_compared_and_has_a_png_of_itself(shots: Any) -> None:
    kept = {path.stem: path for path in shots.SCREENSHOTS.glob("*.svg")}
    assert sorted(kept) == sorted([*NAMES, *(more for light in NAMES.values() for more in light)])
    assert sorted(NAMES) == sorted(shots.PICTURES)
    for name, path in kept.items():
        svg = path.read_text(encoding="utf-8")
        png = path.with_suffix(".png")
        assert shots.terminal_png.is_of(png, svg), f"run tests/screenshots.py for {name}.png"


@pytest.mark.parametrize("path", ["browse-dark", "editor-dark"])
def test_a_picture_asks_no_other_host_for_anything(shots: Any, path: str) -> None:
    text = (shots.SCREENSHOTS / f"{path}.svg").read_text(encoding="utf-8")
    assert "@font-face" not in text
    assert "url(http" not in text.replace(" ", "")
    assert "//cdn" not in text


@pytest.fixture
def shown(staging: Any, target: Any, tmp_path: Path, snap_compare: Any) -> Callable[..., bool]:
    """Compares the app, after a scene, with the picture kept in `__snapshots__`."""

    def compare(scene: Any, size: tuple[int, int], at: Any = target, **options: Any) -> bool:
        app = staging.make_app(
            at, tmp_path / "data", policy=Policy(retries=1, first_wait=0.001), **options
        )

        async def play(pilot: Pilot[int]) -> None:
            stage = staging.Stage(app, pilot)
            await stage.connected()
            await scene(stage)

        same: bool = snap_compare(app, terminal_size=size, run_before=play)
        return same

    return compare


def test_failing(shown: Any, target: Any) -> None:
    async def scene(stage: Any) -> None:
        await stage.sees("(r tries again)")
        await stage.quiet()
        # Two are asked for at once at first: which of them the strip shows hangs on a moment.
        with stage.workbench.origin("person", view="conversations"):
            await stage.workbench.client.exchange(ListConversations())
        await stage.sees("/conversation")

    closed = dataclasses.replace(target, base_url="http://127.0.0.1:9", auth=Bearer("t"))
    assert shown(scene, (120, 40), at=closed)


def test_the_editor_with_a_problem_on_a_light_screen(shown: Any, scenes: Any) -> None:
    async def scene(stage: Any) -> None:
        await scenes.edit_module(stage)
        await stage.press("f3", "backspace")
        await stage.sees("line 7")

    assert shown(scene, (80, 24), theme="stride-light", embedded=True)
