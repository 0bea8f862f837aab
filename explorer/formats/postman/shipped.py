"""Where the collection is that ships in the package. Written by our own exporter."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def shipped_collection() -> Traversable:
    """The file: `read_bytes()` of it gives the catalogue as a Postman collection, v2.1."""
    return files("explorer.formats").joinpath("data", "stride.postman_collection.json")
