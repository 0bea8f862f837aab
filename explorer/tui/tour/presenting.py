"""The app opened to present a tour, on a sandbox that begins as the tour says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.tour.model import Tour
    from explorer.tui.app import ExplorerApp


@contextmanager
def options_of(tour: Tour) -> Iterator[dict[str, Any]]:
    """Options of the sitting a tour is presented in; its journal and data go with the block.

    Args:
        tour: The tour.
    """
    from explorer.tour.checking import sandbox_options

    with TemporaryDirectory(prefix="stride-tour-", ignore_cleanup_errors=True) as directory:
        yield {"data_dir": Path(directory), "sandbox": sandbox_options(tour.sandbox)}


def presenting(tour: Tour) -> Callable[[ExplorerApp], None]:
    """What puts a tour in front once the app is connected."""

    def begin(app: ExplorerApp) -> None:
        from explorer.tui.tour.screen import TourScreen

        assert app.workbench is not None
        app.push_screen(TourScreen(app.workbench, tour))

    return begin
