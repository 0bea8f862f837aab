"""An interactive explorer for the Atlassian Stride REST API.

One typed API layer, an embedded sandbox that behaves as the service did, and faces over both.

    from explorer import Client, operations

Names are loaded on first use: importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.api import errors, models, operations
    from explorer.api.client import AsyncClient, Client
    from explorer.api.dataframe import to_dataframe
    from explorer.api.representation.subjects import describe
    from explorer.workbench.workbench import Workbench

__version__ = "0.1.0"
__all__ = [
    "AsyncClient",
    "Client",
    "Workbench",
    "describe",
    "errors",
    "models",
    "operations",
    "to_dataframe",
]

_WHERE = {
    "AsyncClient": "explorer.api.client",
    "Client": "explorer.api.client",
    "Workbench": "explorer.workbench.workbench",
    "describe": "explorer.api.representation.subjects",
    "errors": "explorer.api.errors",
    "models": "explorer.api.models",
    "operations": "explorer.api.operations",
    "to_dataframe": "explorer.api.dataframe",
}


def __getattr__(name: str) -> Any:
    where = _WHERE.get(name)
    if where is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(where)
    return module if where.endswith(f".{name}") else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
