"""Markdown to documents and back.

What a person types becomes a document that is valid by the schema of June 2018; a document
becomes Markdown that reads well and, typed again, gives the same Markdown.
"""

from __future__ import annotations

from explorer.document.from_markdown import from_markdown
from explorer.document.to_markdown import to_markdown

__all__ = ["from_markdown", "to_markdown"]
