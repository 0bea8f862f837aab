"""A file that an answer holds: where to save it, and the button that does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.api.exchange import Exchange
from explorer.api.saving import Destination, Saved
from explorer.api.source import FileTrouble
from explorer.notebook import controls


def holds_file(exchange: Any) -> bool:
    """Whether an answer is a file, as a download of media is."""
    return isinstance(exchange, Exchange) and isinstance(exchange.value, bytes)


def save_answer(exchange: Exchange[Any], path: str = "") -> Saved:
    """Save the file that an answer holds. A file that is there already is left as it is.

    Args:
        exchange: One that `holds_file`.
        path: A file, or a directory, in which the server's own name for it is used, made harmless.
            Empty for the directory of the kernel, where the notebook is.

    Raises:
        CallError: There is no such directory, a file of that name is there, or the answer is none.
        FileTrouble: It could not be written.
    """
    response = exchange.response
    if response is None or not isinstance(exchange.value, bytes):
        raise FileTrouble("There is no file in this answer.")
    place = Destination(path.strip() or "./", fallback="answer")
    place.check()
    try:
        place.begin(response.headers)
        place.write(exchange.value)
        return place.finish(response.headers)
    finally:
        place.abandon()


class FileRow:
    """Where to save the file, and the button; shown with an answer that holds one.

    Args:
        save: Called when the button is pressed, with the path that is typed.
    """

    def __init__(self, save: Callable[[str], object]) -> None:
        self.path = controls.text("Save in (a file or a directory)", "sx-grow")
        self.button = controls.button(
            "Save file",
            lambda: save(self.path.value),
            icon="download",
            tip="Save the file that the answer holds, on the machine of the kernel",
            typed=True,
        )
        self.row = controls.row(self.button, self.path)
