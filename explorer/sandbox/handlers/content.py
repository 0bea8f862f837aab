"""The content of a message, from any of the four forms: a document and its plain text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from explorer.api.models.messages import text_document
from explorer.api.operation import as_json
from explorer.api.operations import Form
from explorer.api.operations.content import MessageOperation
from explorer.sandbox.context import Context
from explorer.sandbox.refusals import bad_request
from explorer.sandbox.store import sites

LARGE = 16 * 1024
"""Characters of a text above which its conversion would hold up other callers."""


async def read_content(
    call: MessageOperation[Any], cloud_id: str, context: Context
) -> tuple[dict[str, Any], str]:
    """What is kept of a message's content.

    A document is kept as it was sent. A text becomes a document, in which `@Name` of someone of
    the site becomes a mention.

    Raises:
        Refusal: 400, the text is nested too deeply to be a document.
    """
    content = call.content
    if not isinstance(content, str):
        return await _run(_of_document, as_json(content), large=True)
    if call.form is Form.TEXT:
        return text_document(content), content
    names = sites.names_of(context.database.connection, cloud_id, content) if "@" in content else {}
    return await _run(_of_markdown, content, names, large=len(content) > LARGE)


async def _run(
    function: Callable[..., tuple[dict[str, Any], str]], *arguments: Any, large: bool
) -> tuple[dict[str, Any], str]:
    try:
        if large:
            return await asyncio.to_thread(function, *arguments)
        return function(*arguments)
    except RecursionError:
        raise bad_request("body", "is nested too deeply") from None


def _of_document(document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from explorer.document.model import Document
    from explorer.document.text import wire_text

    return document, wire_text(Document.parse(document))


def _of_markdown(text: str, names: dict[str, str]) -> tuple[dict[str, Any], str]:
    from explorer.document.markdown import from_markdown
    from explorer.document.text import wire_text

    document = from_markdown(text, mentions=names)
    return document.to_json(), wire_text(document)
