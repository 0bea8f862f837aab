"""What is wrong with a document, by the schema of June 2018, in words and with a path.

Where the schema and the wire contract part, this check sides with the contract:

- In a list item the schema constrains the first two children only (it spells an array as a
  tuple). Here all children after the first are paragraphs, lists or a `mediaSingle`.
- A mark may appear once on a text. The schema would take it twice; the builder written for
  Stride refuses it.
- Documents nested deeper than `MAX_DEPTH` levels are refused; the schema knows no bound.

All else is the schema's own: a `codeBlock` needs no content, a card's detail needs no member,
`parameters` are any JSON, a level may be 1.5, a row of a table may be empty.
"""

from __future__ import annotations

from typing import Any, Final

from explorer.document.grammar import BESIDE_CODE, MARK_RULES, NODE_RULES, NodeRule
from explorer.document.node import MAX_DEPTH
from explorer.document.rules import Path, Problem, Report, names, path_text, shown
from explorer.document.view import View

__all__ = ["Problem", "check"]

_VOWELS: Final = "aeiou"


def check(value: object) -> list[Problem]:
    """Say what the schema of June 2018 has against a document.

    Args:
        value: A JSON value as `json.loads` gives it, or a `Document`.

    Returns:
        The problems in the order of reading; none for a valid document.
    """
    raw: Any = value.raw if isinstance(value, View) else value
    problems: list[Problem] = []

    def report(path: Path, message: str) -> None:
        problems.append(Problem(path_text(path), message))

    if not isinstance(raw, dict):
        report(None, f"must be an object, not {shown(raw)}")
        return problems
    if raw.get("type") != "doc":
        _report_other(raw, "type", 'must be "doc"', report)
        return problems
    version = raw.get("version")
    if isinstance(version, bool) or version != 1:
        _report_other(raw, "version", "must be 1", report)
    _check_nodes(raw, report)
    return problems


def _report_other(raw: dict[str, Any], key: str, rule: str, report: Report) -> None:
    report((None, key), f"{rule}, not {shown(raw[key])}" if key in raw else "is required")


def _check_nodes(doc: dict[str, Any], report: Report) -> None:
    pending: list[tuple[dict[str, Any], str, Path, int]] = [(doc, "doc", None, 0)]
    while pending:
        node, kind, path, depth = pending.pop()
        if kind == "text":
            _check_text(node, path, report)
            continue
        rule = NODE_RULES[kind]
        _check_members(node, kind, rule, path, report)
        if rule.children is None or "content" not in node:
            continue
        inside = _children(node["content"], kind, rule, (path, "content"), report)
        if kind == "codeBlock":
            for each, _, where in inside:
                if each.get("marks"):
                    report((where, "marks"), "must be absent: the text of a code block has none")
        if inside and depth >= MAX_DEPTH:
            report((path, "content"), f"is nested deeper than {MAX_DEPTH} levels")
            continue
        pending.extend((each, name, where, depth + 1) for each, name, where in reversed(inside))


def _check_members(
    node: dict[str, Any], kind: str, rule: NodeRule, path: Path, report: Report
) -> None:
    allowed = {"type"}
    if kind == "doc":
        allowed.add("version")
    if rule.attrs is not None:
        allowed.add("attrs")
        if "attrs" in node:
            rule.attrs(node["attrs"], (path, "attrs"), report)
        elif rule.attrs_required:
            report((path, "attrs"), "is required")
    if rule.children is not None:
        allowed.add("content")
        if "content" not in node and rule.content_required:
            report((path, "content"), "is required")
    _check_extra(node, allowed, kind, path, report)


def _check_extra(
    node: dict[str, Any], allowed: set[str], kind: str, path: Path, report: Report
) -> None:
    for key in node:
        if key not in allowed:
            report((path, key), f"is not allowed in {_one(kind)}")


def _children(
    content: Any, kind: str, rule: NodeRule, path: Path, report: Report
) -> list[tuple[dict[str, Any], str, Path]]:
    """The children whose type is allowed where they stand; the others are reported."""
    if not isinstance(content, list):
        report(path, f"must be an array, not {shown(content)}")
        return []
    if len(content) < rule.least:
        report(path, "must not be empty")
    if rule.most is not None and len(content) > rule.most:
        report(path, f"must hold {rule.most} and no more")
    sound: list[tuple[dict[str, Any], str, Path]] = []
    for index, child in enumerate(content):
        where: Path = (path, index)
        if not isinstance(child, dict):
            report(where, f"must be a node, not {shown(child)}")
            continue
        name = child.get("type")
        allowed = rule.children or ()
        place = f"in {_one(kind)}"
        if index == 0 and rule.first is not None:
            allowed, place = rule.first, f"as the first child of {_one(kind)}"
        if isinstance(name, str) and name in allowed:
            sound.append((child, name, where))
        elif "type" not in child:
            report((where, "type"), "is required")
        else:
            report((where, "type"), f"must be {names(allowed)} {place}, not {shown(name)}")
    if kind == "tableRow" and len({name for _, name, _ in sound}) > 1:
        report(path, "must be all tableHeader or all tableCell")
    return sound


def _check_text(node: dict[str, Any], path: Path, report: Report) -> None:
    _check_extra(node, {"type", "text", "marks"}, "text", path, report)
    if "text" not in node:
        report((path, "text"), "is required")
    elif not isinstance(node["text"], str):
        report((path, "text"), f"must be a string, not {shown(node['text'])}")
    elif not node["text"]:
        report((path, "text"), "must not be empty: leave the node out")
    if "marks" in node:
        _check_marks(node["marks"], (path, "marks"), report)


def _check_marks(marks: Any, path: Path, report: Report) -> None:
    if not isinstance(marks, list):
        report(path, f"must be an array, not {shown(marks)}")
        return
    seen: set[str] = set()
    for index, mark in enumerate(marks):
        where: Path = (path, index)
        kind = mark.get("type") if isinstance(mark, dict) else None
        if not isinstance(mark, dict):
            report(where, f"must be a mark, not {shown(mark)}")
        elif not isinstance(kind, str) or kind not in MARK_RULES:
            report((where, "type"), f"must be {names(tuple(MARK_RULES))}, not {shown(kind)}")
        else:
            if kind in seen:
                report(where, f"repeats the mark {kind}")
            seen.add(kind)
            _check_mark(mark, kind, where, report)
    if "code" in seen and (others := seen - BESIDE_CODE):
        report(path, f"must not join code with {', '.join(sorted(others))}: only with link")


def _check_mark(mark: dict[str, Any], kind: str, path: Path, report: Report) -> None:
    rule = MARK_RULES[kind]
    allowed = {"type"}
    if rule is not None:
        allowed.add("attrs")
        if "attrs" in mark:
            rule(mark["attrs"], (path, "attrs"), report)
        else:
            report((path, "attrs"), "is required")
    _check_extra(mark, allowed, f"{kind} mark", path, report)


def _one(kind: str) -> str:
    return f"{'an' if kind[0] in _VOWELS else 'a'} {kind}"
