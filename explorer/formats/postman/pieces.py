"""What the parts of a collection have in common: texts, descriptions, named values, scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from explorer.document.safe import one_line
from explorer.formats.postman.model import Pair, Problem, Script, Severity, Variable
from explorer.formats.postman.templates import is_placeholder

MOST_PROBLEMS = 1000
MOST_VARIABLES = 1000
"""In one list: they are known to every request below it."""


class Problems:
    """What is found while a file is read, up to a number that no one reads."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._more = 0

    def add(self, path: str, severity: Severity, message: str) -> None:
        """Note something; what it quotes is made visible here."""
        if len(self._found) < MOST_PROBLEMS:
            self._found.append(Problem(one_line(path, 300), severity, one_line(message, 400)))
        else:
            self._more += 1

    def all(self) -> tuple[Problem, ...]:
        """Everything noted, and how much there was beside it."""
        if not self._more:
            return tuple(self._found)
        return (*self._found, Problem("", "info", f"There are {self._more} more problems."))


def text_of(value: Any) -> str | None:
    """A JSON value as the text it stands for; None for null, and for what cannot be written."""
    if value is None or isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except (RecursionError, ValueError):
        return None


def description_of(value: Any) -> str:
    """A description: a text, or an object with the text as its content."""
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else ""


def kind_of(value: Any) -> str:
    """What a JSON value is, in a word with its article."""
    words = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return words.get(type(value), "null" if value is None else "a number")


def rows(value: Any, path: str, problems: Problems) -> Iterator[tuple[str, Any]]:
    """The entries of a list, or of an object with names for keys, each with its path."""
    if value is None:
        return
    if isinstance(value, dict):
        for name, each in value.items():
            for item in each if isinstance(each, list) else [each]:
                yield f"{path}.{name}", {"key": name, "value": item}
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield f"{path}[{index}]", each
    else:
        problems.add(path, "error", f"This is {kind_of(value)}; a list was expected.")


def pairs(value: Any, path: str, problems: Problems, separator: str) -> tuple[Pair, ...]:
    """Named values in any of their spellings.

    Args:
        value: A list of objects or of texts, an object, or null.
        path: Where it stands.
        problems: Takes what is wrong with an entry, which is then left out.
        separator: What parts name and value in a text.
    """
    found = []
    for place, each in rows(value, path, problems):
        if isinstance(each, str):
            if each.strip():
                found.append(_from_text(each, separator))
        elif isinstance(each, dict):
            pair = _from_object(each, place, problems)
            if pair is not None:
                found.append(pair)
        elif each is not None:
            problems.add(place, "error", f"This is {kind_of(each)}; a name and value was expected.")
    return tuple(found)


def _from_text(text: str, separator: str) -> Pair:
    key, found, value = text.partition(separator)
    if separator == ":":
        key, value = key.strip(), value.strip()
    return Pair(key, value if found else None)


def _from_object(value: dict[str, Any], path: str, problems: Problems) -> Pair | None:
    key = text_of(value.get("key"))
    content = text_of(value.get("value"))
    if not key:
        if content:
            problems.add(path, "warning", "This has a value and no name. It is left out.")
        return None
    return Pair(
        key, content, value.get("disabled") is True, description_of(value.get("description"))
    )


def variables(value: Any, path: str, problems: Problems) -> tuple[Variable, ...]:
    """Variables of a collection, a folder or a URL: by `key` or the older `id`.

    Disabled ones are left out; of one name the last counts.
    """
    found: dict[str, Variable] = {}
    for place, each in rows(value, path, problems):
        if not isinstance(each, dict):
            if each is not None:
                problems.add(place, "error", f"This is {kind_of(each)}; a variable was expected.")
            continue
        name = next(
            (text for key in ("key", "id", "name") if (text := text_of(each.get(key)))), None
        )
        if name is None:
            problems.add(place, "warning", "This variable has no name. It is left out.")
        elif each.get("disabled") is not True:
            text = text_of(each.get("value"))
            absent = text is None or is_placeholder(text)
            found[name] = Variable(name, None if absent else text, each.get("type") == "secret")
        if len(found) >= MOST_VARIABLES:
            problems.add(path, "error", f"Only the first {MOST_VARIABLES} variables are read.")
            break
    return tuple(found.values())


def scripts(value: Any, path: str, problems: Problems) -> tuple[Script, ...]:
    """The scripts of an item, as text."""
    found = []
    for place, each in rows(value, path, problems):
        if not isinstance(each, dict):
            problems.add(place, "warning", f"This is {kind_of(each)}; a script was expected.")
            continue
        script = each.get("script")
        text = script.get("exec") if isinstance(script, dict) else script
        if isinstance(text, list):
            text = "\n".join(line for line in text if isinstance(line, str))
        if isinstance(text, str) and text.strip():
            found.append(Script(text_of(each.get("listen")) or "", text, place))
    return tuple(found)
