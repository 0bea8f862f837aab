"""`{{name}}` in the texts of a step, and what stands for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from explorer.tour.model import Step
from explorer.tour.yaml_text import Steps
from explorer.workbench.variables import Variables, layer, names_in

_WHOLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")


def fill(text: str, known: Mapping[str, Any]) -> str:
    """A text with every name put in that has a value; what is no text stands as JSON."""
    if "{{" not in text:
        return text
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in known.items()
    }
    return Variables(layer(texts, "tour")).fill(text).text


def fill_data(value: Any, known: Mapping[str, Any]) -> Any:
    """Data with every name put in; a text that is one name alone becomes its value, of any type."""
    if isinstance(value, str):
        alone = _WHOLE.fullmatch(value)
        if alone and alone[1] in known:
            return known[alone[1]]
        return fill(value, known)
    if isinstance(value, dict):
        return {key: fill_data(each, known) for key, each in value.items()}
    if isinstance(value, list):
        return [fill_data(each, known) for each in value]
    return value


def filled(step: Step, known: Mapping[str, Any]) -> Step:
    """A step with every name put in that has a value, wherever it is sent or judged.

    Args:
        step: As the file has it.
        known: Names and their values.
    """
    fields = {
        fill(path, known): fill_data(wanted, known) for path, wanted in step.expect.fields.items()
    }
    return step.model_copy(
        update={
            "values": {name: fill(text, known) for name, text in step.values.items()},
            "body": fill_data(step.body, known),
            "expect": step.expect.model_copy(update={"fields": fields}),
        }
    )


def names_of(text: str, variables: Mapping[str, Any]) -> list[str]:
    """The names that a text needs, those within the values of variables included.

    Args:
        text: Any text.
        variables: The tour's own, by name.
    """
    found: dict[str, None] = {}
    waiting = list(names_in(text))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            value = variables.get(name)
            if isinstance(value, str):
                waiting += names_in(value)
    return list(found)


def sent_texts(step: Step) -> Iterator[tuple[Steps, str]]:
    """Every text of what a step sends, with the steps that lead to it."""
    for name, value in step.values.items():
        yield ("values", name), value
    yield from texts_in(step.body, ("body",))


def texts_of(step: Step) -> Iterator[tuple[Steps, str]]:
    """Every text of a step that may hold `{{name}}`, with the steps that lead to it."""
    yield from sent_texts(step)
    for path, wanted in step.expect.fields.items():
        at: Steps = ("expect", "fields", path)
        yield at, path
        yield from texts_in(wanted, at)
    for name, path in step.keep.items():
        yield ("keep", name), path
    for index, path in enumerate(step.highlight):
        yield ("highlight", index), path


def texts_in(value: Any, steps: Steps) -> Iterator[tuple[Steps, str]]:
    """Every text within data, with the steps that lead to it."""
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts_in(each, (*steps, str(key)))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from texts_in(each, (*steps, index))
