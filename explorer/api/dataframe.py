"""Answers as a table of pandas: `to_dataframe(page)` or `to_dataframe(client.items(...))`."""

from __future__ import annotations

from explorer.api.representation.dataframe import to_dataframe

__all__ = ["to_dataframe"]
