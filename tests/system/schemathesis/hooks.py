"""What schemathesis cannot know from a schema, told to it as narrowly as possible.

Loaded by its command line; this file is no test.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote

import schemathesis
from schemathesis import Case, GenerationMode, HookContext

# Coverage goes through every alternative of every alternative, which in the grammar of documents
# are hundreds of thousands. With these alone it is still whole: blocks, text and marks.
_KEPT = {"Paragraph", "Heading", "Text", "MarkStrong", "MarkLink", "MarkCode"}


@schemathesis.hook
def before_load_schema(context: HookContext, raw_schema: dict[str, Any]) -> None:
    """Take most kinds of nodes out of documents, unless all are asked for."""
    if os.environ.get("WHOLE_DOCUMENTS"):
        return
    for name, schema in raw_schema["components"]["schemas"].items():
        if name.startswith("Document"):
            _prune(schema)


def _prune(value: Any) -> None:
    if isinstance(value, list):
        for each in value:
            _prune(each)
    elif isinstance(value, dict):
        choices = value.get("anyOf", ())
        if choices and all("$ref" in each for each in choices):
            value["anyOf"] = [each for each in choices if _is_kept(each["$ref"])]
        for each in value.values():
            _prune(each)


def _is_kept(reference: str) -> bool:
    name = reference.rpartition("/")[2]
    kind = name.removeprefix("Document")
    # The whole document by itself stands beside the one under `body`.
    return kind in {name, ""} or kind in _KEPT


@schemathesis.hook
def filter_case(context: HookContext, case: Case) -> bool:
    """Leave out bodies of text that are wrong by being no text: sent, they are a text all the same.

    Schemathesis knows that of text/plain by itself.
    """
    negative = case.meta is not None and case.meta.generation.mode == GenerationMode.NEGATIVE
    return not (negative and case.media_type == "text/markdown" and not isinstance(case.body, str))


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Make right what two places of a request must agree on, and what only a server gives out."""
    key = (case.path_parameters or {}).get("key")
    # The key of a module stands in the path, and may stand in its body too.
    if isinstance(key, str) and isinstance(case.body, dict):
        own = case.body.get("key")
        if isinstance(own, str) and own:
            case.body = {**case.body, "key": unquote(key)}
    # A cursor is opaque: one that is made up is refused, the empty one is the beginning.
    meta = case.meta
    made_up = meta is not None and meta.phase.name.value != "stateful"
    if made_up and isinstance((case.query or {}).get("cursor"), str):
        case.query = {**case.query, "cursor": ""}
