"""Choosing a tour to present: one of those that come with the program, or a file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.tui.content import notify_text
from explorer.tui.front import Front
from explorer.tui.widgets.choice import ChoiceScreen

if TYPE_CHECKING:
    from explorer.tour.model import Tour
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.workbench import Workbench


async def choose_tour(app: ExplorerApp, workbench: Workbench) -> None:
    """Ask for a tour and present it on the server of the sitting, as its data are now.

    Args:
        app: The app.
        workbench: The sitting.
    """
    from explorer.api.representation.figure import count
    from explorer.tour.errors import TourError
    from explorer.tour.fitting import fitted
    from explorer.tour.reading import read_file
    from explorer.tui.tour.screen import TourScreen

    front = Front(app)
    paths = await asyncio.to_thread(known_tours)
    tours: list[Tour] = []
    titles: list[str] = []
    for path in paths:
        try:
            tour = await asyncio.to_thread(read_file, path)
        except TourError as problem:
            notify_text(app, str(problem), severity="warning", timeout=10)
            continue
        tours.append(tour)
        titles.append(f"{tour.title} · {count(len(tour.steps), 'step')} · {path.name}")
    if front.left("The list of tours"):
        return
    chosen = await app.push_screen_wait(ChoiceScreen("Present a tour", titles))
    if chosen is None:
        return
    try:
        tour = await asyncio.to_thread(fitted, tours[chosen], workbench.target)
    except TourError as problem:
        notify_text(app, str(problem), severity="error", timeout=10)
        return
    if front.left("The tour"):
        return
    # Played on what is there: the sandbox of the sitting is not the tour's own.
    start = tour.sandbox.model_copy(update={"fresh": False})
    app.push_screen(TourScreen(workbench, tour.model_copy(update={"sandbox": start})))


def known_tours() -> list[Path]:
    """The tours of the working directory, and those that come with the program."""
    from explorer.tour.shipped import shipped_tours

    here = [
        path
        for path in sorted(Path().glob("*.yaml"))
        if path.is_file() and b"\nsteps:" in path.read_bytes()[: 1 << 20]
    ]
    return [*here, *shipped_tours().values()]
