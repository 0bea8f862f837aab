"""YAML as tours use it: plain data with the line of every part, and back.

Values are read as JSON reads them: `yes` and `2026-06-15` are texts. Aliases are refused: a tour is
read from top to bottom, and a few lines of aliases can stand for more than memory holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any, NamedTuple

import yaml

from explorer.document.safe import one_line
from explorer.tour.errors import Fault

LARGEST = 1 << 20
"""Bytes of a tour at most."""

DEEPEST = 60
"""Levels of a tour's data at most."""

Steps = tuple[str | int, ...]


class Position(NamedTuple):
    """A place in a text, from 1."""

    line: int
    column: int


class YamlFault(ValueError):
    """A text is not the YAML of a tour.

    Attributes:
        fault: What is wrong, and where.
    """

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


class Read(NamedTuple):
    """A text, read.

    Args:
        data: Its plain data.
        positions: Where each part begins, by the steps that lead to it.
    """

    data: Any
    positions: Mapping[Steps, Position]


_PLAINLY = (
    ("'\\t' that cannot start any token", "there is a tab where blanks must be"),
    ("expected <block end>", "this line is not indented as those it belongs to"),
    ("mapping values are not allowed", "a text with a colon in it stands in quotes"),
)
"""What the parser says of frequent mistakes, and what a person would."""


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_mark()
            words = "aliases are not used in tours: write the value out."
            raise YamlFault(Fault(words, "", *_position(mark)))
        return super().compose_node(parent, index)


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", "-0123456789"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first
    )


def read(text: str) -> Read:
    """Read a text.

    Raises:
        YamlFault: It is not YAML, too large, or uses what tours do not.
    """
    if len(text) > LARGEST:
        raise YamlFault(Fault(f"a tour has at most {LARGEST >> 20} MiB; this one is larger."))
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        positions: dict[Steps, Position] = {}
        for steps, each in _walk(node, (), 0):
            positions.setdefault(steps, _position(each.start_mark))
        data = loader.construct_document(node) if node is not None else None
    except YamlFault:
        raise
    except yaml.MarkedYAMLError as problem:
        at = _position(problem.problem_mark) if problem.problem_mark else Position(0, 0)
        said = one_line(str(problem.problem or problem.context or "it cannot be read"), 200)
        plain = next((words for part, words in _PLAINLY if part in said), said)
        raise YamlFault(Fault(f"this is not YAML: {plain}.", "", *at)) from None
    except yaml.YAMLError as problem:
        said = one_line(str(problem), 200)
        raise YamlFault(Fault(f"this is not YAML: {said}.")) from None
    except (RecursionError, ValueError):
        raise YamlFault(Fault("it is nested too deep, or a number in it is too long.")) from None
    finally:
        loader.dispose()
    return Read(data, positions)


def _position(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1)


def _walk(node: Any, steps: Steps, depth: int) -> Iterator[tuple[Steps, Any]]:
    if node is None:
        return
    if depth > DEEPEST:
        raise YamlFault(Fault("it is nested too deep.", "", *_position(node.start_mark)))
    yield steps, node
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _walk(child, (*steps, index), depth + 1)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            at = _position(key.start_mark)
            if isinstance(key, yaml.MappingNode):
                words = 'a name in braces stands in quotes, as in "{{room}}".'
                raise YamlFault(Fault(words, "", *at))
            if not isinstance(key, yaml.ScalarNode):
                raise YamlFault(Fault("the name of a value must be a text.", "", *at))
            name = str(key.value)
            if name in seen:
                raise YamlFault(Fault(f"{one_line(name, 60)!r} is given twice.", "", *at))
            seen.add(name)
            # A name is always a text here, whatever it looks like.
            key.tag = "tag:yaml.org,2002:str"
            for inner, each in _walk(child, (*steps, name), depth + 1):
                yield inner, key if inner == (*steps, name) else each


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    lines = value.split("\n")
    # The literal style keeps lines as they are; it cannot hold what is not printable, and hides
    # blanks at an end.
    literal = len(lines) > 1 and all(
        each.isprintable() and not each.endswith(" ") for each in lines
    )
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, "|" if literal else None)


_Dumper.add_representer(str, _text)


def write(data: Any) -> str:
    """Data as a text that reads well and is read as the same data.

    What stands inside a step and is short takes one line, as a person would write it.
    """
    node = _Dumper(StringIO(), sort_keys=False).represent_data(data)
    _close_up(node, 0)
    return yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=_WIDTH)


_WIDTH = 96
_SHORT = 76
"""Characters of a part that takes one line."""

_INSIDE = 3
"""Levels down to the values of a step: below the tour, its steps, and the step."""


def _close_up(node: Any, depth: int) -> None:
    """Give one line to each part inside a step that is short enough."""
    if isinstance(node, yaml.ScalarNode):
        return
    if depth >= _INSIDE and _length(node) <= _SHORT:
        node.flow_style = True
        return
    children = (
        node.value if isinstance(node, yaml.SequenceNode) else [each for _, each in node.value]
    )
    for each in children:
        _close_up(each, depth + 1)


def _length(node: Any) -> int:
    """About how long a part is in one line; a text of several lines has no place in one."""
    if isinstance(node, yaml.ScalarNode):
        return len(node.value) + 2 if "\n" not in node.value else _WIDTH
    if isinstance(node, yaml.SequenceNode):
        return 2 + sum(_length(each) + 2 for each in node.value)
    return 2 + sum(_length(key) + _length(each) + 2 for key, each in node.value)
