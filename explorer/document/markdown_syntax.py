"""What both directions of Markdown share: addresses, emoji, names of people and languages."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from explorer.document.grammar import LANGUAGES
from explorer.document.safe import visible

SPECIAL_MENTIONS: Final = ("all", "here")
"""Mentions that need no directory: everyone, and everyone who is there."""

EMOJI: Final = re.compile(r":(?:[+-]1|[A-Za-z0-9_][A-Za-z0-9_+-]{0,62}):(?![A-Za-z0-9])")
"""A short name such as `:tada:`; no letter or digit may stand before it."""

TASK: Final = re.compile(r"\[([ xX])\](?:[ \t\n]+|\Z)")
"""The box at the beginning of a task."""

_UNFIT: Final = re.compile(r"""[\s\x00-\x1f\x7f<>"\\`]""")
_IN_NAMES: Final = re.compile(r"([\\`*_\[\]<>&~|:!@#])")

_ALIASES: Final = {
    **dict.fromkeys(("bash", "console", "ksh", "sh", "shell-session", "zsh"), "shell"),
    **dict.fromkeys(("cjs", "js", "jsx", "mjs", "node"), "javascript"),
    **dict.fromkeys(("ts", "tsx"), "typescript"),
    **dict.fromkeys(("py", "py3", "python3", "pycon"), "python"),
    **dict.fromkeys(("json5", "jsonc", "jsonl"), "json"),
    **dict.fromkeys(("c#", "cs"), "csharp"),
    **dict.fromkeys(("cc", "cpp", "cxx", "hpp"), "c++"),
    **dict.fromkeys(("objc", "objectivec"), "objective-c"),
    **dict.fromkeys(("postgres", "postgresql", "psql", "mysql", "sqlite"), "sql"),
    **dict.fromkeys(("ps", "ps1", "pwsh"), "powershell"),
    **dict.fromkeys(("htm", "xhtml"), "html"),
    **dict.fromkeys(("svg", "xsd", "xsl"), "xml"),
    **dict.fromkeys(("vb", "vb.net"), "vbnet"),
    "as": "actionscript",
    "clj": "clojure",
    "coffee": "coffeescript",
    "erl": "erlang",
    "ex": "elixir",
    "exs": "elixir",
    "f90": "fortran",
    "golang": "go",
    "h": "c",
    "hs": "haskell",
    "jl": "julia",
    "kt": "kotlin",
    "ml": "ocaml",
    "pas": "objectpascal",
    "pascal": "objectpascal",
    "pl": "perl",
    "rb": "ruby",
    "rkt": "racket",
    "rs": "rust",
    "rst": "restructuredtext",
    "scm": "scheme",
    "scss": "sass",
    "sml": "standardml",
}


def language_of(info: str) -> str | None:
    """The schema's name of the language a fence is marked with, if it has one.

    Args:
        info: What stands after the fence; its first word counts.
    """
    words = info.split(maxsplit=1)
    if not words:
        return None
    name = words[0].lower()
    name = _ALIASES.get(name, name)
    return name if name in LANGUAGES else None


def clean_address(address: str) -> str:
    """Percent-encode what cannot stand in an address; a second pass changes nothing."""
    # `visible` changes exactly the characters that no address may hide.
    return "".join(
        quote(each, safe="", errors="replace")
        if _UNFIT.match(each) or visible(each) != each
        else each
        for each in address
    )


def escape_name(name: str) -> str:
    """Spell a name so that nothing in it is taken for Markdown."""
    return _IN_NAMES.sub(r"\\\1", name)
