"""The grammar of Atlassian documents as JSON Schema 2020-12, for whoever checks or makes them.

It says what `check` says, but for two things: a bound on the depth of nesting is none that JSON
Schema has, and a row of a table holds cells of one kind by being one of two lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from explorer.document.grammar import BESIDE_CODE, MARK_RULES, NODE_RULES, NodeRule
from explorer.document.node import MAX_DEPTH

ROOT: Final = "Document"
"""Name of the whole document's schema."""

_MARK: Final = f"{ROOT}Mark"
_CODE_TEXT: Final = f"{ROOT}CodeText"


def document_schemas(prefix: str = "#/$defs/") -> dict[str, dict[str, Any]]:
    """The schema of the document, named `Document`, and of every node and mark in it.

    Args:
        prefix: What a reference to one of the names begins with.
    """
    schemas = {ROOT: _node("doc", NODE_RULES["doc"], prefix)}
    for kind, rule in NODE_RULES.items():
        if kind != "doc":
            schemas[_name(kind)] = _node(kind, rule, prefix)
    schemas[_name("text")] = _text(_marks(prefix))
    schemas[_CODE_TEXT] = _text({"type": "array", "maxItems": 0})
    for kind, check in MARK_RULES.items():
        members: dict[str, Any] = {"type": {"const": kind}}
        if check is not None:
            members["attrs"] = check.schema
        schemas[_name(kind, _MARK)] = _object(members, list(members))
    return schemas


def _name(kind: str, before: str = ROOT) -> str:
    return f"{before}{kind[0].upper()}{kind[1:]}"


def _object(members: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": required,
        "additionalProperties": False,
    }


def _node(kind: str, rule: NodeRule, prefix: str) -> dict[str, Any]:
    members: dict[str, Any] = {"type": {"const": kind}}
    required = ["type"]
    if kind == "doc":
        members["version"] = {"const": 1}
        required.append("version")
    if rule.attrs is not None:
        members["attrs"] = rule.attrs.schema
        if rule.attrs_required:
            required.append("attrs")
    if rule.children is not None:
        members["content"] = _content(kind, rule, rule.children, prefix)
        if rule.content_required:
            required.append("content")
    schema = _object(members, required)
    if kind == "doc":
        schema["description"] = (
            "An Atlassian document, by the schema of June 2018. "
            f"Nodes are nested at most {MAX_DEPTH} levels deep."
        )
    return schema


def _content(kind: str, rule: NodeRule, children: tuple[str, ...], prefix: str) -> dict[str, Any]:
    if kind == "codeBlock":
        return {"type": "array", "items": {"$ref": f"{prefix}{_CODE_TEXT}"}}
    if kind == "tableRow":
        return {"anyOf": [{"type": "array", "items": _any((each,), prefix)} for each in children]}
    content: dict[str, Any] = {"type": "array", "items": _any(children, prefix)}
    if rule.first is not None:
        content["prefixItems"] = [_any(rule.first, prefix)]
    if rule.least:
        content["minItems"] = rule.least
    if rule.most is not None:
        content["maxItems"] = rule.most
    return content


def _any(kinds: Iterable[str], prefix: str, before: str = ROOT) -> dict[str, Any]:
    references = [{"$ref": f"{prefix}{_name(kind, before)}"} for kind in kinds]
    return references[0] if len(references) == 1 else {"anyOf": references}


def _text(marks: dict[str, Any]) -> dict[str, Any]:
    return _object(
        {"type": {"const": "text"}, "text": {"type": "string", "minLength": 1}, "marks": marks},
        ["type", "text"],
    )


def _marks(prefix: str) -> dict[str, Any]:
    plain = [kind for kind in MARK_RULES if kind != "code"]
    beside_code = [kind for kind in MARK_RULES if kind in BESIDE_CODE]
    return {"anyOf": [_once_each(plain, prefix), _once_each(beside_code, prefix)]}


def _once_each(kinds: list[str], prefix: str) -> dict[str, Any]:
    """A list in which no mark is twice: those without attributes are equal if they are."""
    several = [kind for kind in kinds if MARK_RULES[kind] is not None]
    return {
        "type": "array",
        "items": _any(kinds, prefix, _MARK),
        "uniqueItems": True,
        "allOf": [
            {
                "contains": {"type": "object", "properties": {"type": {"const": kind}}},
                "minContains": 0,
                "maxContains": 1,
            }
            for kind in several
        ],
    }
