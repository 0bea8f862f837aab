"""The embedded server that behaves as the service did.

    from explorer.sandbox import Sandbox

Names are loaded on first use: importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.sandbox.refusals import SandboxError
    from explorer.sandbox.server import Sandbox

__all__ = ["Sandbox", "SandboxError"]


def __getattr__(name: str) -> Any:
    if name == "Sandbox":
        from explorer.sandbox.server import Sandbox

        return Sandbox
    if name == "SandboxError":
        from explorer.sandbox.refusals import SandboxError

        return SandboxError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
