"""The app opened to present a tour, on a sandbox that begins as the tour says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.tour.model import Tour
    from explorer.tui.app import ExplorerApp


def presenting(tour: Tour) -> Callable[[ExplorerApp], None]:
    """What puts a tour in front once the app is connected."""

    def begin(app: ExplorerApp) -> None:
        from explorer.tui.tour.screen import TourScreen

        assert app.workbench is not None
        app.push_screen(TourScreen(app.workbench, tour))

    return begin
