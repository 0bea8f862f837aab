"""Variables: named once, used as `{{name}}` wherever a person types, and known by their source.

Layers stand above each other: what the command line says beats a file, a file beats the profile,
the profile beats globals and what is built in, which also give way to what a collection itself
says. The value of a secret one is shown nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from explorer.api.redact import Secret, secret_named
from explorer.document.safe import one_line
from explorer.workbench.problems import WorkbenchError

FORM, COMMAND_LINE, PROFILE, BUILT_IN = "form", "command line", "profile", "built in"
"""Sources of layers; that of a file is its name."""

HIDDEN = "••••••"
"""What stands in the place of a secret value."""

_NAME = re.compile(r"\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Variable:
    """A named value.

    Args:
        name: As it stands between the braces.
        value: What it stands for.
        source: Where it was named.
        secret: Whether its value is hidden.
        gives_way: Whether it gives way to what a collection itself says.
    """

    name: str
    value: str = field(repr=False)
    source: str
    secret: bool = False
    gives_way: bool = False

    @property
    def shown(self) -> str:
        """The value as a person may see it, on one visible line."""
        return HIDDEN if self.secret else one_line(self.value, 200)


class Filled(NamedTuple):
    """A text with its variables put in.

    Args:
        text: The text; what could not be put in stands as it was.
        unresolved: The names without a value, each once, in their order.
    """

    text: str
    unresolved: tuple[str, ...]


Layer = Iterable[Variable]


class Variables:
    """The variables of a sitting.

    Args:
        layers: The strongest first.
    """

    def __init__(self, *layers: Layer) -> None:
        self._known: dict[str, Variable] = {}
        for layer in layers:
            for variable in layer:
                self._known.setdefault(variable.name, variable)

    def __iter__(self) -> Iterator[Variable]:
        """All that are in force, by name."""
        return iter(sorted(self._known.values(), key=lambda each: each.name))

    def __len__(self) -> int:
        return len(self._known)

    def get(self, name: str) -> Variable | None:
        """The variable in force; None where there is none."""
        return self._known.get(name)

    def value(self, name: str) -> str | None:
        """Its value as it was given; None where there is none."""
        known = self._known.get(name)
        return None if known is None else known.value

    def source(self, name: str) -> str:
        """Where it was named; empty where it was not."""
        known = self._known.get(name)
        return "" if known is None else known.source

    def beside(self, own: Collection[str]) -> Variables:
        """Those that count beside a collection's own: what gives way to them is left out.

        Args:
            own: Names to which the collection gives a value.
        """
        return Variables(each for each in self if not (each.gives_way and each.name in own))

    def secrets(self) -> tuple[Secret, ...]:
        """The secret values, for whatever takes secrets out of records."""
        return tuple(
            Secret(each.value, each.name) for each in self if each.secret and each.value.strip()
        )

    def fill(self, text: str) -> Filled:
        """Put values in the place of names, also within values.

        Args:
            text: Any text; `{{name}}` stands for the value of `name`.
        """
        return self._fill(text, show_secrets=True)

    def show(self, text: str) -> Filled:
        """As `fill`, but secrets stand by their names: for showing what will be sent."""
        return self._fill(text, show_secrets=False)

    def hide(self, text: str) -> str:
        """A text with each secret value replaced by its name."""
        for each in sorted(self._known.values(), key=lambda each: -len(each.value)):
            if each.secret and each.value.strip():
                text = text.replace(each.value, f"{{{{{each.name}}}}}")
        return text

    def uses_secret(self, text: str) -> bool:
        """Whether a secret becomes part of the text, by itself or within another value."""
        return any(self._is_secret(name, ()) for name in names_in(text))

    def _is_secret(self, name: str, within: tuple[str, ...]) -> bool:
        known = self._known.get(name)
        if known is None or name in within:
            return False
        return known.secret or any(
            self._is_secret(inner, (*within, name)) for inner in names_in(known.value)
        )

    def _fill(self, text: str, *, show_secrets: bool, within: tuple[str, ...] = ()) -> Filled:
        if "{{" not in text:
            return Filled(text, ())
        unresolved: dict[str, None] = {}

        def put(found: re.Match[str]) -> str:
            name = found[1]
            known = self._known.get(name)
            # A value that holds its own name, by whatever way, has no end.
            if known is None or name in within:
                unresolved[name] = None
                return found[0]
            if known.secret and not show_secrets:
                return f"{{{{{name}}}}}"
            inner = self._fill(known.value, show_secrets=show_secrets, within=(*within, name))
            unresolved.update(dict.fromkeys(inner.unresolved))
            return inner.text

        return Filled(_NAME.sub(put, text), tuple(unresolved))


def names_in(text: str) -> tuple[str, ...]:
    """The names that stand in a text as `{{name}}`, each once, in their order."""
    if "{{" not in text:
        return ()
    return tuple(dict.fromkeys(found[1] for found in _NAME.finditer(text)))


def layer(values: Mapping[str, Any], source: str, *, gives_way: bool = False) -> list[Variable]:
    """Values by name as a layer.

    Args:
        values: Texts, numbers and truth values, or what has `value` and `secret` as the variables
            of an environment file do. A name that sounds like a secret makes one.
        source: Where they were named.
        gives_way: Whether they give way to what a collection itself says; what is built in does.

    Raises:
        WorkbenchError: A value is of none of these.
    """
    gives_way = gives_way or source == BUILT_IN
    found = []
    for name, given in values.items():
        value, secret = getattr(given, "value", given), bool(getattr(given, "secret", False))
        if isinstance(value, bool):
            value = "true" if value else "false"
        elif isinstance(value, int | float):
            value = str(value)
        if not isinstance(value, str):
            raise WorkbenchError(
                f"Variable {one_line(name, 60)!r} ({one_line(source, 80)}) is no text, number or "
                "truth value. Give it one of these."
            )
        found.append(Variable(name, value, source, secret or secret_named(name), gives_way))
    return found


def from_words(words: Iterable[str]) -> list[Variable]:
    """The `name=value` words of a command line as a layer.

    Raises:
        WorkbenchError: A word has no name or no `=`, or a name stands twice.
    """
    values: dict[str, str] = {}
    for word in words:
        name, separator, value = word.partition("=")
        name = name.strip()
        if not separator or not name:
            # What stands there may be a secret: it is not repeated.
            raise WorkbenchError("A variable is not of the form name=value. Write it like that.")
        if name in values:
            raise WorkbenchError(f"Variable {one_line(name, 60)!r} is given twice. Keep one.")
        values[name] = value
    return layer(values, COMMAND_LINE)
