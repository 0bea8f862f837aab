"""Telling those who look that something has changed."""

from __future__ import annotations

from collections.abc import Callable


class Changes:
    """Callbacks that are called, in the order they came, whenever something has changed."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[], None]] = []

    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have a function called at every change; gives the function that ends it."""
        self._callbacks.append(callback)

        def stop() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return stop

    def changed(self) -> None:
        """Call them all."""
        for callback in tuple(self._callbacks):
            callback()
