"""Words and commands for a POSIX shell: whatever they hold, they are what they were.

What cannot be seen, or would act on the terminal it is pasted into, is never written as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from explorer.document.safe import visible
from explorer.formats.portable import Text, Variable

WIDTH = 100

LONGEST_ARGUMENT = 64 * 1024
"""Most bytes of one argument; Linux takes twice as many."""

_PLAIN = re.compile(r"[A-Za-z0-9_./@-][A-Za-z0-9_./:@%+=,-]*")
# Fit between double quotes in every shell, history expansion of interactive ones included.
_DOUBLE = re.compile(r"[A-Za-z0-9 _./:@%+=,;?&#~*()<>|{}\[\]^'-]*")
_ACTING = re.compile(r"[\\%]|[^\x20-\x7e]")


def word(parts: Text | str) -> str:
    """One word of a command.

    Args:
        parts: Its text, with variables of the environment in it.
    """
    parts = (parts,) if isinstance(parts, str) else parts
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) == len(parts):
        text = "".join(texts)
        return text if _PLAIN.fullmatch(text) else quoted(text)
    if all(_DOUBLE.fullmatch(text) for text in texts):
        return f'"{_within(parts)}"'
    return "".join(
        quoted(part) if isinstance(part, str) else f'"${part.name}"' for part in parts if part
    )


def quoted(text: str) -> str:
    """A text in single quotes, in which a shell looks for nothing."""
    return "'" + text.replace("'", "'\\''") + "'"


def _within(parts: Text) -> str:
    """Variables between double quotes, in braces where what follows would be taken for a part."""
    found = ""
    for number, part in enumerate(parts):
        if isinstance(part, str):
            found += part
            continue
        after = parts[number + 1] if number + 1 < len(parts) else ""
        clash = isinstance(after, Variable) or re.match(r"[A-Za-z0-9_\[:]", after)
        found += f"${{{part.name}}}" if clash else f"${part.name}"
    return found


def argument(body: Sequence[bytes | Variable]) -> Text | None:
    """A body as a word; None where it holds what no word should, or too much."""
    if sum(len(part) for part in body if isinstance(part, bytes)) > LONGEST_ARGUMENT:
        return None
    parts: list[str | Variable] = []
    for part in body:
        if isinstance(part, Variable):
            parts.append(part)
            continue
        try:
            text = part.decode("utf-8")
        except UnicodeDecodeError:
            return None
        if visible(text) != text or "\t" in text:
            return None
        # Older shells look for history in each line anew, past the quote it stands in.
        if "!" in text and "\n" in text:
            return None
        parts.append(text)
    return tuple(parts)


def printf(body: Sequence[bytes | Variable]) -> str:
    """A command that prints bytes, whatever they are.

    Args:
        body: The bytes, with variables of the environment in it.
    """
    pattern, variables = "", []
    for part in body:
        if isinstance(part, Variable):
            pattern += "%s"
            variables.append(f'"${part.name}"')
        else:
            pattern += _printed(part)
    if pattern.startswith("-"):
        pattern = rf"\055{pattern[1:]}"
    return " ".join(["printf", quoted(pattern), *variables])


def _printed(data: bytes) -> str:
    """Bytes as the pattern of `printf` has them."""
    return _ACTING.sub(_escaped, data.decode("utf-8", "surrogateescape"))


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character in "\\%":
        return character * 2
    if character == "\n":
        return r"\n"
    if character != "\t" and visible(character) == character:
        return character
    return "".join(rf"\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))


def command(words: Sequence[str]) -> str:
    """A command on one line where that is short enough, else with an argument on each.

    Args:
        words: Of the command; what belongs on one line stands in one of them.
    """
    line = " ".join(words)
    return line if len(line) <= WIDTH and "\n" not in line else " \\\n  ".join(words)
