"""Rules for plain JSON values, of which the schema's attributes are built.

A rule looks at one value and reports what is wrong with it, in words, at its path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from explorer.document.safe import one_line

Path: TypeAlias = "tuple[Path, str | int] | None"
"""Where a value stands: the path of what holds it and its key there; None for the whole."""

_SHOWN: Final = 40
_NAMED: Final = 8


class Problem(NamedTuple):
    """One thing that is wrong with a document.

    Args:
        path: Where, like `content[2].attrs.level`; empty for the document as a whole.
        message: What, in words that follow the path: `must be 1 to 6, not 9`.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path or 'the document'} {self.message}"


Report: TypeAlias = Callable[[Path, str], None]
Look: TypeAlias = Callable[[Any, Path, Report], None]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule, for us and for others.

    Args:
        look: Looks at a value and reports what is wrong with it.
        schema: The same rule as JSON Schema.
    """

    look: Look
    schema: Mapping[str, Any]

    def __call__(self, value: Any, path: Path, report: Report) -> None:
        self.look(value, path, report)


def path_text(path: Path) -> str:
    """Spell a path like `content[2].attrs.level`, with strange keys in quotation marks."""
    steps: list[str] = []
    while path is not None:
        path, step = path
        if isinstance(step, int):
            steps.append(f"[{step}]")
        elif step.isidentifier():
            steps.append(f".{step}")
        else:
            steps.append(f"[{shown(step)}]")
    return "".join(reversed(steps)).removeprefix(".")


def shown(value: Any) -> str:
    """A JSON value in a few visible characters, for a message."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, int) and value.bit_length() > 64:
        return "a very large number"
    if isinstance(value, str):
        value = value[: 2 * _SHOWN]
    return one_line(json.dumps(value, ensure_ascii=False, default=repr), _SHOWN)


def names(values: tuple[str, ...]) -> str:
    """A list of allowed words in words: `"a", "b" or "c"`."""
    quoted = [f'"{value}"' for value in values]
    if len(quoted) > _NAMED:
        return f"{', '.join(quoted[:_NAMED])} or one of {len(quoted) - _NAMED} more"
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def string(least: int = 0) -> Check:
    """A string of at least so many characters."""

    def look(value: Any, path: Path, report: Report) -> None:
        if not isinstance(value, str):
            report(path, f"must be a string, not {shown(value)}")
        elif len(value) < least:
            report(path, "must not be empty")

    return Check(look, {"type": "string"} | ({"minLength": least} if least else {}))


def number(least: float | None = None, most: float | None = None) -> Check:
    """A number within bounds, both included."""
    bounds = "at least" if most is None else "from"
    span = f"{bounds} {least}" + ("" if most is None else f" to {most}")

    def look(value: Any, path: Path, report: Report) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            report(path, f"must be a number, not {shown(value)}")
        elif (least is not None and value < least) or (most is not None and value > most):
            report(path, f"must be {span}, not {shown(value)}")

    bounded = {"minimum": least, "maximum": most}
    return Check(
        look,
        {"type": "number"} | {name: bound for name, bound in bounded.items() if bound is not None},
    )


def _boolean(value: Any, path: Path, report: Report) -> None:
    if not isinstance(value, bool):
        report(path, f"must be true or false, not {shown(value)}")


boolean: Final = Check(_boolean, {"type": "boolean"})
"""True or false."""

anything: Final = Check(lambda value, path, report: None, {})
"""Any JSON value."""


def word(*allowed: str) -> Check:
    """One of some words."""
    known = frozenset(allowed)

    def look(value: Any, path: Path, report: Report) -> None:
        if not isinstance(value, str) or value not in known:
            report(path, f"must be {names(allowed)}, not {shown(value)}")

    return Check(look, {"type": "string", "enum": list(allowed)})


def matching(pattern: str, words: str) -> Check:
    """A string in which a pattern is found, and that pattern in words."""
    expression = re.compile(pattern)

    def look(value: Any, path: Path, report: Report) -> None:
        if not isinstance(value, str) or expression.search(value) is None:
            report(path, f"must be {words}, not {shown(value)}")

    # In JSON Schema the end of a text is `$`, which there does not mean a last line's end too.
    return Check(look, {"type": "string", "pattern": pattern.replace(r"\Z", "$")})


def array(of: Check) -> Check:
    """An array whose elements all follow one rule."""

    def look(value: Any, path: Path, report: Report) -> None:
        if not isinstance(value, list):
            report(path, f"must be an array, not {shown(value)}")
            return
        for index, each in enumerate(value):
            of(each, (path, index), report)

    return Check(look, {"type": "array", "items": of.schema})


def entries(
    required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None
) -> Check:
    """An object with these members and no others."""
    needed = dict(required or {})
    members = needed | dict(optional or {})

    def look(value: Any, path: Path, report: Report) -> None:
        if not isinstance(value, dict):
            report(path, f"must be an object, not {shown(value)}")
            return
        for key in needed:
            if key not in value:
                report((path, key), "is required")
        for key, each in value.items():
            if (rule := members.get(key)) is not None:
                rule(each, (path, key), report)
            else:
                report(
                    (path, key), f"is not allowed; known here: {', '.join(members) or 'nothing'}"
                )

    schema: dict[str, Any] = {
        "type": "object",
        "properties": {key: rule.schema for key, rule in members.items()},
        "additionalProperties": False,
    }
    return Check(look, schema | ({"required": list(needed)} if needed else {}))
